"""Where two methods of finding quotes disagree."""

from analysis import prepare
from analysis.explore.methods import compared, place_of
from analysis.tables import Corpus

CORPUS = prepare("data/raw/demo")


def test_disagreements_of_two_methods() -> None:
    part = CORPUS.of(CORPUS.quotes["article_id"].value_counts().index[:1])
    places = place_of(part)
    chosen = part.quotes[part.quotes["nested_in"].isna()].reset_index(drop=True)
    changed = chosen.drop(index=0)
    changed.loc[1, "type"] = "Reported" if chosen.loc[1, "type"] != "Reported" else "Direct"
    changed.loc[2, "speaker"] = "jemand anderes"
    both = [Corpus(**{**vars(part), "quotes": quotes}) for quotes in (chosen, changed)]
    table = compared(both[0], both[1], "model", "rules")
    expected = {("nur model", 0), ("Typ", 1), ("Sprecher", 2)}
    starts = {number: places[chosen.loc[number, "quote_id"]][0] for number in range(3)}
    assert {(row.kind, row.start) for row in table.itertuples()} == {(k, starts[n]) for k, n in expected}
    assert table["start"].is_monotonic_increasing
    assert compared(both[1], both[0], "rules", "model")["kind"].str.startswith("nur model").sum() == 1
    assert compared(both[0], both[0], "model", "rules").empty
