"""Speakers: names within an article, kinds of source, gender; and the 200 frozen labels."""

import csv
import json
from pathlib import Path

import pytest

from analysis.language import segment
from analysis.sources import Quote, Speaker, find_quotes, identify
from analysis.sources.gender import gender_of
from analysis.sources.kinds import role_of
from analysis.sources.spheres import sphere

SHARED = Path(__file__).parents[3] / "shared"
GOLD = Path(__file__).parent / "speakers_gold.csv"


def speakers(source: str) -> list[Speaker]:
    text = segment(source)
    return identify(text, find_quotes(text, "rules"))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("ein Sprecher des Auswärtigen Amtes", "government"),
        ("Bundeskanzlerin Vera Holt", "government"),
        ("der Bürgermeister von Talheim", "government"),
        ("Regierungskreise", "government"),
        ("die SPD-Fraktion", "party"),
        ("der CDU-Abgeordnete", "party"),
        ("die Opposition", "party"),
        ("die Landespolizeidirektion", "authority"),
        ("ein Sprecher der Polizei", "authority"),
        ("die Staatsanwaltschaft", "authority"),
        ("das Verwaltungsgericht", "authority"),
        ("Polizeiangaben", "authority"),
        ("der Klimaforscher", "expert"),
        ("Professorin Lena Kraus", "expert"),
        ("der Konzern", "business"),
        ("Finanzvorstand Otto Pfeil", "business"),
        ("die Gewerkschaftschefin", "civil_society"),
        ("der Bischof", "civil_society"),
        ("eine Anwohnerin", "citizen"),
        ("der Angeklagte", "citizen"),
        ("die Zeitung", "media"),
        ("die Nachrichtenagentur Reuters", "media"),
        ("der Trainer", "culture_sport"),
        ("die Schriftstellerin", "culture_sport"),
        ("eine Studie", "document"),
        ("der Abschlussbericht", "document"),
        ("Beobachter", "anonymous"),
    ],
)
def test_spheres(words: str, kind: str) -> None:
    found = sphere(words.split())
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize(
    ("words", "gender"),
    [
        ("die Ministerin", "female"),
        ("der Minister", "male"),
        ("eine Sprecherin der Bahn", "female"),
        ("ein Sprecher der Bahn", "male"),
        ("Frau Berger", "female"),
        ("Herr Berger", "male"),
        ("die Polizei", None),
        ("die Experten", None),
        ("den Veranstaltern", None),
        ("das Büro des Ministers", None),
        ("der Anwalt des Ministers", "male"),
        ("einer der Minister", "male"),
        ("eine von ihnen", "female"),
    ],
)
def test_gender(words: str, gender: str | None) -> None:
    assert gender_of(words.split()) == gender


def test_endings_and_unknown_words() -> None:
    assert role_of("Finanzministerin").feminine
    assert role_of("Quark") is None
    assert role_of("") is None
    assert role_of("Expertenmeinung")[:2] == ("anonymous", "anonymous")
    assert role_of("Polizeiangaben")[:2] == ("authority", "group")


def test_surname_and_pronoun_lead_to_the_full_name() -> None:
    found = speakers(
        "Der Ökonom Anton Berger kam am Montag nach Kiel. „Die Lage ist schlecht“, sagte Berger. "
        "Er erklärte, die Zinsen seien zu hoch."
    )
    assert [(s.name, s.type, s.gender) for s in found] == [("Anton Berger", "expert", "male")] * 2


def test_a_description_leads_to_the_person() -> None:
    found = speakers(
        "Umweltministerin Carla Stein besuchte das Werk. Die Ministerin sagte, dass die Auflagen gelten."
    )
    assert [(s.name, s.gender) for s in found] == [("Carla Stein", "female")]


def test_unattributed_stays_unattributed() -> None:
    text = segment("Es hieß gestern so.")
    (speaker,) = identify(text, [Quote("Indirect", ((0, 8),))])
    assert speaker.naming == "unattributed"
    assert speaker.name is None


def test_naming() -> None:
    found = speakers("Ein Sprecher der Polizei sagte, dass zwei Männer verletzt wurden.")
    assert [(s.naming, s.type) for s in found] == [("role", "authority")]
    found = speakers("Viele Beobachter glauben, dass die Wahl verschoben wird.")
    assert [(s.naming, s.type) for s in found] == [("unnamed", "anonymous")]


def test_no_quotes_no_speakers() -> None:
    assert identify(segment("Nichts."), []) == []


@pytest.mark.shared
def test_the_frozen_labels() -> None:
    path = SHARED / "data/quotes/train.jsonl"
    if not path.exists():
        pytest.skip("../shared is not there")
    articles = {(a := json.loads(line))["id"]: a for line in path.open(encoding="utf-8")}
    rows = list(csv.DictReader(x for x in GOLD.read_text("utf-8").splitlines() if x[0] != "#"))
    right, gender = 0, 0
    for row in rows:
        article = articles[row["article"]]
        gold = [q for q in article["quotes"] if not q["nested"]]
        gold.sort(key=lambda q: q["quote"][0][0])
        quotes = [
            Quote(q["type"], tuple(map(tuple, q["quote"])), tuple(map(tuple, q["speaker"]))) for q in gold
        ]
        found = identify(segment(article["text"]), quotes, segment(article["title"]))
        wanted = [int(row["start"]), int(row["end"])]
        at = next(i for i, q in enumerate(gold) if q["speaker"] and q["speaker"][0] == wanted)
        right += found[at].type == row["type"]
        gender += (found[at].gender or "") == row["gender"]
    assert len(rows) == 200
    assert right >= 0.8 * len(rows)
    assert gender >= 0.92 * len(rows)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "„Wir gehen“, sagten Ministerin Anna Berg und Trainer Uwe Rapp.",
            ("Anna Berg und Uwe Rapp", "government", "female"),
        ),
        (
            "„Wir gehen“, sagten Trainer Uwe Rapp und Ministerin Anna Berg.",
            ("Uwe Rapp und Anna Berg", "culture_sport", None),
        ),
        (
            "Polizist Montserrat Sanz kam. „Wir gehen“, sagte Sanz.",
            ("Montserrat Sanz", "authority", "female"),
        ),
        (
            "Am Abend kam Trainer Montserrat Sanz nach Kiel. „Wir gehen“, sagte Sanz.",
            ("Montserrat Sanz", "culture_sport", "female"),
        ),
    ],
)
def test_two_speakers_and_a_given_name_that_is_a_place(
    text: str, speaker: tuple[str, str, str | None]
) -> None:
    assert [(s.name, s.type, s.gender) for s in speakers(text)] == [speaker]
