"""What the corpus is and what to mistrust about it: size, copies, gaps, shifts, cut texts."""

from __future__ import annotations

from analysis import measures, wording
from analysis.clusters import effective
from analysis.findings.finding import Finding, Findings
from analysis.intervals import FEW_STORIES
from analysis.partitions import AnyCorpus

# the exhibits that a gap or a shift over time touches
TRENDS = (
    "00-themen",
    "00-seit-davor",
    "00-neu-und-verstummt",
    "01-artikel-im-zeitverlauf",
    "02-tonlage-verlauf",
    "02-polaritaet-verlauf",
    "04-rahmen-verlauf",
)
COMPARED = ("02-tonlage-medien", "03-arten-von-quellen", "04-rahmen-medien", "00-eigenes-medium")
MOST_ABSENCES = 5  # named one by one; more are counted


def of_corpus(corpus: AnyCorpus) -> Findings:
    """Return the size, period and agency share of the corpus.

    >>> from analysis import findings, prepare
    >>> findings.of_corpus(prepare("data/raw/demo")).items[0].text
    'Ausgewertet: 131 Artikel aus 4 Medien (2. März 2026 – 26. April 2026); ...'
    """
    articles = corpus.articles
    named = articles.loc[articles["outlet"] != "", "outlet"]
    outlets = wording.say("n_outlets", n=wording.number(named.nunique()))
    if unnamed := len(articles) - len(named):
        outlets += wording.say("n_unnamed", n=wording.number(unnamed))
    text = wording.say(
        "finding_corpus",
        articles=wording.number(len(articles)),
        outlets=outlets if len(named) or articles.empty else wording.say("no_outlet"),
        period=wording.period_of(articles["published_at"]),
        agency=wording.number((articles["agency"] != "").sum()),
    )
    return Findings((Finding(text, "01-artikel-im-zeitverlauf", stories=articles["story_id"].nunique()),))


def warnings(corpus: AnyCorpus) -> Findings:
    """Return what qualifies the figures of this corpus: gaps, shifts, cut and undated texts, few stories.

    >>> from analysis import findings, prepare, select
    >>> few = select(prepare("data/raw/demo"), query="fähre", date_to="2026-03-08")
    >>> findings.warnings(few).items[-1].text
    'Zahl der Geschichten: 1. Unter 30 sind die Intervalle nur ungefähr richtig.'
    """
    if corpus.articles.empty:
        nothing = wording.say("warning_empty")
        return Findings((Finding(nothing, "01-artikel-im-zeitverlauf", warning=True),))
    said: list[tuple[str, tuple[str, ...]]] = [(text, TRENDS) for text in _absences(corpus)]
    for column in ("outlet", "genre"):
        if change := measures.shift_of_mix(corpus, column):
            gap = wording.number(100 * float(str(change["value"])), sign=True)
            text = wording.say(f"warning_{column}s", name=wording.label(change["name"]), change=gap)
            said.append((text, TRENDS))
    if cut := measures.n_truncated(corpus):
        said.append((wording.say("warning_paywall", n=wording.number(cut)), TRENDS + COMPARED))
    if undated := int(corpus.articles["published_at"].isna().sum()):
        said.append((wording.say("warning_undated", n=wording.number(undated)), TRENDS))
    if text := _few(corpus):
        said.append((text, ()))
    return Findings(
        tuple(
            Finding(text, "01-artikel-im-zeitverlauf", warning=True, touches=touches)
            for text, touches in said
        )
    )


def _few(corpus: AnyCorpus) -> str:
    """Return what to say where there are few stories, or so many that a few of them outweigh all others."""
    words = corpus.articles.groupby("story_id")["n_words"].sum().clip(lower=1).to_numpy(float)
    alike = effective(words) if len(words) else 0.0
    if len(words) < FEW_STORIES:
        return wording.say("warning_few", n=wording.number(len(words)))
    if alike < FEW_STORIES:
        return wording.say("warning_unlike", n=wording.number(len(words)), alike=wording.number(alike, 0))
    return ""


def _absences(corpus: AnyCorpus) -> list[str]:
    """Return a sentence for each outlet that is missing at some time, however often it is."""
    missing = measures.absences(corpus)
    said = []
    for outlet, times in missing.groupby("outlet", sort=False)["time"]:
        days = [wording.date(day) for day in times.head(MOST_ABSENCES)]
        more = len(times) - len(days)
        days += [wording.say("n_others", n=wording.number(more))] if more else []
        said.append(wording.say("warning_absent", outlet=outlet, time=", ".join(days)))
    return said


def of_copies(corpus: AnyCorpus) -> Findings:
    """Return how many articles share their text with another article.

    >>> from analysis import findings, prepare
    >>> findings.of_copies(prepare("data/raw/demo")).items[0].text
    '25\\xa0% der Artikel teilen ihren Text mit einem anderen (33 von 131); ...'
    """
    if corpus.articles.empty:
        return Findings(())
    stories = corpus.articles["story_id"].value_counts()
    copied = stories[stories > 1]
    n, of = int(copied.sum()), len(corpus.articles)
    if not n:
        return Findings((Finding(wording.say("finding_no_copies"), "05-kopien"),))
    text = wording.say(
        "finding_copies",
        share=wording.percent(n / of),
        n=wording.number(n),
        of=wording.number(of),
        stories=wording.number(len(copied)),
    )
    return Findings((Finding(text, "05-kopien"),))
