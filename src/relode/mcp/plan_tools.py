"""Plan runs for an assistant: start one, wait for it, read it, stop it. They are those of the page, in its folder."""

import threading
import time
from pathlib import Path

from relode.answers.journey import city
from relode.answers.plan_answer import plan_lines
from relode.decisions.decision_chapter import asks_of, cell_name
from relode.errors import RelodeError
from relode.language import Language, plain_value, say
from relode.mcp.answer import ToldAnswer
from relode.mcp.arguments import OfCity, OfPlan, OfRun, OfWait
from relode.mcp.user_texts import texts_of_run, user_texts
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.plan_text import plan_sources
from relode.web.plan_runs.plan_request import FIELDS, settings
from relode.web.plan_runs.plan_run_records import PlanRunList, RunProgress, run_told, told
from relode.web.plan_runs.plan_run_text import LIVE
from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.plan_runs.run_shelf import ShelfRun

STEP = 0.5
"""Seconds between two looks at a run that is waited for."""


class PlanTools:
    """Runs below `folder`; nothing is written there before the first is started."""

    def __init__(self, folder: Path, runs: PlanRuns | None = None) -> None:
        self.runs = runs or PlanRuns(folder)
        self._lock = threading.Lock()
        self._is_started = False
        self._ends = threading.Event()

    def start(self, asked: OfPlan, language: Language) -> ToldAnswer:
        """Start a run; one that is there already is not made again."""
        place = city(asked.city)
        plan = settings(place, {name: str(getattr(asked, name)) for name in FIELDS})
        with self._lock:
            if not self._is_started:
                self.runs.start()
                self._is_started = True
        return self._progress(place, self.runs.send(place, plan), language)

    def wait(self, asked: OfWait, language: Language) -> ToldAnswer:
        """How far a run is, once it has ended or so many seconds have passed."""
        place, until = city(asked.city), time.monotonic() + asked.seconds
        while self.runs.progress(place, asked.run).state in LIVE and time.monotonic() < until:
            if self._ends.wait(STEP):
                break
        return self._progress(place, asked.run, language)

    def stop(self, asked: OfRun, language: Language) -> ToldAnswer:
        """Stop a run that waits or runs here."""
        place = city(asked.city)
        self.runs.cancel(place, asked.run)
        return self._progress(place, asked.run, language)

    def listed(self, asked: OfCity, language: Language) -> ToldAnswer:
        """The runs of a city, the newest first."""
        place = city(asked.city)
        runs = self.runs.of(place)
        lines = [self._line(place, run, language) for run in runs] or [say("mcp.no_runs", language)]
        users = user_texts([text for run in runs for text in texts_of_run(run.manifest["settings"])])
        return ToldAnswer(
            "plans", PlanRunList(place, tuple(map(run_told, runs))).record(), "\n".join(lines), users=users
        )

    def read(self, asked: OfRun, language: Language) -> ToldAnswer:
        """What a run found so far, the object of `relode plan --json`. Raises RelodeError for an unknown run."""
        place = city(asked.city)
        run = self.runs.find(place, asked.run)
        if run is None:
            raise RelodeError("web.unknown_run", run=asked.run, place=place.slug)
        whole, planned = {**run.whole(), "run": run.name}, run.record()
        users = user_texts(list(texts_of_run(run.manifest["settings"])))
        sources = plan_sources(planned) if planned else ()
        report = say("cli.plan.report", language, path=run.folder / f"report.{language}.html")
        text = "\n".join((*plan_lines(whole, language), report))
        return ToldAnswer("plan", whole, text, _gaps(planned, language), sources, users)

    def close(self) -> None:
        """Stop what runs; what was computed stays on disk, and nobody waits any longer."""
        self._ends.set()
        if self._is_started:
            self.runs.close()

    def _line(self, place: Place, run: ShelfRun, language: Language) -> str:
        return f"{run.name}: {told(self.runs.progress_of(place, run.name, run), language)['text']}"

    def _progress(self, place: Place, run: str, language: Language) -> ToldAnswer:
        far = RunProgress(**told(self.runs.progress(place, run), language))
        return ToldAnswer("progress", far.record(), f"{far.run}: {far.text}")


def _gaps(planned: PlanRecord | None, language: Language) -> list[str]:
    """Figures that only the city has, those that move most money first."""
    if planned is None or planned.decisions is None:
        return []
    cells = [cell_name(ask) for ask, _ in asks_of(planned.decisions)]
    return list(dict.fromkeys(str(plain_value(each, language)) for each in cells))
