"""A run on a cluster: refusals in words, the same bits for any number of workers, nothing lost when they are killed."""

import builtins
import os
import signal
import threading
import time

import distributed
import pytest

from relode.errors import RelodeError
from relode.fund.fund_asked import FundAsked
from relode.runs import cluster, fund_runs
from relode.runs.fund_runs import FolderKept, Telling

ASKED = {"province": "heilongjiang", "budget": "3B", "places": ("hegang", "qitaihe"), "futures": 80}


def refused(scheduler, tmp_path):
    with pytest.raises(RelodeError) as caught:
        cluster.judge_on(scheduler, FundAsked(**ASKED), ["230400"], FolderKept(tmp_path, 80), lambda *_: None)
    assert list(tmp_path.iterdir()) == []
    return caught.value


def test_a_scheduler_that_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    error = refused("tcp://127.0.0.1:1", tmp_path)
    assert error.key == "fund.no_scheduler"
    assert "tcp://127.0.0.1:1" in error.say("en")


@pytest.mark.parametrize("scheduler", ["local:0", "local:-1", "local:many", "nowhere at all"])
def test_an_address_that_is_none_is_told(tmp_path, scheduler):
    assert refused(scheduler, tmp_path).key == "fund.no_scheduler"


def test_without_dask_it_is_said_what_to_install(tmp_path, monkeypatch):
    before = builtins.__import__

    def without(name, *rest):
        if name == "distributed":
            raise ImportError(name)
        return before(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "relode[cluster]" in refused("local", tmp_path).say("zh")


class Client:
    """A client of a cluster whose workers have these engines; none where none came in time."""

    def __init__(self, *engines):
        self.engines = engines

    def wait_for_workers(self, count, timeout):
        if len(self.engines) < count:
            raise TimeoutError(timeout)

    def run(self, _, on_error):
        return dict(enumerate(self.engines)) if on_error == "ignore" else {}


@pytest.mark.parametrize(
    ("client", "key"),
    [
        (Client(), "fund.no_workers"),
        (Client({**cluster.engine(), "jax": "0.1"}, cluster.engine()), "fund.other_engine"),
    ],
)
def test_no_workers_and_workers_with_other_versions_are_told(client, key):
    with pytest.raises(RelodeError) as caught:
        cluster._checked(client, "tcp://there")
    assert caught.value.key == key
    assert "tcp://there" in caught.value.say("en")


def test_workers_with_the_same_versions_and_facts_are_counted():
    assert cluster._checked(Client(cluster.engine(), cluster.engine()), "tcp://there") == 2


def results(run):
    return {path.name: path.read_bytes() for path in [*(run / "places").iterdir(), run / "fund.json", run / "fund.csv"]}


class Killing(Telling):
    """Kills every worker once, a while after the work has begun."""

    def __init__(self, pids):
        super().__init__("en")
        self.pids = pids

    def __call__(self, what, *_):
        if what == "workers":
            threading.Thread(target=self.kill, daemon=True).start()

    def kill(self):
        for pid in self.pids:
            time.sleep(5)
            os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of connections that killed workers leave behind
def test_any_number_of_workers_gives_the_same_bits_and_killed_ones_cost_nothing(tmp_path):
    """One worker, then two of which each is killed once in the midst of the work."""
    _, alone = fund_runs.run(ASKED, tmp_path / "one", None, Telling("en"), "local:1")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50,
        env=cluster.ONE_THREAD,
    ) as two:  # fmt: skip
        pids = [each.pid for each in two.workers.values()]
        _, pair = fund_runs.run(ASKED, tmp_path / "two", None, Killing(pids), two.scheduler_address)
        assert set(pids).isdisjoint(each.pid for each in two.workers.values())
    both = results(pair), results(alone)
    assert [name for name in both[0] if both[0][name] != both[1].get(name)] == []
    assert both[0].keys() == both[1].keys()
