"""Files of each format -> the articles table; what is no article is in the quarantine."""

import json
import zipfile
from pathlib import Path

import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.read import read, read_articles

BODY = (
    "Die Fähre fährt wieder, und die Schlange am Anleger ist kürzer als in der vorigen Woche. "
    "Das sagte der Betreiber am Morgen."
)
PAGE = f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Fähre fährt - Der Bote</title>
<meta property="og:site_name" content="Der Bote"><meta name="author" content="Anna Berg">
<meta property="article:published_time" content="2026-03-02T18:00:00+01:00">
<link rel="canonical" href="https://bote.example/faehre"></head><body><nav><a href="#">Start</a></nav>
<article><h1>Fähre fährt</h1><p class="teaser">Das Warten hat ein Ende.</p>
<p><strong>Kiel (dpa) - </strong>{BODY}</p><figure><figcaption>Foto: Berg</figcaption></figure>
<h2>Streit um Geld</h2><p>{BODY} Mehr war dazu nicht zu erfahren.</p></article>
<footer>Impressum</footer></body></html>"""


def test_each_text_format_gives_the_article(tmp_path: Path):
    record = {"headline": "Fähre", "publisher": "Der Bote", "Datum": "02.03.2026", "text": BODY}
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text(f"Fähre\n\nKiel – {BODY}", "utf-8")
    (tmp_path / "a" / "2.md").write_text(f"---\ntitel: Fähre\ndatum: 2026-03-02\n---\n{BODY}\n", "utf-8")
    (tmp_path / "3.html").write_text(PAGE, "utf-8")
    (tmp_path / "4.json").write_text(json.dumps([record, record | {"text": BODY * 2}]), "utf-8")
    (tmp_path / "5.jsonl").write_text(json.dumps(record) + "\n\n" + json.dumps(record), "utf-8")
    (tmp_path / "6.csv").write_text(f'Titel;Medium;Text\nFähre;NA;"{BODY}"\n', "utf-8")
    (tmp_path / "7.tsv").write_text(f"id\tTitel\tText\n007\tFähre\t{BODY}\n", "utf-8")
    articles, quarantine, _ = read(tmp_path)
    tables.check("articles", articles)
    tables.check("quarantine", quarantine)
    assert len(quarantine) == 0
    assert articles["source_file"].tolist() == [
        "3.html", "4.json", "4.json", "5.jsonl", "5.jsonl", "6.csv", "7.tsv", "a/1.txt", "a/2.md",
    ]  # fmt: skip
    assert articles["title"].unique().tolist() == ["Fähre fährt", "Fähre"]
    assert articles["article_id"].tolist()[6] == "007"
    assert articles["outlet"].tolist() == ["Der Bote"] * 5 + ["NA", "", "a", "a"]
    assert articles["published_at"].dt.strftime("%Y-%m-%dT%H:%MZ").tolist()[:2] == [
        "2026-03-02T17:00Z", "2026-03-02T00:00Z",
    ]  # fmt: skip


def test_web_page(tmp_path: Path):
    (tmp_path / "seite.html").write_text(PAGE, "utf-8")
    row = read_articles(tmp_path).iloc[0]
    assert row["text"].split("\n\n") == [
        BODY,
        f"{BODY} Mehr war dazu nicht zu erfahren.",
    ]
    assert (row["teaser"], row["authors"], row["dateline"], row["agency"], row["url"]) == (
        "Das Warten hat ein Ende.", "Anna Berg", "Kiel", "dpa", "https://bote.example/faehre",
    )  # fmt: skip


def test_missing_folder_is_named():
    with pytest.raises(InputError, match="gibt es nicht"):
        read("data/raw/gibtesnicht")


def test_empty_folder_gives_empty_tables(tmp_path: Path):
    articles, quarantine, _ = read(tmp_path)
    assert (len(articles), len(quarantine)) == (0, 0)
    tables.check("articles", articles)


def test_what_is_no_article_is_quarantined_with_its_place(tmp_path: Path):
    (tmp_path / "a.xyz").write_bytes(b"x")
    (tmp_path / "b.txt").write_bytes(b"")
    lines = ['{"text": "' + BODY + '"}', '{"text": ', '{"title": "nur Titel"}']
    (tmp_path / "c.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "d.csv").write_text("Titel;Spalte\nx;y\n", "utf-8")
    articles, quarantine, _ = read(tmp_path)
    assert len(articles) == 1
    assert quarantine[["source_file", "item"]].values.tolist() == [
        ["a.xyz", ""],
        ["b.txt", ""],
        ["c.jsonl", "Zeile 2"],
        ["c.jsonl", "Zeile 3"],
        ["d.csv", "Datensatz 1"],
    ]
    assert (quarantine["advice"] != "").all()


def test_a_relative_folder_is_one_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "projekt" / "daten").mkdir(parents=True)
    (tmp_path / "projekt" / "daten" / "a.txt").write_text(f"Fähre\n\n{BODY}", "utf-8")
    (tmp_path / "projekt" / "notebooks").mkdir()
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path / "projekt"))
    monkeypatch.chdir(tmp_path / "projekt" / "notebooks")
    assert len(read_articles("daten")) == 1
    assert len(read_articles("../daten")) == 1


def test_readme_and_hidden_files_are_no_articles_in_folders_and_archives(tmp_path: Path):
    text = f"Fähre\n\n{BODY}"
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in ("a.txt", "README.md", "__MACOSX/._a.txt", "b/.DS_Store", "quelle.yaml"):
            archive.writestr(name, text)
    for name in ("README.md", ".versteckt.txt", "LICENSE"):
        (tmp_path / name).write_text(text, "utf-8")
    articles, quarantine, _ = read(tmp_path)
    assert (len(articles), len(quarantine)) == (1, 0)
