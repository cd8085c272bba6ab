"""How work is given to the workers of a cluster, over a client that only counts: no process is started."""

import importlib
from collections import namedtuple
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from relode.errors import RelodeError
from relode.runs import cluster


class Lost(Exception):
    """What dask raises of a worker that died too often."""


class Client:
    """A client that notes what is out, and whose work is done in the order in which it was given out."""

    def __init__(self, threads=1, workers=(), error=None):
        self.loop, self.threads, self.workers, self.error = None, threads, list(workers), error
        self.out, self.most = [], 0

    def nthreads(self):
        return dict.fromkeys(range(self.threads), 1)

    def scheduler_info(self):
        return {"workers": self.workers.pop(0) if self.workers else {}}

    def submit(self, work, item, pure):
        assert not pure  # the same item twice is done twice
        future = SimpleNamespace(result=lambda: work(item))
        self.out.append(future)
        self.most = max(self.most, len(self.out))
        return future


@pytest.fixture
def on(monkeypatch):
    """Has work done on a client of so many workers: what was kept and told."""

    def run(client, workers, items, work=abs):
        kept, told = [], []

        def following(_, given, sent, scheduler):
            assert (given, sent, scheduler) == (client, client.out, "tcp://there")
            if client.error is not None:
                raise client.error
            return client.out.pop(0)

        @contextmanager
        def opened(*_):
            yield client

        monkeypatch.setattr(cluster, "_distributed", lambda: SimpleNamespace(KilledWorker=Lost))
        monkeypatch.setattr(cluster, "_client", opened)
        monkeypatch.setattr(cluster, "_checked", lambda *_: workers)
        monkeypatch.setattr(cluster, "_next", following)
        cluster.done_on("tcp://there", work, items, kept.append, lambda *step: told.append(step))
        return kept, told

    return run


@pytest.mark.parametrize(("workers", "threads", "most"), [(3, 1, 6), (1, 1, 2), (1, 4, 8), (5, 9, 9)])
def test_two_chunks_are_out_for_each_worker_that_there_is_or_was(on, workers, threads, most):
    client = Client(threads)
    kept, told = on(client, workers, [-1, -1, 2, 3, 4, 5, 6, 7, 8])
    assert kept == [1, 1, 2, 3, 4, 5, 6, 7, 8]
    assert told == [("workers", workers, 9), *(("chunks", done, 9) for done in range(1, 10))]
    assert client.most == most


def test_without_work_no_worker_is_asked(on):
    assert on(None, 1, []) == ([], [])


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError("gone away"), "gone away"), (Lost(), "Lost"), (cluster.CancelledError(), "CancelledError")],
)
def test_a_scheduler_that_goes_away_is_told_by_its_reason(on, error, reason):
    with pytest.raises(RelodeError) as caught:
        on(Client(error=error), 1, [1])
    assert caught.value.key == "cluster.scheduler_lost"
    assert caught.value.values == {"scheduler": "tcp://there", "reason": reason}


@pytest.mark.parametrize(
    ("workers", "waited"),
    [
        ([], 240),  # gone at both looks
        ([{"a": 1}, {}], 360),  # one at the first look, none at the next two
        ([{}, {"a": 1}, {}], 480),  # it came back
    ],
)
def test_workers_are_looked_for_every_two_minutes_and_gone_at_two_looks(workers, waited):
    clock = []

    def as_completed(sent, loop, timeout):
        assert (sent, loop) == (["sent"], None)
        clock.append(timeout)
        raise TimeoutError

    with pytest.raises(RelodeError) as caught:
        cluster._next(SimpleNamespace(as_completed=as_completed), Client(workers=workers), ["sent"], "tcp://there")
    assert caught.value.key == "cluster.workers_gone"
    assert sum(clock) == waited


def test_what_is_done_first_comes_first():
    distributed = SimpleNamespace(as_completed=lambda sent, **_: iter(sent))
    assert cluster._next(distributed, Client(), ["first", "second"], "tcp://there") == "first"


class Late:
    """A client whose workers come after so many seconds, and of which some are gone when they are asked."""

    def __init__(self, after, *engines):
        self.after, self.engines, self.are_there = after, engines, False

    def wait_for_workers(self, count, timeout):
        if self.after > timeout:
            raise TimeoutError
        self.are_there = count > 0

    def run(self, asked, on_error):
        assert (asked, on_error) == (cluster.engine, "ignore")
        return dict(enumerate(self.engines)) if self.are_there else {}


def test_workers_are_waited_for_for_ten_seconds():
    own = cluster.engine()
    assert cluster._checked(Late(10, own, own, own), "tcp://there") == 3
    for client in (Late(10.1, own), Late(0)):
        with pytest.raises(RelodeError) as caught:
            cluster._checked(client, "tcp://there")
        assert (caught.value.key, caught.value.values) == ("cluster.no_workers", {"scheduler": "tcp://there"})


def test_what_differs_is_told_once_with_what_is_here():
    own = cluster.engine()
    assert set(own) == {"relode", "jax", "jaxlib", "numpy", "facts"}
    others = {**own, "numpy": "0"}, {**own, "numpy": "0", "facts": "f"}
    with pytest.raises(RelodeError) as caught:
        cluster._checked(Late(0, own, *others), "tcp://there")
    assert caught.value.values["offenders"] == [f"facts f != {own['facts']}", f"numpy 0 != {own['numpy']}"]


@pytest.mark.parametrize(
    ("scheduler", "cores", "expected"),
    [
        (None, 5, 1),
        ("tcp://10.0.0.1:2", 5, 1),
        ("local", 5, 5),
        ("local", None, 1),
        ("local:1", 5, 1),
        ("local:12", 5, 12),
    ],
)
def test_so_many_workers_are_asked_for(monkeypatch, scheduler, cores, expected):
    monkeypatch.setattr(cluster.os, "cpu_count", lambda: cores)
    assert cluster.workers_of(scheduler) == expected


@pytest.mark.parametrize("scheduler", ["local:0", "local:-1", "local:1.5", "local:x", "local: 1"])
def test_a_count_that_is_no_whole_number_from_1_on_is_refused(scheduler):
    with pytest.raises(RelodeError) as caught:
        cluster.workers_of(scheduler)
    assert caught.value.values == {"scheduler": scheduler}


def test_a_cluster_of_this_machine_is_not_asked_before_it_starts_and_another_is(monkeypatch):
    asked = []

    @contextmanager
    def opened(_, scheduler):
        asked.append(scheduler)
        yield Late(0, cluster.engine(), cluster.engine())

    monkeypatch.setattr(cluster, "_client", opened)
    assert [cluster.ready(each) for each in (None, "local:3", "tcp://there:1")] == [1, 3, 2]
    assert asked == ["tcp://there:1"]


Begun = namedtuple("Begun", "kind given named")


class Distributed:
    """Notes which clusters and clients are opened and closed."""

    def __init__(self):
        self.begun, self.ended, self.settings = [], [], {}
        self.comm = SimpleNamespace(
            get_address_host_port=lambda address: ("127.0.0.1", int(address.rpartition(":")[2]))
        )

    def _opened(self, kind):
        @contextmanager
        def opened(*given, **named):
            dask = importlib.import_module("dask")
            self.settings = {key: dask.config.get(key, "standard") for key in (SPAWNED, TTL, CONNECT, TCP)}
            self.begun.append(Begun(kind, given, named))
            yield kind
            self.ended.append(kind)

        return opened

    @property
    def Client(self):
        return self._opened("client")

    @property
    def LocalCluster(self):
        return self._opened("cluster")


SPAWNED, TTL = "distributed.nanny.pre-spawn-environ", "distributed.scheduler.worker-ttl"
CONNECT, TCP = "distributed.comm.timeouts.connect", "distributed.comm.timeouts.tcp"


def test_a_cluster_of_this_machine_has_workers_of_one_thread_that_no_other_machine_reaches():
    dask = importlib.import_module("dask")
    before = {key: dask.config.get(key, "standard") for key in (SPAWNED, TTL, CONNECT, TCP)}
    found = Distributed()
    with cluster._client(found, "local:3") as client:
        assert client == "client"
    of_cluster, of_client = found.begun
    assert {name: of_cluster.named[name] for name in ("n_workers", "threads_per_worker", "host")} == {
        "n_workers": 3, "threads_per_worker": 1, "host": "127.0.0.1",
    }  # fmt: skip
    assert of_cluster.named["dashboard_address"] == "127.0.0.1:0"
    assert (of_client.given, of_client.named) == (("cluster",), {"set_as_default": False})
    assert found.ended == ["client", "cluster"]
    assert found.settings[SPAWNED]["OMP_NUM_THREADS"] == found.settings[SPAWNED]["NPROC"] == "1"
    assert (found.settings[TTL], found.settings[CONNECT], found.settings[TCP]) == (None, "10 minutes", "10 minutes")
    assert {key: dask.config.get(key, "standard") for key in before} == before


def test_whether_a_scheduler_is_there_is_asked_by_its_host_and_port_and_not_within_this_process(monkeypatch):
    asked = []
    connection = SimpleNamespace(close=lambda: asked.append("closed"))
    monkeypatch.setattr(
        cluster.socket, "create_connection", lambda address, **_: asked.append(address) or connection
    )  # fmt: skip
    for address in ("tcp://there:8786", "inproc://there/1"):
        found = Distributed()
        with cluster._client(found, address):
            pass
        ((kind, given, named),) = found.begun
        assert (kind, given, named["set_as_default"]) == ("client", (address,), False)
        assert found.ended == ["client"]
    assert asked == [("127.0.0.1", 8786), "closed"]
