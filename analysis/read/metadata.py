"""What a web page says about its article: JSON-LD, ``<meta>`` elements, its headline."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.read.blocks import key
from analysis.read.fields import as_text

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element
    from lxml.html import HtmlElement

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
LINKED = {
    "title": "headline", "teaser": "description", "authors": "author", "published_at": "datePublished",
    "section": "articleSection", "outlet": "publisher",
}  # fmt: skip
ARTICLES = ("Article", "NewsReport", "BlogPosting", "LiveBlogPosting")
# Compiled once, they are asked of every page.
PATHS = {
    "h1": "//h1",
    "url": "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content",
    "time": "//time/@datetime",
    "json": "//script[@type='application/ld+json']/text()",
    "authors": "//*[@rel='author' or @itemprop='author' or contains(@class, 'byline')"
    " or contains(@class, 'author-name')]",
}
KICKER = re.compile(r"kicker|topline|overline|dachzeile|spitzmarke|rubrik|hidden", re.IGNORECASE)
SITE = re.compile(r" (?:[|–—·-]|::) [^|–—·]{2,40}$")


@functools.cache
def path(name: str) -> XPath:
    """Return the compiled path of PATHS."""
    from lxml.etree import XPath

    return XPath(PATHS[name])


def metadata(tree: HtmlElement) -> dict[str, str]:
    """Return what a page says about its article; ``paid`` is set where it is said not to be free."""
    fields = {**meta_fields(tree), **linked_data(tree)}
    if title := headline(tree, fields.get("title", "")):
        fields["title"] = title
    if canonical := path("url")(tree):
        fields["url"] = canonical[0]
    if "authors" not in fields or key(fields["authors"]) == key(fields.get("outlet", "")):
        found = [" ".join(node.text_content().split()) for node in path("authors")(tree)[:3]]
        fields["authors"] = found[0] if found else ""
    if "published_at" not in fields and (times := path("time")(tree)):
        fields["published_at"] = times[0]
    return {field: value.strip() for field, value in fields.items() if value.strip()}


def headline(tree: HtmlElement, told: str) -> str:
    """Return the headline: the only h1 (or the one like ``told``), without its kicker, else ``told``."""
    heads = [text for node in path("h1")(tree) if (text := headline_text(node))]
    bare = SITE.sub("", told)
    for head in heads if len(heads) == 1 or told else heads[:1]:
        if same := next((name for name in (told, bare) if name and key(name) in key(head)), ""):
            return same
        if len(heads) == 1 or key(head) in key(told):
            return head
    return bare or SITE.sub("", (tree.findtext(".//title") or "").strip())


def headline_text(node: _Element) -> str:
    """Return the text of a headline, parts with a space between them, without a kicker."""
    if not len(node):
        return " ".join((node.text or "").split())
    parts = [node.text or ""]
    for child in node:
        if not (isinstance(child.tag, str) and KICKER.search(child.get("class", ""))):
            parts.append("".join(map(str, child.itertext())))
        parts.append(child.tail or "")
    return " ".join(" ".join(parts).split())


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
    """Return the fields found in JSON-LD of the schema.org types that are articles."""
    for script in path("json")(tree):
        try:
            data = json.loads(script, strict=False)
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
        if any(str(kind).endswith(ARTICLES) for kind in kinds):
            return data
        parts = (data.get("@graph"), data.get("mainEntity"))
        return next((found for part in parts if depth and (found := find_article(part, depth - 1))), None)
    return None


def article_fields(article: Mapping[str, object]) -> dict[str, str]:
    """Return our fields from a schema.org article."""
    fields = {field: as_text(article.get(name)) for field, name in LINKED.items()}
    fields["section"] = fields["section"].partition(";")[0]
    if "Opinion" in str(article.get("@type")):
        fields["genre"] = "commentary"
    if str(article.get("isAccessibleForFree", True)).lower() == "false":
        fields["paid"] = "yes"
    return {field: value for field, value in fields.items() if value}
