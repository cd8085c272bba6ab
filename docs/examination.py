"""Renew examination.md, examination.zh.md and their pictures from the shipped tables: python docs/examination.py."""

from pathlib import Path

import vl_convert

from relode.charts.impulses import impulse_chart
from relode.charts.style import VEGA_LITE
from relode.examination.examination_text import page, picture_name
from relode.examination.impulse_responses import shipped_responses
from relode.examination.shipped_results import shipped_examination
from relode.language import Language

PAGES: dict[Language, str] = {"en": "examination.md", "zh": "examination.zh.md"}


def draw(folder: Path) -> None:
    """Write the pictures of every shock in both languages."""
    rows = shipped_responses()
    for shock in dict.fromkeys(row["shock"] for row in rows):
        for language in PAGES:
            chart = impulse_chart(rows, shock, language).to_dict()
            drawn = vl_convert.vegalite_to_png(chart, vl_version=VEGA_LITE, scale=1.5)
            (folder / picture_name(shock, language)).write_bytes(drawn)


if __name__ == "__main__":
    here = Path(__file__).parent
    draw(here / "images")
    for language, name in PAGES.items():
        (here / name).write_text(page(shipped_examination(), language), encoding="utf-8")
