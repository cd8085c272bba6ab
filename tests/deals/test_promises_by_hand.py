"""What comes of promises, by hand on invented rows: delays, phases, starts, fitted curves, draws, ledgers."""

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.stats import beta, betabinom

from relode.deals import promises
from relode.deals.deal import Deal
from relode.deals.deal_draws import DealDraws, drawn, first_phase
from relode.deals.defaults import china
from relode.deals.promises import (
    LIMITS,
    MONTHS,
    SPREADS,
    announced_starts,
    built_phases,
    cohort_rows,
    completions,
    counts_of,
    delays,
    expit,
    fitted_curve,
    logit,
    rates_of,
    read_ledger,
    summary,
    year_shock,
)
from relode.errors import RelodeError


@pytest.fixture
def told(monkeypatch):
    """The rows of the tables are those that a test invents."""
    kept = (promises.announced_plants, promises.delays, promises.built_phases, promises.counted_jobs,
            promises.year_shock)  # fmt: skip

    def clear():
        for each in kept:
            each.cache_clear()

    def told_of(**tables):
        clear()
        monkeypatch.setattr(promises, "rows", lambda table: tables.get(table, []))

    yield told_of
    monkeypatch.undo()
    clear()


def plant(name, status, promised="", note="", selection="criterion: size"):
    return {"id": name, "selection": selection, "promised_year": promised, "realised_share": "",
            "note": f"tracker status: {status}; {note}"}  # fmt: skip


PLANTS = (
    plant("on_time", "producing", "2018", "promised first output 2020; first output 2020"),
    plant("early", "closed", "2019", "promised first output 2022; first output 2021"),
    plant("late", "producing", "2022", "promised first output 2020; first output 2023"),
    plant("waits", "under construction", "2021", "promised first output 2024"),
    plant("just_due", "planned", "2022", "promised first output 2026"),
    plant("not_due", "planned", "2023", "promised first output 2027"),
    plant("gone", "cancelled", "2020", "promised first output 2021"),
    plant("rests", "paused", "2020", "promised first output 2021"),
    plant("undated", "producing", "", "first output 2020"),
    plant("ended", "producing", "2019", "promised first output 2020; first output 2020", selection="ended in failure"),
)


def test_delays_are_a_product_limit_of_those_that_came_and_those_that_wait(told):
    """At -1 one of five comes; at 0 one of four, and one is due that year and waits; at 3 the last that is left.

    Two wait: one since 2024, two years late by 2026, is out of the last step.
    """
    told(deals_abroad=PLANTS)
    steps, chances, used = delays()
    assert used == ("on_time", "early", "late", "waits", "just_due")
    assert steps.tolist() == [0.0, 0.0, 3.0]  # early is on time
    assert chances == pytest.approx([0.2, 0.8 * 0.25, 0.8 * 0.75])


def test_what_is_left_of_delays_stands_at_the_last_step(told):
    told(deals_abroad=[PLANTS[0], plant("waits", "under construction", "2021", "promised first output 2020")])
    steps, chances, _ = delays()
    assert (steps.tolist(), chances.tolist()) == ([0.0], [1.0])


def test_plants_announced_until_2022_are_settled(told):
    """Seven of them, of which four are there or built: one of 2023 and one without a year are not counted."""
    told(deals_abroad=PLANTS)
    assert announced_starts() == (4, 7, ("on_time", "early", "late", "waits", "just_due", "gone", "rests"))


def test_those_that_began_and_produce(told, monkeypatch):
    """Three of four plants produce; they were promised 2018, 2019, 2022, 2021, 2022, 2020, 2020: 5.714 years ago."""
    cohort = {"id": "a", "stage": "contract", "months_since": "10-14", "producing_n": "30", "started_n": "60",
              "denominator": "100"}  # fmt: skip
    told(deals_abroad=PLANTS, deal_rates_china=[cohort])
    seen = []

    def curve(counts, _rng, draws):
        seen.append(list(counts))
        return np.tile([0.5, 12.0, 20.0], (draws, 1))

    monkeypatch.setattr(promises, "fitted_curve", curve)
    fit = completions(np.random.default_rng(1), 3)
    assert seen == [[(30.0, 60.0, 12.0), (3.0, 4.0, pytest.approx(12 * 40 / 7))]]
    assert (fit.share.tolist(), fit.months.tolist(), fit.spread.tolist()) == ([0.5] * 3, [12.0] * 3, [20.0] * 3)
    assert (fit.count, fit.rows[:2]) == (64, ("a", "on_time"))
    fit = promises.starts("contract", np.random.default_rng(1), 3)
    assert seen[-1] == [(60.0, 100.0, 12.0)]
    assert (fit.rows, fit.count) == (("a",), 100)


def test_cohorts_of_another_stage_or_chosen_ones_are_left_out(told):
    def cohort(name, stage="contract"):
        return {"id": name, "stage": stage}

    chosen = [cohort(each) for each in ("huaibei24", "zhangzhou21", "wmc_all", "sc600_2015", "bt_ind22")]
    told(deal_rates_china=[cohort("a"), *chosen, cohort("b", "approved")])
    assert [each["id"] for each in cohort_rows("contract", [cohort("own"), cohort("x", "approved")])] == ["a", "own"]
    assert [each["id"] for each in cohort_rows("approved")] == ["b"]


def test_rows_count_where_they_count_all_and_from_the_first_month_on():
    def row(name, months, n="5", of="9"):
        return {"id": name, "months_since": months, "n": n, "of": of}

    table = [row("a", "0"), row("b", "24"), row("c", ""), row("d", "24", n=""), row("e", "24", of=""), row("f", "2-5")]
    assert counts_of(table, "n", "of") == [("a", 5.0, 9.0, 1.0), ("b", 5.0, 9.0, 24.0), ("f", 5.0, 9.0, 3.5)]


def test_built_phases_are_of_producing_projects_that_were_not_found_by_their_end(told):
    def project(name, **changed):
        return {"id": name, "found_by": "neutral search", "realised_share_of": "capacity in t", "producing": "y",
                "realised_share": "0.4", **changed}  # fmt: skip

    told(deals_china=[
        project("a"), project("b", found_by="list of 2019", producing="part", realised_share="1.5"),
        project("c", found_by="failure search"), project("d", realised_share_of="jobs"), project("e", producing="n"),
        project("f", realised_share=""),
    ])  # fmt: skip
    shares, ids = built_phases()
    assert (shares.tolist(), ids) == ([0.4, 1.0], ("a", "b"))


def test_counted_jobs_are_of_lists_that_were_not_chosen(told):
    rows = [{"id": name, "selection": how, "realised_share": share} for name, how, share in (
        ("a", "first rows of a list", "0.5"), ("b", "first rows of a list", ""), ("c", "chosen", "0.9"))]  # fmt: skip
    told(deals_abroad=rows)
    shares, ids = promises.counted_jobs()
    assert (shares.tolist(), ids) == ([0.5], ("a",))


def test_the_shock_of_a_year_is_the_spread_of_log_odds(told):
    """Half in one year, nine tenths of both programmes in another: log-odds of 0 and 2.197, 1.554 apart by n - 1."""

    def award(name, year, met, n):
        return {"id": name, "outcome_year": year, "n_met": met, "n_deals": n}

    told(deal_rates_abroad=[award("oh_1", "2011", "50", "100"), award("oh_2", "2015", "40", "40"),
                            award("oh_3", "2015", "50", "60"), award("oh_4", "2016", "1", ""),
                            award("ga_1", "2015", "0", "60")])  # fmt: skip
    shock, ids = year_shock()
    assert (shock, ids) == (pytest.approx(np.log(9) / np.sqrt(2)), ("oh_1", "oh_2", "oh_3"))


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


def test_log_odds_and_back():
    odds = logit(np.array([0.0, 0.2, 0.5, 1.0]))
    assert odds == pytest.approx([np.log(1e-9), np.log(0.25), 0.0, -np.log(1e-9)], rel=1e-6)
    assert expit(odds[1:3]) == pytest.approx([0.2, 0.5])


def test_a_rate_is_told_by_its_middle_and_nine_tenths():
    rate = summary("start", "contract", np.arange(101.0), "share", 7, ["a", "b"])
    assert (rate.low, rate.median, rate.high) == (5.0, 50.0, 95.0)
    assert (rate.stage, rate.of, rate.unit, rate.count, rate.rows) == ("start", "contract", "share", 7, ("a", "b"))


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
        begun, count, ids = announced_starts()
        assert found["announced"].median == pytest.approx(begun / count, abs=0.01)
        assert (found["announced"].count, found["announced"].rows) == (count, ids)


def test_what_is_announced_is_sure_by_how_many_were_looked_at(monkeypatch):
    """One of three by a beta of 1.5 and 2.5."""
    monkeypatch.setattr(promises, "announced_starts", lambda: (1, 3, ("x",)))
    done = promises.CohortFit(np.ones(3), np.ones(3), np.ones(3), (), 1)
    monkeypatch.setattr(promises, "completions", lambda *_: done)
    (told,) = [each for each in rates_of("intention", 1) if each.stage == "announced"]
    expected = beta.ppf([0.05, 0.5, 0.95], 1.5, 2.5)
    assert (told.low, told.median, told.high) == pytest.approx(tuple(expected), abs=0.03)
    assert (told.count, told.rows) == (3, ("x",))


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


HEAD = "id,stage,denominator,months_since,started_n,producing_n\n"


@pytest.mark.parametrize(
    "line",
    ["a,contract,40,24,40,40", "a,approved,1,10-34,,", "a,contract,40,0,,40", "a,contract,40,24, 10 ,10"],
)
def test_a_ledger_is_read_at_its_limits(tmp_path, line):
    path = tmp_path / "own.csv"
    path.write_text("\ufeff" + HEAD + line + "\n", encoding="utf-8")
    (row,) = read_ledger(path)
    assert list(row) == HEAD.strip().split(",")
    assert list(row.values()) == line.split(",")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("a,contract,0,24,,", "denominator"),
        ("a,contract,,24,,", "denominator"),
        ("a,contract,40,24,41,", "started_n"),
        ("a,contract,40,24,10,11", "producing_n"),
        ("a,contract,40,24,,41", "producing_n"),
        ("a,contract,40,,10,5", "months_since"),
        ("a,contract,40,-5,10,5", "months_since"),
    ],
)
def test_a_ledger_beyond_its_limits_is_refused_with_line_and_column(tmp_path, line, column):
    path = tmp_path / "own.csv"
    path.write_text(f"{HEAD}b,contract,40,24,10,5\n{line}\n", encoding="utf-8")
    with pytest.raises(RelodeError) as refused:
        read_ledger(path)
    assert (refused.value.key, refused.value.values["line"]) == ("deals.ledger_number", 3)
    assert refused.value.values["column"] == column


def test_an_empty_ledger_and_one_without_a_column_are_refused(tmp_path):
    path = tmp_path / "own.csv"
    other = HEAD.replace("started_n", "begun") + "a,contract,4,2,,\n"
    for text, key in ((HEAD, "ledger_empty"), (other, "ledger_column")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RelodeError) as refused:
            read_ledger(path)
        assert refused.value.key == f"deals.{key}"
