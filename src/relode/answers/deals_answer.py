"""Deals, the commission's list and a ledger, as commands answer them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from relode.deals.annex import annex
from relode.deals.appraisal import appraised
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.chapter import chapter
from relode.deals.file import DealOfFile, RowFault, read_deals, with_faults
from relode.deals.ledger import LearntLedger, learnt, read_ledger
from relode.deals.list_chapter import ledger_chapter, review_annex, review_chapter, side_by_side
from relode.deals.own_country import in_money
from relode.deals.review import ListReview, reviewed, reviewed_list
from relode.deals.values import deal_of
from relode.language import Language, Sentence, say
from relode.places import Place, find
from relode.record import Doc, Record
from relode.story import Chapter, Passage
from relode.story.text import chapter_text
from relode.usual import SEED


@dataclass(frozen=True)
class AppraisedFiles(Record):
    """Several deals, or one deal under several contracts, side by side."""

    deals: Annotated[tuple[DealAppraisal, ...], Doc("deals in the order of the files", shape="deal")]

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Side by side where there are several, then a memo each."""
        beside = (side_by_side(self.deals),) if len(self.deals) > 1 else ()
        return tuple(self._told(each) for each in (*beside, *(chapter(one) for one in self.deals)))

    @property
    def annexes(self) -> tuple[Chapter, ...]:
        """What each memo rests on."""
        return tuple(self._told(annex(one)) for one in self.deals)

    def _told(self, chapter: Chapter) -> Chapter:
        """The chapter; of another country with its money, and what holds of it."""
        setting = self.deals[0].stated.setting
        if setting.country is None:
            return chapter
        tag = Passage((Sentence("deals.own_country", {"country": setting.country}),), "note")
        told: Chapter = in_money(chapter, setting.unit)
        return replace(told, blocks=(tag, *told.blocks))


def appraised_files(
    files: Sequence[Path],
    place: str | None = None,
    ledger: Path | None = None,
    seed: int = SEED,
    country: Path | None = None,
) -> AppraisedFiles:
    """The deals of files, appraised; `place` stands for those of the files.

    `country`: tables of another country, whose law and tax hold. Raises RelodeError.
    """
    own = () if ledger is None else read_ledger(ledger)
    if country is not None:
        from relode.country import load_country
        from relode.country.deals import under_own_law

        of, deals = load_country(country), [each.deal for path in files for each in read_deals(path, is_china=False)]
        under = [under_own_law(of, deal, place) for deal in deals]
        return AppraisedFiles(tuple(appraised(deal, where, seed, own_rates=own) for deal, where in under))
    where = _place(place)
    read = [each.deal for path in files for each in read_deals(path)]
    return AppraisedFiles(tuple(appraised(deal, where, seed, own_rates=own) for deal in read))


def appraised_values(values: Mapping[str, Any], place: str | None = None) -> AppraisedFiles:
    """A deal that is given by its sections, as a file has them, appraised. Raises RelodeError that names the field."""
    return AppraisedFiles((appraised(deal_of(values, partial(_field, "deal")), _place(place)),))


def reviewed_values(projects: Sequence[Mapping[str, Any]], place: str | None = None) -> ListReview:
    """Projects that are given by their sections, judged; one that cannot be read is a fault. Raises RelodeError."""
    read = [each for at, values in enumerate(projects) for each in _read_values(values, f"projects.{at}")]
    return reviewed_list(read, _place(place))


def _read_values(values: Mapping[str, Any], where: str) -> list[DealOfFile | RowFault]:
    project = values.get("project")
    name = project.get("name") if isinstance(project, Mapping) else ""
    return with_faults(values, partial(_field, where), name if isinstance(name, str) else "", where)


def _field(where: str, section: str, field: str, number: int) -> str:
    """A field of values: a gift by its number from 0."""
    at = f"{where}.{section}.{number}" if section == "give" else f"{where}.{section}"
    return at if field == section else f"{at}.{field}"


def _place(name: str | None) -> Place | None:
    return None if name is None else find(name)


def appraisals_text(deals: AppraisedFiles, language: Language) -> str:
    """The memos as text, and where the rest is to be had."""
    told = (*(chapter_text(each, language) for each in deals.chapters), say("deals.annex_option", language))
    return "\n\n".join(told)


def reviewed_workbook(workbook: Path, place: str | None = None, seed: int = SEED) -> ListReview:
    """The list of a workbook, judged. Raises RelodeError."""
    return reviewed(workbook, _place(place), seed)


def review_text(review: ListReview, language: Language) -> str:
    """The list as text, its annex below."""
    return "\n\n".join(chapter_text(each, language) for each in (review_chapter(review), review_annex(review)))


def learnt_ledger(ledger: Path, seed: int = SEED) -> LearntLedger:
    """What a ledger adds. Raises RelodeError."""
    return learnt(ledger, seed)


def ledger_text(result: LearntLedger, language: Language) -> str:
    """What a ledger adds as text."""
    return chapter_text(ledger_chapter(result), language)
