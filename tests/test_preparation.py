"""From a folder to the kept corpus: computed once, redone where something changed, never half kept."""

import json

import pandas as pd
import pytest

from analysis import measures, tables
from analysis.annotation import Settings
from analysis.corrections import Corrections, QuoteVerdict, save
from analysis.errors import InputError
from analysis.preparation import fingerprint, input_hashes, inputs, prepare
from analysis.preparation import whole as memory
from analysis.tables import SCHEMAS

BODY = (
    "Die Brücke über die Ahle bleibt gesperrt. Das teilte die Stadt am Montag mit.\n\n"
    "„Wir prüfen das“, sagte Bürgermeisterin Jana Voss. Der Rat will im {month} entscheiden.\n"
)


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A project's root of its own with a corpus of two articles."""
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    folder = tmp_path / "data" / "raw" / "probe"
    folder.mkdir(parents=True)
    for name, month in (("2026-03-02_eins.txt", "April"), ("2026-03-03_zwei.txt", "Mai")):
        (folder / name).write_text(f"Brücke gesperrt bis {month}\n\n" + BODY.format(month=month), "utf-8")
    return folder


def ready(**options):
    return prepare("data/raw/probe", quote_method="rules", **options)


def test_prepared_once_and_kept(source, computed):
    first = ready()
    assert len(first.articles) == 2 and len(computed) == 2
    tables.check_corpus(first)
    again = ready()
    assert len(computed) == 2
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))


def test_a_first_and_a_second_run_give_the_same_tables(source):
    (source / "leer.txt").write_bytes(b"")
    equal(ready(), ready())


def test_a_changed_article_alone_is_annotated_again(source, computed):
    ready()
    changed = source / "2026-03-03_zwei.txt"
    changed.write_text(changed.read_text("utf-8").replace("Montag", "Dienstag"), "utf-8")
    corpus = ready()
    assert len(computed) == 3
    assert corpus.articles["text"].str.contains("Dienstag").sum() == 1
    (source / "2026-03-03_zwei.txt").unlink()
    assert len(ready().articles) == 1
    assert len(computed) == 3


def test_what_a_reader_set_right_is_in_the_corpus_and_survives_reading_again(source, computed):
    before = ready()
    quote = before.quotes[before.quotes["type"] == "Direct"].iloc[0]
    article_id, words = quote["article_id"], quote["content"]
    start = before.articles.set_index("article_id").at[article_id, "text"].find(words)
    given = Corrections(
        (QuoteVerdict(article_id, (start, start + len(words)), words, "falsch"),),
        {article_id: {"conflict": 1}, "fort": {"conflict": 1}},
    )
    save(source / "korrekturen.yaml", given)
    corrected = ready()
    assert len(computed) == 2  # nothing is annotated again
    assert quote["quote_id"] not in set(corrected.quotes.query("type == 'Direct'")["quote_id"])
    assert len(corrected.quotes) == len(before.quotes) - 1
    (source / "2026-03-04_drei.txt").write_text("Ein dritter\n\n" + BODY.format(month="Juni"), "utf-8")
    again = ready()
    scores = again.frames.query("frame == 'conflict' and question == ''").set_index("article_id")["score"]
    assert scores[article_id] == 1.0
    log = again.notes[again.notes["step"].str.startswith("Korrektur")]
    done, lost = [article_id, "Korrektur"], ["fort", "Korrektur ohne Stelle"]
    assert sorted(log[["item", "step"]].to_numpy().tolist()) == sorted([done, done, lost])
    listed = measures.corrections(again)  # what the report shows
    title = again.articles.set_index("article_id").at[article_id, "title"]
    assert listed["title"].tolist() == ["", title, title]


def test_corrections_beside_a_single_file_count_too(source):
    first = prepare("data/raw/probe/2026-03-02_eins.txt", quote_method="rules")
    article_id = first.articles["article_id"].iloc[0]
    save(source / "korrekturen.yaml", Corrections((), {article_id: {"morality": 1}}))
    again = prepare("data/raw/probe/2026-03-02_eins.txt", quote_method="rules")
    assert again.frames.query("frame == 'morality' and question == ''")["score"].tolist() == [1.0]


def test_progress_is_told(source):
    told = []
    ready(progress=lambda *step: told.append(step))
    assert told == [("annotate", 1, 2), ("annotate", 2, 2)]


@pytest.mark.parametrize("damage", ["lost", "broken", "stamp"])
def test_a_damaged_kept_corpus_is_prepared_anew(source, tmp_path, damage):
    first = ready()
    folder = tmp_path / "data" / "processed" / "probe"
    part = folder / "quotes" / "part-00000.parquet"
    if damage == "lost":
        part.unlink()
    elif damage == "broken":
        part.write_bytes(part.read_bytes()[:100])
    else:
        (folder / "stamp.txt").write_bytes(b"\xff\x00")
    again = ready()
    pd.testing.assert_frame_equal(first.quotes, again.quotes)
    assert len(again.quotes)


def test_the_fingerprint_holds_files_methods_and_versions(source, monkeypatch):
    settings = Settings(quote_method="rules")
    marks = [fingerprint(source, settings)]
    assert marks == [fingerprint(source, settings)]
    marks.append(fingerprint(source, Settings(quote_method="rules", sentiment_method="textblob_de")))
    (source / "2026-03-02_eins.txt").rename(source / "2026-03-02_neu.txt")
    marks.append(fingerprint(source, settings))
    monkeypatch.setattr(inputs, "LINK_VERSION", "another")
    marks.append(fingerprint(source, settings))
    assert len(set(marks)) == 4


def test_hashes_name_every_file(source):
    (source / "unten").mkdir()
    (source / "unten" / "drei.txt").write_bytes(b"")
    hashes = input_hashes(source)
    assert list(hashes) == ["2026-03-02_eins.txt", "2026-03-03_zwei.txt", "unten/drei.txt"]
    assert hashes["unten/drei.txt"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert input_hashes(source / "unten" / "drei.txt") == {"drei.txt": hashes["unten/drei.txt"]}


def test_nothing_to_read(source):
    (source.parent / "leer").mkdir()
    with pytest.raises(InputError, match="enthält keine Artikel"):
        prepare("data/raw/leer")
    (source.parent / "leer" / "bild.txt").write_bytes(b"\x89PNG\x00\x00" * 50)
    with pytest.raises(InputError, match=r"kein lesbarer Artikel; 1 Einträge wurden zurückgestellt"):
        prepare("data/raw/leer")


def test_speakers_set_right_by_hand_reach_the_corpus(source):
    for path in source.iterdir():
        path.unlink()
    text = "Titel: Fähre\nMedium: Probe\n\n„Die Fähre fährt wieder“, sagte Kati Voss am Montag in Uhlenhof.\n"
    (source / "a.txt").write_text(text, "utf-8")
    assert list(ready().quotes["speaker_name"]) == ["Kati Voss"]
    by_hand = "sprecher: {Kati Voss: {name: Katharina Voss, typ: government}}\n"
    (source / "korrekturen.yaml").write_text(by_hand, "utf-8")
    (row,) = ready().quotes.itertuples()
    assert (row.speaker_name, row.speaker_type) == ("Katharina Voss", "government")
    assert row.speaker_id == "katharina-voss"


def test_added_files_alone_are_read_and_annotated(source, computed, monkeypatch):
    from analysis import additions

    read = []
    whole = additions.read
    monkeypatch.setattr(
        additions, "read", lambda path, only: (read.append(set(only)), whole(path, only=only))[1]
    )
    (source / "kaputt.txt").write_bytes(b"")
    ready()
    text = "Drei Brücken\n\n" + BODY.format(month="Juni")
    (source / "2026-03-04_drei.txt").write_text(text, "utf-8")
    added = ready()
    assert read == [{"2026-03-04_drei.txt", "kaputt.txt"}] and len(computed) == 3
    assert len(added.articles) == 3 and len(added.quarantine) == 1
    folder = source.parents[1] / "processed" / "probe"
    (folder / "stamp.txt").unlink()
    (folder / "prints.npz").unlink()
    again = ready()  # all read again: the same tables
    assert len(read) == 1 and len(computed) == 3
    equal(added, again)


def equal(one, other):
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def anew(source):
    """The corpus as it is made without what was kept of it."""
    folder = source.parents[1] / "processed" / "probe"
    for name in ("stamp.txt", "prints.npz", "found.parquet"):
        (folder / name).unlink()
    return ready()


@pytest.fixture
def taken_over(monkeypatch):
    """The articles taken over from the tables, run by run."""
    taken = []
    both = memory.joined
    monkeypatch.setattr(
        memory, "joined", lambda stays, new: (taken.append(len(stays.articles)), both(stays, new))[1]
    )
    return taken


def test_a_changed_and_a_gone_file_leave_the_others_as_they_are(source, computed, taken_over):
    (source / "2026-03-04_drei.txt").write_text("Drei\n\n" + BODY.format(month="Juni"), "utf-8")
    ready()
    (source / "2026-03-02_eins.txt").write_text("Anders\n\n" + BODY.format(month="Juli"), "utf-8")
    changed = ready()
    assert taken_over == [2] and len(computed) == 4
    equal(changed, anew(source))
    (source / "2026-03-03_zwei.txt").unlink()
    gone = ready()
    assert taken_over == [2, 2] and len(gone.articles) == 2
    equal(gone, anew(source))


def test_an_id_that_another_article_leaves_free_is_taken(source, taken_over):
    for name in ("2026-03-05_a", "2026-03-06_b"):
        row = {"id": "x1", "title": name, "text": BODY.format(month="Juni") + name}
        (source / f"{name}.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert sum(name.startswith("x1-") for name in ready().articles["article_id"]) == 1
    (source / "2026-03-05_a.jsonl").unlink()
    left = ready()
    assert taken_over == [] and "x1" in set(left.articles["article_id"])
    equal(left, anew(source))


def test_corrections_hold_when_a_file_is_added(source, taken_over):
    first = ready().articles["article_id"].iloc[0]
    given = Corrections((), {first: {"conflict": 1}, "fort": {"conflict": 1}})
    save(source / "korrekturen.yaml", given)
    ready()
    (source / "2026-03-04_drei.txt").write_text("Drei\n\n" + BODY.format(month="Juni"), "utf-8")
    added = ready()
    assert taken_over == [2]
    equal(added, anew(source))


def test_what_linking_filled_in_does_not_count_as_known_the_next_time(source, taken_over):
    """Two articles call Jana Voss mayor, one says nothing; then two more call her a professor."""
    told = "Fall {}\n\n{}Jana Voss sagte am Montag, die Brücke bleibe gesperrt.\n"
    (source / "2026-03-10.txt").write_text(told.format(0, ""), "utf-8")
    kinds = ready().quotes.query("speaker_name == 'Jana Voss'")["speaker_type"]
    assert kinds.tolist() == ["government"] * 3  # one of them filled in
    for number in (1, 2):
        text = told.format(number, "Professorin ")
        (source / f"2026-04-1{number}.txt").write_text(text, "utf-8")
    added = ready()
    assert taken_over == [3]
    kinds = added.quotes.query("speaker_name == 'Jana Voss'")["speaker_type"]
    assert sorted(kinds) == ["expert", "expert", "government", "government", "other"]
    equal(added, anew(source))


def test_all_is_read_again_after_other_settings(source, monkeypatch):
    ready()
    monkeypatch.setattr(memory, "joined", lambda *parts: pytest.fail("nothing is to be taken over"))
    (source / "2026-03-04_drei.txt").write_text("Drei\n\n" + BODY.format(month="Juni"), "utf-8")
    (source / "quelle.yaml").write_text("medium: Tagblatt\n", "utf-8")
    corpus = ready()
    assert len(corpus.articles) == 3
    assert set(corpus.articles["outlet"]) == {"Tagblatt"}


def test_kept_prints_that_are_damaged_are_made_anew(source):
    ready()
    folder = source.parents[1] / "processed" / "probe"
    before = (folder / "articles" / "part-00000.parquet").read_bytes()
    (folder / "stamp.txt").unlink()
    (folder / "prints.npz").write_bytes(b"PK\x03\x04 no archive")
    ready()
    assert (folder / "articles" / "part-00000.parquet").read_bytes() == before
