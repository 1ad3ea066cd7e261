"""Outlets compared: where their texts come from, their key words, the differences between them."""

from __future__ import annotations

import pandas as pd

from analysis import wording
from analysis.framing.keyness import keyness_by
from analysis.framing.voice import voice_sums
from analysis.intervals import benjamini_hochberg, difference, ratio_by
from analysis.measures.article import quoted_words
from analysis.measures.frames import GENERIC_FRAMES, is_present
from analysis.measures.groups import counts_by, grouped, share_sums
from analysis.measures.speakers import statements, women_sums
from analysis.measures.tone import tone_sums
from analysis.partitions import AnyCorpus, summed, with_texts
from analysis.selection import Accounting
from analysis.tables import Corpus


def accounting_table(accounting: Accounting) -> pd.DataFrame:
    """Return where every item that was read went, as a table with the columns post and n.

    >>> from analysis import account, measures, prepare, select
    >>> corpus = prepare("data/raw/demo")
    >>> int(measures.accounting_table(account(corpus, select(corpus), "articles"))["n"].iloc[0])
    131
    """
    return pd.DataFrame({"post": accounting._fields, "n": list(accounting)})


def volume_by(corpus: AnyCorpus, by: str) -> pd.DataFrame:
    """Return for each group the numbers of articles, words, statements and quoted words.

    >>> from analysis import measures, prepare
    >>> int(measures.volume_by(prepare("data/raw/demo"), "outlet")["articles"].sum())
    131
    """

    def of_part(part: Corpus) -> pd.DataFrame:
        table = part.heads[["article_id", by, "n_words"]].copy()
        said = statements(part)["article_id"].value_counts()
        table["statements"] = table["article_id"].map(said).fillna(0).astype("int64")
        table["quoted_words"] = table["article_id"].map(quoted_words(part))
        return table.groupby(by, as_index=False).agg(
            articles=("article_id", "size"),
            words=("n_words", "sum"),
            statements=("statements", "sum"),
            quoted_words=("quoted_words", "sum"),
        )

    return summed(corpus, of_part, [by]).sort_values(by, ignore_index=True)


def origins_by(corpus: AnyCorpus, by: str) -> pd.DataFrame:
    """Count articles by where their text comes from: own text, agency credited, copy without credit.

    Columns: ``by``, origin (own, agency_credited, agency_copy), n. A copy shares its text with
    another article.

    >>> from analysis import measures, prepare
    >>> int(measures.origins_by(prepare("data/raw/demo"), "outlet")["n"].sum())
    131
    """
    rows = corpus.articles[["article_id", "agency", "story_id"]].copy()
    copied = rows["story_id"].fillna(rows["article_id"]).duplicated(keep=False)
    rows["origin"] = "own"
    rows.loc[copied, "origin"] = "agency_copy"
    rows.loc[rows["agency"] != "", "origin"] = "agency_credited"
    return counts_by(corpus, rows, by, "origin")


def flows(corpus: AnyCorpus) -> pd.DataFrame:
    """Count the articles that took over a text, by where it came from and where it was printed.

    Columns: source (the agency that is credited, else the outlet that printed the story first), outlet,
    n; most first. What an outlet wrote itself, or printed first, does not flow.

    >>> from analysis import measures, prepare
    >>> int(measures.flows(prepare("data/raw/demo"))["n"].sum())
    33
    """
    counts = taken_over(corpus).groupby(["source", "outlet"], as_index=False).size()
    counts = counts.rename(columns={"size": "n"})
    return counts.sort_values(["n", "source", "outlet"], ascending=[False, True, True]).reset_index(drop=True)


def taken_over(corpus: AnyCorpus) -> pd.DataFrame:
    """Return the articles that ``flows`` counts; columns: article_id, source, outlet.

    >>> from analysis import measures, prepare
    >>> len(measures.taken_over(prepare("data/raw/demo")))
    33
    """
    columns = ["article_id", "outlet", "agency", "story_id", "published_at"]
    rows = corpus.articles[columns].sort_values(["published_at", "article_id"])
    rows["story_id"] = rows["story_id"].fillna(rows["article_id"])
    first = rows.drop_duplicates("story_id").set_index("story_id")["outlet"]
    rows["source"] = rows["agency"].where(rows["agency"] != "", rows["story_id"].map(first))
    taken = rows[(rows["agency"] != "") | (rows["source"] != rows["outlet"])]
    return taken[["article_id", "source", "outlet"]]


def key_words(
    corpus: Corpus, by: str = "outlet", n: int = 10, length: int = 1, reference: str = "", groups: int = 0
) -> pd.DataFrame:
    """Return the ``n`` terms most typical of each group, those that stand at a false discovery rate of 5 %.

    In: ``by`` is outlet, section, genre or time (see ``grouped``); ``length`` the words of a term (1 to 4);
    ``reference`` the group that the others are compared with ("": each with all others); ``groups`` how
    many, those with most articles (0: all). Columns: ``by`` and those of ``framing.keyness``; a group
    without any such term has no rows. Raises InputError for an unknown column or group.

    >>> from analysis import measures, prepare
    >>> words = measures.key_words(prepare("data/raw/demo"), n=3)
    >>> bool(words["significant"].all())
    True
    """
    with_texts(corpus)
    articles = grouped(corpus, by)
    largest = articles[by].value_counts().drop(reference, errors="ignore").index.astype("str")
    chosen = list(largest[: groups or None])
    found = keyness_by(articles, by, length, reference=reference or None, only=chosen, most=n)
    parts = [table.assign(**{by: group}) for group, table in sorted(found.items())]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[by, "term", "count"])


def voice_by(corpus: Corpus, by: str = "outlet", marks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return how each group speaks: passives, nominalisations, hedges, boosters; see ``framing.voice``.

    ``marks`` are those of the corpus, as ``framing.voice.marks_table`` gives them, if they are known already.

    Columns: mark (passive: per sentence; passive_without_agent: share of passives; nominalisation, hedge,
    booster: per 100 words), ``by``, rate, low, high, n (sentences, passives, words), articles, stories.

    >>> from analysis import measures, prepare
    >>> measures.voice_by(prepare("data/raw/demo"))["outlet"].nunique()
    4
    """
    table = ratio_by(voice_sums(with_texts(corpus), by, marks), ["figure", by])
    per_hundred = ~table["figure"].str.startswith("passive")
    counted = (table["n"] * per_hundred.map({True: 100, False: 1})).round().astype(int)
    return table.assign(n=counted).rename(columns={"figure": "mark", "value": "rate"})


def differences(corpus: AnyCorpus, own: str = "") -> pd.DataFrame:
    """Return how each outlet (or the ``own`` one alone) differs from all others together.

    Columns: outlet, figure, difference (of two shares, -1..1), low, high, p, stories, stands
    (at a false discovery rate of 5 % over the table). Figures: negatively classified sentences,
    statements by women, statements without a speaker, each frame that occurs.

    >>> from analysis import measures, prepare
    >>> found = measures.differences(prepare("data/raw/demo"), "Abendblitz")
    >>> found["outlet"].unique().tolist()
    ['Abendblitz']
    """
    present = sorted(corpus.articles["outlet"].unique())
    rows = []
    for figure, sums in figure_sums(corpus).items():
        if not sums["numerator"].any():
            continue  # what never occurs sets nobody apart
        for outlet in [own] if own in present else present:
            side = sums.assign(side=(sums["outlet"] == outlet).map({True: "this", False: "rest"}))
            rows.append({"outlet": outlet, "figure": figure, **difference(side, "side", "this", "rest")})
    columns = ["outlet", "figure", "value", "low", "high", "p", "stories"]
    table = pd.DataFrame(rows, columns=columns).rename(columns={"value": "difference"})
    table = table.dropna(subset="difference").reset_index(drop=True)
    return table.assign(stands=benjamini_hochberg(list(table["p"])))


def figure_sums(corpus: AnyCorpus) -> dict[str, pd.DataFrame]:
    """Return the per-article sums behind each compared figure."""
    by = ["outlet"]
    spoken = statements(corpus)
    figures = {
        "figure_negative": tone_sums(corpus, by),
        "figure_women": women_sums(corpus, by),
        "figure_unattributed": share_sums(corpus, spoken, lambda rows: rows["speaker"].isna(), by),
    }
    scores = share_sums(corpus, corpus.frames.query("question == ''"), is_present, ["outlet", "frame"])
    for frame in GENERIC_FRAMES:
        figures[frame] = scores[scores["frame"] == frame].drop(columns="frame")
    return {wording.label(name): sums for name, sums in figures.items()}
