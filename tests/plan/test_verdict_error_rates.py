"""Planted worlds: the posterior is that of Bayes, the rule errs as seldom as asked, and the page says how often."""

import inspect
import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from marked_parts import page
from relode.language import LANGUAGES
from relode.measures.sampling_error import share_interval
from relode.plan.verdicts import planted_worlds as worlds
from relode.plan.verdicts.error_rates import (
    COLUMNS,
    MOST_FALSE_DO,
    SEEDS,
    WIDTHS,
    WORLDS,
    RateRow,
    met,
    shipped_rates,
    table_text,
    widest,
)
from relode.plan.verdicts.planted_worlds import Planted, Rate, error_rates, planted_worlds, posterior, shipped_widths

DOCS = Path(__file__).parents[2] / "docs"


def card(kind="do", effect=0.0, world=0, again=None, harm=False):
    return Planted(world, "subsidy", 1.0, effect, harm, kind, again or kind)


def by_name(planted):
    return {rate.name: rate for rate in error_rates(planted)}


@pytest.fixture(scope="module")
def narrow():
    """Forty worlds in which every lever is measured well: an interval of one practical size."""
    return planted_worlds(1, 40, dict.fromkeys(shipped_widths(), 1.0))


def test_the_posterior_is_that_of_bayes_rule():
    # Nothing with 15 %, else flat over 12 sizes; 0 was measured with an error of .5. By hand: .15 * phi(0) / .5 is
    # .1197, .85 / 12 is .0708, so nothing has 62.8 %. Measured 2: normal around 2, nothing has .056 %.
    rng = np.random.default_rng(1)
    at_zero = np.concatenate([posterior(0.0, 0.5, rng) for _ in range(100)])
    zero, slab = 0.15 * norm.pdf(0) / 0.5, 0.85 / 12
    assert zero / (zero + slab) == pytest.approx(0.628, abs=0.001)  # as printed above
    assert np.mean(at_zero == 0) == pytest.approx(0.628, abs=0.02)  # four standard errors of 100 priors of 4,096
    at_two = np.concatenate([posterior(2.0, 0.5, rng) for _ in range(100)])
    assert at_two.mean() == pytest.approx(2.0, abs=0.02)  # as above
    assert at_two.std() == pytest.approx(0.5, abs=0.02)


def test_the_rule_sees_what_was_measured_and_no_truth():
    assert list(inspect.signature(worlds.judged).parameters) == [
        "lever",
        "seen",
        "spread",
        "seen_other",
        "rng",
        "doses",
    ]
    twice = [worlds.judged("subsidy", 2.0, 0.3, 0.0, np.random.default_rng(5)) for _ in range(2)]
    assert twice == ["do", "do"]


def test_what_is_measured_well_gets_a_yes_and_what_does_nothing_gets_none(narrow):
    found = by_name(narrow)
    assert found["power"].of > 60
    assert found["power"].share >= 0.95
    assert found["false_do"].times == 0
    assert found["false_do"].high <= MOST_FALSE_DO
    assert found["flips"].times == 0


def test_a_planted_harm_stops_the_yes(narrow):
    harmful = [each for each in narrow if each.harm and each.effect >= 2]
    assert len(harmful) > 10
    # A harm of 2 sizes measured with an error of .5 is overlooked in 2.3 % of cases.
    assert sum(each.kind == "do" for each in harmful) <= 2


def test_errors_twice_as_wide_as_believed_make_more_wrong_verdicts(narrow):
    bad = planted_worlds(1, 40, dict.fromkeys(shipped_widths(), 1.0), overconfidence=4.0)
    assert by_name(bad)["false_do"].times > by_name(narrow)["false_do"].times
    assert by_name(bad)["power"].share < by_name(narrow)["power"].share


def test_the_best_of_the_doses_is_chosen_and_effects_grow_with_it():
    # .9 sizes measured to .05 are too few; three times as much are 2.7, at the same unit cost. With .6 the jobs are
    # dearer than published at every dose: 2 sizes were to cost the middle of a band that ends at 2.67 times of it.
    def said(seen, doses):
        return worlds.judged("subsidy", seen, 0.05, 0.0, np.random.default_rng(5), doses)

    assert said(0.9, (1.0,)) == "leave"
    assert said(0.9, (1.0, 3.0)) == "do"
    assert said(0.9, (3.0, 1.0)) == "do"
    assert said(0.6, (1.0, 3.0)) == "cannot_tell"
    assert said(-0.6, (1.0, 3.0, 9.0)) == "leave"
    widths = dict.fromkeys(shipped_widths(), 2.0)
    one, several = by_name(planted_worlds(1, 20, widths)), by_name(planted_worlds(1, 20, widths, doses=(1.0, 9.0)))
    assert several["power"].times > one["power"].times


def test_levers_of_one_world_share_half_of_their_error():
    errors = np.array([worlds.correlated(np.random.default_rng(seed), 13) for seed in range(2000)])
    among = np.corrcoef(errors.T)[np.triu_indices(13, 1)]
    assert among.mean() == pytest.approx(0.5, abs=0.05)  # three standard errors of 2,000 worlds
    assert errors.std(axis=0) == pytest.approx(np.ones(13), abs=0.08)  # five of them


def test_the_same_seed_gives_the_same_worlds_and_another_one_others():
    widths = dict.fromkeys(("subsidy", "tax_relief"), 2.0)
    assert planted_worlds(1, 5, widths) == planted_worlds(1, 5, widths)
    assert planted_worlds(1, 5, widths) != planted_worlds(2, 5, widths)
    assert planted_worlds(1, 5, widths) == planted_worlds(1, 9, widths)[:10]  # a world does not depend on how many


def test_rates_count_what_they_say():
    found = by_name(
        [
            *(card("do", 0.0, w) for w in range(1)),
            *(card("leave", 0.0, w) for w in range(3)),
            card("do", 2.0, 4),
            card("cannot_tell", 2.0, 5),
            card("do", 2.0, 6, harm=True),
            card("leave", 1.5, 7),
            card("do", 1.0, 8, again="leave"),
            card("leave", 3.0, 9, again="cannot_tell"),
        ]
    )
    counts = {name: (rate.times, rate.of) for name, rate in found.items()}
    assert counts == {
        "false_do": (1, 4),
        "power": (1, 2),
        "false_leave": (2, 5),
        "wrong_do": (3, 4),
        "cannot_tell": (1, 10),
        "agreement": (8, 10),
        "flips": (1, 10),
    }


def test_cards_that_err_together_count_as_fewer():
    apart = [card("do" if w < 5 else "leave", 0.0, w) for w in range(50)]
    # The same 5 of 50, but in worlds of five: the wrong ones are all in one. By hand: the deviation of that world is
    # 5 * .9 = 4.5, of each of the nine others -.5; (20.25 + 9 * .25) / (50 * .09) is a design effect of 5.
    together = [card("do" if w < 5 else "leave", 0.0, w // 5) for w in range(50)]
    one, five = by_name(apart)["false_do"], by_name(together)["false_do"]
    assert (one.low, one.high) == pytest.approx(share_interval(0.1, 50))
    assert (five.low, five.high) == pytest.approx(share_interval(0.1, 10))


def test_what_was_asked_is_asked_of_the_right_end():
    assert met(Rate("false_do", 4, 100, 0.02, 0.051)) is False
    assert met(Rate("false_do", 4, 100, 0.02, 0.05)) is True
    assert met(Rate("power", 79, 100, 0.7, 0.9)) is False
    assert met(Rate("power", 80, 100, 0.7, 0.9)) is True
    assert met(Rate("agreement", 89, 100, 0.8, 0.95)) is False
    assert met(Rate("flips", 1, 100, 0.0, 0.1)) is False
    assert met(Rate("wrong_do", 99, 100, 0.9, 1.0)) is None


def test_the_widest_interval_is_the_last_before_the_first_that_fails():
    def row(width, power, times=1.0):
        return RateRow("width", width, times, Rate("power", power, 100, 0.0, 1.0))

    assert widest([row("0.5", 90), row("1", 85), row("1.5", 79), row("1.75", 81)]) == 1.0
    assert widest([row("0.5", 70)]) is None
    assert widest([row("0.5", 90, 2.0), row("1", 70, 2.0)]) == 10.0  # of honest posteriors only


def test_the_shipped_table_has_every_seed_lever_and_rate():
    found = shipped_rates()
    assert {row.key for row in found if row.table == "seed"} == {str(seed) for seed in SEEDS}
    assert {row.key for row in found if row.table == "lever"} == set(shipped_widths())
    assert {row.key for row in found if row.table == "width"} == {f"{width:g}" for width in WIDTHS}
    names = {rate.name for rate in error_rates([card()])}
    assert {row.rate.name for row in found if row.table == "all"} == names
    assert {row.rate.name for row in found if row.table == "chosen"} == names - {"wrong_do"}
    of = {row.rate.name: row.rate.of for row in found if row.table == "all"}
    assert of["agreement"] == len(SEEDS) * WORLDS * len(shipped_widths())
    assert table_text(found).splitlines()[0] == ",".join(COLUMNS)


def test_the_shipped_rates_hold_the_lines_that_the_page_says_are_met():
    for table in ("chosen", "all"):
        found = {row.rate.name: row.rate for row in shipped_rates() if row.table == table}
        assert met(found["false_do"])
        assert met(found["agreement"])
        assert met(found["flips"])
    page = (DOCS / "verdicts.md").read_text(encoding="utf-8")
    assert ("**not met**" in page) == (not met(found["power"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_verdicts_is_that_of_the_package(language):
    made = runpy.run_path(str(DOCS / "verdicts.py"))
    text = (DOCS / made["PAGES"][language]).read_text(encoding="utf-8")
    assert page(text, language, made["PARTS"]) == text
    assert len(re.findall(r"<!-- end ", text)) == len(made["PARTS"])
