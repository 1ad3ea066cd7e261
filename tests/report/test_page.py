"""The page: one file that asks nothing of any network, in which nothing from an article is markup."""

import base64
import hashlib
import re
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import lxml.html
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import wording
from analysis.exhibits import Exhibit
from analysis.findings import Finding
from analysis.report.contents import Part
from analysis.report.page import printed_findings, render
from analysis.report.parameters import declared
from analysis.tables import Corpus, make

HOSTILE = "</style></title><script>window.pwned=1</script><img src=x onerror=alert(1)>{{ 7*7 }}\"'>"


@pytest.fixture(autouse=True)
def german():
    wording.use("de")
    yield
    wording.use("de")


def corpus_of(number: int = 3, title: str = "Brücke gesperrt", quarantined: int = 0) -> Corpus:
    empty = {"teaser": "", "authors": "", "dateline": "", "agency": "", "section": "", "url": ""}
    articles = [
        {
            **empty,
            "article_id": f"a{i}",
            "outlet": "Kontorblatt",
            "title": title,
            "text": "Ein Satz.",
            "genre": "report",
            "published_at": "2026-03-02T08:00:00Z",
            "source_file": "a.txt",
            "story_id": f"s{i}",
            "n_words": 2,
        }
        for i in range(number)
    ]
    rows = [
        {"source_file": f"{HOSTILE}{i}", "item": "", "reason": HOSTILE, "advice": "Nichts tun."}
        for i in range(quarantined)
    ]
    return Corpus(make("articles", articles), quarantine=make("quarantine", rows))


def exhibit(name: str = "01-probe", text: str = "Titel", chart: bool = True) -> dict[str, object]:
    """Return a block as an executed notebook leaves it, with ``text`` wherever an article could have one."""
    figure = Figure()
    figure.add_subplot()
    snippet = {"article_id": "a0"} | dict.fromkeys(
        ("outlet", "title", "url", "before", "hit", "after", "note"), text
    )
    evidence = {"total": 12, "snippets": [{**snippet, "date": "2026-03-02T08:00:00+01:00"}]}
    table = pd.DataFrame({text: [text], "n": [3]})
    made = Exhibit(name, text, f"n = 3 Artikel; {text}", table, figure if chart else None, evidence)
    return {"kind": "exhibit", **made.payload()}


def finding(text: str, p: float | None = None, claim: str = "") -> dict[str, object]:
    return asdict(Finding(text, "01-probe", claim, p, 40))


def parts_of(text: str = "Titel", **options: object) -> list[Part]:
    blocks = [
        {"kind": "text", "markdown": "# Das Korpus\n\nWorum es **geht**.\n\n## Wochen"},
        {"kind": "code", "source": f"exhibit({text!r})"},
        exhibit(text=text, **options),
    ]
    overview = Part("00_ueberblick", [{"kind": "text", "markdown": "# Der Überblick"}])
    return [overview, Part("01_korpus", blocks, [finding(f"Befund {text}")])]


NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "01_korpus.ipynb"
DEFAULTS = {name: entry["default"] for name, entry in declared(NOTEBOOK).items()}
VALUES = {"full_text": False, **DEFAULTS, "outlets": ["Köln & Süd", "B"]}
MANIFEST = {
    "started": "2026-03-09T10:00:00+01:00",
    "methods": {
        "quotes": "Zitate: Regeln, MIT.",
        "sentiment": "Tonlage: Wortliste.",
        "codebook": "Frames 1.0",
    },
    "parameters": VALUES,
    "versions": {"pandas": "3.0.0"},
}


def page_of(parts: list[Part], read: Corpus | None = None, **values: object) -> str:
    read = read or corpus_of()
    manifest = {**MANIFEST, "parameters": {**VALUES, **values}}
    return render(parts, {**VALUES, **values}, manifest, read, read)


def tree_of(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


def text_of(page: str) -> str:
    return " ".join(tree_of(page).find("body").text_content().split())


def test_nothing_is_loaded_from_anywhere():
    tree = tree_of(page_of(parts_of()))
    addresses = [
        value
        for element in tree.iter()
        if isinstance(element.tag, str)
        for name, value in element.attrib.items()
        if name in ("src", "href", "action", "poster", "data", "srcset", "background", "formaction")
    ]
    assert addresses and all(address.startswith(("data:", "#")) for address in addresses)
    style = tree.find(".//style").text
    assert "@import" not in style and "url(" not in style


def test_the_policy_allows_the_own_script_and_style_alone():
    tree = tree_of(page_of(parts_of()))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for rule, tag in (("script-src", "script"), ("style-src", "style")):
        (element,) = tree.xpath(f"//{tag}")
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert not {"connect-src", "frame-src", "font-src", "object-src"} & set(rules)
    # a policy in a meta element binds only what follows it
    head = [element.tag for element in tree.find("head")]
    assert head.index("meta") < head.index("style")


def test_nothing_from_an_article_becomes_markup():
    page = page_of(parts_of(HOSTILE), corpus_of(title=HOSTILE, quarantined=3), corpus=f"data/raw/{HOSTILE}")
    tree = tree_of(page)
    assert len(tree.xpath("//script")) == 1 and len(tree.xpath("//style")) == 1
    assert not tree.xpath("//body//*[@*[starts-with(name(), 'on')]]")
    assert all(src.startswith("data:") for src in tree.xpath("//img/@src"))
    assert "{{ 7*7 }}" in page and "window.pwned=1" in text_of(page)


def test_links_stay_text():
    page = page_of(parts_of("javascript:alert(1)"))
    assert not tree_of(page).xpath("//@href[starts-with(., 'javascript')]")
    assert "javascript:alert(1)" in text_of(page)


def test_headings_do_not_skip_levels():
    levels = [
        int(e.tag[1]) for e in tree_of(page_of(parts_of())).iter() if re.fullmatch("h[1-6]", str(e.tag))
    ]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_in_the_page_has_a_target_and_ids_are_unique():
    parts = parts_of()
    parts[0].blocks.append({"kind": "text", "markdown": "## Wochen"})  # a heading that another part has too
    tree = tree_of(page_of(parts))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_chart_caption_table_and_evidence():
    (figure,) = tree_of(page_of(parts_of())).xpath("//figure")
    assert figure.get("id") == "01-probe"
    assert figure.xpath(".//img/@alt")[0].strip()
    assert "n = 3 Artikel" in figure.xpath(".//figcaption")[0].text_content()
    assert figure.xpath(".//table//th[@scope='col']")
    (summary,) = figure.xpath(".//details[contains(@class, 'evidence')]/summary")
    assert "1" in summary.text and "12" in summary.text
    assert "2. März 2026" in figure.text_content()


def test_a_table_without_a_chart_stands_open():
    (figure,) = tree_of(page_of(parts_of(chart=False))).xpath("//figure")
    assert not figure.xpath(".//img") and not figure.xpath(".//details//table") and figure.xpath(".//table")


@pytest.mark.parametrize("chart", [True, False])
def test_a_snippet_without_date_or_address(chart):
    parts = parts_of(chart=chart)
    parts[1].exhibits[0]["evidence"]["snippets"][0].update(date="", url="")
    assert "Titel" in text_of(page_of(parts))


def test_the_sum_of_the_accounting_adds_up():
    text = text_of(page_of(parts_of(), corpus_of(3, quarantined=2)))
    found = re.search(
        r"Gelesen (\d+) = ausgewertet (\d+) \+ Kopien (\d+) \+ zurückgestellt (\d+) "
        r"\+ nicht ausgewählt (\d+)",
        text,
    )
    read, *rest = map(int, found.groups())
    assert read == 5 == sum(rest)


def test_what_a_source_did_not_give_stands_first():
    told = "Abendblatt: https://a.example/<rss> fehlt (keine Antwort)."
    parts = parts_of()
    parts[0].findings.append({**finding("Achtung, wenig."), "warning": True})
    page = render(
        parts, VALUES, {**MANIFEST, "parameters": VALUES, "warnings": [told]}, corpus_of(), corpus_of()
    )
    warnings = tree_of(page).find_class("warning")[0]
    assert [p.text_content() for p in warnings.findall("p")] == [told, "Achtung, wenig."]


def test_warnings_stand_before_the_findings_and_not_among_them():
    parts = parts_of()
    parts[0].findings.append({**finding("Achtung, wenig."), "warning": True})
    tree = tree_of(page_of(parts))
    assert "Achtung" in tree.find_class("warning")[0].text_content()
    assert "Achtung" not in tree.find_class("findings")[0].text_content()
    assert not tree_of(page_of(parts_of())).find_class("warning")


def test_methods_parameters_and_versions_are_printed():
    text = text_of(page_of(parts_of()))
    for wanted in (
        *MANIFEST["methods"].values(),
        "Köln & Süd, B",
        "pandas",
        "3.0.0",
        wording.say("page_limits"),
    ):
        assert wanted in text
    assert "\\u" not in text


def test_the_language_of_the_page():
    wording.use("en")
    page = page_of(parts_of(), language="en")
    assert tree_of(page).get("lang") == "en" and "Findings" in text_of(page) and "Befunde" not in page


def test_no_findings_no_quotes_nothing_read_is_still_a_page():
    parts = [Part(name, [{"kind": "text", "markdown": "Ohne Titel."}]) for name in ("00_x", "01_korpus")]
    assert "01_korpus" in text_of(page_of(parts, corpus_of(1)))


def test_the_same_contents_give_the_same_page():
    assert page_of(parts_of()) == page_of(parts_of())


def test_claims_stand_by_the_false_discovery_rate_over_all_parts():
    # Benjamini and Hochberg at 5 % over these four: 0.001 <= 0.0125, 0.02 <= 0.025, 0.04 > 0.0375, 0.5
    first = Part("a", findings=[finding("eins.", 0.001, "A."), finding("zwei.", 0.04, "B.")])
    second = Part("b", findings=[finding("drei.", 0.02, "C."), finding("", 0.5, "D."), finding("vier.")])
    tested, printed = printed_findings([first, second])
    assert tested == 4
    assert [item["text"] for item in printed] == ["eins. A.", "zwei.", "drei. C.", "vier."]


def test_a_claim_alone_is_printed_only_if_it_stands():
    assert printed_findings([Part("a", findings=[finding("", 0.01, "A.")])])[1][0]["text"] == "A."
    assert printed_findings([Part("a", findings=[finding("", 0.06, "A.")])]) == (1, [])
    assert printed_findings([]) == (0, [])
