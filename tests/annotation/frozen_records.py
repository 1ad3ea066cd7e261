"""What annotating says of articles and cases, as lines to read, with the quotes of both methods.

The articles are those of the demo corpus (with the model every third); the cases are those of tests/sources
and tests/sentiment, whose own tests ask only whether they are right. Where they are not, that is written down
as well.

    python -m tests.annotation.frozen_records     writes frozen/*.txt anew

A change of a rule, a list or the weights shows as a difference of these files. Look at it, and if it is what
was meant, write them anew and commit both.
"""

import functools
import json
import re
from pathlib import Path

from analysis import paths, read_articles
from analysis.annotation.article import FIELDS, Article, Record, Settings, annotate_article

_MARK = re.compile(r"\{[QSC]:|\}")
FOLDER = Path(__file__).parent / "frozen"
EACH = {"rules": 1, "model": 3}  # of how many articles one is written down
STEPS = {"rules": ("quotes",), "model": ("quotes", "sentiment", "frames")}


@functools.cache
def articles(method: str) -> dict[str, Article]:
    """Return articles of the demo corpus by article_id, and the cases by letter and number."""
    rows = read_articles(paths.root() / "data" / "raw" / "demo", workers=1).iloc[:: EACH[method]]
    demo = {
        row.article_id: Article({name: getattr(row, name) for name in FIELDS}) for row in rows.itertuples()
    }
    return demo | _quoted() | _toned() | _told()


def _cases(room: str, name: str = "cases") -> list[str]:
    lines = (FOLDER.parents[1] / room / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and line[0] != "#"]


def _quoted() -> dict[str, Article]:
    texts = [_MARK.sub("", case.split(" | ", 2)[2]) for case in _cases("sources")]
    return {f"q{number}": Article({"text": text}) for number, text in enumerate(texts)}


def _told() -> dict[str, Article]:
    return {f"t{number}": Article({"text": text}) for number, text in enumerate(_cases("sources", "told"))}


def _toned() -> dict[str, Article]:
    made = {}
    for number, (kind, text, target, _) in enumerate(case.split("|") for case in _cases("sentiment")):
        start = text.index(target) if target.strip() else 0
        spans = ((start, start + len(target)),) if target.strip() else ()
        made[f"s{number}"] = Article({"title": text} if kind == "heading" else {"text": text}, spans)
    return made


def lines(article: Article, method: str) -> list[str]:
    """Return what is found in an article, one line a quote, sentence, mention, target, frame and cue."""
    fresh = Article(article.fields, article.targets)
    found = annotate_article(fresh, Settings(STEPS[method], method))
    made = [_quote(article.fields["text"], row) for row in found["quotes"]]
    if "sentiment" in found:
        tone, frames = found["sentiment"], found["frames"]
        made += [f"tone {_tone(tone)} {tone['language'] or ''}".rstrip()]
        made += [f"sentence {_place(row)} {row['voice']} {_tone(row)}" for row in tone["sentences"]]
        made += [
            f"mention {_place(row)} {row['kind']} {row['name']} {_tone(row)}" for row in tone["mentions"]
        ]
        made += [f"target {row['start']} {_tone(row)}" for row in tone["targets"]]
        made += [f"frame {json.dumps(list(row.values()))}" for row in frames["scores"] if row["n_cues"]]
        made += [
            f"cue {_place(row)} {row.get('measure', 'tone')} {row['voice']} {row['cue']} {row['value']}"
            for row in (*tone["evidence"], *frames["evidence"])
        ]
    return made


def _quote(text: str, row: Record) -> str:
    parts = [
        "+".join(f"{a}-{b} {_short(text[a:b])}" for a, b in row[role])
        for role in ("quote", "speaker", "cue", "frame", "addressee")
    ]
    said = [row[f"speaker_{name}"] for name in ("name", "type", "naming", "gender", "party")]
    return " | ".join(
        [f"{row['type']} {row['confidence']}", *parts, str(row["nested_in"]), ", ".join(map(str, said))]
    ).replace("\n", "¶")


def _short(words: str) -> str:
    return words if len(words) <= 30 else f"{words[:14]}…{words[-14:]}"


def _place(row: Record) -> str:
    return f"{row['field']} {row['start']}-{row['end']}"


def _tone(row: Record) -> str:
    return f"{row['label']} {row['polarity']}"


@functools.cache
def frozen(method: str) -> dict[str, list[str]]:
    """Return what was written down by article_id."""
    parts = (FOLDER / f"{method}.txt").read_text("utf-8").split("# ")[1:]
    return {part.split("\n", 1)[0]: part.rstrip("\n").split("\n")[1:] for part in parts}


def write() -> None:
    """Write down anew what is found."""
    for method in STEPS:
        text = "\n".join(
            "\n".join([f"# {key}", *lines(article, method)]) for key, article in articles(method).items()
        )
        (FOLDER / f"{method}.txt").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    write()
