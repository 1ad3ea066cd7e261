"""Tables that are picked from: sent whole, drawn when seen, closed when a browser is done with them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

pytest.importorskip("itables")

from analysis.explore import tables
from analysis.explore.tables import PickTable, Table


@pytest.fixture
def picked() -> list[tuple[Any, ...]]:
    return []


@pytest.fixture
def table(picked: list[tuple[Any, ...]]) -> PickTable:
    return PickTable("", lambda *row: picked.append(row))


def show(table: PickTable, *ids: str) -> None:
    table.show("", pd.DataFrame({"article_id": list(ids)}), {"Titel": [f"Titel {name}" for name in ids]})


def drawn(table: PickTable) -> tuple[Any, ...]:
    return tuple(table._place.children)


def test_a_table_is_sent_with_all_its_state(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tables.ITable, "open", lambda self: sent.append(self.get_state()))
    Table(pd.DataFrame({"a": ["x"]}), **tables.OPTIONS)
    (state,) = sent
    assert '"x"' in state["_dt_args"]["data_json"]
    assert state["classes"] == "display compact"
    assert "width:100%" in state["_style"]


def test_a_picked_row_opens_its_article(table: PickTable, picked: list[tuple[Any, ...]]) -> None:
    show(table, "a", "b")
    drawn(table)[0].selected_rows = [1]
    assert picked == [("b",)]


def test_an_unseen_table_is_drawn_once_when_it_is_turned_to(table: PickTable) -> None:
    table.turn(False)
    show(table, "a")
    show(table, "b")
    assert drawn(table) == ()
    table.turn(True)
    (first,) = drawn(table)
    assert "Titel b" in first._dt_args["data_json"]
    table.turn(False)
    table.turn(True)
    assert drawn(table) == (first,)


def test_a_replaced_table_is_closed_after_a_while_only(
    table: PickTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(tables.time, "monotonic", lambda: now[0])
    shown = []
    for moment in (0.0, 1.0, 2.0, 40.0):
        now[0] = moment
        show(table, "a")
        shown += drawn(table)
    assert [widget.comm is None for widget in shown] == [True, True, False, False]
