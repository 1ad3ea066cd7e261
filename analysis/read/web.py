"""Web pages -> articles: the text by trafilatura, the rest from what the page says about itself."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysis.read.decode import declared_encoding, decode
from analysis.read.item import Blob, Item, Note, Problem
from analysis.read.plain import encoding_note

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

XML_HEAD = re.compile(r"^\s{0,50}<\?xml[^>]{0,200}\?>")
META = {
    "published_at": (
        "article:published_time", "date", "dc.date", "dcterms.created", "datepublished", "last-modified-none",
        "og:published_time", "publish-date", "pubdate",
    ),
    "authors": ("author", "article:author", "dc.creator", "dcterms.creator"),
    "teaser": ("description", "og:description", "dc.description"),
    "title": ("og:title", "dc.title", "headline"),
    "outlet": ("og:site_name", "publisher", "dc.publisher", "application-name"),
    "section": ("article:section", "section", "dc.subject"),
}  # fmt: skip
# Elements that hold the teaser and the byline; compiled once, they are asked of every page.
PATHS = {
    "h1": "//h1",
    "url": "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content",
    "time": "//time/@datetime",
    "json": "//script[@type='application/ld+json']/text()",
    "teaser": "//*[self::p or self::div or self::h2][@class or @itemprop]"
    "[contains(concat(' ', @class, ' '), ' teaser ') or contains(@class, 'vorspann')"
    " or contains(@class, 'article__lead') or contains(concat(' ', @class, ' '), ' lead ')"
    " or contains(@class, 'standfirst') or @itemprop='description']",
    "authors": "//*[@rel='author' or @itemprop='author' or contains(@class, 'byline')"
    " or contains(@class, 'author-name')]",
}


@functools.cache
def path(name: str) -> XPath:
    """Return the compiled path of PATHS."""
    from lxml.etree import XPath

    return XPath(PATHS[name])


NO_ARTICLE = "Auf der Seite ist kein Artikeltext zu erkennen."
NO_ARTICLE_ADVICE = "Die Seite im Browser öffnen und den Artikel als Text speichern."


def read_html(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the one article of a saved web page."""
    text, encoding = decode(blob.data, declared_encoding(blob.data))
    yield from encoding_note(blob, encoding)
    fields = page_fields(text)
    if fields.get("text"):
        yield blob.article(fields)
    else:
        yield blob.problem(NO_ARTICLE, NO_ARTICLE_ADVICE)


def page_fields(html: str) -> dict[str, str]:
    """Return the fields of an article page: text by trafilatura, the rest from metadata."""
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    tree = load_html(XML_HEAD.sub("", html))
    if tree is None:
        return {}
    fields = metadata(tree)
    document: Any = bare_extraction(tree, include_comments=False, include_tables=False)
    if document is None:
        return fields
    fields["text"] = body_text(document.body)
    return fields


def body_text(body: Any) -> str:
    """Return the paragraphs of trafilatura's tree, subheadings marked with "## "."""
    parts = []
    for element in body.iter("p", "head", "quote", "item"):
        if element.tag == "quote" and element.find(".//p") is not None:
            continue
        if any(parent.tag in ("p", "item", "head") for parent in element.iterancestors()):
            continue
        text = " ".join("".join(element.itertext()).split())
        if text:
            parts.append(f"## {text}" if element.tag == "head" else text)
    return "\n\n".join(parts)


def metadata(tree: HtmlElement) -> dict[str, str]:
    """Return what a page says about its article: JSON-LD, then meta elements, then its headline."""
    fields = {**meta_fields(tree), **linked_data(tree)}
    heads = [" ".join(h.text_content().split()) for h in path("h1")(tree)]
    if heads and heads[0] and (len(heads) == 1 or "title" not in fields):
        fields["title"] = heads[0]
    if "title" not in fields and (title := tree.findtext(".//title")):
        fields["title"] = re.split(r" [|–-] ", title.strip())[0]
    if canonical := path("url")(tree):
        fields["url"] = canonical[0]
    for field in ("teaser", "authors"):
        found = [" ".join(node.text_content().split()) for node in path(field)(tree)[:3]]
        if found and found[0] and (field == "teaser" or field not in fields):
            fields[field] = found[0]
    if "published_at" not in fields and (times := path("time")(tree)):
        fields["published_at"] = times[0]
    return {field: value.strip() for field, value in fields.items() if value.strip()}


def meta_fields(tree: HtmlElement) -> dict[str, str]:
    """Return the fields found in ``<meta>`` elements; the first name in META that is there wins."""
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        metas.setdefault(name.lower(), node.get("content") or "")
    fields = {}
    for field, names in META.items():
        value = next((metas[name] for name in names if metas.get(name)), "")
        if value and not (field == "authors" and value.startswith("http")):
            fields[field] = value
    return fields


def linked_data(tree: HtmlElement) -> dict[str, str]:
    """Return the fields found in JSON-LD of the schema.org types that end in "Article"."""
    for script in path("json")(tree):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        if article := find_article(data):
            return article_fields(article)
    return {}


def find_article(data: object, depth: int = 4) -> Mapping[str, object] | None:
    """Return the first JSON-LD object whose type is a kind of article."""
    if isinstance(data, list) and depth:
        return next((found for part in data if (found := find_article(part, depth - 1))), None)
    if isinstance(data, dict):
        kinds = data.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(str(kind).endswith(("Article", "NewsReport")) for kind in kinds):
            return data
        return find_article(data.get("@graph"), depth - 1) if depth else None
    return None


def article_fields(article: Mapping[str, object]) -> dict[str, str]:
    """Return our fields from a schema.org article."""
    from analysis.read.fields import as_text

    names = {
        "title": "headline",
        "teaser": "description",
        "authors": "author",
        "published_at": "datePublished",
        "section": "articleSection",
        "outlet": "publisher",
    }
    fields = {field: as_text(article.get(name)) for field, name in names.items()}
    kind = str(article.get("@type"))
    if "Opinion" in kind:
        fields["genre"] = "commentary"
    return {field: value for field, value in fields.items() if value}
