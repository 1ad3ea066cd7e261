"""What an edit of the codebook moved, told from what the edition before had found."""

from pathlib import Path

from analysis.framing.history import files_of, moved_by_edit
from analysis.tables import Corpus, write_together
from tests.framing.corpora import articles, framed


def corpus(edition: str, without: str = "", text: str = "Der Streit um das Budget eskaliert.") -> Corpus:
    made = framed(articles({"text": text}, {"text": "Es regnet."}))
    frames = made.frames.assign(codebook=f"generisch@{edition}")
    evidence = made.evidence
    if without:  # as if the edition did not know the cue
        evidence = evidence[evidence["cue"] != without]
        frames.loc[frames["frame"] == "conflict", "score"] = 0.0
    return Corpus(**{**vars(made), "frames": frames, "evidence": evidence})


def keep(made: Corpus, folder: Path) -> None:
    write_together(files_of(made, folder))


def test_an_edit_is_told_by_article_frame_and_cue(tmp_path: Path) -> None:
    assert moved_by_edit(corpus("1"), tmp_path)[1].empty  # nothing is known yet
    keep(corpus("1", without="-Streit um/über/ums"), tmp_path)
    keep(corpus("2"), tmp_path)
    before, moved = moved_by_edit(corpus("2"), tmp_path)
    assert before == "generisch@1"
    row = moved.set_index("frame").loc["conflict"]
    assert (row["article_id"], row["before"], row["crossed"]) == ("a0", 0.0, True) and row["after"] >= 0.5
    assert "-Streit um" in row["gained"] and row["lost"] == ""


def test_a_second_report_with_the_same_codebook_still_tells_it(tmp_path: Path) -> None:
    for edition in ("1", "2", "2"):
        keep(corpus(edition, without="-Streit um/über/ums" if edition == "1" else ""), tmp_path)
    assert moved_by_edit(corpus("2"), tmp_path)[0] == "generisch@1"


def test_an_article_whose_text_changed_is_left_out(tmp_path: Path) -> None:
    keep(corpus("1", text="Es schneit."), tmp_path)
    keep(corpus("2"), tmp_path)
    assert moved_by_edit(corpus("2"), tmp_path)[1].empty


def test_another_codebook_is_another_history(tmp_path: Path) -> None:
    keep(corpus("1", without="-Streit um/über/ums"), tmp_path)
    other = corpus("9")
    other.frames["codebook"] = "rente@9"
    keep(other, tmp_path)
    assert moved_by_edit(other, tmp_path)[0] == ""
    keep(corpus("2"), tmp_path)
    assert moved_by_edit(corpus("2"), tmp_path)[0] == "generisch@1"


def test_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    keep(corpus("1", without="-Streit um/über/ums"), tmp_path)
    keep(corpus("2"), tmp_path)
    (tmp_path / "codebuch" / "generisch" / "before" / "frames.parquet").write_bytes(b"kaputt")
    assert moved_by_edit(corpus("2"), tmp_path)[0] == ""
