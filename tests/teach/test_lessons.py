"""Every lesson: complete, stored clean, green with its solutions; red, with hints, without them."""

from __future__ import annotations

import re
import resource
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from analysis.teach import course

SOURCES = sorted((Path(__file__).resolve().parents[2] / "notebooks" / "lehre").glob("0*.ipynb"))
SECONDS = 60


def nbgrader(cell: Any) -> Any:
    return cell.metadata.get("nbgrader", {})


def checks_of(notebook: Any) -> list[Any]:
    return [c for c in notebook.cells if c.cell_type == "code" and nbgrader(c).get("grade")]


def run(notebook: Any, folder: Path, errors: bool = False) -> float:
    """Run ``notebook``; return the CPU seconds of its kernel, which others on the machine do not change."""
    began = cpu_of_children()
    client = NotebookClient(
        notebook, timeout=4 * SECONDS, allow_errors=errors, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return cpu_of_children() - began


def cpu_of_children() -> float:
    """Return the CPU seconds of all processes this one started and saw end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_there_are_eight() -> None:
    assert [source.name[:2] for source in SOURCES] == [f"0{n}" for n in range(1, 9)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem[:2])
def test_a_lesson_is_complete_and_stored_clean(source: Path) -> None:
    notebook = nbformat.read(source, 4)
    nbformat.validate(notebook)
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    begin = "Am Ende haben Sie" if source.stem.startswith("08") else "Nach dieser Lektion können Sie"
    for part in (begin, "## Worum es geht", "Beispiel", "## Aufgabe", "## Zum Weiterlesen"):
        assert part in text, part
    assert "Grenzen" in text or "Was der Satz nicht sagt" in text
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in code)
    assert not any(re.search(r"^\s*(def|class) ", c.source, re.M) for c in code)  # that is for analysis/
    marked = [nbgrader(c) for c in notebook.cells if nbgrader(c)]
    assert len({m.grade_id for m in marked}) == len(marked)
    solutions = [c for c in code if nbgrader(c).get("solution")]
    assert len(solutions) >= 5
    assert all("### BEGIN SOLUTION" in c.source for c in solutions)
    assert len(checks_of(notebook)) >= 5
    for cell in checks_of(notebook):
        assert cell.source.startswith("check.")
        assert nbgrader(cell).points > 0
    assert sum("### BEGIN HIDDEN TESTS" in c.source for c in checks_of(notebook)) >= 5
    assert any(c.cell_type == "markdown" and nbgrader(c).get("grade") for c in notebook.cells)


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem[:2])
def test_the_instructors_version_runs_green_in_time(source: Path, project: Path) -> None:
    notebook = nbformat.read(source, 4)
    seconds = run(notebook, project / "notebooks" / "lehre")
    for cell in checks_of(notebook):
        assert any("✓ Richtig" in output.get("text", "") for output in cell.outputs), cell.source
    assert 1 < seconds < SECONDS, f"{seconds:.0f} s"


@pytest.fixture(scope="module")
def made(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kurs")
    assert len(course.make(folder)) == 8
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem[:2])
def test_the_students_version_fails_every_check_with_a_hint(source: Path, made: Path, project: Path) -> None:
    notebook = nbformat.read(made / "release" / source.stem / source.name, 4)
    whole = "\n".join(c.source for c in notebook.cells)
    for word in ("BEGIN SOLUTION", "HIDDEN TESTS", "Musterantwort", "assert "):
        assert word not in whole
    run(notebook, project / "notebooks" / "lehre", errors=True)
    for cell in checks_of(notebook):
        (error,) = [output for output in cell.outputs if output.output_type == "error"]
        assert error.ename == "NotYet", f"{cell.source}: {error.ename}: {error.evalue}"
        assert len(error.evalue) > 15
        assert error.traceback == [f"Noch nicht: {error.evalue}"]


def filled(made: Path, source: Path, wrong: dict[str, str]) -> Any:
    """The students' version with the instructor's solutions written in, some of them ``wrong``."""
    solved = {nbgrader(c).grade_id: c.source for c in nbformat.read(source, 4).cells if nbgrader(c)}
    notebook = nbformat.read(made / "release" / source.stem / source.name, 4)
    for cell in notebook.cells:
        if nbgrader(cell).get("solution"):
            lines = solved[nbgrader(cell).grade_id].splitlines()
            cell.source = "\n".join(line for line in lines if not line.startswith("### "))
            cell.source = wrong.get(nbgrader(cell).grade_id, cell.source)
    return notebook


@pytest.mark.slow
def test_a_filled_in_lesson_is_graded(made: Path) -> None:
    source = SOURCES[0]
    # by hand and wrong by one, without touching the check: only the tests know
    handed = {
        "ina": filled(made, source, {}),
        "ben": filled(made, source, {"geschichten": "geschichten = 109"}),
    }
    for student, notebook in handed.items():
        folder = made / "submitted" / student / source.stem
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / source.name)
    ina = {grade.cell: grade for grade in course.grade(made, source.stem, "ina")}
    ben = {grade.cell: grade for grade in course.grade(made, source.stem, "ben")}
    assert len(ina) == 5
    assert all(grade.points == grade.of > 0 for grade in ina.values())
    lost = {name for name, grade in ben.items() if grade.points < grade.of}
    assert lost == {"test-geschichten"}
    assert ben["test-geschichten"].points == 0


@pytest.mark.slow
def test_a_deleted_check_comes_back_when_graded(made: Path) -> None:
    source = SOURCES[0]
    notebook = filled(made, source, {"zurueck": "zurueck = 0"})
    for cell in checks_of(notebook):
        cell.source = "pass"
    folder = made / "submitted" / "cem" / source.stem
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / source.name)
    points = {grade.cell: grade.points for grade in course.grade(made, source.stem, "cem")}
    assert points["test-zurueck"] == 0
    assert points["test-geschichten"] == 2
