"""What is chosen, to take along: the call, the parameters, the command; files and coding sheets."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets

from analysis import paths
from analysis.corrections import Corrections
from analysis.errors import InputError
from analysis.explore import exports
from analysis.explore.choice import Choice
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
        self.sheet = widgets.Button(description="Codierbogen schreiben", icon="download", layout=wide)
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
        return paths.root() / "reports" / "auszuege" / f"{paths.name_of(Path(self._name))}-{now}"

    def _tables(self) -> list[Path]:
        folder = self._folder()
        values, dropped = exports.parameters(self._name, self._choice)
        file = folder / "parameter.yaml"
        write_atomically(file, exports.parameter_file(values, dropped).encode())
        return [file, *exports.write_tables(self._chosen(), folder)]

    def _coding(self) -> list[Path]:
        codes, coder = self._corrections().frames, self.coder.value.strip()
        return exports.write_coding(self._whole, codes, load_codebook(), coder, self._folder())

    def _told(self, write: Callable[[], list[Path]]) -> None:
        try:
            files = write()
        except (InputError, OSError) as error:
            self.saved.value = html.escape(str(error))
            return
        folder = html.escape(str(files[0].parent.relative_to(paths.root())))
        self.saved.value = (
            f"Geschrieben nach <code>{folder}</code>: {', '.join(file.name for file in files)}."
        )


def _code(name: str) -> widgets.HTML:
    shown = widgets.HTML()
    shown.add_class(f"ps-{name}")
    return shown


def _pre(text: str) -> str:
    style = "background:#f3f5f7;color:#1c1c1c;padding:8px;white-space:pre-wrap;line-height:1.4"
    return f'<pre style="{style}">{html.escape(text)}</pre>'
