"""`python -m analysis.sources.training TRAIN.jsonl [FOLDER]`: train the quotation model anew."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.errors import InputError

SHIPPED = Path(__file__).parents[2] / "resources" / "models"


def main() -> None:
    """Train on the annotated articles named first; write to the folder named second, else in place."""
    source, *rest = map(Path, sys.argv[1:])
    if not source.is_file():
        raise InputError(f"{source} gibt es nicht; erwartet werden annotierte Artikel (JSON Lines).")
    try:
        from analysis.sources.training.quotes import train
    except ImportError as missing:
        raise InputError(
            f"Zum Trainieren fehlt {missing.name}. Nachinstallieren: pip install 'pressespiegel[train]'"
        ) from missing
    print(train(source, rest[0] if rest else SHIPPED))


if __name__ == "__main__":
    main()
