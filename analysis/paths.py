"""Where things lie: the project's root, and which paths a parameter may name."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from analysis.errors import InputError


def root() -> Path:
    """Return the project's root: PRESSESPIEGEL_ROOT, else the folder of this checkout.

    Paths in notebooks and parameters are resolved against it, whatever the kernel's folder.

    >>> (root() / "notebooks").is_dir()
    True
    """
    if given := os.environ.get("PRESSESPIEGEL_ROOT"):
        return Path(given).resolve()
    return Path(__file__).resolve().parent.parent


def allowed() -> list[Path]:
    """Return the folders that parameters may point into: the root and those in PRESSESPIEGEL_ALLOW."""
    more = os.environ.get("PRESSESPIEGEL_ALLOW", "")
    return [root(), *(Path(part).resolve() for part in more.split(os.pathsep) if part)]


def inside(path: str | Path) -> Path:
    """Return ``path`` resolved against the root; InputError if absent or not allowed."""
    if not str(path).strip():
        raise InputError("Der Pfad zu den Artikeln ist leer; gemeint ist etwas wie data/raw/demo.")
    try:
        resolved = (root() / Path(path).expanduser()).resolve()
        exists = resolved.exists()
    except (OSError, RuntimeError, ValueError) as error:  # an unknown ~user, a loop of links, a name too long
        why = getattr(error, "strerror", None) or error
        raise InputError(f"Der Pfad „{str(path)[:200]}“ ist nicht lesbar: {why}.") from None
    if not any(resolved.is_relative_to(folder) for folder in allowed()):
        raise InputError(
            f"Der Pfad „{path}“ liegt außerhalb des Projekts. Die Artikel nach data/raw/ kopieren "
            "oder den Ordner mit --allow freigeben (in Notebooks: Umgebungsvariable PRESSESPIEGEL_ALLOW)."
        )
    if not exists:
        raise InputError(
            f"„{path}“ gibt es nicht (gesucht: {resolved}). Verfügbar unter data/raw/: "
            f"{', '.join(corpora()) or 'nichts'}."
        )
    return resolved


def codebook(name: str) -> str | None:
    """Return the codebook that a parameter names: None for none, a shipped one's name, a resolved path."""
    if not name.endswith((".yaml", ".yml")):
        return name or None
    return str(inside(name))


def corpora() -> list[str]:
    """Return the names of the corpora in data/raw/."""
    folder = root() / "data" / "raw"
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def name_of(path: Path) -> str:
    """Return a plain name for the corpus at ``path``, for folders of results.

    Two corpora never share one: within data/raw/ the name is the path, elsewhere a hash follows it.
    """
    raw = root() / "data" / "raw"
    bare = path.with_suffix("") if path.is_file() else path
    if path != raw and path.is_relative_to(raw):
        return _plain("-".join(bare.relative_to(raw).parts))
    return f"{_plain(bare.name)}-{hashlib.sha256(str(path).encode()).hexdigest()[:6]}"


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "korpus"
