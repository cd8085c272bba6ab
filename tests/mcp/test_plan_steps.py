"""Plan runs for an assistant over a queue that only counts: when it starts, how often it is looked at."""

from types import SimpleNamespace

import pytest

from relode.errors import RelodeError
from relode.language import say
from relode.mcp import plan_tools
from relode.mcp.arguments import OfCity, OfPlan, OfRun, OfWait
from relode.mcp.plan_tools import PlanTools
from relode.places import find
from relode.web.plan_runs.run_queue import PlanRuns, Progress

HEGANG = find("hegang")


class Counting:
    """A queue that notes what it is asked."""

    def __init__(self, *states):
        self.asked, self.states = [], list(states)

    def start(self):
        self.asked.append("start")

    def close(self):
        self.asked.append("close")

    def send(self, place, plan):
        self.asked.append(("send", place.slug, plan["horizon"]))
        return "hegang-1"

    def cancel(self, place, run):
        self.asked.append(("cancel", place.slug, run))

    def of(self, place):
        self.asked.append(("of", place.slug))
        return []

    def find(self, place, run):
        self.asked.append(("find", place.slug, run))

    def progress(self, place, run):
        self.asked.append(("progress", place.slug, run))
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return Progress(run, state, "", 0, 3, 1, 0, {}, 0.25)


def test_the_queue_starts_with_the_first_run_and_ends_only_if_it_started(tmp_path, monkeypatch):
    """How settings are read is tried where the page asks for them."""
    monkeypatch.setattr(plan_tools, "settings", lambda place, given: {**given, "place": place.slug})
    queue = Counting("waiting")
    tools = PlanTools(tmp_path, queue)
    tools.close()
    assert queue.asked == []
    for horizon in (2035, 2036):
        answer = tools.start(OfPlan(city="hegang", horizon=horizon), "en")
    assert queue.asked == [
        "start", ("send", "hegang", "2035"), ("progress", "hegang", "hegang-1"),
        ("send", "hegang", "2036"), ("progress", "hegang", "hegang-1"),
    ]  # fmt: skip
    record = dict(answer.record)
    assert answer.kind == "progress"
    assert answer.text == f"hegang-1: {record.pop('text')}"
    assert record == {
        "run": "hegang-1", "state": "waiting", "what": "", "done": 0, "of": 3, "ahead": 1, "share": 0.25,
        "version": "0",
    }  # fmt: skip
    tools.close()
    assert queue.asked[-1] == "close"


@pytest.mark.parametrize(
    ("states", "seconds", "looks", "until"),
    [
        # At 0, 0.5, 1, 1.5 and 2 seconds, and once more for the answer.
        (["running"], 2, 6, 2.0),
        (["running", "running", "done"], 60, 4, 1.0),
        (["done"], 60, 2, 0.0),
        (["waiting"], 0, 2, 0.0),
    ],
)
def test_a_run_is_looked_at_twice_a_second_until_it_ends_or_the_time_is_over(
    monkeypatch, tmp_path, states, seconds, looks, until
):
    clock = [0.0]
    queue = Counting(*states)
    tools = PlanTools(tmp_path, queue)
    monkeypatch.setattr(plan_tools.time, "monotonic", lambda: clock[0])

    def wait(pause):
        clock[0] += pause
        return False

    monkeypatch.setattr(tools._ends, "wait", wait)
    answer = tools.wait(OfWait(city="hegang", run="one", seconds=seconds), "en")
    assert (len(queue.asked), clock[0], answer.record["state"]) == (looks, until, states[-1])


def test_nobody_waits_once_the_server_ends(tmp_path):
    queue = Counting("running")
    tools = PlanTools(tmp_path, queue)
    tools.close()
    tools.wait(OfWait(city="hegang", run="one", seconds=600), "en")
    assert len(queue.asked) == 2


def test_a_stopped_run_says_how_far_it_is_and_a_city_without_runs_that_it_has_none(tmp_path):
    queue = Counting("cancelled")
    tools = PlanTools(tmp_path, queue)
    assert tools.stop(OfRun(city="hegang", run="one"), "en").record["state"] == "cancelled"
    assert queue.asked == [("cancel", "hegang", "one"), ("progress", "hegang", "one")]
    listed = tools.listed(OfCity(city="hegang"), "zh")
    assert (listed.kind, listed.text, listed.record["runs"]) == ("plans", say("mcp.no_runs", "zh"), [])
    with pytest.raises(RelodeError) as refused:
        tools.read(OfRun(city="hegang", run="one"), "en")
    assert refused.value.values == {"run": "one", "place": "hegang"}


def test_runs_are_listed_by_name_and_how_far_they_are(tmp_path):
    queue = Counting("done")
    manifest = {"settings": {}, "started": "2026-01-01", "finished": None}
    queue.of = lambda _: [SimpleNamespace(name=name, manifest=manifest, plan={}) for name in ("new", "old")]
    queue.progress_of = lambda _, name, __: Progress(name, "done", "", 3, 3, 0, 0, {}, 1.0)
    lines = PlanTools(tmp_path, queue).listed(OfCity(city="hegang"), "en").text.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["new", "old"]
    assert say("mcp.no_runs", "en") not in lines


def test_without_a_queue_of_its_own_it_has_that_of_its_folder(tmp_path):
    tools = PlanTools(tmp_path / "runs")
    assert isinstance(tools.runs, PlanRuns)
    assert tools.runs.folder == tmp_path / "runs"
    queue = Counting("done")
    assert PlanTools(tmp_path, queue).runs is queue
