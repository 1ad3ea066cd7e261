"""Texts made to break: each has an outcome, and twice the text takes about twice the processor's time."""

import time

import pytest
import targets

from analysis.annotation.article import Article, Settings, annotate_article
from analysis.clean import clean_article
from analysis.read.work import process_group

UNITS = {
    "no spaces": "Donaudampfschifffahrt",
    "quote marks": "„",
    "both marks": "„“",
    "straight marks": "\"'",
    "deep nesting": "(„‚[",
    "combining marks": "a\u0301\u0323",
    "mixed directions": "\u202eabc\u202c \u05d0\u05d1 ",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "NUL": "a\0 ",
    "dots": ".",
    "colons": "Er: ",
    "hyphens": "a-",
    "blank lines": "\n\n",
    "entities": "&amp;",
    "brackets": "<p>",
    "credits": "(dpa) – ",
    "numbers": "1.",
    "commas": "der, ",
}
STEPS = {
    "clean": lambda text: clean_article({"text": text, "title": text[:300]}, targets.NOW),
    "annotate": lambda text: annotate_article(
        Article({"title": "", "teaser": "", "text": text}), Settings(quote_method="rules")
    ),
}
LENGTH = 12_000


def seconds(step, text: str) -> float:
    start = time.process_time()
    step(text)
    return time.process_time() - start


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", UNITS)
def test_twice_the_text_takes_about_twice_the_time(name: str, step: str) -> None:
    unit = UNITS[name]
    once, twice = (unit * (n * LENGTH // len(unit)) for n in (1, 2))
    STEPS[step](once[:200])
    for _ in range(3):  # the processor's time is noisy on a busy machine: once is enough
        first, second = seconds(STEPS[step], once), seconds(STEPS[step], twice)
        if second < 0.05 or second < 3 * first:
            return
    raise AssertionError(f"{first:.2f} s for {len(once)} characters, {second:.2f} s for {len(twice)}")


@pytest.mark.parametrize("name", UNITS)
def test_a_hostile_text_has_an_outcome(name: str) -> None:
    text = "Ein Satz. " + UNITS[name] * 40
    targets.annotate_with("rules", text.encode())
    targets.clean(text.replace("\0", "").encode())


@pytest.mark.parametrize("suffix", [".txt", ".html", ".jsonl", ".csv", ".rtf", ".eml", ".rss"])
@pytest.mark.parametrize("name", ["no spaces", "quote marks", "NUL", "brackets", "entities"])
def test_a_file_of_a_hostile_text_is_read_or_put_aside(suffix: str, name: str) -> None:
    data = (UNITS[name] * 2_000).encode()
    targets.read_as(suffix, data)
    found = process_group(targets.fed(suffix, data), targets.LIMITS, targets.NOW)
    assert len(found.rows) + len(found.problems) >= 1
