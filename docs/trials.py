"""Tables of trials.md and trials.zh.md, of what ships and of a benchmark: python -m studies run page_trials."""

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path

from marked_parts import markdown, renew
from relode.language import Language
from relode.measures.sampling_error import share_interval

PAGES: dict[Language, str] = {"en": "trials.md", "zh": "trials.zh.md"}
HERE = Path(__file__).parent
WORDS = tomllib.loads((HERE / "trials.toml").read_text(encoding="utf-8"))


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


PARTS = {"rates": rate_lines}

if __name__ == "__main__":
    renew(PAGES, PARTS)
