"""Work on a cluster: refusals in words, nothing lost when workers are killed, and none waited for that are gone."""

import builtins
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import distributed
import pytest

from relode.errors import RelodeError
from relode.plan.simulations.ensemble import EnsembleRequest
from relode.runs import cluster, ensemble_runs
from relode.runs.ensemble_runs import EnsembleProgress

ASKED = {"city": "hegang", "futures": 9}


def refused(scheduler):
    with pytest.raises(RelodeError) as caught:
        cluster.done_on(scheduler, abs, [1], lambda _: None, lambda *_: None)
    return caught.value


def test_a_scheduler_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    error = refused("tcp://127.0.0.1:1")
    assert error.key == "cluster.no_scheduler"
    assert "tcp://127.0.0.1:1" in error.say("en")


def test_an_address_that_is_none_is_told():
    assert refused("nowhere at all").key == "cluster.no_scheduler"


def test_a_scheduler_that_is_not_there_is_told_before_a_folder_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(RelodeError) as caught:
        ensemble_runs.run(EnsembleRequest(**ASKED), tmp_path, None, EnsembleProgress("en"), "tcp://127.0.0.1:1")
    assert caught.value.key == "cluster.no_scheduler"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scheduler", ["local:0", "local:-1", "local:many"])
def test_a_count_of_workers_that_is_none_is_refused_before_a_folder_is_made(tmp_path, scheduler):
    with pytest.raises(RelodeError) as caught:
        ensemble_runs.run(EnsembleRequest(**ASKED), tmp_path, None, EnsembleProgress("en"), scheduler)
    assert caught.value.key == "cluster.workers_counted"
    assert scheduler in caught.value.say("zh")
    assert list(tmp_path.iterdir()) == []


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    before = builtins.__import__

    def without(name, *rest):
        if name == "distributed":
            raise ImportError(name)
        return before(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "relode[cluster]" in refused("local").say("zh")


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
        (Client(), "cluster.no_workers"),
        (Client({**cluster.engine(), "jax": "0.1"}, cluster.engine()), "cluster.other_engine"),
    ],
)
def test_no_workers_and_workers_with_other_versions_are_told(client, key):
    with pytest.raises(RelodeError) as caught:
        cluster._checked(client, "tcp://there")
    assert caught.value.key == key
    assert "tcp://there" in caught.value.say("en")


def test_workers_with_the_same_versions_and_facts_are_counted():
    assert cluster._checked(Client(cluster.engine(), cluster.engine()), "tcp://there") == 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of connections that killed workers leave behind
def test_workers_that_are_killed_in_the_midst_of_the_work_cost_nothing():
    """Two workers of which each is killed once while twelve squares are made."""

    def square(number):
        time.sleep(1)
        return number**2

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50,
        env=cluster.ONE_THREAD,
    ) as two:  # fmt: skip
        pids, kept = [each.pid for each in two.workers.values()], []

        def tell(what, done, *_):
            if what == "chunks" and done in (2, 5):
                os.kill(pids[done == 5], signal.SIGKILL)

        cluster.done_on(two.scheduler_address, square, range(12), kept.append, tell)
    assert sorted(kept) == [number**2 for number in range(12)]


@contextmanager
def started(folder):
    """A scheduler and one worker of one thread, each a process of its own: both, and the address."""
    file, env = folder / "scheduler.json", {**os.environ, **cluster.ONE_THREAD}
    module, options = "distributed.cli.dask_{}", ["--scheduler-file", str(file), "--no-dashboard"]
    scheduler = [sys.executable, "-m", module.format("scheduler"), "--host", "127.0.0.1", "--port", "0", *options]
    worker = [sys.executable, "-m", module.format("worker"), "--nthreads", "1", "--no-nanny", *options]
    with ExitStack() as ends:
        processes = []
        for command in (scheduler, worker):
            process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            processes.append(process)
            ends.callback(process.wait)
            ends.callback(process.kill)
        until = time.monotonic() + 60
        while not (file.exists() and file.read_text(encoding="utf-8").strip()) and time.monotonic() < until:
            time.sleep(0.2)
        yield *processes, json.loads(file.read_text(encoding="utf-8"))["address"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of connections that a killed worker leaves behind
def test_a_cluster_whose_workers_are_gone_for_good_is_told_and_not_waited_for(tmp_path, monkeypatch):
    """Its one worker has nobody to start it again."""
    monkeypatch.setattr(cluster, "SECONDS_TO_LOOK", 2)
    with started(tmp_path) as (_, worker, address):

        def kill(what, *_):
            if what == "workers":
                worker.kill()

        with pytest.raises(RelodeError) as caught:
            cluster.done_on(address, abs, [1], lambda _: None, kill)
    assert caught.value.key == "cluster.workers_gone"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of connections that a killed scheduler leaves behind
def test_a_scheduler_that_dies_costs_nothing_that_came_back(tmp_path):
    """Its scheduler is killed after the first of several."""
    kept = []
    with started(tmp_path) as (scheduler, _, address):

        def slowly(number):
            time.sleep(2)
            return number

        def kill(what, done, *_):
            if (what, done) == ("chunks", 1):
                scheduler.kill()

        with pytest.raises(RelodeError) as caught:
            cluster.done_on(address, slowly, [1, 2, 3], kept.append, kill)
    assert caught.value.key == "cluster.scheduler_lost"
    assert address in caught.value.say("en")
    assert kept == [1]


def test_one_process_where_nothing_is_asked_or_known(monkeypatch):
    monkeypatch.setattr(cluster.os, "cpu_count", lambda: None)
    assert [cluster.workers_of(each) for each in (None, "tcp://10.0.0.1:8786", "local:3", "local")] == [1, 1, 3, 1]
