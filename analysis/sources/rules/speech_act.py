"""A speech act that is reported as an act: X kritisierte Y; X forderte Z."""

from __future__ import annotations

from analysis import resources
from analysis.language.words import is_known
from analysis.sources import lexicon as lx
from analysis.sources.clauses import TokenSpan, is_name_like
from analysis.sources.found import Found
from analysis.sources.kinds import is_place, known_at, role_of
from analysis.sources.rules.clause import PASSIVE, Reader, subject, verb_in


def act(r: Reader, first: int, end: int) -> list[Found]:
    """A speech act that is reported as an act: X kritisierte Y; X forderte Z."""
    cue = verb_in(r, first, end)
    if cue is None or not cue[1] & lx.ACTING or r.words[cue[0][0][0]] in PASSIVE:
        return []
    after = cue[0][-1][1]
    if _lemma(r, cue[0]) in resources.words("no_acts") or (
        after < end and r.words[after] in ("werden", "worden")
    ):
        return []
    stop = next((i for i in range(cue[0][-1][1], end) if r.words[i] in ",;"), end)
    speaker = subject(r, first, stop, cue[0][0][0])
    if not speaker or not _speaks(r, speaker[0]):
        return []
    return [Found("Reported", [(first, end)], speaker, confidence=0.4)]


def _lemma(r: Reader, cue: list[TokenSpan]) -> str:
    """Return the infinitive of the reporting verb, with its particle."""
    lemmas = lx.lexicon().lemmas
    words = [r.words[i] for a, b in cue for i in range(a, b)]
    if len(words) > 1 and not r.flags[cue[-1][0]] & lx.PARTICIPLE:
        return words[-1] + lemmas.get(words[0], words[0])
    return lemmas.get(words[-1], words[-1])


# Courts and parliaments decide where others speak.
_DECIDING = (
    *("gericht", "gerichtshof", "strafkammer", "parlament", "bundestag", "landtag"),
    *("stadtrat", "gemeinderat", "nationalrat", "bundesrat"),
)


def _speaks(r: Reader, span: TokenSpan) -> bool:
    """Tell whether the phrase is someone who can speak: a pronoun, a role, an organisation, a name."""
    words = r.words[span[0] : span[1]]
    if len(words) == 1 and words[0].lower() in ("er", "sie", "wir", "ich"):
        return True
    nouns = [w for w in words if is_name_like(w) and not lx.flags_of(w) & lx.DETERMINER]
    if nouns and nouns[0].lower().endswith(_DECIDING):
        return False
    return any(role_of(w) or not is_known(w) or known_at([w], 0) or is_place(w) for w in nouns)
