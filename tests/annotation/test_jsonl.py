"""The stable interface `pressespiegel annotate`, to the letter; bad lines in their place."""

import json
from pathlib import Path

import pytest

from analysis.annotation import STEPS, Settings, jsonl
from analysis.annotation.jsonl import annotate_file, parse_steps
from analysis.errors import InputError

RULES = Settings(quote_method="rules")
TEXT = (
    "„Die Brücke ist marode“, sagte Bürgermeisterin Jana Voss am Dienstag. Der Rat stritt bis in die Nacht.\n"
    "\n"
    "Laut Polizei wurde niemand verletzt. Voss teilte mit, dass die Kosten steigen."
)
QUOTE = {
    "type", "quote", "speaker", "cue", "frame", "addressee", "nested_in", "speaker_name", "speaker_type",
    "speaker_naming", "speaker_gender", "speaker_party", "confidence",
}  # fmt: skip


def run(tmp_path: Path, lines, settings=RULES, workers=1):
    """Annotate ``lines`` (rows, strings or bytes); return the answers and the counts."""
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    raw = [line if isinstance(line, str | bytes) else json.dumps(line, ensure_ascii=False) for line in lines]
    source.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in raw) + b"\n")
    counts = annotate_file(source, target, settings, workers)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]
    return [json.loads(line) for line in target.read_text("ascii").splitlines()], counts


def test_the_answer_has_the_promised_keys(tmp_path):
    target = [TEXT.index("Bürgermeisterin"), TEXT.index(" am Dienstag")]
    (answer,), counts = run(
        tmp_path, [{"id": "a1", "text": TEXT, "title": "Brücke marode", "targets": [target]}]
    )
    assert counts == (1, 0)
    assert list(answer) == [
        "id", "quotes", "polarity", "label", "sentences", "targets", "frames", "evidence",
    ]  # fmt: skip
    assert answer["id"] == "a1"
    assert all(set(quote) == QUOTE for quote in answer["quotes"])
    assert [set(row) for row in answer["sentences"]] == [{"start", "end", "voice", "polarity", "label"}] * 4
    assert [(row["start"], row["end"]) for row in answer["targets"]] == [tuple(target)]
    assert set(answer["targets"][0]) == {"start", "end", "polarity", "label"}
    assert set(answer["frames"]) == {"conflict", "economic", "human_interest", "morality", "responsibility"}
    assert all(0 <= score <= 1 for score in answer["frames"].values())
    for row in answer["evidence"]:
        assert set(row) == {"measure", "field", "start", "end", "cue", "value", "voice"}


def test_offsets_refer_to_the_text_as_given(tmp_path):
    text = "  \n" + TEXT.replace(" ", "  ") + "  \n"
    (answer,), _ = run(tmp_path, [{"id": 1, "text": text}])
    quote = answer["quotes"][0]
    assert [text[a:b] for a, b in quote["quote"]] == ["„Die  Brücke  ist  marode“"]
    assert [text[a:b] for a, b in quote["cue"]] == ["sagte"]
    starts = [text[row["start"] : row["end"]] for row in answer["sentences"]]
    assert starts[1] == "Der  Rat  stritt  bis  in  die  Nacht."
    assert all(sentence == sentence.strip() for sentence in starts)
    for row in answer["evidence"]:
        assert text[row["start"] : row["end"]].strip()


def test_what_is_quoted_is_not_the_journalists_voice(tmp_path):
    text = "Der Rat tagte. „Wir sind entsetzt.“ Dann wurde es still."
    (answer,), _ = run(tmp_path, [{"id": 1, "text": text}])
    assert [row["voice"] for row in answer["sentences"]] == ["journalist", "quoted", "journalist"]


@pytest.mark.parametrize(
    ("only", "keys"),
    [
        ("quotes", ["id", "quotes"]),
        ("sentiment", ["id", "polarity", "label", "sentences", "targets", "evidence"]),
        ("frames", ["id", "frames", "evidence"]),
        ("quotes,frames", ["id", "quotes", "frames", "evidence"]),
        (" frames , quotes,", ["id", "quotes", "frames", "evidence"]),
    ],
)
def test_only_some_steps(tmp_path, only, keys):
    whole, _ = run(tmp_path, [{"id": 1, "text": TEXT}])
    (answer,), _ = run(tmp_path, [{"id": 1, "text": TEXT}], Settings(parse_steps(only), "rules"))
    assert list(answer) == keys
    for key in set(keys) - {"evidence"}:
        assert answer[key] == whole[0][key]
    assert all(row in whole[0]["evidence"] for row in answer.get("evidence", []))


def test_steps():
    assert parse_steps(None) == parse_steps("") == STEPS
    with pytest.raises(InputError, match=r"--only kennt quotes, sentiment, frames, nicht „zitate“\."):
        parse_steps("quotes,zitate")
    with pytest.raises(InputError, match="--only kennt"):
        parse_steps(",")


BAD = [
    ("kein JSON", None, "kein gültiges JSON (Expecting value, Spalte 1)."),
    ('{"id": "b", "text": 5', None, "kein gültiges JSON (Expecting ',' delimiter, Spalte 1)."),
    (b'{"id": "b", "text": "M\xfcller"}', None, "kein gültiges UTF-8."),
    ('{"id": NaN, "text": "x"}', None, "kein gültiges JSON (NaN ist keine Zahl)."),
    ('["b", "Text"]', None, "kein Artikel, sondern ein anderer JSON-Wert."),
    ('"b"', None, "kein Artikel, sondern ein anderer JSON-Wert."),
    ("7", None, "kein Artikel, sondern ein anderer JSON-Wert."),
    ("null", None, "kein Artikel, sondern ein anderer JSON-Wert."),
    ({"id": "b"}, "b", "das Feld „text“ fehlt."),
    ({"text": "Ohne Namen."}, None, "das Feld „id“ fehlt."),
    ({"id": "b", "text": 5}, "b", "das Feld „text“ ist kein Text."),
    ({"id": "b", "text": ["Ein Satz."]}, "b", "das Feld „text“ ist kein Text."),
    ({"id": "b", "text": "Ein Satz.", "title": {}}, "b", "das Feld „title“ ist kein Text."),
    ({"id": "b", "text": "Ein Satz.", "targets": 5}, "b", "das Feld „targets“ ist keine Liste."),
    ({"id": "b", "text": "Ein Satz.", "targets": {"0": 3}}, "b", "das Feld „targets“ ist keine Liste."),
    ({"id": "b", "text": "Ein Satz.", "targets": [[0, 10]]}, "b", "das Ziel [0, 10] liegt nicht im Text."),
    ({"id": "b", "text": "Ein Satz.", "targets": [[3, 3]]}, "b", "das Ziel [3, 3] liegt nicht im Text."),
    ({"id": "b", "text": "Ein Satz.", "targets": [[-1, 3]]}, "b", "das Ziel [-1, 3] liegt nicht im Text."),
    ({"id": "b", "text": "Ein Satz.", "targets": [[0, 3, 4]]}, "b",
     "das Ziel [0, 3, 4] liegt nicht im Text."),
    ({"id": "b", "text": "Ein Satz.", "targets": [[False, True]]}, "b",
     "das Ziel [False, True] liegt nicht im Text."),
    ({"id": "b", "text": "Ein Satz.", "targets": [[0.0, 3.0]]}, "b",
     "das Ziel [0.0, 3.0] liegt nicht im Text."),
    ({"id": "b", "text": "Ein Satz.", "targets": ["03"]}, "b", "das Ziel 03 liegt nicht im Text."),
    ("[" * 100_000, None, "zu tief geschachtelt."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "name", "reason"), BAD)
def test_a_bad_line_gives_an_error_in_its_place(tmp_path, line, name, reason):
    answers, counts = run(tmp_path, [{"id": "a", "text": TEXT}, line, {"id": "c", "text": "Er ging."}])
    assert counts == (2, 1)
    assert [answer["id"] for answer in answers] == ["a", name, "c"]
    assert answers[1] == {"id": name, "error": f"Zeile 2: {reason}"}
    assert "error" not in answers[0] | answers[2]


def test_blank_lines_count_but_give_nothing(tmp_path):
    answers, counts = run(tmp_path, ["", {"id": "a", "text": "Er ging."}, "  ", "x"])
    assert counts == (1, 1)
    assert answers[1]["error"].startswith("Zeile 4: ")


def test_a_byte_order_mark_and_windows_line_ends_are_no_error(tmp_path):
    lines = [
        b"\xef\xbb\xbf" + json.dumps({"id": 1, "text": "Er ging."}).encode() + b"\r",
        b'{"id": 2, "text": ""}\r',
    ]
    answers, counts = run(tmp_path, lines)
    assert counts == (2, 0)
    assert [row["end"] for row in answers[0]["sentences"]] == [8]
    assert (answers[1]["sentences"], answers[1]["quotes"], answers[1]["polarity"]) == ([], [], None)


def test_strange_text_is_taken_to_the_letter(tmp_path):
    texts = [
        "",
        " ",
        "\x00",
        "\ud800 Er ging.",
        "é Er ging.",
        "👩‍👩‍👧 lacht. Er auch.",
        "„" * 500,
        "a" * 5000,
    ]
    rows = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    answers, counts = run(tmp_path, rows)
    assert counts == (len(texts), 0)
    for text, answer in zip(texts, answers, strict=True):
        assert [w for r in answer["sentences"] for w in text[r["start"] : r["end"]].split()] == text.split()


def test_order_and_bytes_do_not_depend_on_the_workers(tmp_path):
    rows = [{"id": n, "text": f"{TEXT} Es war der {n}. Tag." if n % 7 else None} for n in range(90)]
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir(), two.mkdir()
    _, counts = run(one, rows, workers=1)
    assert run(two, rows, workers=2)[1] == counts
    assert (one / "out.jsonl").read_bytes() == (two / "out.jsonl").read_bytes()
    assert [json.loads(line)["id"] for line in (one / "out.jsonl").open()] == list(range(90))


def test_an_article_that_breaks_the_annotation_ends_no_run(tmp_path, monkeypatch):
    from analysis.annotation import article

    def find(texts, method):
        if any("Bombe" in text.text for text in texts):
            raise RuntimeError("zu heiß")
        return [[] for _ in texts]

    monkeypatch.setattr(article.sources, "find_quotes_many", find)
    rows = [
        {"id": "a", "text": "Er ging."},
        {"id": "b", "text": "Die Bombe."},
        {"id": "c", "text": "Sie kam."},
    ]
    answers, counts = run(tmp_path, rows)
    assert counts == (2, 1)
    assert answers[1] == {"id": "b", "error": "RuntimeError: zu heiß"}
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]


def test_the_output_may_be_the_input(tmp_path):
    path = tmp_path / "artikel.jsonl"
    path.write_text('{"id": 1, "text": "Er ging."}\n')
    annotate_file(path, path, RULES)
    assert json.loads(path.read_text())["label"] == "neutral"


def test_a_run_that_fails_leaves_the_old_output(tmp_path, monkeypatch):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "text": "Er ging."}\n')
    target.write_text("alt")
    monkeypatch.setattr(jsonl, "_answer", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        annotate_file(source, target, RULES)
    assert target.read_text() == "alt"
    assert len(list(tmp_path.iterdir())) == 2


def test_missing_places_are_named(tmp_path):
    source = tmp_path / "in.jsonl"
    with pytest.raises(InputError, match=r"in\.jsonl gibt es nicht"):
        annotate_file(source, tmp_path / "out.jsonl", RULES)
    source.write_text("")
    with pytest.raises(InputError, match=r"Den Ordner .*fehlt für die Ausgabe gibt es nicht"):
        annotate_file(source, tmp_path / "fehlt" / "out.jsonl", RULES)
    (tmp_path / "ordner").mkdir()
    with pytest.raises(InputError, match="ist ein Ordner"):
        annotate_file(source, tmp_path / "ordner", RULES)
    with pytest.raises(InputError, match="Die Methode „orakel“"):
        annotate_file(source, tmp_path / "out.jsonl", Settings(quote_method="orakel"))


def test_an_empty_file_gives_an_empty_file(tmp_path):
    assert run(tmp_path, []) == ([], (0, 0))
