"""A run on a cluster: refusals in words, the same bits for any number of workers, nothing lost when they are killed."""

import builtins
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import distributed
import numpy as np
import pytest

from relode.errors import RelodeError
from relode.fund.fund_asked import FundAsked
from relode.fund.fund_records import PlaceCards, TriedDose
from relode.runs import cluster, ensemble_runs, fund_runs
from relode.runs.fund_runs import FolderKept, FundProgress

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


def test_an_address_that_is_none_is_told(tmp_path):
    assert refused("nowhere at all", tmp_path).key == "fund.no_scheduler"


@pytest.mark.parametrize(
    ("run", "given"), [(fund_runs.run, ASKED), (ensemble_runs.run, {"city": "hegang", "futures": 9})]
)
def test_a_scheduler_that_is_not_there_is_told_before_a_folder_is_made(tmp_path, monkeypatch, run, given):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(RelodeError) as caught:
        run(given, tmp_path, None, FundProgress("en"), "tcp://127.0.0.1:1")
    assert caught.value.key == "fund.no_scheduler"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scheduler", ["local:0", "local:-1", "local:many"])
def test_a_count_of_workers_that_is_none_is_refused_before_a_folder_is_made(tmp_path, scheduler):
    with pytest.raises(RelodeError) as caught:
        fund_runs.run(ASKED, tmp_path, None, FundProgress("en"), scheduler)
    assert caught.value.key == "fund.workers_counted"
    assert scheduler in caught.value.say("zh")
    assert list(tmp_path.iterdir()) == []


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


def files(folder):
    """Path below the folder -> bytes, of every file in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def results(run):
    record = {name: (run / name).read_bytes() for name in ("fund.json", "fund.csv")}
    return record | files(run / "places") | files(run / "gains.zarr")


class Killing(FundProgress):
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


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The run that one worker makes and nobody disturbs."""
    return fund_runs.run(ASKED, tmp_path_factory.mktemp("one"), None, FundProgress("en"), "local:1")[1]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of connections that killed workers leave behind
def test_any_number_of_workers_gives_the_same_bits_and_killed_ones_cost_nothing(alone, tmp_path):
    """Two workers of which each is killed once in the midst of the work, beside one that nobody disturbs."""
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
            cluster.judge_on(address, FundAsked(**ASKED), ["230400"], FolderKept(tmp_path, 80), kill)
    assert caught.value.key == "fund.workers_gone"
    assert not (tmp_path / "places").exists()


class KillingScheduler(FundProgress):
    """Kills the scheduler when the first of several places has come back."""

    def __init__(self, scheduler):
        super().__init__("en")
        self.scheduler = scheduler

    def __call__(self, what, done, *_):
        if (what, done) == ("chunks", 1):
            self.scheduler.kill()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of connections that a killed scheduler leaves behind
def test_a_scheduler_that_dies_costs_no_place_that_came_back_and_the_run_goes_on_to_the_same_bits(alone, tmp_path):
    """Its scheduler is killed after the first of two places; what is left is judged without it."""
    with started(tmp_path) as (scheduler, _, address), pytest.raises(RelodeError) as caught:
        fund_runs.run(ASKED, tmp_path / "runs", None, KillingScheduler(scheduler), address)
    assert caught.value.key == "fund.scheduler_lost"
    assert address in caught.value.say("en")
    (run,) = (tmp_path / "runs").iterdir()
    (mark,) = (run / "places").iterdir()  # of one place, whole
    assert mark.read_bytes() == (alone / "places" / mark.name).read_bytes()
    gains = [each / "gains.zarr" / mark.stem for each in (run, alone)]
    assert files(gains[0]) == files(gains[1]) != {}
    _, again = fund_runs.run({"province": "heilongjiang"}, tmp_path / "runs", run, FundProgress("en"), "local:1")
    assert results(again) == results(alone)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_fills_up_in_the_midst_is_told_and_what_is_half_written_does_not_count(tmp_path):
    """A file may hold 1,000 bytes: a chunk of gains has more."""
    import resource

    kept, cards = FolderKept(tmp_path, 80), PlaceCards("230400", 1e9, 0.3, (), ())
    tried = (TriedDose("schooling_spending", 0.01, "leave", 1e8, 1e8),)
    whole, gains = replace(cards, tried=tried * 3), np.random.default_rng(1).random((3, 3, 80))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(RelodeError) as caught:
            kept.save(whole, gains)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.key == "unwritable_folder"
    assert list((tmp_path / "places").iterdir()) == []
    assert kept.load("230400") is None
    kept.save(whole, gains)
    assert kept.load("230400")[0] == whole
    assert np.array_equal(kept.load("230400")[1], gains)
