"""The shipped codebook against the frozen hand codes: the bars of issue 6, where the articles are at hand."""

import importlib.util
from pathlib import Path

import pytest

from analysis.framing import load_codebook

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "eval_framing.py"


def script():
    spec = importlib.util.spec_from_file_location("eval_framing", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_codes_name_frames_and_questions_of_the_codebook() -> None:
    wanted = {frame.id for frame in load_codebook().frames}
    wanted |= {f"{frame.id}.{q.id}" for frame in load_codebook().frames for q in frame.questions}
    for name in (*script().SETS, "generisch-2", "generisch-3"):
        codes = script().read_codes(name)
        assert set(codes.columns) == wanted
        assert codes.isin([0, 1]).all().all() and codes.index.is_unique


@pytest.mark.shared
def test_the_bars_hold_on_the_coded_articles() -> None:
    import pandas as pd

    module = script()
    if not module.SHARED.is_dir():
        pytest.skip("die Artikel liegen nicht neben dem Projekt")
    codes = pd.concat([module.read_codes(name) for name in module.SETS])
    table = module.evaluate(codes, module.masses_of(codes)).set_index("frame")
    bars = {"conflict": 0.85, "economic": 0.90, "human_interest": 0.80, "responsibility": 0.70}
    for frame, bar in bars.items():
        assert table.loc[frame, "auc"] >= bar
    assert table.loc[["conflict", "economic"], "precision"].min() >= 0.7
