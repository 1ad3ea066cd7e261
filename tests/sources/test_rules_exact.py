"""What the rules make of a sentence, to the word: message, speaker, cue, and who the speaker is."""

import pytest

from analysis.language import segment
from analysis.sources import find_quotes, identify
from analysis.sources.features import _bins

CASES = [
    (  # a name that begins with what is a preposition otherwise
        "Ursula von der Leyen kam. Von der Leyen sagte, es reiche.",
        ("es reiche", "Von der Leyen", "sagte", "Ursula von der Leyen", "government", "female"),
    ),
    (
        "Ursula von der Leyen kam. „Es reicht“, betonte von der Leyen am Montag.",
        ("„Es reicht“", "von der Leyen", "betonte", "Ursula von der Leyen", "government", "female"),
    ),
    (
        "Ursula von der Leyen kam. Von der Leyens Sprecher sagte, es reiche.",
        ("es reiche", "", "sagte", None, None, None),
    ),
    (
        "Jan van Holt kam. Von der Bahn sagte niemand, dass es reiche.",
        ("dass es reiche", "niemand", "sagte", "niemand", "anonymous", None),
    ),
    (
        "Der Rat tagte. Und die Kammer warnte, das sei teuer.",
        ("das sei teuer", "die Kammer", "warnte", "Kammer", "party", None),
    ),
    (
        "Der Rat tagte, aber der Verband erklärte, er bleibe dabei.",
        ("er bleibe dabei", "der Verband", "erklärte", "Verband", "civil_society", None),
    ),
    (
        "Uwe Rapp, der neue Trainer des Vereins, sagte, das Spiel sei verloren.",
        (
            "das Spiel sei verloren",
            "Uwe Rapp, der neue Trainer des Vereins",
            "sagte",
            "Uwe Rapp",
            "culture_sport",
            "male",
        ),
    ),
    (
        "Uwe Rapp, die Stimme von Kiel, sagte, das Spiel sei verloren.",
        ("das Spiel sei verloren", "Uwe Rapp", "sagte", "Uwe Rapp", "other", "male"),
    ),
    (
        "Die Lage sei ernst, sagte der Minister, und das Geld fehle.",
        ("Die Lage sei ernst", "der Minister", "sagte", "Minister", "government", "male"),
    ),
    (
        "Anna Berg kam am Montag nach Kiel. Nach eigenen Angaben ist sie zufrieden.",
        ("ist sie zufrieden", "eigenen Angaben", "Nach", "Anna Berg", "other", "female"),
    ),
    (
        "Der Sprecher von Anna Berg sagte, sie komme nicht.",
        (
            "sie komme nicht",
            "Der Sprecher von Anna Berg",
            "sagte",
            "Sprecher von Anna Berg",
            "other",
            "male",
        ),
    ),
    (
        "Die Anwältin von Uwe Rapp sagte, er sei krank.",
        ("er sei krank", "Die Anwältin von Uwe Rapp", "sagte", "Anwältin von Uwe Rapp", "citizen", "female"),
    ),
    (
        "Rapps Anwältin sagte, er sei krank. Uwe Rapp schwieg.",
        ("er sei krank", "Rapps Anwältin", "sagte", "Rapps Anwältin", "citizen", "female"),
    ),
    (
        "Aussagen von Uwe Rapp zufolge sei der Zug leer.",
        ("sei der Zug leer", "Aussagen von Uwe Rapp", "zufolge", "Uwe Rapp", "other", "male"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_message_and_who_says_it(text: str, expected: tuple[str, ...]) -> None:
    read = segment(text)
    (quote,) = quotes = find_quotes(read, "rules")
    (speaker,) = identify(read, quotes)
    words = [" ".join(text[a:b] for a, b in spans) for spans in (quote.quote, quote.speaker, quote.cue)]
    assert (*words, speaker.name, speaker.type, speaker.gender) == expected


def test_a_heading_between_two_told_paragraphs_is_no_message() -> None:
    text = "Er sagte, die Lage sei ernst.\n\nEs fehle an allem\n\nDas sei falsch."
    found = find_quotes(segment(text), "rules")
    assert [text[a:b] for q in found for a, b in q.quote] == ["die Lage sei ernst", "Das sei falsch."]


def test_distances_are_told_in_ten_steps() -> None:
    steps = [_bins(n) for n in range(60)]
    assert [steps.index(k) for k in range(10)] == [0, 1, 2, 3, 4, 6, 9, 14, 21, 40]
    assert steps == sorted(steps)


@pytest.mark.parametrize(
    ("text", "cue", "speaker", "addressee"),
    [
        ("„Wir gehen“, sagte der Minister zum STANDARD.", "sagte", "der Minister", "STANDARD"),
        ("„Wir gehen“, sagte der Minister vor Journalisten.", "sagte", "der Minister", "Journalisten"),
        ("„Wir gehen“, sagte der Minister im Gespräch mit der APA.", "sagte", "der Minister", "der APA"),
        ("„Nein“, sagte er der Deutschen Presse-Agentur.", "sagte", "er", "der Deutschen Presse-Agentur"),
        ("Er drängte den Minister gegenüber der Presse, das sei falsch.", "drängte", "Er", "der Presse"),
        (
            "Der Verband forderte die Regierung auf, zu handeln.",
            "forderte auf",
            "Der Verband",
            "die Regierung",
        ),
        ("Alles sei gut, heißt es nun in der Partei.", "heißt es", "der Partei", ""),
        ("Alles sei gut, heißt es aus dem Ministerium.", "heißt es", "dem Ministerium", ""),
        ("Wie es in Berlin heißt, sei alles gut.", "Wie heißt", "es", ""),
    ],
)
def test_who_is_told_and_by_which_words(text: str, cue: str, speaker: str, addressee: str) -> None:
    (quote,) = find_quotes(segment(text), "rules")
    roles = (quote.cue, quote.speaker, quote.addressee)
    assert [" ".join(text[a:b] for a, b in spans) for spans in roles] == [cue, speaker, addressee]


@pytest.mark.parametrize(
    ("text", "name", "gender"),
    [
        ("Der Sachse sagte, er gehe.", "Sachse", "male"),
        ("Die junge Sächsin sagte, sie gehe.", "junge Sächsin", "female"),
    ],
)
def test_a_noun_that_no_list_has_is_a_citizen(text: str, name: str, gender: str) -> None:
    read = segment(text)
    (found,) = identify(read, find_quotes(read, "rules"))
    assert (found.name, found.type, found.gender, found.naming) == (name, "citizen", gender, "role")
