"""Bars that can be clicked: a row of buttons, each as long as its value, for the keyboard as well."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets
import pandas as pd

from analysis import wording

WIDEST = 150.0  # pixels of the longest bar


class Bars:
    """A titled chart of clickable bars; ``show`` replaces what it shows, ``clicked`` hears the key."""

    def __init__(self, title: str, colour: str, clicked: Callable[[str], object]) -> None:
        self._title = title
        self._colour = colour
        self._clicked = clicked
        self._head = widgets.HTML()
        self._rows = widgets.VBox(layout={"overflow": "hidden"})
        self.widget = widgets.VBox(
            [self._head, self._rows], layout={"width": "420px", "margin": "0 24px 12px 0"}
        )
        self.widget.add_class("ps-bars")

    def show(self, table: pd.DataFrame) -> None:
        """Show ``table`` (key, n, of, perhaps label): shares of ``of`` where it is not 0, else counts."""
        shares = (table["n"] / table["of"].where(table["of"] > 0)).fillna(table["n"]).to_numpy(float)
        largest = max(shares, default=0.0) or 1.0
        self._head.value = f"<b>{self._title}</b>" + ("" if len(table) else " – nichts zu zeigen")
        lines = list(self._rows.children)[: len(table)]
        lines += [self._line() for _ in range(len(table) - len(lines))]
        for line, row, value in zip(lines, table.itertuples(index=False), shares, strict=True):
            label, button, number = line.children
            key, n, of = str(row.key), float(str(row.n)), float(str(row.of))
            label.value = label.tooltip = wording.label(getattr(row, "label", key))
            button.key = key
            button.layout.width = f"{max(2.0, WIDEST * value / largest):.1f}px"
            button.tooltip = f"Artikel zu „{label.value}“ zeigen"
            share = f"{wording.percent(value)} " if of else ""
            number.value = f"{share}({wording.number(n)})" if of else wording.number(n)
        self._rows.children = lines

    def _line(self) -> widgets.HBox:
        label = widgets.Label(layout={"width": "180px"})
        thin = {"height": "18px", "margin": "4px 6px", "padding": "0", "min_width": "0"}
        button = widgets.Button(style={"button_color": self._colour}, layout=thin)
        button.add_class("ps-bar")
        button.on_click(lambda pressed: self._clicked(pressed.key))
        return widgets.HBox([label, button, widgets.Label()], layout={"height": "26px"})
