"""`python -m analysis.sources.training TRAIN.jsonl MORE.jsonl [FOLDER]`: train the quotation model anew."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.errors import InputError

SHIPPED = Path(__file__).parents[2] / "resources" / "models"


def main() -> None:
    """Train on the annotated articles and the texts named; write to the folder named third, else in place."""
    source, more, *rest = map(Path, sys.argv[1:])
    for path, what in ((source, "annotierte Artikel"), (more, "Artikel ohne Annotationen")):
        if not path.is_file():
            raise InputError(f"{path} gibt es nicht; erwartet werden {what} (JSON Lines).")
    try:
        from analysis.sources.training.quotes import train
    except ImportError as missing:
        raise InputError(
            f"Zum Trainieren fehlt {missing.name}. Nachinstallieren: pip install 'pressespiegel[train]'"
        ) from missing
    print(train(source, more, rest[0] if rest else SHIPPED))


if __name__ == "__main__":
    main()
