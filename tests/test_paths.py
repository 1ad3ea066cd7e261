"""Which paths a parameter may name, and what is said about all others."""

import pytest

from analysis import paths
from analysis.errors import InputError


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path / "projekt"))
    monkeypatch.delenv("PRESSESPIEGEL_ALLOW", raising=False)
    (tmp_path / "projekt" / "data" / "raw" / "probe").mkdir(parents=True)
    (tmp_path / "draussen").mkdir()
    return tmp_path / "projekt"


def test_paths_are_meant_from_the_root(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert paths.inside("data/raw/probe") == root / "data" / "raw" / "probe"
    assert paths.inside(root / "data" / "raw") == root / "data" / "raw"
    assert paths.inside("data/raw/../raw/probe") == root / "data" / "raw" / "probe"
    assert paths.corpora() == ["probe"]


@pytest.mark.parametrize(
    "path", ["..", "../draussen", "/etc", "data/../../draussen", "~", "../projekt-neben"]
)
def test_paths_outside_are_refused(root, path):
    with pytest.raises(InputError, match="liegt außerhalb des Projekts"):
        paths.inside(path)


def test_a_link_that_leads_outside_is_refused(root, tmp_path):
    (root / "data" / "raw" / "link").symlink_to(tmp_path / "draussen")
    with pytest.raises(InputError, match="liegt außerhalb"):
        paths.inside("data/raw/link")


def test_allowed_folders(root, tmp_path, monkeypatch):
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", str(tmp_path / "draussen"))
    assert paths.inside("../draussen") == tmp_path / "draussen"
    with pytest.raises(InputError, match="liegt außerhalb"):
        paths.inside("../draussen-neben")


def test_what_is_not_there_is_named_with_what_is(root):
    with pytest.raises(InputError, match=r"„data/raw/porbe“ gibt es nicht.*data/raw/: probe"):
        paths.inside("data/raw/porbe")


@pytest.mark.parametrize("path", ["", "  ", "a" * 5000, "data/\0", "~niemand-hier/x"])
def test_what_is_no_path_is_told(root, path):
    with pytest.raises(InputError):
        paths.inside(path)


@pytest.mark.parametrize(
    ("name", "wanted"), [("probe", "probe"), ("Süd Ost", "Süd-Ost"), ("a.b", "a-b"), ("...", "korpus")]
)
def test_names_of_corpora(root, name, wanted):
    assert paths.name_of(root / "data" / "raw" / name) == wanted


def test_a_file_gives_its_name_without_the_ending(root):
    file = root / "data" / "raw" / "artikel.jsonl"
    file.write_text("")
    assert paths.name_of(file) == "artikel"
