"""Text -> quotations by one of two methods, written as character spans; and whose voice a sentence is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.errors import InputError, nearest
from analysis.language.segment import Text
from analysis.sources import rules
from analysis.sources.found import Found
from analysis.sources.polish import correct, polish
from analysis.sources.quote import Quote, Span
from analysis.sources.turns import turns
from analysis.uncollected import uncollected


def _by_rules(texts: Sequence[Text]) -> list[list[Found]]:
    return [polish(text, rules.find(text)) for text in texts]


def _by_model(texts: Sequence[Text]) -> list[list[Found]]:
    from analysis.sources import model

    return model.find(texts)


METHODS: dict[str, Callable[[Sequence[Text]], list[list[Found]]]] = {
    "model": _by_model,
    "rules": _by_rules,
}

_DESCRIPTIONS = {
    "model": "Zitate: ein kleines Faltungsnetz mit Auswahl der Aussagen, trainiert auf 700 annotierten "
    "Wikinews-Artikeln (Petersen-Frey und Biemann 2024) und 1.028 Zeitungsartikeln ohne Annotation; "
    "Gewichte unter CC BY-NC-SA 4.0, also nicht für "
    "gewerbliche Zwecke.",
    "rules": "Zitate: Regeln über Redeverben, Quellenangaben, Anführungszeichen und Konjunktiv; "
    "ohne trainierte Gewichte.",
}


def _check(method: str) -> None:
    if method not in METHODS:
        raise InputError(
            f"Die Methode „{method}“ für Zitate gibt es nicht; möglich sind "
            f"{' und '.join(f'„{name}“' for name in METHODS)}.{nearest(method, METHODS)}"
        )


def describe(method: str = "model") -> str:
    """Return one German sentence on the method: what it does, its weights and their licence.

    >>> describe("rules")[:27]
    'Zitate: Regeln über Redever'
    """
    _check(method)
    return _DESCRIPTIONS[method]


def find_quotes(text: Text, method: str = "model") -> list[Quote]:
    """Find the quotations of one text, in text order; ``method`` is "model" or "rules".

    Raises InputError for an unknown method. An empty text has no quotations.

    >>> from analysis.language import segment
    >>> text = segment("„Die Brücke ist sicher“, sagte Bürgermeisterin Anna Weiß.")
    >>> [(quote.type, text.text[slice(*quote.speaker[0])]) for quote in find_quotes(text, "rules")]
    [('Direct', 'Bürgermeisterin Anna Weiß')]
    """
    return find_quotes_many([text], method)[0]


def find_quotes_many(texts: Sequence[Text], method: str = "model") -> list[list[Quote]]:
    """Find the quotations of many texts at once, which is faster; same result as one by one."""
    _check(method)
    with uncollected():
        return [_written(text, found) for text, found in zip(texts, METHODS[method](texts), strict=True)]


def _written(text: Text, found: list[Found]) -> list[Quote]:
    """Write token spans as character spans, sort, drop empty ones, and say what lies in what."""
    kept = [f for f in [*correct(text, found), *turns(text)] if any(a < b for a, b in f.quote)]
    kept.sort(key=lambda f: (f.quote[0][0], -f.quote[-1][1], f.type))
    quotes = []
    for number, f in enumerate(kept):
        spans = {
            role: tuple(text.span(a, b) for a, b in sorted(getattr(f, role)) if a < b)
            for role in ("quote", "speaker", "cue", "frame", "addressee")
        }
        host = _host(kept, number)
        quotes.append(Quote(f.type, nested_in=host, confidence=round(f.confidence, 3), **spans))
    return quotes


def _host(found: list[Found], number: int) -> int | None:
    """Return the number of the smallest earlier quotation that holds this one as a whole."""
    first, last = found[number].quote[0][0], found[number].quote[-1][1]
    for other in range(number - 1, max(-1, number - 8), -1):
        for a, b in found[other].quote:
            if a <= first and last <= b and (a, b) != (first, last):
                return other
    return None


def voices(text: Text, quotes: Sequence[Quote]) -> list[str]:
    """Tell for each sentence whose voice it is: journalist, quoted (at least nine tenths) or mixed."""
    covered: list[Span] = sorted(span for q in quotes for span in q.quote)
    merged: list[list[int]] = []
    for start, end in covered:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    voices, k = [], 0
    for start, end in text.sentence_spans():
        while k < len(merged) and merged[k][1] <= start:
            k += 1
        inside, j = 0, k
        while j < len(merged) and merged[j][0] < end:
            inside += min(end, merged[j][1]) - max(start, merged[j][0])
            j += 1
        share = inside / (end - start)
        voices.append("journalist" if share == 0 else "quoted" if share >= 0.9 else "mixed")
    return voices
