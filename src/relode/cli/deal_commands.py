"""The command on deals, public works and lists of projects."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from relode.cli.options import AsJson, Seed, Speak, print_json, speech_of
from relode.language import say
from relode.usual import SEED


def appraise(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)],
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    docx: Annotated[bool, typer.Option("--docx", show_default=False)] = False,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE.html|.docx", show_default=False)] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="FILE.csv", show_default=False)] = None,
    country: Annotated[Path | None, typer.Option("--country", metavar="FOLDER", show_default=False)] = None,
    seed: Seed = SEED,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say whether a deal should be signed, and on what terms."""
    from datetime import date

    from relode.answers.deals_answer import appraisals_text, appraised_files
    from relode.charts.deal_pictures import deal_pictures
    from relode.report.chapter_file import write_chapters

    deals, speech = appraised_files(files, place, ledger, seed, country), speech_of(language)
    memos = [path for path in (files[0].with_suffix(".docx") if docx else None, output) if path is not None]
    drawn = deal_pictures(deals.deals[0], speech) if memos and len(deals.deals) == 1 and country is None else ()
    for path in memos:
        written = write_chapters(deals.chapters, path, speech, date.today(), drawn, is_tight=True)
        print(say("deals.written", speech, path=written), file=sys.stderr)
    print_json("appraise", deals.record, as_json) or print(appraisals_text(deals, speech))
