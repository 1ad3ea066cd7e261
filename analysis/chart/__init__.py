"""Table -> matplotlib figure: one function a chart, returned and never shown by itself.

Every function takes a table as the measures make it (value, low, high, n and the grouping columns) and
returns a Figure in the one style of the suite. ``speakers`` alone takes a Corpus, to look at once.
"""

from analysis.chart.amounts import shares, top_speakers
from analysis.chart.figures import differences, tone, with_intervals
from analysis.chart.flow import flow
from analysis.chart.matrices import difference_matrix, heat_map, lift_matrix, share_matrix, speakers
from analysis.chart.times import articles_over_time, over_time
from analysis.chart.words import key_words, themes

__all__ = [
    "articles_over_time",
    "difference_matrix",
    "differences",
    "flow",
    "heat_map",
    "key_words",
    "lift_matrix",
    "over_time",
    "share_matrix",
    "shares",
    "speakers",
    "themes",
    "tone",
    "top_speakers",
    "with_intervals",
]
