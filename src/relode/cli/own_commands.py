"""Commands on tables and figures of the user's own."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from relode.cli.options import AsJson, Output, OwnFigures, Seed, Speak, print_json, speech_of
from relode.errors import RelodeError
from relode.language import say
from relode.usual import SEED


def country(
    tables: Annotated[Path, typer.Argument(metavar="FOLDER|FILE", show_default=False)],
    place: Annotated[str | None, typer.Argument(metavar="PLACE", show_default=False)] = None,
    chapter: Annotated[list[str] | None, typer.Option("--chapter", metavar="CHAPTER", show_default=False)] = None,
    seed: Seed = SEED,
    report: Annotated[bool, typer.Option("--report")] = False,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Answer for a place of any country from tables of the user's own, or say what the tables hold."""
    from relode.country import country_answer, country_tables, country_text, load_country, tables_text, usual_chapters

    read, speech = load_country(tables), speech_of(language)
    if place is None:
        held = country_tables(read)
        print_json("country_tables", held.record, as_json) or print(tables_text(held, speech))
        return
    chapters = [*(chapter or usual_chapters(read))]
    answer = country_answer(read, place, chapters, seed)
    if report:
        from relode.runs.country_runs import write_country

        folder = write_country(answer, tables, chapters, seed, output)
        print(say("country.page.written", speech, path=folder / f"report.{speech}.html"), file=sys.stderr)
    print_json("country", answer.record, as_json) or print(country_text(answer, speech))


def template(
    workbook: Annotated[Path, typer.Argument(metavar="FILE.xlsx|FOLDER/country.toml", show_default=False)],
    language: Speak = None,
) -> None:
    """Write an empty workbook for the user's own figures, or an empty description of the tables of a folder."""
    if workbook.suffix.lower() == ".toml":
        from relode.facts.readers.country_files import write_description as write
    else:
        from relode.report.template_workbook import write_template as write
    write(workbook, speech_of(language))
    print(say("template.written", speech_of(language), path=workbook))


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    place: Annotated[list[str] | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    override: OwnFigures = None,
    language: Speak = None,
) -> None:
    """Write the figures of places into a file of another tool."""
    from relode.answers.export import export as write
    from relode.answers.journey import overrides_from
    from relode.panel import load
    from relode.places import find

    count = write(load(overrides_from(override)), file, [find(name) for name in place or []])
    print(say("template.exported", speech_of(language), path=file, count=f"{count:,}"))


def check(
    figures: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Check a file of the user's own figures. Raises RelodeError where it has faults."""
    from relode.answers.own_check import check_text, checked_file

    checked = checked_file(figures)
    answer = checked.record(speech_of(language))
    print_json("check", lambda: answer, as_json) or print(check_text(checked, speech_of(language)))
    if checked.errors:
        raise RelodeError("check_failed", path=figures)
