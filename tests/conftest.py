"""What all tests share: the demo corpus, read, annotated by rules and linked, once a session."""

import pandas as pd
import pytest
from hypothesis import settings

from analysis import annotate, link, paths, read_articles
from analysis.annotation import article
from analysis.tables import Corpus

# no deadline: how long an example takes says more about the machine than about the code
settings.register_profile("suite", deadline=None, max_examples=60)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def demo_articles() -> pd.DataFrame:
    return read_articles(paths.root() / "data" / "raw" / "demo", workers=1)


@pytest.fixture(scope="session")
def demo_corpus(demo_articles: pd.DataFrame) -> Corpus:
    return link(annotate(demo_articles, quote_method="rules"))


@pytest.fixture
def computed(monkeypatch):
    """The number of articles whose quotes were really computed."""
    made: list[str] = []
    step = article._STEPS["quotes"]
    monkeypatch.setitem(article._STEPS, "quotes", lambda *args: (made.append("x"), step(*args))[1])
    return made
