"""A real Chromium, and the reports opened in it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))
import runs

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""


def executable() -> str | None:
    """Return Debian's Chromium, or the first browser of its kind on the path."""
    debian = Path("/usr/bin/chromium")
    if debian.is_file():
        return str(debian)
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; skipped where none is installed, a failure where CI is set."""
    found = executable()
    if found is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("Kein Chromium gefunden. Installieren: sudo apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


class Opened:
    """A report in the browser, with all that it asked for and complained about."""

    def __init__(self, page: Any):
        self.page = page
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        self.answered: list[str] = []  # a blocked request is announced too, but never answered
        self.refused: list[str] = []
        page.on("requestfailed", lambda request: self.refused.append(request.url))
        page.on("response", lambda response: self.answered.append(response.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: (self.messages.append(dialog.message), dialog.dismiss()))
        page.add_init_script(VIOLATIONS)

    @property
    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations"))


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """Return a function that opens a file in a browser of its own, without a network."""
    contexts = []

    def opened(path: Path, fragment: str = "", **options: Any) -> Opened:
        context = browser.new_context(**{"viewport": {"width": 1100, "height": 800}, **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        made = Opened(context.new_page())
        made.page.goto(path.resolve().as_uri() + fragment)
        return made

    yield opened
    for context in contexts:
        context.close()


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all worker processes of this session share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def demo_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the report on the demo corpus."""
    root = runs.once(shared_folder(tmp_path_factory) / "demo-report", runs.demo_report)
    return root / "reports" / "demo" / "latest" / "index.html"


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the report on articles that try to break out of it, with their full texts."""
    root = runs.once(shared_folder(tmp_path_factory) / "hostile-report", runs.hostile_report)
    return root / "reports" / "böse" / "latest" / "index.html"
