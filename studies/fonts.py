"""Fonts that hold widths alone: labels of pictures are measured with them, on every machine alike.

A label's room in a drawing depends on the font that measures it. A machine may have none for Chinese, and one for
Chinese has 20 MB, of which a drawing reads parts again for each text. Here every character of a width is one glyph, a
box of that width. Widths of DejaVu Sans and Noto Sans CJK SC, which are the fonts that the pages fall back on:

    python -m studies.fonts DejaVuSans.ttf DejaVuSans-Bold.ttf NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc
"""

import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from relode.charts.drawn_files import WIDTHS_FOLDER, WIDTHS_OF
from relode.language import Language

LATIN, IDEOGRAPHS = range(0x20, 0x3000), (*range(0x3000, 0xA000), *range(0xFF00, 0xFFF0))


def widths_font(source: TTFont, family: str, style: str, characters: frozenset[int]) -> FontBuilder:
    """The font of boxes as wide as the glyphs of `source`."""
    unit = source["head"].unitsPerEm
    advance = {code: source["hmtx"][glyph][0] for code, glyph in source.getBestCmap().items() if code in characters}
    boxes = {".notdef": unit // 2, **{f"w{width}": width for width in sorted(set(advance.values()))}}
    font = FontBuilder(unit, isTTF=True)
    font.setupGlyphOrder(list(boxes))
    font.setupCharacterMap({code: f"w{width}" for code, width in advance.items()})
    font.setupGlyf({name: _box(width, unit * 7 // 10) for name, width in boxes.items()})
    font.setupHorizontalMetrics({name: (width, 0) for name, width in boxes.items()})
    heights, system = source["hhea"], source["OS/2"]
    font.setupHorizontalHeader(ascent=heights.ascent, descent=heights.descent, lineGap=heights.lineGap)
    font.setupOS2(
        version=4, sTypoAscender=system.sTypoAscender, sTypoDescender=system.sTypoDescender,
        sTypoLineGap=system.sTypoLineGap, usWinAscent=system.usWinAscent, usWinDescent=system.usWinDescent,
        usWeightClass=700 if style == "Bold" else 400, fsSelection=0x20 if style == "Bold" else 0x40,
    )  # fmt: skip
    printed = f"{family.replace(' ', '')}-{style}"
    font.setupNameTable({"familyName": family, "styleName": style, "fullName": f"{family} {style}", "psName": printed})
    font.setupPost()
    font.updateHead(created=0, modified=0, macStyle=int(style == "Bold"))
    font.font.recalcTimestamp = False
    return font


def _box(width: int, height: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, height), (width, height), (width, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def main(latin: str, latin_bold: str, chinese: str, chinese_bold: str) -> None:
    """Write the four fonts."""
    of: dict[Language, tuple[str, str]] = {"en": (latin, latin_bold), "zh": (chinese, chinese_bold)}
    for language, sources in of.items():
        for style, path in zip(("Regular", "Bold"), sources, strict=True):
            characters = frozenset(LATIN if language == "en" else (*LATIN, *IDEOGRAPHS))
            font = widths_font(opened(Path(path)), WIDTHS_OF[language], style, characters)
            font.save(WIDTHS_FOLDER / f"{language}-{style.lower()}.ttf")


def opened(path: Path) -> TTFont:
    """The font of a file; of a collection the one for simplified Chinese."""
    if path.suffix != ".ttc":
        return TTFont(path)
    return next(font for font in TTCollection(path).fonts if font["name"].getDebugName(1).endswith("Sans CJK SC"))


if __name__ == "__main__":
    main(*sys.argv[1:])
