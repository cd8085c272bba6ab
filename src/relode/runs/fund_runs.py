"""`relode fund`: a run folder with the record, the table and the reports of a province; resumable place by place."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from relode.arrays import Values
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.fund.fund_asked import FundAsked, FundGround, fund_asked_from, ground_of, provinces_of, short_slugs
from relode.fund.fund_cost import cost_of
from relode.fund.fund_records import FundRecord, PlaceCards
from relode.fund.fund_table import table_text
from relode.fund.fund_text import PLACE_COLUMNS, headline
from relode.fund.funding import funding
from relode.fund.judged_place import KINDS
from relode.fund.people_text import net_words
from relode.language import LANGUAGES, Language, say, spoken
from relode.model.opening.opening_world import World
from relode.panel import load
from relode.plan.simulations.run_cost import Cost
from relode.plan.trials.stage import opened_world
from relode.records import versioned
from relode.report.document.fund_document import fund_documents
from relode.report.fund_page import fund_html
from relode.report.fund_sections import places_table
from relode.report.fund_sheets import fund_workbook
from relode.runs import run_folder
from relode.runs.cluster import judge_on, ready
from relode.runs.fund_folder import BRIEF, DOCUMENT, GAINS, KIND, PLACE_KIND, WORKBOOK, cards_path, read_cards
from relode.runs.fund_gains import load_gains, save_gains
from relode.runs.planning_runs import STOPPED
from relode.runs.progress_line import progress_line
from relode.runs.run_folder import damaged
from relode.story.text import table_lines

IN_A_LINE = ("place", "funder", "jobs", "measures", "verdicts")
"""What the answer tells of a place."""
DOSES = 75
"""Doses tried in a place, at most, for an estimate of what a run keeps."""
BYTES_OF_CARDS, BYTES_OF_PAGES = 200_000, 2_000_000


@dataclass(frozen=True)
class FolderKept:
    """Places that were judged, in the folder of a run: cards in `places/<slug>.json`, gains in `gains.zarr`."""

    run: Path
    futures: int

    def load(self, code: str) -> tuple[PlaceCards, Values] | None:
        """A place as kept, gains (KINDS, future), each kind in its unit. Raises RelodeError for a damaged one."""
        cards = read_cards(self.run, code)
        if cards is None:
            return None
        try:
            return cards, load_gains(self.run / GAINS, cards, self.futures)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise damaged(self.run, self.run / GAINS, cards_path(self.run, code), error) from error

    def save(self, cards: PlaceCards, gains: Values) -> None:
        """Keep a place: `gains` (KINDS, future) first, so that cards mean it is whole. RelodeError for a full disk."""
        path = cards_path(self.run, cards.place)
        try:
            path.parent.mkdir(exist_ok=True)
            save_gains(self.run / GAINS, cards, gains)
        except OSError as error:
            raise RelodeError("unwritable_folder", folder=self.run, reason=error.strerror or error) from error
        run_folder.write_compact(path, versioned(PLACE_KIND, {"cards": cards.record()}))


class FundProgress:
    """Says on stderr how far the run has come; one line on a terminal."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, what: str, done: int, of: int) -> None:
        """Told by the run."""
        progress_line(say(f"fund.progress.{what}", self._language, done=done, total=of), last=done == of)

    def begins(self, places: int, futures: int, cost: Cost) -> None:
        """Say what is going to be done and about what it takes."""
        values = {"places": places, "futures": futures, "fewest": cost.fewest, "most": cost.most, "memory": cost.memory}
        print(say("fund.progress.begins", self._language, **values), file=sys.stderr, flush=True)

    def stopped(self, run: Path | None, asked: FundAsked) -> None:
        """Say how to go on, or that nothing was written yet."""
        print(file=sys.stderr)
        if run is None:
            print(say("fund.progress.stopped_early", self._language), file=sys.stderr)
            return
        values = {"province": asked.province, "budget": asked.budget, "run": run}
        print(say("fund.progress.stopped", self._language, **values), file=sys.stderr)


def run(
    given: Mapping[str, Any], folder: Path, resume: Path | None, tell: FundProgress, scheduler: str | None = None
) -> tuple[FundRecord, Path]:
    """The run that was asked for and its folder; `given` holds the settings that a person typed.

    With a `scheduler` places are judged on its cluster (`runs.cluster`), else one after the other in this process.

    Raises RelodeError for bad settings before anything is written, and SystemExit when interrupted.
    """
    workers, started = ready(scheduler), datetime.now(UTC)
    asked, about = _new(given, started) if resume is None else _gone_on_with(given, resume)
    panel = load()
    opened = opened_world(panel)
    ground = ground_of(panel, opened, asked)
    first, *others = ground.provinces
    slug = short_slugs([first]) + (f"-and-{len(others)}-more" if others else "")
    target = resume or folder / run_folder.run_name(f"{KIND}-{slug}", started, about["settings"], fingerprint())
    if run_folder.is_held(target):
        raise RelodeError("run_in_use", run=target)
    begun = None
    try:
        if resume is None:
            run_folder.check_room(folder, _bytes_kept(ground, asked))
            with run_folder.whole_folder(target) as beside:
                run_folder.write_json(beside / "manifest.json", about)
        begun = target
        with run_folder.held(target):
            left = [each.place.code for each in ground.candidates if not cards_path(target, each.place.code).exists()]
            tell.begins(len(left), asked.futures, cost_of(len(left), asked.futures, workers))
            if scheduler is not None:
                codes = [each.place.code for each in ground.candidates]
                judge_on(scheduler, asked, codes, FolderKept(target, asked.futures), tell)
            made = datetime.fromisoformat(about["started"]).date()
            record = _ran(panel, opened, ground, asked, target, made, tell)
            finished = {**about, "finished": datetime.now(UTC).isoformat(timespec="seconds")}
            run_folder.replace_json(target / "manifest.json", finished)
    except KeyboardInterrupt:
        tell.stopped(begun, asked)
        raise SystemExit(STOPPED) from None
    return record, target


def _new(given: Mapping[str, Any], started: datetime) -> tuple[FundAsked, dict[str, Any]]:
    if "budget" not in given:
        raise RelodeError("fund.no_budget")
    asked = FundAsked(**given)
    asked = replace(asked, province=short_slugs(provinces_of(asked.province)))
    about = run_folder.manifest(KIND, asked.record(), fingerprint(), started, asked.seed)
    return asked, versioned("manifest", replace(about, finished=None).record())


def _gone_on_with(given: Mapping[str, Any], run: Path) -> tuple[FundAsked, dict[str, Any]]:
    """The settings and the manifest of a run that was stopped. Raises RelodeError where it is not the one asked for."""
    try:
        about = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise RelodeError("fund.not_a_run", folder=run) from error
    if not isinstance(about, dict) or about.get("command") != KIND or not isinstance(about.get("settings"), dict):
        raise RelodeError("fund.not_a_run", folder=run)
    if about.get("data_fingerprint") != fingerprint():
        raise RelodeError("fund.other_facts", run=run)
    asked = fund_asked_from(about["settings"])
    typed = {**given, "province": short_slugs(provinces_of(given["province"]))}
    differs = [f"{name} = {getattr(asked, name)}" for name, value in typed.items() if getattr(asked, name) != value]
    if differs:
        raise RelodeError("fund.other_settings", run=run, offenders=differs)
    return asked, about


def _bytes_kept(ground: FundGround, asked: FundAsked) -> int:
    """What the run is going to keep, at most."""
    place = DOSES * len(KINDS) * asked.futures * np.dtype(float).itemsize + BYTES_OF_CARDS
    return len(ground.candidates) * place + BYTES_OF_PAGES


def _ran(
    panel: Any, opened: World, ground: FundGround, asked: FundAsked, target: Path, made: date, tell: FundProgress
) -> FundRecord:
    kept = FolderKept(target, asked.futures)
    record = funding(panel, opened, ground, asked, kept, tell)
    run_folder.write_compact(target / "fund.json", versioned(KIND, {"fund": record.record()}))
    run_folder.replace_text(target / "fund.csv", table_text(record))
    write_reports(record, kept, target, made)
    tell("reports", 1, 1)
    return record


def write_reports(record: FundRecord, kept: FolderKept, target: Path, made: date) -> None:
    """Page, brief, document and workbook of a run in both languages, each file whole. RelodeError for a full disk."""
    cards = {place.place: each[0].cards for place in record.places if (each := kept.load(place.place))}
    for language in LANGUAGES:
        run_folder.replace_text(target / f"fund.{language}.html", fund_html(record, language))
        brief, document = fund_documents(record, made, language)
        workbook = fund_workbook(record, cards, made, language)
        for name, content in ((BRIEF, brief), (DOCUMENT, document), (WORKBOOK, workbook)):
            run_folder.replace_bytes(target / name.format(language=language), content)


def answer(record: FundRecord, run: Path) -> dict[str, Any]:
    """The object that the command prints."""
    return {"run": str(run), **versioned(KIND, {"fund": record.record()})}


def answer_text(record: FundRecord, run: Path, language: Language) -> str:
    """What the run says, a line for each place, and where the pages are."""
    lines = [spoken(each, language) for each in (*headline(record), *net_words(record))]
    table = places_table(record)
    short = replace(table, columns=tuple(table.columns[PLACE_COLUMNS.index(name)] for name in IN_A_LINE))
    return "\n".join(
        [
            *lines,
            "",
            *table_lines(short, language),
            "",
            say("fund.answer.report", language, path=run / f"fund.{language}.html"),
            *(
                say(f"fund.answer.{key}", language, path=run / name.format(language=language))
                for key, name in (("brief", BRIEF), ("document", DOCUMENT), ("workbook", WORKBOOK))
            ),
            say("fund.answer.table", language, path=run / "fund.csv"),
        ]
    )
