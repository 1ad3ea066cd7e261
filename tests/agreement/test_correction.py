"""Shares corrected by a coded sample: exact where everything is coded, unbiased, with honest intervals."""

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import corrected_difference, corrected_share
from analysis.agreement.correction import CORRECTED, UNCORRECTED


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
