"""The report in a real browser: alone, safe, readable by everyone, on paper too."""

from __future__ import annotations

import io
import json
import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1100, "height": 800}

# Every element with text of its own whose contrast with what lies behind it is too low (WCAG 2.2, AA).
CONTRAST = """
() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(e).backgroundColor);
      if (a === 1) return [r, g, b];
      if (a > 0) throw new Error("half transparent: " + e.tagName);
    }
    return [255, 255, 255];
  };
  const weak = [];
  let seen = 0;
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || ["SCRIPT", "STYLE"].includes(element.tagName) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(numbers(style.color).slice(0, 3)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    seen += 1;
    if (ratio < (large ? 3 : 4.5))
      weak.push([element.tagName, element.className, ratio.toFixed(2), element.textContent.slice(0, 40)]
        .join(" "));
  }
  return { seen, weak: [...new Set(weak)] };
}
"""

OPEN_ALL = "document.querySelectorAll('details').forEach((d) => (d.open = true))"
REPORTS = ["demo_page", "hostile_page"]


@pytest.fixture(params=REPORTS)
def either(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def test_no_request_no_complaint_no_violation(open_page, either):
    opened = open_page(either)
    opened.page.evaluate(OPEN_ALL)
    opened.page.mouse.wheel(0, 100_000)
    opened.page.wait_for_timeout(300)
    assert opened.requests and all(url.startswith(("file:", "data:")) for url in opened.requests)
    assert [url for url in opened.requests if url.startswith("file:")] == [either.resolve().as_uri()]
    assert opened.messages == [] and opened.violations == []


PUT = "(tag, more) => document.body.append(Object.assign(document.createElement(tag), more))"
ATTEMPTS = {
    "image": ("new Image().src = 'https://example.org/x.png'", "img-src"),
    "fetch": ("fetch('https://example.org/').catch(() => 0)", "connect-src"),
    "beacon": ("navigator.sendBeacon('https://example.org/')", "connect-src"),
    "script": ("put('script', {textContent: 'pwned = 1'})", "script-src"),
    "handler": (
        "document.body.insertAdjacentHTML('beforeend', `<img src=x onerror='pwned = 1'>`)",
        "script-src",
    ),
    "style": ("put('style', {textContent: '*{}'})", "style-src"),
    "frame": ("put('iframe', {src: 'https://example.org'})", "frame-src"),
}


@pytest.mark.parametrize(("attempt", "directive"), ATTEMPTS.values(), ids=list(ATTEMPTS))
def test_the_policy_bites(open_page, demo_page, attempt, directive):
    """Were something to get into the page after all, it could load, send and run nothing."""
    opened = open_page(demo_page)
    opened.page.evaluate(f"() => {{ const put = {PUT}; {attempt}; }}")
    opened.page.wait_for_function("window.violations.length > 0")
    assert any(directive in violation for violation in opened.violations)
    assert all(url.startswith(("file:", "data:")) for url in opened.answered)
    assert set(opened.refused) >= {url for url in opened.requests if url.startswith("http")}
    assert opened.page.evaluate("typeof pwned") == "undefined"


def test_the_page_works_without_script(open_page, demo_page):
    opened = open_page(demo_page, java_script_enabled=False)
    assert opened.page.locator("figure").count() >= 8
    opened.page.locator("details.evidence summary").first.click()
    assert opened.page.locator("details.evidence blockquote").first.is_visible()


def test_opens_quickly(open_page, demo_page):
    opened = open_page(demo_page)
    timing = opened.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert timing < 3000
    assert demo_page.stat().st_size < 15_000_000


def test_eight_charts_with_n_and_period(open_page, demo_page):
    opened = open_page(demo_page)
    charts = opened.page.locator("figure:has(img)")
    assert charts.count() >= 8
    for caption in charts.locator("figcaption").all_inner_texts():
        assert re.search(r"n\s=\s\d[\d.]* \w+", caption), caption
        assert re.search(r"\d{4}", caption) and "–" in caption, caption
    for image in charts.locator("img").all():  # drawn when it comes into view, in the room kept for it
        image.scroll_into_view_if_needed()
        image.evaluate("i => i.decode()")
        wide, tall, kept = image.evaluate("i => [i.naturalWidth, i.naturalHeight, i.width / i.height]")
        assert wide > 300 and abs(wide / tall - kept) < 0.02


def test_the_licence_of_the_quote_method_is_printed(open_page, either):
    from analysis import sources

    text = open_page(either).page.locator("#method").inner_text()
    assert " ".join(sources.describe("model").split()) in " ".join(text.split())


def test_findings_lead_to_a_visible_figure_and_open_its_evidence(open_page, demo_page):
    page = open_page(demo_page).page
    links = page.locator(".findings > li > a")
    assert links.count() >= 5
    with_evidence = 0
    for number in range(links.count()):
        name = links.nth(number).get_attribute("href").removeprefix("#")
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = false))")
        links.nth(number).click()
        target = page.locator(f'[id="{name}"]')
        assert target.count() == 1, name
        page.wait_for_function(
            "id => { const b = document.getElementById(id).getBoundingClientRect();"
            " return b.height > 0 && b.top < innerHeight && b.bottom > 0; }",
            arg=name,
        )
        evidence = target.locator("details.evidence")
        if evidence.count():
            with_evidence += 1
            # the page opens it once the address has changed, which may come after the click
            page.wait_for_function("details => details.open", arg=evidence.first.element_handle())
            assert evidence.first.locator("mark").first.is_visible()
    assert with_evidence >= 2


def test_the_same_link_twice_opens_the_evidence_twice(open_page, demo_page):
    page = open_page(demo_page).page
    names = page.locator("figure:has(details.evidence)").evaluate_all("all => all.map((e) => e.id)")
    link = next(
        link for link in page.locator(".findings > li > a").all() if link.get_attribute("href")[1:] in names
    )
    for _ in range(2):
        link.click()
        evidence = page.locator(f'[id="{link.get_attribute("href")[1:]}"] details.evidence').first
        page.wait_for_function("e => e.open", arg=evidence.element_handle())
        evidence.evaluate("e => (e.open = false)")


def test_an_address_with_a_figure_opens_its_evidence(open_page, demo_page):
    name = open_page(demo_page).page.locator("figure:has(details.evidence)").first.get_attribute("id")
    page = open_page(demo_page, f"#{name}").page
    assert page.locator(f'[id="{name}"] details.evidence').first.get_attribute("open") is not None


def test_every_link_in_the_page_has_a_target(open_page, either):
    page = open_page(either).page
    lost = page.locator("a[href^='#']").evaluate_all(
        "all => all.map(a => a.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))"
    )
    assert lost == []
    assert page.locator("a:not([href^='#']):not([download])").count() == 0
    doubled = page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.filter((id, i) => ids.indexOf(id) !== i); }"
    )
    assert doubled == []


def test_shown_evidence_never_exceeds_the_total(open_page, demo_page):
    page = open_page(demo_page).page
    found = page.locator("details.evidence").evaluate_all(
        "all => all.map(d => [d.querySelector('summary').innerText, d.querySelectorAll('blockquote').length])"
    )
    assert found
    for summary, quotes in found:
        shown, total = (int(number.replace(".", "")) for number in re.findall(r"\d[\d.]*", summary))
        assert shown == quotes <= total


def column(table, number: int) -> list[str]:
    return table.locator(f"tbody tr td:nth-child({number + 1})").all_inner_texts()


def number_of(text: str) -> float:
    plain = text.replace(".", "").replace(",", ".").replace("−", "-").strip()
    return float(plain) if plain not in ("", "–") else float("-inf")


def test_tables_sort_by_number_text_and_day(open_page, demo_page):
    page = open_page(demo_page).page
    page.evaluate(OPEN_ALL)
    kinds = set()
    for table in page.locator("figure table").all():
        rows = table.locator("tbody tr").count()
        if rows < 3:
            continue
        before = sorted(table.locator("tbody tr").all_inner_texts())
        first = table.evaluate(
            """t => [...t.tBodies[0].rows[0].cells]
              .map((c) => (c.classList.contains("number") ? "number" : c.dataset.order ? "day" : "text"))"""
        )
        for place, kind in enumerate(first):
            if kind in kinds:
                continue
            kinds.add(kind)
            head = table.locator("thead th").nth(place)
            cells = table.locator(f"tbody tr td:nth-child({place + 1})")
            for direction, backwards in (("ascending", False), ("descending", True)):
                head.locator("button").click()
                assert head.get_attribute("aria-sort") == direction
                if kind == "number":
                    values: list = [number_of(text) for text in column(table, place)]
                elif kind == "day":
                    values = cells.evaluate_all("all => all.map(c => c.dataset.order)")
                else:
                    continue
                assert values == sorted(values, reverse=backwards), (kind, place)
        assert sorted(table.locator("tbody tr").all_inner_texts()) == before
    assert kinds >= {"number", "day", "text"}


def test_sorting_works_by_keyboard_and_one_column_at_a_time(open_page, demo_page):
    page = open_page(demo_page).page
    page.evaluate(OPEN_ALL)
    heads = page.locator("table:has(thead th:nth-child(2))").first.locator("thead th")
    for place in (0, 1):
        heads.nth(place).locator("button").focus()
        page.keyboard.press("Enter")
        assert heads.nth(place).get_attribute("aria-sort") == "ascending"
    assert heads.nth(0).get_attribute("aria-sort") is None


def test_long_tables_can_be_searched(open_page, demo_page):
    page = open_page(demo_page).page
    page.evaluate(OPEN_ALL)
    field = page.locator("input[type=search]").first
    table = page.locator("label.search + .scroll table").first
    word = table.locator("tbody tr").first.locator("td").first.inner_text()
    field.fill(word.upper())
    shown = table.locator("tbody tr:visible").all_inner_texts()
    assert shown and all(word.lower() in text.lower() for text in shown)
    field.fill("kommt-nirgends-vor")
    assert table.locator("tbody tr:visible").count() == 0
    field.fill("")
    assert table.locator("tbody tr:visible").count() == table.locator("tbody tr").count()


def test_the_data_of_a_chart_can_be_saved(open_page, demo_page):
    opened = open_page(demo_page, accept_downloads=True)
    opened.page.evaluate(OPEN_ALL)
    link = opened.page.locator("a[download$='.csv']").first
    with opened.page.expect_download() as waiting:
        link.click()
    data = Path(waiting.value.path()).read_bytes()
    assert data == (demo_page.parent / "tables" / waiting.value.suggested_filename).read_bytes()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_is_wider_than_the_window(open_page, either, size):
    page = open_page(either, viewport=size).page
    page.evaluate(OPEN_ALL)
    wide = page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
          .filter((e) => !e.closest(".scroll, pre") && e.checkVisibility() && !e.matches(".skip"))
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
          .map((e) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(open_page, either, scheme):
    page = open_page(either, color_scheme=scheme).page
    page.evaluate(OPEN_ALL)
    found = page.evaluate(CONTRAST)
    assert found["seen"] > 200 and found["weak"] == []


def test_dark_is_dark(open_page, demo_page):
    dark = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    assert max(open_page(demo_page, color_scheme="dark").page.evaluate(dark)) < 80
    assert min(open_page(demo_page, color_scheme="light").page.evaluate(dark)) > 200


def test_print_on_a4(open_page, demo_page):
    """Also where the screen is dark: paper is not."""
    from pypdf import PdfReader

    page = open_page(demo_page, color_scheme="dark").page
    page.evaluate(OPEN_ALL)
    reader = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(reader.pages) > 1
    for sheet in reader.pages:
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) in {
            (595, 842),
            (596, 842),
            (595, 841),
        }
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert page.locator("h1").inner_text() in text
    assert "Methode" in text
    assert "Vorbereitender Code" not in text  # no heading of what paper leaves out
    page.emulate_media(media="print")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("figure, table, pre, img, p")]
          .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
          .map((e) => e.tagName + "#" + (e.closest("figure")?.id || ""))"""
    )
    assert cut == []
    assert page.evaluate("getComputedStyle(document.body).color.match(/\\d+/g).every((v) => Number(v) < 90)")


def test_images_say_what_they_show(open_page, either):
    page = open_page(either).page
    alts = page.locator("img").evaluate_all("all => all.map(i => i.getAttribute('alt'))")
    assert alts and all(alt and len(alt) > 15 for alt in alts)
    assert len(set(alts)) == len(alts)


def test_headings_do_not_skip_levels(open_page, either):
    page = open_page(either).page
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1 and len(levels) > 10
    assert all(after <= before + 1 for before, after in pairwise(levels))
    texts = page.locator("h1, h2, h3").all_inner_texts()
    assert all(text.strip() and "¶" not in text for text in texts)


def test_no_serious_accessibility_fault(open_page, either):
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page = open_page(either).page
    page.evaluate(OPEN_ALL)
    page.evaluate(source)
    # what passes is not described: that takes longer than the checks
    found = page.evaluate("async () => (await axe.run({ resultTypes: ['violations'] })).violations")
    serious = [
        f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:120]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_keyboard_reaches_findings_and_evidence(open_page, demo_page):
    page = open_page(demo_page).page
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('nav, .findings, figure, .skip')?.tagName"))
    assert {"NAV", "UL"} <= reached


# ---- articles that try to break out


def test_hostile_text_stays_text(open_page, hostile_page):
    opened = open_page(hostile_page)
    page = opened.page
    page.evaluate(OPEN_ALL)
    page.wait_for_timeout(300)
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert opened.messages == [] and opened.violations == []
    assert page.locator("script").count() == 1 and page.locator("style").count() == 1
    assert page.locator("iframe, object, embed, form, base, link[rel=stylesheet]").count() == 0
    # the only drawings are the page's own: links that lie over the marks of a chart
    assert page.locator("body svg").count() == page.locator("div.chart > img + svg").count()
    drawn = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('svg *')].map((e) => e.localName))]"
    )
    assert sorted(drawn) == ["a", "rect", "title"]
    handlers = page.evaluate(
        "() => [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
        ".filter(name => name.startsWith('on'))"
    )
    assert handlers == []
    assert page.locator("[href^='javascript' i], [src^='javascript' i]").count() == 0
    assert "<script>window.pwned = 1</script>" in page.locator("main").inner_text()
    assert "</style>" in page.locator("main").inner_text()
    assert page.evaluate("getComputedStyle(document.body).display") != "none"


def test_template_code_in_a_title_is_not_computed(open_page, hostile_page):
    text = open_page(hostile_page).page.content()
    assert "{{ 7*7 }}" in text and "{% raise %}" in text


def test_nothing_turns_the_direction_of_reading(open_page, hostile_page):
    page = open_page(hostile_page).page
    text = page.evaluate("document.documentElement.outerHTML")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", text)


def test_nobody_clicks_their_way_out(open_page, hostile_page):
    opened = open_page(hostile_page)
    page = opened.page
    page.evaluate(OPEN_ALL)
    before = page.url
    for link in page.locator("main a:not([download])").all()[:40]:
        link.click()
    assert page.url.partition("#")[0] == before and page.evaluate("typeof window.pwned") == "undefined"
    assert all(url.startswith(("file:", "data:")) for url in opened.requests)


def test_few_stories_are_said_first(open_page, hostile_page):
    page = open_page(hostile_page).page
    assert page.locator(".warning").first.is_visible()
    first = page.locator(".warning, .findings").first
    assert "warning" in first.get_attribute("class")


def test_the_reader_switches_its_layers(open_page, hostile_page):
    """The hostile report carries the full texts: a layer off takes the marks' look, never the text."""
    page = open_page(hostile_page).page
    boxes = page.locator("input[data-layer]")
    assert boxes.count() >= 3
    text = page.locator("#articles").inner_text()
    look = """e => JSON.stringify([...e.querySelectorAll("article *")].slice(0, 400).map((n) => {
      const s = getComputedStyle(n);
      return [s.backgroundColor, s.backgroundImage, s.borderBottom, s.outline, s.color, s.fontWeight];
    }))"""
    changed = 0
    for box in boxes.all():
        before = page.locator("#articles").evaluate(look)
        box.uncheck()
        changed += page.locator("#articles").evaluate(look) != before
        assert page.locator("#articles").inner_text() == text
        box.check()
        assert page.locator("#articles").evaluate(look) == before
    assert changed == boxes.count()


def test_the_manifest_beside_the_page_is_the_one_it_prints(open_page, demo_page):
    manifest = json.loads((demo_page.parent / "manifest.json").read_text("utf-8"))
    text = open_page(demo_page).page.locator("#method").inner_text()
    assert all(version in text for version in manifest["versions"].values())
