"""The table of a chart -> one sentence that says what the chart shows, for those who cannot see it."""

from __future__ import annotations

import pandas as pd

from analysis import wording

AMOUNTS = ("value", "difference", "lift", "z", "statements", "n")


def gist(table: pd.DataFrame) -> str:
    """Return which rows of ``table`` have the highest and the lowest figure, "" where no column counts.

    The figure is the first of AMOUNTS that the table has; rows are named by their columns of text and time.
    """
    amount = next((name for name in AMOUNTS if name in table), None)
    if amount is None:
        return _of_matrix(table)
    rows = table.dropna(subset=amount)
    if rows.empty:
        return ""
    ordered = rows.sort_values(amount, kind="stable")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    if len(rows) == 1:
        return wording.say("gist_one", high=_named(high), high_value=_written(high, amount))
    return wording.say(
        "gist", high=_named(high), high_value=_written(high, amount), low=_named(low),
        low_value=_written(low, amount),
    )  # fmt: skip


def _of_matrix(table: pd.DataFrame) -> str:
    """Return the gist of a table whose other columns are numbers, one a group (who quotes whom)."""
    numbers = [name for name in table if pd.api.types.is_numeric_dtype(table[name])]
    names = [name for name in table if name not in numbers]
    if len(names) != 1 or not numbers:
        return ""
    long = table.melt(id_vars=names, value_vars=numbers, var_name="outlet", value_name="n")
    return gist(long)


def _named(row: pd.Series) -> str:
    parts = []
    for name, value in row.items():
        if name == "time":
            parts.append(wording.date(pd.Timestamp(value)))
        elif isinstance(value, str) and name not in ("speaker_id", "speaker_gender", "key"):
            parts.append(wording.label(value))
    return ", ".join(dict.fromkeys(parts)) or wording.say("gist_whole")


def _written(row: pd.Series, amount: str) -> str:
    value = float(row[amount])
    if amount == "value" and "low" in row:
        return wording.percent(value)
    if amount == "difference":
        return wording.points(value)
    return wording.number(value, 0 if value.is_integer() else 1)
