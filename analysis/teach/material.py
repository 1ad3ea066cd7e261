"""What lessons show: an article blind or highlighted, the words behind a polarity, codings to practise on."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.annotation import annotate
from analysis.errors import InputError
from analysis.framing.robustness import moved_articles
from analysis.intervals import ratio_by
from analysis.language import segment
from analysis.measures import GENERIC_FRAMES, tone_sums
from analysis.preparation import kept_annotations
from analysis.reader import LAYERS, article_html
from analysis.sentiment import score_sentences
from analysis.tables import Corpus

if TYPE_CHECKING:
    from IPython.display import HTML


def show(corpus: Corpus, article_id: str, *layers: str) -> HTML:
    """Show one article with ``layers`` of ``reader.LAYERS`` highlighted; without any, with all.

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> page = show(corpus, corpus.articles["article_id"].iloc[0], "quote")
    >>> "<mark" in page.data
    True
    """
    from IPython.display import HTML

    return HTML(article_html(corpus, article_id, layers or LAYERS))


def blind(corpus: Corpus, article_id: str) -> HTML:
    """Show one article as a coder should see it: without outlet and date, nothing highlighted.

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> "<mark" in blind(corpus, corpus.articles["article_id"].iloc[0]).data
    False
    """
    from IPython.display import HTML

    page = article_html(corpus, article_id, ())
    return HTML(page.replace("</style>", ".reader .meta { display: none; }</style>", 1))


def words_of(sentence: str, method: str = "textblob_de") -> pd.DataFrame:
    """Return the words that a sentiment method found in ``sentence``: columns word, entry, value.

    >>> words_of("Der Abend war wunderbar.")["value"].tolist()
    [1.0]
    """
    found = score_sentences(segment(sentence), method=method, heading=True)
    rows = [(sentence[h.start : h.end], h.cue, h.value) for part in found for h in part.hits]
    return pd.DataFrame(rows, columns=["word", "entry", "value"])


def polarity(sentence: str, method: str = "textblob_de") -> float:
    """Return the polarity of one sentence from -1 to 1; NaN where the method knows none of its words.

    >>> polarity("Die Brücke ist nicht besonders gut.")
    1.0
    """
    return float(score_sentences(segment(sentence), method=method, heading=True)[0].polarity)


def labels(texts: Iterable[str], *methods: str) -> pd.DataFrame:
    """Return every sentence of ``texts`` (column satz) with the label each of ``methods`` gives it.

    >>> labels(["Das ist schlecht. Wir gehen."], "textblob_de", "news")["news"].tolist()
    ['negative', 'neutral']
    """
    rows: list[tuple[str, ...]] = []
    for text in map(segment, texts):
        sentences = [text.text[start:end] for start, end in text.sentence_spans()]
        judged = [[score.label for score in score_sentences(text, method=name)] for name in methods]
        rows += zip(sentences, *judged, strict=True)
    return pd.DataFrame(rows, columns=["satz", *methods])


def width_if_printed(corpus: Corpus, times: int, as_stories: bool) -> float:
    """Return the width of the interval of negative sentences were each article printed ``times`` times.

    ``as_stories`` leaves the copies with their story; otherwise each counts as a case of its own.

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> width_if_printed(corpus, 4, as_stories=False) < width_if_printed(corpus, 4, as_stories=True)
    True
    """
    sums = tone_sums(corpus, [])
    copies = pd.concat([sums.assign(copy=str(number)) for number in range(times)]).assign(all="all")
    if not as_stories:
        copies["story_id"] = copies["article_id"] + "-" + copies["copy"]
    row = ratio_by(copies, ["all"]).iloc[0]
    return float(row["high"] - row["low"])


def codings(corpus: Corpus) -> pd.DataFrame:
    """Return the invented codings of two students in the demo corpus, to practise reliability on.

    Columns: article_id, title, coder, and a column of 0 and 1 for each generic frame. InputError where
    ``corpus`` is not the demo corpus.

    >>> from analysis import prepare
    >>> sorted(set(codings(prepare("data/raw/demo"))["coder"]))
    ['Anna', 'Ben']
    """
    source = files("analysis.resources").joinpath("teach/codierung_demo.csv")
    with source.open(encoding="utf-8") as file:
        codes = pd.read_csv(file, sep=";", comment="#")
    keys = corpus.articles[["article_id", "outlet", "title"]]
    joined = codes.merge(keys, on=["outlet", "title"], how="left")
    if joined["article_id"].isna().any():
        raise InputError('Diese Codierungen gehören zum Demo-Korpus: prepare("data/raw/demo") benutzen.')
    return joined[["article_id", "title", "coder", *GENERIC_FRAMES]]


def annotated_with(corpus: Corpus, codebook: str) -> Corpus:
    """Return ``corpus`` with frames and evidence as the codebook in the text ``codebook`` (YAML) gives them.

    Quotes and sentences stay. InputError names the line of the codebook that is wrong.

    >>> from analysis import paths, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> text = (paths.root() / "analysis/resources/codebooks/episodisch.yaml").read_text("utf-8")
    >>> few = corpus.of(corpus.articles["article_id"].head(2))
    >>> sorted(set(annotated_with(few, text).frames["frame"]))
    ['episodic', 'thematic']
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "codebuch.yaml"
        file.write_text(codebook, "utf-8")
        # cached: framing alone is redone
        found = annotate(corpus.articles, codebook=str(file), cache=kept_annotations())
    return dataclasses.replace(corpus, frames=found.frames, evidence=found.evidence)


def changed(corpus: Corpus, before: Corpus, after: Corpus) -> pd.DataFrame:
    """Return which articles an edit of the codebook moved (see ``moved_articles``), with outlet and title.

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> len(changed(corpus, corpus, corpus))  # nothing was edited
    0
    """
    moved = moved_articles(before.frames, after.frames, before.evidence, after.evidence)
    return moved.merge(corpus.articles[["article_id", "outlet", "title"]], on="article_id").drop(
        columns="article_id"
    )


def cues_in_context(corpus: Corpus, width: int = 50) -> pd.DataFrame:
    """Return the evidence for frames in its context: columns cue, left, hit, right, outlet, title.

    >>> from analysis import prepare
    >>> list(cues_in_context(prepare("data/raw/demo")).columns[:4])
    ['cue', 'left', 'hit', 'right']
    """
    rows = corpus.evidence[corpus.evidence["measure"] != "polarity"].merge(corpus.articles, on="article_id")
    found = []
    for row in rows.to_dict("records"):
        text, start, end = str(row[row["field"]]), int(row["start"]), int(row["end"])
        left, right = text[max(0, start - width) : start], text[end : end + width]
        found.append((row["cue"], left, text[start:end], right, row["outlet"], row["title"]))
    return pd.DataFrame(found, columns=["cue", "left", "hit", "right", "outlet", "title"])
