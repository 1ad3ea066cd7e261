"""Numbers over time -> a word-sized chart (Tufte 2006, Beautiful Evidence) as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, EDGE = 120, 24, 3


def sparkline(values: Sequence[float | None], label: str, texts: Sequence[str]) -> str:
    """Return an SVG line of ``values``, the oldest first; a gap where one is None, a dot on the last.

    ``label`` and ``texts`` (the values as written) are its description for those who do not see it.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)

    def point(position: int, value: float) -> str:
        height = 0.5 if high == low else (value - low) / (high - low)
        return f"{EDGE + position * step:.1f},{HEIGHT - EDGE - height * (HEIGHT - 2 * EDGE):.1f}"

    lines: list[list[str]] = [[]]
    for position, value in enumerate(values):
        if value is None:
            lines.append([])
        else:
            lines[-1].append(point(position, value))
    drawn = "".join(f'<polyline points="{" ".join(line)}"/>' for line in lines if len(line) > 1)
    dots = [line[0] for line in lines if len(line) == 1]
    if lines[-1]:
        dots.append(lines[-1][-1])
    for dot in dict.fromkeys(dots):
        x, _, y = dot.partition(",")
        drawn += f'<circle cx="{x}" cy="{y}" r="2"/>'
    told = escape(f"{label}: {', '.join(texts)}", quote=True)
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{told}"><title>{told}</title>{drawn}</svg>'
    )
