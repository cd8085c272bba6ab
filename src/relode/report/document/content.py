"""The whole document as chapters, in the order of a transition plan."""

from relode.report.content import CityResult
from relode.report.document.aims import aims
from relode.report.document.appendix import appendix
from relode.report.document.basis import basis
from relode.report.document.course import risks, steps, watching
from relode.report.document.decided import money, needs, projects
from relode.report.document.industries import industries
from relode.report.document.mines import mines, town
from relode.report.document.situation import situation
from relode.story.blocks import Chapter


def chapters_of(result: CityResult, pictures: frozenset[str]) -> tuple[Chapter, ...]:
    """Every chapter; `pictures` are the keys of those that can be drawn."""
    before = (
        basis(result),
        situation(result, pictures),
        aims(result),
        industries(result, pictures),
        mines(result),
        needs(result, pictures),
        town(result),
        money(result),
        projects(result),
        steps(result),
        risks(result),
        watching(result),
    )
    return (*before, appendix(result, before))
