"""How often the rule is right on planted worlds: its line is set on worlds of even number and told on the others.

`decisions/planted_rates.csv`, from the cards that `planted_cards` makes: seconds.
"""

import csv
import lzma
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from io import StringIO
from math import isfinite, sqrt

import numpy as np

from relode import shipped_tables
from relode.arrays import Vector
from relode.decisions.rule import Kind
from relode.measures.sampling_error import NORMAL_90, share_interval
from studies import ROOT, write
from studies.plan.planted_worlds import KINDS, SAME_STUDIES, TIMES, PlantedCard
from studies.rules import RuleError

CARDS = ROOT / "docs" / "planted_cards.csv.xz"
LINES = tuple(round(0.5 + 0.01 * step, 2) for step in range(50))
"""Lines that are tried, from the lowest: shares of draws in which the average gain has to be above 0."""
MOST_WRONG, MOST_TRIED, LEAST_FOUND = 0.05, 0.2, 0.6
"""What is asked. The line is set by the first alone, by its upper 95 % limit, since what just holds on some worlds
fails on half of others; whether the others are met is told."""
CALLED: tuple[Kind, ...] = ("do", "do_if_granted")
AT_TWO = 1.5 * TIMES
"""Winners that gain no more practical sizes than this here are those at two practical sizes."""


@dataclass(frozen=True)
class PlantedRate:
    """A share, or a mean in yuan for a yuan, of cards of a kind of worlds ("all": of all) in one half, with 90 % ends.

    `low` and `high` allow for what cards of one fit share; `high` is the upper 95 % limit. `fits`: how many fits.
    """

    half: str
    kind: str
    name: str
    value: float
    low: float
    high: float
    cards: int
    fits: int


def whole(cards: Iterable[PlantedCard]) -> list[PlantedCard]:
    """The cards with those that kinds of the same studies share."""
    told = list(cards)
    for kind, source in SAME_STUDIES.items():
        own = [card for card in told if card.kind == kind]
        have = {(card.world, card.city, card.lever) for card in own}
        begun = {card.world for card in own}
        told += [
            replace(card, kind=kind)
            for card in told
            if card.kind == source and card.world in begun and (card.world, card.city, card.lever) not in have
        ]
    return told


def kept_cards() -> str:
    """The table of cards of all worlds: 4 MB of text in half of one."""
    with lzma.open(CARDS, "rt", encoding="utf-8") as file:
        return file.read()


def cards_text(cards: Iterable[PlantedCard]) -> str:
    """Cards as CSV, numbers with four digits."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(each.name for each in fields(PlantedCard))
    rows.writerows([f"{x:.4g}" if isinstance(x, float) else x for x in astuple(card)] for card in cards)
    return out.getvalue()


def cards_of(text: str) -> list[PlantedCard]:
    """The cards of a text that `cards_text` made."""
    kinds: Mapping[str, Callable[[str], object]] = {"int": int, "float": float, "bool": "True".__eq__}
    of = {each.name: kinds.get(str(each.type if isinstance(each.type, str) else each.type.__name__), str)
          for each in fields(PlantedCard)}  # fmt: skip
    return [
        PlantedCard(**{name: of[name](cell) for name, cell in row.items()})  # type: ignore[arg-type]
        for row in csv.DictReader(StringIO(text))
    ]


def said(card: PlantedCard, line: float) -> Kind:
    """The verdict where a city has filled in what it knows."""
    return card.yes if card.above >= line else card.no


def said_now(card: PlantedCard, line: float) -> Kind:
    """The verdict with the facts that ship."""
    return card.yes_now if card.above >= line else card.no_now


def beats(card: PlantedCard) -> bool:
    """Whether the measure truly gains more than the yardstick on average; a law may yet forbid it."""
    return card.gain > 1e-9


def is_lawful_winner(card: PlantedCard) -> bool:
    """Whether the card is of a winner that no law forbids."""
    return card.role == "winner" and card.kind != "unlawful"


def winners_at_two(cards: Iterable[PlantedCard]) -> list[PlantedCard]:
    """The lawful winners at two practical sizes."""
    return [card for card in cards if is_lawful_winner(card) and card.sizes <= AT_TWO]


def share(cards: Sequence[PlantedCard], happened: Sequence[bool]) -> tuple[float, float, float]:
    """A share with its 90 % interval; cards of one fit count by what they share. [0-1]

    Limits: where all agree, the cities of a lever in a fit count as one card.
    """
    if not cards:
        return np.nan, 0.0, 1.0
    value = float(np.mean(happened))
    if value in (0, 1):
        return value, *share_interval(value, len({(card.studies, card.lever) for card in cards}))
    off: dict[int, float] = {}
    for card, yes in zip(cards, happened, strict=True):
        off[card.studies] = off.get(card.studies, 0.0) + yes - value
    effect = sum(each**2 for each in off.values()) / (len(cards) * value * (1 - value))
    return value, *share_interval(value, len(cards) / max(effect, 1.0))


def mean(cards: Sequence[PlantedCard], values: Vector) -> tuple[float, float, float]:
    """The mean of `values` (card,) with its 90 % interval by fits. [as values]"""
    if not len(cards):
        return np.nan, np.nan, np.nan
    value, off = float(np.mean(values)), dict.fromkeys((card.studies for card in cards), 0.0)
    for card, each in zip(cards, values, strict=True):
        off[card.studies] += float(each) - value
    half = NORMAL_90 * sqrt(sum(each**2 for each in off.values())) / len(cards)
    return value, value - half, value + half


def line_of(cards: Sequence[PlantedCard]) -> float:
    """The lowest line [0-1] at which wrong calls have an upper limit of 5 %: higher ones find less and try more.

    Raises RuleError where no line does.
    """
    wrong = [card for card in cards if card.role != "need" and not beats(card)]
    for line in LINES:
        if share(wrong, [said(card, line) in CALLED for card in wrong])[2] <= MOST_WRONG:
            return line
    raise RuleError(f"At every line more than {MOST_WRONG:.0%} of what is no better may be called.")


def rates(cards: Sequence[PlantedCard], line: float) -> list[PlantedRate]:
    """All rates of both halves at a line, by kind and of all kinds together."""
    found = []
    for half, odd in (("set", 0), ("told", 1)):
        of_half = [card for card in cards if card.world % 2 == odd]
        for kind in ("all", *KINDS):
            some = [card for card in of_half if kind in ("all", card.kind)]
            found += [
                PlantedRate(half, kind, name, *value, len(of), len({card.studies for card in of}))
                for name, of, value in _rates(some, line)
            ]
    return found


Told = tuple[str, list[PlantedCard], tuple[float, float, float]]


def _rates(cards: Sequence[PlantedCard], line: float) -> list[Told]:
    gains = [card for card in cards if card.role != "need"]
    no_gain = [card for card in gains if not beats(card)]
    winners = [card for card in gains if is_lawful_winner(card)]
    barred = [card for card in gains if card.role == "winner" and card.kind == "unlawful"]
    at_two = winners_at_two(gains)
    priced = [card for card in at_two if card.priced]
    called = [card for card in gains if said(card, line) in CALLED]
    needs = [card for card in cards if card.role == "need"]

    def shared(name: str, of: list[PlantedCard], happened: Callable[[PlantedCard], bool]) -> Told:
        return name, of, share(of, [happened(card) for card in of])

    def is_called(card: PlantedCard) -> bool:
        return said(card, line) in CALLED

    def averaged(name: str, of: list[PlantedCard], value: Callable[[PlantedCard], float]) -> Told:
        return name, of, mean(of, np.array([value(card) for card in of]))

    return [
        shared("wrong_call", no_gain, is_called),
        shared("wrong_call_priced", [card for card in no_gain if card.priced], is_called),
        shared("wrong_call_now", no_gain, lambda card: said_now(card, line) in CALLED),
        shared("harmful_called", [card for card in gains if card.role == "harmful"], is_called),
        shared("tried", no_gain, lambda card: said(card, line) == "try_small"),
        shared("found", at_two, is_called),
        shared("found_priced", priced, is_called),
        shared("found_now", at_two, lambda card: said_now(card, line) in CALLED),
        shared("winner_tried", at_two, lambda card: said(card, line) == "try_small"),
        shared("winner_left", at_two, lambda card: said(card, line) == "leave"),
        shared("unlawful_called", barred, is_called),
        shared("need_called", needs, is_called),
        shared("need_filled_in", needs, lambda card: said(card, line) == "fill_in"),
        shared("own_place_loses", called, lambda card: card.gain_here < 0),
        averaged("gain_called", called, lambda card: card.gain),
        averaged("gain_by_lot", [card for card in gains if card.kind != "unlawful"], lambda card: card.gain),
        averaged("yardstick", gains, lambda card: card.yardstick),
        averaged("width", [card for card in winners if isfinite(card.width)], lambda card: card.width),
    ]  # fmt: skip


def written(found: Sequence[PlantedRate], line: float) -> str:
    """The table of rates; its first row is the line that was set."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["half", "kind", "name", "value", "low", "high", "cards", "fits"])
    rows.writerow(["set", "all", "line", f"{line:.2f}", "", "", "", ""])
    for each in found:
        if each.cards:
            numbers = [f"{x:.4f}" for x in (each.value, each.low, each.high)]
            rows.writerow([each.half, each.kind, each.name, *numbers, each.cards, each.fits])
    return out.getvalue()


@cache
def shipped_rates() -> tuple[PlantedRate, ...]:
    """The rates that ship."""
    return tuple(
        PlantedRate(
            row["half"],
            row["kind"],
            row["name"],
            float(row["value"]),
            float(row["low"]),
            float(row["high"]),
            int(row["cards"]),
            int(row["fits"]),
        )
        for row in shipped_tables.rows("relode.decisions", "planted_rates")
        if row["name"] != "line"
    )


def main() -> None:
    """The table, of the worlds that ran."""
    cards = whole(cards_of(kept_cards()))
    line = line_of([card for card in cards if card.world % 2 == 0])
    write("decisions/planted_rates", written(rates(cards, line), line))


if __name__ == "__main__":
    main()
