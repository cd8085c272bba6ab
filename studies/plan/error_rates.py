"""Error rates of verdicts on planted worlds: `error_rates.csv`.

Each part (three seeds of 300 worlds at one dose, the same with the dose chosen, two curves by width) is kept in
`.studies` when it is done, so that a run that was stopped goes on where it was.
"""

import csv
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from relode.plan.verdicts.error_rates import (
    DOSES,
    OVERCONFIDENCE,
    SEEDS,
    WORLDS,
    RateRow,
    chosen_rows,
    rate_rows,
    table_text,
    width_rows,
)
from relode.plan.verdicts.planted_worlds import Planted, Rate, planted_worlds, shipped_widths
from studies import own_folder, write
from studies.fingerprints import basis
from studies.rules import rules


def kept(path: Path, text: str) -> None:
    """Write a part whole or not at all."""
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def of_seed(path: Path, seed: int, doses: Sequence[float]) -> list[Planted]:
    """The worlds of a seed, from the folder where they are there."""
    if not path.exists():
        began = time.perf_counter()
        found = planted_worlds(seed, WORLDS, shipped_widths(), doses=doses)
        names = [field.name for field in fields(Planted)]
        lines = [names, *([str(asdict(each)[name]) for name in names] for each in found)]
        kept(path, "\n".join(",".join(line) for line in lines) + "\n")
        print(f"seed {seed}, {len(doses)} doses: {len(found)} cards in {time.perf_counter() - began:.0f} s", flush=True)
    return [
        Planted(
            int(row["world"]),
            row["lever"],
            float(row["width"]),
            float(row["effect"]),
            row["harm"] == "True",
            row["kind"],
            row["again"],
        )
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def of_widths(path: Path, overconfidence: float) -> list[RateRow]:
    """The curve by width, from the folder where it is there."""
    if not path.exists():
        began = time.perf_counter()
        kept(path, table_text(width_rows(overconfidence)))
        print(f"widths, errors {overconfidence:g} times: {time.perf_counter() - began:.0f} s", flush=True)
    return [
        RateRow(
            row["table"],
            row["key"],
            float(row["overconfidence"]),
            Rate(row["rate"], int(row["times"]), int(row["of"]), float(row["low"]), float(row["high"])),
        )
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def main() -> None:
    """Every part, then the table."""
    folder = own_folder("error_rates", basis(rules()["error_rates"]))
    lines = list(rate_rows([of_seed(folder / f"seed_{seed}.csv", seed, (1.0,)) for seed in SEEDS]))
    lines += chosen_rows([of_seed(folder / f"chosen_{seed}.csv", seed, DOSES) for seed in SEEDS])
    for times in OVERCONFIDENCE:
        lines += of_widths(folder / f"widths_{times:g}.csv", times)
    write("plan/verdicts/error_rates", table_text(lines))


if __name__ == "__main__":
    main()
