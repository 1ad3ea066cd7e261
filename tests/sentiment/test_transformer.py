"""The method transformer, on a tiny model with random weights made on the spot."""

import importlib.util
from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.language import segment
from analysis.sentiment import score_sentences

MISSING = importlib.util.find_spec("torch") is None or importlib.util.find_spec("transformers") is None


@pytest.mark.skipif(not MISSING, reason="the extra is installed")
def test_missing_extra_gives_the_line_to_install() -> None:
    with pytest.raises(InputError, match=r"pip install 'pressespiegel\[transformer\]'"):
        score_sentences(segment("Das ist gut."), method="transformer:irgendeins")


@pytest.mark.skipif(MISSING, reason="needs torch and transformers")
def test_tiny_model(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "das", "ist", "gut", "."]
    (tmp_path / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        id2label={0: "negative", 1: "neutral", 2: "positive"},
        label2id={"negative": 0, "neutral": 1, "positive": 2},
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    text = segment("Das ist gut. " * 70)
    found = score_sentences(text, method=f"transformer:{tmp_path}")
    assert len(found) == 70
    assert all(abs(one.polarity) <= 1 and one.polarity == pytest.approx(found[0].polarity) for one in found)
    with pytest.raises(InputError, match="ist nicht da"):
        score_sentences(text, method=f"transformer:{tmp_path}/fehlt")
