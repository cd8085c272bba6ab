"""Two places of Heilongjiang with their decisions: a run of a province that takes seconds."""

from datetime import UTC, datetime
from functools import cache

import relode as rl
from relode.decisions.decide import decide
from relode.decisions.request import PlanRequest
from relode.facts import fingerprint
from relode.fund.funding import funded
from relode.fund.request import FundRequest, ground_of
from relode.record import versioned
from relode.runs import run_folder, whole_files

STARTED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ASKED = FundRequest(province="heilongjiang", budget="3B", places=("hegang", "jixi"))


@cache
def made_fund_record():
    """The record of a run on both."""
    panel = rl.panel.load()
    ground = ground_of(panel, ASKED)
    return funded(ground, ASKED, [decide(panel, place, PlanRequest()) for place in ground.places])


def made_fund_run(folder, name, record):
    """A run folder as `relode fund` leaves it, but for its drawn files."""
    run = folder / name
    run.mkdir(parents=True)
    about = run_folder.manifest("fund", ASKED.record(), fingerprint(), STARTED, 1).record()
    whole_files.write_json(run / "manifest.json", versioned("manifest", about))
    whole_files.write_compact(run / "fund.json", versioned("fund", {"fund": record.record()}))
    return run
