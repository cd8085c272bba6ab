"""How long the complexity measures take, and how much memory, beside three other packages on the same input.

    python benchmarks/complexity_speed.py                     3,000 places x 1,200 industries x 10 years, ours alone
    python benchmarks/complexity_speed.py --peers VENV        the same, then one year of it for ours and each peer
    python benchmarks/complexity_speed.py --cost              2, 4, 8 years: the cost should double

VENV is a virtual environment of its own with ecomplexity 0.5.3, economic-complexity 0.3.0, econcomplex 1.0.1, pandas,
polars and pyarrow; they are no dependencies of this package. Every run is a process of its own, so that its peak
memory is its own. A peer that exceeds --seconds or --gigabytes is reported as such.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

OURS = "relode"
PEERS = ("ecomplexity", "economic-complexity", "econcomplex")


def make_counts(places: int, industries: int, years: int) -> np.ndarray:
    """Whole counts (year, place, industry), about half of them zero, with sizes and tastes as in real tables."""
    rng = np.random.default_rng(1)
    size, common = rng.lognormal(0, 1, places), rng.lognormal(0, 1, industries)
    taste = np.exp(0.7 * rng.normal(size=(places, 5)) @ rng.normal(size=(5, industries)) / 2)
    rate = 0.9 * np.outer(size, common) * taste
    return np.stack([rng.poisson(rate) for _ in range(years)]).astype(np.float64)


def run_ours(folder: Path, years: int) -> None:
    from relode.measures.complexity_profile import complexity_profile

    counts = np.load(folder / "counts.npy", mmap_mode="r")[:years]
    started = time.perf_counter()
    kept = [complexity_profile(year) for year in counts]
    report(time.perf_counter() - started, len(kept))


def run_peer(name: str, folder: Path, years: int) -> None:
    import pandas as pd

    rows = pd.read_parquet(folder / "rows.parquet")
    rows = rows[rows["year"] < years]
    started = time.perf_counter()
    {"ecomplexity": ecomplexity, "economic-complexity": economic_complexity, "econcomplex": econcomplex}[name](rows)
    report(time.perf_counter() - started, years)


def ecomplexity(rows):
    from ecomplexity import ecomplexity as measures

    names = {"time": "year", "loc": "place", "prod": "industry", "val": "count"}
    measures(rows, names, check_logsupermodularity=False, verbose=False)


def economic_complexity(rows):
    """No fitness, no outlook index: its complexity, proximity, relatedness and opportunity gain."""
    import economic_complexity as package

    for _, year in rows.groupby("year"):
        quotient = package.rca(year.pivot(index="place", columns="industry", values="count").fillna(0))
        _, industries = package.complexity(quotient)
        close = package.proximity(quotient)
        package.relatedness(quotient, proximities=close)
        package.opportunity_gain(quotient, proximities=close, pci=industries)


def econcomplex(rows):
    import econcomplex as package

    names = {"loc": "place", "act": "industry", "val": "count", "time": "year"}
    package.compute_complexity(rows, names, compute_coi_cog=True)


def report(seconds: float, years: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": round(seconds, 2), "gigabytes": round(peak, 2), "years": years}))


def run_apart(python: str, name: str, folder: Path, years: int, seconds: float, gigabytes: float) -> str:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)

    command = [python, __file__, "--run", name, "--folder", str(folder), "--years", str(years)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=seconds,
            preexec_fn=limited,
            env=dict(os.environ),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{name:22} {years:3} years: not done in {seconds:.0f} s"
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["killed"])[-1]
        return f"{name:22} {years:3} years: fails under {gigabytes:.0f} GB: {reason[:90]}"
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    return f"{name:22} {years:3} years: {figures['seconds']:8.2f} s, peak {figures['gigabytes']:.2f} GB"


def write_rows(counts: np.ndarray, path: Path) -> None:
    import pandas as pd

    year, place, industry = np.nonzero(counts)
    rows = {"year": year.astype("int16"), "place": place.astype("int32"), "industry": industry.astype("int32")}
    pd.DataFrame({**rows, "count": counts[year, place, industry]}).to_parquet(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=3000)
    parser.add_argument("--industries", type=int, default=1200)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--peers", help="virtual environment that has the other packages")
    parser.add_argument("--peer-years", type=int, default=1)
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--gigabytes", type=float, default=16)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        return (
            run_ours(asked.folder, asked.years) if asked.run == OURS else run_peer(asked.run, asked.folder, asked.years)
        )
    with tempfile.TemporaryDirectory() as name:
        folder, limits = Path(name), (asked.seconds, asked.gigabytes)
        counts = make_counts(asked.places, asked.industries, asked.years)
        np.save(folder / "counts.npy", counts)
        print(f"{asked.places} places, {asked.industries} industries, {int((counts > 0).sum()):,} rows above 0")
        for years in (2, 4, 8) if asked.cost else (asked.years,):
            print(run_apart(sys.executable, OURS, folder, years, *limits), flush=True)
        if asked.peers:
            write_rows(counts, folder / "rows.parquet")
            del counts
            print(run_apart(sys.executable, OURS, folder, asked.peer_years, *limits), flush=True)
            for peer in PEERS:
                python = str(Path(asked.peers) / "bin" / "python")
                print(run_apart(python, peer, folder, asked.peer_years, *limits), flush=True)
    return None


if __name__ == "__main__":
    main()
