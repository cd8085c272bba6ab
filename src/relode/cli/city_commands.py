"""Commands that answer for a city: where it stands, where it could go, what may happen, what it needs."""

from pathlib import Path
from typing import Annotated

import typer

from relode.cli.options import AsJson, Name, OwnFigures, Speak, print_json, speech_of, year_of
from relode.errors import RelodeError
from relode.usual import HORIZON


def cities(
    type: Annotated[str | None, typer.Option("--type", show_default=False)] = None,
    resource: Annotated[str | None, typer.Option("--resource", show_default=False)] = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """List cities and counties."""
    from relode.answers.city_list import listing, listing_text

    table = listing(type, resource)
    print_json("cities", table.record, as_json) or print(listing_text(table, speech_of(language)))


def diagnose(city: Name, override: OwnFigures = None, as_json: AsJson = False, language: Speak = None) -> None:
    """Say where a city stands."""
    from relode.answers.answer_text import diagnosis_text
    from relode.answers.journey import diagnosed_in_depth, overrides_from

    depth = diagnosed_in_depth(city, overrides_from(override))
    print_json("diagnose", depth.record, as_json) or print(diagnosis_text(depth, speech_of(language)))


def pathways(city: Name, override: OwnFigures = None, as_json: AsJson = False, language: Speak = None) -> None:
    """Say where a city could go."""
    from relode.answers.pathways_answer import known_of, record_of, text_of

    known = known_of(city, override)
    print_json("pathways", lambda: record_of(known), as_json) or print(text_of(known, speech_of(language)))


def outlook(
    city: Name,
    until: Annotated[str, typer.Option("--until", metavar="YEAR")] = str(HORIZON),
    override: OwnFigures = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say what may happen to a city."""
    from relode.answers import journey
    from relode.outlook import outlook as look_ahead
    from relode.outlook import outlook_text
    from relode.panel import load

    place = journey.city(city)
    result = look_ahead(load(journey.overrides_from(override)), place, year_of(until))
    print_json("outlook", result.record, as_json) or print(outlook_text(result, speech_of(language)))


def needs(
    city: Annotated[str | None, typer.Argument(metavar="CITY", show_default=False)] = None,
    override: OwnFigures = None,
    cells: Annotated[Path | None, typer.Option("--cells", metavar="FILE", show_default=False)] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE", show_default=False)] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", show_default=False)] = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say what the services of a city, or of all listed places, need and have."""
    from relode.answers.needs_answer import needs_answer
    from relode.story.text import chapter_text

    if template is not None:
        from relode.report.template_workbook import write_cells_template

        write_cells_template(template, speech_of(language))
        return
    record, told = needs_answer(city, override, cells)
    if output is not None:
        from datetime import UTC, datetime

        from relode.charts.needs_pictures import pictures_of
        from relode.report.chapter_file import write_chapters

        drawn = tuple(pictures_of(record, speech_of(language)).values())
        write_chapters((told,), output, speech_of(language), datetime.now(UTC).date(), drawn)
    print_json("needs", record.record, as_json) or print(chapter_text(told, speech_of(language)))


def explain(
    city: Name,
    quantity: Annotated[str | None, typer.Argument(show_default=False)] = None,
    year: Annotated[str | None, typer.Argument(show_default=False)] = None,
    override: OwnFigures = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say where one number comes from, show the row of a mine, a norm, a law and others by their key, or local facts.

    RelodeError without a quantity, and without a year where the first word is none of these.
    """
    from relode.answers.answer_text import explanation_text, local_facts_text, row_text
    from relode.answers.journey import diagnosed, overrides_from
    from relode.diagnosis import explain as explained
    from relode.diagnosis import explain_row
    from relode.diagnosis.profiles.table_rows import KINDS

    if city == "facts" and quantity is not None:
        from relode.places import coverage, local_facts

        speech = speech_of(language)
        known = coverage() if quantity == "all" else tuple(local_facts(quantity).values())
        records = lambda: {"facts": [each.record(speech) for each in known]}  # noqa: E731
        print_json("explain", records, as_json) or print(local_facts_text(known, speech))
        return
    if quantity is None or year is None:
        if quantity is None or city not in KINDS:
            raise RelodeError("explain_needs_year", kinds=["facts", *KINDS])
        held, speech = explain_row(city, quantity), speech_of(language)
        print_json("explain", lambda: held.record(speech), as_json) or print(row_text(held, speech))
        return

    panel, result = diagnosed(city, overrides_from(override))
    answer, speech = explained(panel, result.place, quantity, year_of(year)), speech_of(language)
    print_json("explain", lambda: answer.record(speech), as_json) or print(explanation_text(answer, speech))
