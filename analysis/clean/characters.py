"""Characters: mojibake, invisible characters, spaces, line breaks, hyphens at line ends."""

from __future__ import annotations

import re
import unicodedata

# UTF-8 bytes once read as cp1252. Only lead letters that do not end a German word in capitals count, so
# that „MENÜ“ (Ü followed by “) stays; Ä and Å (Turkish, Polish names) only before signs that are no
# quotation mark or dash.
_TAIL = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u0080-\u00bf"
MOJIBAKE = re.compile(
    f"Ã[{_TAIL}]|Â[\u0080-\u00bf]|â€[{_TAIL}]|â[\u0080-\u00bf]{{2}}|ðŸ[{_TAIL}]{{2}}"
    "|[ÄÅ][\u0080-\u00aa\u00ac-\u00ba\u00bc-\u00bf†‡ˆ‰ŠŒŽ˜™šœžŸ€ƒ]|Å„(?=[a-zß-ÿ])"
)
SURE = re.compile(f"Ã[{_TAIL}]|â€[{_TAIL}]|Â[\u0080-\u00bf]")
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
SPACES = re.compile(f"[{_SPACE}][ {_SPACE}]*| [ {_SPACE}]+")  # a single plain space is left as it is
BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
# "Regie-\nrung" is one word; "Schwarz-\nRot" and "Ein-\nund Ausgang" keep their hyphen.
LINE_HYPHEN = re.compile(
    r"(?<=[a-zäöüß])[-\u2010\u00ac]\n(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie|als|bis|wie)\b)"
)
HARD_HYPHEN = re.compile(r"(?<=\w)[-\u2010]\n(?=[A-ZÄÖÜ0-9])")


def repair(text: str) -> tuple[str, list[str]]:
    """Return ``text`` with trustworthy characters, and what was repaired (German, for the log).

    Composed letters (NFC), mojibake undone, soft hyphens and zero-width characters removed, every
    kind of space one space, every kind of line break one newline, lone surrogates U+FFFD.
    """
    notes = []
    if SURE.search(text):
        repaired = undo_mojibake(text)
        if repaired != text:
            notes.append("falsch gelesene Umlaute berichtigt (Mojibake)")
            text = repaired
    if SURROGATE.search(text):
        notes.append("halbe Zeichen (lone surrogates) ersetzt")
        text = SURROGATE.sub("\ufffd", text)
    text = BREAKS.sub("\n", text)
    text = CONTROL.sub("", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", SPACES.sub(" ", text)), notes


def undo_mojibake(text: str) -> str:
    """Return ``text`` with runs of UTF-8 read as cp1252 decoded, twice at most (ÃƒÂ¼ -> Ã¼ -> ü)."""
    for _ in range(2):
        repaired = MOJIBAKE.sub(lambda found: decode_run(found.group()), text)
        if repaired == text:
            break
        text = repaired
    return text


def decode_run(run: str) -> str:
    """Return one misread character as it was meant, or the run unchanged."""
    data = bytearray()
    for letter in run:
        try:
            data += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 255:
                return run
            data.append(ord(letter))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return run


def join_hyphens(text: str) -> str:
    """Return ``text`` with words joined that a line break had split."""
    return HARD_HYPHEN.sub("-", LINE_HYPHEN.sub("", text))


def one_line(text: str) -> str:
    """Return ``text`` in one line, single spaces, no space at the ends."""
    return " ".join(text.split())
