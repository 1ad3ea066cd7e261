"""German sentences and the cues that must, or must not, be found in them."""

import pytest

from analysis.framing import find_frames, load_codebook
from analysis.language import segment


def cues_of(text: str, frame: str) -> list[str]:
    _, cues = find_frames({"text": segment(text)}, load_codebook())
    return [cue.cue for cue in cues if cue.measure == frame]


def score_of(text: str, frame: str, title: str = "") -> float:
    fields = {"title": segment(title)} if title else {}
    scores, _ = find_frames({**fields, "text": segment(text)}, load_codebook())
    return next(s.score for s in scores if s.frame == frame and not s.question)


FOUND = [
    # inflection and compounds
    ("Der Haushaltsstreit dauert an.", "conflict", "-Streit"),
    ("Wegen des Koalitionsstreits fiel die Sitzung aus.", "conflict", "-Streit"),
    ("Die Vorwürfe wiegen schwer.", "conflict", "-Vorwurf"),
    ("Den Vorwürfen geht die Behörde nach.", "conflict", "-Vorwurf"),
    ("Auf die Stadt kommen Milliardenkosten zu.", "economic", "-Kosten"),
    ("Die Steuereinnahmen sind gesunken.", "economic", "-Einnahmen"),
    ("Der Kampf eskaliert.", "conflict", "eskalieren"),
    ("Die Lage eskalierte.", "conflict", "eskalieren"),
    # separable verbs, together and apart, infinitive with zu
    ("Die Opposition wirft dem Minister Untätigkeit vor.", "conflict", "vor|werfen"),
    ("Dem Minister wird Untätigkeit vorgeworfen.", "conflict", "vor|werfen"),
    ("Er hat ihm nichts vorzuwerfen gewagt, sie warf ihm vieles vor.", "conflict", "vor|werfen"),
    ("Der Sprecher wies das zurück.", "conflict", "zurück|weisen"),
    ("Der Verband schlägt eine Prämie vor.", "responsibility", "vor|schlagen"),
    # constructions
    ("Der Umbau kostet rund 30 Millionen Euro.", "economic", "kosten & <geld>"),
    ("Rund 30 Millionen Euro kostete der Umbau.", "economic", "kosten & <geld>"),
    ("Die Kommission ging hart ins Gericht mit dem Amt.", "conflict", "ins Gericht"),
    # layoffs without a word of money
    ("Der Konzern streicht 300 Stellen.", "economic", "<stellen> & streichen"),
    ("300 Beschäftigte müssen gehen.", "economic", "<belegschaft> & gehen & müssen"),
    ("Das Werk in Zwickau wird geschlossen.", "economic", "<werk> & schließen"),
    ("Die Kündigungen kamen per Post.", "economic", "=Kündigungen"),
    ("Beim Zulieferer gehen die Lichter aus.", "economic", "Lichter"),
    ("Die Zeitung entlässt 14 Redakteure.", "economic", "<belegschaft> & entlassen"),
    ("Die Werft hat Insolvenz angemeldet.", "economic", "Insolvenz/Konkurs & an|melden"),
    ("Gegen den Windpark wehren sich die Anwohner.", "conflict", "gegen & wehren"),
    ("Die Opposition wirft der Regierung Korruption vor.", "conflict", "vor|werfen"),
    ("Sein Bruder starb im Krieg.", "human_interest", "sein/seine"),
    # a capital at the beginning of a sentence is no noun
    ("Umstritten ist auch der zweite Punkt.", "conflict", "umstritten"),
    ("„Umstritten ist das nicht“, sagte sie, umstritten ist jenes.", "conflict", "umstritten"),
    ("Die 39-Jährige schwieg.", "human_interest", "Jährige"),
]


@pytest.mark.parametrize(("text", "frame", "cue"), FOUND)
def test_found(text: str, frame: str, cue: str) -> None:
    assert any(found.startswith(cue) for found in cues_of(text, frame))


NOT_FOUND = [
    ("Der Unfall kostete ihn das Leben.", "economic"),
    ("Der Sturz kostete drei Menschen das Leben.", "economic"),
    ("Das hat sie viele Nerven gekostet.", "economic"),
    ("Sie erhielt den Friedenspreis des Deutschen Buchhandels.", "economic"),
    ("Sie erhielt den Friedenspreis des Deutschen Buchhandels.", "conflict"),
    ("Sie trägt den Friedensnobelpreis mit Würde.", "economic"),
    ("Nach einer Abwehrschlacht stand es 0:0.", "conflict"),
    ("Der Fehler kam ihn teuer zu stehen.", "economic"),
    ("Auf Kosten der Gesundheit arbeitete er weiter.", "economic"),
    ("Koste es, was es wolle!", "economic"),
    ("Anna Meier wird Leiterin der Bücherei und folgt auf Karl Huber.", "conflict"),
    ("Anna Meier wird Vorstand des Konzerns und folgt auf Karl Huber.", "economic"),
    ("Er saß betrunken am Steuer.", "economic"),
    ("Ein Display mit drei Zoll.", "economic"),
    ("Der Preis des Magazins fällt nicht auf.", "morality"),
    ("Zehn Milliarden Menschen leben auf der Erde.", "economic"),
    ("Gott sei Dank regnet es.", "morality"),
    ("Die Mannschaft bewies Moral.", "morality"),
    ("Er war Soldat im Zweiten Weltkrieg.", "conflict"),
    ("Die Konzerntochter zieht um.", "human_interest"),
    # a particle that belongs to a phrase is no separated verb
    ("Er warf den Ball vor dem Tor ins Aus.", "conflict"),
    # negation
    ("Es gibt keinen Streit.", "conflict"),
    ("Einen Vorwurf gibt es nicht, kein Vorwurf, ohne jeden Vorwurf.", "morality"),
    ("Die Lokführer streiken nicht.", "conflict"),
    ("Ohne neue Schulden gehe es auch.", "economic"),
    ("Er leistete bei der Festnahme keinen Widerstand.", "conflict"),
    # one word in another, or in another sense
    ("Sie sucht Mitstreiter für den Verein.", "conflict"),
    ("Das Amt ist der Aufsicht des Landes zu unterstellen.", "conflict"),
    ("Die Kampagne geriet in Misskredit.", "economic"),
    ("Apple-Gründer Steve Jobs trug Rollkragen.", "economic"),
    ("Das Unglück forderte drei Menschenleben.", "conflict"),
    ("Der Mann ist dringend tatverdächtig.", "responsibility"),
    ("Es besteht dringender Tatverdacht.", "responsibility"),
    # one person who leaves is no layoff
    ("Die Zeitung hat einem Mitarbeiter gekündigt.", "economic"),
    ("Der Sender hat eine Redakteurin entlassen.", "economic"),
    # what a prosecutor says is no quarrel
    ("Die Staatsanwaltschaft wirft ihm Mord vor.", "conflict"),
    ("Ihm werden Betrug und Geldwäsche vorgeworfen.", "conflict"),
]


@pytest.mark.parametrize(("text", "frame"), NOT_FOUND)
def test_not_found(text: str, frame: str) -> None:
    assert cues_of(text, frame) == []


@pytest.mark.parametrize(
    "text",
    [
        "Es gibt kein Ende im Streit.",
        "Keine Einigung im Tarifkonflikt.",
        "Die nicht genehmigte Demonstration zog weiter.",
        "Er kritisierte das nicht abgestimmte Vorgehen.",
        "Er kritisierte, dass sie nicht gekommen war.",
        "Der Rat tagte nicht, der Streit ging weiter.",
    ],
)
def test_a_negation_of_something_else(text: str) -> None:
    assert cues_of(text, "conflict")


def test_nicht_nur_is_no_negation() -> None:
    assert cues_of("Die Lokführer streiken nicht nur heute.", "conflict")
    assert cues_of("Es gab nicht nur Streit.", "conflict")


PRESENT = [
    ("economic", "Der Zulieferer schließt sein Werk in Lohr. 600 Beschäftigte müssen gehen."),
    ("economic", "Opel streicht 2.000 Stellen. Betroffen sind vor allem zwei Standorte."),
    ("economic", "Der Streik kostet den Konzern 30 Millionen Euro."),
    ("economic", "Die Preise steigen, die Inflation erreicht sechs Prozent, Mieten werden unbezahlbar."),
    (
        "conflict",
        "Die Opposition wirft der Regierung Versagen vor. Der Kanzler wies die Kritik scharf zurück.",
    ),
    ("conflict", "Im Haushaltsstreit lehnt die eine Partei ab, was die andere fordert."),
    ("conflict", "Die Lokführer streiken von Mittwoch an. Die Gewerkschaft lehnt das Angebot ab."),
    (
        "human_interest",
        "Die Witwe kämpft mit den Tränen. Ihr Sohn war acht, als der Vater starb. "
        "Seither lebt die Familie in Trauer und ohne Trost.",
    ),
    (
        "responsibility",
        "Die Regierung müsse dringend handeln, forderte der Verband. Sie trage die Verantwortung für den "
        "Mangel. Nötig sei ein Maßnahmenpaket.",
    ),
    (
        "morality",
        "Es sei eine Schande und eine Sünde, Menschen in Not abzuweisen, sagte der Bischof. Nächstenliebe "
        "und Menschenwürde verlangten anderes.",
    ),
]


@pytest.mark.parametrize(("frame", "text"), PRESENT)
def test_present(frame: str, text: str) -> None:
    assert score_of(text, frame) >= 0.5


ABSENT = [
    (
        "conflict",
        "Borussia hat Eintracht mit 3:1 besiegt. Müller traf in der 12. Minute, in der zweiten Halbzeit "
        "griff der Gegner an, doch die Mannschaft verteidigte den Sieg bis zum Abpfiff des Spiels.",
    ),
    (
        "economic",
        "Anna Meier übernimmt am 1. Juli den Vorsitz im Vorstand des Konzerns. Die Managerin folgt auf Karl "
        "Huber, der in den Ruhestand geht. Zuvor leitete sie den Vertrieb in Asien.",
    ),
    ("economic", "Der Rodler verspielte in Bahn zwei den Gewinn der Goldmedaille."),
    ("human_interest", "Der Bundestag hat das Gesetz über die Verkehrswege beschlossen."),
    ("responsibility", "Die Terrormiliz übernahm die Verantwortung für den Anschlag."),
]


@pytest.mark.parametrize(("frame", "text"), ABSENT)
def test_absent(frame: str, text: str) -> None:
    assert score_of(text, frame) < 0.5


def test_the_headline_weighs_more_than_the_body() -> None:
    filler = "Am Montag tagte der Rat. Danach gab es Kaffee. Später regnete es. Der Saal war voll. " * 3
    headline = score_of(filler, "conflict", title="Streit im Rat")
    body = score_of(filler + "Es gab Streit.", "conflict")
    assert headline > body > 0


def test_a_cue_said_again_weighs_less_than_another_cue() -> None:
    filler = "Am Montag tagte der Rat. Danach gab es Kaffee. Später regnete es. Der Saal war voll. " * 3
    again = score_of(filler + "Es gab Protest. Später Protest. Abends Protest.", "conflict")
    others = score_of(filler + "Es gab Protest. Später Krach. Abends Zwist.", "conflict")
    assert 0 < again < others


def test_examples_of_the_codebook_hold() -> None:
    for frame in load_codebook().frames:
        for example in frame.examples:
            assert cues_of(example, frame.id), example
        for counterexample in frame.counterexamples:
            assert not cues_of(counterexample, frame.id), counterexample
