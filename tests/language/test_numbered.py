"""Words as numbers: the same tokens, sentences and places as ``segment`` gives, kept between calls."""

import pandas as pd

from analysis.language import segment
from analysis.language.numbered import FIELDS, number, written

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
