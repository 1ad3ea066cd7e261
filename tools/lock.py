"""Resolve the dependencies of pyproject.toml into requirements.lock and requirements-dev.lock.

Both hold exact versions with hashes for every platform and Python from 3.11 on, and name no registry. The
second is the first plus the developers' tools. Usage: make lock
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMMON = [
    *("uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"),
    *("--extra", "lab", "--extra", "build"),
]


def main() -> None:
    """Write both lock files, the second held to the versions of the first."""
    first = [*COMMON, *sys.argv[1:], "--output-file", "requirements.lock"]
    extras = [part for name in ("dev", "lehre", "scale") for part in ("--extra", name)]
    second = [*COMMON, *extras, "--constraints", "requirements.lock"]
    for command in (first, [*second, "--output-file", "requirements-dev.lock"]):
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
