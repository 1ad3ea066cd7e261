"""The search for cycles of references pauses, and goes on as it was."""

import gc
import weakref
from itertools import count

import pytest

from analysis.uncollected import EVERY, MANY, uncollected


def test_it_pauses_and_goes_on():
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_behind_an_error():
    with pytest.raises(ValueError, match="so"), uncollected():
        raise ValueError("so")
    assert gc.isenabled()


def test_who_has_switched_it_off_keeps_it_so():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_made_counts_as_old_and_a_cycle_in_it_is_still_found(monkeypatch):
    class Knot:
        pass

    monkeypatch.setattr("analysis.uncollected._blocks", count(1))  # other tests may have had EVERY - 1
    with uncollected():
        made = [[n] for n in range(MANY + 1)]
        knot = Knot()
        knot.self, gone = knot, weakref.ref(knot)
        del knot
    assert gc.get_freeze_count() == 0
    young = {id(value) for generation in (0, 1) for value in gc.get_objects(generation)}
    assert not young & {*map(id, made)}
    assert gone() is not None
    gc.collect()
    assert gone() is None


def test_cycles_in_blocks_do_not_pile_up():
    class Knot:
        pass

    alive, made = [], []
    for _ in range(EVERY + 1):
        made.clear()
        with uncollected():
            made = [[n] for n in range(MANY + 1)]
            knot = Knot()
            knot.self = knot
            alive.append(weakref.ref(knot))
            del knot
    assert made
    assert sum(one() is not None for one in alive) <= EVERY


def test_a_few_values_are_left_to_the_usual_search():
    gc.collect()
    with uncollected():
        made = [[n] for n in range(100)]
    young = {id(value) for generation in (0, 1) for value in gc.get_objects(generation)}
    assert {*map(id, made)} <= young


def test_what_the_caller_keeps_out_of_the_search_stays_out():
    own = [[]]
    gc.freeze()
    try:
        with uncollected():
            made = [[n] for n in range(MANY + 1)]
        assert made
        assert gc.get_freeze_count() > 0
        assert id(own) not in {id(value) for value in gc.get_objects()}
    finally:
        gc.unfreeze()
    assert id(own) in {id(value) for value in gc.get_objects()}
