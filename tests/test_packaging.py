"""The package and its lists of dependencies: one list of versions, locked with hashes, freely licensed."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

# Licences that this project must not depend on at run time, as metadata write them.
COPYLEFT = re.compile(r"\b[AL]?GPL|General Public|Affero", re.IGNORECASE)
# Distributions whose metadata name such a licence although it does not bind us.
EXCEPTIONS = {
    "tld": "at the choice of the user: MPL 1.1, GPL 2 or LGPL 2.1; used under the MPL",
}


def locked(name: str) -> dict[tuple[str, str], tuple[Version, list[str]]]:
    """Return the entries of a lock file: (name, marker) -> version and hashes; any other line is an error."""
    entries: dict[tuple[str, str], tuple[Version, list[str]]] = {}
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            continue
        head, *hashes = re.split(r"\s+--hash=", line)
        requirement = Requirement(head)
        (pin,) = requirement.specifier
        assert pin.operator == "==" and "*" not in pin.version, line
        key = (canonicalize_name(requirement.name), str(requirement.marker or ""))
        assert key not in entries, f"{key} steht zweimal in {name}"
        entries[key] = (Version(pin.version), [value.strip() for value in hashes])
    return entries


RUN, DEV = locked("requirements.lock"), locked("requirements-dev.lock")


def tracked() -> list[Path]:
    """Return the files under version control; without git or a repository the test is skipped."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("kein Git-Arbeitsverzeichnis")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


# ---- lock files


@pytest.mark.parametrize("entries", [RUN, DEV], ids=["run", "dev"])
def test_every_entry_has_hashes(entries):
    assert len(entries) > 50
    for name, (_, hashes) in entries.items():
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), name


def covered(requirements: Iterable[str], entries: dict) -> list[str]:
    """Return those of ``requirements`` that ``entries`` do not satisfy on this machine."""
    missing = []
    for text in requirements:
        wanted = Requirement(text)
        versions = [
            version
            for (name, marker), (version, _) in entries.items()
            if name == canonicalize_name(wanted.name) and (not marker or Marker(marker).evaluate())
        ]
        if len(versions) != 1 or versions[0] not in wanted.specifier:
            missing.append(text)
    return missing


def test_every_dependency_is_locked():
    assert covered([*PROJECT["dependencies"], *EXTRAS["lab"], *EXTRAS["build"]], RUN) == []
    tools = [
        requirement for extra in ("lab", "build", "dev", "lehre", "scale") for requirement in EXTRAS[extra]
    ]
    assert covered([*PROJECT["dependencies"], *tools], DEV) == []


def test_the_developers_list_is_the_first_one_and_more():
    """A tool may need on every platform what the suite needs on some: the version is the same."""
    run, dev = ({(name, *entry[:1]) for (name, _), entry in lock.items()} for lock in (RUN, DEV))
    assert run < dev


def test_the_lock_holds_for_every_python_from_the_declared_one_on():
    """A package pinned for some versions of Python only must be pinned for the others too."""
    lowest = re.search(r"\d+\.\d+", PROJECT["requires-python"]).group()
    for text in PROJECT["dependencies"]:
        name = canonicalize_name(Requirement(text).name)
        for python in (lowest, "3.12", "3.13", "3.14"):
            place = {"python_version": python, "python_full_version": f"{python}.0"}
            markers = [marker for other, marker in RUN if other == name]
            fits = [marker for marker in markers if not marker or Marker(marker).evaluate(place)]
            assert len(fits) == 1, (name, python)


def test_lists_name_no_index():
    for name in ("requirements.lock", "requirements-dev.lock", "environment.yml", "pyproject.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"index-url|find-links|trusted-host|://|(?m:^\s*-e )", text), name


def test_environment_yml_is_the_same_list():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert environment["name"] and environment["channels"][0] == "conda-forge"
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert sorted(re.split("[=<>]", entry)[0] for entry in conda) == ["pip", "python"]
    (python,) = [entry.partition("=")[2] for entry in conda if entry.startswith("python")]
    assert Version(python.lstrip("=")) in Requirement(f"x{PROJECT['requires-python']}").specifier
    assert "-r requirements.lock" in pip and "--require-hashes" in pip
    assert all(entry.startswith("-") for entry in pip), "Versionen stehen nur in requirements.lock"


# ---- what the package imports


def imported() -> dict[str, set[str]]:
    """Return the modules from outside that the package imports, each with the files that do."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                found.setdefault(name.split(".")[0], set()).add(path.relative_to(ROOT).as_posix())
    ours = {"analysis", "__future__", *sys.stdlib_module_names}
    return {name: files for name, files in found.items() if name not in ours}


# Imported where a user asks for it or where a model is trained, with a message where it is missing.
OPTIONAL = {"fundus", "torch", "transformers", "HanTa", "pycrfsuite", "scipy"}


def test_every_import_is_a_dependency_or_comes_with_one():
    """Declared in pyproject.toml, or required directly by a declared one (IPython by ipykernel)."""
    texts = [*PROJECT["dependencies"], *(t for name, more in EXTRAS.items() if name != "dev" for t in more)]
    known = {canonicalize_name(Requirement(text).name) for text in texts}
    for text in PROJECT["dependencies"]:
        needed = [Requirement(t) for t in distribution(Requirement(text).name).requires or []]
        known |= {canonicalize_name(r.name) for r in needed if "extra" not in str(r.marker)}
    homes = packages_distributions()
    unknown = {
        module: sorted(files)
        for module, files in imported().items()
        if not {canonicalize_name(name) for name in homes.get(module, [module])} & known
    }
    assert {module: files for module, files in unknown.items() if module not in OPTIONAL} == {}


def test_resources_travel_with_the_package(tmp_path):
    from zipfile import ZipFile

    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    packed = set(ZipFile(wheel).namelist())
    resources = {
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if (ROOT / "analysis") in path.parents and "__pycache__" not in path.parts
    }
    assert resources <= packed
    assert not [name for name in packed if name.startswith(("tests/", "notebooks/", "data/"))]


# ---- licences


def installed(roots: Iterable[str]) -> dict[str, Distribution]:
    """Return the distributions that ``roots`` need on this machine, without extras nobody asked for."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(needed.name, frozenset(needed.extras)) for needed in map(Requirement, roots)]
    while waiting:
        name, extras = waiting.pop()
        if (canonicalize_name(name), extras) in seen:
            continue
        seen.add((canonicalize_name(name), extras))
        try:
            found[canonicalize_name(name)] = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} wird gebraucht und ist nicht installiert")
        for text in found[canonicalize_name(name)].requires or []:
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in {"", *extras}):
                waiting.append((needed.name, frozenset(needed.extras)))
    return found


def licence(found: Distribution) -> str:
    """Return what the metadata say of the licence, without the licence's text."""
    written = str(found.metadata.get("License") or "")
    parts = [
        str(found.metadata.get("License-Expression") or ""),
        written if len(written) < 200 else written.strip().splitlines()[0],
        *(str(line) for line in found.metadata.get_all("Classifier") or [] if "License" in str(line)),
    ]
    return "; ".join(part for part in parts if part)


def test_no_default_dependency_is_under_a_copyleft_licence():
    needed = installed(PROJECT["dependencies"])
    assert len(needed) > 50
    found = {name: licence(part) for name, part in needed.items() if COPYLEFT.search(licence(part))}
    assert {name: text for name, text in found.items() if name not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(found), "Eine Ausnahme wird nicht mehr gebraucht"


def test_every_default_dependency_states_a_licence():
    assert [name for name, part in installed(PROJECT["dependencies"]).items() if not licence(part)] == []


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("GPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("LGPL-2.1", True),
        ("AGPLv3", True),
        ("MIT", False),
        ("MPL-2.0 AND MIT", False),
        ("BSD-3-Clause", False),
    ],
)
def test_copyleft_is_recognised(text, bad):
    assert bool(COPYLEFT.search(text)) is bad


# ---- what a tracked file may not hold

# Written in pieces, or this file would be the first to break the rule.
_NAMES = (
    "py" + r"pi\.org",
    "python" + "hosted" + r"\.org",
    "npm" + r"js\.(org|com)",
    "jfrog" + r"\.",
    "sona" + "type",
)
HOSTS = re.compile("|".join(_NAMES))
MACHINE = re.compile(r"(?<![\w.])/(root|work|home/\w+|Users/\w+|private/var)" + "/" + r"\w")
SECRETS = re.compile(r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE " + "KEY-----|gh[pousr]_[A-Za-z0-9]{36}")


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE, SECRETS], ids=["registry", "machine", "secret"])
def test_no_tracked_file_names_a_registry_a_folder_of_a_machine_or_a_secret(pattern):
    found = []
    for path in tracked():
        data = path.read_bytes()
        text = "" if b"\0" in data else data.decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in pattern.finditer(text)]
    assert found == []


def test_no_result_and_no_corpus_of_a_user_is_tracked():
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    allowed = ("data/raw/demo/", "data/processed/.gitkeep", "data/kodierung/.gitkeep", "reports/.gitkeep")
    assert [n for n in names if n.startswith(("data/", "reports/")) and not n.startswith(allowed)] == []
    assert [n for n in names if re.search(r"__pycache__|\.ipynb_checkpoints|\.venv/|\.egg-info", n)] == []


# ---- the two commands


def test_readme_names_both_commands_and_make_knows_them():
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("report", "test", "lab", "check", "clean"):
        assert f"make {target}" in readme
        assert re.search(rf"(?m)^{target}:", makefile), target
    assert "apt-get install chromium" in readme
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_command_in_the_readme_exists():
    from analysis.cli import commands

    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"(?m)(?:`|^|\\)pressespiegel ([a-z]+)", readme))
    assert named and named <= set(commands.commands), named - set(commands.commands)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"])
def test_links_between_documents_lead_somewhere(name):
    path = ROOT / name
    assert path.is_file(), f"{name} fehlt"
    targets = [t for t in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")) if "://" not in t]
    gone = [t for t in targets if not t.startswith("mailto:") and not (path.parent / t).exists()]
    assert gone == []


def test_licence_file_is_the_declared_one():
    assert PROJECT["license"] == "MIT" and "MIT License" in (ROOT / "LICENSE").read_text("utf-8")


def test_markers_of_the_quick_part_are_declared():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    assert {"slow", "browser", "shared"} <= {marker.partition(":")[0] for marker in options["markers"]}
    assert "--strict-markers" in options["addopts"]
