"""Clauses that tell a speech act as such: which clause, which kind of act."""

import pytest

from analysis.language import segment
from analysis.sources import acts


def told(sentence):
    words = segment(sentence).words
    verbs = [i for i, word in enumerate(words) if acts.may_tell(word)]
    return [
        (" ".join(words[t.first : t.end]), acts.KINDS[t.kind]) for t in acts.told(words, verbs, 0, len(words))
    ]


@pytest.mark.parametrize(
    ("sentence", "clause", "kind"),
    [
        ("Die Opposition kritisierte den Entwurf.", "Die Opposition kritisierte den Entwurf", "criticise"),
        ("Der Verband lehnt die Steuer ab.", "Der Verband lehnt die Steuer ab", "expect"),
        ("Die Partei hält den Plan für falsch.", "Die Partei hält den Plan für falsch", "judge"),
        ("Der Plan wurde von der Kammer als teuer bezeichnet.", None, "judge"),
        ("Der Minister hat sich für den Bau ausgesprochen.", None, "demand"),
        ("Die Polizei geht von einem Unfall aus.", None, "expect"),
        ("Die Stadt gab, als es Abend wurde, den Namen bekannt.", None, "tell"),
        ("Weil der Rat die Pläne zurückwies, ruht der Bau.", "Weil der Rat die Pläne zurückwies", "tell"),
        ("Sie schätzt den Schaden auf zwei Millionen Euro.", None, "expect"),
    ],
)
def test_an_act_is_told(sentence, clause, kind):
    (found,) = told(sentence)
    assert found[1] == kind
    whole = " ".join(segment(sentence).words)
    assert found[0] == clause or (clause is None and found[0] == whole.removesuffix(" ."))


@pytest.mark.parametrize(
    "sentence",
    [
        "Er hält die Fahne.",  # no "für"
        "Sie gab das Buch zurück.",  # another particle
        "Der Zug geht um acht Uhr aus dem Bahnhof.",
        "Er nahm den Vorschlag an.",
        "Das Buch liegt auf dem Tisch.",
    ],
)
def test_no_act(sentence):
    assert told(sentence) == []
