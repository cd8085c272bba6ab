"""Work done on a dask cluster in chunks, each kept as it is done: the parts of an ensemble.

A run that lost its workers goes on where it was.
A worker is one core with one thread: sums are taken in one order, so any number of workers gives the same bits. The
processes of dask trust each other with serialised Python, so a scheduler is never to be open to strangers; what Relode
reads of a worker is JSON and an array without objects.
"""

import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from typing import Any

from relode.errors import RelodeError
from relode.facts import fingerprint

LOCAL = "local"
INSIDE = "inproc://"
"""How the address of a scheduler in this process begins: it has neither host nor port."""
ONE_THREAD = {
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JAX_CPU_ENABLE_ASYNC_DISPATCH": "false",
    "NPROC": "1",
}
"""What a worker must be started with, by whoever starts it."""
PATIENT = {
    "distributed.scheduler.worker-ttl": None,
    "distributed.comm.timeouts.connect": "10 minutes",
    "distributed.comm.timeouts.tcp": "10 minutes",
}
"""For a cluster of this machine: a process that does not answer is paused or waits for a core, and not lost."""
SECONDS_TO_CONNECT = 10
SECONDS_TO_LOOK, LOOKS = 120, 2
"""How often it is looked whether there are workers while none has anything to give, and how often in vain."""
OUT = 2
"""Chunks that are out for each worker: the one that it is at, and the next."""
SAME = ("relode", "jax", "jaxlib", "numpy")
"""Packages whose versions must be those of the workers: other versions give other last digits."""


def done_on(
    scheduler: str,
    work: Callable[[Any], Any],
    items: Sequence[Any],
    keep: Callable[[Any], None],
    tell: Callable[[str, int, int], None],
) -> None:
    """Have the `work` on each of `items` done on a cluster, and `keep` what comes back, whichever is first.

    `scheduler`: the address of a dask scheduler, `local` for one worker a core of this machine, `local:2` for two.
    `tell`: what, how many done, of how many.
    No more is out than keeps the workers busy, so what waits to be kept has bounded memory.
    Raises RelodeError where dask is not installed, for a scheduler that is not there or goes away, for workers with
    other versions or facts, and as the work does. What came back until then is kept.
    """
    distributed = _distributed()
    if not items:
        return
    try:
        with _client(distributed, scheduler) as client:
            workers = _checked(client, scheduler)
            tell("workers", workers, len(items))
            waiting, sent = iter(items), list[Any]()
            for done in range(1, len(items) + 1):
                room = OUT * max(workers, len(client.nthreads())) - len(sent)
                sent += [client.submit(work, item, pure=False) for item in islice(waiting, room)]
                future = _next(distributed, client, sent, scheduler)
                sent.remove(future)
                keep(future.result())
                tell("chunks", done, len(items))
    except (OSError, CancelledError, distributed.KilledWorker) as error:
        reason = str(error) or type(error).__name__
        raise RelodeError("cluster.scheduler_lost", scheduler=scheduler, reason=reason) from error


def _next(distributed: Any, client: Any, sent: list[Any], scheduler: str) -> Any:
    """The future that is done first. Raises RelodeError where no worker is left at two looks, one after the other."""
    looks = 0
    while True:
        try:
            return next(iter(distributed.as_completed(sent, loop=client.loop, timeout=SECONDS_TO_LOOK)))
        except TimeoutError:
            looks = 0 if client.scheduler_info()["workers"] else looks + 1
        if looks == LOOKS:
            raise RelodeError("cluster.workers_gone", scheduler=scheduler)


def ready(scheduler: str | None) -> int:
    """Workers that a run is going to have, asked before anything is written.

    Raises RelodeError where dask is not installed, for a scheduler that is not there, without workers or with workers
    of other versions or facts, and as `workers_of` does.
    """
    count = workers_of(scheduler)
    if scheduler is None:
        return count
    distributed = _distributed()
    if scheduler.partition(":")[0] == LOCAL:
        return count
    with _client(distributed, scheduler) as client:
        return _checked(client, scheduler)


def workers_of(scheduler: str | None) -> int:
    """Workers that a run is asked to have: 1 in this process, and where a cluster has to say it.

    Raises RelodeError for `local:` with no whole number from 1 on.
    """
    name, _, count = (scheduler or "").partition(":")
    if name != LOCAL:
        return 1
    if count and not (count.isdigit() and int(count) > 0):
        raise RelodeError("cluster.workers_counted", scheduler=scheduler)
    return int(count) if count else (os.cpu_count() or 1)


def _distributed() -> Any:
    if sys.modules.get("dask", ...) is None:  # hidden by the command line
        del sys.modules["dask"]
    try:
        import distributed
    except ImportError as error:
        raise RelodeError("cluster.no_distributed") from error
    return distributed


@contextmanager
def _client(distributed: Any, scheduler: str) -> Iterator[Any]:
    """A client of a cluster; a local one is started for it and ends with it."""
    if scheduler.partition(":")[0] != LOCAL:
        try:
            # Asked without dask first: its client has a thread to start before it can say that nobody is there.
            if not scheduler.startswith(INSIDE):
                address = distributed.comm.get_address_host_port(scheduler)
                socket.create_connection(address, timeout=SECONDS_TO_CONNECT).close()
            client = distributed.Client(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise RelodeError("cluster.no_scheduler", scheduler=scheduler, reason=error) from error
        with client:
            yield client
        return
    import dask

    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": ONE_THREAD, **PATIENT}),
        distributed.LocalCluster(
            n_workers=workers_of(scheduler),
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # without one dask takes port 8787 and warns where that is taken
            silence_logs=50,
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


def engine() -> dict[str, str]:
    """What results rest on in this process: versions of packages, and the fingerprint of the facts."""
    return {**{name: version(name) for name in SAME}, "facts": fingerprint()}


def _checked(client: Any, scheduler: str) -> int:
    """How many workers there are. Raises RelodeError where there is none, or where one has another engine."""
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
    except TimeoutError as error:
        raise RelodeError("cluster.no_workers", scheduler=scheduler) from error
    own, there = engine(), client.run(engine, on_error="ignore")  # one that dies now is started again
    differs = sorted(
        {f"{name} {each[name]} != {own[name]}" for each in there.values() for name in own if each[name] != own[name]}
    )
    if differs:
        raise RelodeError("cluster.other_engine", scheduler=scheduler, offenders=differs)
    if not there:
        raise RelodeError("cluster.no_workers", scheduler=scheduler)
    return len(there)
