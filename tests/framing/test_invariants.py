"""What must hold for every text: offsets, order, bounds, sums, the same result twice."""

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.framing import find_frames, load_codebook
from analysis.framing.scoring import score, weigh
from analysis.language import segment

WORDS = st.sampled_from(
    "Der Streit um die Milliardenkosten kostet 3 Millionen Euro , wirft vor . wies zurück ! kein Opfer „ “ "
    "Vorwürfe müssen Beschäftigte gehen Regierung Verantwortung Gott moralisch weinte Witwe nicht : "
    "Trainer".split()
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_invariants(title: str, body: str) -> None:
    codebook = load_codebook()
    fields = {"title": segment(title), "text": segment(body)}
    scores, cues = find_frames(fields, codebook)
    assert (scores, cues) == find_frames(fields, codebook)
    assert pickle.loads(pickle.dumps((scores, cues))) == (scores, cues)
    assert len(scores) == sum(1 + len(frame.questions) for frame in codebook.frames)
    for found in scores:
        assert 0 <= found.score <= 1
        same = [
            cue
            for cue in cues
            if cue.measure == found.frame and (not found.question or cue.question == found.question)
        ]
        assert len(same) == found.n_cues
        assert (found.score == 0) == (not same)
    taken: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for cue in cues:
        text = fields[cue.field]
        assert 0 <= cue.start < cue.end <= len(text.text)
        assert cue.value > 0
        first, last = text.sentences[cue.sentence]
        low, high = text.span(first, last)
        assert low <= cue.start and cue.end <= high
        taken.setdefault((cue.field, cue.measure), []).append((cue.start, cue.end))
    for spans in taken.values():
        assert len(set(spans)) == len(spans)  # no place counts twice for one frame


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_more_cues_never_lower_a_score(body: str) -> None:
    codebook = load_codebook()
    _, cues = find_frames({"text": segment(body)}, codebook)
    n = len(segment(body))
    for i in range(len(cues)):
        fewer = score(weigh(cues[:i], n, codebook), codebook)
        more = score(weigh(cues[: i + 1], n, codebook), codebook)
        assert all(a.score <= b.score for a, b in zip(fewer, more, strict=True))


def test_nothing_in_nothing_out() -> None:
    scores, cues = find_frames({}, load_codebook())
    assert cues == [] and all(found.score == 0 for found in scores)
    scores, cues = find_frames({"text": segment("")}, load_codebook())
    assert cues == [] and all(found.score == 0 for found in scores)


def test_hostile_text_takes_no_longer_than_its_length() -> None:
    import time

    codebook = load_codebook()
    find_frames({"text": segment("Streit")}, codebook)
    text = segment("Regierung müsse Maßnahme Euro kosten Stellen streichen " * 4000)
    start = time.perf_counter()
    find_frames({"text": text}, codebook)
    assert time.perf_counter() - start < 20
