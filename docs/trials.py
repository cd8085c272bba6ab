"""Tables of trials.md and trials.zh.md, of what ships and of a benchmark: python -m studies run page_trials."""

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path

from marked_parts import markdown, renew
from relode import shipped_tables
from relode.language import Language
from relode.measures.sampling_error import share_interval
from relode.trials.alarms import limits

PAGES: dict[Language, str] = {"en": "trials.md", "zh": "trials.zh.md"}
HERE = Path(__file__).parent
WORDS = tomllib.loads((HERE / "trials.toml").read_text(encoding="utf-8"))
TOLD_YEARS = 4
"""First years after a break that the page tells; the table that ships has five."""


def alarm_lines(language: Language) -> list[str]:
    """How many place-years ring where nothing is planted, by years ahead."""
    words, of_hundred = WORDS[language], _share(language)
    head = [words[name] for name in ("ahead", "limit", "place_years", "bands", "left_out", "earlier", "held_out")]
    lines = [
        [str(each.ahead), f"{each.limit:.4f}", f"{each.place_years:,}", of_hundred(each.by_the_bands_alone),
         f"{of_hundred(each.left_out)} [{100 * each.left_out_low:.1f}, {100 * each.left_out_high:.1f}]",
         f"{of_hundred(each.earlier)} [{100 * each.earlier_low:.1f}, {100 * each.earlier_high:.1f}]",
         of_hundred(each.in_2024)]
        for each in limits()
    ]  # fmt: skip
    return markdown(head, lines)


def break_lines(language: Language) -> list[str]:
    """Share of places in which a break is told up to each year after it."""
    words, of_hundred = WORDS[language], _share(language)
    told: dict[tuple[str, float], dict[int, float]] = {}
    for row in shipped_tables.rows("relode.trials", "monitor_breaks"):
        told.setdefault((row["quantity"], float(row["a_year"])), {})[int(row["ahead"])] = float(row["told_by_then"])
    years = range(1, TOLD_YEARS + 1)
    lines = [
        [
            words[name if part else f"nothing_{name}"].format(share=of_hundred(part)),
            *(of_hundred(by[at]) if at in by else "-" for at in years),
        ]
        for (name, part), by in told.items()
    ]
    return markdown([words["planted"], *map(str, years)], lines)


def rate_lines(language: Language) -> list[str]:
    """What trials on planted worlds answer, beside what is promised: shares of worlds, with their 90 % intervals."""
    words, of_hundred = WORDS[language], _share(language)
    head = [words[name] for name in ("units", "number", "effect", "worlds", "promise", "yes", "harm", "early", "band")]
    with (HERE / "trial_rates.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = []
    for row in rows:
        worlds, yes, planted = int(row["worlds"]), float(row["yes"]), float(row["effect"])
        low, high = share_interval(yes, worlds)
        lines.append(
            [words[row["kind"]], row["units"], f"{planted:.3f}" if planted else words["none"], str(worlds),
             f"{'' if planted else words['most']}{of_hundred(float(row['promised']))}",
             f"{of_hundred(yes)} [{100 * low:.1f}, {100 * high:.1f}]", of_hundred(float(row["harm"])),
             of_hundred(float(row["early_yes"])), of_hundred(float(row["band_95"]))]
        )  # fmt: skip
    return markdown(head, lines)


def _share(language: Language) -> Callable[[float], str]:
    """A share in per cent, as each language writes it."""
    return lambda value: f"{100 * value:.1f}{' %' if language == 'en' else '%'}"


PARTS = {"alarms": alarm_lines, "breaks": break_lines, "rates": rate_lines}

if __name__ == "__main__":
    renew(PAGES, PARTS)
