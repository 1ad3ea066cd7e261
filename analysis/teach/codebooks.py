"""Self-checks of lesson 7: changing a codebook."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.tables import Corpus
from analysis.teach.answers import NotYet, a_number, expect, right
from analysis.teach.material import annotated_with

PRESENT = 0.5


def without_cue(answer: Any, before: str, cue: str) -> None:
    """Check that the text of a codebook lost ``cue`` and nothing else.

    >>> without_cue("cues: [Gefahr]", "cues: [Gefahr, warnen]", "warnen")
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Nun fehlt auch „gefährlich“; gestrichen werden sollte nur „warnen“.
    """
    expect(isinstance(answer, str), "Das neue Codebuch soll ein Text sein.")
    expect(answer != before, "Der Text ist noch der alte. replace gibt einen neuen Text zurück.")
    expect(cue not in answer, f"„{cue}“ steht noch da.")
    kept = [part for part in ("Gefahr", "gefährlich", "Einsturz", "Unglück", "Risiko") if part not in answer]
    expect(not kept, f"Nun fehlt auch „{kept[0] if kept else ''}“; gestrichen werden sollte nur „{cue}“.")
    expect(", ]" not in answer and ",]" not in answer, "Das Komma davor muss mit.")
    right("Was haben Sie vorhergesagt: mehr Artikel oder weniger?")


def crossed(answer: Any, moved: pd.DataFrame) -> None:
    """Check how many articles crossed the line of presence.

    >>> crossed(3, pd.DataFrame({"crossed": [True, False, True]}))
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das sind alle, deren Wert sich merklich bewegt hat; gefragt ist „crossed“.
    """
    slips = [(len(moved), "Das sind alle, deren Wert sich merklich bewegt hat; gefragt ist „crossed“.")]
    truth = int(moved["crossed"].sum())
    a_number(answer, truth, [slip for slip in slips if slip[0] != truth], "ueber_die_grenze")
    right("Ein Wort im Codebuch, und die Auszählung ist eine andere. Die Zeitungen haben nichts geändert.")


def extended(answer: Any, corpus: Corpus, question: str = "protection") -> None:
    """Check a codebook with a second question: readable, with cues that hit, and not everywhere.

    >>> from analysis import prepare
    >>> extended("frames: []", prepare("data/raw/demo"))
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Die Frage mit der Kennung „protection“ fehlt noch.
    """
    expect(isinstance(answer, str), "erweitert soll der Text des Codebuchs sein.")
    expect(f"id: {question}" in answer, f"Die Frage mit der Kennung „{question}“ fehlt noch.")
    try:
        found = annotated_with(corpus, answer)
    except InputError as error:
        raise NotYet(f"Das Codebuch ist so nicht lesbar. {error}") from None
    rows = found.frames[found.frames["question"] == question]
    hint = "Die neue Frage gehört in den Frame „safety“: Stimmt die Einrückung?"
    expect(len(rows) > 0 and set(rows["frame"]) == {"safety"}, hint)
    hits = int((rows["n_cues"] > 0).sum())
    expect(hits > 0, "Keines Ihrer Stichwörter kommt im Korpus vor. Suchen Sie mit concordance(corpus, …).")
    whole = found.frames[found.frames["question"] == ""]
    share = float((whole["score"] >= PRESENT).mean())
    expect(share <= 0.5, f"Der Frame gilt nun für {share:.0%} der Artikel. Welches Stichwort ist zu weit?")
    right(f"Die Frage findet Hinweise in {hits} Artikeln, der Frame gilt für {share:.0%}.")


def false_alarm(answer: Any, found: pd.DataFrame) -> None:
    """Check that the named cue occurs among the evidence.

    >>> false_alarm("Warnung", pd.DataFrame({"cue": ["Gefahr", "Gefahr"]}))
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: „Warnung“ hat keine Fundstelle. Es gibt: Gefahr.
    """
    expect(isinstance(answer, str), "fehlalarm soll ein Stichwort in Anführungszeichen sein.")
    known = sorted(set(found["cue"]))
    expect(answer in known, f"„{answer}“ hat keine Fundstelle. Es gibt: {', '.join(known)}.")
    hits = int((found["cue"] == answer).sum())
    right(f"„{answer}“ trifft {hits}-mal. Wie viele davon sind falsch? Das ist seine Präzision.")


def weight(answer: Any, evidence: pd.DataFrame, strongest: list[str]) -> None:
    """Check the share of a frame's weight that its strongest cues carry.

    >>> weight(0.5, pd.DataFrame({"cue": ["Gefahr", "Unglück"], "value": [3.0, 1.0]}), ["Gefahr"])
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das ist der Anteil an den Fundstellen; gefragt ist der am Gewicht (value).
    """
    chosen = evidence["cue"].isin(strongest)
    truth = float(evidence.loc[chosen, "value"].sum() / evidence["value"].sum())
    slips = [
        (float(chosen.mean()), "Das ist der Anteil an den Fundstellen; gefragt ist der am Gewicht (value)."),
        (1 - truth, "Das ist der Anteil der übrigen."),
        (float(evidence.loc[chosen, "value"].sum()), "Das ist die Summe; teilen Sie durch die Gesamtsumme."),
    ]
    a_number(answer, truth, slips, "anteil")
    right(f"Fünf Einträge tragen {truth:.0%} des Frames. Wer sie bestreitet, bestreitet den Befund.")
