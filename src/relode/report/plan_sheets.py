"""Sheets of the workbook on plans: what they set, cost, gain and regret, when they fail, what to watch and measure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Cell = str | int | float | None
Record = Mapping[str, Any]
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
PAYERS = ("city", "province", "centre", "insurance", "firm")
MONEY = "100 million yuan"


def plan_sheets(planned: Record) -> Iterable[Sheet]:
    """The sheets of a planning run that has plans; money at prices of the opening year, means over futures."""
    plans, year = planned["plans"], planned["price_year"]
    yield "plans", PLAN_COLUMNS, (_plan(plan, planned) for plan in plans)
    columns = ("plan", "lever", "sector", "from", "until", "ramp_years", "value", "unit", "evidence_grade")
    steps = ((plan["name"], *(step[key] for key in STEP_KEYS)) for plan in plans for step in plan["steps"])
    yield "plan_steps", columns, steps
    by_year: Iterable[Sequence[Cell]] = (
        (plan["name"], cost["year"], *(cost[payer] for payer in PAYERS), cost["total"], MONEY, year)
        for plan in plans
        for cost in plan["cost_by_year"]
    )
    yield "plan_cost_by_year", ("plan", "year", *PAYERS, "total", "unit", "price_year"), by_year
    lines: Iterable[Sequence[Cell]] = (
        (plan["name"], line["lever"], line["item"], line["payer"], line["total"], MONEY, year)
        for plan in plans
        for line in plan["cost_lines"]
    )
    yield "plan_cost_lines", ("plan", "lever", "item", "payer", "total", "unit", "price_year"), lines
    yield "plan_gains", GAIN_COLUMNS, (_gain(plan, aim, of) for plan in plans for aim, of in plan["measures"].items())
    regret = ((plan["name"], *(plan[key] for key in REGRET_KEYS)) for plan in plans)
    yield "plan_regret", ("plan", *REGRET_KEYS), regret
    fails: Iterable[Sequence[Cell]] = (
        (
            each["plan"],
            each["sentence"]["en"],
            each["sentence"]["zh"],
            each["coverage"],
            each["density"],
            each["base_rate"],
        )
        for each in planned["fails_when"]
    )
    yield "fails_when", ("plan", "sentence_en", "sentence_zh", "coverage", "density", "base_rate"), fails
    head = ("plan", "to", "quantity", "side", "level", "gain", "low_90", "high_90", "triggered", "futures")
    signs: Iterable[Sequence[Cell]] = (
        (*(sign[key] for key in head[:6]), *sign["gain_90"], sign["triggered"], sign["futures"])
        for sign in planned["signposts"]
    )
    yield "signposts", head, signs
    if planned.get("at_full_strength"):
        yield _full(planned["at_full_strength"])
    if planned.get("sensitivity"):
        yield from _sensitivity(planned["sensitivity"])


STEP_KEYS = ("lever", "sector", "from", "until", "ramp", "value", "unit", "evidence_grade")
REGRET_KEYS = ("regret_max", "regret_90", "satisfies_share", "beats_nothing_share")
PLAN_COLUMNS = (
    "plan", "kind", "title_en", "title_zh", "is_recommended", "part_of_shipped_doses", "cost_a_year", "unit",
    "price_year", "largest_share_of_revenue", "largest_debt_added", "yuan_per_job", "policy_file",
)  # fmt: skip
GAIN_COLUMNS = (
    "plan", "objective", "quantity", "unit", "median", "p05", "p95", "nothing_median", "gain_mean", "gain_p05",
    "gain_p95", "gain_in_bad_luck", "beats_nothing_share",
)  # fmt: skip


def _plan(plan: Record, planned: Record) -> Sequence[Cell]:
    years = plan["cost_by_year"]
    return (
        plan["name"], plan["kind"], plan["title"]["en"], plan["title"]["zh"],
        int(plan["name"] == planned["recommended"]), plan["scale"],
        sum(year["total"] for year in years) / len(years), MONEY, planned["price_year"],
        plan["budget_share_largest"], plan["debt_added_largest"], plan["cost_per_job"], plan["policy"],
    )  # fmt: skip


def _gain(plan: Record, aim: str, of: Record) -> Sequence[Cell]:
    bands = (of[key] for key in ("quantity", "unit", "median", "p05", "p95", "nothing_median", "gain_mean"))
    return plan["name"], aim, *bands, *of["gain_90"], of["gain_in_bad_luck"], of["beats_nothing_share"]


def _full(found: Record) -> Sheet:
    """What full doses would do: outside the limits."""
    keys = ("name", "cost_a_year", "cost_over_revenue", "gain_mean")
    rows = ((*(option[key] for key in keys), *option["gain_90"], option["cost_per_job"]) for option in found["options"])
    columns = (
        "plan",
        "cost_a_year_100_million_yuan",
        "cost_over_revenue",
        "jobs",
        "jobs_p05",
        "jobs_p95",
        "yuan_per_job",
    )
    return "at_full_strength", columns, rows


SHARE_KEYS = ("first", "first_half_length_95", "total", "total_half_length_95")


def _sensitivity(found: Record) -> Iterable[Sheet]:
    """Sobol indices, Morris' effects, and how far they can be trusted."""
    outcomes = found["outcomes"].items()
    shares: Iterable[Sequence[Cell]] = (
        (outcome, kind, each["name"], each["label"]["en"], each["label"]["zh"], *(each[key] for key in SHARE_KEYS),
         int(each["name"] in of["worth_measuring_first"]))
        for outcome, of in outcomes
        for kind in ("groups", "singles")
        for each in of[kind]
    )  # fmt: skip
    yield (
        "sensitivity",
        ("outcome", "set", "source", "label_en", "label_zh", *SHARE_KEYS, "worth_measuring_first"),
        shares,
    )
    effects: Iterable[Sequence[Cell]] = (
        (outcome, each["name"], each["label"]["en"], each["label"]["zh"], each["effect"], each["effect_half_length_95"],
         each["effect_spread"], "persons")
        for outcome, of in outcomes
        for each in of["screened"]
    )  # fmt: skip
    columns = ("outcome", "unknown", "label_en", "label_zh", "effect", "half_length_95", "spread", "unit")
    yield "sensitivity_screening", columns, effects
    keys = (
        "mean", "spread", "spread_drawn", "assumed_share", "assumed_share_half_length_95", "samples", "converged",
        "widest_half_length_95", "largest_change_between_halves",
    )  # fmt: skip
    yield "sensitivity_checks", ("outcome", *keys), ((outcome, *(of[key] for key in keys)) for outcome, of in outcomes)
