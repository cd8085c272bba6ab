"""What `relode needs` answers: of a city, or of all listed places."""

from pathlib import Path

from relode.answers import journey
from relode.needs import NationalNeeds, Needs, OwnCells, national, of, read_cells
from relode.needs.chapter import chapter
from relode.needs.national import national_chapter
from relode.panel import load
from relode.story import Chapter


def needs_answer(city: str | None, own: Path | None, cells: Path | None) -> tuple[Needs | NationalNeeds, Chapter]:
    """The record and its chapter. `cells`: the workbook of what only the city knows.

    Raises RelodeError for an unknown city, or figures or cells that cannot be read.
    """
    if city is None:
        everywhere = national()
        return everywhere, national_chapter(everywhere)
    place = journey.city(city)
    known = OwnCells() if cells is None else read_cells(cells)
    record = of(load(journey.overrides_from(own)), place, cells=known)
    return record, chapter(record)
