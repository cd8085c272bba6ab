"""Two sections of the chapter "What can be done": what it would take, and where the doubt comes from."""

from typing import Any

from relode.language import Language, interval_text, number_text, say
from relode.plan.answer import MONEY, Record, job_cost, percent

SMALL = 0.1
"""A plan that makes up less than a tenth of the jobs lost does not turn the course. A choice of this project."""
PEOPLE = "persons"


def takes_section(planned: Record, language: Language) -> dict[str, Any] | None:
    """What the leading plan makes up of the jobs lost, and what full doses would cost; None before a search."""
    found = planned.get("at_full_strength")
    if not found:
        return None
    titles = {plan["name"]: plan["title"][language] for plan in planned["plans"]}
    return {
        "sentences": _within(found, titles, planned, language),
        "beyond": _beyond(found, titles, language),
        "table": _table(found, titles, language),
    }


def _within(found: Record, titles: Record, planned: Record, language: Language) -> list[str]:
    lead, fall = found["lead"], found["fall"]
    values = {
        "plan": titles[lead["name"]],
        "horizon": found["year"],
        "fall": number_text(fall, PEOPLE, language, "bare"),
        "opening": number_text(found["opening"], PEOPLE, language, "bare"),
        "part": part_text(lead["gain_mean"] / fall, language) if fall > 0 else "",
        "per_job": job_cost(lead["cost_per_job"], language),
        **_gain(lead, language),
    }
    if fall <= 0:
        return [say("planning.takes.no_fall", language, **values)]
    if lead["cost_per_job"] is None:
        return [say("planning.takes.fall_none", language, **values)]
    said = [say("planning.takes.fall", language, **values), *_most(found, titles, planned, language)]
    if lead["gain_mean"] < SMALL * fall:
        said.append(say("planning.takes.small", language, budget=number_text(planned["budget"], "share", language)))
    return said


def _most(found: Record, titles: Record, planned: Record, language: Language) -> list[str]:
    """The plan within the budget that adds most jobs, if it is another, and where it regrets more."""
    most, lead = found["most"], found["lead"]
    if most["name"] == lead["name"]:
        return []
    plans = {plan["name"]: plan for plan in planned["plans"]}
    regrets = plans[most["name"]]["regret_90_by_objective"]
    worst = max(regrets, key=lambda aim: float(regrets[aim]))
    return [
        say(
            "planning.takes.most",
            language,
            plan=titles[most["name"]],
            cost=number_text(most["cost_a_year"], MONEY, language),
            regret=number_text(regrets[worst], "ratio", language),
            least=number_text(plans[lead["name"]]["regret_90"], "ratio", language),
            aim=say(f"planning.objective.{worst}", language),
            **_gain(most, language),
        )
    ]


def _beyond(found: Record, titles: Record, language: Language) -> list[str]:
    best = max(found["options"], key=lambda option: float(option["gain_mean"]))
    if best["cost_per_job"] is None:
        return [say("planning.takes.beyond_none", language)]
    said = say(
        "planning.takes.beyond",
        language,
        plan=_title(best, found, titles, language),
        cost=number_text(best["cost_a_year"], MONEY, language),
        times=percent(best["cost_over_revenue"], language),
        **_gain(best, language),
    )
    if found["fall"] <= 0:
        return [said]
    part = best["gain_mean"] / found["fall"]
    more = [say("planning.takes.beyond_part", language, part=part_text(part, language))]
    return [said, *more, *([say("planning.takes.none_holds", language)] if part < SMALL else [])]


def _table(found: Record, titles: Record, language: Language) -> dict[str, Any]:
    columns = ("plan", "cost", "times", "gain", "range", "per_job")
    return {
        "caption": say("planning.takes.caption", language),
        "head": [say(f"planning.takes.column.{name}", language, horizon=found["year"]) for name in columns],
        "rows": [
            [
                _title(option, found, titles, language),
                number_text(option["cost_a_year"], MONEY, language),
                percent(option["cost_over_revenue"], language),
                number_text(round(option["gain_mean"]), PEOPLE, language, "sign"),
                interval_text([round(end) for end in option["gain_90"]], PEOPLE, language),
                job_cost(option["cost_per_job"], language),
            ]
            for option in sorted(found["options"], key=lambda option: -float(option["gain_mean"]))
        ],
    }


def part_text(part: float, language: Language) -> str:
    """A part of the jobs lost: whole per cents, or "less than 1 %"."""
    small = 0 < part < 0.01
    return say("planning.takes.less_than", language, part=percent(0.01, language)) if small else percent(part, language)


def _title(option: Record, found: Record, titles: Record, language: Language) -> str:
    key = "at_limits" if option is found["options"][0] else "full"
    return say(f"planning.takes.{key}", language, plan=titles[option["name"]])


def _gain(option: Record, language: Language) -> dict[str, str]:
    ends = {
        name: number_text(round(v), PEOPLE, language, "bare")
        for name, v in zip(("low", "high"), option["gain_90"], strict=True)
    }
    return {"gain": number_text(round(option["gain_mean"]), PEOPLE, language, "bare"), **ends}


def doubt_section(planned: Record, language: Language) -> dict[str, Any] | None:
    """Sentences and tables on where the doubt comes from; None before a search."""
    found = planned.get("sensitivity")
    if not found:
        return None
    from relode.plan.doubts_text import convergence_words  # its libraries start slowly

    return {
        "sentences": found["sentences"][language],
        "how": say("planning.doubt.how", language, unknowns=found["unknowns"]),
        "convergence": [
            say("planning.doubt.for", language, outcome=_outcome(name, language), text=convergence_words(of, language))
            for name, of in found["outcomes"].items()
        ],
        "tables": [_shares(found, kind, language) for kind in ("groups", "singles")],
    }


def _shares(found: Record, kind: str, language: Language) -> dict[str, Any]:
    """First and total shares of each source for each outcome, in the order of the first outcome."""
    outcomes = found["outcomes"]
    by_name = {name: {each["name"]: each for each in of[kind]} for name, of in outcomes.items()}
    first = next(iter(outcomes.values()))[kind]
    parts = ("first", "total")
    return {
        "caption": say(f"planning.doubt.{kind}", language),
        "head": [
            say("planning.doubt.column.source", language),
            *(
                say(f"planning.doubt.column.{part}", language, outcome=_outcome(name, language))
                for name in outcomes
                for part in parts
            ),
        ],
        "rows": [
            [
                each["label"][language],
                *(_share(by_name[name][each["name"]], part, language) for name in outcomes for part in parts),
            ]
            for each in first
        ],
    }


def _share(of: Record, part: str, language: Language) -> str:
    """A share of variance with half the length of its interval."""
    value, half = (percent(of[key], language) for key in (part, f"{part}_half_length_95"))
    return f"{value} ± {half}"


def _outcome(name: str, language: Language) -> str:
    return say(f"planning.doubt.outcome.{name}", language)
