"""The chapter of projects in a run folder."""

from datetime import date
from pathlib import Path

from relode.deals.project_decisions import ListedProjects, projects_chapter
from relode.language import LANGUAGES
from relode.report.chapter_file import write_chapters


def write_projects(listed: ListedProjects, run: Path) -> None:
    """The projects of a list as pages beside the report of a run, in both languages."""
    for language in LANGUAGES:
        write_chapters([projects_chapter(listed)], run / f"projects.{language}.html", language, date.today())
