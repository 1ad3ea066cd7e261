"""The course in notebooks/lehre: what its self-checks and its lessons call.

One module a lesson holds its self-checks, ``answers`` what they have in common: a check is a function
that takes a student's answer, says „Richtig“, or raises NotYet with a hint that fits the
mistake. ``material`` is what lessons show; ``course`` makes the students' version and grades.
"""

from analysis.teach.answers import NotYet
from analysis.teach.material import blind, codings, labels, polarity, show, width_if_printed, words_of

__all__ = ["NotYet", "blind", "codings", "labels", "polarity", "show", "width_if_printed", "words_of"]
