"""The notebooks: stored clean, thin, with the same parameters, executable by papermill alone."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.report.parameters import declared
from analysis.report.run import NOTEBOOKS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
STORED = sorted(FOLDER.rglob("*.ipynb"))
REPORT = [FOLDER / f"{stem}.ipynb" for stem in NOTEBOOKS]
PAPERMILL = [sys.executable, "-m", "papermill"]
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try,
    ast.With, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Global, ast.Delete,
)  # fmt: skip


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def is_parameters(cell: nbformat.NotebookNode) -> bool:
    return "parameters" in cell.metadata.get("tags", [])


each_stored = pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
each_of_report = pytest.mark.parametrize("path", REPORT, ids=lambda path: path.stem)


def test_the_five_of_the_report_are_there():
    wanted = {"01_korpus", "02_sentiment", "03_quellen", "04_framing", "05_vergleich"}
    assert wanted <= {path.stem for path in STORED} and wanted <= set(NOTEBOOKS)
    assert all(path.is_file() for path in REPORT)


@each_stored
def test_valid_and_without_outputs(path):
    nbformat.validate(read(path))
    for cell in code_cells(path):
        assert not cell.outputs and cell.execution_count is None
    assert not {"widgets", "papermill"} & set(read(path).metadata)


@each_stored
def test_stored_text_names_no_folder_and_runs_on_any_python(path):
    metadata = read(path).metadata
    assert metadata.kernelspec.name == "python3"
    assert "version" not in metadata.get("language_info", {})
    text = path.read_text("utf-8")
    assert not re.search(r"/(home|root|Users|work)/|[A-Z]:\\\\", text)


@each_of_report
def test_one_cell_of_parameters_before_all_other_code(path):
    assert [is_parameters(cell) for cell in code_cells(path)].count(True) == 1
    assert is_parameters(code_cells(path)[0])


def test_the_same_parameters_everywhere():
    first, *others = [
        next(cell.source for cell in code_cells(path) if is_parameters(cell)) for path in REPORT
    ]
    assert all(source == first for source in others)
    wanted = {
        "corpus",
        "outlets",
        "genres",
        "date_from",
        "date_to",
        "query",
        "count",
        "quote_method",
        "language",
    }
    assert wanted <= set(declared(REPORT[0]))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_thin_no_definition_no_loop_no_regular_expression(path):
    for cell in code_cells(path):
        tree = ast.parse(cell.source)
        found = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, FORBIDDEN)]
        assert not found, cell.source
        imported = {
            name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
        }
        assert imported <= {"analysis", "pandas"}, imported
        assert not re.search(r"(?m)^\s*[%!]", cell.source)


@each_of_report
def test_every_parameter_decides_what_is_shown(path):
    """A parameter that a notebook declares and never reads would be a promise not kept."""
    names = set(declared(path))
    used = {
        node.id
        for cell in code_cells(path)
        if not is_parameters(cell)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Name)
    }
    selection = {
        "corpus",
        "outlets",
        "genres",
        "date_from",
        "date_to",
        "query",
        "count",
        "quote_method",
        "language",
    }
    assert selection & names <= used, selection - used


@each_of_report
def test_every_text_has_its_english_twin(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            english = cell.metadata.get("en", "")
            assert english.strip(), cell.source
            # the same outline: headings of the same levels, as many paragraphs
            assert re.findall(r"(?m)^#+ ", english) == re.findall(r"(?m)^#+ ", cell.source)
            assert english.count("\n\n") == cell.source.count("\n\n"), cell.source


@each_of_report
def test_begins_with_its_title(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown" and re.match(r"# \S", first.source)


def test_help_lists_the_parameters_with_type_and_help():
    done = subprocess.run(
        [*PAPERMILL, "--help-notebook", str(FOLDER / "03_quellen.ipynb")],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name, entry in declared(FOLDER / "03_quellen.ipynb").items():
        assert re.search(rf"{name}: {entry['type']} \(default", done.stdout), name
        assert entry["help"] and entry["help"][:30] in " ".join(done.stdout.split()), name


@pytest.mark.slow
def test_papermill_runs_one_from_another_folder(tmp_path):
    """As in the README, only from elsewhere: paths are those of the project, whatever the folder."""
    root = tmp_path / "projekt"
    lines = []
    for number in range(6):
        text = f"„Das wird teuer“, sagte Bürgermeisterin Jutta Sandvoss vor {number + 2} Zeugen. " * 8
        article = {"outlet": f"Blatt {number % 2}", "title": f"Streit {number}", "text": text}
        lines.append(json.dumps({**article, "date": f"2026-03-0{number + 1}"}))
    (root / "data" / "raw" / "klein").mkdir(parents=True)
    (root / "data" / "raw" / "klein" / "artikel.jsonl").write_text("\n".join(lines), "utf-8")
    before = (FOLDER / "03_quellen.ipynb").read_bytes()
    elsewhere = tmp_path / "anderswo"
    elsewhere.mkdir()
    done = subprocess.run(
        [*PAPERMILL, str(FOLDER / "03_quellen.ipynb"), "out.ipynb", "-p", "corpus", "data/raw/klein"],
        cwd=elsewhere, env={**os.environ, "PRESSESPIEGEL_ROOT": str(root)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    outputs = [output for cell in code_cells(elsewhere / "out.ipynb") for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 3
    assert any("Jutta Sandvoss" in str(output) for output in outputs)
    assert (FOLDER / "03_quellen.ipynb").read_bytes() == before
    assert [path.name for path in elsewhere.iterdir()] == ["out.ipynb"]
