from analysis.framing import find_frames, load_codebook
from analysis.language import segment


def test_separable_verb_is_a_reproach():
    scores, cues = find_frames({"text": segment("Die Opposition wirft dem Minister Versagen vor.")}, load_codebook())
    assert [cue.measure for cue in cues] == ["conflict"]
    assert scores[0].frame == "conflict" and scores[0].score > 0
