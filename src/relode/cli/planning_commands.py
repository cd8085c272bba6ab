"""Commands that plan, fund and report, and the page."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from relode.cli.options import AsJson, Name, Output, OwnFigures, Seed, Speak, print_json, speech_of, year_of
from relode.errors import RelodeError
from relode.language import say
from relode.usual import FUTURES, SEED


def plan(
    city: Name,
    budget: Annotated[str | None, typer.Option("--budget", metavar="300M|5%", show_default=False)] = None,
    bonds: Annotated[str | None, typer.Option("--bonds", metavar="100M|1%", show_default=False)] = None,
    granted: Annotated[str | None, typer.Option("--granted", metavar="50M|1%", show_default=False)] = None,
    horizon: Annotated[str | None, typer.Option("--horizon", metavar="YEAR", show_default=False)] = None,
    projects: Annotated[Path | None, typer.Option("--projects", metavar="WORKBOOK", show_default=False)] = None,
    cells: Annotated[Path | None, typer.Option("--cells", metavar="FILE", show_default=False)] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, show_default=False)] = None,
    only: Annotated[str | None, typer.Option("--only", metavar="decisions", show_default=False)] = None,
    override: OwnFigures = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Write the run folder of a city, or answer with its decisions alone. RelodeError for an unknown --only."""
    from relode.answers.journey import overrides_from
    from relode.decisions.request import PlanRequest
    from relode.runs import planning_runs

    request = PlanRequest.typed(
        budget=budget,
        bonds=bonds,
        granted=granted,
        horizon=None if horizon is None else year_of(horizon),
        projects=None if projects is None else planning_runs.listed_projects(projects, city),
        cells=None if cells is None else planning_runs.own_cells(cells),
        seed=seed,
    )
    if only is not None or city == "all":
        from relode.answers.decisions_answer import decided, decisions_record, decisions_text

        if only != "decisions":
            raise RelodeError("unknown_choice", option="--only", value=only or "", choices="decisions")
        found = decided(city, request, overrides_from(override))
        answer = decisions_record(found, city)
        print_json("decisions", lambda: answer, as_json) or print(decisions_text(found, city, speech_of(language)))
        return
    from relode.answers.plan_answer import plan_text
    from relode.charts import chinese_font_found

    tell = planning_runs.PlanProgress(speech_of(language))
    record = planning_runs.run(city, overrides_from(override), output, request, tell)
    if not chinese_font_found():
        print(say("cli.plan.no_font", speech_of(language)), file=sys.stderr)
    print_json("plan", lambda: record, as_json) or print(plan_text(record, speech_of(language)))


def brief(
    city: Name,
    run: Annotated[Path | None, typer.Option("--run", metavar="RUN", show_default=False)] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="300M|5%", show_default=False)] = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Write the brief of a city on two pages."""
    from relode.runs.planning_runs import PlanProgress, brief_run

    briefs = brief_run(city, run, budget, output, PlanProgress(speech_of(language)))
    if not print_json("brief", briefs.record, as_json):
        print(briefs.path(speech_of(language)))


def fund(
    province: Annotated[str, typer.Argument(metavar="PROVINCE", show_default=False)],
    budget: Annotated[str | None, typer.Option("--budget", metavar="3B|1%", show_default=False)] = None,
    place: Annotated[list[str] | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    horizon: Annotated[str | None, typer.Option("--horizon", metavar="YEAR", show_default=False)] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, show_default=False)] = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say what a province should pay."""
    from relode.fund.request import FundRequest
    from relode.runs import fund_runs

    request = FundRequest.typed(
        province=province,
        budget=budget,
        places=place,
        horizon=None if horizon is None else year_of(horizon),
        seed=seed,
    )
    record, run = fund_runs.run(request, output, fund_runs.FundProgress(speech_of(language)))
    answer = fund_runs.answer(record, run)
    print_json("fund", lambda: answer, as_json) or print(fund_runs.answer_text(record, run, speech_of(language)))


def trial(
    city: Annotated[str | None, typer.Argument(metavar="CITY", show_default=False)] = None,
    measure: Annotated[str | None, typer.Argument(metavar="MEASURE", show_default=False)] = None,
    units: Annotated[Path | None, typer.Option("--units", metavar="FILE.csv", show_default=False)] = None,
    sheet: Annotated[Path | None, typer.Option("--read", metavar="SHEET.xlsx", show_default=False)] = None,
    choice: Annotated[
        str | None, typer.Option("--choice", metavar="lottery|phased|threshold", show_default=False)
    ] = None,
    country: Annotated[Path | None, typer.Option("--country", metavar="FOLDER|FILE", show_default=False)] = None,
    futures: Annotated[int, typer.Option("--futures", min=0)] = FUTURES,
    seed: Seed = SEED,
    override: OwnFigures = None,
    output: Output = Path("trials"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Design a trial of a measure, or read its filled sheet. RelodeError for neither."""
    from relode.answers.journey import overrides_from
    from relode.runs import trial_runs
    from relode.trials.request import TrialRequest

    speech = speech_of(language)
    if sheet is not None:
        read = trial_runs.read(sheet, override)
        print_json("trial_reading", read.record, as_json) or print(trial_runs.reading_text(read, speech))
        return
    if city is None or measure is None:
        raise RelodeError("trials.no_measure")
    request = TrialRequest.typed(
        city=city,
        measure=measure,
        units=units,
        choice=choice,
        country=country,
        futures=futures,
        seed=seed,
        overrides=overrides_from(override),
    )
    made = trial_runs.run(request, output)
    print_json("trial", made.record, as_json) or print(trial_runs.trial_text(made, speech))


def monitor(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", show_default=False)],
    data: Annotated[Path | None, typer.Option("--data", metavar="WORKBOOK", show_default=False)] = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Compare runs with what came, or write the sheets to be filled."""
    from relode.runs import monitor_runs
    from relode.story.text import chapter_text
    from relode.trials.monitor_chapter import chapter

    if data is None:
        written = [monitor_runs.sheets_to_fill(run) for run in runs]
        files, kept = ([str(path) for each in written for path in each[at]] for at in (0, 1))
        if not print_json("monitor_sheets", lambda: {"files": files, "kept": kept}, as_json):
            print(say("trials.monitor.to_fill", speech_of(language), files=", ".join(files)))
            if kept:
                print(say("trials.monitor.kept_sheets", speech_of(language), files=", ".join(kept)))
        return
    found = [monitor_runs.monitor_run(run, data) for run in runs]
    records = (each.record() for each in found)
    if not print_json("monitor", lambda: next(records) if len(runs) == 1 else {"runs": [*records]}, as_json):
        print("\n\n".join(chapter_text(chapter(each), speech_of(language)) for each in found))


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", show_default=False)],
    kind: Annotated[str, typer.Option("--format", metavar="html|docx")] = "html",
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE.docx", show_default=False)] = None,
    language: Speak = None,
) -> None:
    """Write a report, or the document, again. Raises RelodeError for an unknown format or a template of HTML."""
    from relode.charts import chinese_font_found
    from relode.runs.report_runs import document_again, report_again

    speech = speech_of(language)
    if kind not in ("html", "docx"):
        raise RelodeError("unknown_choice", option="--format", value=kind, choices="html, docx")
    if template is not None and kind != "docx":
        raise RelodeError("document.template_of_html")
    print(document_again(run, speech, template) if kind == "docx" else report_again(run, speech))
    if speech == "zh" and kind == "docx" and not chinese_font_found():
        print(say("cli.plan.no_font", speech), file=sys.stderr)


def replay(
    run: Annotated[Path, typer.Argument(metavar="RUN", show_default=False)],
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Make a run again and list what differs. Raises RelodeError where results do."""
    from relode.runs.replay_runs import replay_text, replayed

    result = replayed(run)
    print_json("replay", result.record, as_json) or print(replay_text(result, speech_of(language)))
    if not result.same_results:
        raise RelodeError("replay.differs", run=run)


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8600,
    override: OwnFigures = None,
    output: Output = Path("runs"),
    prepare: Annotated[bool, typer.Option("--prepare", show_default=False)] = False,
    language: Speak = None,
) -> None:
    """Serve the page."""
    from relode.answers.journey import overrides_from
    from relode.web.server.serve import prepare as prepare_page
    from relode.web.server.serve import serve as serve_page

    if prepare:
        return prepare_page(speech_of(language), overrides_from(override))
    serve_page(port, speech_of(language), output, overrides_from(override))


def mcp(
    http: Annotated[int | None, typer.Option("--http", metavar="PORT", min=0, max=65535, show_default=False)] = None,
    files: Annotated[Path | None, typer.Option("--files", metavar="FOLDER", show_default=False)] = None,
    output: Output = Path("runs"),
    language: Speak = None,
) -> None:
    """Let an assistant ask. Raises RelodeError where its library is not installed."""
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise RelodeError("mcp.absent")
    from relode.cli import build
    from relode.mcp.server import serve as serve_assistant

    speech = speech_of(language)
    serve_assistant(build(speech).commands, speech, output, files, http)
