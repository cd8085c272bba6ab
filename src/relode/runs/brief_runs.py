"""`relode brief`: the brief of a run that is there, or of one that is made for it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from relode.answers import journey
from relode.errors import RelodeError
from relode.language import Language
from relode.records import Doc, Record
from relode.runs import planning_runs, report_runs, run_folder


@dataclass(frozen=True)
class Briefs(Record):
    """The run that a brief was written from, and the files."""

    run: Annotated[str, Doc("folder of the run")]
    files: Annotated[tuple[str, ...], Doc("files written, one a language", shape="language")]

    def path(self, language: Language) -> str:
        """The file in `language`."""
        return next(file for file in self.files if file.endswith(f".{language}.html"))


def brief_run(
    city: str, run: Path | None, budget: str | None, folder: Path, tell: planning_runs.PlanProgress
) -> Briefs:
    """The briefs of `run`, or of the newest run of the city below `folder`, or of one that is made now.

    A `budget` asks for a new run. Raises RelodeError for a run of another city, and as `relode plan` does.
    """
    place = journey.city(city)
    if run is not None:
        if budget is not None:
            raise RelodeError("brief.run_and_budget", run=run)
        about = run_folder.read_manifest(run)
        if about["settings"].get("place") != place.code:
            raise RelodeError("brief.other_city", run=run, place=about["settings"].get("place"), asked=place.slug)
    result = run if run is not None else None if budget is not None else report_runs.newest_run(folder, place.code)
    if result is not None:
        return Briefs(str(result), tuple(str(path) for path in report_runs.briefs_again(result)))
    given = {} if budget is None else {"budget": budget}
    made = Path(planning_runs.run(place.code, (), folder, given, None, tell)["run"])
    return Briefs(str(made), tuple(str(path) for path in sorted(made.glob("brief.*.html"))))
