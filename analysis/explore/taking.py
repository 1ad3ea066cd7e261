"""What is chosen, to take along: the call, the parameters, the command; files and coding sheets."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import ipywidgets as widgets

from analysis import paths
from analysis.agreement.sheets import KEY_FILE
from analysis.corrections import Corrections
from analysis.errors import InputError
from analysis.explore import exports
from analysis.explore.choice import Choice
from analysis.explore.coded import write_codings
from analysis.framing import load_codebook
from analysis.tables import Corpus, write_atomically


class Taking:
    """Shows how to repeat a selection and writes it to ``reports/auszuege/``."""

    def __init__(
        self, name: str, whole: Corpus, chosen: Callable[[], Corpus], corrections: Callable[[], Corrections]
    ) -> None:
        self._name, self._whole, self._chosen, self._corrections = name, whole, chosen, corrections
        self._choice = Choice()
        self.call, self.parameters, self.command = (_code(kind) for kind in ("call", "parameters", "command"))
        wide = {"width": "270px"}
        self.save = widgets.Button(
            description="Tabellen und Parameter schreiben", icon="download", layout=wide
        )
        self.save.on_click(lambda _: self._told(self._tables))
        self.coder = widgets.Text(value="ich", description="codiert von", continuous_update=False)
        self.sheet = widgets.Button(description="Codierbögen schreiben", icon="download", layout=wide)
        self.sheet.on_click(lambda _: self._told(self._coding))
        self.saved = widgets.HTML()
        self.saved.add_class("ps-saved")
        shown = {
            "Der genaue Aufruf": self.call,
            "Parameterdatei für einen Bericht": self.parameters,
            "Derselbe Bericht als Befehl": self.command,
        }
        parts = [part for title, code in shown.items() for part in (widgets.HTML(f"<b>{title}</b>"), code)]
        self.widget = widgets.VBox([*parts, self.save, widgets.HBox([self.sheet, self.coder]), self.saved])

    def show(self, choice: Choice) -> None:
        """Write out ``choice``."""
        self._choice = choice
        values, dropped = exports.parameters(self._name, choice)
        self.call.value = _pre(exports.call(self._name, choice))
        self.parameters.value = _pre(exports.parameter_file(values, dropped))
        self.command.value = _pre(exports.command(values))

    def _folder(self) -> Path:
        now = dt.datetime.now().strftime("%Y-%m-%dT%H-%M-%S")
        return _extracts(self._name, now)

    def _tables(self) -> list[Path]:
        folder = self._folder()
        values, dropped = exports.parameters(self._name, self._choice)
        file = folder / "parameter.yaml"
        write_atomically(file, exports.parameter_file(values, dropped).encode())
        return [file, *exports.write_tables(self._chosen(), folder)]

    def _coding(self) -> list[Path]:
        return self._sheets(self.coder.value.strip(), self._folder())

    def keep_sheets(self) -> None:
        """Write what was said so far as coding sheets, where they are always found."""
        folder, written = sheets_of(self._name), []
        with suppress(InputError, OSError):  # the corrections themselves are safe
            written = self._sheets("lesen", folder)
        for name in ("bogen-lesen.csv", KEY_FILE):  # of what was taken back
            for old in set(folder.glob(f"*/{name}")) - set(written):
                old.unlink()

    def _sheets(self, coder: str, folder: Path) -> list[Path]:
        return write_codings(self._whole, self._corrections(), load_codebook(), coder, folder)

    def _told(self, write: Callable[[], list[Path]]) -> None:
        try:
            files = write()
        except (InputError, OSError) as error:
            self.saved.value = html.escape(str(error))
            return
        folder = files[0].parent if files[0].parent == files[-1].parent else files[0].parent.parent
        names = ", ".join(str(file.relative_to(folder)) for file in files)
        shown = html.escape(str(folder.relative_to(paths.root())))
        self.saved.value = f"Geschrieben nach <code>{shown}</code>: {names}."


def sheets_of(name: str) -> Path:
    """Return the folder of the coding sheets that hold what was said of the corpus ``name`` while reading."""
    return _extracts(name, "codierbogen")


def _extracts(name: str, what: str) -> Path:
    return paths.root() / "reports" / "auszuege" / f"{paths.name_of(paths.inside(name))}-{what}"


def _code(name: str) -> widgets.HTML:
    shown = widgets.HTML()
    shown.add_class(f"ps-{name}")
    return shown


def _pre(text: str) -> str:
    style = "background:#f3f5f7;color:#1c1c1c;padding:8px;white-space:pre-wrap;line-height:1.4"
    return f'<pre style="{style}">{html.escape(text)}</pre>'
