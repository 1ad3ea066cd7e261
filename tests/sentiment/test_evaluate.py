"""Gold labels against the methods; the figures are checked by hand."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sentiment.evaluate import LABELS, evaluate, predict, read_gold, render

GOLD = pd.DataFrame(
    [
        ("1", "Das ist hervorragend.", "positive"),
        ("2", "Das ist furchtbar.", "negative"),
        ("3", "Der Zug fährt um acht.", "neutral"),
        ("4", "Das ist miserabel.", "positive"),
    ],
    columns=["id", "text", "label"],
)


def test_figures_by_hand() -> None:
    result = evaluate(GOLD)
    assert result.accuracy == 0.75
    assert result.by_label == pytest.approx({"negative": 2 / 3, "neutral": 1.0, "positive": 2 / 3})
    assert result.macro_f1 == pytest.approx(7 / 9)
    assert result.low <= result.macro_f1 <= result.high
    assert result.confusion.loc["positive", "negative"] == 1
    assert list(result.worst["id"]) == ["4"]
    assert "miserabel" in render([result])


def test_targets_and_methods(tmp_path: Path) -> None:
    path = tmp_path / "gold.csv"
    path.write_text(
        "id,text,target,start,end,label\n1,Müller kritisierte Schmidt scharf.,Müller,0,6,neutral\n"
        "2,Müller kritisierte Schmidt scharf.,Schmidt,19,26,negative\n",
        encoding="utf-8",
    )
    gold = read_gold(path)
    assert [one.label for one in predict(gold)] == ["neutral", "negative"]
    one, other = predict(gold, "textblob_de")  # knows no targets: the sentence's polarity for both
    assert one.label == other.label


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,text\n1,gut\n", "fehlen die Spalten label"),
        ("id,text,label\n1,gut,super\n", "das Urteil „super“"),
        ("id,text,label\n", "keine Zeile"),
    ],
)
def test_bad_gold(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "gold.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_gold(path)


@pytest.mark.slow
@pytest.mark.shared
def test_on_gerntsa_news_beats_textblob() -> None:
    path = Path("../shared/data/sentiment/gerntsa_dev.csv")
    if not path.exists():
        pytest.skip("needs ../shared")
    gold = read_gold(path)
    news, library = (evaluate(gold, method, draws=50) for method in ("news", "textblob_de"))
    assert news.n == library.n == 1952
    assert set(news.by_label) == set(LABELS)
    assert news.macro_f1 > library.macro_f1


def test_the_worst_errors_come_first_and_say_what_drove_them() -> None:
    result = evaluate(pd.concat([GOLD, GOLD.iloc[[3]].assign(id="0", label="neutral")]), draws=20)
    rows = result.worst[
        ["distance", "id", "target", "label", "predicted", "polarity", "hits"]
    ].values.tolist()
    (hit,) = {row[-1] for row in rows}
    value = rows[0][-2]
    assert hit == f"miserabel {value:+.1f}" and value < 0
    assert [row[:5] for row in rows] == [
        [1 - value, "4", "", "positive", "negative"],
        [-value, "0", "", "neutral", "negative"],
    ]
    assert len(evaluate(GOLD, n_worst=0).worst) == 0


def test_the_interval_comes_of_drawing_rows_anew() -> None:
    one = evaluate(GOLD, draws=400)
    assert (one.n, one.low) == (4, pytest.approx(1 / 9, abs=0.23))
    assert one.high == 1 and one.method == "news"
    perfect = evaluate(GOLD.iloc[:3], draws=400)
    assert (perfect.accuracy, perfect.macro_f1, perfect.high) == (1, 1, 1)
    assert perfect.low == pytest.approx(1 / 3)  # a draw of one label alone


def test_the_table_shows_every_figure() -> None:
    lines = render([evaluate(GOLD, draws=20)]).splitlines()
    assert lines[1].startswith("news                  4        0.750     0.778  [")
    assert lines[1].endswith("  0.667    1.000    0.667")
    assert lines[3] == "news: Verwechslungen (Zeilen: Urteil, Spalten: Methode)"
    assert (
        lines[-1].startswith("  4  positive → negative (-")
        and "Das ist miserabel.  {miserabel -" in lines[-1]
    )
