"""Self-checks of lesson 1: from the article to the table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.selection import Accounting
from analysis.tables import Corpus
from analysis.teach.answers import a_number, a_table, expect, right


def per_outlet(answer: Any, articles: pd.DataFrame) -> None:
    """Check the number of articles of each outlet (a Series).

    >>> from analysis import read_articles
    >>> articles = read_articles("data/raw/demo")
    >>> per_outlet(articles["outlet"].value_counts(normalize=True), articles)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das sind Anteile. Gefragt sind Anzahlen: normalize=True weglassen.
    """
    expect(isinstance(answer, pd.Series), "Erwartet wird das Ergebnis von value_counts(), eine Series.")
    truth = articles["outlet"].value_counts()
    expect(set(answer.index) == set(truth.index), "Gezählt werden soll die Spalte „outlet“.")
    expect(abs(answer.sum() - 1) > 1e-9, "Das sind Anteile. Gefragt sind Anzahlen: normalize=True weglassen.")
    expect(answer.to_dict() == truth.to_dict(), "Die Zahlen stimmen nicht; wurde die ganze Tabelle gezählt?")
    right(f"{truth.index[0]} trägt am meisten bei; jeder Gesamtwert hört vor allem auf dieses Blatt.")


def commentaries(answer: Any, articles: pd.DataFrame) -> None:
    """Check the table of commentaries.

    >>> from analysis import read_articles
    >>> articles = read_articles("data/raw/demo")
    >>> commentaries(articles, articles)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das sind noch alle Artikel; query gibt eine neue Tabelle zurück.
    """
    table = a_table(answer, ["genre", "article_id"], "kommentare")
    expect(len(table) < len(articles), "Das sind noch alle Artikel; query gibt eine neue Tabelle zurück.")
    expect(set(table["genre"]) == {"commentary"}, f"Darin stehen auch: {sorted(set(table['genre']))}.")
    missing = int((articles["genre"] == "commentary").sum()) - len(table)
    expect(missing == 0, f"Es fehlen {missing} Kommentare; wurde noch nach etwas anderem gefiltert?")
    right(f"{len(table)} von {len(articles)} Artikeln sind Kommentare.")


def mean_length(answer: Any, articles: pd.DataFrame) -> None:
    """Check the mean number of words by outlet (a Series).

    >>> from analysis import read_articles
    >>> articles = read_articles("data/raw/demo")
    >>> mean_length(articles.groupby("outlet")["n_words"].sum(), articles)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das ist die Summe, gefragt ist der Mittelwert (.mean()).
    """
    expect(isinstance(answer, pd.Series), "Erwartet wird eine Zahl je Medium: groupby, Spalte, mean.")
    groups = articles.groupby("outlet")["n_words"]
    truth = groups.mean()
    expect(set(answer.index) == set(truth.index), 'Die Gruppen sollen die Medien sein: groupby("outlet").')
    other = {"sum": "die Summe", "median": "der Median", "max": "das Maximum", "size": "die Zahl der Artikel"}
    for name, said in other.items():
        same = answer.round(6).to_dict() == groups.agg(name).round(6).to_dict()
        expect(not same, f"Das ist {said}, gefragt ist der Mittelwert (.mean()).")
    expect(
        answer.round(6).to_dict() == truth.round(6).to_dict(), "Gemittelt werden soll „n_words“, ungerundet."
    )
    right("Wer Zitate je Artikel vergleicht, vergleicht also auch Längen.")


def stories(answer: Any, corpus: Corpus) -> None:
    """Check the number of stories.

    >>> from analysis import prepare
    >>> stories(131, prepare("data/raw/demo"))
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das sind alle Artikel; Abdrucke derselben Meldung sollen nur einmal zählen.
    """
    articles = corpus.articles
    slips = [
        (len(articles), "Das sind alle Artikel; Abdrucke derselben Meldung sollen nur einmal zählen."),
        (articles["duplicate_of"].notna().sum(), "Das ist die Zahl der Kopien, nicht der Geschichten."),
        (articles["outlet"].nunique(), "Das ist die Zahl der Medien; gezählt werden soll „story_id“."),
        (articles["story_id"].duplicated(keep=False).sum(), "Das sind Artikel, die ihren Text teilen."),
    ]
    a_number(answer, articles["story_id"].nunique(), slips, "geschichten")
    copies = len(articles) - articles["story_id"].nunique()
    right(f"{copies} der {len(articles)} Artikel sind Abdrucke einer schon erzählten Geschichte.")


def left_out(answer: Any, accounting: Accounting) -> None:
    """Check the number of articles that were not analysed.

    >>> from analysis import account, prepare, select
    >>> corpus = prepare("data/raw/demo")
    >>> accounting = account(corpus, select(corpus, genres=["report"]))
    >>> left_out(accounting.analysed, accounting)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das sind gerade die ausgewerteten.
    """
    slips = [
        (accounting.not_selected, "Es fehlen noch die Kopien und die zurückgestellten."),
        (accounting.read, "Das ist alles, was gelesen wurde, samt den ausgewerteten."),
        (accounting.analysed, "Das sind gerade die ausgewerteten."),
    ]
    a_number(answer, accounting.read - accounting.analysed, slips, "zurueck")
    right(
        f"{accounting.read} gelesen = {accounting.analysed} ausgewertet + {answer} aus genanntem Grund nicht."
    )
