"""JupyterLab for real: open erkunden.ipynb, run all cells, filter, see it change, read an article."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import servers

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LONG = 120_000


def test_erkunden_in_jupyterlab(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = servers.project(tmp_path / "projekt")
    port = servers.free_port()
    (root / "config").mkdir()
    (root / "config" / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')
    monkeypatch.setenv("JUPYTER_TOKEN", "geheim")
    command = ["-c", "from analysis.cli import main; main()", "lab", "--no-browser", f"--port={port}"]
    with servers.serving(root, command, f"http://127.0.0.1:{port}/lab?token=geheim") as _:
        context = browser.new_context(viewport={"width": 1700, "height": 1100})
        page = context.new_page()
        page.set_default_timeout(60_000)
        try:
            page.goto(f"http://127.0.0.1:{port}/lab/tree/erkunden.ipynb?token=geheim", timeout=LONG)
            page.wait_for_selector(".jp-Notebook", timeout=LONG)
            page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=LONG)
            page.get_by_text("| Leerlauf").first.wait_for(timeout=LONG)  # the kernel is ready, in German
            page.get_by_role("menuitem", name="Ausführen", exact=True).click()
            page.get_by_text("Alle Zellen ausführen", exact=True).click()
            page.wait_for_selector(".ps-status p", timeout=LONG)
            page.wait_for_selector(".ps-bars .ps-bar", timeout=LONG)
            page.select_option(".ps-outlets select", index=2)
            start = "document.querySelector('.ps-status').innerText.startsWith"
            page.wait_for_function(f"{start}('28 von 131')")
            page.fill(".ps-to input", "2026-03-15")
            page.press(".ps-to input", "Enter")
            page.wait_for_function(f"!{start}('28 ')")
            assert page.locator(".ps-bars").first.locator(".ps-bar").count() == 1
            page.locator(".ps-bars .ps-bar").first.click()
            page.locator(".ps-articles .dataTable tbody tr").first.click()
            page.wait_for_selector(".ps-page .reader .l-quote")
            page.screenshot(path=str(tmp_path / "lab.png"))
        finally:
            context.close()
