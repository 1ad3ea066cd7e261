"""The dictionary in its file says what simplemma's own says; a damaged or missing file costs time only."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from analysis.language import dictionary
from analysis.language.dictionary import Kept, write

WORDS = {"Haus": "Haus", "Häusern": "Haus", "ging": "gehen", "": "leer", "a": "a", "é": "é"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "wörter", WORDS)
    return tmp_path / "wörter"


def test_a_dictionary_comes_back_as_it_was_written(file: Path) -> None:
    kept = Kept(file)
    assert dict(kept) == WORDS
    assert len(kept) == 6
    assert {word: kept.get(word) for word in WORDS} == WORDS


@pytest.mark.parametrize("word", ["haus", "Hau", "Haus\tHaus", "a\na", "\n", "\t", "Häuser", "0"])
def test_what_is_not_in_it_is_not_found(file: Path, word: str) -> None:
    kept = Kept(file)
    assert kept.get(word) is None
    assert kept.get(word, "-") == "-"
    assert word not in kept
    with pytest.raises(KeyError):
        kept[word]


def test_half_a_surrogate_pair_is_no_word(file: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        Kept(file).get("\ud800")


@pytest.mark.parametrize("length", [0, 100, -1])
def test_a_file_that_is_not_whole_is_refused(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(ValueError, match=r"not whole|empty"):
        Kept(file)


def test_it_is_made_once_and_made_anew_when_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(dictionary, "DATA", tmp_path)
    monkeypatch.setattr(dictionary, "_decoded", lambda: made.append(1) or WORDS)
    german = dictionary.german.__wrapped__
    assert german()["Häusern"] == german()["Häusern"] == "Haus"
    assert len(made) == 1
    file = next((tmp_path / "processed" / ".cache").iterdir())
    file.write_bytes(b"half")
    assert german()["ging"] == "gehen"
    assert len(made) == 2
    assert isinstance(german(), Kept)


@pytest.mark.parametrize("place", ["absent", "file"])
def test_where_nothing_can_be_kept_simplemma_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "file":
        (tmp_path / "processed").write_text("in the way")
    monkeypatch.setattr(dictionary, "DATA", tmp_path / "absent" if place == "absent" else tmp_path)
    monkeypatch.setattr(dictionary, "_decoded", lambda: WORDS)
    assert dictionary.german.__wrapped__() is WORDS


def test_the_real_one_says_what_simplemma_says() -> None:
    from simplemma import is_known, lemmatize

    from analysis.language.words import is_known as known
    from analysis.language.words import lemma

    words = (
        "Häusern gingen Straße Politikerinnen xyzq schönste Ministerin ABC Kohlekraftwerken USA des "
        "GINGEN Seilbahnsicherungen Brückenfreundinnen Fähren-Betreibern anti_streiks Anti- geht's Merkel’s "
        "herbeigezauberter weiterwursteln verschlimmbesserndem 39-Jährige 12.000 ½ Ⅳ , §".split()
    )
    words += [unicodedata.normalize("NFD", word) for word in words]
    assert [lemma(word) for word in words] == [lemmatize(word, "de") for word in words]
    assert [known(word) for word in words] == [is_known(word, "de") for word in words]
