"""Passives with and without a doer, nominalisations, hedges and boosters."""

import pytest

from analysis.errors import InputError
from analysis.framing.labelling import labels_by, load_names
from analysis.framing.voice import find_marks, marks_table, voice_sums
from analysis.language import segment
from tests.framing.corpora import articles


def kinds(text: str) -> list[str]:
    return [mark.kind for mark in find_marks(segment(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2.000 Stellen werden gestrichen.", ["passive"]),
        ("Er sagt, dass die Stellen gestrichen werden.", ["passive"]),
        ("Das Gesetz ist verabschiedet worden.", ["passive"]),
        ("Die Brücke muss gesperrt werden.", ["passive"]),
        ("Das Verfahren, das eingestellt wurde, war teuer.", ["passive"]),
        ("Der Plan wurde von der Mehrheit beschlossen.", ["passive_with_agent"]),
        ("Die Stadt wurde durch Bomben zerstört.", ["passive_with_agent"]),
        ("Der Markt wurde von 1990 an geöffnet.", ["passive"]),
        ("Der Plan wurde von 5 Männern abgelehnt.", ["passive"]),  # could as well be a number of things
        ("Der Plan wird nicht abgelehnt werden, sagen alle.", ["passive"]),
        ("Es wird kalt.", []),
        ("Er wird Lehrer.", []),
        ("Sie wird den Vertrag unterschreiben.", []),
        ("Die Firma wird die Stadt verlassen.", []),
        ("Vorwürfe werden laut.", []),
        ("Der Name wurde bekannt.", []),
        ("Das ist offenbar so.", ["hedge"]),
        ("Das ist zweifellos so.", ["booster"]),
        ("Die Umsetzung stockt.", ["nominalisation"]),
        ("Die Zeitung und die Tageszeitung berichten.", []),
    ],
)
def test_marks(text: str, found: list[str]) -> None:
    assert kinds(text) == found


def test_marks_are_slices() -> None:
    table = articles({"text": "Der Plan wurde offenbar gestern beschlossen. Die Umsetzung folgt."})
    rows = marks_table(table)
    assert list(rows["kind"]) == ["passive", "hedge", "nominalisation"]
    text = table["text"][0]
    assert [text[r.start : r.end] for r in rows.itertuples()][1:] == ["offenbar", "Umsetzung"]


def test_sums_have_the_right_denominators() -> None:
    table = articles({"text": "Stellen werden gestrichen. Es regnet. Der Plan wurde von ihr beschlossen."})
    sums = voice_sums(table).set_index("figure")
    assert tuple(sums.loc["passive", ["numerator", "denominator"]]) == (2, 3)
    assert tuple(sums.loc["passive_without_agent", ["numerator", "denominator"]]) == (1, 2)


def test_labels_are_shares_of_the_names_of_one_thing() -> None:
    table = articles(
        {"text": "Chaoten und Aktivisten, noch ein Chaot.", "outlet": "A"},
        {"text": "Aktivistinnen und Aktivisten. Der Klimawandel.", "outlet": "B"},
    )
    found = labels_by(table).set_index(["thing", "name", "outlet"])
    chaos = found.loc[("Protestierende", "Chaot/Chaotin", "A")]
    assert chaos["value"] == pytest.approx(2 / 3) and chaos["n"] == 3
    assert found.loc[("Protestierende", "Aktivist/Aktivistin", "B"), "value"] == 1
    assert "Krieg" not in found.index.get_level_values("thing")
    assert labels_by(articles({"text": "Nichts."})).empty


def test_bad_names(tmp_path) -> None:
    path = tmp_path / "namen.yaml"
    path.write_text("Sache: [Name]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"namen\.yaml, Zeile 1"):
        load_names(path)
    path.write_text("Sache:\n  - Name\n  - zwei Wörter\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"namen\.yaml, Zeile 3"):
        load_names(path)
    with pytest.raises(InputError, match="gibt es nicht"):
        load_names(tmp_path / "fehlt.yaml")
