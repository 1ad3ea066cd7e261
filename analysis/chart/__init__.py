"""Table -> matplotlib figure: one function a chart, returned and never shown by itself.

Every function takes a table as the measures make it (value, low, high, n and the grouping columns) and
returns a Figure in the one style of the suite. ``speakers`` alone takes a Corpus, to look at once.
"""

from analysis.chart.amounts import articles_over_time, shares, top_speakers
from analysis.chart.figures import differences, over_time, tone, with_intervals
from analysis.chart.matrices import heat_map, lift_matrix, share_matrix, speakers
from analysis.chart.words import key_words

__all__ = [
    "articles_over_time",
    "differences",
    "heat_map",
    "key_words",
    "lift_matrix",
    "over_time",
    "share_matrix",
    "shares",
    "speakers",
    "tone",
    "top_speakers",
    "with_intervals",
]
