"""How far a mean or ratio may be off that rests on stories of unequal size.

The parts that the stories have in a figure's deviation are made larger by what each story has pulled the
figure towards itself (CR2: Bell & McCaffrey 2002, Survey Methodology 28), and the reach is Student's t. Its
degrees of freedom matter where a few stories hold most of the sentences: Satterthwaite's are too careful
then, the effective number of stories (Kish 1965) too bold. Their geometric mean, smaller for rare shares,
which fewer stories carry, held its word in the simulations (docs/promises.md).
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

LEAST_FREEDOM = 2.0  # with less, Student's t says nothing any more
Count = np.ndarray | float
ONE = 1.0  # where each element is a story by itself
_NORMAL = NormalDist()


class Estimate(NamedTuple):
    """A ratio of two sums over stories: its value, each story's own, each one's part in the deviation.

    Stories that are alike stand together: so ``many`` of them, whose own is the mean of theirs. How far they
    lie around it adds ``within`` to the squared error.
    """

    value: float
    own: np.ndarray
    parts: np.ndarray
    many: np.ndarray
    within: float
    freedom: float

    @property
    def stories(self) -> int:
        """The number of stories."""
        return int(self.many.sum())

    @property
    def error(self) -> float:
        """The standard error."""
        return error_of(self.parts, self.many, self.within)


def estimate(
    numerator: np.ndarray, denominator: np.ndarray, count: Count = ONE, spread: Count = 0.0
) -> Estimate:
    """Return the ratio of the sums of ``numerator`` and ``denominator``, one element a story.

    An element may stand for ``count`` stories of the same denominator: their sums, and as ``spread`` the
    sum of squares by which their numerators differ from the mean of these.
    """
    total = denominator.sum()
    weight = denominator / count / total
    own = np.divide(numerator, denominator, out=np.zeros(len(weight)), where=denominator > 0)
    value = float(numerator.sum() / total)
    parts = corrected_parts(weight * (own - value), weight, count)
    within = float((spread / room_of(weight, count)).sum()) / total**2
    share = value if ((own >= 0) & (own <= 1)).all() else 0.5
    of_each = np.broadcast_to(count, own.shape)
    return Estimate(value, own, parts, of_each, within, freedom(weight, share, count))


def corrected_parts(parts: np.ndarray, weight: np.ndarray, count: Count = ONE) -> np.ndarray:
    """Return the stories' parts in a deviation as large as if they had not pulled the figure towards them."""
    return parts / np.sqrt(room_of(weight, count))


def room_of(weight: np.ndarray, count: Count = ONE) -> np.ndarray:
    """Return what is left of each story's squared part in a deviation, once it has pulled the figure."""
    room: np.ndarray = 1 - 2 * weight + (count * weight) @ weight
    return room


def error_of(parts: np.ndarray, count: Count = ONE, within: float = 0.0) -> float:
    """Return the standard error of a figure whose deviation has the (corrected) ``parts``, one a story.

    ``count`` and ``within`` as in an Estimate.
    """
    return math.sqrt(float((count * parts) @ parts) + within)


def effective(weight: np.ndarray, count: Count = ONE) -> float:
    """Return how many stories of one size would tell as much as stories of these sizes (Kish 1965)."""
    many = count * weight
    return float(many.sum() ** 2 / (many @ weight))


def freedom(weight: np.ndarray, share: float = 0.5, count: Count = ONE) -> float:
    """Return the degrees of freedom of an error that rests on stories of these weights (sum 1).

    ``share`` is the figure where it is a share; ``count`` stories have each weight.
    """
    rarity = 2 * math.sqrt(max(0.0, share * (1 - share)))
    found = math.sqrt(_satterthwaite(weight, count) * effective(weight, count) * rarity)
    return max(LEAST_FREEDOM, min(found, float((count * (weight > 0)).sum() - 1)))


def _satterthwaite(weight: np.ndarray, count: Count = ONE) -> float:
    """Return 2 E[V]² / Var[V] of the squared error V if the stories' own figures vary alike.

    V is a quadratic form with the matrix D^½ S D^½, S = (I - 1w')(I - w1') and D = diag(pull); E[V] is its
    trace, Var[V] / 2 the sum of its squares, written out so that no matrix is needed.
    """
    crowding = (count * weight) @ weight
    pull = weight**2 / room_of(weight, count)
    every = count * pull
    total, first, second = every.sum(), every @ weight, every @ weight**2
    between = crowding**2 * total**2 - 4 * crowding * total * first + 2 * total * second + 2 * first**2
    return float(crowding**2 / (between + (every * pull) @ (1 - 4 * weight + 2 * crowding)))


def welch(first: Estimate, second: Estimate) -> float:
    """Return the degrees of freedom of the difference of two estimates (Welch 1947)."""
    one, other = first.error**2, second.error**2
    if one + other == 0:
        return min(first.freedom, second.freedom)
    return (one + other) ** 2 / (one**2 / first.freedom + other**2 / second.freedom)


def reach(level: float, free: float) -> float:
    """Return how many standard errors an interval of ``level`` reaches to each side."""
    return t_quantile(_NORMAL.inv_cdf(0.5 + level / 2), free)


def t_quantile(z: float, free: float) -> float:
    """Return Student's t quantile for the normal quantile ``z`` (Abramowitz & Stegun 26.7.5).

    >>> round(t_quantile(1.96, 9), 2)  # the tables say 2.26
    2.26
    """
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    g4 = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + g1 / free + g2 / free**2 + g3 / free**3 + g4 / free**4


def t_tails(t: float, free: float) -> float:
    """Return the probability that Student's t lies beyond ``-t`` or ``t``.

    Between whole degrees of freedom it is interpolated (by 1 / ``free``); above 2000 t is as good as normal.

    >>> round(t_tails(2.262, 9), 3)
    0.05
    """
    if free > 2000:
        return 2 * _NORMAL.cdf(-t)
    below = math.floor(free)
    part = (below + 1) * (1 - below / free)
    beyond = _t_tails(t, below)
    return beyond if not part else (1 - part) * beyond + part * _t_tails(t, below + 1)


def _t_tails(t: float, free: int) -> float:
    """Sum the series of Abramowitz & Stegun 26.7.3-4: as many terms as half the degrees of freedom."""
    cosine = 1 / math.sqrt(1 + t * t / free)
    sine = math.sqrt(1 - cosine * cosine)
    odd = free % 2
    term = total = (cosine if odd else 1.0) if free > 1 else 0.0
    for k in range(2 + odd, free - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    inside = sine * total
    if odd:
        inside = 2 / math.pi * (math.atan(t / math.sqrt(free)) + inside)
    return max(0.0, 1 - inside)
