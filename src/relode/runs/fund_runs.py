"""`relode fund`: a run folder with the record, a page, a document and a workbook of a province."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from relode.facts import fingerprint
from relode.fund.chapter import chapter
from relode.fund.fund_records import FundRecord
from relode.fund.funding import funding
from relode.fund.request import FundRequest, ground_of, provinces_of, short_slugs
from relode.language import LANGUAGES, Language, say
from relode.panel import load
from relode.record import versioned
from relode.report.chapter_file import write_chapters
from relode.runs import run_folder, whole_files
from relode.runs.fund_folder import FILES, KIND, RECORD
from relode.runs.run_folder import progress_line
from relode.story.text import chapter_text

BYTES_OF_PLACE = 500_000
"""What a place takes in a folder, at most."""


class FundProgress:
    """Says on stderr how far the run has come; one line on a terminal."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, what: str, done: int, of: int) -> None:
        """Told by the run."""
        progress_line(say(f"fund.progress.{what}", self._language, done=done, total=of), last=done == of)


def run(
    request: FundRequest, folder: Path, tell: Callable[[str, int, int], None], begun: datetime | None = None
) -> tuple[FundRecord, Path]:
    """The run that was asked for and its folder, which appears whole.

    `begun`: when it was asked for, None for now. Raises RelodeError for bad settings before anything is written.
    """
    started = begun or datetime.now(UTC)
    request = request.model_copy(update={"province": short_slugs(provinces_of(request.province))})
    panel = load()
    ground = ground_of(panel, request)
    first, *others = ground.provinces
    slug = short_slugs([first]) + (f"-and-{len(others)}-more" if others else "")
    target = folder / run_folder.run_name(f"{KIND}-{slug}", started, request.record(), fingerprint())
    whole_files.check_room(folder, len(ground.places) * BYTES_OF_PLACE)
    with whole_files.whole_folder(target) as beside:
        record = funding(panel, ground, request, tell)
        whole_files.write_compact(beside / RECORD, versioned(KIND, {"fund": record.record()}))
        for language in LANGUAGES:
            for name in FILES:
                path = beside / name.format(language=language)
                told = chapter(record, by_place=path.suffix == ".xlsx")
                write_chapters([told], path, language, started.date())
        about = run_folder.manifest(KIND, request.record(), fingerprint(), started, request.seed)
        whole_files.write_json(beside / "manifest.json", versioned("manifest", about.record()))
    tell("written", 1, 1)
    return record, target


def answer(record: FundRecord, run: Path) -> dict[str, Any]:
    """The object that the command prints."""
    return {"run": str(run), **versioned(KIND, {"fund": record.record()})}


def answer_text(record: FundRecord, run: Path, language: Language) -> str:
    """What the run says, and where its files are."""
    files = [say("fund.answer.file", language, path=run / name.format(language=language)) for name in FILES]
    return "\n".join([chapter_text(chapter(record), language), "", *files])
