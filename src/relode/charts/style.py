"""How pictures look, and how they become SVG that follows the page's colours and font."""

import altair as alt
import vl_convert

from relode.language import Language

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart
"""What Altair can draw here."""

INK, PEER, GRID, MUTED = "#010101", "#8a8a8a", "#dddddc", "#5f5f5e"
PLAN, ALARM = "#0072b2", "#d55e00"
COLOURS = {INK: "var(--ink)", PEER: "var(--peer)", GRID: "var(--grid)", MUTED: "var(--muted)"}
"""Colours that a page may change with its theme: drawn in a marker colour, replaced in the SVG."""

FONTS: dict[Language, str] = {"en": "DejaVu Sans, sans-serif", "zh": "Noto Sans CJK SC, sans-serif"}
"""Fonts to measure text with; the page sets its own."""

BASE = 13
VEGA_LITE = "6.1"


def styled(chart: Drawing, width: int, height: int, language: Language) -> Drawing:
    """The chart at a size, in the style of the house."""
    axis = alt.AxisConfig(
        labelFontSize=BASE, titleFontSize=BASE, titleFontWeight="normal", gridColor=GRID, domainColor=GRID,
        tickColor=GRID, labelColor=MUTED, titleColor=MUTED, labelLimit=240, titleLimit=width,
    )  # fmt: skip
    sized: Drawing = chart.properties(width=width, height=height)
    dressed: Drawing = sized.configure(font=FONTS[language], background="transparent", padding=4, axis=axis)
    return dressed.configure_view(stroke=None)  # type: ignore[no-any-return]


def svg(chart: Drawing, description: str) -> str:
    """The chart as SVG whose colours are custom properties of the page and whose text has the page's font."""
    drawn = vl_convert.vegalite_to_svg(chart.properties(description=description).to_dict(), vl_version=VEGA_LITE)
    for colour, variable in COLOURS.items():
        drawn = drawn.replace(f'"{colour}"', f'"{variable}"')
    for font in FONTS.values():
        drawn = drawn.replace(f'font-family="{font}"', 'font-family="inherit"')
    return drawn


def compact(width: int) -> bool:
    """Whether the chart is for a phone."""
    return width < 480
