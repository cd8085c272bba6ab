"""The decisions of a place: needs from who will be there, programmes from evidence and accounts, by the one rule."""

from collections.abc import Sequence
from dataclasses import replace

from relode.deals.money_chapter import COMPUTED, LAW
from relode.decisions.decision_records import (
    Decisions,
)
from relode.decisions.local_facts import LocalFigures
from relode.decisions.money_account import Accounts
from relode.decisions.need_decisions import need_decision
from relode.decisions.programme_decisions import Judged, pay_share, programme_decision, programme_gain, programmed
from relode.decisions.programmes import abroad, programmes
from relode.decisions.projects import LEVER, ListedProjects, listed_faults, project_decisions, project_requests
from relode.decisions.purses import Purse
from relode.decisions.rule import (
    ORDER,
)
from relode.evidence.posterior import EffectDraws
from relode.needs.needs_records import Needs


def decided(
    place: str,
    needs: Needs | None,
    figures: LocalFigures,
    purses: Sequence[Purse],
    accounts: Accounts | None,
    draws: EffectDraws,
    horizon: int,
    seed: int,
    listed: ListedProjects | None = None,
) -> Decisions:
    """All decisions of a place, best verdict first. Without `accounts` those of needs, and projects without gains.

    The same settings give the same bits.
    """
    each = () if accounts is None else judged(place, figures, purses, accounts, draws, horizon, seed)
    made = decisions_of(place, needs, figures, each, horizon, seed, purses)
    return made if listed is None else with_projects(made, listed, accounts)


def judged(
    place: str,
    figures: LocalFigures,
    purses: Sequence[Purse],
    accounts: Accounts,
    draws: EffectDraws,
    horizon: int,
    seed: int,
) -> tuple[Judged, ...]:
    """Every programme in a place with its account and its gain."""
    offered = [abroad(each) if figures.abroad else each for each in programmes()]
    asked = [programmed(each, figures, purses, horizon) for each in offered]
    told = iter(accounts([each.request for each in asked if each.request is not None]))
    found = []
    for each in asked:
        account = next(told) if each.request is not None else None
        gain = None if account is None else programme_gain(each, account, draws, seed, place)
        found.append(Judged(each, account, gain))
    return tuple(found)


def decisions_of(
    place: str,
    needs: Needs | None,
    figures: LocalFigures,
    found: Sequence[Judged],
    horizon: int,
    seed: int,
    purses: Sequence[Purse] = (),
) -> Decisions:
    """Decisions on needs and on programmes that were judged, best verdict first; of those to be filled in first those
    that the fewest cells turn."""
    every = [need_decision(each, purses) for each in needs.measures] if needs is not None else []
    every += [programme_decision(each, needs) for each in found]
    futures = next((len(each.account.money) for each in found if each.account is not None), 0)
    ordered = sorted(every, key=lambda each: (ORDER.index(each.verdict), len(each.fill_in)))
    keys = (*(needs.sources if needs else ()), *figures.sources, *(s for d in every if d.fact for s in d.fact.sources))
    return Decisions(place, horizon, futures, seed, tuple(ordered), tuple(dict.fromkeys(keys)))


def with_projects(made: Decisions, listed: ListedProjects, accounts: Accounts | None) -> Decisions:
    """The same with the projects of a list among them, and what is wrong with the list."""
    requests = {} if accounts is None else project_requests(listed, pay_share(LEVER))
    told = accounts([*requests.values()]) if accounts is not None and requests else ()
    found = project_decisions(listed, dict(zip(requests, told, strict=True)))
    ordered = sorted((*made.decisions, *found), key=lambda each: ORDER.index(each.verdict))
    sources = tuple(dict.fromkeys((*made.sources, *COMPUTED, *LAW)))
    return replace(made, decisions=tuple(ordered), sources=sources, faults=listed_faults(listed))
