"""The short German cases in cases.txt, written and frozen before the rules of ``news``."""

from collections.abc import Iterator
from pathlib import Path

from analysis.language import segment
from analysis.sentiment import score_article, score_sentences, towards

LINES = (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split("|")) for line in LINES if line and not line.startswith("#")]


def predict(kind: str, sentence: str, target: str) -> str:
    text = segment(sentence)
    if target.strip():
        start = sentence.index(target)
        return towards(text, [(start, start + len(target))])[0].label
    return score_article(score_sentences(text, heading=kind == "heading")).label


def failures() -> Iterator[str]:
    for kind, sentence, target, label in CASES:
        if (found := predict(kind, sentence, target)) != label:
            yield f"{kind}: {sentence} [{target.strip()}] {label}, not {found}"


def test_at_least_95_in_100() -> None:
    wrong = list(failures())
    assert len(CASES) >= 200
    assert len(wrong) <= 0.05 * len(CASES), "\n".join(wrong)


if __name__ == "__main__":
    wrong = list(failures())
    print("\n".join(wrong))
    print(f"{len(CASES) - len(wrong)} of {len(CASES)} right")
