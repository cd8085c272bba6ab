"""The command that runs the simulator."""

from typing import Annotated

import typer

from relode.cli.options import (
    AsJson,
    Name,
    OwnFigures,
    Seed,
    Speak,
    print_json,
    speech_of,
    year_of,
)
from relode.usual import SEED


def simulate(
    city: Name,
    policy: Annotated[str | None, typer.Option("--policy", metavar="FILE|NAME", show_default=False)] = None,
    futures: Annotated[int, typer.Option("--futures")] = 64,
    years: Annotated[int, typer.Option("--years")] = 30,
    start: Annotated[str, typer.Option("--start", metavar="YEAR")] = "2020",
    shock: Annotated[str | None, typer.Option("--shock", metavar="NAME@YEAR", show_default=False)] = None,
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
    )
    paths = simulated(load(journey.overrides_from(override)), place, request, followed)
    answer = simulation_answer(paths).record()
    print_json("simulate", lambda: answer, as_json) or print(simulation_text(paths, speech_of(language)))
