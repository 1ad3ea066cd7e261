"""Fitting the scores to hand codes: the optimum, the line of 0.5, the choice of the pull, the whole table."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from analysis.framing import calibrate as module
from analysis.framing.calibrate import calibrate
from analysis.framing.loading import load_codebook
from analysis.framing.scoring import Mass


def coded(n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Return features and codes that no line parts, as arithmetic gives them."""
    i = np.arange(n)
    mass, density = np.log1p(i * 37 % 23 / 3), np.log1p(i * 53 % 19 / 2)
    return np.stack([np.ones(n), mass, density], axis=1), ((mass - 0.6 * density + (i % 5) / 4) > 1).astype(
        float
    )


def best(x, y, prior, pull, bounds):
    def loss(w):
        z = x @ w
        return float(np.logaddexp(0, z).sum() - y @ z + pull / 2 * ((w - prior) ** 2).sum())

    return minimize(loss, prior, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10}).x


@pytest.mark.parametrize("pull", [0.01, 3.0])
@pytest.mark.parametrize("prior", [[0.0, 0.0, 0.0], [-2.0, 1.0, 0.5]])
def test_the_fit_is_the_optimum_and_no_slope_is_negative(pull: float, prior: list[float]) -> None:
    x, y = coded()
    found = module._fit(x, y, np.array(prior), pull)
    expected = best(x, y, np.array(prior), pull, [(None, None), (0, None), (0, None)])
    assert found == pytest.approx(expected, abs=2e-4)
    assert found[2] == 0  # density speaks against the code here


def test_where_both_slopes_would_be_negative_the_share_is_left() -> None:
    x, _ = coded()
    flipped = 1 - (x[:, 1] + x[:, 2] > 2).astype(float)
    intercept, *slopes = module._fit(x, flipped, np.zeros(3), 0.001)
    assert slopes == [0, 0]
    share = flipped.mean()
    assert intercept == pytest.approx(np.log(share / (1 - share)), abs=1e-3)


def test_codes_that_a_line_parts_are_fitted_too() -> None:
    x = np.stack([np.ones(40), np.linspace(0, 4, 40), np.zeros(40)], axis=1)
    y = (x[:, 1] > 2).astype(float)
    found = module._fit(x, y, np.zeros(3), 0.01)
    assert found == pytest.approx(best(x, y, np.zeros(3), 0.01, [(None, None)] * 3), abs=1e-3)


def test_the_line_lies_between_the_last_article_above_and_the_next() -> None:
    x = np.stack([np.ones(10), np.arange(10.0), np.zeros(10)], axis=1)
    w = np.array([-3.0, 1.0, 0.0])
    y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
    assert module._matched(w, x, y).tolist() == [-6.5, 1, 0]  # 0.85 of 4 are 3: 7, 8 and 9
    assert module._matched(w, x, np.ones(10)).tolist() == [
        -1.5,
        1,
        0,
    ]  # 0.85 of 10 are 8 (round half to even)
    assert module._matched(w, x, np.zeros(10)).tolist() == [-8.5, 1, 0]  # at least one
    assert module._matched(w, x[:2], np.ones(2)).tolist() == [-0.5, 1, 0]  # never all of them
    steep = np.array([2.0, 0.01, 0.0])
    assert module._matched(steep, x, np.ones(10)) == pytest.approx(
        [-0.1, 0.01, 0]
    )  # without a cue: below 0.5


def test_the_pull_is_the_one_that_left_out_articles_fit_best() -> None:
    x, y = coded()
    prior = np.array([-1.0, 0.5, 0.1])
    losses = {}
    for pull in module.STRENGTHS:
        p = np.empty(len(y))
        for i in range(10):
            own = np.arange(len(y)) % 10 == i
            p[own] = 1 / (1 + np.exp(-x[own] @ module._fit(x[~own], y[~own], prior, pull)))
        losses[pull] = -np.mean(np.where(y == 1, np.log(p), np.log(1 - p))), module.auc(p, y)
    pull = min(losses, key=losses.get)
    weights, (area, loss) = module._choose(x, y, prior)
    assert (loss, area) == pytest.approx(losses[pull])
    assert weights == pytest.approx(module._matched(module._fit(x, y, prior, pull), x, y))


def test_the_table_of_a_codebook_is_as_it_was() -> None:
    codebook = load_codebook()
    ids = [f"a{i}" for i in range(60)]
    i = np.arange(60)
    codes = pd.DataFrame(
        {
            frame.id: (i * (7 + k) % 23 + i * (5 + k) % 11 + i * 13 % 17 > 24).astype(int)
            for k, frame in enumerate(codebook.frames)
        },
        index=ids,
    )
    first = codebook.frames[0]
    asked = first.questions[1].id
    codes[f"{first.id}.{asked}"] = (i * 7 % 23 + i * 13 % 17 > 24).astype(int)
    masses = {
        name: {
            (frame.id, question): Mass(n * (7 + k) % 23 / 4, n * (5 + k) % 11 / 3, 1)
            for k, frame in enumerate(codebook.frames)
            for question in ("", *(q.id for q in frame.questions))
        }
        for n, name in enumerate(ids)
    }
    made = calibrate(codebook, masses, codes)
    assert list(made.columns) == "frame question intercept mass density n positive auc log_loss".split()
    assert made.values.tolist() == TABLE


TABLE = [
    ["conflict", "", -8.08, 4.3, 2.1, 60, 27, 0.882, 0.427],
    ["conflict", "reproach", -9.08, 4.97, 0.88, 60, 15, 0.916, 0.325],
    ["economic", "", -7.92, 4.58, 2.32, 60, 34, 0.936, 0.321],
    ["human_interest", "", -8.2, 4.39, 2.13, 60, 30, 0.91, 0.372],
    ["morality", "", -8.12, 4.39, 2.18, 60, 31, 0.897, 0.427],
    ["responsibility", "", -8.26, 4.4, 2.14, 60, 31, 0.929, 0.352],
]
