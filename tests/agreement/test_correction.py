"""Shares corrected by a coded sample: exact where everything is coded, unbiased, with honest intervals."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from analysis import agreement
from analysis.agreement.correction import CORRECTED, UNCORRECTED


def corrected_share(units: pd.DataFrame, by: Sequence[str] = (), level: float = 0.95) -> pd.DataFrame:
    return agreement.corrected_share(sums_of(units), units.dropna(subset=["coded"]), by, level)


def corrected_difference(units: pd.DataFrame, *groups: str, level: float = 0.95) -> dict[str, float]:
    return agreement.corrected_difference(sums_of(units), units.dropna(subset=["coded"]), *groups, level)


def sums_of(units: pd.DataFrame) -> pd.DataFrame:
    return units.rename(columns={"predicted": "numerator"}).assign(denominator=1.0)


def corpus(
    rng: np.random.Generator, n: int, coded: int, hit: float = 0.7, false: float = 0.2
) -> pd.DataFrame:
    truth = (rng.random(n) < 0.3).astype(float)
    predicted = (rng.random(n) < np.where(truth == 1, hit, false)).astype(float)
    known = np.full(n, np.nan)
    chosen = rng.choice(n, coded, replace=False)
    known[chosen] = truth[chosen]
    return pd.DataFrame(
        {
            "predicted": predicted,
            "coded": known,
            "probability": coded / n,
            "story_id": np.arange(n).astype(str),
            "truth": truth,
        }
    )


def test_where_all_is_coded_the_share_is_the_coders() -> None:
    rows = corpus(np.random.default_rng(3), 200, 200)
    found = corrected_share(rows).iloc[0]
    assert found["value"] == pytest.approx(rows["truth"].mean())
    assert found["naive"] == pytest.approx(rows["predicted"].mean())
    assert found["correction"] == CORRECTED


def test_a_biased_tool_is_corrected_and_the_interval_covers() -> None:
    covered, values = 0, []
    for seed in range(200):
        rows = corpus(np.random.default_rng(seed), 1500, 120)
        found = corrected_share(rows).iloc[0]
        covered += found["low"] <= 0.3 <= found["high"]
        values.append(found["value"])
        assert found["low"] <= found["value"] <= found["high"]
    assert np.mean(values) == pytest.approx(0.3, abs=0.01)  # the tool itself says 0.35
    assert 0.90 <= covered / 200 <= 0.99


def test_a_good_tool_narrows_the_interval() -> None:
    def width(hit: float, false: float) -> float:
        rows = corpus(np.random.default_rng(5), 3000, 150, hit, false)
        found = corrected_share(rows).iloc[0]
        return float(found["high"] - found["low"])

    sample_alone = 2 * 1.96 * np.sqrt(0.3 * 0.7 / 150)
    assert width(0.97, 0.02) < 0.6 * sample_alone
    assert width(0.5, 0.5) < 1.1 * sample_alone  # a useless tool costs nothing either


def test_unequal_chances_are_weighed() -> None:
    rng = np.random.default_rng(7)
    rows = pd.concat([corpus(rng, 1000, 200), corpus(rng, 3000, 60)], ignore_index=True)
    rows["story_id"] = np.arange(len(rows)).astype(str)
    found = corrected_share(rows).iloc[0]
    assert found["low"] < rows["truth"].mean() < found["high"]


def test_few_codes_leave_the_share_as_it_is() -> None:
    rows = corpus(np.random.default_rng(1), 300, 10).assign(outlet="A")
    found = corrected_share(rows, ["outlet"]).iloc[0]
    assert found["correction"] == UNCORRECTED and found["value"] == found["naive"]
    assert found["coded"] == 10 and found["n"] == 300


def test_stories_widen_the_interval() -> None:
    rows = corpus(np.random.default_rng(2), 600, 60)
    copies = pd.concat([rows] * 3, ignore_index=True)
    one, three = corrected_share(rows).iloc[0], corrected_share(copies).iloc[0]
    assert three["value"] == pytest.approx(one["value"], abs=0.03)
    assert three["high"] - three["low"] > 0.9 * (one["high"] - one["low"])


def two_outlets(seed: int, coded: int = 60) -> pd.DataFrame:
    """A tool that sees three in ten where there are none: in both outlets, and only in the second."""
    rng = np.random.default_rng(seed)
    first, second = corpus(rng, 700, coded, false=0.05), corpus(rng, 700, coded, false=0.4)
    second["story_id"] = "b" + second["story_id"]
    return pd.concat([first.assign(outlet="A"), second.assign(outlet="B")], ignore_index=True)


def test_a_gap_that_only_the_tool_makes_is_none() -> None:
    covered, tool, alarms = 0, [], 0
    for seed in range(200):
        rows = two_outlets(seed)
        found = corrected_difference(rows, "outlet", "B", "A")
        covered += found["low"] <= 0 <= found["high"]
        alarms += found["p"] < 0.05
        tool.append(rows.groupby("outlet")["predicted"].mean().diff().iloc[-1])
    assert np.mean(tool) == pytest.approx(0.245, abs=0.01)
    assert 0.90 <= covered / 200 <= 0.99
    assert alarms == 200 - covered


def test_the_gap_is_that_of_the_shares_and_turns_round() -> None:
    rows = two_outlets(1)
    shares = corrected_share(rows, ["outlet"]).set_index("outlet")["value"]
    one, other = (corrected_difference(rows, "outlet", *names) for names in (("A", "B"), ("B", "A")))
    assert one["value"] == pytest.approx(shares["A"] - shares["B"])
    assert (one["low"], one["p"]) == pytest.approx((-other["high"], other["p"]))
    assert one["stories"] == 1400


def test_no_corrected_gap_from_few_codes() -> None:
    assert np.isnan(corrected_difference(two_outlets(1, coded=19), "outlet", "A", "B")["p"])


def arithmetic() -> pd.DataFrame:
    """Two outlets, stories of one to four units that both may print, coded where it is likelier in one."""
    i = np.arange(240)
    truth = (i * 37 % 11 < 4).astype(float)
    return pd.DataFrame(
        {
            "outlet": np.where(i % 5 < 3, "A", "B"),
            "predicted": np.where(i * 53 % 7 < 5, truth, i * 29 % 13 / 12),
            "coded": np.where(i * 17 % 6 < np.where(i % 5 < 3, 2, 3), truth, np.nan),
            "probability": np.where(i % 5 < 3, 1 / 3, 1 / 2),
            "story_id": (i * i // 400 + i % 31).astype(str),
        }
    )


def test_the_share_is_the_tools_with_trust_and_its_mean_miss() -> None:
    rows = arithmetic()
    found = corrected_share(rows).iloc[0]
    known = rows.dropna(subset=["coded"])
    weight = 1 / known["probability"]
    trust = np.cov(known["predicted"], known["coded"])[0, 1] / known["predicted"].var()
    trust = min(1, trust / (1 + len(known) / len(rows)))
    miss = known["coded"] - trust * known["predicted"]
    assert 0 < trust < 1
    assert found["value"] == pytest.approx(
        trust * rows["predicted"].mean() + np.average(miss, weights=weight)
    )
    assert (found["n"], found["coded"]) == (240, len(known))


def test_a_tool_that_says_one_thing_alone_is_trusted_and_moved() -> None:
    rows = arithmetic().assign(predicted=0.25)
    found = corrected_share(rows).iloc[0]
    known = rows.dropna(subset=["coded"])
    assert found["value"] == pytest.approx(np.average(known["coded"], weights=1 / known["probability"]))
    assert found["naive"] == 0.25


def test_the_figures_are_as_they_were() -> None:
    rows = arithmetic()
    by_outlet = corrected_share(rows, ["outlet"]).set_index("outlet")[["value", "low", "high"]]
    whole = corrected_share(rows, level=0.8).iloc[0][["value", "low", "high"]]
    few = corrected_share(rows.assign(coded=rows["coded"].where(rows.index < 20))).iloc[0]
    gap = corrected_difference(rows, "outlet", "A", "B")
    wide = corrected_difference(rows, "outlet", "A", "B", level=0.99)
    found = {
        "A": by_outlet.loc["A"].tolist(),
        "B": by_outlet.loc["B"].tolist(),
        "whole": whole.tolist(),
        "few": [few["value"], few["low"], few["high"]],
        "gap": list(gap.values()),
        "wide": [wide["low"], wide["high"]],
    }
    assert found == {name: pytest.approx(values, abs=5e-5) for name, values in FIGURES.items()}


FIGURES = {
    "A": [0.305138, 0.215072, 0.395205],
    "B": [0.445506, 0.319707, 0.571304],
    "whole": [0.359895, 0.311592, 0.408199],
    "few": [0.399306, 0.342677, 0.455934],
    "gap": [-0.140367, -0.293912, 0.013178, 0.071896, 134.0],
    "wide": [-0.34642, 0.065685],
}


@pytest.mark.parametrize("stories", [1, 2])
def test_from_too_few_stories_there_is_a_gap_but_no_interval(stories: int) -> None:
    rows = arithmetic()
    rows["story_id"] = np.where(rows["outlet"] == "A", "a", np.arange(240) % stories)
    found = corrected_difference(rows, "outlet", "A", "B")
    assert np.isnan([found["low"], found["high"], found["p"]]).all() and not np.isnan(found["value"])


def test_two_outlets_that_are_all_the_same_have_no_gap_for_sure() -> None:
    rows = arithmetic().assign(predicted=1.0, coded=1.0)
    assert corrected_difference(rows, "outlet", "A", "B") == {
        "value": 0,
        "low": 0,
        "high": 0,
        "p": 1,
        "stories": rows["story_id"].nunique(),
    }
    other = rows.assign(coded=rows["coded"].where(rows["outlet"] == "A", 0.0))
    found = corrected_difference(other, "outlet", "A", "B")
    assert (found["value"], found["p"]) == (1, 0)


def test_stories_without_codes_may_stand_in_one_row_if_they_are_alike() -> None:
    rows = two_outlets(3)
    coded, sums = rows.dropna(subset=["coded"]), sums_of(rows)
    others = sums[rows["coded"].isna()].assign(
        **{"numerator²": lambda own: own["numerator"] ** 2, "stories": 1}
    )
    alike = others.groupby("outlet", as_index=False)[
        ["numerator", "denominator", "numerator²", "stories"]
    ].sum()
    own = sums[rows["coded"].notna()].assign(**{"numerator²": 0.0, "stories": 1})
    fewer = pd.concat([alike.assign(story_id=alike["outlet"] + " alike"), own], ignore_index=True)
    assert len(fewer) == 122
    for by in ([], ["outlet"]):
        expected, found = (agreement.corrected_share(each, coded, by) for each in (sums, fewer))
        pd.testing.assert_frame_equal(found, expected, rtol=1e-12)
    gap, same = (agreement.corrected_difference(each, coded, "outlet", "A", "B") for each in (sums, fewer))
    assert same == pytest.approx(gap, rel=1e-9)
    with pytest.raises(KeyError):  # a coded story that is not told apart
        agreement.corrected_share(alike.assign(story_id="alike"), coded)
