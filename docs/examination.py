"""Renew examination.md, examination.zh.md and their pictures from the shipped tables: python docs/examination.py.

With --again the shipped tables are made again first, which takes a few minutes: results.csv, money_after.csv and
impulse_responses.csv of the examination, 256 draws, seed 1.
"""

import sys
from pathlib import Path

import vl_convert

import relode.examination
from relode.charts.impulses import impulse_chart
from relode.charts.style import VEGA_LITE
from relode.examination.examination_text import page, picture_name
from relode.examination.examine import DRAWS, SEED, examine
from relode.examination.impulse_responses import impulse_responses, responses_text, shipped_responses
from relode.examination.money_tables import money_tables, table_text
from relode.examination.paired_runs import ground
from relode.examination.shipped_results import results_table, shipped_examination
from relode.language import Language
from relode.panel import load

PAGES: dict[Language, str] = {"en": "examination.md", "zh": "examination.zh.md"}


def draw(folder: Path) -> None:
    """Write the pictures of every shock in both languages."""
    rows = shipped_responses()
    for shock in dict.fromkeys(row["shock"] for row in rows):
        for language in PAGES:
            chart = impulse_chart(rows, shock, language).to_dict()
            drawn = vl_convert.vegalite_to_png(chart, vl_version=VEGA_LITE, scale=1.5)
            (folder / picture_name(shock, language)).write_bytes(drawn)


def again(folder: Path) -> None:
    """Make the shipped tables again."""
    panel = load()
    (folder / "results.csv").write_text(results_table(examine(panel)), encoding="utf-8")
    base = ground(panel, DRAWS, SEED)
    (folder / "money_after.csv").write_text(table_text(money_tables(base)), encoding="utf-8")
    responses = responses_text(impulse_responses(base))
    (folder / "impulse_responses.csv").write_text(responses, encoding="utf-8")


if __name__ == "__main__":
    if "--again" in sys.argv:
        again(Path(relode.examination.__path__[0]))
    here = Path(__file__).parent
    draw(here / "images")
    for language, name in PAGES.items():
        (here / name).write_text(page(shipped_examination(), language), encoding="utf-8")
