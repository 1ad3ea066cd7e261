"""What a reader wants to know first: themes, who is new, what was watched, what reading did."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis import wording
from analysis.framing.keyness import keyness
from analysis.intervals import ratios_by
from analysis.kwic import concordance
from analysis.measures.groups import begin_of, sums_of, time_unit, with_groups
from analysis.measures.speakers import longest, named
from analysis.partitions import AnyCorpus, SomeCorpus, gathered, only, rows_of, summed, with_texts
from analysis.selection import matcher, whole_text
from analysis.tables import Corpus, among

WIDTH = 60  # characters of context on each side of a place
EXAMPLES = 3  # notes named where many of a step differ


def periods(corpus: AnyCorpus) -> pd.Series:
    """Return for each dated article (index: article_id) the first day of its week, month or year."""
    times = corpus.heads.set_index("article_id")["published_at"].dropna()
    return begin_of(times, time_unit(corpus.extent))


def last_period(corpus: SomeCorpus) -> SomeCorpus:
    """Return the articles of the last week (month, year).

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> len(measures.last_period(corpus).articles) < len(corpus.articles)
    True
    """
    begins = periods(corpus)
    return only(corpus, begins.index[begins == begins.max()])


def themes(corpus: AnyCorpus, n: int = 12) -> pd.DataFrame:
    """Return the words most typical of the last week (month, year) against all before it.

    Columns: period (its first day, as text) and those of ``framing.keyness``; empty without two periods.

    >>> from analysis import measures, prepare
    >>> "Behelfsbrücke" in measures.themes(prepare("data/raw/demo"))["term"].tolist()
    True
    """
    begins = periods(corpus)
    nothing = pd.DataFrame(columns=["period", "term", "z", "count", "count_reference"])
    if begins.nunique() < 2:
        return nothing
    articles = with_texts(corpus)
    articles = articles[among(articles["article_id"], begins.index)].copy()
    last = begins.max()
    articles["period"] = articles["article_id"].map(begins).eq(last).map({True: "last", False: "before"})
    table = keyness(articles, "period", "last")
    typical = table[table["significant"] & (table["z"] > 0)].head(n)
    return typical.assign(period=wording.date(last))


def new_and_vanished(corpus: AnyCorpus, least: int = 2, most: int = 1_000) -> pd.DataFrame:
    """Return the named speakers who appeared or fell silent in the last week (month, year).

    Columns: speaker_id, name, change (appeared, fell_silent), before, last (statements). A speaker
    who fell silent had ``least`` statements or more in the period before the last; private persons are
    left out, and of more than ``most`` speakers on either side those who say least.

    >>> from analysis import measures, prepare
    >>> moves = measures.new_and_vanished(prepare("data/raw/demo"))
    >>> bool((moves.query("change == 'appeared'")["before"] == 0).all())
    True
    """
    days = sorted(periods(corpus).unique())
    spoken = named(corpus)

    def of_part(part: AnyCorpus, rows: pd.DataFrame) -> pd.DataFrame:
        when = _periods_of(part, rows)  # missing without a date: then all three are false
        told = rows.assign(last=when.eq(days[-1]), before=when.lt(days[-1]), previous=when.eq(days[-2]))
        return told.groupby("speaker_id", as_index=False)[["before", "last", "previous"]].sum()

    columns = ["speaker_id", "name", "change", "before", "last"]
    if len(days) < 2 or (counts := sums_of(corpus, spoken, of_part, ["speaker_id"])).empty:
        return pd.DataFrame(columns=columns)
    appeared = counts[(counts["before"] == 0) & (counts["last"] >= least)].assign(change="appeared")
    silent = counts[(counts["last"] == 0) & (counts["previous"] >= least)].assign(change="fell_silent")
    both = pd.concat([appeared.nlargest(most, "last"), silent.nlargest(most, "previous")])

    def spellings(part: Corpus) -> pd.DataFrame:
        rows = rows_of(part, spoken)
        dated = _periods_of(part, rows).notna()
        chosen = rows[rows["speaker_id"].isin(both["speaker_id"]) & dated]
        return chosen[["speaker_id", "speaker_name"]].drop_duplicates()

    names = gathered(corpus, spellings).groupby("speaker_id")["speaker_name"].agg(longest)
    both = both.assign(name=both["speaker_id"].map(names)).sort_values(
        ["change", "last", "before", "name"], ascending=[True, False, False, True]
    )
    return both[columns].reset_index(drop=True)


def _periods_of(part: AnyCorpus, rows: pd.DataFrame) -> pd.Series:
    """Return the period of each row's article, missing where that has no date."""
    return periods(part).reindex(rows["article_id"]).set_axis(rows.index)


def watched(corpus: AnyCorpus, terms: Sequence[str], by: str = "outlet") -> pd.DataFrame:
    """Return the share of articles in which each watched term occurs, for each group, with interval.

    A term is written as in ``select``'s query. Columns: term, ``by``, value, low, high, n, articles, stories.

    >>> from analysis import measures, prepare
    >>> watched = measures.watched(prepare("data/raw/demo"), ["Uhlenbrücke"])
    >>> int(watched["n"].sum())  # articles
    131
    """
    columns = ["term", by, "value", "low", "high", "n", "articles", "stories"]
    if not terms:
        return pd.DataFrame(columns=columns)
    numbered = {f"term_{number}": term for number, term in enumerate(terms)}  # a term may be called outlet
    fits = {name: matcher(term) for name, term in numbered.items()}

    def of_part(part: Corpus) -> pd.DataFrame:
        texts = whole_text(part.articles)
        found = pd.DataFrame({name: texts.map(has).astype(float) for name, has in fits.items()})
        return with_groups(part, found.assign(article_id=part.articles["article_id"], denominator=1.0), [by])

    table = ratios_by(summed(corpus, of_part, ["story_id", by]), [by], list(fits))
    return table.assign(term=table["numerator"].map(numbered))[columns]


def places_of(corpus: AnyCorpus, terms: Sequence[str], shown: int = 200) -> pd.DataFrame:
    """Return the places where the watched terms occur, with their context; at most ``shown`` a term.

    Columns: term, left, hit, right, outlet, title. A phrase is looked for as written, of alternatives
    (``a|b``) each.

    >>> from analysis import measures, prepare
    >>> len(measures.places_of(prepare("data/raw/demo"), ["Uhlenbrücke"]))
    68
    """
    parts = [
        _places(corpus, option.strip('„“”"'), shown).assign(term=term)
        for term in terms
        for option in term.split("|")
    ]
    columns = ["term", "left", "hit", "right", "outlet", "title"]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)[columns]
    # whole words only: the concordance cuts after so many characters
    table["left"] = [text.partition(" ")[2] if len(text) == WIDTH else text for text in table["left"]]
    table["right"] = [text.rpartition(" ")[0] if len(text) == WIDTH else text for text in table["right"]]
    return table


def _places(corpus: AnyCorpus, option: str, shown: int) -> pd.DataFrame:
    """Return the first ``shown`` places; of the parts only those are read that it takes."""
    found: list[pd.DataFrame] = []
    for part in corpus.parts():
        found.append(concordance(part, option, WIDTH).head(shown))
        shown -= len(found[-1])
        if not shown:
            break
    return pd.concat(found, ignore_index=True)


def notes(corpus: AnyCorpus) -> pd.DataFrame:
    """Count what reading repaired, left out or decided; columns: step, count, note, most frequent first.

    ``note`` names the commonest notes of a step, with "…" where there are others.

    >>> from analysis import measures, prepare
    >>> list(measures.notes(prepare("data/raw/demo")))
    ['step', 'count', 'note']
    """
    counted = corpus.notes.groupby(["step", "note"], as_index=False).size()
    counted = counted.sort_values(["size", "note"], ascending=[False, True])
    table = counted.groupby("step", as_index=False).agg(count=("size", "sum"), note=("note", _some))
    return table.sort_values(["count", "step"], ascending=[False, True]).reset_index(drop=True)


def _some(names: pd.Series) -> str:
    return "; ".join(names.head(EXAMPLES)) + ("; …" if len(names) > EXAMPLES else "")


def corrections(corpus: AnyCorpus) -> pd.DataFrame:
    """List what was set right by hand, and what could not be any more; columns: outlet, title, step, note.

    >>> from analysis import measures, prepare
    >>> list(measures.corrections(prepare("data/raw/demo")))
    ['outlet', 'title', 'step', 'note']
    """
    rows = corpus.notes[corpus.notes["step"].str.startswith("Korrektur")]
    named_by = gathered(only(corpus, rows["item"]), lambda part: part.articles)
    known = named_by.set_index("article_id")
    headed = {name: rows["item"].map(known[name]).fillna("") for name in ("outlet", "title")}
    table = rows.assign(**headed)[["outlet", "title", "step", "note"]]
    return table.sort_values(["outlet", "title"], kind="stable").reset_index(drop=True)
