"""A lock that waits: who comes second, and what is left where nothing was kept."""

import threading
import time

import pytest

from analysis import locks


def test_the_second_waits_for_the_first(tmp_path):
    path, order = tmp_path / "da" / ".lock", []

    def second():
        with locks.waited(path):
            order.append("second")

    with locks.waited(path):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.3)
        order.append("first")
        (path.parent / "table").write_text("kept")
    other.join()
    assert order == ["first", "second"]


def test_folders_made_for_nothing_are_taken_away(tmp_path):
    with pytest.raises(ValueError), locks.waited(tmp_path / "a" / "b" / ".lock"):
        raise ValueError
    assert list(tmp_path.iterdir()) == []


def test_what_was_kept_or_was_there_stays(tmp_path):
    with locks.waited(tmp_path / "a" / ".lock"):
        (tmp_path / "a" / "table").write_text("kept")
    (tmp_path / "b").mkdir()
    with locks.waited(tmp_path / "b" / ".lock"):
        pass
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".lock", ".lock", "a", "b", "table"]


def test_a_waiter_survives_that_the_folder_is_taken_away(tmp_path):
    path, held = tmp_path / "a" / ".lock", []

    def second():
        with locks.waited(path):
            held.append(path.exists())

    other = threading.Thread(target=second)
    with locks.waited(path):
        other.start()
        time.sleep(0.3)
    other.join()
    assert held == [True]
