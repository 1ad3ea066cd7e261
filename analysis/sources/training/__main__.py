"""`python -m analysis.sources.training TRAIN.jsonl MORE.jsonl ENCODER [FOLDER]`: train the model anew."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.errors import InputError

SHIPPED = Path(__file__).parents[2] / "resources" / "models"


def main() -> None:
    """Train on the annotated articles and the texts named; write to the folder named last, else in place.

    ENCODER is the folder of a transformer that the teacher is built on, in the format of transformers.
    """
    if len(sys.argv) < 4:
        raise InputError("Drei Angaben sind nötig: annotierte Artikel, weitere Artikel, Ordner des Encoders.")
    source, more, encoder, *rest = map(Path, sys.argv[1:])
    for path, what in ((source, "annotierte Artikel"), (more, "Artikel ohne Annotationen")):
        if not path.is_file():
            raise InputError(f"{path} gibt es nicht; erwartet werden {what} (JSON Lines).")
    if not (encoder / "config.json").is_file():
        raise InputError(
            f"In {encoder} liegt kein Encoder; erwartet wird ein Ordner mit config.json, "
            "etwa von multilingual-e5-small."
        )
    try:
        from analysis.sources.training.quotes import train
    except ImportError as missing:
        raise InputError(
            f"Zum Trainieren fehlt {missing.name}. Nachinstallieren: pip install 'pressespiegel[train]'"
        ) from missing
    print(train(source, more, encoder, rest[0] if rest else SHIPPED))


if __name__ == "__main__":
    main()
