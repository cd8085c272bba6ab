"""Commands on deals, public works and lists of projects."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relode.cli.options import AsJson, Seed, Speak, print_json, speech_of
from relode.errors import RelodeError
from relode.language import Language, say
from relode.usual import SEED

if TYPE_CHECKING:  # a command pays for what it uses
    from relode.charts import Picture
    from relode.story import Chapter


def appraise(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)],
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    docx: Annotated[bool, typer.Option("--docx", show_default=False)] = False,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE.html|.docx", show_default=False)] = None,
    annex: Annotated[Path | None, typer.Option("--annex", metavar="FILE.html|.docx", show_default=False)] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="FILE.csv", show_default=False)] = None,
    country: Annotated[Path | None, typer.Option("--country", metavar="FOLDER", show_default=False)] = None,
    seed: Seed = SEED,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say whether a deal should be signed, and on what terms."""

    from relode.answers.deals_answer import appraisals_text, appraised_files
    from relode.charts.deal_pictures import deal_pictures

    deals, speech = appraised_files(files, place, ledger, seed, country), speech_of(language)
    memos = [path for path in (files[0].with_suffix(".docx") if docx else None, output) if path is not None]
    is_drawn = len(deals.deals) == 1 and country is None and (memos or annex)
    drawn = deal_pictures(deals.deals[0], speech) if is_drawn else ()
    for path in memos:
        save(deals.chapters, path, speech, drawn, is_tight=True)
    if annex is not None:
        save(deals.annexes, annex, speech, drawn)
    print_json("appraise", deals.record, as_json) or print(appraisals_text(deals, speech))


def review(
    workbook: Annotated[Path, typer.Argument(metavar="WORKBOOK", show_default=False)],
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.html|.docx|.xlsx", show_default=False)
    ] = None,
    annex: Annotated[Path | None, typer.Option("--annex", metavar="FILE.html|.docx|.xlsx", show_default=False)] = None,
    seed: Seed = SEED,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Judge the list of projects and targets of a workbook. Raises RelodeError where no project can be judged."""
    from relode.answers.deals_answer import review_text, reviewed_workbook
    from relode.deals.list_chapter import review_annex, review_chapter

    result, speech = reviewed_workbook(workbook, place, seed), speech_of(language)
    if output is not None:
        save([review_chapter(result)], output, speech, is_tight=True)
    if annex is not None:
        save([review_annex(result)], annex, speech)
    print_json("review", result.record, as_json) or print(review_text(result, speech))
    if not result.projects:
        raise RelodeError("deals.none_judged", path=workbook)


def deals(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER.csv", show_default=False)],
    seed: Seed = SEED,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Learn from a ledger of the user's own what comes of promises."""
    from relode.answers.deals_answer import learnt_ledger, ledger_text

    result = learnt_ledger(ledger, seed)
    print_json("deals", result.record, as_json) or print(ledger_text(result, speech_of(language)))


def save(
    told: Sequence["Chapter"],
    path: Path,
    language: Language,
    drawn: Sequence["Picture"] = (),
    *,
    is_tight: bool = False,
) -> None:
    """Write chapters as a file and say where it is."""
    from datetime import date

    from relode.report.chapter_file import write_chapters

    written = write_chapters(told, path, language, date.today(), drawn, is_tight=is_tight)
    print(say("deals.written", language, path=written), file=sys.stderr)
