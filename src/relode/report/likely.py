"""What is likely if nothing is done: people, jobs, people of working age and public money, in sentences."""

from collections.abc import Iterator

from relode.language import Amount, Sentence
from relode.outlook.ahead.change_accounts import Account, accounts, expected
from relode.report.content import CityResult


def likely(result: CityResult) -> Iterator[Sentence]:
    """People, jobs, people of working age and public money if nothing is done."""
    for account in accounts(result.outlook) if result.outlook else ():
        yield _account_words(account, result)
    answer = {each.quantity: each for each in (expected(result.outlook) if result.outlook else ())}
    for name in ("debt",) if jobs_exceed(result) else ("age_15_59", "debt"):
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


def jobs_exceed(result: CityResult) -> Sentence | None:
    """That more jobs are counted or expected than people of working age, who then do not stand beside them."""
    answer = {each.quantity: each for each in (expected(result.outlook) if result.outlook else ())}
    jobs, people = answer.get("employment"), answer.get("age_15_59")
    if jobs is None or people is None or (jobs.opening <= people.opening and jobs.end <= people.end):
        return None
    said = {name: Amount(of.opening, of.unit, None, of.sources) for name, of in (("jobs", jobs), ("people", people))}
    return Sentence("brief.sure.jobs_exceed", {**said, "year": jobs.origin})


def _account_words(of: Account, result: CityResult) -> Sentence:
    figures = {"start": of.start, "ageing": of.ageing, "mines": of.mines, "moves": of.moves, "change": of.change}
    said: dict[str, object] = {
        name: Amount(value, of.unit, None, of.sources) for name, value in figures.items() if value is not None
    }
    said |= {"end": Amount(of.end, of.unit, of.interval_90, of.sources), "since": of.since, "until": of.until}
    key = "plain" if of.ageing is None else "aged" if of.mines is None else "mined"
    return Sentence(f"brief.likely.{of.quantity}_{key}", {"place": result.place, **said})
