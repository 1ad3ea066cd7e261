import ctypes
import platform
from types import SimpleNamespace

import pytest

from analysis.annotation.allocation import keep_freed


@pytest.fixture(autouse=True)
def _anew():
    keep_freed.cache_clear()
    yield
    keep_freed.cache_clear()


def test_the_c_library_is_told_once_what_to_keep(monkeypatch: pytest.MonkeyPatch):
    told: list[tuple[int, int]] = []
    library = SimpleNamespace(mallopt=lambda option, size: told.append((option, size)))
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    keep_freed()
    keep_freed()
    assert told == [(-1, 268_435_456), (-3, 33_554_432)]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has the settings")
def test_the_c_library_takes_what_it_is_told(monkeypatch: pytest.MonkeyPatch):
    real, taken = ctypes.CDLL(None), []
    library = SimpleNamespace(mallopt=lambda *setting: taken.append(real.mallopt(*setting)))
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    keep_freed()
    assert taken == [1, 1]


def test_a_library_without_the_setting_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch):
    asked: list[None] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda name: asked.append(name) or SimpleNamespace())
    assert keep_freed() is None
    assert asked == [None]
