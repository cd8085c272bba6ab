"""What is likely if nothing is done: people, jobs, people of working age, mining and debt, in sentences."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from relode.language import Amount, Sentence
from relode.language.numbers import digit_step
from relode.outlook.ahead.change_accounts import Account, accounts, expected, in_steps
from relode.report.content import CityResult


def likely(result: CityResult) -> Iterator[Sentence]:
    """People, jobs, people of working age, jobs in mining and debt if nothing is done."""
    for account in accounts(result.outlook) if result.outlook else ():
        yield _account_words(account, result)
    answer = {each.quantity: each for each in (expected(result.outlook) if result.outlook else ())}
    doubt = jobs_exceed(result)
    if doubt is not None and cast(Amount, doubt.values["jobs"]).value > cast(Amount, doubt.values["people"]).value:
        yield doubt
    for name in ("mining_employment", "debt") if doubt else ("age_15_59", "mining_employment", "debt"):
        if name in answer:
            of = answer[name]
            values = {
                "origin": of.origin,
                "start": Amount(of.opening, of.unit, None, of.sources),
                "end": Amount(of.end, of.unit, of.interval_90, of.sources),
                "until": of.until,
                "base": Sentence("outlook.city.price_base", {"year": of.price_base}) if of.price_base else "",
            }
            yield Sentence(f"brief.likely.{name}", values)


def printed(of: Account) -> dict[str, float]:
    """Parts of an account to the third digit of its start, which add up as they are printed: the rest takes what
    rounding leaves. [persons]"""
    causes = [name for name in ("ageing", "mines", "moves") if getattr(of, name) is not None]
    return dict(zip(("start", *causes, "end"), in_steps(of, digit_step(of.start)), strict=True))


def jobs_exceed(result: CityResult) -> Sentence | None:
    """That more jobs are counted or expected than people of working age, who then do not stand beside them."""
    answer = {each.quantity: each for each in (expected(result.outlook) if result.outlook else ())}
    jobs, people = answer.get("employment"), answer.get("age_15_59")
    if jobs is None or people is None or (jobs.opening <= people.opening and jobs.end <= people.end):
        return None
    said = {name: Amount(of.opening, of.unit, None, of.sources) for name, of in (("jobs", jobs), ("people", people))}
    return Sentence("brief.sure.jobs_exceed", {**said, "year": jobs.origin})


def _account_words(of: Account, result: CityResult) -> Sentence:
    said: dict[str, object] = {name: Amount(value, of.unit, None, of.sources) for name, value in printed(of).items()}
    end = said["end"]
    assert isinstance(end, Amount)
    said |= {"end": replace(end, interval_90=of.interval_90), "since": of.since, "until": of.until}
    key = "plain" if of.ageing is None else "aged" if of.mines is None else "mined"
    return Sentence(f"brief.likely.{of.quantity}_{key}", {"place": result.place, **said})
