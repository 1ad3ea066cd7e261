"""A raw text -> its paragraphs: unwrapped, subheadings marked with "## "."""

from __future__ import annotations

import re
from collections import Counter

from analysis.clean.characters import join_hyphens, one_line

SENTENCE_END = re.compile(r"""[.!?…:;]["“”«»’‘')\]]{0,3}$|[.!?…]$""")
WORD = re.compile(r"\w")
MARK = re.compile(r"#{1,6}\s+(.*?)\s*#*")
LIST_ITEM = re.compile(r"(?:[-–•*·▪►]|\d{1,2}[.)])\s")
LABELLED = re.compile(r"[\w.-]{1,20}(?: [\w.-]{1,20}){0,3}:\s")
EMPHASIS = re.compile(r"(?<!\w)(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1(?!\w)")
TICKER = re.compile(r"\+{2,3} ?([^+]{3,120}?) ?\+{2,3}")  # "+++ Rat tagt +++"
MD_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{1,500}(?: \"[^\"\n]{0,100}\")?\)")
MAX_SUBHEADING = 90


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of ``text``, each one line.

    Where lines are wrapped (most lines of a block end within a sentence) a blank line separates
    paragraphs; else every line is one.
    """
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    if is_wrapped(blocks):
        blocks = [join_hyphens("\n".join(line.strip() for line in block.split("\n"))) for block in blocks]
    else:
        blocks = [line for block in blocks for line in block.split("\n")]
    lines = (without_rule(one_line(block)) for block in blocks)
    return [line for line in lines if WORD.search(line)]


def without_rule(line: str) -> str:
    """Return a line without a rule ("---", "* * *") at its end: it parts what line breaks part already."""
    return line.rstrip("-*_ ") if line.endswith(("--", "**", "__", "* *")) and "**" not in line[:-3] else line


def is_wrapped(blocks: list[str]) -> bool:
    """Tell whether the lines of ``blocks`` were broken at a fixed width."""
    inner = [line.rstrip() for block in blocks for line in block.split("\n")[:-1] if line.strip()]
    if len(inner) < 2 or max(map(len, inner)) > 140:
        return False
    in_lines = sum(len(block) for block in blocks if "\n" in block)
    if in_lines < 0.5 * sum(map(len, blocks)):  # a list in a text whose paragraphs are lines
        return False
    cut = sum(not SENTENCE_END.search(line) and len(line) >= 30 for line in inner)
    return cut > 0.6 * len(inner)


def plain_markdown(paragraph: str) -> str:
    """Return a paragraph without the marks of Markdown's emphasis and links."""
    if paragraph.startswith("++") and (found := TICKER.fullmatch(paragraph)):
        return f"## {found.group(1)}"
    if "](" in paragraph:
        paragraph = MD_LINK.sub(r"\1", paragraph)
    if "**" in paragraph or "__" in paragraph:
        paragraph = EMPHASIS.sub(r"\2", paragraph)
    return paragraph


def split_subheadings(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs that are text, and the subheadings between them.

    A subheading is marked with "## ", or is a short line without a full stop between two paragraphs,
    of which the first ends a sentence. Questions stay where there are many (an interview).
    """
    texts: list[str] = []
    subheadings: list[str] = []
    questions = sum(p.endswith("?") and len(p) <= 300 for p in paragraphs)
    labels = Counter(found.group() for p in paragraphs if (found := LABELLED.match(p + " ")))
    for paragraph, following in zip(paragraphs, next_texts(paragraphs), strict=True):
        marked = MARK.fullmatch(paragraph)
        if marked and (questions < 3 or not paragraph.endswith("?")):
            subheadings.append(marked.group(1))
        elif marked:
            texts.append(marked.group(1))
        elif texts and following and is_subheading(paragraph, texts[-1], following, questions, labels):
            subheadings.append(paragraph)
        else:
            texts.append(paragraph)
    while len(texts) > 1 and is_subheading(texts[-1], texts[-2], "", questions, labels):
        subheadings.append(texts.pop())  # over nothing: what followed was a box or a list of links
    return texts, subheadings


def next_texts(paragraphs: list[str]) -> list[str]:
    """Return for each paragraph the next one that is no marked heading; empty where there is none."""
    following = [""]
    for paragraph in reversed(paragraphs):
        following.append(following[-1] if MARK.fullmatch(paragraph) else paragraph)
    return following[-2::-1] if paragraphs else []


def is_subheading(line: str, before: str, after: str, questions: int, labels: Counter[str]) -> bool:
    """Tell whether an unmarked ``line`` between two paragraphs (or the last line) is a subheading."""
    return (
        len(line) <= MAX_SUBHEADING
        and len(line.split()) <= 12
        and (line[0].isupper() or line[0].isdigit() or line[0] in '„»“"‚')
        and (not SENTENCE_END.search(line) or (line.endswith("?") and questions < 3))
        and not LIST_ITEM.match(line)
        and not ((label := LABELLED.match(line + " ")) and labels[label.group()] > 1)  # a speaker
        and bool(SENTENCE_END.search(before))
        and (not after or (len(after) >= 100 and bool(SENTENCE_END.search(after))))
    )
