"""Publishers of fundus (an optional extra): its knowledge of outlets, our storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.errors import InputError, nearest
from analysis.fetch.http import Answer
from analysis.fetch.sources import Source


def crawl(source: Source, known: Callable[[str], bool]) -> Iterator[Answer]:
    """Yield the pages of a publisher that are not ``known`` by their address.

    fundus asks by its own rules (robots.txt, delay); the delay of ``source`` is handed on. InputError
    if fundus is not installed or knows no such publisher.
    """
    try:
        from fundus import Crawler, PublisherCollection
    except ImportError as error:
        raise InputError(
            f"Die Quelle „{source.address}“ braucht fundus: `pip install 'pressespiegel[fundus]'`."
        ) from error
    country, _, name = source.address.partition(".")
    publishers = getattr(PublisherCollection, country.lower(), None)
    names = [str(getattr(entry, "name", entry)) for entry in publishers] if publishers is not None else []
    if name not in names:
        hint = nearest(name, names)
        raise InputError(f"fundus kennt in „{country}“ keinen Verlag „{name}“.{hint}")
    crawler = Crawler(getattr(publishers, name), delay=float(source.delay), threading=False)
    for article in crawler.crawl(max_articles=source.limit, only_complete=False, url_filter=known):
        page = article.html
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        yield Answer(str(page.responded_url), 200, "OK", headers, page.content.encode("utf-8", "replace"))
