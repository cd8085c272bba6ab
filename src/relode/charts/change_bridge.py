"""Where people and jobs went between two censuses and go if nothing is done, in one chain of bars each."""

from collections.abc import Mapping, Sequence

import pandas as pd

from relode.charts.account_picture import TABLE, bars, drawn, rows
from relode.charts.style import Picture
from relode.language import Amount, Language, Sentence
from relode.language.numbers import digit_step
from relode.outlook import Outlook
from relode.outlook.ahead.change_accounts import BEFORE, Account, Counted, accounts, counted


def change_bridge(outlook: Outlook | None, language: Language) -> Picture | None:
    """People, then jobs: one census, what each cause took until the next, and what it takes until the last year.

    None where one of the two has no forecast; where the first census has no count of it, its chain begins at the next.
    """
    ahead = {each.quantity: each for each in (accounts(outlook) if outlook else ())}
    if outlook is None or ahead.keys() != {"population", "employment"}:
        return None
    before = {each.quantity: each for each in counted(outlook)}
    chains: list[list[Account | Counted]] = [
        [*([before[name]] if name in before else []), each] for name, each in ahead.items()
    ]
    steps = [_step(chain) for chain in chains]
    shown = [
        bar
        for chain, step in zip(chains, steps, strict=True)
        for at, of in enumerate(chain)
        for bar in [*bars(of, language, step)][at > 0 :]
    ]
    table = [row for chain in chains for at, of in enumerate(chain) for row in [*rows(of, language)][at > 0 :]]
    people = ahead["population"]
    sources = tuple(dict.fromkeys(key for chain in chains for of in chain for key in of.sources))
    return Picture(
        "bridge", _title(outlook, ahead, before), _subtitle(ahead, before.get("population")),
        pd.DataFrame(table, columns=TABLE), lambda width: drawn(pd.DataFrame(shown), width, language), sources, (),
        language, people.unit,
    )  # fmt: skip


def _title(outlook: Outlook, ahead: Mapping[str, Account], before: Mapping[str, Counted]) -> Sentence:
    """How many people and jobs there were and may be."""
    values: dict[str, object] = {"place": outlook.place, "before": BEFORE}
    for name, each in ahead.items():
        values |= {
            name: Amount(each.start, each.unit, None, each.sources),
            f"{name}_ahead": Amount(each.end, each.unit, each.interval_90, each.sources),
            "since": each.since,
            "until": each.until,
        }
    for name, past in before.items():
        values[f"{name}_before"] = Amount(past.start, past.unit, None, past.sources)
    return Sentence(f"charts.bridge.title_{'both' if before.keys() == ahead.keys() else 'ahead'}", values)


def _subtitle(ahead: Mapping[str, Account], before: Counted | None) -> Sentence:
    """What parts are told of each stretch, and which are not known."""
    people = ahead["population"]
    ends = {f"{k}_end": Amount(of.end, of.unit, of.interval_90, of.sources) for k, of in ahead.items()}
    known = "none" if before is None else "whole" if before.ageing is None else "parted"
    ages = "whole" if people.ageing is None else "parted"
    values: dict[str, object] = {"before": BEFORE, "since": people.since, "until": people.until}
    return Sentence(
        "charts.bridge.subtitle",
        {
            "past": Sentence(f"charts.bridge.past_{known}", values),
            "ahead": Sentence(f"charts.bridge.ahead_{ages}", values | ends),
        },
    )


def _step(chain: Sequence[Account | Counted]) -> float:
    """The third digit of the smallest whole of a chain, to which all its numbers are printed. [unit of the chain]"""
    return digit_step(min(end for of in chain for end in (of.start, of.end)))
