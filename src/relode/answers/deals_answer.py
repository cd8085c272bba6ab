"""Deals and lists of projects as `relode appraise` answers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from relode.deals.appraisal import appraised, appraised_list
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.chapter import chapter, side_by_side
from relode.deals.file import deals_and_faults
from relode.deals.own_country import in_money
from relode.deals.promises import read_ledger
from relode.deals.values import deal_of
from relode.errors import RelodeError
from relode.language import Bilingual, Language, Sentence
from relode.places import find
from relode.record import Doc, Record
from relode.story import Chapter, Passage
from relode.story.text import chapter_text
from relode.usual import SEED


@dataclass(frozen=True)
class AppraisedFiles(Record):
    """Several deals, one deal under several contracts, or a list, side by side."""

    deals: Annotated[tuple[DealAppraisal, ...], Doc("deals in the order of the files", shape="deal")]
    left_out: Annotated[tuple[Bilingual, ...], Doc("rows of a list that cannot be judged, and why", shape="row")] = ()

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Side by side where there are several or rows are left out, then a memo each."""
        several = len(self.deals) > 1 or self.left_out
        first = (side_by_side(self.deals, self.left_out),) if several else ()
        return tuple(self._told(each) for each in (*first, *(chapter(one) for one in self.deals)))

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

    `country`: tables of another country, whose law and tax hold. Rows of a workbook that cannot be judged are left out
    and named. Raises RelodeError for any other fault, and where no row can be judged.
    """
    own = () if ledger is None else read_ledger(ledger)
    read = [each for path in files for each in deals_and_faults(path, is_china=country is None)]
    if country is None:
        where = None if place is None else find(place)
        judged, faults = appraised_list(read, lambda deal: appraised(deal, where, seed, own_rates=own))
    else:
        from relode.country import load_country
        from relode.country.deals import under_own_law

        of = load_country(country)
        judged, faults = appraised_list(
            read, lambda deal: appraised(*under_own_law(of, deal, place), seed, own_rates=own)
        )
    if not judged:
        raise faults[0].error if faults else RelodeError("deals.none_in_file", path=files[0])
    reasons = (Bilingual(fault.error.say("en"), fault.error.say("zh")) for fault in faults)
    return AppraisedFiles(tuple(one for _, one in judged), tuple(reasons))


def appraised_values(values: Mapping[str, Any], place: str | None = None) -> AppraisedFiles:
    """A deal that is given by its sections, as a file has them, appraised. Raises RelodeError that names the field."""

    def where(section: str, field: str, number: int) -> str:
        at = f"deal.{section}.{number}" if section == "give" else f"deal.{section}"
        return at if field == section else f"{at}.{field}"

    return AppraisedFiles((appraised(deal_of(values, where), None if place is None else find(place)),))


def appraisals_text(deals: AppraisedFiles, language: Language) -> str:
    """The memos as text."""
    return "\n\n".join(chapter_text(each, language) for each in deals.chapters)
