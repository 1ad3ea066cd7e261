"""Steps of a run that need no notebooks, and a clock that stands still until it is set."""

import datetime as dt
import zoneinfo
from pathlib import Path

from analysis.schedule.runs import Steps

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


class Desk:
    """Stands for the notebooks: writes a small report, fails when told to, counts its calls."""

    def __init__(self, project: Path) -> None:
        self.project, self.calls, self.error = project, [], None
        self.articles, self.warnings, self.delivered = "same", (), []

    def report(self, definition, parameters, now, warnings):
        self.printed = tuple(warnings)
        self.calls.append((definition.name, parameters.get("date_from"), parameters.get("date_to")))
        if self.error:
            raise self.error
        folder = self.project / "reports" / definition.name
        run = folder / f"{now:%Y-%m-%dT%H-%M-%S}"
        run.mkdir(parents=True)
        (run / "index.html").write_text("fertig")
        (folder / "latest").unlink(missing_ok=True)
        (folder / "latest").symlink_to(run.name)
        return run / "index.html"

    def steps(self) -> Steps:
        return Steps(
            fetch=lambda _: self.warnings,
            check=lambda _, parameters: parameters,
            inputs=lambda _, parameters: self.articles,
            report=self.report,
            deliver=lambda definition, run: self.delivered.append((definition.name, run.status)) or (),
        )


class Clock:
    """Stands still until it is set."""

    def __init__(self, text: str) -> None:
        self.now = moment(text)

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, text: str) -> "Clock":
        self.now = moment(text)
        return self


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)
