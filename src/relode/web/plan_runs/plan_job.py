"""A run of a city or a province in a process of its own: its order comes in as one line of JSON, its progress goes out
line by line.

It ends at once when its standard input is closed: a server that dies takes its run with it, and what was computed
lies in the run folder.
"""

import json
import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from relode.decisions.request import CityRun
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.places import by_code
from relode.runs import report_runs as runs

STOPPED, REFUSED = 130, 2
"""Exit codes: the server went away; the order cannot be carried out."""
COURTESY = 5
"""By how much the run steps back behind the pages, where the system knows of such things."""


def main() -> int:
    """Carry out the order that is read from standard input; the exit code."""
    out, sys.stdout = sys.stdout, sys.stderr  # what libraries print is no progress
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(COURTESY)

    def tell(what: str, done: int, of: int, run: Path) -> None:
        del run
        _say(out, {"what": what, "done": done, "of": of})

    try:
        carry_out(order, tell)
    except RelodeError as error:
        _say(out, {"what": "refused", "reason": {language: error.say(language) for language in LANGUAGES}})
        return REFUSED
    return 0


def carry_out(order: dict[str, Any], tell: runs.Tell) -> None:
    """Make a run: `order` has the place, the settings, the folder of runs and when it was begun."""
    folder, started = Path(order["folder"]), datetime.fromisoformat(order["started"])
    if by_code()[order["place"]].level == "province":
        from relode.fund.request import FundRequest  # its libraries start slowly
        from relode.runs import fund_runs

        fund_runs.run(
            FundRequest(**order["plan"]), folder, lambda what, done, of: tell(what, done, of, folder), started
        )
    else:
        asked = CityRun(**{name: order[name] for name in CityRun.model_fields})
        runs.plan(asked.place, asked.overrides, folder, asked.plan, tell, started)


def _say(out: IO[str], message: dict[str, Any]) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def _end_with_the_server() -> None:
    sys.stdin.read()
    os._exit(STOPPED)


if __name__ == "__main__":
    sys.exit(main())
