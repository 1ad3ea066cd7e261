"""What fuzzing feeds with bytes: one function a reader, the cleaner, annotating, codebooks, the report.

Each takes any bytes and must return; an exception is a finding. ``tools/fuzz.py`` searches for inputs
that break one, ``test_found_inputs.py`` replays those that once did.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from analysis import tables
from analysis.annotation.article import Article, Settings, annotate_article
from analysis.clean import clean_article
from analysis.errors import InputError
from analysis.framing.loading import load_codebook
from analysis.read import reading
from analysis.read.archives import ARCHIVES, Budget, archive_blobs
from analysis.read.folder import pieces
from analysis.read.formats import READERS
from analysis.read.item import Blob, Limits, Problem
from analysis.read.work import process_group

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
LIMITS = Limits(file_bytes=2**24, item_bytes=2**20, archive_bytes=2**25, seconds=20)
PACKED = {  # the member that holds the text of a zipped document: the input may be it alone
    ".docx": "word/document.xml",
    ".odt": "content.xml",
    ".xlsx": "xl/worksheets/sheet1.xml",
}
FAULTS = (TypeError, AttributeError, KeyError, IndexError, NameError, AssertionError, RecursionError)
HERE = str(Path(tables.__file__).parent)


def own_fault(error: BaseException) -> bool:
    """Tell whether an exception is a slip of the suite's own code, not a library's word on a bad file."""
    return isinstance(error, FAULTS) and traceback.extract_tb(error.__traceback__)[-1].filename.startswith(
        HERE
    )


def fed(suffix: str, data: bytes) -> list[Blob | Problem]:
    """Return the pieces of a file ``fall<suffix>`` with the content ``data``; slips come to light."""
    name = f"fall{suffix}"
    whole = Blob(name, "", suffix, data)
    if suffix not in ARCHIVES:
        return list(pieces(whole, LIMITS))
    budget = Budget(LIMITS, len(data))
    return list(archive_blobs(io.BytesIO(data), whole, budget, lambda blob: pieces(blob, LIMITS)))


def read_as(suffix: str, data: bytes) -> None:
    """Read ``data`` as a file; every row and problem must be a valid row of its table."""
    if member := PACKED.get(suffix):
        data = data if data.startswith(b"PK") else _document(suffix, member, data)
    found = fed(suffix, data)
    for blob in found:
        if isinstance(blob, Blob):
            try:
                list(READERS[blob.suffix](blob))
            except Exception as error:
                if own_fault(error):
                    raise
    result = process_group(found, LIMITS, NOW)
    for row in result.rows:
        _check_clean(row)
    for line in (*result.problems, *result.notes):
        _check_clean(line._asdict())
    if result.rows:
        made = reading(result, set(), {}).articles
        assert len(made) == len(result.rows)
        assert made["article_id"].is_unique and made["source_file"].str.len().all()


@functools.cache
def _plain(suffix: str) -> dict[str, bytes]:
    import zipfile

    sys.path.insert(0, str(Path(__file__).parents[1] / "read"))
    import build

    made = {
        ".docx": build.docx(["A", "B"]),
        ".odt": build.odt(["A", "B"]),
        ".xlsx": build.xlsx([build.RECORD]),
    }
    with zipfile.ZipFile(io.BytesIO(made[suffix])) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _document(suffix: str, member: str, content: bytes) -> bytes:
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (_plain(suffix) | {member: content}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _check_clean(row: dict[str, object]) -> None:
    for name, value in row.items():
        if isinstance(value, str):
            value.encode("utf-8")  # no lone surrogate, which no file can hold
            assert "\0" not in value or name in ("reason", "note", "item"), name


def archive(data: bytes) -> None:
    """Read ``data`` without its first byte as the archive that this byte chooses."""
    if data:
        read_as(ARCHIVES[data[0] % len(ARCHIVES)], data[1:])


def clean(data: bytes) -> None:
    """Clean an article whose fields are the parts of ``data`` between NUL bytes; cleaning is idempotent."""
    names = ("text", "title", "teaser", "authors", "published_at", "outlet", "genre", "dateline", "agency")
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    values = text.split("\0")
    row = clean_article(dict(zip(names, values, strict=False)), NOW).row
    _check_clean(row)


def annotate_with(method: str, data: bytes) -> None:
    """Annotate title and text; every offset lies in its field, and JSON can hold the whole."""
    title, _, text = data.decode("utf-8", "replace").partition("\0")
    if not text:
        title, text = "", title
    fields = {"title": title, "teaser": "", "text": text}
    whole = ((0, len(text)),) if any(map(str.isalnum, text)) else ()  # a target must hold a word
    made = annotate_article(Article(fields, whole), Settings(quote_method=method))
    json.dumps(made, allow_nan=False)
    for quote in made["quotes"]:
        for role in ("quote", "speaker", "cue", "frame", "addressee"):
            assert all(0 <= start < end <= len(text) for start, end in quote[role]), role
    tone, frames = made["sentiment"], made["frames"]
    for row in (*tone["sentences"], *tone["evidence"], *tone["mentions"], *frames["evidence"]):
        assert 0 <= row["start"] < row["end"] <= len(fields[row["field"]]), row
    for row in tone["mentions"]:
        assert row["name"].strip(), row
    ends = [(row["start"], row["end"]) for row in tone["sentences"] if row["field"] == "text"]
    assert all(first[1] <= second[0] for first, second in pairwise(ends))
    assert all(-1 <= row["polarity"] <= 1 for row in tone["sentences"] if row["polarity"] is not None)
    assert all(0 <= row["score"] <= 1 for row in frames["scores"])


def codebook(data: bytes) -> None:
    """Load ``data`` as a codebook: it is one, or the fault is named."""
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(data)
        file.flush()
        try:
            load_codebook(file.name)
        except InputError as error:
            assert str(error).strip()


def definition(data: bytes) -> None:
    """Read ``data`` as a report definition: it is one, or all faults are named."""
    from analysis.schedule.definitions import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "woche.yaml")
        path.write_bytes(data)
        try:
            read(path)
        except InputError as error:
            assert str(error).strip()


def interface(data: bytes) -> None:
    """Annotate ``data`` as JSON lines: one answer a non-blank line."""
    from analysis.annotation.jsonl import annotate_file

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        source.write_bytes(data)
        good, bad = annotate_file(source, target, Settings(quote_method="rules"))
        lines = [line for line in data.split(b"\n") if line.strip()]
        answers = target.read_text("ascii").splitlines()
        assert good + bad == len(lines) == len(answers)
        for answer in answers:
            json.loads(answer)


def page(data: bytes) -> None:
    """Render a report in which ``data`` stands wherever an article's words can; none becomes markup."""
    import lxml.html

    text = data.decode("utf-8", "replace")
    html = _page(text)
    tree = lxml.html.document_fromstring(html)
    plain = lxml.html.document_fromstring(_empty_page())
    for name in ("script", "style", "iframe", "object", "embed", "base", "form", "meta", "link"):
        assert len(tree.findall(f".//{name}")) == len(plain.findall(f".//{name}")), name
    for element in tree.iter():
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        for name in ("href", "src", "action"):
            assert element.get(name, "#").startswith(("#", "data:")), element.get(name)


@functools.cache
def _empty_page() -> str:
    return _page("Titel")


def _page(text: str) -> str:
    sys.path.insert(0, str(Path(__file__).parents[1] / "report"))
    import test_page

    corpus = test_page.corpus_of(2, title=text or "Titel")
    return test_page.render(
        test_page.parts_of(text or "Titel", chart=False), test_page.VALUES, test_page.MANIFEST, corpus, corpus
    )


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{f"read{suffix}": functools.partial(read_as, suffix) for suffix in READERS if suffix not in (
        ".md", ".htm", ".mht", ".ndjson", ".atom", ".xml",  # share a reader with another
    )},
    "archive": archive,
    "clean": clean,
    "annotate-rules": functools.partial(annotate_with, "rules"),
    "annotate-model": functools.partial(annotate_with, "model"),
    "interface": interface,
    "codebook": codebook,
    "definition": definition,
    "page": page,
}  # fmt: skip
