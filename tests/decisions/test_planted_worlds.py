"""Planted worlds: the truth is as its kind says, the rule never sees it, rates are those of cards counted by hand."""

import re
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from marked_parts import page
from relode.decisions.local_facts import LocalFact, LocalFigures
from relode.decisions.money_account import MoneyAccount
from relode.decisions.programme_decisions import programmed
from relode.decisions.programmes import programmes
from relode.decisions.purses import Purse
from relode.decisions.rule import thresholds
from relode.evidence.shipped_draws import shipped_draws
from relode.language import LANGUAGES
from relode.measures.sampling_error import share_interval
from relode.shipped_tables import text
from studies.evidence.planted_studies import PlantedStudies, planted_rows, planted_studies
from studies.plan.planted_rates import (
    beats,
    cards_of,
    cards_text,
    kept_cards,
    line_of,
    mean,
    rates,
    share,
    shipped_rates,
    whole,
    written,
)
from studies.plan.planted_worlds import (
    FITTED,
    KINDS,
    SIZES,
    TIMES,
    PlantedCity,
    Truth,
    lever_cards,
    need_cards,
    number,
    pair_of,
    planted_cards,
    planted_truth,
)
from studies.rules import RuleError

DOCS = Path(__file__).parents[2] / "docs"
HERE = LocalFact("present", "own", (), (), 1000.0, ("user",))
FIGURES = LocalFigures(
    4e10, 1e6, dict.fromkeys(("industry", "mining", "closing_mines", "damaged_land"), HERE), ("user",)
)
OWN = Purse("own", "", "at_most", (0.0, 2e10), "own_revenue_bound")
LEVERS = [each.lever for each in programmes()]
SUBSIDY = LEVERS.index("subsidy")


def account(request, times):
    """A job for 120,000 yuan and a yuan of output for a yuan; services do `times` as much."""
    count = 200
    yuan = request.yuan * np.full(count, 0.5)
    money = yuan * {"jobs": 1 / 120_000, "output": 1.0, "income": 0.5}[request.outcome]
    base = np.full(count, {"jobs": 3e5, "output": 4e10, "income": 2e10}[request.outcome])
    years = tuple(range(2026, 2036))
    return MoneyAccount(request, base, money, base * 0.6, money * times, yuan, years, {"city": (1.0,) * 10}, 0.0)


def city(slug, times):
    asked = tuple(programmed(each, FIGURES, (OWN,), 2035) for each in programmes())
    told = tuple(None if each.request is None else account(each.request, times) for each in asked)
    return PlantedCity(slug, asked, told, None, {"jobs": 1e5, "output": 1.0, "income": 1.0})


CITIES = (city("easy", 1.2), city("hard", 2.0))
PAIRS = planted_rows({}).pairs


def found(averages):
    """Studies that leave no doubt: draws whose means over places are `averages`, lever -> unit of the family."""
    draws, table = shipped_draws(), planted_rows({})
    effects = draws.effects.copy()
    for at, each in enumerate(programmes()):
        pair = pair_of(CITIES[0].asked[at])
        if each.lever not in averages or pair not in table.pairs:
            continue
        scale = {"C": 0.1, "D": 0.1, "E": 0.1, "H": 5.0}[each.family]
        k, f = len(table.kinds), len(table.families)
        column = 1 + k + f + table.pairs.index(pair)
        others = effects[:, 0] + effects[:, 1 + table.kinds.index(pair[0])]
        others = others + effects[:, 1 + k + table.families.index(pair[1])]
        effects[:, column] = averages[each.lever] / scale - others
    truth = {name: values[0] for name, values in draws.scalars.items()}
    truth |= {"effects": effects[0], "family_spread": draws.family_spread[0]}
    return PlantedStudies(truth, table, replace(draws, effects=effects), (1, 0))


def cards(kind, truth, averages=None, world=0):
    return planted_cards(CITIES, truth, found(truth.averages if averages is None else averages), kind, world)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("world", [0, 1])
def test_what_is_true_of_a_world_is_what_its_kind_says(kind, world):
    truth = planted_truth(CITIES, PAIRS, kind, 1, world)
    assert len(truth.winners) == {"one": 1, "studied": 1, "unlawful": 1, "two": 2}.get(kind, 0)
    assert bool(truth.harmful) == (kind == "harmful")
    for card in cards(kind, truth, world=world):
        if card.lever in truth.winners:
            assert card.sizes >= TIMES - 1e-9
        elif card.lever == truth.harmful:
            assert card.sizes <= -TIMES + 1e-9
        else:
            assert not beats(card)
        assert np.sign(round(card.sizes, 6)) == np.sign(round(card.gain, 6))
    if kind == "studied":
        assert all(each.price.printed for each in programmes() if each.lever in truth.winners)


def test_kinds_that_differ_by_facts_alone_have_the_truth_and_the_number_of_the_others():
    for kind, other in (("needed", "none"), ("unlawful", "one")):
        assert number(kind, 3) == number(other, 3)
    assert planted_truth(CITIES, PAIRS, "needed", 1, 3) == planted_truth(CITIES, PAIRS, "none", 1, 3)
    assert planted_truth(CITIES, PAIRS, "unlawful", 1, 3).winners == planted_truth(CITIES, PAIRS, "one", 1, 3).winners
    assert len({number(kind, at) for kind in FITTED for at in range(9)}) == 9 * len(FITTED)


def test_the_true_gain_of_a_card_is_that_of_a_calculation_by_hand():
    truth = Truth({**dict.fromkeys(LEVERS, 0.0), "subsidy": 0.05}, ("subsidy",), "", "")
    easy, hard = lever_cards(CITIES, SUBSIDY, truth, found(truth.averages), "one", 0)
    # .012 of 40 bn yuan a year is 480 million, half of it on average: 2,000 jobs, of services 2,400 and 4,000.
    own = 0.05 * 0.6 * 3e5
    for card, services in ((easy, 2400.0), (hard, 4000.0)):
        assert card.gain == pytest.approx((own - services) * 1e5 / 2.4e8)
        assert card.yardstick == pytest.approx(services * 1e5 / 2.4e8)
        assert card.sizes == pytest.approx((0.05 - services / 1.8e5) / 0.02)


def test_the_rule_never_sees_the_truth():
    truth = planted_truth(CITIES, PAIRS, "one", 1, 0)
    other = replace(truth, averages={lever: -value - 1.0 for lever, value in truth.averages.items()}, winners=())
    seen = dict.fromkeys(LEVERS, 0.02)
    told, again = (cards("one", each, seen) for each in (truth, other))
    for card, same in zip(told, again, strict=True):
        assert (card.above, card.width, card.yes, card.no, card.yes_now) == (
            same.above, same.width, same.yes, same.no, same.yes_now)  # fmt: skip
        assert card.gain != same.gain


@pytest.mark.parametrize(("effect", "above", "verdict"), [(0.2, 1.0, "do"), (-0.2, 0.0, "leave")])
def test_studies_without_doubt_are_believed_with_their_sign(effect, above, verdict):
    truth = Truth(dict.fromkeys(LEVERS, effect), (), "", "")
    for card in lever_cards(CITIES, SUBSIDY, truth, found(truth.averages), "none", 0):
        assert (card.above, card.yes) == (above, verdict)
        assert card.yes_now == ("fill_in" if effect > 0 else "leave")
        assert beats(card) == (effect > 0)


def test_what_the_yardstick_does_as_well_is_not_called():
    """As much as services do in the hard city, which is more than in the easy one."""
    level = Truth({**dict.fromkeys(LEVERS, 0.0), "subsidy": 4000 / 1.8e5 - 1e-4}, (), "", "")
    easy, hard = lever_cards(CITIES, SUBSIDY, level, found(level.averages), "none", 0)
    assert (easy.above, hard.above) == (1.0, 0.0)
    assert beats(easy)
    assert not beats(hard)


def test_a_winner_that_a_law_forbids_is_left_however_sure_it_is():
    truth = Truth(dict.fromkeys(LEVERS, 0.2), ("subsidy",), "", "")
    for card in lever_cards(CITIES, SUBSIDY, truth, found(truth.averages), "unlawful", 0):
        assert card.above == 1.0
        assert {card.yes, card.no, card.yes_now, card.no_now} == {"leave"}


def test_a_need_that_is_counted_is_done_where_its_price_is_printed_and_filled_in_where_not():
    for world in range(4):
        truth = planted_truth(CITIES, PAIRS, "needed", 1, world)
        for card in need_cards(CITIES, truth, world):
            assert card.yes in (("do", "do_if_granted") if card.priced else ("fill_in", "leave"))


def test_prices_that_nobody_prints_are_never_called():
    truth = Truth(dict.fromkeys(LEVERS, 0.3), (), "", "")
    for card in cards("none", truth):
        assert card.priced or card.yes not in ("do", "do_if_granted")


def a_card(world, above, role="other", gain=-1.0, kind="none", **more):
    (card, *_) = lever_cards(
        CITIES, SUBSIDY, Truth(dict.fromkeys(LEVERS, 0.2), (), "", ""), found({"subsidy": 0.2}), "none", 0
    )
    fields = {"kind": kind, "world": world, "studies": world, "above": above, "role": role, "gain": gain, **more}
    return replace(card, **fields)


@pytest.mark.slow
def test_the_line_is_the_lowest_at_which_wrong_calls_are_few_enough():
    """Of 300 others 15 have .90: 5 %, with an upper limit above it. What they gain, and winners, set no line."""
    others = [a_card(world, 0.90 if world < 15 else 0.5, no="leave") for world in range(300)]
    winners = [a_card(300 + world, 0.93, role="winner", kind="studied", gain=2.0, sizes=2.0) for world in range(200)]
    assert share_interval(15 / 300, 300)[1] > 0.05
    assert line_of([*others, *winners]) == 0.91
    # One fewer and the limit holds from where the others end.
    assert share_interval(6 / 300, 300)[1] < 0.05
    assert line_of([*others[9:], *others[15:24], *winners]) == 0.51
    # Called at every line: there is none, and none is made up.
    with pytest.raises(RuleError, match="At every line"):
        line_of([replace(card, above=1.0) for card in others])


def test_cards_of_one_fit_count_by_what_they_share():
    """Twenty cards of two fits of which one is wrong throughout are two observations, not twenty."""
    told = [a_card(world, 0.5) for world in (1, 2) for _ in range(10)]
    value, *ends = share(told, [card.world == 1 for card in told])
    assert value == 0.5
    assert ends == pytest.approx(share_interval(0.5, 2))
    assert share(told, [False] * 20) == (0.0, *share_interval(0.0, 2))
    assert share([], [])[1:] == (0.0, 1.0)
    alone = [a_card(world, 0.5) for world in range(20)]
    assert share(alone, [card.world < 10 for card in alone])[1:] == pytest.approx(share_interval(0.5, 20))
    assert mean(alone, np.array([0.0, 2.0] * 10)) == pytest.approx(
        (1.0, 1 - 1.645 / 20**0.5, 1 + 1.645 / 20**0.5), abs=1e-3
    )


def test_rates_are_those_counted_by_hand():
    winner = {"role": "winner", "gain": 2.0, "kind": "one", "sizes": 2.0}
    large = {**winner, "sizes": 9.0}
    told = [
        a_card(1, 0.95), a_card(1, 0.5), a_card(3, 0.5), a_card(3, 0.5),
        a_card(5, 0.95, **winner, gain_here=-1.0), a_card(7, 0.5, **winner), a_card(9, 0.99, **large),
        a_card(2, 0.99),
    ]  # fmt: skip
    of = {(each.half, each.kind, each.name): each for each in rates(told, 0.9)}
    assert (of["told", "all", "wrong_call"].value, of["told", "all", "wrong_call"].cards) == (0.25, 4)
    assert (of["told", "one", "found"].value, of["told", "one", "found"].cards) == (0.5, 2)
    assert of["set", "all", "wrong_call"].value == 1.0
    assert of["told", "all", "own_place_loses"].cards == 3
    assert of["told", "all", "gain_called"].value == pytest.approx((2 + 2 - 1) / 3)
    assert of["told", "all", "gain_by_lot"].value == pytest.approx((3 * 2 - 4) / 7)


def test_kinds_that_share_studies_share_their_cards_but_for_what_differs():
    other, winner = a_card(1, 0.5, kind="one"), a_card(1, 0.9, kind="one", role="winner", lever="research_spending")
    barred = replace(winner, kind="unlawful", yes="leave")
    told = whole([other, winner, barred])
    assert [(card.kind, card.lever, card.yes) for card in told if card.kind == "unlawful"] == [
        ("unlawful", "research_spending", "leave"), ("unlawful", "subsidy", "do")]  # fmt: skip
    assert whole([other, winner]) == [other, winner]
    assert cards_text(cards_of(cards_text(told))) == cards_text(told)
    assert cards_of(cards_text([other]))[0].lever == "subsidy"


def test_the_line_of_the_rule_is_the_one_that_the_shipped_worlds_set():
    told = whole(cards_of(kept_cards()))
    line = line_of([card for card in told if card.world % 2 == 0])
    assert line == thresholds()["average_above"].value
    assert written(rates(told, line), line) == text("relode.decisions", "planted_rates")
    assert {each.kind for each in shipped_rates()} == {"all", *KINDS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_verdicts_is_that_of_the_tables(language):
    made = runpy.run_path(str(DOCS / "verdicts.py"))
    told = (DOCS / made["PAGES"][language]).read_text(encoding="utf-8")
    assert page(told, language, made["PARTS"]) == told, "make data rule=page_verdicts"
    assert len(re.findall(r"<!-- end ", told)) == len(made["PARTS"])


@pytest.mark.slow
def test_in_worlds_with_many_studies_a_winner_is_found_and_the_rest_are_not():
    """Real fits: 30 studies of a winner by five practical sizes, a world each."""
    for at in range(2):
        truth = planted_truth(CITIES, PAIRS, "studied", 1, at)
        pairs = {each.programme.lever: pair_of(each) for each in CITIES[0].asked}
        (lever,) = truth.winners
        averages = {pairs[each]: value for each, value in truth.averages.items() if pairs[each] in PAIRS}
        averages[pairs[lever]] += 3 * SIZES[pairs[lever][1]]
        world = planted_studies(1, number("studied", at), averages, {pairs[lever]: 30})
        above = {card.lever: card.above for card in planted_cards(CITIES, truth, world, "studied", at)}
        assert above[lever] > 0.9
        assert above[lever] == max(above[each.lever] for each in programmes() if each.lever in above)
