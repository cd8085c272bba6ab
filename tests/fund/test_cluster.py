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


def test_a_scheduler_without_workers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as empty:
        assert refused(empty.scheduler_address, tmp_path).key == "fund.no_workers"


class Engine:
    """A client whose one worker has another engine."""

    def wait_for_workers(self, count, timeout):
        """There is one."""

    def run(self, asked):
        return {"tcp://there": {**asked(), "jax": "0.1"}}


def test_workers_with_other_versions_are_told():
    with pytest.raises(RelodeError) as caught:
        cluster._checked(Engine(), "tcp://there")
    assert caught.value.key == "fund.other_engine"
    assert "jax 0.1 != " in caught.value.say("en")


def results(run):
    return {path.name: path.read_bytes() for path in [*(run / "places").iterdir(), run / "fund.json", run / "fund.csv"]}


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bits_and_killed_ones_cost_nothing(tmp_path):
    """One worker, then two of which each is killed once in the midst of the work."""
    _, alone = fund_runs.run(ASKED, tmp_path / "one", None, Telling("en"), "local:1")

    def killed(workers):
        time.sleep(8)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
            time.sleep(4)

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50,
        env=cluster.ONE_THREAD,
    ) as two:  # fmt: skip
        pids = [each.pid for each in two.workers.values()]
        threading.Thread(target=killed, args=(pids,), daemon=True).start()
        _, pair = fund_runs.run(ASKED, tmp_path / "two", None, Telling("en"), two.scheduler_address)
        now = [each.pid for each in two.workers.values()]
    assert set(pids).isdisjoint(now)
    assert results(pair) == results(alone)
