"""The panels of the framing and comparing notebooks: matrix, together, how it is said, key words placed."""

import pandas as pd

from analysis import evidence, measures, tables
from analysis.framing.voice import marks_table
from analysis.tables import Corpus
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


def test_credits_are_no_targets() -> None:
    text = (
        "Jana Voss (SL) und Gerd Lammers (BU/Lindhafen) streiten. Die BU lobt die SPD (die alte SPD). "
        "Laut dpa gewann der FC gegen die Torwald AG. Alles ruht. (APA, 3.4.2026)"
    )
    persons, parties = ("Jana Voss", "Gerd Lammers"), ("SPD",)
    names = "Jana Voss,SL,Gerd Lammers,BU,BU,SPD,SPD,dpa,FC,Torwald AG,APA".split(",")
    rows, end = [], 0
    for n, name in enumerate(names):
        kind = "person" if name in persons else "party" if name in parties else "organisation"
        start = text.index(name, end)
        end = start + len(name)
        place = {"mention_id": f"m{n:02}", "article_id": "a0", "field": "text", "start": start, "end": end}
        rows.append({**place, "name": name, "kind": kind, "label": "neutral"})
    corpus = Corpus(articles({"text": text}), mentions=tables.make("mentions", rows))
    kept = measures.targets(corpus)
    assert kept["name"].tolist() == ["Jana Voss", "Gerd Lammers", "BU", "SPD", "SPD", "Torwald AG"]
    assert kept["start"].iloc[2] == text.index("BU lobt")
