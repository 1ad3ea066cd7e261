"""Copies of articles: exact, near, cut, merged; and articles on one topic that are none."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis import duplicates, tables
from analysis.duplicates import find_copies

A = (
    "Die Fähre nach Tiefensee fährt seit Montag wieder im Takt von zwanzig Minuten. Nach Angaben der "
    "Reederei war der Motor des älteren Schiffs ausgefallen, weil ein Lager gebrochen war. „Wir haben "
    "das Teil aus Rostock holen müssen“, sagte der Kapitän. Die Stadt will den Anleger im Sommer ausbauen. "
    "Dafür stehen achthunderttausend Euro bereit, die der Rat im Herbst bewilligt hatte. Anwohner klagen "
    "seit Jahren über den Lärm der wartenden Wagen und fordern eine zweite Zufahrt am Nordufer."
)
CUT = A[: A.index(" Die Stadt will")]
B = (
    "Der Fährverkehr nach Tiefensee läuft wieder. Ein gebrochenes Lager hatte das Schiff lahmgelegt, "
    "das Ersatzteil kam aus Rostock. Der Kapitän zeigte sich erleichtert: „Wir haben das Teil aus Rostock "
    "holen müssen“, sagte er am Anleger. Im Sommer soll dort gebaut werden; das Geld ist seit dem Herbst "
    "bewilligt. Wer am Nordufer wohnt, hofft vor allem auf eine zweite Zufahrt und weniger Lärm."
)


def corpus(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return articles of (id, date, text); ids with a "d" credit an agency."""
    return tables.make(
        "articles",
        (
            {
                **dict.fromkeys(tables.SCHEMAS["articles"], ""),
                "article_id": name,
                "published_at": pd.Timestamp(date, tz="UTC") if date else None,
                "text": text,
                "agency": "dpa" if "d" in name else "",
                "genre": "report",
                "story_id": None,
                "duplicate_of": None,
                "n_words": len(text.split()),
            }
            for name, date, text in rows
        ),
    )


def found(*rows: tuple[str, str, str], **options: int) -> list[tuple[str, str, str]]:
    copies = find_copies(corpus(*rows), **options)
    return [(r.article_id, r.story_id, r.kind) for r in copies.itertuples()]


def test_exact_copy_of_any_date_points_to_the_first():
    rows = [("b", "2026-03-09", A), ("a", "2026-01-02", A.replace("„", '"').upper())]
    assert found(*rows) == [("b", "a", "exact"), ("a", "a", "")]


def test_small_changes_make_a_near_copy_within_the_window():
    other = A.replace("zwanzig", "dreißig").replace("älteren", "alten")
    assert found(("a", "2026-03-02", A), ("b", "2026-03-04", other)) == [("a", "a", ""), ("b", "a", "near")]
    assert found(("a", "2026-03-02", A), ("b", "2026-04-04", other))[1] == ("b", "b", "")
    assert found(("a", "2026-03-02", A), ("b", "", other))[1] == ("b", "a", "near")


def test_cut_copy_is_an_agency_copy_where_one_side_credits_one():
    assert found(("a", "2026-03-02", A), ("d", "2026-03-03", CUT))[1] == ("d", "a", "agency")
    assert found(("a", "2026-03-02", A), ("b", "2026-03-03", CUT))[1] == ("b", "a", "excerpt")


def test_same_event_and_same_quotation_are_no_copy():
    assert found(("a", "2026-03-02", A), ("b", "2026-03-02", B)) == [("a", "a", ""), ("b", "b", "")]


def test_copies_of_copies_are_one_story():
    rows = [("a", "2026-03-01", A), ("b", "2026-03-05", CUT), ("c", "2026-03-10", CUT + " Mehr dazu morgen.")]
    assert [story for _, story, _ in found(*rows)] == ["a", "a", "a"]


def test_short_texts_must_be_nearly_equal():
    assert found(("a", "", "Das Fest fällt aus."), ("b", "", "Das Fest fällt aus."))[1][2] == "exact"
    assert (
        found(("a", "", "Das Fest fällt aus."), ("b", "", "Das Fest fällt aus, sagt der Wirt am Markt."))[1][
            2
        ]
        == ""
    )


def test_news_in_brief_is_a_copy_where_it_stands_whole_in_the_dispatch():
    brief = ". ".join(A.split(". ")[:2]) + "."
    assert found(("a", "2026-03-02", A), ("d", "2026-03-03", brief))[1] == ("d", "a", "agency")
    half = brief[:60] + " und nichts daran war am Abend noch so, wie es am Morgen in der Zeitung stand."
    assert found(("a", "2026-03-02", A), ("d", "2026-03-03", half))[1] == ("d", "d", "")


def test_empty_table():
    assert find_copies(tables.make("articles")).columns.tolist() == [
        "article_id", "story_id", "duplicate_of", "kind", "similarity",
    ]  # fmt: skip


@given(st.permutations(range(4)))
def test_the_order_of_rows_changes_nothing(order: list[int]):
    rows = [("a", "2026-03-01", A), ("b", "2026-03-02", CUT), ("c", "2026-03-02", B), ("d", "", A)]
    usual = find_copies(corpus(*rows)).set_index("article_id").sort_index()
    other = find_copies(corpus(*(rows[n] for n in order))).set_index("article_id").sort_index()
    pd.testing.assert_frame_equal(usual, other)


def test_what_was_compared_is_kept_and_not_compared_again(tmp_path, monkeypatch):
    old = [("a", "2026-03-02", A), ("b", "2026-03-04", A + " Ende."), ("c", "2026-08-01", A), ("d", "", B)]
    new = [("e", "2026-03-05", B + " Mehr dazu morgen.")]
    kept = tmp_path / "prints.npz"
    first = find_copies(corpus(*old), kept=kept)
    compared, read = [], []
    overlap, plain = duplicates.overlap, duplicates.plain
    monkeypatch.setattr(duplicates, "overlap", lambda *sets: (compared.append(1), overlap(*sets))[1])
    monkeypatch.setattr(duplicates, "plain", lambda text: (read.append(text), plain(text))[1])
    pd.testing.assert_frame_equal(find_copies(corpus(*old), kept=kept), first)
    assert compared == read == []  # texts far apart in time have the hashes of their words
    more = find_copies(corpus(*old, *new), kept=kept)
    assert len(compared) == 3  # the new one with each that shares a passage with it
    pd.testing.assert_frame_equal(more, find_copies(corpus(*old, *new)))
    assert list(more["kind"]) == ["", "near", "exact", "near", ""]
