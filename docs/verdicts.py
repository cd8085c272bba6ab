"""Tables of verdicts.md and verdicts.zh.md, from planted worlds: python -m studies run page_verdicts."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from marked_parts import renew
from relode.decisions.planted_rates import LEAST_FOUND, MOST_TRIED, MOST_WRONG, PlantedRate, shipped_rates
from relode.decisions.planted_worlds import FITTED, KINDS
from relode.decisions.rule import thresholds
from relode.language import Language

PAGES: dict[Language, str] = {"en": "verdicts.md", "zh": "verdicts.zh.md"}
WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("verdicts.toml").read_text(encoding="utf-8")
)
ASKED_WORLDS = 100


def rate(name: str, kind: str = "all", half: str = "told") -> PlantedRate | None:
    """A shipped rate, None where no card counts for it."""
    return next((each for each in shipped_rates() if (each.half, each.kind, each.name) == (half, kind, name)), None)


def headline(language: Language) -> list[str]:
    """The line, and how many worlds it rests on."""
    words, line = WORDS[language], f"{thresholds()['average_above'].value:.2f}"
    fits = {half: found.fits for half in ("set", "told") if (found := rate("wrong_call", half=half)) is not None}
    worlds = min(sum(found.fits for half in ("set", "told") if (found := rate("wrong_call", kind, half)) is not None)
                 for kind in FITTED)  # fmt: skip
    said = words["line"].format(line=line, set=fits["set"], told=fits["told"], worlds=worlds)
    return [said, *([words["few"]] if worlds < ASKED_WORLDS else [])]


def demands(language: Language) -> list[str]:
    """What was asked beside what was found."""
    words = WORDS[language]
    rows: list[tuple[str, str, str, bool | None]] = []
    for demand, name, kind, form in (
        ("demand_wrong", "wrong_call", "all", "upper"),
        ("demand_priced", "wrong_call_priced", "all", "upper"),
        ("demand_tried", "tried", "all", "lower"),
        ("demand_found", "found_priced", "studied", "lower"),
        ("demand_harmful", "harmful_called", "harmful", "upper"),
        ("demand_unlawful", "unlawful_called", "unlawful", "upper"),
        ("demand_needs", "need_called", "needed", "lower"),
        ("demand_now", "found_now", "all", "lower"),
    ):
        found = rate(name, kind)
        if found is None:
            continue
        met = {
            "demand_wrong": found.high <= MOST_WRONG,
            "demand_priced": found.high <= MOST_WRONG,
            "demand_tried": found.value <= MOST_TRIED,
            "demand_found": found.value >= LEAST_FOUND,
            "demand_unlawful": found.value == 0,
        }.get(demand)
        ends = {"value": share(found.value), "low": share(found.low), "high": share(found.high)}
        rows.append((words[demand], words[form].format(**ends), str(found.fits), met))
    said = {True: words["is_met"], False: words["is_missed"], None: ""}
    head = [words["asked"], words["found_share"], words["fits"], ""]
    return markdown(head, [[what, found, fits, said[met]] for what, found, fits, met in rows])


def by_kind(language: Language) -> list[str]:
    """Each kind of world, with 90 % intervals."""
    words = WORDS[language]
    names = ("wrong_call_priced", "wrong_call", "tried", "found_priced", "winner_tried", "own_place_loses")
    lines = [
        [words[kind], str(found.fits if (found := rate("wrong_call", kind)) else 0),
         *(with_ends(rate(name, kind), share) for name in names)]
        for kind in ("all", *KINDS)
    ]  # fmt: skip
    return markdown([words["kind"], words["fits"], *(words[name] for name in names)], lines)


def money(language: Language) -> list[str]:
    """True gain of what is called beside a measure drawn by lot and the yardstick, in yuan a yuan."""
    words, names = WORDS[language], ("gain_called", "gain_by_lot", "yardstick", "width")
    lines = [[words[kind], *(with_ends(rate(name, kind), number) for name in names)] for kind in ("all", *KINDS)]
    return markdown([words["money_kind"], *(words[name] for name in names)], lines)


def constants(language: Language) -> list[str]:
    """The constants of the rule."""
    words = WORDS[language]
    lines = [
        [f"`{each.name}`", f"{each.value:g}", f"{each.lower:g}–{each.upper:g}", f"`{each.source}`",
         each.reason_en if language == "en" else each.reason_zh]
        for each in thresholds().values()
    ]  # fmt: skip
    return markdown([words[name] for name in ("constant", "value", "range", "source", "reason")], lines)


def share(value: float) -> str:
    """A share in per cent."""
    return f"{100 * value:.1f} %"


def number(value: float) -> str:
    """A number with two decimals."""
    return f"{value:.2f}"


def with_ends(found: PlantedRate | None, form: object) -> str:
    """A rate with its 90 % interval, a dash where no card counts."""
    assert callable(form)
    return "-" if found is None else f"{form(found.value)} ({form(found.low)}–{form(found.high)})"


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines)]


PARTS = {"headline": headline, "demands": demands, "kinds": by_kind, "money": money, "constants": constants}

if __name__ == "__main__":
    renew(PAGES, PARTS)
