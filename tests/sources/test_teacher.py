"""The teacher's stretches of sub-words, and that what it reads fits the tokens; needs the extra ``train``."""

import numpy as np
import pytest

from analysis.language import segment
from analysis.sources.found import Found
from analysis.sources.words import WINDOW

transformers = pytest.importorskip("transformers", reason="extra train")
teacher = pytest.importorskip("analysis.sources.training.teacher", reason="extra train")
corpus = pytest.importorskip("analysis.sources.training.corpus", reason="extra train")

TEXTS = [segment("Wir bleiben, sagte die Trainerin. Am Freitag wird gespielt. Danach nicht."), segment("Ja.")]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    from tokenizers import Tokenizer, models, pre_tokenizers

    letters = {c: i for i, c in enumerate(["<s>", "</s>", "<pad>", "<unk>", *"abcdefghijklmnopqrstuvwxyz.,"])}
    tokenizer = Tokenizer(models.WordLevel(letters, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split("", "isolated")]
    )
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(tmp_path)
    shape = {"hidden_size": 8, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 8}
    transformers.BertModel(transformers.BertConfig(vocab_size=len(letters), **shape)).save_pretrained(
        tmp_path
    )
    monkeypatch.setattr(teacher, "KEPT", 2)
    monkeypatch.setattr(teacher, "ROUNDS", 1)
    monkeypatch.setattr(teacher, "LONGEST", 30)
    return tmp_path


def test_stretches_end_at_sentences_and_hold_each_token(folder):
    tokenizer = teacher.load(folder).tokenizer
    ids, stretch, place = teacher._stretches(tokenizer, TEXTS[0])
    assert stretch.tolist() == [0] * 7 + [1] * 5 + [2] * 3  # two sentences have more than 30 letters
    assert [tokenizer.convert_ids_to_tokens(ids[s])[p] for s, p in zip(stretch, place, strict=True)] == [
        w[0] if w[0].islower() or not w[0].isalpha() else "<unk>" for w in TEXTS[0].words
    ]


def test_pads_lie_between_and_around_the_texts(folder):
    *_, places = teacher.Stretches(teacher.load(folder), TEXTS).of([1, 0])
    assert (places >= 0).tolist() == [
        *[False] * WINDOW,
        *[True] * 2,
        *[False] * WINDOW,
        *[True] * len(TEXTS[0]),
        *[False] * WINDOW,
    ]


def test_texts_that_nobody_annotated_get_labels_and_others_keep_theirs(folder):
    annotated = [(TEXTS[0], [Found("Indirect", [(0, 2)], speaker=[(4, 6)], cue=[(3, 4)])])]
    c = corpus.corpus(annotated)
    reads = teacher.fit(corpus.material(c), [TEXTS[0]], folder, lambda line: None)
    both = corpus.corpus(annotated, TEXTS[1:])
    taught = corpus.taught(both, TEXTS[1:], reads)
    first = slice(*both.batch.bounds()[0])
    assert taught.message[first].tolist() == both.message[first].tolist()
    assert both.message[first].any()
    chain, side, steps = reads(corpus.material(corpus.corpus([(TEXTS[1], [])])), TEXTS[1:])
    assert np.isfinite(chain).all() and chain.shape[1] == len(steps) == 12
    assert side.shape == (len(chain), 5)
