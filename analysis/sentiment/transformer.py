"""The method ``transformer:NAME``: any Hugging Face sequence classifier, by name or local path.

Needs the extra: ``pip install 'pressespiegel[transformer]'``. The polarity of a sentence is P(positive) -
P(negative); there are no hits, because a classifier does not say which words drove it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from analysis.errors import InputError
from analysis.language import Text
from analysis.sentiment.polarity import Polarity

BATCH = 32
_NAMES = {"negative": ("neg", "label_0"), "neutral": ("neu", "label_1"), "positive": ("pos", "label_2")}


@cache
def load(name: str) -> tuple[Any, Any, list[str]]:
    """Return (tokenizer, model, label of each output) of the classifier ``name``, on a GPU if there is one.

    InputError with the line to install, where the extra or the model is missing or its labels are unclear.
    """
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError as error:
        raise InputError(
            "Für die Methode „transformer“ fehlt die Erweiterung: "
            "`pip install 'pressespiegel[transformer]'` ausführen."
        ) from error
    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        # weights that are a pickle could run anything: safetensors alone
        model = AutoModelForSequenceClassification.from_pretrained(name, use_safetensors=True)
    except (OSError, ValueError) as error:
        raise InputError(
            f"Das Modell „{name}“ ist nicht da: vorher mit `huggingface-cli download {name}` laden "
            "oder einen lokalen Ordner angeben."
        ) from error
    model.eval().to("cuda" if torch.cuda.is_available() else "cpu")
    return tokenizer, model, _labels(name, model.config.id2label)


def _labels(name: str, id2label: dict[int, str]) -> list[str]:
    found = []
    for number in sorted(id2label):
        given = str(id2label[number]).lower()
        found.append(next((ours for ours, starts in _NAMES.items() if given.startswith(starts)), ""))
    if not {"negative", "positive"} <= set(found):
        raise InputError(
            f"Das Modell „{name}“ nennt seine Klassen {list(id2label.values())}; gebraucht werden "
            "negative, positive und möglichst neutral: ein anderes Modell wählen."
        )
    return found


def score(text: Text, name: str) -> list[Polarity]:
    """Return one Polarity for each sentence of ``text``, from the classifier ``name``, in batches."""
    tokenizer, model, labels = load(name)
    import torch

    sentences = [text.text[start:end] for start, end in text.sentence_spans()]
    found = []
    for first in range(0, len(sentences), BATCH):
        batch = tokenizer(
            sentences[first : first + BATCH], return_tensors="pt", padding=True, truncation=True
        )
        with torch.inference_mode():
            logits = model(**batch.to(model.device)).logits
        found += [_polarity(row, labels) for row in logits.softmax(-1).tolist()]
    return found


def _polarity(row: list[float], labels: list[str]) -> Polarity:
    share = {label: sum(p for p, own in zip(row, labels, strict=True) if own == label) for label in _NAMES}
    label = max(share, key=lambda name: share[name])
    good, bad = share["positive"], share["negative"]
    return Polarity(good - bad, label, good, bad, ())
