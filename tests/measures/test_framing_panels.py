"""The panels of the framing and comparing notebooks: matrix, together, how it is said, key words placed."""

import pandas as pd

from analysis import evidence, measures
from analysis.framing.voice import marks_table
from tests.framing.corpora import articles, framed

QUARREL = "Die Opposition wirft der Regierung Versagen vor. Der Streit eskaliert."


def corpus():
    rows = [
        {
            "text": f"{QUARREL if i % 2 else 'Es regnet in Strömen.'} Das Rathaus wurde umgebaut. Fall {i}.",
            "outlet": "A" if i < 12 else "B",
            "genre": "report" if i < 15 else "brief",
        }
        for i in range(18)
    ]
    return framed(articles(*rows))


def test_small_cells_keep_their_number_and_lose_their_share() -> None:
    table = measures.frame_matrix(corpus(), "outlet", "genre").query("frame == 'conflict'")
    cells = table.set_index(["outlet", "genre"])
    assert cells.loc[("A", "report"), "value"] == 0.5 and cells.loc[("A", "report"), "n"] == 12
    small = cells.loc[[("B", "brief"), ("B", "report")]]
    assert small[["value", "low", "high"]].isna().all().all() and list(small["n"]) == [3, 3]


def test_frames_together_against_chance() -> None:
    table = measures.cooccurrence(corpus())
    assert len(table) == 10 and set(table["n"]) == {18} and (table["both"] == 0).all()


def test_how_it_is_said_by_outlet() -> None:
    found = corpus()
    table = measures.voice_by(found).set_index(["mark", "outlet"])
    assert table.loc[("passive_without_agent", "A"), "rate"] == 1 and table.loc[("passive", "B"), "n"] == 21
    shown = evidence.of_marks(found, marks_table(found.articles).query("kind == 'passive'"))
    assert shown["total"] == 18 and {snippet["note"] for snippet in shown["snippets"]} == {"Passiv je Satz"}


def test_each_key_word_leads_to_a_place_in_its_group() -> None:
    found = corpus()
    words = pd.DataFrame({"outlet": ["A", "B"], "term": ["Streit", "Rathaus"], "count": [6, 6]})
    shown = evidence.of_terms(found, words, "outlet")
    places = {group["key"]["term"]: group["snippets"][0] for group in shown["groups"]}
    outlets = {term: (snippet["outlet"], snippet["hit"]) for term, snippet in places.items()}
    assert outlets == {"Streit": ("A", "Streit"), "Rathaus": ("B", "Rathaus")}
    assert shown["total"] == 6 + 6
    assert evidence.of_terms(found, words.iloc[:0], "outlet")["groups"] == []
