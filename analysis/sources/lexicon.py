"""One German word by itself -> what it may do in reported speech: flags, looked up once per form.

The verbs of ``cue_verbs.txt`` are inflected here; everything else is closed-class words and lists.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from analysis import resources
from analysis.language.words import decided

# Flags of a word form; a form may carry several.
(
    FINITE,  # finite form of a reporting verb: sagte
    PARTICIPLE,  # its past participle: gesagt
    INFINITIVE,  # its infinitive: sagen
    VERB_LAST,  # a separable reporting verb written in one: mitteilte
    PARTICLE,  # a verb particle that may stand apart: mit, an, vor
    KONJUNKTIV,  # sei, habe, hätte
    AUXILIARY,  # finite haben, sein, werden and the modals
    SUBJUNCTION,  # dass, ob, weil
    PREPOSITION,
    DETERMINER,
    PRONOUN,
    CONJUNCTION,
    CUE_NOUN,
    SAYING,  # class s
    THINKING,  # class t
    ACTING,  # class a
    ADVERB,  # words that are neither part of a noun phrase nor a verb
    SOLLEN,
) = (1 << bit for bit in range(18))

CUE_VERB = FINITE | VERB_LAST

_CLASSES = {"s": SAYING, "t": THINKING, "a": ACTING}
_UNSTRESSED = ("be", "emp", "ent", "er", "ge", "miss", "ver", "zer", "wider", "unter", "über", "hinter")

_CLOSED = {
    SUBJUNCTION: "dass daß ob weil wenn da nachdem obwohl während wonach sodass bevor damit falls als "
    "indem sobald solange obgleich wobei",
    PREPOSITION: "in im an am auf bei beim mit nach von vom zu zum zur für gegen um durch über unter "
    "aus ab bis seit vor ohne wegen trotz während innerhalb außerhalb neben zwischen hinter laut "
    "gemäß gegenüber mittels ins ans fürs aufgrund angesichts anhand anlässlich infolge mithilfe "
    "entgegen zugunsten seitens binnen",
    DETERMINER: "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem "
    "keiner dieser diese dieses diesen diesem jener jene jenes jeder jede jedes sein seine seinen "
    "seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren mein meine meinen "
    "meiner beide beiden alle allen mehrere mehreren einige einigen viele vielen zwei drei vier fünf "
    "zahlreiche manche andere anderen beider solche",
    PRONOUN: "er sie es ich wir man dieser diese letzterer letztere ersterer jener niemand jemand "
    "einer viele manche andere einige beide alle wer",
    CONJUNCTION: "und oder sowie bzw aber sondern denn doch",
    ADVERB: "nicht auch noch nur schon bereits jedoch allerdings zudem außerdem ferner weiter weiterhin "
    "dann heute gestern hier dort so sehr nun jetzt inzwischen mittlerweile unterdessen hingegen "
    "dagegen dabei dazu daher deshalb deswegen dennoch trotzdem somit zuvor zunächst zuletzt bisher "
    "bislang vielmehr wieder wiederum erneut sich ebenfalls gleichzeitig anschließend daraufhin "
    "demnach danach darauf davon damit daran darüber dafür darin mehrfach offiziell wörtlich später "
    "früher vorher nachher erst immer nie niemals mehr weniger lediglich sogar selbst etwa rund "
    "eher wohl offenbar offensichtlich angeblich möglicherweise vermutlich wahrscheinlich voraussichtlich "
    "lange kurz gerade eben ebenso indes indessen derweil andererseits einerseits insgesamt "
    "insbesondere besonders vor_allem dadurch hierzu hierbei schließlich endlich wirklich tatsächlich "
    "laufend nämlich ganz gar überhaupt unter_anderem allein allem kaum fast oft häufig öffentlich "
    "demzufolge gegenüber einmal zweimal dreimal mal",
    AUXILIARY: "hat haben hatte hatten habe hätte hätten ist sind war waren sei seien wäre wären wird "
    "werden wurde wurden werde würde würden kann können konnte konnten muss müssen musste mussten "
    "soll sollen sollte sollten will wollen wollte wollten darf dürfen durfte durften mag mögen mochte "
    "könne könnte könnten müsse müsste müssten dürfe dürfte dürften möchte möchten solle wolle bin bist",
    SOLLEN: "soll sollen",
}


class Verb(NamedTuple):
    """A reporting verb: its separable prefix (or nothing), its stem form's class."""

    prefix: str
    base: str
    kind: int


def _weak(base: str) -> tuple[str, str, str]:
    """Return present, preterite, participle of a regular verb (base is the infinitive without prefix)."""
    stem = base[:-2] if base.endswith("en") else base[:-1]
    linking = "e" if stem.endswith(("t", "d", "chn", "ffn", "gn")) else ""
    ge = "" if base.startswith(_UNSTRESSED) or base.endswith(("ieren", "eien")) else "ge"
    return f"{stem}{linking}t", f"{stem}{linking}te", f"{ge}{stem}{linking}t"


def inflect(entry: str) -> tuple[Verb, dict[str, int]]:
    """Inflect one entry of cue_verbs.txt: the finite forms (without prefix), participle, infinitives."""
    infinitive, kind, *parts = entry.split()
    prefix, _, base = infinitive.rpartition("|")
    present, preterite, participle = parts or _weak(base)
    if prefix and not parts:
        participle = prefix + participle
    stem = base[:-2] if base.endswith("en") else base[:-1]
    plural = preterite + ("n" if preterite.endswith("e") else "en")
    finite = {present, preterite, plural, base, stem + "e"}
    if base.endswith(("ern", "eln")):
        finite.add(base[:-3] + base[-2] + "e")
    forms = dict.fromkeys(finite, FINITE)
    flag = _CLASSES[kind]
    if prefix:
        forms |= {prefix + form: VERB_LAST for form in finite}
        forms[prefix + "zu" + base] = INFINITIVE
    forms[participle] = forms.get(participle, 0) | PARTICIPLE
    full = prefix + base
    forms[full] = forms.get(full, 0) | INFINITIVE
    return Verb(prefix, base, flag), {form: flags | flag for form, flags in forms.items()}


class Lexicon(NamedTuple):
    """The flags of every known form, and the particles that each finite form may go with."""

    flags: dict[str, int]
    particles: dict[str, frozenset[str]]  # finite form of a separable verb -> its particles
    bare: frozenset[str]  # finite forms that report without any particle
    lemmas: dict[str, str]  # form -> infinitive (without a prefix that stands apart)


@cache
def lexicon() -> Lexicon:
    """Build the lexicon once from the resources."""
    flags: dict[str, int] = {}
    particles: dict[str, set[str]] = {}
    bare: set[str] = set()
    lemmas: dict[str, str] = {}
    for flag, words in _CLOSED.items():
        for word in words.replace("_", " ").split():
            flags[word] = flags.get(word, 0) | flag
    for line in resources.lines("subjunctive_verbs"):
        for word in line.split():
            flags[word] = flags.get(word, 0) | KONJUNKTIV
    for entry in resources.lines("cue_verbs"):
        if len(entry.split()) == 3:
            continue
        verb, forms = inflect(entry)
        for form, flag in forms.items():
            flags[form] = flags.get(form, 0) | flag
            lemmas.setdefault(form, verb.base if flag & FINITE else verb.prefix + verb.base)
            if flag & FINITE and verb.prefix:
                particles.setdefault(form, set()).add(verb.prefix)
                flags[verb.prefix] = flags.get(verb.prefix, 0) | PARTICLE
            elif flag & FINITE:
                bare.add(form)
    for noun in resources.lines("cue_nouns"):
        flags[noun] = flags.get(noun, 0) | CUE_NOUN
    return Lexicon(
        flags, {form: frozenset(some) for form, some in particles.items()}, frozenset(bare), lemmas
    )


@decided
def flags_of(word: str) -> int:
    """Return the flags of one word form; a capital at a sentence start is forgiven for closed words."""
    known = lexicon().flags
    return known.get(word) or (known.get(word.lower(), 0) if word[:1].isupper() else 0) & ~CUE_NOUN
