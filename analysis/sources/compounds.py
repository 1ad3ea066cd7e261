"""A compound -> what its parts say about a source: VW-Sprecher, dpa-Meldung, Konzernsprecher."""

from __future__ import annotations

from functools import lru_cache

from analysis.sources.kinds import (
    INFLECTIONS,
    Role,
    endings,
    is_place,
    known_at,
    party_in,
    role_at_end,
    role_of,
)


@lru_cache(maxsize=50_000)
def of_compound(word: str) -> Role | None:
    """Return the role of a word by its parts: VW-Sprecher, dpa-Meldung, Konzernsprecher, Polizeiangaben."""
    first, dash, last = word.rpartition("-")
    whole = endings().get("=" + word.lower()) or endings().get(word.lower())
    if whole:
        return Role(*whole, False)
    if dash and is_place(last) and (name := known_at([first], 0)):
        return Role(name[0], "group", False)  # Ebay-Deutschland
    role = role_of(last if dash else word)
    if (role is None or role.kind in ("statement", "document")) and (owner := _owner(word)) is not None:
        return owner
    if role is None and dash and (name := known_at([last], 0)):
        return Role(name[0], "group", False)
    if role is not None and dash and first in _UNIONS and role[:2] == ("civil_society", "group"):
        return Role("government", "group", False)  # UN-Hilfswerk
    if role is not None and role[:2] == ("civil_society", "group") and _of_trade(word):
        return Role("business", "group", False)
    if (
        role is not None
        and role[:2] == ("expert", "person")
        and last.lower().endswith(("experte", "expertin"))
    ):
        name = known_at([first], 0) if dash else None
        if name and name[0] == "civil_society":
            return Role("civil_society", "person", role.feminine)  # Greenpeace-Atomexperte
    if role is None or role.kind not in ("carrier", "statement"):
        return role
    inner = _part(first) if dash else _modifier(word)
    if inner and inner.kind not in ("carrier", "anonymous", "statement"):
        return Role(inner.type, "person" if role.kind == "carrier" else inner.kind, role.feminine)
    if dash and role.kind == "carrier" and party_in([first]):
        return Role("party", "person", role.feminine)
    return role


def _of_trade(word: str) -> bool:
    """Tell whether an association is one of a trade: Frächterverband, Bankenvereinigung."""
    low = word.lower()
    for noun in ("verband", "verbands", "verbandes", "vereinigung"):
        if low.endswith(noun) and len(low) - len(noun) > 3:
            trade = role_of(low[: -len(noun)].rstrip("-"))
            return trade is not None and trade.type == "business"
    return False


_UNIONS = frozenset("UN UNO Uno EU Nato NATO".split())


def _part(word: str) -> Role | None:
    """Return the role of the first part of a hyphened word: a known name or a word with a role."""
    name = known_at([word], 0)
    return Role(name[0], "group", False) if name else role_at_end(word)


_STATEMENTS = (
    "angaben bericht berichten berichte kreise kreisen auskunft informationen meldung meldungen "
    "mitteilung aussagen einschätzung schätzung schätzungen sicht meinung ansicht darstellung aussendung"
).split()


def _owner(word: str) -> Role | None:
    """Return the role of the first part of a statement compound: Polizei-angaben, Behörden-kreise."""
    low = word.lower().replace("-", "")
    for noun in _STATEMENTS:
        if low.endswith(noun) and len(low) - len(noun) > 2:
            first = word[: len(word) - len(noun)].rstrip("-")
            role = _part(first) or role_of(first.rstrip("s"))
            if role is not None and role.kind not in ("statement", "anonymous"):
                if role.type == "expert" and role.kind == "person":
                    return Role("anonymous", "anonymous", False)
                unnamed = "unnamed" if noun.startswith("kreis") else role.kind
                return Role(role.type, unnamed if unnamed in ("unnamed", "person") else "group", False)
    return None


@lru_cache(maxsize=20_000)
def _modifier(word: str) -> Role | None:
    """Return the role of the first part of a compound with a carrier: Konzern-sprecher."""
    low = word.lower()
    for length in range(len(low) - 4, 2, -1):
        rest, part = low[length:], low[:length]
        base = next(
            (b for cut in (*INFLECTIONS, "in", "innen") if (b := rest.removesuffix(cut)) in endings()), ""
        )
        if base and endings()[base][1] == "carrier":
            return role_of(part) or role_of(part.rstrip("s")) or role_of(part.removesuffix("s"))
    return None
