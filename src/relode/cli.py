"""Parse, call, print."""

import gc
import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from relode.errors import NoVerdict, RelodeError
from relode.language import Language, choose_language, has_sentence, say, spoken

if TYPE_CHECKING:  # a command pays for what it uses
    from relode.charts import Picture
    from relode.story import Chapter


def main() -> None:
    """Entry point of the command `relode`: exit code 2 for bad input, 3 where the data give no answer."""
    # One answer and the process ends: looking for reference cycles among a million texts is time lost.
    gc.disable()
    # Matrices are small here: threads of OpenBLAS wait for each other longer than they compute, and sums would depend
    # on how many there are.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Where they are installed xarray loads dask, half a second, and pandas pyarrow, 60 MB, both for nothing;
    # `runs.cluster`, which uses dask, shows it again.
    for library, loader in (("dask", "xarray"), ("pyarrow", "pandas")):
        if loader not in sys.modules:  # once it is loaded it knows that the other is there and fails without it
            sys.modules.setdefault(library, cast(Any, None))
    _write_both_languages()
    sys.argv[1:] = _options_behind_command(sys.argv[1:])
    language = _asked_language(sys.argv[1:])
    try:
        build(language)()
    except RelodeError as error:
        print(error.say(language), file=sys.stderr)
        sys.exit(3 if isinstance(error, NoVerdict) else 2)


CHINESE = "\N{CJK UNIFIED IDEOGRAPH-9E64}\N{CJK UNIFIED IDEOGRAPH-5C97}"
"""Two Chinese characters: what a code page must be able to write."""


def _write_both_languages() -> None:
    """Where the code page of the system lacks Chinese, write UTF-8: a pipe of Windows would end with an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            try:
                CHINESE.encode(stream.encoding)
            except UnicodeEncodeError:
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="backslashreplace")  # single signs that a Chinese code page lacks


def build(language: Language) -> Callable[[], Any]:
    """The command line with its help, and that of every option, in `language`."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(help=say("cli.help.relode", language))(whole)
    for name, command in (
        ("cities", cities),
        ("diagnose", diagnose),
        ("pathways", pathways),
        ("measures", measures),
        ("country", country),
        ("registry", registry),
        ("template", template),
        ("check", check),
        ("explain", explain),
        ("appraise", appraise),
        ("review", review),
        ("deals", deals),
        ("plan", plan),
        ("brief", brief),
        ("fund", fund),
        ("report", report),
        ("replay", replay),
        ("simulate", simulate),
        ("ensemble", ensemble),
        ("fit", fit),
        ("outlook", outlook),
        ("needs", needs),
        ("backcast", backcast),
        ("evaluate", evaluate),
        ("evidence", evidence),
        ("examine", examine),
        ("serve", serve),
    ):
        app.command(name, help=say(f"cli.help.{name}", language))(command)
    commands: Any = typer.main.get_command(app)
    for name, command in (("relode", commands), *commands.commands.items()):
        for each in command.params:
            special = f"cli.option.{name}_{each.name}"
            key = special if has_sentence(special) else f"cli.option.{each.name}"
            each.help = say(key, language)
    return cast("Callable[[], Any]", commands)


Name = Annotated[str, typer.Argument(metavar="CITY", show_default=False)]
Resume = Annotated[Path | None, typer.Option("--resume", metavar="RUN", show_default=False)]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS|local|local:N", show_default=False)]
Output = Annotated[Path, typer.Option("--output", show_default=True)]
AsJson = Annotated[bool, typer.Option("--json", show_default=False)]
Speak = Annotated[str | None, typer.Option("--language", metavar="zh|en", show_default=False)]
OwnFigures = Annotated[Path | None, typer.Option("--data", "--override", metavar="FILE", show_default=False)]


def _say_version(asked: bool) -> None:
    if asked:
        from relode import __version__
        from relode.facts import fingerprint

        print(f"relode {__version__}, facts {fingerprint()[:12]}")
        raise typer.Exit


def whole(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, show_default=False)
    ] = False,
    language: Speak = None,
) -> None:
    """What stands before any command."""


def cities(
    type: Annotated[str | None, typer.Option("--type", show_default=False)] = None,
    resource: Annotated[str | None, typer.Option("--resource", show_default=False)] = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """List cities and counties."""
    from relode.answers.city_list import listing, listing_text

    table = listing(type, resource)
    _answer(lambda: versioned("cities", table.record()), as_json) or print(listing_text(table, _language(language)))


def diagnose(city: Name, override: OwnFigures = None, as_json: AsJson = False, language: Speak = None) -> None:
    """Say where a city stands."""
    from relode.answers.answer_text import diagnosis_text
    from relode.answers.journey import diagnosed_in_depth, overrides_from

    depth = diagnosed_in_depth(city, overrides_from(override))
    _answer(lambda: versioned("diagnose", depth.record()), as_json) or print(diagnosis_text(depth, _language(language)))


def pathways(
    city: Annotated[str | None, typer.Argument(metavar="CITY", show_default=False)] = None,
    override: OwnFigures = None,
    table: Annotated[Path | None, typer.Option("--table", metavar="FILE", show_default=False)] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    column: Annotated[list[str] | None, typer.Option("--column", metavar="NAME=COLUMN", show_default=False)] = None,
    adjacency: Annotated[Path | None, typer.Option("--adjacency", metavar="FILE", show_default=False)] = None,
    single_years: Annotated[bool, typer.Option("--single-years", show_default=False)] = False,
    visible_from: Annotated[int | None, typer.Option("--visible-from", metavar="N", show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say where a city could go, or which industry may enter a place of an own table. RelodeError for neither."""
    if table is None and city is None:
        raise RelodeError("no_city")
    own = None
    if table is not None:
        from relode.answers.own_table import entry_answer

        own = entry_answer(table, place or city, column or [], adjacency, single_years, seed, visible_from)
    from relode.answers.pathways_answer import beside, known_of, said

    known = None if city is None or (own is not None and place is None) else known_of(city, override)
    _answer(lambda: versioned("pathways", beside(known, own)), as_json) or print(said(known, own, _language(language)))


def measures(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    column: Annotated[list[str] | None, typer.Option("--column", metavar="NAME=COLUMN", show_default=False)] = None,
    visible_from: Annotated[int | None, typer.Option("--visible-from", metavar="N", show_default=False)] = None,
    shocks: Annotated[Path | None, typer.Option("--shocks", metavar="FILE", show_default=False)] = None,
    weights: Annotated[Path | None, typer.Option("--weights", metavar="FILE", show_default=False)] = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Measure one place in a table of the user's own."""
    from relode.answers.own_table import measured_place
    from relode.measures import place_measures_text

    result = measured_place(file, place, column or [], visible_from, shocks, weights)
    _answer(lambda: versioned("measures", result.record()), as_json) or print(
        place_measures_text(result, _language(language))
    )


def country(
    tables: Annotated[Path, typer.Argument(metavar="FOLDER|FILE", show_default=False)],
    place: Annotated[str | None, typer.Argument(metavar="PLACE", show_default=False)] = None,
    chapter: Annotated[list[str] | None, typer.Option("--chapter", metavar="CHAPTER", show_default=False)] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="300M|5%", show_default=False)] = None,
    bonds: Annotated[str | None, typer.Option("--bonds", metavar="100M|1%", show_default=False)] = None,
    granted: Annotated[str | None, typer.Option("--granted", metavar="50M|1%", show_default=False)] = None,
    horizon: Annotated[str | None, typer.Option("--horizon", metavar="YEAR", show_default=False)] = None,
    futures: Annotated[int | None, typer.Option("--futures", min=0, show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    report: Annotated[bool, typer.Option("--report")] = False,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Answer for a place of any country from tables of the user's own, or say what the tables hold."""
    from relode.country import CHAPTERS, country_answer, country_tables, country_text, load_country, tables_text

    read, speech = load_country(tables), _language(language)
    if place is None:
        held = country_tables(read)
        _answer(lambda: versioned("country_tables", held.record()), as_json) or print(tables_text(held, speech))
        return
    typed = {
        "budget": budget,
        "bonds": bonds,
        "granted": granted,
        "horizon": None if horizon is None else _year(horizon),
        "futures": futures,
    }
    asked = {name: value for name, value in typed.items() if value is not None}
    chapters = [*(chapter or CHAPTERS), *(["plan"] if asked or (report and not chapter) else [])]
    answer = country_answer(read, place, chapters, seed, asked)
    if report:
        from relode.runs.country_runs import write_country

        folder = write_country(answer, {"tables": tables, "chapter": chapters, **asked, "seed": seed}, output)
        print(say("country.page.written", speech, path=folder / f"report.{speech}.html"), file=sys.stderr)
    _answer(lambda: versioned("country", answer.record()), as_json) or print(country_text(answer, speech))


def registry(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)],
    years: Annotated[str, typer.Option("--years", metavar="2014-2023", show_default=False)],
    places: Annotated[str | None, typer.Option("--places", metavar="china|FILE.csv", show_default=False)] = None,
    industries: Annotated[
        str | None, typer.Option("--industries", metavar="gb4754|FILE.csv", show_default=False)
    ] = None,
    column: Annotated[list[str] | None, typer.Option("--column", metavar="NAME=COLUMN", show_default=False)] = None,
    output: Annotated[Path, typer.Option("--output", metavar="FILE.csv")] = Path("counts.csv"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Count a registry of firms."""
    from relode.answers.registry import counted_registry, registry_text

    result = counted_registry(files, years, column or [], places, industries, output)
    _answer(lambda: versioned("registry", result.record()), as_json) or print(
        registry_text(result, _language(language))
    )


def template(
    workbook: Annotated[Path, typer.Argument(metavar="FILE.xlsx", show_default=False)], language: Speak = None
) -> None:
    """Write an empty workbook for the user's own figures."""
    from relode.report.template_workbook import write_template

    write_template(workbook, _language(language))
    print(say("template.written", _language(language), path=workbook))


def check(
    figures: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Check a file of the user's own figures. Raises RelodeError where it has faults."""
    from relode.answers.own_check import check_text, checked_file

    checked = checked_file(figures)
    answer = checked.record(_language(language))
    _answer(lambda: versioned("check", answer), as_json) or print(check_text(checked, _language(language)))
    if checked.errors:
        raise RelodeError("check_failed", path=figures)


def appraise(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)],
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    docx: Annotated[bool, typer.Option("--docx", show_default=False)] = False,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE.html|.docx", show_default=False)] = None,
    annex: Annotated[Path | None, typer.Option("--annex", metavar="FILE.html|.docx", show_default=False)] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="FILE.csv", show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say whether a deal should be signed, and on what terms."""

    from relode.answers.deals_answer import appraisals_text, appraised_files
    from relode.charts.deal_pictures import deal_pictures

    deals, speech = appraised_files(files, place, ledger, seed), _language(language)
    memos = [path for path in (files[0].with_suffix(".docx") if docx else None, output) if path is not None]
    drawn = deal_pictures(deals.deals[0], speech) if len(deals.deals) == 1 and (memos or annex) else ()
    for path in memos:
        _write(deals.chapters, path, speech, drawn, is_tight=True)
    if annex is not None:
        _write(deals.annexes, annex, speech, drawn)
    _answer(lambda: versioned("appraise", deals.record()), as_json) or print(appraisals_text(deals, speech))


def review(
    workbook: Annotated[Path, typer.Argument(metavar="WORKBOOK", show_default=False)],
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.html|.docx|.xlsx", show_default=False)
    ] = None,
    annex: Annotated[Path | None, typer.Option("--annex", metavar="FILE.html|.docx|.xlsx", show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Judge the list of projects and targets of a workbook."""
    from relode.answers.deals_answer import review_text, reviewed_workbook
    from relode.deals.list_chapter import review_annex, review_chapter

    result, speech = reviewed_workbook(workbook, place, seed), _language(language)
    if output is not None:
        _write([review_chapter(result)], output, speech, is_tight=True)
    if annex is not None:
        _write([review_annex(result)], annex, speech)
    _answer(lambda: versioned("review", result.record()), as_json) or print(review_text(result, speech))


def deals(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER.csv", show_default=False)],
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Learn from a ledger of the user's own what comes of promises."""
    from relode.answers.deals_answer import learnt_ledger, ledger_text

    result = learnt_ledger(ledger, seed)
    _answer(lambda: versioned("deals", result.record()), as_json) or print(ledger_text(result, _language(language)))


def simulate(
    city: Name,
    policy: Annotated[str | None, typer.Option("--policy", metavar="FILE|NAME", show_default=False)] = None,
    futures: Annotated[int, typer.Option("--futures")] = 64,
    years: Annotated[int, typer.Option("--years")] = 30,
    start: Annotated[str, typer.Option("--start", metavar="YEAR")] = "2020",
    shock: Annotated[str | None, typer.Option("--shock", metavar="NAME@YEAR", show_default=False)] = None,
    why: Annotated[tuple[str, str] | None, typer.Option("--why", metavar="QUANTITY YEAR", show_default=False)] = None,
    checked: Annotated[bool, typer.Option("--check", show_default=False)] = False,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    override: OwnFigures = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Run the system of cities."""
    from relode.answers import journey
    from relode.model.policy.policy_file import read_policy
    from relode.panel import load
    from relode.plan.simulations.simulation import Settings
    from relode.plan.simulations.simulation import simulate as simulated
    from relode.plan.simulations.simulation_record import simulation_answer
    from relode.plan.simulations.simulation_text import simulation_text

    place, followed = journey.city(city), read_policy(policy) if policy else None
    asked = Settings(futures, seed, years, _year(start), shock, checked, (why[0], _year(why[1])) if why else None)
    paths = simulated(load(journey.overrides_from(override)), place, asked, followed)
    answer = simulation_answer(paths).record()
    _answer(lambda: versioned("simulate", answer), as_json) or print(simulation_text(paths, _language(language)))


def ensemble(
    city: Name,
    policy: Annotated[str | None, typer.Option("--policy", metavar="FILE|NAME", show_default=False)] = None,
    futures: Annotated[int | None, typer.Option("--futures", show_default=False)] = None,
    years: Annotated[int | None, typer.Option("--years", show_default=False)] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, show_default=False)] = None,
    paths: Annotated[bool, typer.Option("--paths", show_default=False)] = False,
    resume: Resume = None,
    scheduler: Scheduler = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Run one city in very many futures."""
    from relode.answers import journey
    from relode.plan.simulations.ensemble import ensemble_answer
    from relode.plan.simulations.ensemble_text import ensemble_text
    from relode.runs import ensemble_runs, planning_runs

    typed = {
        "city": journey.city(city).slug,
        "policy": None if policy is None else planning_runs.own_policy(policy, city),
        "futures": futures,
        "years": years,
        "seed": seed,
        "paths": paths or None,
    }
    given = {name: value for name, value in typed.items() if value is not None}
    speech = _language(language)
    result, run = ensemble_runs.run(given, output, resume, ensemble_runs.EnsembleProgress(speech), scheduler)
    if not _answer(lambda: {"run": str(run), **versioned("ensemble", ensemble_answer(result).record())}, as_json):
        print(ensemble_text(result, speech))
        print(say("ensemble.folder", speech, path=run / ensemble_runs.RECORD))


def fit(
    origin: Annotated[str, typer.Option("--origin", metavar="YEAR")] = "2020",
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Fit the simulator to the past. Raises RelodeError where NumPyro is not installed."""
    from importlib.util import find_spec

    if find_spec("numpyro") is None:
        raise RelodeError("fit_needs_numpyro")

    from relode.calibration.fitting.fit_text import fit_text
    from relode.panel import load
    from relode.runs.fit_runs import fit_run

    def progress(done: int, of: int) -> None:
        print(say("calibration.fit.progress", _language(language), done=done, all=of), file=sys.stderr)

    answer = fit_run(load(), _year(origin), seed, output, progress)
    _answer(lambda: versioned("fit", answer.record()), as_json) or print(fit_text(answer, _language(language)))


def outlook(
    city: Name,
    until: Annotated[str, typer.Option("--until", metavar="YEAR")] = "2035",
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
    result = look_ahead(load(journey.overrides_from(override)), place, _year(until))
    _answer(lambda: versioned("outlook", result.record()), as_json) or print(outlook_text(result, _language(language)))


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
        from relode.report.needs_template import write_cells_template

        write_cells_template(template, _language(language))
        return
    record, told = needs_answer(city, override, cells)
    if output is not None:
        from datetime import UTC, datetime

        from relode.charts.needs_pictures import pictures_of
        from relode.report.chapter_file import write_chapters

        drawn = tuple(pictures_of(record, _language(language)).values())
        write_chapters((told,), output, _language(language), datetime.now(UTC).date(), drawn)
    _answer(lambda: versioned("needs", record.record()), as_json) or print(chapter_text(told, _language(language)))


def backcast(
    group: Annotated[str, typer.Option("--group")] = "all",
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    simulator: Annotated[bool, typer.Option("--simulator/--no-simulator", show_default=False)] = True,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say how forecasts did at past origins. RelodeError for an unknown group."""
    from relode.outlook import backcast_text
    from relode.outlook.backcasts.backcast import group_names
    from relode.runs.report_runs import backcast_run

    if group not in group_names():
        raise RelodeError("unknown_choice", option="--group", value=group, choices=", ".join(group_names()))
    result, folder = backcast_run(output, seed, simulator)
    if not _answer(lambda: {"run": str(folder), **versioned("backcast", result.record())}, as_json):
        print(backcast_text(result, _language(language), group))
        print(say("cli.plan.report", _language(language), path=f"{folder}/report.{_language(language)}.html"))


def evaluate(
    policy: Annotated[str, typer.Argument(metavar="POLICY|FILE.csv", show_default=False)],
    outcome: Annotated[list[str] | None, typer.Option("--outcome", metavar="QUANTITY", show_default=False)] = None,
    design: Annotated[str, typer.Option("--design", metavar="DESIGN")] = "staggered",
    placebos: Annotated[bool, typer.Option("--placebos", show_default=False)] = False,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    override: OwnFigures = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say what a past policy did."""
    from relode.answers.journey import overrides_from
    from relode.evaluation.evaluation_record import outcome_answer, policy_answer
    from relode.evaluation.evaluation_text import evaluation_text, progress_words
    from relode.evaluation.past_policy import EvaluationSettings
    from relode.panel import load
    from relode.runs.evaluation_runs import evaluation_run, policy_called

    def told(name: str, done: int) -> None:
        if sys.stderr.isatty():
            print(spoken(progress_words(name, done), _language(language)), file=sys.stderr)

    def resumed(folder: Path) -> None:
        print(say("evaluation.answer.resumed", _language(language), folder=folder), file=sys.stderr)

    asked, settings = policy_called(policy), EvaluationSettings(design, placebos, seed)
    evaluations = evaluation_run(load(overrides_from(override)), asked, outcome or (), settings, output, told, resumed)
    answer = outcome_answer(evaluations[0]) if outcome and len(outcome) == 1 else policy_answer(evaluations)
    _answer(lambda: versioned("evaluate", answer.record()), as_json) or print(
        evaluation_text(evaluations, _language(language))
    )


def evidence(
    lever: Annotated[str | None, typer.Argument(show_default=False)] = None,
    studies: Annotated[Path | None, typer.Option("--studies", metavar="FILE.csv", show_default=False)] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", show_default=False)] = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say what such measures did elsewhere, and how sure that is."""
    from relode.evidence.evidence_answer import evidence_answer
    from relode.evidence.evidence_chapter import chapter
    from relode.story.text import chapter_text

    if studies is not None:
        print(say("evidence.fitting", _language(language)), file=sys.stderr)
    record = evidence_answer(lever, studies)
    if output is not None:
        from datetime import date

        from relode.report.evidence_file import write_evidence

        print(write_evidence(record, output, _language(language), date.today()))
        return
    _answer(lambda: versioned("evidence", record.record(_language(language))), as_json) or print(
        chapter_text(chapter(record), _language(language))
    )


def examine(
    table: Annotated[Path | None, typer.Option("--table", metavar="FILE.csv", show_default=False)] = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Old name, for one more version: the scores of the evidence, or with --table the evidence with own studies."""
    print(say("evidence.examine_goes", _language(language)), file=sys.stderr)
    if table is not None:
        evidence(studies=table, as_json=as_json, language=language)
        return
    from relode.evidence.evidence_answer import evidence_answer
    from relode.evidence.evidence_scored import scored_chapter
    from relode.story.text import chapter_text

    record = evidence_answer()
    _answer(lambda: versioned("evidence", record.record(_language(language))), as_json) or print(
        chapter_text(scored_chapter(record), _language(language))
    )


def explain(
    city: Name,
    quantity: Annotated[str, typer.Argument(show_default=False)],
    year: Annotated[str | None, typer.Argument(show_default=False)] = None,
    override: OwnFigures = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say where one number comes from, or show the row of a mine, a norm, a law and others by their key.

    RelodeError without a year where the first word is none of these.
    """
    from relode.answers.answer_text import explanation_text, row_text
    from relode.answers.journey import diagnosed, overrides_from
    from relode.diagnosis import explain as explained
    from relode.diagnosis import explain_row
    from relode.diagnosis.profiles.table_rows import KINDS

    if year is None:
        if city not in KINDS:
            raise RelodeError("explain_needs_year", kinds=list(KINDS))
        held, speech = explain_row(city, quantity), _language(language)
        _answer(lambda: versioned("explain", held.record(speech)), as_json) or print(row_text(held, speech))
        return

    panel, result = diagnosed(city, overrides_from(override))
    answer, speech = explained(panel, result.place, quantity, _year(year)), _language(language)
    _answer(lambda: versioned("explain", answer.record(speech)), as_json) or print(explanation_text(answer, speech))


def plan(
    city: Name,
    budget: Annotated[str | None, typer.Option("--budget", metavar="300M|5%", show_default=False)] = None,
    bonds: Annotated[str | None, typer.Option("--bonds", metavar="100M|1%", show_default=False)] = None,
    granted: Annotated[str | None, typer.Option("--granted", metavar="50M|1%", show_default=False)] = None,
    keep: Annotated[list[str] | None, typer.Option("--keep", metavar="jobs=0.9", show_default=False)] = None,
    horizon: Annotated[str | None, typer.Option("--horizon", metavar="YEAR", show_default=False)] = None,
    futures: Annotated[int | None, typer.Option("--futures", min=0, show_default=False)] = None,
    threshold: Annotated[list[str] | None, typer.Option("--threshold", metavar="A>=0.9", show_default=False)] = None,
    policy: Annotated[str | None, typer.Option("--policy", metavar="FILE", show_default=False)] = None,
    projects: Annotated[Path | None, typer.Option("--projects", metavar="WORKBOOK", show_default=False)] = None,
    cells: Annotated[Path | None, typer.Option("--cells", metavar="FILE", show_default=False)] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, show_default=False)] = None,
    resume: Resume = None,
    override: OwnFigures = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Write the run folder of a city."""
    from relode.answers.journey import overrides_from
    from relode.answers.plan_answer import plan_text
    from relode.charts import chinese_font_found
    from relode.runs import planning_runs

    typed = {
        "budget": budget,
        "bonds": bonds,
        "granted": granted,
        "keep": keep or None,
        "horizon": None if horizon is None else _year(horizon),
        "futures": futures,
        "thresholds": threshold or None,
        "own": None if policy is None else planning_runs.own_policy(policy, city),
        "projects": None if projects is None else planning_runs.listed_projects(projects, city),
        "cells": None if cells is None else planning_runs.own_cells(cells),
        "seed": seed,
    }
    given = {name: value for name, value in typed.items() if value is not None}
    tell = planning_runs.PlanProgress(city, _language(language))
    record = planning_runs.run(city, overrides_from(override), output, given, resume, tell)
    if not chinese_font_found():
        print(say("cli.plan.no_font", _language(language)), file=sys.stderr)
    _answer(lambda: record, as_json) or print(plan_text(record, _language(language)))


def brief(
    city: Name,
    run: Annotated[Path | None, typer.Option("--run", metavar="RUN", show_default=False)] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="300M|5%", show_default=False)] = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Write the brief of a city on two pages."""
    from relode.runs.brief_runs import brief_run
    from relode.runs.planning_runs import PlanProgress

    briefs = brief_run(city, run, budget, output, PlanProgress(city, _language(language)))
    if not _answer(lambda: versioned("brief", briefs.record()), as_json):
        print(briefs.path(_language(language)))


def fund(
    province: Annotated[str, typer.Argument(metavar="PROVINCE", show_default=False)],
    budget: Annotated[str | None, typer.Option("--budget", metavar="3B|1%", show_default=False)] = None,
    place: Annotated[list[str] | None, typer.Option("--place", metavar="PLACE", show_default=False)] = None,
    horizon: Annotated[str | None, typer.Option("--horizon", metavar="YEAR", show_default=False)] = None,
    futures: Annotated[int | None, typer.Option("--futures", min=0, show_default=False)] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, show_default=False)] = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say what a province should pay."""
    from relode.runs import fund_runs

    typed = {
        "province": province,
        "budget": budget,
        "places": tuple(place) if place else None,
        "horizon": None if horizon is None else _year(horizon),
        "futures": futures,
        "seed": seed,
    }
    given = {name: value for name, value in typed.items() if value is not None}
    record, run = fund_runs.run(given, output, fund_runs.FundProgress(_language(language)))
    answer = fund_runs.answer(record, run)
    _answer(lambda: answer, as_json) or print(fund_runs.answer_text(record, run, _language(language)))


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", show_default=False)],
    kind: Annotated[str, typer.Option("--format", metavar="html|docx")] = "html",
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE.docx", show_default=False)] = None,
    language: Speak = None,
) -> None:
    """Write a report, or the document, again. Raises RelodeError for an unknown format or a template of HTML."""
    from relode.charts import chinese_font_found
    from relode.runs.report_runs import document_again, report_again

    speech = _language(language)
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
    """Make a run again and list what differs."""
    from relode.runs.planning_runs import PlanProgress
    from relode.runs.replay_runs import replay_text, replayed

    result = replayed(run, PlanProgress("", _language(language)).progress)
    _answer(lambda: versioned("replay", result.record()), as_json) or print(replay_text(result, _language(language)))
    if not result.same_results:
        raise RelodeError("replay.differs", run=run)


def serve(
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8600,
    override: OwnFigures = None,
    output: Output = Path("runs"),
    names: Annotated[list[str] | None, typer.Option("--name", metavar="NAME", show_default=False)] = None,
    prepare: Annotated[bool, typer.Option("--prepare", show_default=False)] = False,
    language: Speak = None,
) -> None:
    """Serve the page."""
    from relode.answers.journey import overrides_from
    from relode.web.server.serve import prepare as prepare_page
    from relode.web.server.serve import serve as serve_page

    if prepare:
        return prepare_page(_language(language), overrides_from(override))
    serve_page(host, port, _language(language), output, overrides_from(override), names or ())


def _write(
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


def _answer(record: Callable[[], Mapping[str, Any]], as_json: bool) -> bool:
    """Make the record and print it as JSON, if that was asked for."""
    if as_json:
        print(json.dumps(record(), ensure_ascii=False, allow_nan=False))
    return as_json


def versioned(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the version of its shape; help does not wait for pydantic."""
    from relode import records

    return records.versioned(kind, record)


def _options_behind_command(words: Sequence[str]) -> list[str]:
    """`--data FILE` and `--language zh` before the command are the same as behind it."""
    first = 0
    while words[first : first + 1] in (["--data"], ["--language"]):
        first += 2
    command = words[first : first + 1]
    return [*words[first:], *words[:first]] if command and not command[0].startswith("-") else list(words)


def _year(text: str) -> int:
    if not text.isdecimal():
        raise RelodeError("not_a_year", year=text)
    return int(text)


def _language(asked: str | None) -> Language:
    if asked not in (None, "zh", "en"):
        raise RelodeError("unknown_choice", option="--language", value=asked, choices="zh, en")
    return choose_language(asked)


def _asked_language(arguments: Sequence[str]) -> Language:
    """The language of help and errors, before anything is parsed."""
    for i, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return choose_language(argument.removeprefix("--language="))
        if argument == "--language" and i + 1 < len(arguments):
            return choose_language(arguments[i + 1])
    return choose_language(None)
