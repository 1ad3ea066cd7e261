"""What several commands share: options, folders allowed, progress."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

WORKERS = click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="Prozesse."
)
ALLOW = click.option(
    "--allow", multiple=True, type=click.Path(), help="Weiterer Ordner, in dem Artikel liegen dürfen."
)
CORPUS = click.option("--corpus", default="data/raw/demo", show_default=True, help="Ordner mit den Artikeln.")


def allow_folders(folders: tuple[str, ...]) -> None:
    """Let parameters point into ``folders`` too, in this process and in the kernels it starts."""
    known = os.environ.get("PRESSESPIEGEL_ALLOW", "")
    os.environ["PRESSESPIEGEL_ALLOW"] = os.pathsep.join(
        filter(None, [known, *(str(Path(folder).resolve()) for folder in folders)])
    )


LABELS = {
    "read": "Großes Korpus, Teil für Teil: Artikel gelesen",
    "annotate": "Artikel auswerten",
    "link": "Artikel verknüpfen",
    "notebooks": "Notebooks ausführen",
}


class Progress:
    """Shows how far long steps are: a bar on a terminal, a line at each tenth otherwise."""

    def __init__(self) -> None:
        self._bars: dict[str, Any] = {}
        self._tenths: dict[str, int] = {}

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.render_finish()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done in ``step``; 0 where nobody knows how many there are."""
        label = LABELS.get(step, step)
        if not total:
            click.echo(f"{label}: {done}", err=True)
        elif sys.stderr.isatty():
            if step not in self._bars:
                self._bars[step] = click.progressbar(
                    length=total, label=label, file=sys.stderr, show_pos=True
                )
            bar = self._bars[step]
            bar.update(done - bar.pos)
        elif self._tenths.get(step) != (tenth := 10 * done // total):
            self._tenths[step] = tenth
            click.echo(f"{label}: {done} von {total}", err=True)
