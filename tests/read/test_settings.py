"""quelle.yaml beside the files, korrekturen.yaml for what a person set right."""

from pathlib import Path

import build as builder
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.read import read, read_articles
from analysis.read.corrections import correct_speakers, read_speaker_corrections

TEXT = builder.TEXT


def test_quelle_gives_outlet_zone_columns_and_defaults(tmp_path: Path):
    (tmp_path / "quelle.yaml").write_text(
        "medium: Der Bote\nzeitzone: Europe/London\n"
        "spalten: {text: Inhalt, titel: Kopf}\nvorgaben: {ressort: Lokales}\n"
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.csv").write_text(
        f'Kopf,Text,Datum,Inhalt\nT,kurz,"2.3.2026, 18:00","{TEXT}"\n', "utf-8"
    )
    row = read_articles(tmp_path).iloc[0]
    assert row[["outlet", "title", "text", "section"]].tolist() == ["Der Bote", "T", TEXT, "Lokales"]
    assert row["published_at"].isoformat() == "2026-03-02T18:00:00+00:00"


def test_the_nearest_quelle_counts(tmp_path: Path):
    for name, outlet in (("", "Oben"), ("a", "Unten")):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "quelle.yaml").write_text(f"medium: {outlet}\n")
        (tmp_path / name / "x.txt").write_text(f"T\n\n{TEXT}")
    found = read_articles(tmp_path).set_index("source_file")["outlet"].to_dict()
    assert found == {"x.txt": "Oben", "a/x.txt": "Unten"}


def test_correction_survives_reading_again_and_is_logged(tmp_path: Path):
    (tmp_path / "x.txt").write_text(f"T\n\n{TEXT}")
    name = read_articles(tmp_path)["article_id"].iloc[0]
    (tmp_path / "korrekturen.yaml").write_text(
        f"artikel:\n  '{name}': {{medium: Der Bote, datum: 2.3.2026, genre: commentary}}\n"
    )
    for _ in range(2):
        articles, _, log = read(tmp_path)
        row = articles.iloc[0]
        assert (row["article_id"], row["outlet"], row["genre"]) == (name, "Der Bote", "commentary")
        assert row["published_at"].isoformat() == "2026-03-02T00:00:00+00:00"
        assert log["step"].tolist() == ["Korrektur"] * 3
    assert log["note"].iloc[2] == "genre: brief → commentary"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("artikel: {a: {gener: report}}", "„gener“ lässt sich nicht berichtigen. Meinten Sie „genre“"),
        ("artikel: {a: {genre: Kommentar}}", "genre ist eines von report, commentary"),
        ("artikel: {a: {datum: 31.2.2026}}", "„31.2.2026“ gibt es nicht"),
        ("artikel: [a]", "Erwartet wird"),
        ("artickel: {}", "„artickel“ gibt es nicht"),
        ("[a]", "Erwartet werden"),
        ("artikel: [", "kein gültiges YAML"),
    ],
)
def test_bad_correction_is_named(tmp_path: Path, content: str, message: str):
    (tmp_path / "korrekturen.yaml").write_text(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path)


def test_speakers_are_set_right(tmp_path: Path):
    (tmp_path / "korrekturen.yaml").write_text(
        "sprecher:\n  Kati Voss: {name: Katharina Voss, typ: politics}\n  Petersen: {typ: police}\n", "utf-8"
    )
    quotes = tables.make(
        "quotes",
        (
            {"quote_id": str(n), "article_id": "a", "n_words": 1, "confidence": 1.0, "speaker_name": name}
            for n, name in enumerate(["Kati Voss", "Petersen", "Weidt", None])
        ),
    )
    corrections = read_speaker_corrections(tmp_path, ("politics", "police"))
    fixed = correct_speakers(quotes, corrections)
    assert fixed["speaker_name"].tolist()[:3] == ["Katharina Voss", "Petersen", "Weidt"]
    assert fixed["speaker_type"].tolist()[:2] == ["politics", "police"]
    assert fixed[["speaker_name", "speaker_type"]].isna().sum().tolist() == [1, 2]
    assert fixed.dtypes.equals(quotes.dtypes)
    assert correct_speakers(quotes, {}).equals(quotes)


@pytest.mark.parametrize(
    "content", ["sprecher: {A: {typ: polizei}}", "sprecher: {A: {nam: B}}", "sprecher: [A]"]
)
def test_bad_speaker_correction_is_named(tmp_path: Path, content: str):
    (tmp_path / "korrekturen.yaml").write_text(content)
    with pytest.raises(InputError, match=r"sprecher|Sprecher A"):
        read_speaker_corrections(tmp_path, ("police",))
