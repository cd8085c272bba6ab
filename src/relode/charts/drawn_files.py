"""How pictures become SVG that follows the page's colours and font, and files that stand alone."""

import json
import re
import sys
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

from relode import __version__
from relode.charts.style import BASE, COLOURS, FONTS, GRID, INK, MUTED, PEER, VEGA_LITE, Drawing, Picture, wrapped
from relode.language import Language, say, spoken
from relode.language.names import name

INFINITE = (float("inf"), float("-inf"))
THEMES = {
    "light": {INK: "#000000", PEER: "#767676", GRID: "#d4d4d4", MUTED: "#595959"},
    "dark": {INK: "#ffffff", PEER: "#a0a0a0", GRID: "#3a3a3a", MUTED: "#b4b4b4", "#0072b2": "#6cb8e6"},
}
"""The same colours written out, for a drawing that stands in a file of its own; equal to those of report.css."""
PAGE_FONT = "system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"

WIDTHS_OF: dict[Language, str] = {"en": "Relode widths en", "zh": "Relode widths zh"}
"""Fonts that hold the widths of those alone, to measure text with on every machine alike (studies/fonts.py)."""
WIDTHS_FOLDER = Path(__file__).parent / "fonts"

CHINESE_FONTS = ("cjk", "hei", "song", "kai", "wqy", "ming", "sourcehan", "droidsansfallback", "pingfang", "yahei")
UNNAMED = re.compile(r'<g ((?:(?!aria-label)[^>])*?) role="graphics-symbol" aria-roledescription="[^"]*"(?=[^>]*>)')
ON_WHITE = re.compile(r"^(<svg [^>]*>)")
HEADING, SMALL = 11, 7
"""Pixels a column of a heading, and of the small print below it: an upper bound, so that no line is cut."""


def svg(chart: Drawing, description: str) -> str:
    """The chart as SVG whose colours are custom properties of the page and whose text has the page's font.

    Example:
        >>> import altair as alt
        >>> import pandas as pd
        >>> dot = alt.Chart(pd.DataFrame({"x": [1], "y": [2]})).mark_point().encode(x="x", y="y")
        >>> rl.charts.svg(dot, "One point")[:39]
        '<svg role="img" aria-label="One point" '
    """
    drawn = _drawn(_measured_alike(chart))
    for colour, variable in COLOURS.items():
        drawn = drawn.replace(f'"{colour}"', f'"{variable}"')
    # The drawing is told in words as one: a group of marks without a name is nothing to be heard by itself.
    drawn = UNNAMED.sub(r"<g \1", drawn)
    drawn = drawn.replace("<svg ", f'<svg role="img" aria-label={quoteattr(description)} ', 1)
    for font in WIDTHS_OF.values():
        drawn = drawn.replace(f'font-family="{font}"', 'font-family="inherit"')
    return drawn


def _measured_alike(chart: Drawing) -> str:
    """The specification of a chart whose text is measured with the fonts of widths."""
    text = json.dumps(_specification(chart))
    for language, font in FONTS.items():
        text = text.replace(f'"font": "{font}"', f'"font": "{WIDTHS_OF[language]}"')
    return text


def _specification(chart: Drawing) -> dict[str, Any]:
    """What Altair makes of a chart, unchecked: that takes a third of the time of drawing it, and tests check each."""
    with alt.data_transformers.enable("relode"):
        return dict(chart.to_dict(validate=False))


def _rows(table: Any) -> dict[str, Any]:
    """The rows of a table as Altair's own way gives them, in a tenth of its time: null for the missing and infinite."""
    columns = [
        [
            None if absent or value in INFINITE else value
            for value, absent in zip(each.tolist(), each.isna(), strict=True)
        ]
        for _, each in table.items()
    ]
    return {"values": [dict(zip(table, row, strict=True)) for row in zip(*columns, strict=True)]}


alt.data_transformers.register("relode", _rows)


@cache
def _measured() -> None:
    vl_convert.register_font_directory(str(WIDTHS_FOLDER))


@lru_cache(maxsize=512)
def _drawn(specification: str) -> str:
    """The drawing of a specification; kept, since a page, a report and a download ask for the same ones."""
    _measured()
    return str(vl_convert.vegalite_to_svg(json.loads(specification), vl_version=VEGA_LITE))


def svg_file(chart: Drawing, description: str, theme: str) -> str:
    """The chart as SVG that needs nothing around it, in the colours of the theme "light" or "dark".

    Example:
        >>> import altair as alt
        >>> import pandas as pd
        >>> dot = alt.Chart(pd.DataFrame({"x": [1], "y": [2]})).mark_point().encode(x="x", y="y")
        >>> "One point" in rl.charts.svg_file(dot, "One point", "dark")
        True
    """
    drawn = svg(chart, description).replace('font-family="inherit"', f'font-family="{PAGE_FONT}"')
    for colour, written in THEMES[theme].items():
        drawn = drawn.replace(f'"{COLOURS.get(colour, colour)}"', f'"{written}"')
    return drawn


def themed(text: str, theme: str) -> str:
    """A specification whose colours are those of the theme "light" or "dark"."""
    for colour, written in THEMES.get(theme, THEMES["light"]).items():
        text = text.replace(f'"{colour}"', f'"{written}"')
    return text


def png(chart: Drawing) -> bytes:
    """The chart as a picture of twice its size on white.

    Example:
        >>> import altair as alt
        >>> import pandas as pd
        >>> dot = alt.Chart(pd.DataFrame({"x": [1], "y": [2]})).mark_point().encode(x="x", y="y")
        >>> rl.charts.png(dot)[1:4]
        b'PNG'
    """
    drawn = _drawn(_measured_alike(chart))
    for language, font in WIDTHS_OF.items():
        drawn = drawn.replace(f'font-family="{font}"', f'font-family="{FONTS[language]}"')
    return bytes(
        vl_convert.svg_to_png(ON_WHITE.sub(r'\1<rect width="100%" height="100%" fill="white"/>', drawn), scale=2)
    )


def alone(picture: Picture, width: int) -> Drawing:
    """A picture that can stand anywhere: its finding, what it draws, the titles of its sources and who drew it."""
    language, chart = picture.language, picture.draw(width)
    titles = "; ".join(
        say("workbook.kind.user", language) if each == "user" else name("source_title", each, language)
        for each in picture.sources
    )
    sources = say("charts.from", language, sources=titles, version=__version__)
    heading = wrapped(spoken(picture.title, language), width // HEADING).split("\n")
    below = [
        line
        for text in (spoken(picture.subtitle, language), sources)
        for line in wrapped(text, width // SMALL).split("\n")
    ]
    chart.title = alt.TitleParams(
        text=heading, subtitle=below, anchor="start", frame="bounds", offset=16, fontSize=BASE + 3, lineHeight=20,
        subtitleFontSize=BASE - 1, subtitleLineHeight=16, subtitleColor=MUTED, subtitlePadding=6,
    )  # fmt: skip
    chart.height += 20 * len(heading) + 16 * len(below) + 22  # all of it is taken from the drawing
    return chart


def chinese_font_found() -> bool:
    """Whether this machine has a font with Chinese characters, which pictures of a document are drawn with.

    Looks at the names of font files where fonts are usually kept; other systems than Linux bring such a font.

    Example:
        >>> rl.charts.chinese_font_found() in (True, False)
        True
    """
    if sys.platform != "linux":
        return True
    folders = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".fonts",
        Path.home() / ".local/share/fonts",
    )
    names = (path.name.lower() for folder in folders if folder.is_dir() for path in folder.rglob("*.[ot]t[fc]"))
    return any(part in name for name in names for part in CHINESE_FONTS)
