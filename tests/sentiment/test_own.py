"""Users' own lexica: CSV and SentiWS, and what is wrong with them."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.language import segment
from analysis.sentiment import describe, identify_method, score_sentences


def write(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return f"lexicon:{path}"


@pytest.mark.parametrize(
    "content",
    [
        "# Lizenz: CC BY 4.0\nword,weight\nFahrrad,0.8\n",
        "Wort;Gewicht\nFahrrad;0,8\n",
        "Fahrrad|NN\t0.8\tFahrräder,Fahrrads\n",
    ],
)
def test_formats(tmp_path: Path, content: str) -> None:
    method = write(tmp_path / "eigen.csv", content)
    for sentence in ("Er hat ein Fahrrad.", "Alle Fahrräder sind schlecht."):
        (found,) = score_sentences(segment(sentence), method=method)
        assert [hit.cue for hit in found.hits] in (["Fahrrad"], ["Fahrräder"])
        assert found.polarity == pytest.approx(0.8)
    (negated,) = score_sentences(segment("Er hat kein Fahrrad."), method=method)
    assert negated.polarity < 0
    assert "eigen.csv" in describe(method)
    assert ("CC BY 4.0" in describe(method)) == ("Lizenz" in content)


def test_the_file_identifies_the_results(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", "word,weight\ngut,1\n")
    two = write(tmp_path / "b.csv", "word,weight\ngut,0.9\n")
    assert identify_method(one) != identify_method(two)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "ist leer"),
        ("gut,1\n", "Kopfzeile"),
        ("word,weight\ngut\n", "Zeile 2, fehlt eine Spalte"),
        ("word,weight\ngut,viel\n", "Zeile 2, ist „viel“ kein Gewicht"),
        ("word,weight\ngut,5\n", "von -1 bis 1"),
        ("Wort;Gewicht\nschön;1\n".encode("cp1252"), "UTF-8"),
    ],
)
def test_bad_files(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        score_sentences(segment("Gut."), method=write(tmp_path / "x.csv", content))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lässt sich nicht lesen"):
        describe(f"lexicon:{tmp_path}/fehlt.csv")
