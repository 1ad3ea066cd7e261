"""The figures that outlets are compared by are counts of what they are named after."""

from analysis import wording
from analysis.measures.comparison import figure_sums
from analysis.measures.frames import PRESENT
from analysis.measures.speakers import statements
from analysis.tables import Corpus


def test_each_figure_counts_what_it_is_named_after(demo_corpus: Corpus) -> None:
    by_label = figure_sums(demo_corpus)
    counts = {name: sums[["numerator", "denominator"]].sum() for name, sums in by_label.items()}

    def found(figure: str) -> list[int]:
        return counts[wording.label(figure)].astype(int).tolist()

    told = statements(demo_corpus)
    women, men = (int((told["speaker_gender"] == kind).sum()) for kind in ("female", "male"))
    assert 0 < women != men > 0
    assert found("figure_women") == [women, women + men]
    nobody = int(told["speaker"].isna().sum())
    assert 0 < nobody < len(told) / 2
    assert found("figure_unattributed") == [nobody, len(told)]
    texts = demo_corpus.sentences.query("field == 'text'")["label"]
    negative = int((texts == "negative").sum())
    assert 0 < negative < len(texts) / 2
    assert found("figure_negative") == [negative, len(texts)]
    scores = demo_corpus.frames.query("frame == 'conflict' and question == ''")["score"]
    present = int((scores >= PRESENT).sum())
    assert 0 < present < len(scores)
    assert found("conflict") == [present, len(scores)]
