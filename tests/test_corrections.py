"""korrekturen.yaml: what was said in the app is kept below the mark and read back."""

from pathlib import Path

import pytest

from analysis.corrections import MARK, Corrections, QuoteVerdict, read, save
from analysis.errors import InputError
from analysis.read.corrections import read_corrections


def verdict(number: int, urteil: str = "richtig", **mended: str) -> QuoteVerdict:
    return QuoteVerdict("a1", (10 * number, 10 * number + 5), f"Satz {number}.", urteil, **mended)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    missing = verdict(4, "fehlt", typ="Indirect", besser="Satz – 4.")
    given = Corrections(
        (verdict(0), verdict(3, sprecher="Ina: „Müller“ #1"), missing), {"a1": {"conflict": 1}}
    )
    save(tmp_path / "korrekturen.yaml", given)
    found = read(tmp_path / "korrekturen.yaml")
    assert set(found.quotes) == set(given.quotes)
    assert found.frames == given.frames


def test_what_was_written_by_hand_stays_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "korrekturen.yaml"
    by_hand = "# von Ina, 3. März\nartikel:\n  a1: {medium: Bote}   # stand falsch in der Datei"
    path.write_text(by_hand, "utf-8")
    for given in (Corrections((verdict(0),)), Corrections((verdict(0), verdict(1)))):
        save(path, given)
        assert path.read_text("utf-8").startswith(by_hand + "\n" + MARK)
        assert len(read(path).quotes) == len(given.quotes)
    assert read_corrections(tmp_path) == {"a1": {"outlet": "Bote"}}
    assert path.read_text("utf-8").count(MARK) == 1


@pytest.mark.parametrize(
    "text",
    ["zitate: [1, 2", "zitate:\n- {artikel: a}\n", "zitate:\n- {artikel: a, stelle: [1, 2], urteil: na ja}\n",
     "zitate:\n- {artikel: a, stelle: [1, 2], urteil: richtig, art: experte}\n",
     "- eine Liste\n", "rahmen: {a1: {conflict: vielleicht}}\n", "rahmen: {a1: {conflict: 3}}\n"],
)  # fmt: skip
def test_a_broken_file_is_said_and_not_written_over(text: str, tmp_path: Path) -> None:
    path = tmp_path / "korrekturen.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError):
        save(path, Corrections((verdict(0),)))
    assert path.read_text("utf-8") == text


def test_verdicts_above_the_mark_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "korrekturen.yaml"
    path.write_text("rahmen: {a1: {conflict: 1}}\n", "utf-8")
    with pytest.raises(InputError, match="Trennzeile"):
        save(path, Corrections())


def test_the_last_verdict_on_a_quote_holds() -> None:
    given = Corrections().with_quote(verdict(0)).with_quote(verdict(0, "falsch"))
    assert [v.urteil for v in given.quotes] == ["falsch"]
    assert given.with_frames("a", {"x": 1}).with_frames("a", {}).frames == {}


def test_what_was_said_can_be_taken_back() -> None:
    given = Corrections().with_quote(verdict(0)).with_quote(verdict(1))
    assert given.without_quote(verdict(0)).quotes == (verdict(1),)


def test_a_misspelt_kind_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "korrekturen.yaml"
    path.write_text("zitate:\n- {artikel: a, stelle: [1, 2], urteil: richtig, art: experts}\n", "utf-8")
    with pytest.raises(InputError, match=r"„experts“; möglich: .*expert"):
        read(path)
