"""The projects of a workbook beside a plan: as text and in its record."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relode.deals.project_decisions import ListedProjects, listed_projects, projects_chapter
from relode.language import Language, say
from relode.places import find
from relode.story.text import chapter_text


def listed_of(workbook: Path, city: str, seed: int = 1) -> ListedProjects:
    """The projects of a workbook as decisions of a city. Raises RelodeError for a workbook that cannot be read."""
    return listed_projects(workbook, find(city), seed)


def with_projects(record: Mapping[str, Any], listed: ListedProjects) -> dict[str, Any]:
    """The record of a plan with the projects among its decisions, and what is wrong with the list."""
    told = listed.record()
    decisions = [*record.get("decisions", ()), *told["decisions"]]
    return {**record, "decisions": decisions, "faults_of_projects": told["faults"]}


def projects_text(listed: ListedProjects, run: str, language: Language) -> str:
    """The chapter as text, and where its page is."""
    written = say("deals.written", language, path=f"{run}/projects.{language}.html")
    return f"{chapter_text(projects_chapter(listed), language)}\n{written}"
