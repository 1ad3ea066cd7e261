"""What annotating says of articles, as lines to read: every third of the demo corpus, quotes by both methods.

    python -m tests.annotation.frozen_records     writes frozen/*.txt anew

A change of a rule, a list or the weights shows as a difference of these files. Look at it, and if it is what
was meant, write them anew and commit both.
"""

import functools
import json
from pathlib import Path

from analysis import paths, read_articles
from analysis.annotation.article import FIELDS, Article, Record, Settings, annotate_article

FOLDER = Path(__file__).parent / "frozen"
STEPS = {"rules": ("quotes",), "model": ("quotes", "sentiment", "frames")}


@functools.cache
def articles() -> dict[str, dict[str, str]]:
    """Return the fields of every third article of the demo corpus by article_id."""
    rows = read_articles(paths.root() / "data" / "raw" / "demo", workers=1).iloc[::3]
    return {row.article_id: {name: getattr(row, name) for name in FIELDS} for row in rows.itertuples()}


def lines(fields: dict[str, str], method: str) -> list[str]:
    """Return what is found in an article, one line a quote, sentence, mention, frame and cue."""
    found = annotate_article(Article(fields), Settings(STEPS[method], method))
    made = [_quote(fields["text"], row) for row in found["quotes"]]
    if "sentiment" in found:
        tone, frames = found["sentiment"], found["frames"]
        made += [f"tone {_tone(tone)} {tone['language'] or ''}".rstrip()]
        made += [f"sentence {_place(row)} {row['voice']} {_tone(row)}" for row in tone["sentences"]]
        made += [
            f"mention {_place(row)} {row['kind']} {row['name']} {_tone(row)}" for row in tone["mentions"]
        ]
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


def frozen(method: str) -> dict[str, list[str]]:
    """Return what was written down by article_id."""
    parts = (FOLDER / f"{method}.txt").read_text("utf-8").split("# ")[1:]
    return {part.split("\n", 1)[0]: part.rstrip("\n").split("\n")[1:] for part in parts}


def write() -> None:
    """Write down anew what is found."""
    for method in STEPS:
        text = "\n".join(
            "\n".join([f"# {key}", *lines(fields, method)]) for key, fields in articles().items()
        )
        (FOLDER / f"{method}.txt").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    write()
