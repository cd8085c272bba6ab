"""The table of bands in own-tables.md and own-tables.zh.md: python -m studies run page_own_tables."""

import csv
import tomllib
from pathlib import Path

from marked_parts import renew
from relode.language import Language

PAGES: dict[Language, str] = {"en": "own-tables.md", "zh": "own-tables.zh.md"}
HERE = Path(__file__).parent
WORDS = tomllib.loads((HERE / "own_tables.toml").read_text(encoding="utf-8"))
SHOWN = ("steady", "wandering", "reversals", "first_reversal", "crisis", "all_series")
HUNDRED = 100


def band_lines(language: Language) -> list[str]:
    """How many outcomes bands held, how wide they were and their interval score: what ships beside two others."""
    words = WORDS[language]
    with (HERE / "country_bands.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["of"] in SHOWN]
    names = ("of", "times", "cases", "band", "held", "half_width", "interval_score")
    lines = ["| " + " | ".join(words["head"][name] for name in names) + " |", "|" + " --- |" * len(names)]
    for row in rows:
        held, low, high = (HUNDRED * float(row[name]) for name in ("held", "held_p05", "held_p95"))
        cells = [
            *(
                words["of"][row["of"]],
                words["times"][row["times"]],
                f"{int(row['cases']):,}",
                words["band"][row["band"]],
            ),
            *(f"{held:.1f} ({low:.1f}–{high:.1f})", f"{float(row['half_width']):.3f}", row["interval_score"]),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


if __name__ == "__main__":
    renew(PAGES, {"country bands": band_lines})
