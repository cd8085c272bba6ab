"""Broken and hostile files for every reader of a user's file, and for answers from one: nothing may crash or hang.

    python benchmarks/reader_fuzz.py [COUNT] [SEED] [BLOCKS.csv]

Exit code 1 where anything did. Inputs are made in blocks, each from its own seed; those that the file BLOCKS.csv has
are not tried again, so that a run that was stopped goes on. Each input is a good file with some bytes changed, cut,
repeated or replaced by something hostile, or, where answers are asked for, with rows gone and cells that are odd and
can be read. A reader may read it or refuse it with a RelodeError; anything else, or more than ten seconds of processor
time for one file, is printed and counted: what other programs take of the machine does not count.
"""

import csv
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import numpy as np
from openpyxl import Workbook

from relode.country import country_answer, country_tables, country_text, load_country, tables_text
from relode.errors import RelodeError
from relode.facts.readers.firm_registry import count_firms
from relode.facts.readers.override_csv import read_override_csv
from relode.facts.readers.own_workbook import read_workbook
from relode.facts.readers.place_industry_year import read_counts
from relode.panel import load
from relode.panel.own_figures import read_own_figures

SLOW = 10.0
BLOCK = 500
OUTCOMES = ("read", "refused", "crashed", "slow")
HEADS = ("seed", "block", *OUTCOMES, "slowest", "seconds")
COUNTS = "place,industry,year,count,region\n" + "".join(
    f"p{place},{industry},{year},{place + industry},r{place % 2}\n"
    for place in range(4)
    for industry in (11, 12, 13)
    for year in (2019, 2020)
)
OVERRIDES = "place,quantity,year,value,note\n鹤岗,population,2020,891271,own count\nhegang,gdp_nominal,2019,336,\n"
WIDE = "地区,年份,常住人口（人）,备注\n鹤岗,2020,880000,own count\n鹤岗,2010,1058665,\n"
FIRMS = "place,industry,opened,closed\n" + "".join(
    f"{place},{industry},{2000 + place},{'2015' if industry > 11 else ''}\n"
    for place in range(4)
    for industry in (11, 12, 13)
)
COUNTRY_PLACES = "place,name,region,longitude,latitude\np0,Alfa,N,10.5,50\np1,Beta,S,11,49\np2,Gamma,S,12,48\n"
COUNTRY_ACCOUNTS = "place,year,population,gdp\np0,2019,100,5.5\np0,2020,110,6\np1,2020,210,9\np2,2020,..,1e3\n"
COUNTRY_JOBS = "geo,nace,year,unit,jobs\n" + "".join(
    f"p{place},{letter},{year},{unit},{place + 1.5}\n"
    for place in range(3)
    for letter in ("A", "B", "TOTAL")
    for year in (2019, 2020)
    for unit in ("THS", "PC")
)
COUNTRY_TOML = """name = "Here"
currency = "crown"
classification = "nace"
[accounts]
file = "accounts.csv"
columns = { place = "place", year = "year" }
quantities = { population = "population" }
scale = { population = 1000 }
[employment]
file = "employment.csv"
columns = { place = "geo", industry = "nace", count = "jobs" }
keep = { unit = "THS" }
leave_out = { nace = ["TOTAL"] }
scale = 1000
"""
COUNTRY = {
    "country.toml": COUNTRY_TOML,
    "places.csv": COUNTRY_PLACES,
    "accounts.csv": COUNTRY_ACCOUNTS,
    "employment.csv": COUNTRY_JOBS,
    "effects.csv": "measure,effect,low,high,source\nsubsidy,40,10,60,A study\nremediation_spending,9,2,12,B\n",
    "pots.csv": "place,pot,amount,low,high\np0,granted,5e6,,\np1,bonds,7,5,9\n",
    "policies.csv": "policy,place,first_year\ngrants,p0,2019\ngrants,p1,\n",
    "industries.csv": "industry,name,section\nA,Farms,A\nB,Mines,mining\n",
}
"""A good country, a file each; one of them is broken at a time."""


def own_figures(path: Path) -> None:
    """Figures of the user's own, held against the panel; what the check says must be sayable."""
    found = read_own_figures(path, PANEL)
    for told in (*found.errors, *found.warnings):
        told.reason.say("zh")


def country_with(name: str) -> Callable[[Path], None]:
    """Reads a country whose file `name` is the broken one, all others good."""

    def country(path: Path) -> None:
        folder = path.parent / "country"
        folder.mkdir(exist_ok=True)
        for other, text in COUNTRY.items():
            (folder / other).write_text(text, encoding="utf-8")
        (folder / name).write_bytes(path.read_bytes())
        load_country(folder)

    country.__name__ = f"country {name}"
    return country


ANSWERED_PLACES, ANSWERED_YEARS = range(14), range(2009, 2021)
ANSWERED = {
    "accounts.csv": "place,region,year,population,gdp,tax\n"
    + "".join(
        f"p{place:02d},r{place % 3},{year},{1000 + 37 * place + (year * (place + 3)) % 29},"
        f"{50 + place + (year * place) % 7},{(place * year) % 5 - 2}\n"
        for place in ANSWERED_PLACES
        for year in ANSWERED_YEARS
    ),
    "employment.csv": "place,industry,year,count\n"
    + "".join(
        f"p{place:02d},{industry},{year},{(place * 7 + year * (1 + 'ABCD'.index(industry)) + 11) % 90}\n"
        for place in ANSWERED_PLACES
        for industry in "ABCD"
        for year in ANSWERED_YEARS
    ),
    "policies.csv": "policy,place,first_year\n" + "".join(f"grant,p{place:02d},2014\n" for place in range(6)),
}
"""A country that the chapters can answer for, a file each."""


def answered_with(name: str) -> Callable[[Path], None]:
    """Answers for a place of a country whose file `name` is the broken one, in all chapters and both languages."""

    def country(path: Path) -> None:
        folder = path.parent / "answered"
        folder.mkdir(exist_ok=True)
        for other, text in ANSWERED.items():
            (folder / other).write_text(text, encoding="utf-8")
        (folder / name).write_bytes(path.read_bytes())
        found = load_country(folder)
        tables_text(country_tables(found), "zh")
        answer = country_answer(found, found.places[0].code)
        for language in ("zh", "en"):
            country_text(answer, language)
        json.dumps(answer.record(), allow_nan=False)

    country.__name__ = f"answer {name}"
    return country


def firms(path: Path) -> None:
    """A registry of firms, counted."""
    count_firms(path, 2010, 2020)


def book(text: str) -> bytes:
    """A table as a workbook."""
    made, held = Workbook(), BytesIO()
    for line in text.splitlines():
        made.active.append([float(cell) if cell.isdecimal() else cell for cell in line.split(",")])
    made.save(held)
    return held.getvalue()


def parquet(text: str) -> bytes:
    """A table as Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        csv, path = Path(folder) / "a.csv", Path(folder) / "a.parquet"
        csv.write_text(text, encoding="utf-8")
        duckdb.sql(f"COPY (SELECT * FROM read_csv('{csv}', header = true)) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


PANEL = load()
KINDS = (
    # reader, the good file, its ending, how many in a thousand inputs are for it
    (read_override_csv, OVERRIDES, ".csv", 90),
    *((answered_with(name), text, ".csv", 20) for name, text in ANSWERED.items()),
    *((country_with(name), text, Path(name).suffix, 25) for name, text in COUNTRY.items()),
    (own_figures, OVERRIDES, ".csv", 100),
    (own_figures, WIDE, ".csv", 100),
    (own_figures, book(WIDE), ".xlsx", 100),
    (read_workbook, book(OVERRIDES), ".xlsx", 100),
    (own_figures, parquet(OVERRIDES), ".parquet", 50),
    (read_counts, COUNTS, ".csv", 50),
    (firms, FIRMS, ".csv", 50),
)
HOSTILE = (
    *("=cmd|' /C calc'!A0", "=1+1", "@SUM(1)", "'; DROP TABLE source; --", '"', '""', "''", "\\", "\x00", "\ufeff"),
    *("1e999", "-0", "nan", "inf", "1_000", "1,000", "１２３", "二〇二〇", "2020年", "0x1F", "9" * 400, "-1", "1.5"),
    *(
        "../../etc/passwd",
        "{place}",
        "%s",
        "${HOME}",
        "\u202e",
        "🜨",
        "\ud7ff",
        "a" * 70_000,
        "\t",
        ";",
        "|",
        "\r",
        "\n",
        ",",
    ),
)
CRASHES = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(AssertionError, MemoryError, OSError, RuntimeError),
)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "cp1252", "big5")


def broken(good: str | bytes, rng: np.random.Generator) -> bytes:
    """The good file with one to three changes, a text in some encoding; of a workbook often a part inside."""
    if isinstance(good, bytes) and good.startswith(b"PK") and rng.random() < 0.7:
        with ZipFile(BytesIO(good)) as parts:
            held = {name: parts.read(name) for name in parts.namelist()}
        name = str(rng.choice(sorted(held)))
        held[name] = broken(held[name], rng)
        made = BytesIO()
        with ZipFile(made, "w", ZIP_DEFLATED) as parts:
            for each, raw in held.items():
                parts.writestr(each, raw)
        return made.getvalue()
    encoding = str(rng.choice(ENCODINGS)) if rng.random() < 0.3 else "utf-8"
    raw = bytearray(good if isinstance(good, bytes) else good.encode(encoding, errors="replace"))
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(0, len(raw) + 1))
        end = min(len(raw), at + int(rng.integers(0, 40)))
        kind = int(rng.integers(0, 6))
        if kind == 0:
            raw[at:end] = HOSTILE[int(rng.integers(0, len(HOSTILE)))].encode("utf-8", errors="surrogatepass")
        elif kind == 1:
            raw[at:end] = rng.bytes(end - at)
        elif kind == 2:
            del raw[at:end]
        elif kind == 3:
            raw[at:at] = raw[at:end] * int(rng.integers(1, 50))
        elif kind == 4:
            raw = raw.replace(b",", bytes([int(rng.choice(list(b";\t| :")))]), int(rng.integers(1, 20)))
        else:
            raw = raw[:at]
    return bytes(raw)


ODD = (
    "",
    "0",
    "0",
    "(D)",
    "..",
    "-1",
    "1",
    "1e-9",
    "1e300",
    "1e12",
    "3.5",
    "2014",
    "2009",
    "p00",
    "p13",
    "A",
    "999",
    "-0",
)


def odd(good: str, rng: np.random.Generator) -> bytes:
    """The good table with whole columns, rows or single cells made odd in a way that most readers read."""
    head, *rows = [line.split(",") for line in good.splitlines()]
    kind = int(rng.integers(0, 4))
    if kind == 0:
        rows = [rows[at] for at in sorted(rng.choice(len(rows), int(rng.integers(1, len(rows) + 1)), replace=False))]
    elif kind == 1:
        column, value = int(rng.integers(0, len(head))), ODD[int(rng.integers(0, len(ODD)))]
        share = rng.random()
        rows = [[*row[:column], value, *row[column + 1 :]] if rng.random() < share else row for row in rows]
    elif kind == 2:  # most of one place is gone
        place = rows[int(rng.integers(0, len(rows)))][0]
        rows = [row for row in rows if row[0] != place or rng.random() < 0.3]
    for _ in range(int(rng.integers(0, 8)) if rows else 0):
        row = rows[int(rng.integers(0, len(rows)))]
        row[int(rng.integers(2 if len(row) > 2 else 0, len(row)))] = ODD[int(rng.integers(0, len(ODD)))]
    return "\n".join(",".join(row) for row in [head, *rows]).encode()


def tried(count: int, seed: tuple[int, int]) -> tuple[Counter[str], float]:
    """Reader and outcome -> inputs of a block, and the slowest input in seconds of processor time."""
    rng = np.random.default_rng(seed)
    outcome, slowest = Counter[str](), 0.0
    weights = np.array([weight for *_, weight in KINDS], float)
    weights /= weights.sum()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            reader, good, ending, _ = KINDS[int(rng.choice(len(KINDS), p=weights))]
            path = Path(folder) / f"file{ending}"
            is_answered = reader.__name__.startswith("answer") and isinstance(good, str) and rng.random() < 0.8
            path.write_bytes(odd(good, rng) if is_answered else broken(good, rng))
            start = time.process_time()
            try:
                reader(path)
                outcome[f"{reader.__name__} read"] += 1
            except RelodeError as error:
                error.say("zh")
                outcome[f"{reader.__name__} refused"] += 1
            except CRASHES:
                outcome[f"{reader.__name__} crashed"] += 1
                print(f"input {number} of block {seed}, {reader.__name__}:", traceback.format_exc(limit=-2))
                print(path.read_bytes()[:300], flush=True)
            seconds = time.process_time() - start
            slowest = max(slowest, seconds)
            if seconds > SLOW:
                outcome[f"{reader.__name__} slow"] += 1
                print(f"input {number} of block {seed}, {reader.__name__}: {seconds:.1f} s", flush=True)
    return outcome, slowest


def blocks(count: int, seed: int, path: Path | None) -> list[dict[str, float]]:
    """A row of HEADS for each block; those that `path` has are read, the others tried and added to it."""
    done = list(csv.DictReader(path.open())) if path is not None and path.is_file() else []
    rows = [{name: float(row[name]) for name in HEADS} for row in done]
    held = {(row["seed"], row["block"]) for row in rows}
    for block in range(-(-count // BLOCK)):
        if (seed, block) in held:
            continue
        start = time.process_time()
        outcome, slowest = tried(min(BLOCK, count - block * BLOCK), (seed, block))
        counts = {name: float(sum(n for key, n in outcome.items() if key.endswith(name))) for name in OUTCOMES}
        seconds = time.process_time() - start
        rows.append({"seed": seed, "block": block, **counts, "slowest": slowest, "seconds": seconds})
        if path is not None:
            with path.open("a", newline="") as file:
                writer = csv.DictWriter(file, HEADS)
                if len(rows) == 1:
                    writer.writeheader()
                writer.writerow(rows[-1])
    return rows


def main() -> int:
    typed = sys.argv[1:]
    count, seed = int(typed[0]) if typed else 20_000, int(typed[1]) if typed[1:] else 1
    rows = blocks(count, seed, Path(typed[2]) if typed[2:] else None)
    total = {name: int(sum(row[name] for row in rows)) for name in OUTCOMES}
    slowest, seconds = max(row["slowest"] for row in rows), sum(row["seconds"] for row in rows)
    print(total, f"slowest {slowest:.2f} s, {seconds:.0f} s in all, of processor time")
    return int(bool(total["slow"] or total["crashed"]))


if __name__ == "__main__":
    sys.exit(main())
