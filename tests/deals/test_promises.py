"""What comes of promises: rates from counted rows that ship, and the draws of a deal."""

import re
from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.stats import betabinom

from relode.deals.deal import Deal
from relode.deals.deal_draws import DealDraws, drawn, first_phase
from relode.deals.defaults import china, city_money, defaults, parameter_rows
from relode.deals.judgement import deciding
from relode.deals.promises import (
    LIMITS,
    MONTHS,
    READ_IN,
    SETTLED,
    SPREADS,
    announced_plants,
    announced_starts,
    built_phases,
    cohort_rows,
    completions,
    counted_jobs,
    counts_of,
    delays,
    fitted_curve,
    rates_of,
    resampled,
    starts,
    year_shock,
)
from relode.facts import rows
from relode.places import find


def test_rows_found_by_searching_for_endings_give_no_rate():
    rng = np.random.default_rng(1)
    used = {*starts("contract", rng, 10).rows, *completions(rng, 10).rows, *delays()[2], *counted_jobs()[1]}
    used |= {*built_phases()[1], *year_shock()[1]}
    by_ending = {row["id"] for row in rows("deals_china") if row["found_by"].startswith("failure")}
    failures = {
        row["id"] for row in rows("deals_abroad") if "failure" in row["selection"] or "ended" in row["selection"]
    }
    assert by_ending
    assert failures
    assert not used & (by_ending | failures)


def test_nineteen_counted_deals_are_as_they_were_told():
    shares, ids = counted_jobs()
    assert len(shares) == len(ids) == 19
    count = [(shares == 0).sum(), ((shares > 0) & (shares < 0.5)).sum(), ((shares >= 0.5) & (shares < 0.9)).sum()]
    assert [*count, ((shares >= 0.9) & (shares <= 1.1)).sum(), (shares > 1.1).sum()] == [4, 4, 1, 4, 6]


def test_a_sum_of_cohorts_is_not_counted_beside_them():
    ids = {row["id"] for row in cohort_rows("contract")}
    assert {"wmc2018", "wmc2019", "wmc2020"} <= ids
    assert "wmc_all" not in ids
    assert len(announced_plants()) == 161


def test_the_shock_of_the_year_by_hand():
    """Ohio: 162 of 255 met in 2011, 309 of 329 in 2015, 145 of 186 in 2017; log-odds .555, 2.738, 1.263."""
    audited = [row for row in rows("deal_rates_abroad") if row["id"].startswith("oh_")]
    met = {
        year: sum(int(r["n_met"]) for r in audited if r["outcome_year"] == year) for year in ("2011", "2015", "2017")
    }
    count = {year: sum(int(r["n_deals"]) for r in audited if r["outcome_year"] == year) for year in met}
    odds = [np.log(met[year] / (count[year] - met[year])) for year in met]
    assert year_shock()[0] == pytest.approx(np.std(odds, ddof=1))


def test_each_default_has_a_source_an_interval_and_a_row():
    known = {row["key"] for row in rows("sources")}
    for default in defaults().values():
        assert default.low <= default.value <= default.high, default.name
        assert default.source in known
        assert not default.row or default.row in parameter_rows()
        assert default.source == "assumption" or default.row
        assert default.reason.en
        assert default.reason.zh


def test_plants_that_count_as_settled_have_had_four_years():
    assert READ_IN - SETTLED == 4


def test_drawn_again_each_value_comes_as_often_as_another():
    drawn_again = resampled(np.array([1.0, 2.0, 4.0]), np.random.default_rng(1), 6000)
    assert [float(np.mean(drawn_again == value)) for value in (1, 2, 4)] == pytest.approx([1 / 3] * 3, abs=0.03)


def test_rows_count_where_they_count_all_and_from_the_first_month_on():
    def row(name, months, n="5", of="9"):
        return {"id": name, "months_since": months, "n": n, "of": of}

    table = [row("a", "0"), row("b", "24"), row("c", ""), row("d", "24", n=""), row("e", "24", of=""), row("f", "2-5")]
    assert counts_of(table, "n", "of") == [("a", 5.0, 9.0, 1.0), ("b", 5.0, 9.0, 24.0), ("f", 5.0, 9.0, 3.5)]


def test_a_fitted_curve_is_the_mean_of_the_grid_by_another_library():
    """Share, months and spread of two cohorts: the chance of each cell is that of a beta-binomial."""
    counts = ((30.0, 60.0, 12.0), (80.0, 100.0, 30.0))
    share, months, spread = np.meshgrid(LIMITS, MONTHS, SPREADS, indexing="ij")
    log = np.zeros_like(share)
    for happened, n, since in counts:
        mean = share * (1 - np.exp(-since / months))
        log += betabinom.logpmf(happened, n, mean * spread, (1 - mean) * spread)
    chance = np.exp(log - log.max())
    chance /= chance.sum()
    expected = [(chance * each).sum() for each in (share, np.log(months), np.log(spread))]
    found = fitted_curve(counts, np.random.default_rng(1), 40_000)
    assert found[:, 0].mean() == pytest.approx(expected[0], abs=0.003)
    assert np.log(found[:, 1]).mean() == pytest.approx(expected[1], abs=0.02)
    assert np.log(found[:, 2]).mean() == pytest.approx(expected[2], abs=0.03)
    assert (found.min(axis=0).tolist(), found.max(axis=0).tolist()) <= ([0.3, 1.0, 2.0], [0.99, 60.0, 200.0])


@pytest.mark.parametrize(
    ("stage", "stages"),
    [
        ("intention", ["start", "announced", "completion", "phase", "delay", "jobs", "shock"]),
        ("contract", ["start", "completion", "phase", "delay", "jobs", "shock"]),
        ("land_paid", ["start", "completion", "phase", "delay", "jobs", "shock"]),
        ("building", ["completion", "phase", "delay", "jobs", "shock"]),
        ("producing", ["jobs", "shock"]),
    ],
)
def test_each_stage_rests_on_what_is_still_to_come(stage, stages):
    found = {each.stage: each for each in rates_of(stage, 1)}
    assert list(found) == stages
    assert {each.of for each in found.values()} == {stage}
    if "start" in found:
        of = "approved" if stage == "land_paid" else "contract"
        assert found["start"].rows == tuple(each[0] for each in counts_of(cohort_rows(of), "started_n", "denominator"))
    if "announced" in found:
        begun, settled = announced_starts()
        assert found["announced"].median == pytest.approx(begun / len(settled), abs=0.01)
        assert found["announced"].rows == tuple(row["id"] for row in settled)
        assert found["announced"].count == len(settled)


def fixed(**changed):
    """What is taken for granted without any range, each value another one."""
    known = {name: replace(each, low=at / 1000, high=at / 1000, value=at / 1000)
             for at, (name, each) in enumerate(china().defaults.items(), 1)}  # fmt: skip
    known["horizon"] = china().defaults["horizon"]
    for name, value in changed.items():
        known[name] = replace(known[name], low=value, high=value, value=value)
    return known


def stated(stage="contract", promise=None, local=None, works=None, known=None, **project):
    values = {"project": {"name": "a", "stage": stage, **project}, "promise": promise or {}, "local": local or {},
              "works": works or {}}  # fmt: skip
    return Deal.model_validate(values).under(replace(china(), defaults=known or fixed()))


OWN_FIELDS = ("ramp_first", "ramp_second", "utilisation", "displacement", "leakage", "recovery_failed",
              "recovery_alive", "failure_months", "idle_upkeep", "idle_value", "reservation_wage", "average_wage",
              "land_price", "build_years")  # fmt: skip


def test_each_draw_is_of_its_own_default():
    known = fixed()
    chance = drawn(stated(known=known, local={"others_bid": "heard"}), 1, 50)
    for name in OWN_FIELDS:
        assert set(getattr(chance, name)) == {known[name].value}, name
    assert set(chance.city_part) == {known["city_part_of_tax"].value}
    assert set(chance.but_for) == {known["but_for_heard"].value}
    assert set(chance.overrun) == {known["overrun_standard_civil"].value}
    rails = drawn(stated(known=known, works={"overrun_class": "rail"}), 1, 5)
    assert set(rails.overrun) == {known["overrun_rail"].value}
    assert {field.name for field in fields(DealDraws)} > set(OWN_FIELDS)


def test_what_is_stated_is_not_drawn():
    local = {"city_part_of_tax": 0.33, "staff_from_elsewhere": 0.44}
    chance = drawn(stated(local=local, build_years=3.5), 1, 4)
    assert (set(chance.city_part), set(chance.leakage), set(chance.build_years)) == ({0.33}, {0.44}, {3.5})
    assert set(drawn(stated(local={"staff_from_elsewhere": 0.0}), 1, 4).leakage) == {0.0}


@pytest.mark.parametrize(
    ("promise", "tax"),
    [
        ({"tax": 7.0, "output": 100.0, "investment": 1000.0}, 7.0),
        ({"output": 100.0, "investment": 1000.0}, 5.0),
        ({"investment": 1000.0}, 20.0),
        ({}, 0.0),
    ],
)
def test_tax_is_that_of_the_promise_or_of_its_output_or_of_its_investment(promise, tax):
    """A twentieth of the output, which is two fifths of the investment."""
    known = fixed(tax_over_output=0.05, output_over_investment=0.4)
    assert drawn(stated(promise=promise, known=known), 1, 3).tax == pytest.approx([tax] * 3)


def test_what_is_there_is_begun_and_what_produces_is_whole():
    built, made = (drawn(stated(stage), 1, 400) for stage in ("building", "producing"))
    for chance in (built, made):
        assert set(chance.begun) == {1.0}
        assert set(chance.begun_year) == {0.0}
    assert set(built.completed) == {0.0, 1.0}
    assert (set(made.completed), set(made.phase), set(made.delay)) == ({1.0}, {1.0}, {0.0})
    assert (set(made.ramp_first), set(made.ramp_second)) == ({1.0}, {1.0})
    contract = drawn(stated(), 1, 400)
    assert set(contract.begun) == {0.0, 1.0}
    assert contract.begun_year.max() > 0
    assert contract.take_up.max() <= 1.0


def test_larger_promises_begin_less_often_and_smaller_ones_no_more_often():
    """By a discount for each e-fold of the investment above the reference."""
    known = fixed(size_discount=2.0, size_reference=1e8, real_start=0.9)
    told = [drawn(stated(promise={"investment": size}, known=known), 1, 4000).begun.mean() for size in (1e6, 1e8, 1e9)]
    assert told[0] == told[1] > told[2] + 0.2
    assert drawn(stated(known=known), 1, 4000).begun.mean() == told[1]


@pytest.mark.parametrize(
    ("promise", "part"),
    [
        ({"phase1_jobs": 20, "jobs": 100, "phase1_investment": 5, "investment": 10}, 0.2),
        ({"phase1_jobs": 20, "phase1_investment": 5, "investment": 10}, 0.5),
        ({"jobs": 100, "investment": 10}, None),
        ({"phase1_investment": 5}, None),
    ],
)
def test_phase_one_over_the_whole_by_jobs_or_else_by_investment(promise, part):
    assert first_phase(stated(promise=promise)) == part
    phases = set(drawn(stated(promise=promise), 1, 300).phase)
    assert phases == ({part, 1.0} if part else phases)


def test_delays_are_those_of_a_product_limit_estimate():
    """Each late plant by hand: the share that is left after a step is the product of those that were left before."""
    late = {}
    for row in announced_plants():
        note = row["note"]
        promised = re.search(r"promised first output (\d{4})", note)
        if not promised or note.startswith(("tracker status: cancelled", "tracker status: paused")):
            continue
        output = re.search(r"first output (\d{4})", note.replace(promised[0], ""))
        promised, came = int(promised[1]), int(output[1]) if output else None
        if came is not None or promised <= READ_IN:
            late[row["id"]] = ((came or READ_IN) - promised, came is not None)
    steps, chances, used = delays()
    assert set(used) == set(late)
    left = 1.0
    for step, chance in zip(sorted({years for years, came in late.values() if came})[:-1], chances[:-1], strict=True):
        risk = sum(years >= step for years, _ in late.values())
        now = sum(years == step and came for years, came in late.values())
        assert chance == pytest.approx(left * now / risk)
        left -= chance
    assert chances[-1] == pytest.approx(left)
    assert steps.min() == 0


def test_firms_leave_by_the_published_exit_rates():
    """Scaled by one: of those left in a year the rate of the newest table year at most as old leaves."""
    known = {name: replace(each, low=each.value, high=each.value) for name, each in china().defaults.items()}
    known["exit_scale"] = replace(known["exit_scale"], low=1.0, value=1.0, high=1.0)
    life = drawn(stated(known=known), 1, 40_000).life
    left = 1.0
    for year, rate in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (7, 4), (8, 8), (9, 8)):
        share = float((life > year).mean() / max((life >= year).mean(), 1e-9))
        assert share == pytest.approx(1 - known[f"exit_year_{rate}"].value, abs=0.01)
        left *= share


def test_money_of_a_city_is_the_newest_that_is_published():
    found = city_money(find("hegang"))
    table = [row for row in rows("accounts_budgets") if row["place"] == "230400"]
    wide = {int(row["year"]): row.get("budget_revenue") or "" for row in table if "quantity" not in row}
    long = {int(row["year"]): row["value"] for row in table if row.get("quantity") == "budget_revenue"}
    known = {year: value for year, value in {**wide, **long}.items() if value}
    assert (found.revenue.year, found.revenue.value) == (max(known), pytest.approx(float(known[max(known)]) * 1e8))
    assert city_money(None) == type(found)(None, None, None)


def test_what_is_worth_knowing_by_hand():
    """A coin that gives +100 or -100: knowing it is worth 50, and nothing else is."""
    draws = drawn(stated(), 1, 4000)
    coin = np.tile([0.0, 1.0], 2000)
    first = deciding(replace(draws, begun=coin), 200 * coin - 100, None)[0]
    assert (first.name, first.value_of_information) == ("begun", pytest.approx(50))
    assert first.switching_value == pytest.approx(0.5)
    values, net = np.arange(4000.0), np.where(np.arange(4000) < 2000, -4.0, 2.0)
    life = next(each for each in deciding(replace(draws, life=values), net, 0.4) if each.name == "life")
    slope, level = np.polyfit(values, net, 1)
    assert (life.value_of_information, life.switching_value) == (pytest.approx(1.0), pytest.approx(-level / slope))
