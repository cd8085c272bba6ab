"""A line of all published years, small and without axes, above a strip of the peers: SVG that needs no script."""

from collections.abc import Sequence

from markupsafe import Markup

from relode.diagnosis.profiles.findings import HeadFigure

WIDTH, LINE, STRIP, EDGE = 180.0, 40.0, 12.0, 5.0
"""Units of the drawing: its width, the heights of line and strip, and room at the ends for half a dot."""
FEW = 8
"""Years up to which each has a dot: more would be a string of beads."""
DRAWN = Markup('<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><polyline points="{}"/>{}{}</svg>')
DOT = Markup('<circle cx="{}" cy="{}" r="{}"/>')
PEERS = Markup(
    '<g class="peers"><line x1="{}" x2="{}" y1="{y}" y2="{y}"/><rect x="{}" y="{top}" width="{}" height="6"/>'
    '<path d="M{} {over}v12"/><circle cx="{}" cy="{y}" r="4"/></g>'
)


def sparkline(figure: HeadFigure, text: str) -> Markup:
    """The drawing of a figure at the head; `text` says the same.

    Line: every published year, the newest with a dot. Strip: nine in ten, half and the median of the peers, the place
    as a dot.
    """
    years, values = ([float(getattr(each, name)) for each in figure.path] for name in ("year", "value"))
    across, up = placed(years, EDGE, WIDTH - EDGE), placed(values, LINE - EDGE, EDGE)
    points = [*zip(across, up, strict=True)]
    dots = points if len(points) <= FEW else points[-1:]
    line = " ".join(f"{x:g},{y:g}" for x, y in points)
    drawn = Markup("").join(
        DOT.format(f"{x:g}", f"{y:g}", 3 if at == len(dots) - 1 else 2) for at, (x, y) in enumerate(dots)
    )
    peers = _strip(figure)
    return DRAWN.format(f"{WIDTH:g}", f"{LINE + (STRIP if peers else 0):g}", text, line, drawn, peers)


def _strip(figure: HeadFigure) -> Markup:
    if figure.peers is None or figure.compared is None:
        return Markup("")
    *ends, own = placed([*figure.peers.quantiles, figure.compared.value], EDGE, WIDTH - EDGE)
    y = LINE + STRIP / 2
    low, first, middle, _, high = (f"{end:g}" for end in ends)
    return PEERS.format(
        low, high, first, f"{ends[3] - ends[1]:g}", middle, f"{own:g}", y=f"{y:g}", top=f"{y - 3:g}", over=f"{y - 6:g}"
    )  # fmt: skip


def placed(values: Sequence[float], first: float, last: float) -> list[float]:
    """Where values lie between `first`, that of the lowest, and `last`, that of the highest. [units of the drawing]

    All alike: the middle.

    Example:
        >>> placed([1, 3, 2], 0.0, 10.0)
        [0.0, 10.0, 5.0]
    """
    low, high = min(values), max(values)
    if low == high:
        return [(first + last) / 2 for _ in values]
    return [round(first + (value - low) / (high - low) * (last - first), 1) for value in values]
