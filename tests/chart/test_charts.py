"""Tables -> figures: the bars, dots and labels stand where the table says."""

import datetime as dt
import io

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure

from analysis import chart, wording
from analysis.chart import style

LONG = "Zeitung für die Gemeinden am unteren Lauf der Ahle und ihre Gäste " * 4  # 264 characters
HOSTILE = r"$\frac{1}$ <script>alert(1)</script> --> $x$ 100 % _a_ {b}"


@pytest.fixture(autouse=True)
def _german():
    wording.use("de")
    with matplotlib.rc_context({"figure.max_open_warning": 0}):
        yield
    wording.use("de")


def drawn(figure: Figure) -> Figure:
    """Draw the figure once, which is when matplotlib finds out about text that it cannot set."""
    assert isinstance(figure, Figure)
    figure.savefig(io.BytesIO(), format="svg", dpi=30)
    return figure


def ticks(axes, which="y"):
    return [label.get_text() for label in getattr(axes, f"get_{which}ticklabels")()]


def texts(axes):
    return [text.get_text() for text in axes.texts]


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def bars(axes):
    """Return (place on the axis of names, begin, length) of every horizontal bar, rounded."""
    return [
        tuple(np.round([bar.get_y() + bar.get_height() / 2, bar.get_x(), bar.get_width()], 6).tolist())
        for bar in axes.patches
    ]


def segments(axes):
    """Return the horizontal lines (y, from, to) of the intervals."""
    lines = [
        line for part in axes.collections if isinstance(part, LineCollection) for line in part.get_segments()
    ]
    return [tuple(np.round([line[0][1], line[0][0], line[1][0]], 6).tolist()) for line in lines]


def dots(axes):
    return [
        tuple(np.round(point, 6).tolist())
        for part in axes.collections
        if isinstance(part, PathCollection)
        for point in part.get_offsets()
    ]


# articles over time


def test_articles_over_time():
    weeks = pd.to_datetime(["2026-03-02", "2026-03-02", "2026-03-16"])
    table = pd.DataFrame({"time": weeks, "outlet": ["Blatt", "Bote", "Bote"], "n": [2, 3, 4]})
    (axes,) = drawn(chart.articles_over_time(table, "week")).axes
    columns = [(bar.get_x() + bar.get_width() / 2, bar.get_y(), bar.get_height()) for bar in axes.patches]
    # Blatt first, Bote on top of it; the week without articles is there and empty
    assert np.allclose(columns, [(0, 0, 2), (1, 0, 0), (2, 0, 0), (0, 2, 3), (1, 0, 0), (2, 0, 4)])
    assert ticks(axes, "x") == ["2.3.", "9.3.", "16.3."]
    assert legend(axes) == ["Blatt", "Bote"]
    assert axes.get_xlabel() == wording.say("axis_week")


@pytest.mark.parametrize(
    ("days", "labels", "every"),
    [
        (["2026-03-02"], ["2.3."], "week"),
        (["2026-04-01", "2026-06-01"], ["4/26", "5/26", "6/26"], "month"),
        (["2024-01-01", "2026-01-01"], ["2024", "2025", "2026"], "year"),
        (["2024-01-01", "2025-01-01"], ["2024", "2025"], "year"),  # a Monday and a Wednesday
        (["2024-01-01"], ["2024"], "year"),  # a Monday alone
    ],
)
def test_units_of_time(days, labels, every):
    table = pd.DataFrame({"time": pd.to_datetime(days), "outlet": "Bote", "n": 1})
    (axes,) = drawn(chart.articles_over_time(table, every)).axes
    assert ticks(axes, "x") == labels
    assert axes.get_xlabel() == wording.say(f"axis_{every}")


def test_of_many_outlets_the_largest_have_a_colour_each():
    table = pd.DataFrame(
        {
            "time": pd.Timestamp("2026-03-02"),
            "outlet": [f"Blatt {n:02}" for n in range(12)],
            "n": range(1, 13),
        }
    )
    (axes,) = drawn(chart.articles_over_time(table, "week")).axes
    assert legend(axes)[-1] == wording.say("n_others", n=5) and len(legend(axes)) == 8
    assert sum(bar.get_height() for bar in axes.patches) == sum(range(1, 13))


# shares


SHARES = pd.DataFrame(
    [("Bote", "report", 6), ("Bote", "brief", 2), ("Blatt", "report", 1), ("Blatt", "other", 19)],
    columns=["outlet", "genre", "n"],
)


def test_shares_add_up_to_the_whole():
    (axes,) = drawn(chart.shares(SHARES, "outlet", "genre")).axes
    assert ticks(axes) == ["Blatt", "Bote"]
    assert legend(axes) == ["Meldung", "Sonstige", "Bericht"]
    assert bars(axes) == [
        (1, 0, 0), (0, 0, 0.25), (1, 0, 0.95), (0, 0.25, 0), (1, 0.95, 0.05), (0, 0.25, 0.75),
    ]  # fmt: skip
    # five per cent are too narrow for a number
    assert texts(axes) == ["25\u00a0%", "95\u00a0%", "75\u00a0%", "n = 20", "n = 8"]


def test_an_order_leaves_nothing_out():
    (axes,) = drawn(chart.shares(SHARES, "outlet", "genre", order=["report", "interview"])).axes
    assert legend(axes) == ["Bericht", "Meldung", "Sonstige"]
    assert sum(length for place, _, length in bars(axes) if place == 1) == pytest.approx(1)


# tone


def tone_table(*rows, column="outlet"):
    columns = [column, "label", "value", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)


def test_tone():
    nan = float("nan")
    table = tone_table(
        ("Blatt", "negative", 0.2, nan, nan, 40), ("Bote", "negative", 0.4, 0.3, 0.5, 1234),
        ("Blatt", "positive", 0.1, nan, nan, 40), ("Bote", "positive", 0.3, 0.2, 0.35, 1234),
    )  # fmt: skip
    (axes,) = drawn(chart.tone(table)).axes
    assert ticks(axes) == ["Bote\n(n = 1.234)", "Blatt\n(n = 40)"]  # the most negative on top
    assert bars(axes) == [(1, 0, -0.4), (0, 0, -0.2), (1, 0, 0.3), (0, 0, 0.1)]
    assert segments(axes) == [(1, -0.3, -0.5), (1, 0.2, 0.35)]
    assert texts(axes) == ["40\u00a0%", "20\u00a0%", "30\u00a0%", "10\u00a0%"]
    assert legend(axes) == ["negativ", "positiv"]


@pytest.mark.filterwarnings("error")
def test_tone_of_nothing_but_neutral_sentences():
    nan = float("nan")
    table = tone_table(*(("Bote", label, 0.0, nan, nan, 3) for label in ("negative", "positive")))
    (axes,) = drawn(chart.tone(table)).axes
    low, high = axes.get_xlim()
    assert low < 0 < high
    assert texts(axes) == ["0\u00a0%", "0\u00a0%"]


# figures with intervals


def interval_table(rows, series, stories=50):
    values = [
        (row, kind, 0.1 + 0.01 * n, 0.05, 0.4, 30, stories) for n, row in enumerate(rows) for kind in series
    ]
    return pd.DataFrame(values, columns=["frame", "outlet", "value", "low", "high", "n", "stories"])


def test_with_intervals():
    table = interval_table(["conflict", "economic"], ["Blatt", "Bote"])
    table.loc[0, ["low", "high"]] = float("nan")
    table.loc[3, "stories"] = 9
    (axes,) = drawn(chart.with_intervals(table, "frame", "outlet", "axis_share_articles")).axes
    assert dict(zip(axes.get_yticks(), ticks(axes), strict=True)) == {
        1: "Konflikt", 0: "wirtschaftliche Folgen",
    }  # fmt: skip
    assert legend(axes) == ["Blatt", "Bote"]
    assert dots(axes) == [(0.1, 1.3), (0.11, 0.3), (0.1, 0.7), (0.11, -0.3)]
    assert (0.7, 0.05, 0.4) in segments(axes) and (1.3, 0.05, 0.4) not in segments(axes)
    faces = [tuple(face) for part in axes.collections if isinstance(part, PathCollection)
             for face in part.get_facecolors() if len(part.get_offsets())]  # fmt: skip
    assert [face == (1, 1, 1, 1) for face in faces] == [False, False, False, True]  # few stories: hollow


def test_with_very_many_series():
    outlets = [f"Zeitung {n}" for n in range(40)]
    figure = chart.with_intervals(
        interval_table(["conflict"], outlets), "frame", "outlet", "axis_share_articles"
    )
    (axes,) = drawn(figure).axes
    # a heat map, one row an outlet
    assert sorted(ticks(axes)) == sorted(outlets) and texts(axes) == ["10\u00a0%"] * 40


def test_without_series_value_and_n_stand_beside_the_dot():
    table = interval_table(["conflict", "economic"], ["Bote"])
    (axes,) = drawn(chart.with_intervals(table, "frame", "", "axis_share_articles")).axes
    assert [text.strip() for text in texts(axes)] == ["10\u00a0%  (n = 30)", "11\u00a0%  (n = 30)"]
    assert axes.get_legend() is None


# over time


def time_table(kinds, days=("2026-03-02", "2026-03-09", "2026-03-16")):
    rows = [
        (pd.Timestamp(day), kind, 0.1 * (n + 1) + 0.01 * k, 0.05, 0.6)
        for k, kind in enumerate(kinds)
        for n, day in enumerate(days)
    ]
    return pd.DataFrame(rows, columns=["time", "label", "value", "low", "high"])


def test_a_legend_of_two_lines_reads_line_by_line():
    _, axes = style.canvas(3)
    for name in "abcde":
        axes.barh([0], [1], label=name)
    style.legend_above(axes, 4)
    # matplotlib fills column by column: a over e, then b, c, d
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "e", "b", "c", "d"]


def test_counts_are_written_as_elsewhere():
    _, axes = style.canvas(3)
    axes.set_xlim(0, 9000)
    style.whole_numbers(axes, "x")
    assert ticks(axes, "x")[:3] == ["0", "1.500", "3.000"]


def test_every_column_of_panels_bears_its_figures():
    """Three panels stand two side by side: the one beside the gap has the figures of its axis too."""
    _, three = style.panels(3, 2)
    assert [axes.xaxis.get_tick_params()["labelbottom"] for axes in three] == [False, True, True]
    _, four = style.panels(4, 2)
    assert [axes.xaxis.get_tick_params()["labelbottom"] for axes in four] == [False, False, True, True]


def test_panels_reach_as_far_as_the_highest_of_all():
    table = pd.DataFrame(
        {"time": pd.Timestamp("2026-03-02"), "frame": ["conflict", "economic", "morality"],
         "value": [0.0, 0.0, 1.0], "low": np.nan, "high": np.nan}
    )  # fmt: skip
    figure = drawn(chart.over_time(table, "frame", "axis_share_articles", "week"))
    assert all(axes.get_ylim()[0] == 0 and axes.get_ylim()[1] >= 1 for axes in figure.axes[:3])


def test_two_lines_share_a_panel():
    table = time_table(["negative", "positive"]).sample(frac=1, random_state=3)
    (axes,) = drawn(chart.over_time(table, "label", "axis_share_sentences", "week")).axes
    lines = {line.get_color(): line.get_ydata().tolist() for line in axes.lines}
    assert lines[style.NEGATIVE] == pytest.approx([0.1, 0.2, 0.3])
    assert lines[style.POSITIVE] == pytest.approx([0.11, 0.21, 0.31])
    assert sorted(text.strip() for text in texts(axes)) == ["negativ", "positiv"]
    heights = sorted(text.get_position()[1] for text in axes.texts)
    assert heights[1] - heights[0] > 0.02  # 0.30 and 0.31 would overlap
    assert ticks(axes, "x") == ["2.3.", "9.3.", "16.3."]


def test_more_lines_have_a_panel_each():
    figure = drawn(
        chart.over_time(
            time_table(["conflict", "economic", "morality"]), "label", "axis_share_articles", "week"
        )
    )
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title(loc="left") for axes in shown] == ["Konflikt", "wirtschaftliche Folgen", "Moral"]
    assert [axes.lines[0].get_ydata()[0] for axes in shown] == pytest.approx([0.1, 0.11, 0.12])


def test_a_single_point_in_time():
    table = time_table(["negative"], ["2026-03-02"])
    (axes,) = drawn(chart.over_time(table, "label", "axis_negative", "week")).axes
    assert axes.lines[0].get_ydata().tolist() == [0.1]


def test_a_week_without_articles_interrupts_the_line():
    table = time_table(["negative"], ["2026-03-02", "2026-03-16"])
    (axes,) = drawn(chart.over_time(table, "label", "axis_negative", "week")).axes
    assert np.isnan(axes.lines[0].get_ydata()).tolist() == [False, True, False]


def test_events_stand_where_they_happened():
    table = time_table(["negative", "positive"])
    events = [(dt.date(2026, 3, 4), "Sperrung"), (dt.date(2025, 1, 1), "lange davor")]
    (axes,) = drawn(chart.over_time(table, "label", "axis_negative", "week", events)).axes
    days = [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 2]
    assert days == [matplotlib.dates.date2num(dt.date(2026, 3, 4))]
    assert [text.strip() for text in texts(axes) if "Sperrung" in text or "davor" in text] == ["Sperrung"]


# differences


def test_differences():
    table = pd.DataFrame(
        [
            ("Bote", "Moral", 0.1, 0.02, 0.2, True),
            ("Bote", "Frauen", 0.1, -0.1, 0.3, False),
            ("Blatt", "Moral", -0.2, -0.3, -0.1, False),
        ],
        columns=["outlet", "figure", "difference", "low", "high", "stands"],
    )
    figure = drawn(chart.differences(table))
    bote, blatt = figure.axes
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Bote", "Blatt"]
    assert segments(bote)[:2] == [(1, 0.02, 0.2), (0, -0.1, 0.3)]
    assert ticks(bote) == ["Moral", "Frauen"]
    colours = [matplotlib.colors.to_hex(c) for c in bote.collections[0].get_colors()]
    assert colours == [style.COLOURS[0].lower(), style.QUIET]  # grey where it does not stand
    assert dots(blatt)[0] == (-0.2, 1)
    low, high = bote.get_xlim()
    assert low == -high and high > 0.3


# matrices


def test_share_matrix():
    table = pd.DataFrame(
        [("party", "Bote", 0.1, 40), ("party", "Blatt", 0.2, 9), ("expert", "Bote", 0.6, 40)],
        columns=["speaker_type", "outlet", "value", "stories"],
    )
    (axes,) = drawn(chart.share_matrix(table, "speaker_type", "outlet")).axes
    assert ticks(axes) == ["Wissenschaft", "Partei"]  # the largest on top
    assert ticks(axes, "x") == ["Blatt", "Bote"]
    cells = {text.get_position(): text.get_text() for text in axes.texts}
    assert cells == {(0, 0): "–", (1, 0): "60\u00a0%", (0, 1): "(20\u00a0%)", (1, 1): "10\u00a0%"}


def test_heat_map_of_counts():
    matrix = pd.DataFrame({"Blatt": [0, 1200], "Bote": [3, 0]}, index=["Jana Voss", "Uwe Kern"])
    (axes,) = drawn(chart.heat_map(matrix, cells="count")).axes
    assert texts(axes) == ["0", "3", "1.200", "0"]
    assert ticks(axes) == ["Jana Voss", "Uwe Kern"]


def test_heat_map_of_zeros():
    (axes,) = drawn(chart.heat_map(pd.DataFrame({"Bote": [0.0]}, index=["x"]))).axes
    assert texts(axes) == ["0\u00a0%"]


# speakers and words


def test_top_speakers():
    table = pd.DataFrame(
        {"speaker_id": ["a", "b", "c"], "name": ["Jana Voss", "Uwe Kern", "Ida Falk"],
         "speaker_type": ["party", None, "party"], "statements": [12, 5, 1], "words": [1500, 60, 3]}
    )  # fmt: skip
    figure = drawn(chart.top_speakers(table))
    said, worded = figure.axes
    assert bars(said) == [(2, 0, 12), (1, 0, 5), (0, 0, 1)]
    assert bars(worded) == [(2, 0, 1500), (1, 0, 60), (0, 0, 3)]
    assert ticks(said) == ["Jana Voss", "Uwe Kern", "Ida Falk"]
    assert [text.strip() for text in texts(worded)] == ["1.500", "60", "3"]
    (names,) = figure.legends
    assert [text.get_text() for text in names.get_texts()] == ["Partei", wording.label("unknown")]


def test_themes():
    table = pd.DataFrame(
        [("Chor", 5.0, 12, 1), ("Kirche", 4.0, 9, 0)], columns=["term", "z", "count", "count_reference"]
    )
    (axes,) = drawn(chart.themes(table)).axes
    assert bars(axes) == [(1, 0, 5), (0, 0, 4)]
    assert ticks(axes) == ["Chor", "Kirche"]
    assert [text.strip() for text in texts(axes)] == ["zuletzt 12, davor 1", "zuletzt 9, davor 0"]


WORDS = pd.DataFrame(
    [("Bote", "Chor", 5.0, 12, 1), ("Bote", "Kirche", 4.9, 9, 0), ("Blatt", "Stau", 3.0, 30, 2)],
    columns=["outlet", "term", "z", "count", "count_reference"],
)


def test_key_words():
    bote, blatt = drawn(chart.key_words(WORDS)).axes
    assert sorted(dots(bote)) == [(9, 4.9), (12, 5)] and dots(blatt) == [(30, 3)]
    assert [text.strip() for text in texts(bote)] == ["Kirche", "Chor"]
    low, high = sorted(text.get_position()[1] for text in bote.texts)
    assert high - low >= 0.08 * bote.get_ylim()[1]  # 4.9 and 5 would overlap


def test_flow():
    table = pd.DataFrame(
        [("dpa", "Bote", 3), ("dpa", "Blatt", 1), ("Bote", "Blatt", 2)], columns=["source", "outlet", "n"]
    )
    figure = chart.flow(table)
    (axes,) = drawn(figure).axes
    assert sorted(texts(axes)) == ["Blatt  3", "Bote  2", "Bote  3", "dpa  4"]
    assert {tuple(key.values()) for key, _ in style.areas(figure)} == set(
        zip(table["source"], table["outlet"], strict=True)
    )


def test_lifts_that_may_be_chance_have_no_colour():
    table = pd.DataFrame(
        [("moral", "party", 100, 10, 0.05, 2.0, 1.5, 2.5), ("moral", "citizen", 20, 0, 0.05, 0.0, 0.0, 0.0),
         ("moral", "business", 200, 0, 0.05, 0.0, 0.0, 0.0)],
        columns=["frame", "speaker_type", "quotes", "with_frame", "base", "lift", "low", "high"],
    ).assign(told=True)  # fmt: skip
    (axes,) = drawn(chart.lift_matrix(table)).axes
    # none of twenty where one would be expected is nothing; none of two hundred where ten would be is
    assert texts(axes) == ["0,0×", "2,0×", "(0,0×)"]
    assert axes.images[0].get_array().tolist() == [[-2], [1], [0]]


# where things stand


def test_areas_of_bars_and_cells_lie_where_they_are_drawn():
    table = pd.DataFrame(
        [[1, 2], [3, 4]], index=pd.Index(["a", "b"], name="row"), columns=pd.Index(["x", "y"], name="column")
    )
    figure = drawn(chart.heat_map(table, "count"))
    places = {tuple(key.values()): box for key, box in style.areas(figure)}
    assert set(places) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    left, top, wide, tall = places[("a", "x")]
    assert places[("a", "y")][0] == pytest.approx(left + wide, abs=1e-3)  # side by side
    assert places[("b", "x")][1] == pytest.approx(top + tall, abs=1e-3)  # one below the other
    assert all(0 <= part <= 1 for box in places.values() for part in box)


def test_a_suppressed_figure_has_no_area():
    table = pd.DataFrame(
        [[1, np.nan]], index=pd.Index(["a"], name="row"), columns=pd.Index(["x", "y"], name="column")
    )
    figure = drawn(chart.heat_map(table, "count"))
    axes = figure.axes[0]
    style.place(axes, {"row": "a", "column": "bar"}, 0, np.nan, 0, 1)
    assert {tuple(key.values()) for key, _ in style.areas(figure)} == {("a", "x"), ("a", "y")}


# names that do not fit


DAY = dt.date(2026, 3, 9)
NAMED = [
    lambda name: chart.articles_over_time(
        pd.DataFrame({"time": [pd.Timestamp("2026-03-02")], "outlet": [name], "n": [1]}), "week"
    ),
    lambda name: chart.shares(pd.DataFrame({"outlet": [name], "genre": [name], "n": [1]}), "outlet", "genre"),
    lambda name: chart.tone(
        tone_table((name, "negative", 0.2, 0.1, 0.3, 9), (name, "positive", 0.2, 0.1, 0.3, 9))
    ),
    lambda name: chart.with_intervals(interval_table([name], [name]), "frame", "outlet", "axis_negative"),
    lambda name: chart.over_time(time_table([name]), "label", "axis_negative", "week", [(DAY, name)]),
    lambda name: chart.over_time(time_table([name, "b", "c"]), "label", "axis_negative", "week"),
    lambda name: chart.heat_map(pd.DataFrame({name: [0.5]}, index=[name])),
    lambda name: chart.differences(
        pd.DataFrame(
            {
                "outlet": [name],
                "figure": [name],
                "difference": [0.1],
                "low": [0.0],
                "high": [0.2],
                "stands": [True],
            }
        )
    ),
    lambda name: chart.top_speakers(
        pd.DataFrame(
            {"speaker_id": ["x"], "name": [name], "speaker_type": ["party"], "statements": [1], "words": [1]}
        )
    ),
    lambda name: chart.key_words(
        pd.DataFrame({"outlet": [name], "term": [name], "z": [2.0], "count": [1], "count_reference": [0]})
    ),
]


@pytest.mark.parametrize("draw", NAMED)
@pytest.mark.parametrize("name", [LONG, HOSTILE, "", "a\nb", "$", "$$$"])
def test_names_of_any_kind(draw, name):
    figure = draw(name)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", dpi=30)
    assert b"<script" not in buffer.getvalue().lower()
    shown = [text.get_text() for text in figure.findobj(matplotlib.text.Text)]
    assert all(len(line) <= 3 * style.LONGEST for text in shown for line in text.splitlines())


def test_labels_are_cut_at_a_length():
    assert style.short("kurz") == "kurz"
    assert len(style.short(LONG)) == style.LONGEST and style.short(LONG).endswith("…")
    assert style.short("a\n b") == "a b"
    assert style.short("Blatt \U0001f5de\ufe0f Köln") == "Blatt Köln"  # the font has no such picture
    assert style.short("新聞") == "新聞"
    assert style.short("female") == wording.label("female")


def test_an_underscore_in_front_keeps_its_place_in_the_legend():
    (axes,) = drawn(chart.shares(SHARES.replace("other", "_rest"), "outlet", "genre")).axes
    assert [name.strip() for name in legend(axes)] == ["_rest", "Meldung", "Bericht"]


def test_many_outlets_stay_on_the_page():
    outlets = [f"Zeitung {n}" for n in range(60)]
    table = tone_table(*((o, label, 0.2, 0.1, 0.3, 9) for label in ("negative", "positive") for o in outlets))
    figure = drawn(chart.tone(table))
    assert figure.get_size_inches()[1] <= 15
    assert len(ticks(figure.axes[0])) == 60


def test_figures_do_not_pile_up_in_pyplot():
    from matplotlib import pyplot

    chart.shares(SHARES, "outlet", "genre")
    assert pyplot.get_fignums() == []


def test_the_same_table_gives_the_same_picture():
    def svg():
        with matplotlib.rc_context(style.RC):
            buffer = io.BytesIO()
            chart.shares(SHARES, "outlet", "genre").savefig(buffer, format="svg", metadata={"Date": None})
            return buffer.getvalue()

    assert svg() == svg()


def test_english():
    wording.use("en")
    (axes,) = drawn(chart.shares(SHARES, "outlet", "genre")).axes
    assert legend(axes) == ["brief", "other", "report"]
    assert texts(axes)[0] == "25%"
