"""Text -> tokens, sentences, paragraphs, all as character offsets into the text as given.

One pass of one regular expression finds the tokens; sentence ends are decided on the tokens, with
what German needs: abbreviations, ordinals (am 3. März), initials, quotation marks that open low
and close high, a question inside a quotation that its reporting clause goes on from.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import add

from analysis import resources

VERSION = "2"  # part of every cache key: bump on any change of tokens or sentences

# Letters with inner hyphen, apostrophe, slash or gender mark (Kritiker:innen, SPD-Chef, geht's);
# numbers with inner points (10.000, 3,5, 12:30); dotted abbreviations (z.B, u.a); marks one by one.
_TOKEN = re.compile(
    r"""
  (?!\s)(?:
    (?!\d)\w++(?![-'’&/*:@·]\w|\.|://)                    # most: a word and no more of it, by any line below
  | (?:https?://|www\.)[^\s„“”»«"]{1,2000}(?<![.,;:!?)\]])  # the full stop after it is not part of it
  | [^\W\d_]{1,3}(?:\.[^\W\d_]{1,3}){1,4}(?=\.)          # z.B. without the last point
  | \d+(?:[.,:/]\d+)*(?:-[^\W\d_]\w*(?:-\w+)*)?          # 10.000, 3,5, 12:30, 71-Jährige
  | \w+(?:[-'’&/*:@.·](?=\w)\w+)*                        # words; name@host, Kritiker:innen
  | \.{2,}|…|-{2,3}|[^\w\s]
  )
    """,
    re.VERBOSE,
)
_DOTTED = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}", re.UNICODE)
_INNER_POINT = re.compile(r"\.[^\W\d_]{2}")  # most texts have none

OPENING = frozenset("„»‚›([{")
CLOSING = frozenset("“”«’‘‹)]}\"'")
_ENDS = frozenset({".", "!", "?", "…", "..", "...", "....", ":!", "?!"})


@dataclass(frozen=True, eq=False)
class Text:
    """A text with its tokens and sentences.

    ``words[i]`` is ``text[starts[i]:ends[i]]``; ``sentences`` and ``paragraphs`` are half-open ranges
    of token numbers that tile the tokens in order.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    paragraphs: list[tuple[int, int]]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.words)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the character span of the tokens ``first`` to ``last`` (exclusive)."""
        return self.starts[first], self.ends[last - 1]

    def sentence_spans(self) -> list[tuple[int, int]]:
        """Return the character span of every sentence."""
        return [self.span(first, last) for first, last in self.sentences]

    def token_at(self, position: int) -> int:
        """Return the number of the first token that ends after the character ``position``."""
        return bisect_left(self.ends, position + 1)

    @cached_property
    def capitals(self) -> list[int]:
        """Give the numbers of the tokens that begin with a capital letter."""
        return [i for i, word in enumerate(self.words) if word[0].isupper()]

    @cached_property
    def sentence_of(self) -> list[int]:
        """Give for each token the number of its sentence."""
        return _numbers(self.sentences)

    @cached_property
    def paragraph_of(self) -> list[int]:
        """Give for each token the number of its paragraph."""
        return _numbers(self.paragraphs)


def _numbers(ranges: list[tuple[int, int]]) -> list[int]:
    return [number for number, (first, last) in enumerate(ranges) for _ in range(first, last)]


def segment(text: str) -> Text:
    """Split ``text`` into tokens, sentences and paragraphs.

    White space belongs to no token; everything else belongs to exactly one. A blank line ends a paragraph,
    a single line break does too, unless the text is wrapped at a fixed width.

    >>> text = segment("Am 3. März kam Dr. Weiß. Es regnete.")
    >>> [text.text[start:end] for start, end in text.sentence_spans()]
    ['Am 3. März kam Dr. Weiß.', 'Es regnete.']
    """
    words, starts, ends = _tokens(text)
    breaks = _paragraph_breaks(text, starts, ends)
    sentences, paragraphs, first, first_of_paragraph = [], [], 0, 0
    n, after, last_closing = len(words), 0, -1
    paragraph_ends = {*breaks, n} if words else set()
    for last in sorted(paragraph_ends.union(i for i, word in enumerate(words, 1) if word in _ENDS)):
        i = last - 1
        if last in paragraph_ends:
            sentences.append((first, last))
            paragraphs.append((first_of_paragraph, last))
            first = first_of_paragraph = last
        elif last > first:
            # closing marks after the full stop belong to the sentence; a paragraph may end among them
            if after <= last:  # else the run of marks that an earlier one began: each run is read once
                after, last_closing = _run_of_marks(words, starts, ends, breaks, last)
            if after not in breaks and _stops(words, starts, ends, i, first, after, last_closing > i):
                sentences.append((first, after))
                first = after
    return Text(text, words, starts, ends, sentences, paragraphs)


def tokens(text: str) -> list[str]:
    """Return the words of ``segment(text)`` alone, for counting, at less than half the cost.

    >>> tokens("Zu Hause.Die Tür fiel zu.") == segment("Zu Hause.Die Tür fiel zu.").words
    True
    """
    return _tokens(text)[0] if _INNER_POINT.search(text) else _TOKEN.findall(text)


def _tokens(text: str) -> tuple[list[str], list[int], list[int]]:
    words, starts = [], []
    for match in _TOKEN.finditer(text):
        words.append(match[0])
        starts.append(match.start())
    if _INNER_POINT.search(text):
        words, starts = _parted(words, starts)
    return words, starts, list(map(add, starts, map(len, words)))


def _parted(tokens: list[str], at: list[int]) -> tuple[list[str], list[int]]:
    """Part the tokens that lack a space after a full stop: "Hause.Die"."""
    words, starts = [], []
    for word, start in zip(tokens, at, strict=True):
        if "." in word and _DOTTED.fullmatch(word) and word[word.index(".") + 1].isupper():
            dot = word.index(".")
            words += [word[:dot], ".", word[dot + 1 :]]
            starts += [start, start + dot, start + dot + 1]
        else:
            words.append(word)
            starts.append(start)
    return words, starts


def _paragraph_breaks(text: str, starts: list[int], ends: list[int]) -> set[int]:
    """Return the numbers of the tokens that begin a new paragraph."""
    if "\n" not in text:
        return set()
    wrapped = _is_wrapped(text)
    breaks = set()
    newline = text.find("\n")
    while newline >= 0:
        i = bisect_left(starts, newline)
        if i < len(starts) and i > 0:
            gap = text[ends[i - 1] : starts[i]]
            if not wrapped or gap.count("\n") > 1:
                breaks.add(i)
            newline = text.find("\n", starts[i])
        else:
            newline = text.find("\n", newline + 1) if i == 0 else -1
    return breaks


def _is_wrapped(text: str) -> bool:
    """Tell whether the lines were broken at a fixed width (as in mails and old agency texts).

    Lines broken at a width end anywhere in a sentence; lines that are paragraphs end with it.
    """
    lines = text.split("\n")
    inner = [line for line, after in pairwise(lines) if line and after]
    if len(inner) <= 3 or max(map(len, inner)) > 100:
        return False
    whole = sum(line.rstrip().endswith(_LAST) for line in inner)
    return sorted(map(len, inner))[len(inner) // 4] >= 45 and whole * 2 < len(inner)


_LAST = (".", "!", "?", "…", ":", "“", "”", "«", '"')


def _run_of_marks(
    words: list[str], starts: list[int], ends: list[int], breaks: set[int], i: int
) -> tuple[int, int]:
    """Return where the run of full stops and closing marks at ``i`` ends, and the last closing mark in it."""
    last_closing = -1
    while i < len(words) and i not in breaks:
        if _closes(words, starts, ends, i):
            last_closing = i
        elif words[i] not in _ENDS:
            break
        i += 1
    return i, last_closing


def _stops(
    words: list[str], starts: list[int], ends: list[int], i: int, first: int, after: int, quoted: bool
) -> bool:
    """Tell whether the mark ``i`` ends a sentence, given the token ``after`` the marks that follow it."""
    if after >= len(words):
        return False
    follower = words[after]
    if follower[0].islower() or follower in _NO_START:
        return False
    if words[i] != "." or i == 0 or starts[i] != ends[i - 1]:
        # after "!", "?", "…" a capital letter begins a sentence
        return _may_start(words, after)
    return _full_stop(words, i, first, after, quoted)


_NO_START = frozenset({",", ";", ":", ")", "]", "/", "%", "&"})


def _closes(words: list[str], starts: list[int], ends: list[int], i: int) -> bool:
    """Tell whether the mark ``i`` closes: it stands at the word before it and not at the word after."""
    mark = words[i]
    if mark not in CLOSING and mark not in "»›":
        return False
    touches_before = starts[i] == ends[i - 1]
    touches_after = i + 1 < len(words) and starts[i + 1] == ends[i] and words[i + 1][0].isalnum()
    # a high mark behind a full stop closes, even where the space after it is missing: „Warum?“Er
    return touches_before and (not touches_after or (mark in "“‘" and words[i - 1] in _ENDS))


def _may_start(words: list[str], i: int) -> bool:
    word = words[i]
    if word[0].isalnum():
        return not word[0].islower()
    if i + 1 < len(words) and (word in OPENING or word in CLOSING or word in "«–-"):
        return not words[i + 1][0].islower()
    return word not in _NO_START


def _full_stop(words: list[str], i: int, first: int, after: int, quoted: bool) -> bool:
    """Tell whether the full stop at ``i`` ends a sentence, given the word before and the word after."""
    before, follower = words[i - 1], words[after]
    if not _may_start(words, after):
        return False
    starts_sentence = follower in resources.words("sentence_starters")
    if before.isdigit():
        if follower in resources.words("ordinal_nouns") or _in_date(words, i, after):
            return False
        if not starts_sentence and follower[0].isalpha() and words[i - 2].lower() in _BEFORE_ORDINAL:
            return False
        return len(before) > 2 or quoted or starts_sentence or not follower[0].isalpha()
    if before in resources.words("abbreviations") or before.lower() in ("z.b", "d.h", "u.a"):
        return starts_sentence and before in (
            "usw",
            "etc",
            "u.a",
            "u.ä",
            "Mio",
            "Mrd",
            "e.V",
            "Chr",
            "Jh",
        )
    if len(before) == 1 and before.isalpha():
        return quoted or starts_sentence
    if "." in before and before.isalpha() is False and len(before) < 8 and before[0].isalpha():
        return starts_sentence
    if _is_roman(before) and i - 1 > first:
        return starts_sentence or quoted
    return True


def _in_date(words: list[str], i: int, after: int) -> bool:
    """Tell whether the full stop at ``i`` stands within a date of numbers: 3. 4. or 3. 4. 2026."""
    follower = words[after]
    if after != i + 1 or not follower.isdigit() or len(words[i - 1]) > 2:
        return False
    if len(follower) <= 2:
        return after + 1 < len(words) and words[after + 1] == "."
    return len(follower) == 4 and i >= 3 and words[i - 2] == "." and words[i - 3].isdigit()


_BEFORE_ORDINAL = frozenset(
    "der die das den dem des am im zum zur vom beim ins jeder jede jedes jeden jedem "
    "sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres".split()
)


def _is_roman(word: str) -> bool:
    return 1 < len(word) < 6 and set(word) <= set("IVX")
