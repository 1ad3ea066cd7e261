"""The course as nbgrader sees it: the students' version made, filled-in notebooks graded.

``python -m analysis.teach.course [FOLDER]`` makes an nbgrader course folder (``kurs/`` where none is named):
``source/`` are the lessons with solutions and hidden tests, ``release/`` is what students get. Put what
comes back into ``submitted/<name>/<lesson>/<lesson>.ipynb`` and grade with ``nbgrader autograde``, or
with ``grade``.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis import paths
from analysis.errors import InputError, RunError

if TYPE_CHECKING:
    from nbgrader.apps import NbGraderAPI

STUB = 'raise NotImplementedError("Diese Aufgabe ist noch nicht gelöst.")  # diese Zeile ersetzen'
CONFIG = f'''"""Settings of nbgrader for this course; made by python -m analysis.teach.course."""

c = get_config()
c.CourseDirectory.course_id = "pressespiegel"
c.ClearSolutions.code_stub = {{"python": {STUB!r}}}
c.ClearSolutions.text_stub = "*Hier steht Ihre Antwort.*"
c.ExecutePreprocessor.timeout = 120
'''


class Grade(NamedTuple):
    """What one exercise got: points by the tests, and the points it could get."""

    cell: str
    points: float
    of: float


def lessons() -> list[Path]:
    """Return the instructor's notebooks of the course, in order."""
    return sorted((paths.root() / "notebooks" / "lehre").glob("0*.ipynb"))


def make(folder: Path) -> list[Path]:
    """Make the course in ``folder`` and return the students' notebooks.

    Solutions, hidden tests and outputs are gone from them. What students sent (``submitted/``) and the
    grades stay. InputError where nbgrader is not installed; RunError where it refuses a lesson.
    """
    for source in lessons():
        target = folder / "source" / source.stem / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    (folder / "nbgrader_config.py").write_text(CONFIG, "utf-8")
    api = _api(folder)
    made = []
    for source in lessons():
        result = api.generate_assignment(source.stem, force=True, create=True)
        if not result["success"]:
            raise RunError(f"nbgrader konnte {source.name} nicht erzeugen: {result['log'][-600:]}")
        made.append(folder / "release" / source.stem / source.name)
    return made


def grade(folder: Path, lesson: str, student: str) -> list[Grade]:
    """Grade what ``student`` sent for ``lesson`` by the tests, hidden ones too; texts wait for a reader.

    The notebook lies in ``submitted/<student>/<lesson>/``. RunError where nbgrader fails.
    """
    api = _api(folder)
    result = api.autograde(lesson, student, force=True)
    if not result["success"]:
        raise RunError(f"nbgrader konnte {lesson} von {student} nicht bewerten: {result['log'][-600:]}")
    with api.gradebook as book:
        submission = book.find_submission(lesson, student)
        return [
            Grade(score.name, float(score.auto_score), float(score.max_score))
            for notebook in submission.notebooks
            for score in notebook.grades
            if score.cell_type == "code"
        ]


def _api(folder: Path) -> NbGraderAPI:
    try:
        from nbgrader.apps import NbGraderAPI
    except ImportError:
        raise InputError("nbgrader ist nicht installiert: `pip install 'pressespiegel[lehre]'`.") from None
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    # nbgrader calls alembic by its name, which lies beside this Python
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    settings = Config()
    settings.CourseDirectory.root = str(folder.resolve())
    settings.CourseDirectory.course_id = "pressespiegel"
    settings.ClearSolutions.code_stub = {"python": STUB}
    settings.ClearSolutions.text_stub = "*Hier steht Ihre Antwort.*"
    settings.ExecutePreprocessor.timeout = 120
    return NbGraderAPI(CourseDirectory(config=settings), config=settings)


def main() -> None:
    """Make the course in the folder named on the command line."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else paths.root() / "kurs"
    try:
        made = make(folder)
    except (InputError, RunError) as error:
        sys.exit(str(error))
    print(f"{len(made)} Lektionen für Studierende: {folder / 'release'}")


if __name__ == "__main__":
    main()
