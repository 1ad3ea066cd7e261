"""What a word says is asked once, and forgotten when there are too many words."""

import pytest

from analysis.language import words
from analysis.language.words import Decided, decided


def test_a_word_is_decided_once_and_all_are_forgotten_when_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "CAPACITY", 2)
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Decided(length)
    assert [lengths[word] for word in ("Rat", "Rat", "Haus", "Brücke", "Rat")] == [3, 3, 4, 6, 3]
    assert asked == ["Rat", "Haus", "Brücke", "Rat"]
    assert list(lengths) == ["Brücke", "Rat"]


def test_a_decided_function_is_asked_once_a_word() -> None:
    asked: list[str] = []

    @decided
    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    assert [length(word) for word in ("Rat", "Haus", "Rat")] == [3, 4, 3]
    assert asked == ["Rat", "Haus"]
