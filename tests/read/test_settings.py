"""quelle.yaml beside the files, korrekturen.yaml for what a person set right."""

from pathlib import Path

import build as builder
import pytest

from analysis.errors import InputError
from analysis.read import read, read_articles

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
        ("artikel: [", "kein gültiges YAML"),
    ],
)
def test_bad_correction_is_named(tmp_path: Path, content: str, message: str):
    (tmp_path / "korrekturen.yaml").write_text(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path)
