"""The whole document as chapters, in the order of a transition plan."""

from relode.report.content import CityResult
from relode.report.document.document_aims import aims
from relode.report.document.document_appendix import appendix
from relode.report.document.document_basis import basis
from relode.report.document.document_course import risks, steps, watching
from relode.report.document.document_industries import industries
from relode.report.document.document_mines import mines, town
from relode.report.document.document_money import money
from relode.report.document.document_needs import needs
from relode.report.document.document_projects import projects
from relode.report.document.document_situation import situation
from relode.story.blocks import Chapter


def chapters_of(result: CityResult, pictures: frozenset[str]) -> tuple[Chapter, ...]:
    """Every chapter; `pictures` are the keys of those that can be drawn."""
    before = (
        basis(result),
        situation(result, pictures),
        needs(result, pictures),
        mines(result),
        industries(result, pictures),
        projects(result),
        town(result),
        money(result),
        steps(result),
        risks(result),
        aims(result),
        watching(result),
    )
    return (*before, appendix(result, before))
