"""The simulations of notebooks/simulationen.ipynb run, and hold what a few draws can tell."""

import nbformat
import numpy as np
import pytest

from analysis import paths, simulations


def test_alpha_is_as_published() -> None:
    made = simulations.alphas()
    assert len(made) == 5
    assert np.allclose(made["alpha"], made["published"], atol=0.0005)


def test_copies_do_not_narrow_the_interval_but_counting_articles_would() -> None:
    one, by_story, by_article = simulations.copies(5)["width"]
    assert by_story == pytest.approx(one, rel=0.02)
    assert by_article < 0.6 * one


def test_correcting_takes_the_bias_away() -> None:
    made = simulations.corrected(40)
    assert made["naive_bias"] == pytest.approx(0.3 * 0.85 + 0.7 * 0.25 - 0.3, abs=0.01)
    assert abs(made["bias"]) < 0.03 and made["covered"] >= 0.85


def test_the_notebook_calls_every_simulation() -> None:
    book = nbformat.read(paths.root() / "notebooks" / "simulationen.ipynb", 4)
    text = "\n".join(cell.source for cell in book.cells)
    for name in ("coverage", "false_alarms", "keyness_alarms", "copies", "alphas", "corrected"):
        assert f"simulations.{name}(" in text
