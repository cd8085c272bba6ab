"""What is told of a plan, of a made-up record."""

from dataclasses import replace

from relode.decisions.decision_records import Decisions
from relode.decisions.programmes import programmes
from relode.facts import rows
from relode.language import Amount, Sentence, Word
from relode.language.spoken import plain_cell
from relode.places import find
from relode.plan.asked.pots import Pot, Spending
from relode.plan.asked.request import Command, PlanRequest
from relode.plan.estimate import Estimate
from relode.plan.making import plan_text as text
from relode.plan.making.plan_records import Failing, KeepAnswer, KeepMoney
from relode.plan.making.planning import head

HEGANG = find("hegang")


SPENDING = Spending(2023, 2e9, 5e8, ("a", "hegang_reports"), ())


OWN = Pot("own", None, "none", (), ("census2010",))


def record(**changes):
    command = Command(1e8, 2e7, 3e7, SPENDING, (OWN,))
    return replace(head(HEGANG, PlanRequest(budget="100M"), command, ""), **changes)


def test_what_is_known_before_anything_ran():
    found, told = record(), "relode plan hegang --budget 100M --horizon 2035 --futures 512 --seed 1"
    assert (found.state, found.why_not, found.command) == ("money", "", told)
    assert (found.budget, found.bonds, found.granted, found.spending, found.pots) == (1e8, 2e7, 3e7, SPENDING, (OWN,))
    assert (found.start, found.horizon, found.price_year, found.futures, found.seed) == (2026, 2035, 2020, 512, 1)
    assert (found.prices, found.shrinks, found.nothing, found.kept) == ({}, False, (), ())
    without = head(HEGANG, PlanRequest(), None, "no_census")
    assert (without.state, without.why_not, without.budget, without.pots) == ("done", "no_census", 0.0, ())
    assert (without.bonds, without.granted, without.spending, without.decisions) == (0.0, 0.0, None, None)


def test_sources_of_a_plan_are_those_listed_each_once():
    known = next(row["key"] for row in rows("sources") if row["key"] != "census2020")
    assert text.listed_sources([f"{known};nothing", known, "census2020"]) == (known, "census2020")
    effect = rows("published_effects")[0]
    assert text.effect_sources([effect["effect_id"], "census2010"]) == text.listed_sources(
        [effect["source"], "census2010"]
    )
    pots = (replace(OWN, sources=(known,)),)
    assert text.plan_sources(record(pots=pots, spending=None)) == ("census2020", "assumption", known)
    both = replace(SPENDING, sources=("census2010",))
    assert text.plan_sources(record(spending=both, pots=())) == ("census2020", "assumption", "census2010")
    decided = Decisions(HEGANG.code, 2035, 0, 1, (), ("census2010",))
    assert text.plan_sources(record(spending=None, pots=(), decisions=decided)) == text.listed_sources(
        ("census2020", "assumption", "published_effects", "census2010")
    )


def money(yuan, sources=()):
    return Amount(yuan, "yuan", None, sources)


def test_money_asked_for_is_told_beside_public_spending_and_prices():
    values = {
        "share": Amount(0.05, "share"), "year": 2023, "spending": money(2e9, SPENDING.sources),
        "revenue": money(5e8, SPENDING.sources),
    }  # fmt: skip
    asked, share = (Sentence("plans.money.asked", {"budget": money(1e8)}), Sentence("plans.money.of_spending", values))
    assert tuple(text.money_words(record())) == (asked, share)
    prices = Sentence("plans.money.prices", {"coal": 2024, "others": 2025})
    known = record(prices={"coal": 2024, "oil_gas": 2025})
    assert tuple(text.money_words(known)) == (asked, share, prices)
    assert tuple(text.money_words(record(spending=None))) == (asked, Sentence("plans.money.no_spending", {}))


def test_a_headline_is_what_is_decided_else_why_not_else_the_money():
    budget = {"place": HEGANG, "budget": money(1e8)}
    assert text.headline(record(), HEGANG) == Sentence("plans.headline.money", budget)
    assert text.headline(record(), HEGANG, "brief") == Sentence("brief.headline.money", budget)
    nothing = Decisions(HEGANG.code, 2035, 0, 1, (), ())
    assert text.gist(record(decisions=nothing), HEGANG) == Sentence("plans.headline.money", budget)
    why = record(why_not="no_census")
    said = Sentence("plans.without.lead", {"place": HEGANG, "why": Word("left_out", "no_census")})
    assert text.headline(why, HEGANG) == text.gist(why, HEGANG) == said
    other = text.why_words(record(why_not="not_a_prefecture"), HEGANG)
    assert other.values["why"] == Sentence("planning.why_not.not_a_prefecture", {})
    assert text.lead_of("house_price") == Sentence("document.lead.housing", {})
    assert text.lead_of("nobody's") == Sentence("document.lead.planning", {})
    assert text.lever_words("subsidy") == Sentence("planning.lever.subsidy", {})
    assert text.outcome_words("debt") == Sentence("plans.outcome.debt", {})


def test_what_keeps_jobs_is_told_with_its_money_and_measures():
    programme = programmes()[0]
    named = {"money": money(5.0), "measures": [plain_cell(programme.name.said)]}
    left, all_of_it = Estimate(0.7, "ratio", (0.6, 0.8)), Estimate(0.95, "ratio", (0.9, 1.0))
    answer = KeepAnswer("jobs", 0.9, left, 0.25, KeepMoney(5.0, (programme.key,)), KeepMoney(0.0, ()), all_of_it)
    nothing = {
        "what": Sentence("plans.keep.jobs", {}), "nothing": Estimate(0.7, "share", (0.6, 0.8)), "horizon": 2035,
        "level": Amount(0.9, "share"), "chance": Amount(0.25, "share"),
    }  # fmt: skip
    already = {"money": money(0.0), "measures": [Sentence("plans.keep.already", {})]}
    lead = Sentence("plans.keep.nothing", nothing)
    half, nine = Sentence("plans.keep.half", named), Sentence("plans.keep.nine", already)
    assert tuple(text.kept_words(answer, 2035)) == (lead, half, nine)
    never = replace(answer, half=None, nine_of_ten=None)
    share = Estimate(0.95, "share", (0.9, 1.0))
    tail = Sentence("plans.keep.nine_never", {"everything": share})
    assert tuple(text.kept_words(never, 2035))[1:] == (Sentence("plans.keep.half_never", {}), tail)
    alone = tuple(text.kept_words(replace(never, everything=None), 2035))
    assert alone[2] == Sentence("plans.keep.nine_never_alone", {})
    people = tuple(text.kept_words(replace(answer, what="people"), 2035))
    assert [each.key for each in people] == ["plans.keep.nothing", "plans.keep.unstudied"]


def test_when_doing_nothing_fails_is_told_after_what_failing_means():
    fails = Failing(("employment>=0.8",), "too_few", (), 0.0, 0.0, None, 0.1, 80)
    lead, why = text.fails_words(record(fails=fails))
    assert lead.key == "plans.fails.lead"
    assert [each.key for each in lead.values["thresholds"]] == ["planning.threshold.least"]
    assert why == Sentence("plan.fails.too_few", {"base": Amount(0.1, "share"), "futures": 80})
    assert text.fails_words(record()) == ()
