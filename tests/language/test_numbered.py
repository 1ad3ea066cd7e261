"""Words as numbers: the same tokens, sentences and places as ``segment`` gives, kept between calls."""

import pandas as pd
import pytest

from analysis.language import numbered, segment
from analysis.language.numbered import FIELDS, number, offer, to_parquet, written

ARTICLES = pd.DataFrame(
    [
        ("a1", "Streit um Brücke", "", "Die Brücke ist gesperrt. Am 3. März wird gebaut.\n\n„Ja“, sagt sie."),
        ("a2", "", "Kurz gesagt.", ""),
        ("a3", "", "", ""),
        ("a4", "Ende", "", "Nichts."),
    ],
    columns=["article_id", *FIELDS],
)


def test_tokens_are_those_of_each_field() -> None:
    tokens = number(ARTICLES)
    for row, article in enumerate(ARTICLES.to_dict("records")):
        for field, name in enumerate(FIELDS):
            text = segment(article[name])
            here = (tokens.row == row) & (tokens.field == field)
            assert written(tokens.word[here]) == text.words
            assert tokens.start[here].tolist() == text.starts
            first = tokens.sentence[here].min(initial=2**30)
            assert (tokens.sentence[here] - first).tolist() == text.sentence_of


def test_sentences_are_counted_through_all_articles() -> None:
    counted = number(ARTICLES).sentence.tolist()
    assert counted == sorted(counted)
    assert len(set(counted)) == sum(
        len(segment(a[f]).sentences) for a in ARTICLES.to_dict("records") for f in FIELDS
    )
    assert set(counted) == set(range(max(counted) + 1))


def test_a_part_keeps_its_numbers_and_a_second_call_gives_the_same() -> None:
    whole, again = number(ARTICLES), number(ARTICLES)
    assert all((first == second).all() for first, second in zip(whole, again, strict=True))
    part = whole.of(ARTICLES["article_id"].eq("a2").to_numpy())
    assert written(part.word) == ["Kurz", "gesagt", "."] and set(part.row.tolist()) == {1}
    capital = part.map(lambda word: word[0].isupper())
    assert [capital[number] for number in part.word] == [True, False, False]


def test_nothing_has_no_tokens() -> None:
    assert not any(len(values) for values in number(ARTICLES.head(0)))
    assert not any(len(values) for values in number(ARTICLES[ARTICLES["article_id"] == "a3"]))


@pytest.fixture
def another_process(monkeypatch):
    """Forget what this process has split, as another one would never have known it."""
    for name in ("_numbers", "_words", "_kept", "_offered"):
        monkeypatch.setattr(numbered, name, type(getattr(numbered, name))())


def test_words_come_from_the_file_as_they_were(another_process, monkeypatch, tmp_path) -> None:
    table = ARTICLES.assign(teaser=["", "Ein Zeichen: \U0001f600.", "", ""])
    before = number(table)
    words = written(before.word)
    (tmp_path / "words.parquet").write_bytes(to_parquet(table))
    for name in ("_numbers", "_words", "_kept"):
        getattr(numbered, name).clear()
    number(ARTICLES.iloc[::-1])  # other numbers for the same words
    monkeypatch.setattr(numbered, "_kept", type(numbered._kept)())
    monkeypatch.setattr(numbered, "_split", lambda values: pytest.fail("split again"))
    offer(tmp_path / "words.parquet")
    after = number(table)
    assert written(after.word) == words and before.word.tolist() != after.word.tolist()
    assert all((a == b).all() for a, b in zip(before[1:], after[1:], strict=True))


def test_the_file_is_the_same_whatever_was_split_before(another_process) -> None:
    first = to_parquet(ARTICLES)
    for name in ("_numbers", "_words", "_kept"):
        getattr(numbered, name).clear()
    number(ARTICLES.iloc[::-1])
    assert to_parquet(ARTICLES) == first


@pytest.mark.parametrize("fault", ["version", "bytes", "missing"])
def test_a_file_that_does_not_fit_is_left_alone(another_process, monkeypatch, tmp_path, fault) -> None:
    path = tmp_path / "words.parquet"
    expected = [values.tolist() for values in number(ARTICLES)]
    if fault != "missing":
        path.write_bytes(to_parquet(ARTICLES) if fault == "version" else b"PAR1")
    monkeypatch.setattr(numbered, "VERSION", "another")
    numbered._kept.clear()
    offer(path)
    assert [values.tolist() for values in number(ARTICLES)] == expected
