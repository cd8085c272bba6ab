"""Commands on past policy, past forecasts and studies."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from relode.cli.options import AsJson, Output, OwnFigures, Seed, Speak, print_json, speech_of
from relode.errors import RelodeError
from relode.language import say, spoken
from relode.usual import SEED


def evaluate(
    policy: Annotated[str, typer.Argument(metavar="POLICY|FILE.csv", show_default=False)],
    outcome: Annotated[list[str] | None, typer.Option("--outcome", metavar="QUANTITY", show_default=False)] = None,
    design: Annotated[str, typer.Option("--design", metavar="DESIGN")] = "staggered",
    placebos: Annotated[bool, typer.Option("--placebos", show_default=False)] = False,
    seed: Seed = SEED,
    override: OwnFigures = None,
    output: Output = Path("runs"),
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say what a past policy did."""
    from relode.answers.journey import overrides_from
    from relode.evaluation.past_policy import EvaluationSettings
    from relode.evaluation.record import outcome_answer, policy_answer
    from relode.evaluation.text import evaluation_text, progress_words
    from relode.panel import load
    from relode.runs.evaluation_runs import evaluation_run, policy_called

    def told(name: str, done: int) -> None:
        if sys.stderr.isatty():
            print(spoken(progress_words(name, done), speech_of(language)), file=sys.stderr)

    def resumed(folder: Path) -> None:
        print(say("evaluation.answer.resumed", speech_of(language), folder=folder), file=sys.stderr)

    asked, settings = policy_called(policy), EvaluationSettings(design=design, placebos=placebos, seed=seed)
    evaluations = evaluation_run(load(overrides_from(override)), asked, outcome or (), settings, output, told, resumed)
    answer = outcome_answer(evaluations[0]) if outcome and len(outcome) == 1 else policy_answer(evaluations)
    print_json("evaluate", answer.record, as_json) or print(evaluation_text(evaluations, speech_of(language)))


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
        print(say("evidence.fitting", speech_of(language)), file=sys.stderr)
    record = evidence_answer(lever, studies)
    if output is not None:
        from datetime import date

        from relode.charts.past_effects import forest
        from relode.report.chapter_file import write_chapters

        speech = speech_of(language)
        pictures = [forest(record, effect, speech) for effect in record.effects] if record.lever else []
        print(write_chapters([chapter(record)], output, speech, date.today(), pictures))
        return
    print_json("evidence", lambda: record.record(speech_of(language)), as_json) or print(
        chapter_text(chapter(record), speech_of(language))
    )


def backcast(
    group: Annotated[str, typer.Option("--group")] = "all",
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Say how forecasts did at past origins. RelodeError for an unknown group."""
    from relode.outlook import past_scores

    result = past_scores.backcast()
    groups = dict.fromkeys(row.group for row in result.scores)
    if group not in groups:
        raise RelodeError("unknown_choice", option="--group", value=group, choices=", ".join(groups))
    print_json("backcast", result.record, as_json) or print(
        past_scores.backcast_text(result, speech_of(language), group)
    )
