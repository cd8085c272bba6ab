"""A hundred million rows of a registry of firms, counted by place, industry and year: time and peak memory.

python benchmarks/registry_rows.py [ROWS]
"""

import resource
import sys
import tempfile
import time
from multiprocessing import Process
from pathlib import Path

import duckdb

from relode.facts.readers.firm_registry import count_firms


def write_registry(path: Path, rows: int) -> None:
    """`rows` firms in 2,800 places and 1,200 industries, opened 1980-2023, half of them closed since."""
    link = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
    link.execute(
        f"""COPY (SELECT printf('%06d', 100000 + (hash(i) % 2800)) AS place,
                         printf('%04d', (hash(i + 7) % 1200)) AS industry,
                         1980 + (hash(i + 13) % 44)::INTEGER AS opened,
                         CASE WHEN hash(i + 29) % 2 = 0 THEN 1980 + (hash(i + 13) % 44)::INTEGER
                              + (hash(i + 31) % 20)::INTEGER END AS closed
                  FROM range({rows}) AS r(i)) TO '{path}' (FORMAT parquet)"""
    )


def main() -> None:
    rows = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.parquet"
        writer = Process(target=write_registry, args=(path, rows))  # apart, so that the peak is the reader's
        writer.start()
        writer.join()
        started = time.perf_counter()
        table = count_firms(path, 2014, 2023)
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{rows:,} rows to {table.shape} in {seconds:.1f} s, peak {peak:.2f} GB, {int(table.sum()):,} firm-years")


if __name__ == "__main__":
    main()
