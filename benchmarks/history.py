"""Run a benchmark and keep what it printed: python benchmarks/history.py cold_start [ARGUMENTS].

One line of JSON a run in `history.jsonl`: when, which version, which machine, what was printed.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from relode import __version__
from relode.facts import fingerprint

HERE = Path(__file__).parent
HISTORY = HERE / "history.jsonl"


def main() -> None:
    """Run it, show it, keep it; a benchmark that fails is not kept."""
    name, *arguments = sys.argv[1:]
    command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    print(done.stdout, end="")
    entry = {
        "benchmark": " ".join([name, *arguments]),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "facts": fingerprint()[:12],
        "python": platform.python_version(),
        "machine": {"system": platform.system(), "processors": os.cpu_count(), "load": os.getloadavg()[0]},
        "printed": done.stdout.splitlines(),
    }
    with HISTORY.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
