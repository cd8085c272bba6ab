"""PySD on a small model: five stocks by place, no moves between places. Run by model_speed.py in its environment."""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pysd

PLACES, YEARS = 300, 30
MODEL = f"""{{UTF-8}}
place: (place1-place{PLACES}) ~~|
reserves[place] = INTEG(-ore[place], 1000) ~~|
capacity[place] = INTEG(capacity[place] * (opening[place] - 0.06), 40) ~~|
ore[place] = MIN(capacity[place], reserves[place]) ~~|
opening[place] = 0.18 / (1 + EXP(-(1 - capacity[place] / (0.08 * reserves[place] + 1)) / 0.25)) ~~|
jobs[place] = 0.2 * ore[place] + 2 * capital[place] ^ 0.4 * people[place] ^ 0.5 ~~|
capital[place] = INTEG(0.3 * jobs[place] - 0.06 * capital[place], 100) ~~|
people[place] = INTEG(people[place] * (0.002 + 0.02 * LN(jobs[place] / (0.5 * people[place]))), 100) ~~|
homes[place] = INTEG(MAX(0, people[place] * 35 - homes[place]) * 0.2 - 0.012 * homes[place], 3500) ~~|
clock = INTEG(1, 0) ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = {YEARS} ~~|
TIME STEP = 1 ~~|
SAVEPER = 1 ~~|
"""


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "small.mdl"
        path.write_text(MODEL, encoding="utf-8")
        started = time.perf_counter()
        model = pysd.read_vensim(str(path))
        translated = time.perf_counter() - started
        model.run(return_columns=["people"])
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            model.run(return_columns=["people"])
            seconds.append(time.perf_counter() - started)
    print(json.dumps({
        "version": pysd.__version__, "places": PLACES, "seconds": min(seconds), "translated": translated,
        "rate": PLACES * YEARS / min(seconds),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
