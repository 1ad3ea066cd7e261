"""Corpus -> tables: one row an article, or groups with n and an interval clustered by story.

Functions that end in ``_by`` take the grouping columns (outlet, time, genre, section, voice …) as
further arguments.
"""

from analysis.framing.labelling import labels_by
from analysis.framing.sponsorship import sponsorship, voices_of_frames
from analysis.measures.article import (
    frame_score,
    mean_polarity,
    measure,
    n_quotes,
    n_sentences,
    n_speakers,
    n_words,
    quoted_words,
    share_negative,
)
from analysis.measures.caveats import absences, n_truncated, shift_of_mix
from analysis.measures.coded import codings, corrected, corrected_gap, quality
from analysis.measures.comparison import (
    accounting_table,
    differences,
    flows,
    key_words,
    origins_by,
    taken_over,
    voice_by,
    volume_by,
)
from analysis.measures.frames import (
    GENERIC_FRAMES,
    PRESENT,
    cooccurrence,
    frame_matrix,
    frames_by,
    moved_by_edit,
    questions,
    robustness,
)
from analysis.measures.groups import articles_by, counts_by, share_by, share_sums, suppress, time_unit
from analysis.measures.overview import (
    corrections,
    last_period,
    new_and_vanished,
    notes,
    places_of,
    themes,
    watched,
)
from analysis.measures.partitioned import ratio_over
from analysis.measures.presence import (
    concentration_by,
    first_mentions,
    media_quoting_media,
    media_statements,
    position_by,
    presence_by,
)
from analysis.measures.since import left_out, since, since_before
from analysis.measures.speakers import (
    kinds_of,
    quoting,
    speakers_by,
    statements,
    top_speakers,
    women_by,
)
from analysis.measures.tone import (
    masses_by,
    polarity_by,
    strongest_words,
    targets,
    targets_by_name,
    tone_by,
    tone_sums,
    tone_units,
)

__all__ = [
    "GENERIC_FRAMES",
    "PRESENT",
    "absences",
    "accounting_table",
    "articles_by",
    "codings",
    "concentration_by",
    "cooccurrence",
    "corrected",
    "corrected_gap",
    "corrections",
    "counts_by",
    "differences",
    "first_mentions",
    "flows",
    "frame_matrix",
    "frame_score",
    "frames_by",
    "key_words",
    "kinds_of",
    "labels_by",
    "last_period",
    "left_out",
    "masses_by",
    "mean_polarity",
    "measure",
    "media_quoting_media",
    "media_statements",
    "moved_by_edit",
    "n_quotes",
    "n_sentences",
    "n_speakers",
    "n_truncated",
    "n_words",
    "new_and_vanished",
    "notes",
    "origins_by",
    "places_of",
    "polarity_by",
    "position_by",
    "presence_by",
    "quality",
    "questions",
    "quoted_words",
    "quoting",
    "ratio_over",
    "robustness",
    "share_by",
    "share_negative",
    "share_sums",
    "shift_of_mix",
    "since",
    "since_before",
    "speakers_by",
    "sponsorship",
    "statements",
    "strongest_words",
    "suppress",
    "taken_over",
    "targets",
    "targets_by_name",
    "themes",
    "time_unit",
    "tone_by",
    "tone_sums",
    "tone_units",
    "top_speakers",
    "voice_by",
    "voices_of_frames",
    "volume_by",
    "watched",
    "women_by",
]
