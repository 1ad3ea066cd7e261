"""The reader leads from a quote to what its speaker said elsewhere."""

import re

import pytest

from analysis import measures
from analysis.reader import article_html
from analysis.voices import voices_html, voices_of


@pytest.fixture(scope="module")
def quoted(demo_corpus):
    """Return an article and a named speaker who is quoted in it and elsewhere."""
    said = measures.statements(demo_corpus).query("speaker_type != 'citizen'").dropna(subset="speaker_id")
    speaker = said.groupby("speaker_id")["article_id"].nunique().idxmax()
    return said.loc[said["speaker_id"] == speaker, "article_id"].iloc[0], speaker, said


def test_each_voice_lists_and_counts_what_was_said_in_other_articles(demo_corpus, quoted):
    article, speaker, said = quoted
    voice = voices_of(demo_corpus, article)[speaker]
    elsewhere = said[(said["speaker_id"] == speaker) & (said["article_id"] != article)]
    assert voice["total"] == len(elsewhere)
    assert {snippet["article_id"] for snippet in voice["snippets"]} <= set(elsewhere["article_id"])


def test_private_persons_are_not_traced(demo_corpus):
    types = demo_corpus.quotes.groupby("speaker_id")["speaker_type"].agg(set)
    private = {name for name, kinds in types.items() if kinds == {"citizen"}}
    assert private and not private & set(voices_of(demo_corpus))


def test_a_quote_leads_to_the_list_below_its_article(demo_corpus, quoted):
    page = article_html(demo_corpus, quoted[0])
    links = set(re.findall(r'class="others" href="#([^"]+)"', page))
    lists = set(re.findall(r'<details id="([^"]+)"', page))
    assert links and links <= lists
    assert 'class="others"' not in article_html(demo_corpus, quoted[0], ["polar"])


def test_a_page_of_many_articles_has_the_lists_once(demo_corpus, quoted):
    voices = voices_of(demo_corpus)
    page = article_html(demo_corpus, quoted[0], styled=False, voices=voices)
    assert "<details" not in page
    links = set(re.findall(r'class="others" href="#([^"]+)"', page))
    assert links <= {voice["id"] for voice in voices.values()}
    assert (
        f'href="#article-{quoted[0]}"' in voices_html(voices, linked=True) or voices[quoted[1]]["total"] > 5
    )
