"""The projects of the user's list as decisions: the verdict of each appraisal in the words of a plan."""

from collections.abc import Mapping

import numpy as np

from relode.bureaus import who_has
from relode.deals.appraisal import appraised, appraised_list
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.chapter import fill_in_words, reasons
from relode.deals.file import DealOfFile, ProjectSheet, RowFault, projects_of
from relode.deals.public_works import channel_of
from relode.decisions.records import Decision, MissingFact, Sum, UsedFact
from relode.errors import RelodeError
from relode.language import Bilingual, Clauses, Sentence
from relode.language.spoken import plain_cell
from relode.places import Place, find

RECOMMENDED: Mapping[str, str] = {"sign": "do", "sign_if": "secure", "do_not_sign": "not_now", "fill_in": "more_data"}
"""Verdict of an appraisal -> recommendation; works that a channel pays are to be secured."""


def refuse_other_places(sheet: ProjectSheet, place: Place) -> None:
    """Raises RelodeError for a sheet without projects that can be read, and for one that names another place."""
    read = projects_of(sheet)
    deals = [each.deal for each in read if isinstance(each, DealOfFile)]
    if not deals:
        faults = [each.error for each in read if isinstance(each, RowFault)]
        raise faults[0] if faults else RelodeError("deals.none_in_file", path=sheet.workbook)
    named = {deal.project.place for deal in deals} - {None}
    elsewhere = sorted(each for each in named if each and find(each) != place)
    if elsewhere:
        raise RelodeError("deals.other_place", path=sheet.workbook, places=elsewhere, place=place.slug)


def project_decisions(sheet: ProjectSheet | None, place: Place, seed: int) -> tuple[Decision, ...]:
    """A row for each project of the list, none without a list. Raises RelodeError as `refuse_other_places`."""
    if sheet is None:
        return ()
    refuse_other_places(sheet, place)
    judged, faults = appraised_list(projects_of(sheet), lambda deal: appraised(deal, place, seed))
    return (*(_row(where, deal, place) for where, deal in judged), *map(_unread, faults))


def _row(where: str, deal: DealAppraisal, place: Place) -> Decision:
    channel, _ = channel_of(deal.stated.works.channel)
    recommended = RECOMMENDED[deal.verdict]
    if recommended == "do" and channel is not None:
        recommended = "secure"
    bureau = deal.fill_in[0].bureau if deal.fill_in else who_has(f"of_{deal.kind}")
    asks = tuple(
        MissingFact(each.field.replace(".", "_"), plain_cell(each.bureau), fill_in_words(each, deal.kind), None)
        for each in deal.fill_in
    )
    return Decision(
        id=f"project:{where}",
        kind="project",
        stage="",
        name=Bilingual(deal.name, deal.name),
        group="here",
        recommendation=recommended,
        reason=plain_cell(Clauses(reasons(deal))),
        first_step=first_step(deal),
        bureau=plain_cell(bureau),
        month=None,
        article=tuple(dict.fromkeys(law.row for law in deal.lawful)),
        amount=None,
        interval_90=None,
        unit="",
        year=deal.stated.promise.due,
        cost=cost_of(deal),
        payer="channel" if channel is not None else "own",
        channel=channel or "",
        facts=(UsedFact(f"project {where}", place.code, deal.name, "", None, ("reader",)),),
        asks=asks,
    )


def _unread(fault: RowFault) -> Decision:
    """A row of the list that cannot be judged, with its fault."""
    name, where = fault.name or fault.where, fault.where
    told = Bilingual(fault.error.say("en"), fault.error.say("zh"))
    return Decision(
        id=f"project:{where}", kind="project", stage="", name=Bilingual(name, name), group="here",
        recommendation="more_data", reason=told, first_step=told, bureau=plain_cell(who_has("of_deal")), month=None,
        article=(), amount=None, interval_90=None, unit="", year=None, cost=None, payer="", channel="", facts=(),
    )  # fmt: skip


def cost_of(deal: DealAppraisal) -> Sum | None:
    """What public works cost in all, or what a deal costs the city net; None if the list does not say. [yuan]"""
    works = deal.works
    if works is not None:
        if works.cost_middle is None:
            return None
        return Sum(works.cost_middle, "yuan", works.cost_band, ("reader",), True)
    net = -deal.city.mean
    return Sum(net, "yuan", None, ("reader",), True) if np.isfinite(net) and net > 0 else None


def first_step(deal: DealAppraisal) -> Sentence:
    """The cell to be filled, the term to be negotiated, the contract to be written, or nothing to be signed."""
    if deal.fill_in:
        return fill_in_words(deal.fill_in[0], deal.kind)
    if deal.verdict == "sign_if" and deal.terms_that_turn:
        return Sentence("deals.step_first.terms", {"term": Sentence(f"deals.term.{deal.terms_that_turn[0]}", {})})
    return Sentence(f"deals.step_first.{deal.kind}_{deal.verdict}", {})
