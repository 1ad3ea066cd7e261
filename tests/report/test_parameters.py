"""Parameters are checked before a kernel starts; what is wrong is said in one sentence."""

from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.report import parameters
from analysis.report.run import NOTEBOOKS

ROOT = Path(__file__).resolve().parents[2]
BOOKS = [ROOT / "notebooks" / f"{stem}.ipynb" for stem in NOTEBOOKS]


@pytest.fixture(scope="module")
def declared() -> dict[str, dict[str, object]]:
    return parameters.declared(BOOKS[0])


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Make a notebook with its own parameters in a project of its own."""
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    monkeypatch.delenv("PRESSESPIEGEL_ALLOW", raising=False)
    (tmp_path / "data" / "raw" / "blatt").mkdir(parents=True)

    def make(source: str) -> list[Path]:
        cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
        book = nbformat.v4.new_notebook(cells=[cell])
        book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python"}
        path = tmp_path / "probe.ipynb"
        nbformat.write(book, path)
        return [path]

    return make


def fault(books: list[Path], **given_values: object) -> str:
    with pytest.raises(InputError) as caught:
        parameters.check(books, given_values)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_declared_have_default_type_and_help(declared):
    assert declared["corpus"]["default"] == "data/raw/demo"
    assert declared["outlets"]["default"] == []
    assert (declared["corpus"]["type"], declared["outlets"]["type"]) == ("str", "list")
    assert all(entry["type"] == type(entry["default"]).__name__ for entry in declared.values())
    assert all(entry["help"] for entry in declared.values())


def test_defaults_pass_and_are_filled_in(declared):
    assert parameters.check(BOOKS, {}) == {name: entry["default"] for name, entry in declared.items()}


def test_given_values_win():
    values = parameters.check(BOOKS, {"date_from": "2026-03-02", "outlets": ["Abendblitz"]})
    assert (values["date_from"], values["outlets"]) == ("2026-03-02", ["Abendblitz"])


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("corpu", "data/raw/demo", ("„corpu“", "Meinten Sie „corpus“?")),
        ("xyz", "1", ("„xyz“", "corpus, outlets")),
        ("outlets", "Abendblitz", ("outlets", "Liste", "'Abendblitz'")),
        ("outlets", ["A", 1], ("outlets", "Liste")),
        ("outlets", ("A",), ("outlets", "Liste")),
        ("outlets", None, ("outlets", "Liste")),
        ("corpus", 5, ("corpus", "einen Text", "5 (int)")),
        ("query", None, ("query", "einen Text", "NoneType")),
        ("date_from", 20260302, ("date_from", "einen Text")),
        ("date_from", "2026-02-30", ("date_from", "„2026-02-30“", "JJJJ-MM-TT")),
        ("date_to", "2.3.2026", ("date_to", "„2.3.2026“", "JJJJ-MM-TT")),
        ("date_to", "gestern", ("date_to", "„gestern“")),
        ("count", "storys", ("count", "„storys“", "Meinten Sie „stories“?")),
        ("quote_method", "modell", ("quote_method", "„model“, „rules“", "Meinten Sie „model“?")),
        ("language", "fr", ("language", "„fr“", "„de“, „en“")),
        ("query", "*", ("query", "Stern")),
        ("corpus", "", ("leer",)),
        ("corpus", " ", ("leer",)),
        ("corpus", "data/raw/dmeo", ("„data/raw/dmeo“", "gibt es nicht", "demo")),
        ("corpus", "..", ("außerhalb", "--allow")),
        ("corpus", "data/raw/../../../etc", ("außerhalb",)),
        ("corpus", "/", ("außerhalb",)),
        ("corpus", "~gibtesnicht/artikel", ("nicht lesbar",)),
        ("corpus", "a" * 5000, ("nicht lesbar",)),
        ("corpus", "data/\0raw", ("nicht lesbar",)),
    ],
)
def test_wrong_values(name, value, says, monkeypatch):
    monkeypatch.delenv("PRESSESPIEGEL_ALLOW", raising=False)
    message = fault(BOOKS, **{name: value})
    assert all(part in message for part in says), message
    assert len(message) < 700


def test_days_in_the_wrong_order():
    message = fault(BOOKS, date_from="2026-04-01", date_to="2026-03-01")
    assert "date_from (2026-04-01)" in message and "date_to (2026-03-01)" in message


def test_one_day_is_a_period():
    parameters.check(BOOKS, {"date_from": "2026-03-02", "date_to": "2026-03-02"})


def test_a_link_may_not_lead_outside(notebook, tmp_path):
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (tmp_path / "data" / "raw" / "link").symlink_to(outside)
    books = notebook('corpus: str = "data/raw/blatt"  # Ordner')
    assert "außerhalb" in fault(books, corpus="data/raw/link")


def test_a_sibling_with_the_same_beginning_is_outside(notebook, tmp_path):
    twin = tmp_path.with_name(f"{tmp_path.name}2")
    twin.mkdir()
    assert "außerhalb" in fault(notebook('corpus: str = "data/raw/blatt"'), corpus=str(twin))


def test_an_allowed_folder_is_inside(notebook, tmp_path, monkeypatch):
    books = notebook('corpus: str = "data/raw/blatt"')
    other = tmp_path.with_name(f"{tmp_path.name}-andere")
    other.mkdir()
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", str(other))
    assert parameters.check(books, {"corpus": str(other)})["corpus"] == str(other)


@pytest.mark.parametrize(
    ("declaration", "value", "says"),
    [
        ("top: int = 5", "5", "eine ganze Zahl"),
        ("top: int = 5", True, "eine ganze Zahl"),
        ("top: int = 5", 5.0, "eine ganze Zahl"),
        ("private: bool = False", 1, "true oder false"),
        ("private: bool = False", "ja", "true oder false"),
        ("share: float = 0.5", "viel", "float"),
    ],
)
def test_wrong_types_of_other_parameters(notebook, declaration, value, says):
    assert says in fault(notebook(declaration), **{declaration.partition(":")[0]: value})


@pytest.mark.parametrize(
    ("text", "default", "value"),
    [
        ("Abendblitz,Kontorblatt", [], ["Abendblitz", "Kontorblatt"]),
        (" Abendblitz , ", [], ["Abendblitz"]),
        ("", [], []),
        ('["Meier, Söhne", "B"]', [], ["Meier, Söhne", "B"]),
        ("[]", [], []),
        ("a=b", "", "a=b"),
        ("2026-03-02", "", "2026-03-02"),
        ("7", 5, 7),
        ("-7", 5, -7),
        ("--7", 5, "--7"),
        ("²", 5, "²"),
        ("true", False, True),
        ("Nein", True, False),
        ("vielleicht", True, "vielleicht"),
        ("egal", None, "egal"),
    ],
)
def test_values_of_the_command_line(text, default, value):
    parsed = parameters.parse([f"name={text}"], {"name": default})["name"]
    assert parsed == value and type(parsed) is type(value)


@pytest.mark.parametrize("text", ["[1", "[a]", "[open('x')]", "[" * 500])
def test_unreadable_lists(text):
    with pytest.raises(InputError, match="outlets"):
        parameters.parse([f"outlets={text}"], {"outlets": []})


def test_a_text_without_equals_sign_is_no_parameter():
    with pytest.raises(InputError, match="NAME=WERT"):
        parameters.parse(["corpus"], {})


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["", [], 3, False]))
def test_any_text_is_parsed_or_refused_in_a_sentence(text, default):
    try:
        parameters.parse([f"name={text}"], {"name": default})
    except InputError as error:
        assert "\n" not in str(error)
