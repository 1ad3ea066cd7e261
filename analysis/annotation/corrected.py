"""One article's annotations as a reader set them right: the quotes, and anew all that depends on them.

Whose voice a sentence is follows from the quotes, so a rejected quote changes more than its own row. What
was done stands under ``corrections`` as notes: (step, note), for the log that the report shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from analysis import sources, tables
from analysis.annotation.article import FIELDS, Article, Record, Settings, annotate_article, quote_of
from analysis.corrections import WORDS, Corrections, QuoteVerdict
from analysis.language import segment
from analysis.language.names import find_names

DONE, STALE = "Korrektur", "Korrektur ohne Stelle"  # steps of the log
SHOWN = 60  # characters of a quote in the log
BETWEEN = " … "  # the parts of a split quote

VERSION = "1"  # bump on any change of results

Spans = list[list[int]]


def corrected_records(
    articles: pd.DataFrame, records: Iterable[Record], corrections: Corrections, settings: Settings
) -> Iterator[Record]:
    """Yield the record of each of ``articles`` with what ``corrections`` say of it."""
    touched = corrections.articles()
    columns = articles[["article_id", *FIELDS]].itertuples(index=False, name=None)
    for (article_id, *values), record in zip(columns, records, strict=True):
        if article_id in touched and "error" not in record:
            verdicts, codes = corrections.of(article_id)
            yield corrected(dict(zip(FIELDS, values, strict=True)), record, verdicts, codes, settings)
        else:
            yield record


def without_article(articles: Iterable[str], corrections: Corrections) -> pd.DataFrame:
    """Return the table notes of the corrections whose article is not among these ids (any more)."""
    absent = sorted(corrections.articles() - set(articles))
    rows = [
        {"source_file": "", "item": name, "step": STALE, "note": "Der berichtigte Artikel ist nicht mehr da."}
        for name in absent
    ]
    return tables.make("notes", rows)


def corrected(
    fields: Mapping[str, str],
    record: Record,
    verdicts: Sequence[QuoteVerdict],
    codes: Mapping[str, int],
    settings: Settings,
) -> Record:
    """Return ``record`` with the verdicts on its quotes and the codes of its frames in it.

    A quote judged wrong goes; one that was missing comes, where its words stand; a mended one has the new
    type, speaker, kind of speaker, wording; any judged right has confidence 1. Voices, tone and evidence
    follow. A frame coded 1 has the score 1; one coded 0 has 0 and no cues, its questions too. A verdict
    whose words are no longer found changes nothing and is noted as STALE.
    """
    article, notes = Article(fields), []
    rows = [dict(row) for row in record["quotes"]]
    for verdict in verdicts:
        notes.append(_judged(article, rows, verdict))
    result = record
    if verdicts:
        article.done["quotes"] = _in_order(rows)
        result = annotate_article(article, settings)
    frames, coded = _coded(result["frames"], codes)
    return {**result, "frames": frames, "corrections": notes + coded}


def _judged(article: Article, rows: list[Record], verdict: QuoteVerdict) -> tuple[str, str]:
    """Change ``rows`` as the verdict says; return the note."""
    words = verdict.wortlaut.strip('„“”»«"')
    named = f"„{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}“"
    row = _found(article.body.text, rows, verdict)
    if row is None and verdict.urteil == "fehlt":
        row = _added(article.body.text, verdict)
        if row is not None:
            rows.append(row)
            _mend(article, row, verdict)
            return DONE, f"Zitat ergänzt: {named}"
    if row is None:
        return STALE, f"Zitat nicht mehr gefunden: {named}"
    if verdict.urteil == "falsch":
        rows.remove(row)
        return DONE, f"Zitat verworfen: {named}"
    changes = _mend(article, row, verdict)
    return (
        DONE,
        f"Zitat berichtigt ({'; '.join(changes)}): {named}" if changes else f"Zitat bestätigt: {named}",
    )


def _found(text: str, rows: Iterable[Record], verdict: QuoteVerdict) -> Record | None:
    """Return the quote with the verdict's words that is nearest to its place."""
    same = [row for row in rows if joined(text, row["quote"])[:WORDS] == verdict.wortlaut[:WORDS]]
    return min(same, key=lambda row: abs(row["quote"][0][0] - verdict.stelle[0]), default=None)


def _added(text: str, verdict: QuoteVerdict) -> Record | None:
    spans = places(text, verdict.wortlaut, verdict.stelle[0])
    nobody = {"speaker_name": None, "speaker_type": None, "speaker_gender": None, "speaker_party": None}
    roles: dict[str, Spans] = {role: [] for role in ("speaker", "cue", "frame", "addressee")}
    named = {**nobody, "speaker_naming": "unattributed", "confidence": 1.0}
    given = {"type": verdict.typ or "Direct", "quote": spans, "nested_in": None}
    return {**given, **roles, **named} if spans else None


def _mend(article: Article, row: Record, verdict: QuoteVerdict) -> list[str]:
    """Put what the verdict says into ``row``; return what changed, as it was and as it is."""
    text = article.body.text
    before = dict(row)
    row["confidence"] = 1.0
    if verdict.typ:
        row["type"] = verdict.typ
    if verdict.besser and (spans := places(text, verdict.besser, verdict.stelle[0])):
        row["quote"] = spans
    known = (row["speaker_name"], joined(text, row["speaker"]))
    if verdict.sprecher and verdict.sprecher not in known:
        row.update(_speaker(article, row, verdict.sprecher))
    if verdict.art:
        row["speaker_type"] = verdict.art
    shown = {"Typ": "type", "Sprecher": "speaker_name", "Art": "speaker_type"}
    changes = [f"{n}: {before[c] or '–'} → {row[c]}" for n, c in shown.items() if before[c] != row[c]]
    return changes + (["Wortlaut"] if before["quote"] != row["quote"] else [])


def _speaker(article: Article, row: Record, name: str) -> Record:
    """Return the columns of the speaker ``name``: as the text shows him or her, else the name alone."""
    text, start = article.body.text, row["quote"][0][0]
    # a full name that the text gives elsewhere, or only its surname
    spans = places(text, name, start) or places(text, name.split()[-1], start)
    if spans:
        quote = quote_of({**row, "speaker": spans, "nested_in": None})
        who = sources.identify(article.body, [quote], article.texts.get("title"))[0]
        kinds = {"speaker_type": who.type, "speaker_gender": who.gender, "speaker_party": who.party}
        naming = who.naming
    else:
        kinds = {"speaker_gender": None, "speaker_party": None}
        naming = "named" if find_names(segment(name)) else "role"
    return {"speaker": spans or row["speaker"], "speaker_name": name, "speaker_naming": naming, **kinds}


def places(text: str, words: str, near: int) -> Spans:
    """Return where ``words`` stand in ``text``, nearest to ``near``; several spans for „… split …“ ones.

    Whitespace may differ; nothing where a part is not found.

    >>> places("Ja. Nein, sagte sie, danke. Ja.", "Ja.", 20)
    [[28, 31]]
    >>> places("Nein, sagte sie, danke.", "Nein … danke", 0)
    [[0, 4], [17, 22]]
    """
    spans: Spans = []
    for part in filter(None, (part.split() for part in words.split(BETWEEN.strip()))):
        pattern = r"(?<!\w)" * part[0][0].isalnum() + r"\s+".join(map(re.escape, part))
        pattern += r"(?!\w)" * part[-1][-1].isalnum()
        since = spans[-1][1] if spans else 0
        hits = [list(hit.span()) for hit in re.finditer(pattern, text) if hit.start() >= since]
        if not hits:
            return []
        spans.append(min(hits, key=lambda hit: abs(hit[0] - (since or near))))
    return spans


def joined(text: str, spans: Spans) -> str:
    """Return the text of a quote, its parts joined by an ellipsis."""
    return BETWEEN.join(text[start:end] for start, end in spans)


def _in_order(rows: list[Record]) -> list[Record]:
    """Return the quotes in text order, each with the number of the smallest earlier one that holds it."""
    ordered = sorted(rows, key=lambda row: (row["quote"][0][0], -row["quote"][-1][1], row["type"]))
    for number, row in enumerate(ordered):
        first, last = row["quote"][0][0], row["quote"][-1][1]
        holding = (
            other
            for other in range(number - 1, -1, -1)
            for start, end in ordered[other]["quote"]
            if start <= first and last <= end and (start, end) != (first, last)
        )
        row["nested_in"] = next(holding, None)
    return ordered


def _coded(frames: Record, codes: Mapping[str, int]) -> tuple[Record, list[tuple[str, str]]]:
    """Return the step ``frames`` with the codes in it, and the notes."""
    notes = []
    scores = [dict(row) for row in frames["scores"]]
    for row in scores:
        code = codes.get(row["frame"])
        if code is None or (code and row["question"]):
            continue
        if not row["question"]:
            said = "ja" if code else "nein"
            notes.append((DONE, f"Rahmen {row['frame']}: von Hand {said}, Werkzeug {row['score']}"))
        row.update(score=1.0) if code else row.update(score=0.0, n_cues=0)
    rejected = {frame for frame, code in codes.items() if not code}
    evidence = [row for row in frames["evidence"] if row["measure"] not in rejected]
    return {**frames, "scores": scores, "evidence": evidence}, notes
