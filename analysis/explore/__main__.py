"""Open notebooks/erkunden.ipynb as an app through Voilà: ``python -m analysis.explore [--port N]``.

The page may load nothing from elsewhere: Voilà's template asks a CDN for icons that it has itself.
"""

from __future__ import annotations

import argparse
import os
import sys

from analysis import paths

POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws: data: blob:; "
    "frame-ancestors 'self'"
)


def main() -> None:
    """Start Voilà in place of this process."""
    parser = argparse.ArgumentParser(prog="python -m analysis.explore", description="erkunden.ipynb als App")
    parser.add_argument("--port", type=int, default=8866)
    parser.add_argument("--no-browser", action="store_true", help="keinen Browser öffnen")
    given = parser.parse_args()
    settings = {"headers": {"Content-Security-Policy": POLICY}}
    arguments = [
        *(sys.executable, "-m", "voila", str(paths.root() / "notebooks" / "erkunden.ipynb")),
        *(f"--port={given.port}", "--theme=light", f"--Voila.tornado_settings={settings!r}"),
    ]
    os.execv(sys.executable, [*arguments, *(["--no-browser"] if given.no_browser else [])])


if __name__ == "__main__":
    main()
