"""The software bill of materials of the default installation: `python tools/sbom.py > sbom.json`.

CycloneDX 1.5 JSON made from requirements.lock (names, versions, hashes) and the installed packages
(licences). The same lock gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """Return one component for each package of the text of a lock file."""
    found = list(ENTRY.finditer(lock))
    ends = [entry.start() for entry in found[1:]] + [len(lock)]
    return [
        component(entry.group(1), entry.group(2), HASH.findall(lock[entry.end() : end]))
        for entry, end in zip(found, ends, strict=True)
    ]


def component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """Return one package as CycloneDX has it; the hashes are those of its files for all platforms."""
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    digests = ([{"alg": "SHA-256", "content": digest}] for digest in hashes)
    files = [{"type": "distribution", "url": purl, "hashes": digest} for digest in digests]
    made = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    return {**made, "licenses": licences(name), "externalReferences": files}


def licences(name: str) -> list[dict[str, Any]]:
    """Return the licence that an installed package states; none where it is not installed here."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if expression := about.get("License-Expression"):
        return [{"expression": expression}]
    kinds = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    named = kinds or [(about.get("License") or "").split("\n")[0][:80]]
    return [{"license": {"name": kind}} for kind in named if kind]


def bill(lock: str) -> dict[str, Any]:
    """Return the whole bill."""
    own = {"type": "application", "name": "pressespiegel", "version": metadata.version("pressespiegel")}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": components(lock),
    }


if __name__ == "__main__":
    json.dump(bill(LOCK.read_text("utf-8")), sys.stdout, indent=1, ensure_ascii=False)
