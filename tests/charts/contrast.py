"""How far every text of a drawing stands out from the page that it lies on."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

PAPER = {"light": "#ffffff", "dark": "#121212"}
"""The page of each theme, as report.css has it."""
LEAST = 4.5
"""WCAG 2.2, criterion 1.4.3: text of ordinary size."""
NAMED = {"black": "#000000", "white": "#ffffff"}


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def over(colour: str, paper: str, opacity: float) -> str:
    """What is seen of a colour that lets the page shine through."""
    parts = ((int(colour[at : at + 2], 16), int(paper[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(opacity * a + (1 - opacity) * b):02x}" for a, b in parts)


def contrasts(drawing: str, theme: str) -> Iterator[tuple[str, float]]:
    """Each text of a drawing with its contrast to the page. [1]"""

    def walk(element: ElementTree.Element, fill: str, opacity: float) -> Iterator[tuple[str, float]]:
        fill = element.get("fill", fill)
        opacity *= float(element.get("opacity", 1))
        if element.tag.endswith("}text"):
            text = "".join(element.itertext()).strip()
            seen = opacity * float(element.get("fill-opacity", 1))
            if text and seen > 0:
                yield text, ratio(over(written(fill), PAPER[theme], seen), PAPER[theme])
            return
        for child in element:
            yield from walk(child, fill, opacity)

    yield from walk(ElementTree.fromstring(drawing), "#000000", 1.0)


def written(colour: str) -> str:
    """A colour as six hexadecimal digits. KeyError for one that this cannot read."""
    if re.fullmatch(r"#[0-9a-fA-F]{3}", colour):
        return "#" + "".join(2 * digit for digit in colour[1:])
    if found := re.fullmatch(r"rgb\((\d+), ?(\d+), ?(\d+)\)", colour):
        return "#" + "".join(f"{int(part):02x}" for part in found.groups())
    return colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else NAMED[colour]
