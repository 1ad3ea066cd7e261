"""A codebook is one YAML file; every error in it is named with its line, and nothing is half-read."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.framing import find_frames, load_codebook
from analysis.framing.loading import shipped
from analysis.language import segment

GOOD = """\
id: rente
name: Rente
version: "1"
lists:
  alter: [Rentner, Pensionist]
frames:
  - id: gerechtigkeit
    name: Gerechtigkeit
    definition: Es geht um Gerechtigkeit.
    questions:
      - id: junge
        question: Geht es um die Jungen?
        cues:
          strong: [Generationenvertrag, <alter> & Beitrag]
          weak: [Jugend]
    exclude: [Jugend forscht]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "eigen.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_one_is_read(tmp_path: Path) -> None:
    codebook = load_codebook(write(tmp_path, GOOD))
    assert [frame.id for frame in codebook.frames] == ["gerechtigkeit"]
    assert codebook.label.startswith("rente@1 ")
    scores, cues = find_frames(
        {"text": segment("Der Beitrag belastet Rentner. Jugend forscht. Die Jugend klagt.")}, codebook
    )
    assert [cue.cue for cue in cues] == ["<alter> & Beitrag", "Jugend"]
    assert scores[0].n_cues == 2


def test_the_hash_is_of_the_content(tmp_path: Path) -> None:
    first = load_codebook(write(tmp_path, GOOD)).hash
    assert load_codebook(write(tmp_path, "# Kommentar\n\n" + GOOD)).hash == first
    assert load_codebook(write(tmp_path, GOOD.replace("[Jugend]", "[Junge]"))).hash != first


BAD = [
    (GOOD.replace("id: junge", "id: junge\n        id: alte"), 12, "doppelt"),
    (GOOD.replace("    exclude:", "    excludes:"), 16, "exclude"),
    (GOOD.replace("          weak: [Jugend]", "          schwach: [Jugend]"), 15, "schwach"),
    (GOOD.replace("    name: Gerechtigkeit\n", ""), 7, "name"),
    (GOOD.replace("[Jugend]", "[die]"), 15, "fast jeden Text"),
    (GOOD.replace("[Jugend]", "[nich-]"), 15, "fast jeden Text"),
    (GOOD.replace("[Jugend]", "[ab-]"), 15, "fast jedes Wort"),
    (GOOD.replace("[Jugend]", "['-']"), 15, "jedes Wort"),
    (GOOD.replace("[Jugend]", "['§§§ 7']"), 15, "nie"),
    (GOOD.replace("[Jugend]", "[Jugend forscht]"), 15, "exclude"),
    (GOOD.replace("[Jugend]", "[Generationenvertrag]"), 15, "Zeile 14"),
    (GOOD.replace("[Jugend]", "[<jung>]"), 15, "jung"),
    (GOOD.replace("  alter:", "- alter:"), 4, "ohne „- “"),
    (GOOD.replace("[Jugend]", "[a & b … c]"), 15, "mischt"),
    (GOOD.replace("[Jugend]", "[Jugend &]"), 15, "kein Wort"),
    (GOOD.replace("[Jugend]", "[7]"), 15, "Anführungszeichen"),
    (GOOD.replace("[Jugend]", "Jugend"), 15, "Liste"),
    (GOOD.replace("[Rentner, Pensionist]", "[]"), 5, "leer"),
    (GOOD.replace("id: gerechtigkeit", "id: Gerechtigkeit für alle"), 7, "Buchstaben"),
    (GOOD.replace("[Jugend]", "[Jugend"), 16, "YAML"),
    ("- a\n- b\n", 1, "Block"),
    (
        GOOD.replace("    exclude:", "    calibration: {intercept: a, mass: 1, density: 0}\n    exclude:"),
        16,
        "Zahl",
    ),
    (
        GOOD.replace("    exclude:", "    calibration: {intercept: 0, mass: -1, density: 0}\n    exclude:"),
        16,
        "negativ",
    ),
]


@pytest.mark.parametrize(("text", "line", "hint"), BAD)
def test_errors_name_line_and_reason(tmp_path: Path, text: str, line: int, hint: str) -> None:
    with pytest.raises(InputError) as error:
        load_codebook(write(tmp_path, text))
    assert f"eigen.yaml, Zeile {line}:" in str(error.value)
    assert hint in str(error.value)


def test_duplicate_ids_of_frames_name_both_lines(tmp_path: Path) -> None:
    again = GOOD + GOOD[GOOD.index("  - id: gerechtigkeit") :]
    with pytest.raises(InputError, match=r"Zeile 17: Die id „gerechtigkeit“ gibt es schon in Zeile 7"):
        load_codebook(write(tmp_path, again))


def test_a_mistyped_name_gets_a_hint() -> None:
    with pytest.raises(InputError, match="Meinten Sie „generisch“"):
        load_codebook("generish")


def test_an_empty_or_foreign_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leer"):
        load_codebook(write(tmp_path, ""))
    path = tmp_path / "latin.yaml"
    path.write_bytes("name: Grün".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        load_codebook(path)


def test_the_shipped_ones() -> None:
    assert shipped() == ("episodisch", "generisch")
    ids = [frame.id for frame in load_codebook().frames]
    assert ids == ["conflict", "economic", "human_interest", "morality", "responsibility"]
    assert [frame.id for frame in load_codebook("episodisch").frames] == ["episodic", "thematic"]
