"""How fast and how large the simulator is, beside what this machine could do at most.

    python benchmarks/model_speed.py                  speed, gradients, 10,000 futures; prints a Markdown table
    python benchmarks/model_speed.py --pysd VENV      the same, and PySD on a small model of stocks

VENV is a virtual environment of its own with pysd; it is no dependency of this package. Each part is a process of its
own, so that its peak memory is its own. Nothing is read from or kept in the store of compiled programs.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

YEARS, FUTURES = 30, 64
CITY = "230400"
PEER = Path(__file__).with_name("model_speed_pysd.py")


def best(function: Callable[[], object], repeats: int = 5) -> float:
    """Shortest time of some calls, in seconds."""
    import jax

    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        jax.block_until_ready(function())
        times.append(time.perf_counter() - started)
    return min(times)


def machine(dtype: str) -> dict[str, float]:
    """Matrix products [flop/s], exponentials [1/s] and memory [byte/s] of this machine, by the same library."""
    import jax
    import jax.numpy as jnp

    square = jnp.asarray(np.random.default_rng(0).normal(size=(1024, 1024)), dtype)
    product = jax.jit(lambda x: x @ x)
    small = jnp.ones((2, 16_384), dtype)  # fits into the nearest cache of each core
    again = jax.jit(lambda x: jax.lax.fori_loop(0, 200, lambda _, y: jnp.exp(-y), x))
    large = jnp.ones(2**27 // square.dtype.itemsize, dtype)
    moved = jax.jit(lambda x: x + 1)
    for warm in (lambda: product(square), lambda: again(small), lambda: moved(large)):
        jax.block_until_ready(warm())
    return {
        "product": 2 * 1024**3 / best(lambda: product(square)),
        "exponential": 200 * small.size / best(lambda: again(small)),
        "memory": 2 * large.nbytes / best(lambda: moved(large)),
    }


def bound(dtype: str, year: tuple, batch: int, places: int) -> dict[str, float]:
    """Least time of a city-year: its matrix products, exponentials and state at the rates of the machine, added up."""
    import jax

    from relode.model.year.one_year import one_year

    state, params, levers, exogenous, anchors, links = year
    many = jax.tree.map(lambda x: jax.numpy.broadcast_to(x, (batch, *x.shape)), (state, params, exogenous, anchors))
    of_all = jax.vmap(lambda s, p, w, a: one_year(s, p, levers, levers, w, a, links)[0])
    work = jax.jit(of_all).lower(*many).compile().cost_analysis()
    city_years, rates = batch * places, machine(dtype)
    needs = {
        "product": 2 * 6 * places,  # two kinds pull, four groups push
        "exponential": work["transcendentals"] / city_years,
        "memory": 2 * sum(x.nbytes for x in jax.tree.leaves(state)) / places,
    }
    return {
        **{f"rate of {name}": rate for name, rate in rates.items()},
        **{f"needs of {name}": need for name, need in needs.items()},
        "flops": work["flops"] / city_years,
        "seconds": sum(need / rates[name] for name, need in needs.items()),
    }


def speed() -> dict[str, object]:
    """Rates, latencies, compilation and gradients in 32 and 64 bits."""
    import jax
    import jax.numpy as jnp

    from relode.model import results, simulate
    from relode.model.futures import BLOCK, Futures
    from relode.model.futures import alone as one_place
    from relode.model.futures import blocks as in_blocks
    from relode.model.opening.inversion import opening_state
    from relode.model.parameters import default_params

    futures, levers = drawn(FUTURES)
    world = futures.world
    places = len(world.codes)
    kept = results._kept(results.MAIN)
    found: dict[str, object] = {"places": places}
    for dtype in ("float32", "float64"):

        def cast(tree, dtype=dtype):
            return jax.tree.map(lambda x: jnp.asarray(x, dtype), tree)

        blocks = [cast(block) for block in in_blocks(futures)]
        doses, links = cast((levers, world.links))
        started = time.perf_counter()
        jax.block_until_ready(simulate.paths(*blocks[0][:2], doses, blocks[0][2], links, kept))
        compiled = time.perf_counter() - started
        whole = best(lambda b=blocks, d=doses, k=links: [simulate.paths(o, p, d, w, k, kept) for o, p, w in b])
        one = next(in_blocks(Futures(world, *first(futures), seed=1)))
        one = cast(one)
        jax.block_until_ready(simulate.paths(*one[:2], doses, one[2], links, kept))
        single = best(lambda o=one, d=doses, k=links: simulate.paths(*o[:2], d, o[2], k, kept))
        params, exogenous = cast((default_params(), jax.tree.map(lambda x: x[0], futures.exogenous)))
        observed = cast(world.observed)
        state, anchors = jax.jit(opening_state)(observed, params)
        year = (state, params, *jax.tree.map(lambda x: x[0], (doses, exogenous)), anchors, links)
        least = bound(dtype, year, BLOCK, places)
        rate = FUTURES * (YEARS + 1) * places / whole
        found[dtype] = {
            "compile": compiled, "rate": rate, "one future": single, "share of bound": least["seconds"] * rate, **least,
            **gradients(observed, params, doses, exogenous, links),
        }  # fmt: skip
        print(dtype, json.dumps(found[dtype]), file=sys.stderr, flush=True)
    alone = one_place(drawn(200)[0], CITY)
    stored = results.stored_paths(drawn(200)[0])
    around = jax.tree.map(lambda x: x[..., [world.position(CITY)]], stored)
    doses = results.levers_of({}, YEARS + 1, 1, 0)
    city = partial_call(simulate.paths, alone.observed, alone.params, doses, alone.exogenous, around, kept, True)
    jax.block_until_ready(city())
    found["city"] = best(city)
    return found


def partial_call(function, *arguments):
    return lambda: function(*arguments)


def first(futures):
    """Opening, parameters and exogenous of the first future, with their leading axis."""
    from dataclasses import replace

    import jax

    from relode.model.opening.inversion import DRAWN

    drawn_cells = {name: getattr(futures.observed, name)[:1] for name in DRAWN}
    params, exogenous = jax.tree.map(lambda x: x[:1], (futures.params, futures.exogenous))
    return replace(futures.observed, **drawn_cells), params, exogenous


def gradients(observed, params, levers, exogenous, links) -> dict[str, float]:
    """One number of a run, and its gradient by all parameters and levers, in seconds."""
    import jax
    import jax.numpy as jnp

    from relode.model.opening.inversion import opening_state
    from relode.model.simulate import path

    def outcome(params, levers):
        state, anchors = opening_state(observed, params)
        last, _ = path(state, params, levers, exogenous, anchors, links, lambda *_: None, for_gradient=True)
        return jnp.log(last.people.sum(axis=0)).mean() + last.log_wage.mean()

    forward, backward = jax.jit(outcome), jax.jit(jax.grad(outcome, argnums=(0, 1)))
    started = time.perf_counter()
    jax.block_until_ready(backward(params, levers))
    compiled = time.perf_counter() - started
    jax.block_until_ready(forward(params, levers))
    return {
        "forward": best(lambda: forward(params, levers), 15),
        "gradient": best(lambda: backward(params, levers), 15),
        "gradient compile": compiled,
        "derivatives": sum(x.size for x in jax.tree.leaves((params, levers))),
    }


def drawn(count: int, seed: int = 1):
    """Futures of the world of 2020, and levers at rest."""
    from relode.calibration.draws import draw_futures
    from relode.model import results
    from relode.model.opening.opening_world import world
    from relode.panel import load

    made = world(load(), 2020)
    return draw_futures(made, count, YEARS, seed), results.levers_of({}, YEARS + 1, len(made.codes))


def apart(*command: str) -> dict:
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.strip().splitlines()[-1])


def rows(found: dict, peer: dict | None) -> list[tuple[str, str, str]]:
    """What was measured, the figure, the target."""
    table = [("places of the system", f"{found['places']}", "")]
    for dtype, target in (("float32", 2.0), ("float64", 1.0)):
        own = found[dtype]
        table += [
            (f"{FUTURES} futures x {YEARS} years, all places, {dtype}", f"{own['rate'] / 1e6:.2f} M city-years/s",
             f"{target:.0f} M"),
            (f"share of the machine's bound, {dtype}", f"{own['share of bound']:.0%}", ""),
            (f"a city-year needs, {dtype}", ", ".join(
                f"{own[f'needs of {n}']:,.0f} {unit}" for n, unit in
                (("product", "flop in products"), ("exponential", "exponentials and logarithms"),
                 ("memory", "byte of state"))), ""),
            (f"the machine does, {dtype}", f"{own['rate of product'] / 1e9:.0f} Gflop/s, "
             f"{own['rate of exponential'] / 1e9:.2f} G exp/s, {own['rate of memory'] / 1e9:.0f} GB/s", ""),
            (f"one future, {dtype}", f"{own['one future'] * 1e3:.1f} ms", "30 ms"),
            (f"compilation, {dtype}", f"{own['compile']:.1f} s", "10 s"),
            (f"gradient by {own['derivatives']:,} parameters and levers, {dtype}",
             f"{own['gradient'] * 1e3:.1f} ms = {own['gradient'] / own['forward']:.1f} runs of "
             f"{own['forward'] * 1e3:.1f} ms; compiled in {own['gradient compile']:.0f} s", "5 runs"),
        ]  # fmt: skip
    table += [
        ("one city, 200 futures in a stored world", f"{found['city'] * 1e3:.1f} ms", "20 ms"),
    ]  # fmt: skip
    if peer:
        table += [
            (f"PySD {peer['version']}: five stocks, {peer['places']} places, one run", f"{peer['rate'] / 1e3:.1f} k "
             f"place-years/s ({peer['seconds']:.2f} s; translated in {peer['translated']:.2f} s)", ""),
        ]  # fmt: skip
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pysd", metavar="VENV", help="virtual environment that has pysd")
    parser.add_argument("--part", choices=("speed",), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        import jax

        jax.config.update("jax_enable_compilation_cache", False)
        print(json.dumps(speed()))
        return
    found = apart(sys.executable, __file__, "--part", "speed")
    peer = apart(str(Path(asked.pysd) / "bin" / "python"), str(PEER)) if asked.pysd else None
    print("| measured | figure | target |\n|---|---|---|")
    for row in rows(found, peer):
        print("| " + " | ".join(row) + " |")
    if peer is None:
        print("\nPySD was not run: no environment was named by --pysd.")


if __name__ == "__main__":
    main()
