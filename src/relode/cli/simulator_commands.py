"""Commands that run the simulator or fit it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from relode.cli.options import (
    AsJson,
    Name,
    Output,
    OwnFigures,
    Seed,
    Speak,
    print_json,
    speech_of,
    year_of,
)
from relode.errors import RelodeError
from relode.language import say
from relode.usual import SEED


def simulate(
    city: Name,
    policy: Annotated[str | None, typer.Option("--policy", metavar="FILE|NAME", show_default=False)] = None,
    futures: Annotated[int, typer.Option("--futures")] = 64,
    years: Annotated[int, typer.Option("--years")] = 30,
    start: Annotated[str, typer.Option("--start", metavar="YEAR")] = "2020",
    shock: Annotated[str | None, typer.Option("--shock", metavar="NAME@YEAR", show_default=False)] = None,
    why: Annotated[tuple[str, str] | None, typer.Option("--why", metavar="QUANTITY YEAR", show_default=False)] = None,
    checked: Annotated[bool, typer.Option("--check", show_default=False)] = False,
    seed: Seed = SEED,
    override: OwnFigures = None,
    as_json: AsJson = False,
    language: Speak = None,
) -> None:
    """Run the system of cities."""
    from relode.answers import journey
    from relode.model.policy.policy_file import read_policy
    from relode.panel import load
    from relode.plan.simulations.record import simulation_answer
    from relode.plan.simulations.simulation import SimulationRequest
    from relode.plan.simulations.simulation import simulate as simulated
    from relode.plan.simulations.text import simulation_text

    place, followed = journey.city(city), read_policy(policy) if policy else None
    request = SimulationRequest(
        futures=futures,
        seed=seed,
        years=years,
        start=year_of(start),
        shock=shock,
        checked=checked,
        why=(why[0], year_of(why[1])) if why else None,
    )
    paths = simulated(load(journey.overrides_from(override)), place, request, followed)
    answer = simulation_answer(paths).record()
    print_json("simulate", lambda: answer, as_json) or print(simulation_text(paths, speech_of(language)))


def fit(
    origin: Annotated[str, typer.Option("--origin", metavar="YEAR")] = "2020",
    seed: Seed = SEED,
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
        print(say("calibration.fit.progress", speech_of(language), done=done, all=of), file=sys.stderr)

    answer = fit_run(load(), year_of(origin), seed, output, progress)
    print_json("fit", answer.record, as_json) or print(fit_text(answer, speech_of(language)))
