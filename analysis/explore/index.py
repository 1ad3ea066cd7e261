"""The arrays that let a filter answer at once: article numbers instead of joins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import wording
from analysis.errors import InputError
from analysis.explore.choice import Choice, known
from analysis.measures import GENERIC_FRAMES, PRESENT, statements
from analysis.selection import ZONE, matcher, parse_day
from analysis.tables import CHOICES, Corpus


class Index:
    """A corpus as arrays over its articles: built once, asked at every change of a filter.

    ``fits(choice)`` gives the same articles as ``choose(corpus, **choice.given())``, as a mask in the
    order of the articles table; ``counts`` gives what the bars show. The topic query asked last is kept.
    """

    def __init__(self, corpus: Corpus) -> None:
        articles = corpus.articles.reset_index(drop=True)
        self.corpus = corpus
        self.articles = articles
        self._number = pd.Index(articles["article_id"])
        self._days = articles["published_at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
        self._whole = (articles["title"] + "\n" + articles["teaser"] + "\n" + articles["text"]).to_numpy(
            object
        )
        self._asked: tuple[str, np.ndarray] = ("", np.ones(len(articles), bool))
        order = articles.sort_values(["published_at", "article_id"]).index.to_numpy()
        self._order, self._stories = (
            order,
            pd.factorize(articles["story_id"].fillna(articles["article_id"]))[0],
        )
        spoken = statements(corpus)
        self.speakers = spoken[["speaker_id", "speaker_name", "speaker_type", "speaker"]].reset_index(
            drop=True
        )
        self.speaker_of = self._numbers(spoken)
        named = self.speakers.dropna(subset="speaker_id")
        self._names = named.groupby("speaker_id")["speaker_name"].agg(_fullest).to_dict()
        self._every_speaker = corpus.quotes["speaker_id"].to_numpy(object)
        self._quote_of = self._numbers(corpus.quotes)
        text = corpus.sentences[corpus.sentences["field"] == "text"]
        self._sentence_of = self._numbers(text)
        self._negative = (text["label"] == "negative").to_numpy()
        scores = corpus.frames[corpus.frames["question"] == ""]
        present = scores[scores["score"] >= PRESENT]
        self.frames = sorted(set(scores["frame"]), key=_frame_order)
        self._framed = {f: self._mask(present.loc[present["frame"] == f]) for f in self.frames}

    def _name_of(self, table: pd.DataFrame) -> pd.Series:
        return table["key"].map(self._names)

    def _numbers(self, rows: pd.DataFrame) -> np.ndarray:
        numbers: np.ndarray = self._number.get_indexer(rows["article_id"])
        return numbers

    def _mask(self, rows: pd.DataFrame) -> np.ndarray:
        mask = np.zeros(len(self.articles), bool)
        mask[self._numbers(rows)] = True
        return mask

    def fits(self, choice: Choice) -> np.ndarray:
        """Return which articles fit ``choice``; InputError as in ``choose``."""
        keep = np.ones(len(self.articles), bool)
        for column, given in (("outlet", choice.outlets), ("section", choice.sections)):
            if given:
                keep &= (
                    self.articles[column].isin(known(f"{column}s", given, self.articles[column])).to_numpy()
                )
        if choice.genres:
            known("genres", choice.genres, pd.Series(CHOICES["articles", "genre"]))
            keep &= self.articles["genre"].isin(choice.genres).to_numpy()
        keep &= self._within(choice.date_from, choice.date_to)
        if choice.speaker:
            known("speaker", [choice.speaker], self.corpus.quotes["speaker_id"].dropna())
            mask = np.zeros(len(keep), bool)
            mask[self._quote_of[self._every_speaker == choice.speaker]] = True
            keep &= mask
        if choice.frame:
            keep &= self._framed[known("frame", [choice.frame], pd.Series(self.frames))[0]]
        if choice.query.strip():
            keep &= self._about(choice.query)
        return self._first_copies(keep) if choice.count == "stories" else keep

    def _within(self, first: str, last: str) -> np.ndarray:
        begin, end = parse_day("date_from", first), parse_day("date_to", last)
        keep = np.ones(len(self.articles), bool)
        if begin and end and begin > end:
            raise InputError(f"Der erste Tag ({first}) liegt nach dem letzten ({last}). Bitte tauschen.")
        if begin:
            keep &= (self._days >= pd.Timestamp(begin)).to_numpy()
        if end:
            keep &= (self._days <= pd.Timestamp(end)).to_numpy()
        return keep

    def _about(self, query: str) -> np.ndarray:
        if self._asked[0] != query:
            fits = matcher(query)
            self._asked = (query, np.fromiter(map(fits, self._whole), bool, len(self._whole)))
        return self._asked[1]

    def _first_copies(self, keep: np.ndarray) -> np.ndarray:
        chosen = self._order[keep[self._order]]
        first = chosen[np.unique(self._stories[chosen], return_index=True)[1]]
        mask = np.zeros(len(keep), bool)
        mask[first] = True
        return mask

    def counts(self, keep: np.ndarray, top: int = 12) -> dict[str, pd.DataFrame]:
        """Return what the bars show of the chosen articles: outlet, frame, speaker, speaker_type, tone.

        Each table has the columns key (the value a click selects), n, of (the denominator; n / of is the
        share, n alone counts where of is 0).
        """
        articles = self.articles[keep]
        outlets = articles["outlet"].value_counts()
        speakers = self.speakers[keep[self.speaker_of]]
        kinds = speakers["speaker_type"].fillna(
            speakers["speaker"].isna().map({True: "unattributed", False: "unknown"})
        )
        named = speakers[speakers["speaker_type"] != "citizen"]["speaker_id"].dropna()
        frames = {frame: int(self._framed[frame][keep].sum()) for frame in self.frames}
        return {
            "outlet": _table(outlets, 0),
            "frame": _table(pd.Series(frames, dtype="int64"), len(articles)),
            "speaker": _table(named.value_counts().head(top), 0).assign(label=self._name_of),
            "speaker_type": _table(kinds.value_counts(), len(speakers)),
            "tone": self._tone(keep),
        }

    def _tone(self, keep: np.ndarray) -> pd.DataFrame:
        inside = keep[self._sentence_of]
        codes, outlets = pd.factorize(self.articles["outlet"])
        of = np.bincount(codes[self._sentence_of[inside]], minlength=len(outlets))
        n = np.bincount(codes[self._sentence_of[inside & self._negative]], minlength=len(outlets))
        return pd.DataFrame({"key": outlets, "n": n, "of": of}).query("of > 0").reset_index(drop=True)

    def label(self, kind: str, key: str) -> str:
        """Return how the bar ``key`` of the kind ``kind`` is called."""
        return str(self._names.get(key, key)) if kind == "speaker" else wording.label(key)

    def behind(self, kind: str, key: str, keep: np.ndarray) -> np.ndarray:
        """Return which of the chosen articles stand behind the bar ``key`` of ``counts``'s table ``kind``."""
        mask = np.zeros(len(keep), bool)
        if kind == "frame":
            mask = self._framed[key]
        elif kind == "speaker":
            mask[self.speaker_of[(self.speakers["speaker_id"] == key).to_numpy()]] = True
        elif kind == "speaker_type":
            missing = self.speakers["speaker"].isna().map({True: "unattributed", False: "unknown"})
            kinds = self.speakers["speaker_type"].fillna(missing)
            mask[self.speaker_of[(kinds == key).to_numpy()]] = True
        else:
            mask = (self.articles["outlet"] == key).to_numpy(copy=True)
            if kind == "tone":
                negative = np.zeros(len(keep), bool)
                negative[self._sentence_of[self._negative]] = True
                mask &= negative
        return mask & keep

    def corpus_of(self, keep: np.ndarray) -> Corpus:
        """Return the chosen articles with all their tables."""
        return self.corpus.of(self.articles.loc[keep, "article_id"])


def _table(values: pd.Series, of: int) -> pd.DataFrame:
    return pd.DataFrame({"key": values.index.astype(str), "n": values.to_numpy(), "of": of})


def _fullest(names: pd.Series) -> str:
    return str(max(names, key=lambda name: (len(str(name)), str(name))))


def _frame_order(frame: str) -> tuple[int, str]:
    return (GENERIC_FRAMES.index(frame) if frame in GENERIC_FRAMES else len(GENERIC_FRAMES), frame)
