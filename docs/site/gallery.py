"""The gallery: every picture that a report on a city draws from published facts, with its finding and its source."""

from datetime import date
from functools import cache
from pathlib import Path

from relode.charts import Picture, pictures
from relode.charts.drawn_files import svg_file
from relode.diagnosis import profile
from relode.language import Language, spoken
from relode.language.names import name
from relode.panel import load
from relode.places import find
from relode.report.content import CityResult, result_of

CITY = "hegang"
WIDTH = 420
HEADS = {
    "en": "# Gallery: how is a city shown?\n\nHegang, drawn from the facts that ship when this site was built.\n",
    "zh": "# 图库：城市如何呈现？\n\n以鹤岗为例，用制作本站时随附的数据绘制。\n",
}


def drawn(language: Language) -> dict[str, Picture]:
    """The pictures of the city, in the order of the report."""
    shown = material()
    return pictures(shown.panel, shown.depth, shown.pathways, shown.outlook, language)


@cache
def material() -> CityResult:
    """All that a report of the city is made of."""
    panel = load()
    return result_of(panel, profile(panel, find(CITY)), (), date.today())


def write(pages: Path, language: str) -> None:
    """Write the page and its pictures into the folder of pages."""
    (pages / "gallery").mkdir()
    parts = []
    for key, picture in drawn(language).items():
        title, subtitle = spoken(picture.title, language), spoken(picture.subtitle, language)
        file = pages / "gallery" / f"{key}.svg"
        file.write_text(svg_file(picture.draw(WIDTH), f"{title}. {subtitle}", "light"), encoding="utf-8", newline="\n")
        sources = "; ".join(name("source_title", source, language) for source in picture.sources)
        parts.append(f"\n## {title}\n\n{subtitle}\n\n![{title}](gallery/{key}.svg)\n\n*{sources}*\n")
    (pages / "gallery.md").write_text(HEADS[language] + "".join(parts), encoding="utf-8", newline="\n")
