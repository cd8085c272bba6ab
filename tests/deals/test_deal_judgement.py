"""The rule of verdicts, law by gift, rates from counted rows, and what decides."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from relode.answers.deals_answer import AppraisedFiles
from relode.deals import appraised, read_deals
from relode.deals.chapter import reasons
from relode.deals.deal import Deal, Give
from relode.deals.deal_draws import drawn
from relode.deals.defaults import defaults, parameter_rows
from relode.deals.flows import flows
from relode.deals.judgement import DealCase, case_of, deciding, judged, law_of, missing_fields
from relode.deals.promises import (
    READ_IN,
    SETTLED,
    announced_plants,
    built_phases,
    cohort_rows,
    completions,
    counted_jobs,
    delays,
    fitted_curve,
    months_of,
    resampled,
    starts,
    year_shock,
)
from relode.deals.returns import LinearNet
from relode.facts import rows

ROOT = Path(__file__).parents[2]


def case(fixed, slope, worst=0.0, given=100.0, lawful=True, stopped=False, stops=False, but_for=(0.02, 0.25)):
    net = LinearNet(np.array([float(fixed)]), np.array([float(slope)]))
    return DealCase(lawful, stopped, net, worst, given, stops, but_for)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (case(-1, 100), "sign"),  # .02 x 100 > 1
        (case(-1, 100, lawful=False), "do_not_sign"),
        (case(-1, 100, stopped=True), "do_not_sign"),
        (case(-1, 100, worst=-51), "sign_if"),  # more than half of what is given
        (case(-1, 100, worst=-51, stops=True), "sign"),
        (case(-1, 100, worst=-1, given=0.0), "sign"),  # of others' money the city can lose none
        (case(-10, 100), "sign_if"),  # breaks even at .1
        (case(-30, 100), "do_not_sign"),  # at .3, above .25
        (case(-101, 100), "do_not_sign"),
    ],
)
def test_the_first_rule_that_matches_wins(told, expected):
    assert judged(told) == expected


def give(**values):
    return Give.model_validate({"what": "grant", "amount": 1, **values})


def test_law_by_gift():
    assert law_of(give()).verdict == "not_known"
    assert law_of(give(basis="无")).verdict == "not_allowed"
    assert law_of(give(basis="省人大条例")).verdict == "conditional"
    assert law_of(give(what="guarantee", basis="省政府批复")).verdict == "not_allowed"
    land = {"what": "land", "amount": None, "area": "1ha", "price": "200/m2"}
    assert law_of(give(**land, floor_price="168/m2")).verdict == "allowed"
    assert law_of(give(**land, floor_price="268/m2", basis="none")).verdict == "not_allowed"


@pytest.mark.parametrize("what", sorted({"tax_relief", "rebate", "power", "equity", "loan", "works", "resource_right"}))
def test_each_gift_has_a_row_of_law(what):
    assert law_of(give(what=what)).row in {row["id"] for row in rows("law")}


def offered(basis="law", share="0.35", bids="written_offer"):
    return Deal.model_validate(
        {
            "project": {"name": "any"},
            "promise": {"investment": 5e8, "jobs": 200, "tax": 6e7},
            "give": [{"what": "grant", "amount": 1e7, "paid_on": "investment", **({"basis": basis} if basis else {})}],
            "local": {"others_bid": bids, **({"city_part_of_tax": share} if share else {})},
        }
    )


def missing(deal):
    draws = drawn(deal, 1, 4000)
    return [each.field for each in missing_fields(deal, draws, case_of(deal, draws, flows(deal, draws), False))]


def test_a_missing_field_is_asked_for_only_where_it_turns_the_verdict():
    assert missing(offered()) == []
    assert missing(offered(basis=None)) == ["give.basis"]
    tiny = offered(basis=None).model_copy(update={"promise": offered().promise.model_copy(update={"tax": 1.0})})
    assert missing(tiny) == []  # it would not be signed with any basis


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


def test_a_curve_finds_what_made_the_counts():
    """60 of 100 begin in the end, 63 % of them within six months; many cohorts of 1,000."""
    rng = np.random.default_rng(3)
    made = []
    for months in (2, 4, 6, 9, 12, 18, 24, 30, 36):
        share = 0.6 * (1 - np.exp(-months / 6))
        made.append((float(rng.binomial(1000, share)), 1000.0, float(months)))
    draws = fitted_curve(made, rng, 4000)
    low, high = np.quantile(draws[:, 0], (0.05, 0.95))
    assert low <= 0.6 <= high
    assert high - low < 0.15


def test_months_of_a_span_are_its_middle():
    assert (months_of("10-34"), months_of("8"), months_of("")) == (22, 8, None)


def test_the_shock_of_the_year_by_hand():
    """Ohio: 162 of 255 met in 2011, 309 of 329 in 2015, 145 of 186 in 2017; log-odds .555, 2.738, 1.263."""
    audited = [row for row in rows("deal_rates_abroad") if row["id"].startswith("oh_")]
    met = {
        year: sum(int(r["n_met"]) for r in audited if r["outcome_year"] == year) for year in ("2011", "2015", "2017")
    }
    count = {year: sum(int(r["n_deals"]) for r in audited if r["outcome_year"] == year) for year in met}
    odds = [np.log(met[year] / (count[year] - met[year])) for year in met]
    assert year_shock()[0] == pytest.approx(np.std(odds, ddof=1))


def test_what_is_worth_knowing_by_hand():
    """A coin that gives +100 or -100: knowing it is worth 50, and nothing else is."""
    deal = offered()
    draws = drawn(deal, 1, 4000)
    coin = np.tile([0.0, 1.0], 2000)
    told = deciding(type(draws)(**{**vars(draws), "begun": coin}), 200 * coin - 100, None)
    assert told[0].name == "begun"
    assert told[0].value_of_information == pytest.approx(50)
    assert told[0].switching_value == pytest.approx(0.5)
    assert told[1].value_of_information < 5


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


def test_what_a_bad_end_costs_is_told_as_a_loss():
    """A deal that pays at the least share of jobs and may still lose: told with the loss of the worst tenth."""
    one = appraised(read_deals(ROOT / "docs/examples/01_anode_plant.toml")[0].deal, draws=50)
    at = tuple(replace(each, net=abs(each.net) + 1) for each in one.city.at)
    pays = replace(one, verdict="sign_if", city=replace(one.city, at=at, worst_tenth=-7e6))
    (told,) = (each for each in reasons(pays) if each.key == "deals.why.worst")
    assert told.values["loss"].value == 7e6


def test_drawn_again_each_value_comes_as_often_as_another():
    drawn_again = resampled(np.array([1.0, 2.0, 4.0]), np.random.default_rng(1), 6000)
    assert [float(np.mean(drawn_again == value)) for value in (1, 2, 4)] == pytest.approx([1 / 3] * 3, abs=0.03)


def test_one_deal_is_told_by_itself_and_two_side_by_side_first():
    path = ROOT / "docs/examples/01_anode_plant.toml"
    one, two = (AppraisedFiles(tuple(appraised(read_deals(path)[0].deal, draws=20) for _ in range(n))) for n in (1, 2))
    assert (len(one.chapters), len(two.chapters)) == (1, 3)
