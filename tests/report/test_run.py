"""A run of the report: its folder, its pointer, and what a failed run leaves as it was."""

import datetime as dt
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lxml.html
import nbformat
import pandas as pd
import pytest
import runs

from analysis import wording
from analysis.errors import InputError, RunError
from analysis.report import kernels
from analysis.report import run as run_module
from analysis.report.run import NOTEBOOKS, run_report

NOW = dt.datetime(2026, 3, 9, 10, 0, 0, tzinfo=dt.UTC)
STAMP = "2026-03-09T10-00-00"


def files_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file below ``folder``, of links where they lead."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def plain_notebook(path: Path, source: str) -> None:
    """Write a small notebook with the parameters of the real ones and one cell of code."""
    first = nbformat.read(runs.ROOT / "notebooks" / "01_korpus.ipynb", as_version=4)
    cells = [cell for cell in first.cells if "parameters" in cell.metadata.get("tags", [])]
    cells = [nbformat.v4.new_markdown_cell(f"# {path.stem}"), *cells, nbformat.v4.new_code_cell(source)]
    book = nbformat.v4.new_notebook(cells=cells, metadata=first.metadata)
    nbformat.write(book, path)


SHOW = """
import pandas as pd
from matplotlib.figure import Figure
from analysis import prepare, exhibit
whole = prepare(corpus, quote_method=quote_method)
exhibit(whole, pd.DataFrame({"n": [1]}), lambda table: Figure(), "00-probe", 1, "unit_articles")
"""
FAIL = 'print("bis hierher")\nraise ValueError("Das Maß ist voll")'


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A project with two small notebooks and a corpus of three articles."""
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    monkeypatch.delenv("PRESSESPIEGEL_ALLOW", raising=False)
    (tmp_path / "notebooks").mkdir()
    plain_notebook(tmp_path / "notebooks" / "01_korpus.ipynb", SHOW)
    plain_notebook(tmp_path / "notebooks" / "02_sentiment.ipynb", "1 + 1")
    articles = [
        {
            "title": f"Rat tagt {n}",
            "outlet": "Blatt",
            "text": f"Der Rat hat am Montag {n} Stunden getagt. " * 9,
        }
        for n in (2, 3, 4)
    ]
    runs.write_corpus(tmp_path / "data" / "raw" / "klein", articles)
    yield tmp_path
    wording.use("de")


def report(**options: object) -> Path:
    given = {"corpus": "data/raw/klein", **options.pop("given", {})}
    return run_report(given=given, **{"now": NOW, "chosen": ("01_korpus", "02_sentiment"), **options})


# ---- what needs no kernel


@pytest.mark.parametrize("name", ["..", ".", "../x", "a/b", "/tmp/x", ".git", "x" * 101, "a\0b", "a\nb"])
def test_names_that_lead_elsewhere_write_nothing(small, name):
    before = files_of(small)
    with pytest.raises(InputError, match="Name eines Berichts"):
        report(name=name)
    assert files_of(small) == before


@pytest.mark.parametrize(
    "given",
    [
        {"corpu": "x"},
        {"outlets": "Blatt"},
        {"outlets": ["Kein Blatt"]},
        {"genres": ["kommentar"]},
        {"date_from": "2026-02-30"},
        {"date_from": "2026-05-01", "date_to": "2026-04-01"},
        {"corpus": "data/raw/gibtesnicht"},
        {"corpus": "/etc"},
    ],
)
def test_wrong_parameters_make_no_report(small, given):
    with pytest.raises(InputError):
        report(given=given)
    assert not (small / "reports").exists()


def test_a_free_name_counts_on():
    assert run_module._free_name(Path("/gibt/es/nicht"), NOW) == STAMP


@pytest.mark.parametrize("taken", [STAMP, f"{STAMP}-failed", f".{STAMP}-running"])
def test_no_name_is_used_twice(tmp_path, taken):
    (tmp_path / taken).mkdir()
    assert run_module._free_name(tmp_path, NOW) == f"{STAMP}-2"


def test_two_that_start_at_once_get_folders_of_their_own(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _: run_module._claim(tmp_path / "demo", NOW), range(16)))
    assert len({run for run, _ in claimed}) == len({work for _, work in claimed}) == 16
    assert all((work / "notebooks").is_dir() and not run.exists() for run, work in claimed)


def test_the_pointer_moves_in_one_step(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        run_module._point(tmp_path / "latest", tmp_path / name)
    assert (tmp_path / "latest").readlink() == Path("b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "latest"]


def test_without_links_a_page_points(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "symlink_to", lambda *_, **__: (_ for _ in ()).throw(OSError("no links here")))
    run_module._point(tmp_path / "latest", tmp_path / "a")
    assert 'href="a/index.html"' in (tmp_path / "latest.html").read_text()


# ---- with kernels


@pytest.mark.slow
def test_a_run_and_a_failed_one_and_two_in_a_second(small):
    """One after the other, since each starts kernels: good, good in the same second, then a failure."""
    first = report()
    folder = small / "reports" / "klein"
    assert first == folder / STAMP / "index.html"
    assert (folder / "latest").resolve() == folder / STAMP

    second = report()
    assert second.parent.name == f"{STAMP}-2" and (folder / "latest").resolve() == second.parent
    good = files_of(folder)

    plain_notebook(small / "notebooks" / "02_sentiment.ipynb", FAIL)
    later = NOW + dt.timedelta(minutes=1)
    with pytest.raises(RunError) as caught:
        report(now=later)
    kept = folder / "2026-03-09T10-01-00-failed"
    message = str(caught.value)
    assert {name: value for name, value in files_of(folder).items() if kept.name not in name} == good
    assert "02_sentiment.ipynb" in message and str(kept) in message and "Das Maß ist voll" in message
    assert "\n" not in message and "\x1b" not in message and "Traceback" not in message
    partial = (kept / "notebooks" / "02_sentiment.ipynb").read_text("utf-8")
    assert "bis hierher" in partial and "Das Maß ist voll" in partial
    assert "Das Maß ist voll" in (kept / "reason.txt").read_text("utf-8")
    assert not list(folder.glob(".*"))


@pytest.mark.slow
def test_a_notebook_finds_nothing_of_the_one_before_it_in_the_kernel(small):
    names = ("01_korpus", "02_sentiment", "03_quellen")  # two kernels at most: one runs two
    for name in names:
        plain_notebook(small / "notebooks" / f"{name}.ipynb", "assert 'left' not in globals()\nleft = 1")
    page = report(chosen=names)
    for path in (page.parent / "notebooks").iterdir():
        assert [c.execution_count for c in nbformat.read(path, 4).cells if c.cell_type == "code"] == [1, 2, 3]


@pytest.mark.slow
def test_a_failure_after_the_notebooks_is_kept_too(small, monkeypatch):
    def broken(*_: object) -> str:
        raise RuntimeError("Die Seite klemmt")

    monkeypatch.setattr(run_module, "render", broken)
    with pytest.raises(RunError, match="Die Seite klemmt"):
        report(chosen=("02_sentiment",))
    folder = small / "reports" / "klein"
    assert [path.name for path in folder.iterdir()] == [f"{STAMP}-failed"]
    assert (folder / f"{STAMP}-failed" / "notebooks" / "02_sentiment.ipynb").is_file()


@pytest.mark.slow
def test_an_interruption_stays_one(small, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_module, "execute_notebook", interrupted)
    with pytest.raises(KeyboardInterrupt):
        report()
    assert not (small / "reports" / "klein" / "latest").exists()


KERNEL_FAULTS = {
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "abgestürzt"),
    "ends itself": ("import os; os._exit(0)", "abgestürzt"),
    "hangs": ("while True: pass", "länger als"),
    "hangs and will not be interrupted": (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(600)",
        "länger als",
    ),
    "no memory": (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)); b'x' * 2**33",
        "MemoryError",
    ),
    "a full disk": ("raise OSError(28, 'No space left on device')", "No space left"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", KERNEL_FAULTS)
def test_a_kernel_that_dies_or_hangs_costs_only_its_run(small, monkeypatch, fault):
    page = report(chosen=("02_sentiment",))
    before = files_of(small)
    source, says = KERNEL_FAULTS[fault]
    plain_notebook(small / "notebooks" / "03_quellen.ipynb", source)
    with monkeypatch.context() as patch, pytest.raises(RunError, match=says) as caught:
        if "hangs" in fault:
            patch.setattr(kernels, "CELL_SECONDS", 5)
        report(chosen=("03_quellen",), now=NOW + dt.timedelta(minutes=1))
    assert "03_quellen.ipynb" in str(caught.value) and "\n" not in str(caught.value)
    (small / "notebooks" / "03_quellen.ipynb").unlink()
    assert {name: value for name, value in files_of(small).items() if "-failed" not in name} == before
    again = report(chosen=("02_sentiment",), now=NOW + dt.timedelta(minutes=2))
    assert again != page and (again.parents[1] / "latest").resolve() == again.parent


@pytest.mark.slow
def test_a_kernel_that_prints_100_mb(small):
    loud = "for _ in range(100): print('x' * 2**20)"
    plain_notebook(small / "notebooks" / "02_sentiment.ipynb", loud)
    page = report(chosen=("02_sentiment",))
    assert page.stat().st_size < 2_000_000
    notebook = (page.parent / "notebooks" / "02_sentiment.ipynb").read_text("utf-8")
    assert (
        len(notebook) < 300_000 and f"({100 * (2**20 + 1) - 100_000} weitere Zeichen weggelassen)" in notebook
    )


@pytest.mark.slow
def test_the_folder_of_a_run(demo):
    folder = demo / "reports" / "demo"
    assert sorted(path.name for path in folder.iterdir())[-1] == "latest"
    run = (folder / "latest").resolve()
    assert {path.name for path in run.iterdir()} == {
        "index.html", "notebooks", "tables", "figures", "manifest.json",
    }  # fmt: skip
    assert {path.stem for path in (run / "notebooks").iterdir()} == set(NOTEBOOKS)
    tables = {path.name for path in (run / "tables").iterdir()}
    figures = {path.name for path in (run / "figures").iterdir()}
    names = {Path(name).stem for name in tables}
    assert tables == {f"{name}.{kind}" for name in names for kind in ("csv", "parquet", "xlsx")}
    drawn = {Path(name).stem for name in figures}
    assert figures == {f"{name}.{kind}" for name in drawn for kind in ("svg", "png")}
    assert len(drawn) >= 8 and drawn <= names


@pytest.mark.slow
def test_every_table_of_the_page_is_a_file_and_no_name_is_used_twice(demo):
    run = demo / "reports" / "demo" / "latest"
    ids = lxml.html.parse(str(run / "index.html"), lxml.html.HTMLParser(encoding="utf-8")).xpath(
        "//figure/@id"
    )
    assert len(ids) == len(set(ids))
    assert {path.stem for path in (run / "tables").iterdir()} == set(ids)


@pytest.mark.slow
def test_csv_and_parquet_say_the_same(demo):
    run = demo / "reports" / "demo" / "latest"
    for parquet in (run / "tables").glob("*.parquet"):
        table = pd.read_parquet(parquet)
        again = (
            pd.read_csv(parquet.with_suffix(".csv"), encoding="utf-8-sig") if len(table.columns) else table
        )
        assert list(again.columns) == list(table.columns) and len(again) == len(table), parquet.name
        for column in table.select_dtypes("number"):
            pd.testing.assert_series_equal(table[column], again[column], check_dtype=False)


@pytest.mark.slow
def test_the_manifest_tells_what_was_read_and_how(demo):
    manifest = json.loads((demo / "reports" / "demo" / "latest" / "manifest.json").read_text("utf-8"))
    source = demo / "data" / "raw" / "demo"
    inputs = {
        path.relative_to(source).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in source.rglob("*")
        if path.is_file()
    }
    assert manifest["inputs"]["sha256"] == inputs
    assert manifest["parameters"]["corpus"] == "data/raw/demo"
    assert {"python", "pressespiegel", "pandas", "papermill"} <= set(manifest["versions"])
    assert dt.datetime.fromisoformat(manifest["started"]) < dt.datetime.fromisoformat(manifest["finished"])
    sums = manifest["accounting"]
    assert sums["read"] == sum(value for name, value in sums.items() if name != "read") > 100


@pytest.mark.slow
def test_executed_notebooks_hold_the_parameters_and_no_error(demo):
    for path in (demo / "reports" / "demo" / "latest" / "notebooks").iterdir():
        book = nbformat.read(path, as_version=4)
        injected = [c for c in book.cells if "injected-parameters" in c.metadata.get("tags", [])]
        assert len(injected) == 1 and 'corpus = "data/raw/demo"' in injected[0].source
        outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
        assert not [output for output in outputs if output.output_type == "error"]
        shown = [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]
        assert not shown, shown[:1]


@pytest.mark.slow
def test_the_report_names_no_folder_of_this_machine(demo):
    run = demo / "reports" / "demo" / "latest"
    for name in ("index.html", "manifest.json"):
        text = (run / name).read_text("utf-8")
        assert str(demo) not in text and str(Path.home()) + "/" not in text


@pytest.mark.slow
def test_hostile_articles_stay_inert_in_notebooks_tables_and_figures(hostile):
    run = hostile / "reports" / "böse" / "latest"
    for path in (run / "notebooks").iterdir():
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                html = output.get("data", {}).get("text/html", "")
                tree = lxml.html.fragment_fromstring(html, create_parent=True)
                tags = {element.tag for element in tree.iter()}
                assert not tags & {"script", "img", "svg", "style", "a", "iframe", "i"}, path.name
                assert not [name for e in tree.iter() for name in e.attrib if name.startswith("on")]
                assert "\u202e" not in html
    for path in (run / "figures").glob("*.svg"):
        tree = lxml.etree.fromstring(path.read_bytes())
        assert not tree.xpath("//*[local-name() = 'script' or local-name() = 'foreignObject']")
        assert not tree.xpath("//@*[starts-with(name(), 'on')]"), path.name
    for path in (run / "tables").glob("*.csv"):
        assert not re.search(r'(?m)(^|,)"?[=@]', path.read_text("utf-8-sig")), path.name


@pytest.mark.slow
def test_outlets_with_odd_names_are_all_there(hostile):
    table = pd.read_parquet(hostile / "reports" / "böse" / "latest" / "tables" / "01-medien.parquet")
    assert sorted(table["outlet"]) == sorted(runs.OUTLETS) and set(table["articles"]) == {6}
