"""Articles -> news frames, scored from a codebook, every score with the cues behind it."""

from analysis.framing.codebook import Codebook
from analysis.framing.loading import load_codebook
from analysis.framing.scoring import Cue, FrameScore, find_frames

VERSION = "4"  # bump on any change of results that the codebook's hash does not show

__all__ = ["VERSION", "Codebook", "Cue", "FrameScore", "find_frames", "load_codebook"]
