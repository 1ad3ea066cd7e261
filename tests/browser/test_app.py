"""The app through Voilà in a real browser: filter, click, read, correct, export; nothing from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.explore.exports import TABLES

sys.path.insert(0, str(Path(__file__).parent))
import servers

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LONG = 120_000


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return servers.project(tmp_path_factory.mktemp("app") / "projekt")


@pytest.fixture(scope="module")
def page(browser: Any, root: Path) -> Iterator[Any]:
    port = servers.free_port()
    command = ["-m", "analysis.explore", "--no-browser", f"--port={port}"]
    with servers.serving(root, command, f"http://127.0.0.1:{port}/voila/static/voila.js") as _:
        context = browser.new_context(viewport={"width": 1500, "height": 1000})
        opened = context.new_page()
        opened.set_default_timeout(30_000)
        opened.answered = []
        opened.on("response", lambda response: opened.answered.append(response.url))
        opened.errors = []
        opened.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.goto(f"http://127.0.0.1:{port}/", timeout=LONG)
        opened.wait_for_selector(".ps-status p", timeout=LONG)
        opened.wait_for_selector(".ps-bars .ps-bar", timeout=LONG)
        yield opened
        context.close()


def says(page: Any, start: str) -> None:
    page.wait_for_function(
        "start => document.querySelector('.ps-status').innerText.startsWith(start)", arg=start, timeout=30_000
    )


def listed(page: Any, n: int) -> None:
    """Wait until the list of articles has been drawn anew, with ``n`` of them."""
    info = "(document.querySelector('.ps-articles .dt-info') || {innerText: ''}).innerText"
    page.wait_for_function(f"{info}.endsWith(' von {n}')")
    page.wait_for_timeout(500)


def turn_to(page: Any, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()


def quoted(page: Any) -> str:
    """Return what is highlighted as a quote."""
    return " ".join(page.locator(".ps-page .l-quote").all_inner_texts())


def clear(page: Any) -> None:
    page.get_by_role("button", name="Alles zurücksetzen").click()
    says(page, "131 von 131")


def enter(page: Any, box: str, text: str) -> None:
    page.fill(f"{box} input", text)
    page.press(f"{box} input", "Enter")


def test_a_filter_changes_status_bars_and_list(page: Any) -> None:
    clear(page)
    turn_to(page, "Überblick")
    bars = "document.querySelector('.ps-bars').querySelectorAll('.ps-bar').length"
    page.wait_for_function(f"{bars} === 4")
    page.select_option(".ps-outlets select", index=2)
    says(page, "28 von 131")
    page.wait_for_function(f"{bars} === 1")
    enter(page, ".ps-from", "2026-04-01")
    says(page, "13 von 131")
    turn_to(page, "Artikel")
    page.wait_for_function(
        "(document.querySelectorAll('.ps-articles .dataTable tbody tr') || []).length === 13"
    )
    outlets = {
        cell.inner_text() for cell in page.locator(".ps-articles .dataTable tbody td:nth-child(2)").all()
    }
    assert outlets == {"Abendblitz"}


def test_a_bar_leads_to_its_articles_and_a_row_to_the_highlighted_article(page: Any) -> None:
    clear(page)
    turn_to(page, "Überblick")
    page.get_by_title("Artikel zu „Der Ahlebote“ zeigen").first.click()
    page.wait_for_function("document.body.innerText.includes('Artikel je Medium: Der Ahlebote – 25 Artikel')")
    listed(page, 25)
    row = page.locator(".ps-articles .dataTable tbody tr").nth(1)
    title = row.locator("td").nth(3).inner_text()
    row.click()
    page.wait_for_selector(".ps-page .reader")
    assert title in page.locator(".ps-page .reader").inner_text()
    quote = page.locator(".ps-page .l-quote").first
    colour = quote.evaluate("element => getComputedStyle(element).backgroundColor")
    assert colour not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    page.get_by_role("button", name="Zitat", exact=True).click()
    page.wait_for_function("!document.querySelector('.ps-page .l-quote')")
    page.get_by_role("button", name="Zitat", exact=True).click()
    page.wait_for_selector(".ps-page .l-quote")


def test_a_correction_and_a_code_are_saved_at_once(page: Any, root: Path) -> None:
    clear(page)
    turn_to(page, "Artikel")
    listed(page, 131)
    page.locator(".ps-articles .dataTable tbody tr").first.click()
    page.wait_for_selector(".ps-page .reader")
    page.get_by_role("button", name="ist kein Zitat").click()
    page.wait_for_function("document.body.innerText.includes('Zitat gesichert in korrekturen.yaml')")
    rejected = page.locator(".ps-words textarea").input_value()
    assert rejected not in quoted(page)
    paragraph = page.locator(".ps-page .reader p").last.inner_text()
    missed = " ".join(paragraph.split()[:5])
    page.fill(".ps-words textarea", missed)
    page.fill(".ps-speaker input", "Ina Meinert")
    page.get_by_role("button", name="fehlt: ergänzen").click()
    page.wait_for_function(
        "words => [...document.querySelectorAll('.ps-page .l-quote')].some(e => e.innerText.includes(words))",
        arg=missed,
    )
    page.get_by_role("button", name="ja", exact=True).first.click()
    page.get_by_role("button", name="Codierung sichern").click()
    page.wait_for_function("document.body.innerText.includes('1 Rahmen gesichert in korrekturen.yaml')")
    saved = yaml.safe_load((root / "data" / "raw" / "demo" / "korrekturen.yaml").read_text("utf-8"))
    assert sorted(verdict["urteil"] for verdict in saved["zitate"]) == ["falsch", "fehlt"]
    added = next(verdict for verdict in saved["zitate"] if verdict["urteil"] == "fehlt")
    assert (added["wortlaut"], added["sprecher"]) == (missed, "Ina Meinert")
    assert list(saved["rahmen"].values()) == [{"conflict": 1}]
    sheets = root / "reports" / "auszuege" / "demo-codierbogen"
    forms = (sheets / "zitate" / "bogen-lesen.csv").read_text("utf-8-sig")
    assert forms.count("⟧") == 2 and forms.rstrip().endswith(";kein Zitat")
    assert ";1;" in next(sheets.glob("rahmen-*/bogen-lesen.csv")).read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("box", "text", "sentence"),
    [
        (".ps-query", "xyzzyfoo", "Zu dieser Auswahl passt kein Artikel"),
        (".ps-query", "*", "query: Ein Stern allein findet alles"),
        (".ps-from", "gestern", "date_from: „gestern“ ist kein Tag im Kalender"),
        (".ps-to", "1999-01-01", "Zu dieser Auswahl passt kein Artikel"),
    ],
)
def test_a_wrong_filter_gives_a_sentence(page: Any, box: str, text: str, sentence: str) -> None:
    clear(page)
    enter(page, box, text)
    says(page, sentence)


def test_the_chart_with_intervals_is_drawn_on_demand(page: Any) -> None:
    clear(page)
    turn_to(page, "Überblick")
    page.locator("button.ps-draw").click()
    page.wait_for_function(
        "(() => { const i = document.querySelector('img.ps-figure'); return i && i.naturalWidth > 400; })()"
    )


def test_the_concordance_opens_an_article(page: Any) -> None:
    clear(page)
    turn_to(page, "Stellen im Text")
    page.wait_for_selector(".ps-pattern input")
    enter(page, ".ps-pattern", "Fähr*")
    page.wait_for_function("document.body.innerText.match(/\\d+ Stellen in \\d+ Artikeln/)")
    page.locator(".ps-places .dataTable tbody tr").first.click()
    page.wait_for_selector(".ps-page .reader")


def test_a_selection_is_written_out(page: Any, root: Path) -> None:
    clear(page)
    enter(page, ".ps-query", "brücke*")
    page.wait_for_function("!document.querySelector('.ps-status').innerText.startsWith('131 ')")
    turn_to(page, "Mitnehmen")
    page.wait_for_function("document.querySelector('.ps-call pre').innerText.includes(`query='brücke*'`)")
    page.get_by_role("button", name="Tabellen und Parameter schreiben").click()
    page.wait_for_function("document.querySelector('.ps-saved').innerText.includes('Geschrieben nach')")
    (folder,) = (root / "reports" / "auszuege").glob("demo-20*")
    names = {file.name for file in folder.iterdir()}
    assert names == {"parameter.yaml", "auszug.xlsx", *(f"{name}.csv" for name in TABLES)}
    assert yaml.safe_load((folder / "parameter.yaml").read_text("utf-8"))["query"] == "brücke*"


def test_nothing_came_from_elsewhere_and_nothing_broke(page: Any) -> None:
    foreign = [url for url in page.answered if url.startswith("http") and "127.0.0.1" not in url]
    assert foreign == []
    assert page.errors == []
