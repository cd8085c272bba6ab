"""One city in many futures: what is asked, the same bits however the parts come, and a run that is killed goes on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.model.opening.opening_world import world
from relode.model.results import levers_of, stored_paths, system
from relode.model.streamed_quantiles import ERROR, sketched
from relode.panel import load
from relode.plan.simulations import ensemble
from relode.plan.simulations.ensemble import (
    NOTHING,
    RUN,
    Ensemble,
    EnsembleRequest,
    cost_of_parts,
    ensemble_answer,
    paths_of,
    seed_of,
    sketches_of,
)
from relode.runs import cluster, ensemble_runs
from relode.runs.ensemble_parts import (
    PATHS,
    STREAMED,
    DoneParts,
    all_parts,
    bytes_kept,
    keep_paths,
    kept_of,
    opened_store,
)
from relode.runs.whole_files import check_room

ASKED = {"city": "hegang", "futures": 1100, "years": 5, "paths": True}
POLICY = """
name = "more"
title_en = "more"
title_zh = "more"
description_en = "more"
description_zh = "more"
[[steps]]
lever = "schooling_spending"
from = 2022
until = 2025
value = 0.01
"""


def test_parts_have_seeds_of_their_own():
    seeds = [seed_of(seed, number) for seed in (1, 2) for number in range(1000)]
    assert len(set(seeds)) == 2000
    assert EnsembleRequest(city="hegang", futures=1024).parts == 2
    assert EnsembleRequest(city="hegang", futures=1025).parts == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("hegang",), ["--futures", "1000000"]),
        (("hegang", "--futures", "0"), ["0", "--futures"]),
        (("hegang", "--futures", "10", "--years", "51"), ["51", "--years"]),
        (("hegang", "--futures", "10", "--policy", "nosuch"), ["nosuch"]),
        (("nosuch", "--futures", "10"), ["nosuch"]),
        (("hegang", "--resume", "nowhere"), ["nowhere", "relode ensemble"]),
        (("hegang", "--futures", "10", "--scheduler", "local:0"), ["local:0"]),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_written(relode, tmp_path, arguments, words):
    done = relode("ensemble", *arguments)
    assert done.returncode == 2
    assert all(word in done.stderr for word in words), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_it_takes_is_told_before_it_starts(capsys):
    """By hand, 1,954 parts on two workers.

    Fewest: 2 x 20 + 1,954 x 1.3 = 2,580.2 s, 44 minutes. Most: 2 x 60 + 1,954 x 5.3 = 10,476.2 s, 175.
    """
    ensemble_runs.EnsembleProgress("en").begins(1954, cost_of_parts(1954, 2))
    said = capsys.readouterr().err
    assert said.startswith("1954 parts of 512 futures to run: about 44 to 175 minutes of processor time, 1530 MB")
    assert (cost_of_parts(1, 2).fewest, cost_of_parts(1, 2).most) == (1, 2)  # 21.3 and 65.3 s: one worker is used


def test_the_time_that_is_left_is_told_by_parts_after_the_first(monkeypatch, capsys):
    """By hand: the first part comes after 100 s of compiling, every further one 6 s later; 90 of 100 are left."""
    clock = iter([0.0, *(100.0 + 6 * part for part in range(10))])
    monkeypatch.setattr(ensemble_runs.time, "monotonic", lambda: next(clock))
    tell = ensemble_runs.EnsembleProgress("en")
    for done in range(1, 11):
        tell("chunks", done, 100)
    assert capsys.readouterr().err == "parts done: 10 of 100, about 9 minutes left\n"


def test_other_settings_than_those_of_the_run_and_a_damaged_run_are_told(tmp_path):
    request = EnsembleRequest(**ASKED)
    about = {"command": "ensemble", "settings": request.record(), "data_fingerprint": ensemble_runs.fingerprint()}
    (tmp_path / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(RelodeError, match="futures = 1100"):
        ensemble_runs.run(
            EnsembleRequest(city="hegang", futures=7), tmp_path, tmp_path, ensemble_runs.EnsembleProgress("en")
        )
    (tmp_path / STREAMED).write_bytes(b"short")
    with pytest.raises(RelodeError, match=STREAMED):
        kept_of(tmp_path, request)


def test_parts_that_are_done_are_read_as_they_were_written_and_none_without_a_value(tmp_path):
    request = EnsembleRequest(**ASKED)
    done = DoneParts(np.zeros(request.parts, dtype=bool), {}).with_part(
        1, {RUN: sketched(np.arange(8.0).reshape(4, 2))}
    )
    done.save(tmp_path)
    found = kept_of(tmp_path, request)
    assert found.done.tolist() == [part == 1 for part in range(request.parts)]
    assert found.sketches[RUN].counts.tolist() == done.sketches[RUN].counts.tolist()
    empty = replace(done.sketches[RUN], counts=np.zeros_like(done.sketches[RUN].counts))
    replace(done, sketches={RUN: empty}).save(tmp_path)
    with pytest.raises(RelodeError, match=STREAMED):
        kept_of(tmp_path, request)


@pytest.fixture(scope="module")
def opened():
    return world(load())


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The run that one process makes and nobody disturbs: three parts."""
    return ensemble_runs.run(
        EnsembleRequest(**ASKED), tmp_path_factory.mktemp("one"), None, ensemble_runs.EnsembleProgress("en")
    )[1]


@pytest.mark.slow
def test_bands_are_those_of_all_futures_within_the_error_that_is_said(opened, monkeypatch):
    """Two parts of 32 futures, with a policy: quantiles of the 64 values that went into the counts.

    The test of 32 bits runs the same programs, in as many years as a plan: others run that of the whole system too.
    """
    monkeypatch.setattr(ensemble, "PART", 32)
    seen, sketched = [], ensemble.sketched
    monkeypatch.setattr(ensemble, "sketched", lambda values: seen.append(values) or sketched(values))
    request = EnsembleRequest(city="hegang", futures=64, years=15, policy=POLICY)
    kept = DoneParts(np.zeros(2, dtype=bool), {})
    for number in (1, 0):
        kept = kept.with_part(number, sketches_of(paths_of(opened, request, number)))
    assert kept.done.all()
    nothing, run = (np.concatenate(seen[first::2]) for first in (0, 1))
    assert not np.array_equal(nothing, run)
    found = Ensemble(opened, request, kept.sketches)
    for bands, values in ((found.without, nothing), (found.bands, run)):
        for at, name in enumerate(ensemble.NAMES):
            exact = np.quantile(values[:, at], list(ensemble.BANDS.values()), axis=0, method="lower")
            assert (np.abs(bands[name].to_numpy() - exact) <= ERROR * np.abs(exact) * (1 + 1e-9)).all(), name
    answer = ensemble_answer(found).record()
    assert (answer["start"], answer["years"], answer["futures"]) == (2020, list(range(2020, 2036)), 64)
    assert answer["policy"] == "more"
    told = [answer[case]["budget_expenditure"]["median"] for case in ("quantities", "do_nothing")]
    assert told[0] != told[1]
    assert {NOTHING, RUN} == kept.sketches.keys()


@pytest.mark.slow
def test_a_city_beside_paths_in_32_bits_is_that_of_the_whole_system_within_the_error_that_is_said(opened):
    """With a policy and without: quantiles of every quantity, far nearer than the width of a bin."""
    drawn, at = ensemble.draw_futures(opened, 32, 15, 1, known=True), opened.position("230400")
    around = ensemble.stored_paths(drawn, codes=("230400",), dtype=np.float32)
    exact = stored_paths(drawn, codes=("230400",))
    for name in ("stored_pull", "stored_push"):
        assert getattr(around, name).dtype == np.float64
        assert not np.array_equal(getattr(around, name), getattr(exact, name))
        np.testing.assert_allclose(getattr(around, name), getattr(exact, name), rtol=1e-4)
    own = ensemble.OneCity(ensemble.alone(drawn, "230400"), around)
    schooling = {"schooling_spending": np.where(np.arange(16) > 1, 0.01, 0.0)}
    for doses in ({}, schooling):
        levers = levers_of(doses, 16, len(opened.codes), at)
        whole = system(drawn, ensemble.NAMES, levers, only="230400").table
        here = ensemble.of_one_city(own, doses, ensemble.NAMES)
        for name in ensemble.NAMES:
            found, wanted = (np.quantile(each[name], [0.05, 0.5, 0.95], axis=0) for each in (here, whole))
            np.testing.assert_allclose(found, wanted, rtol=ERROR / 10, atol=1e-9, err_msg=name)


def stored(run):
    """Path below the store of all paths -> bytes."""
    folder = run / PATHS
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_paths_of_all_futures_are_those_that_were_counted(alone):
    """Quantiles of 1,100 stored paths beside those of the counts."""
    answer = json.loads((alone / "ensemble.json").read_text(encoding="utf-8"))
    with xr.open_zarr(alone / PATHS, consolidated=False) as store:
        paths = store["nothing"].to_numpy()
        names = store["nothing"].attrs["quantity"]
    assert paths.shape == (len(ensemble.NAMES), 1100, 6)
    assert np.isfinite(paths).all()
    for name, bands in answer["quantities"].items():
        exact = np.quantile(paths[names.index(name)], ensemble.BANDS["median"], axis=0, method="lower")
        np.testing.assert_allclose(bands["median"], exact, rtol=ERROR + 1e-6, atol=1e-12, err_msg=name)


@pytest.fixture
def arrays(tmp_path):
    """A store for 700 futures of a year after the opening, with a policy: two parts of 512 and 188."""
    request = EnsembleRequest(city="hegang", futures=700, years=1, policy=POLICY, paths=True)
    return request, opened_store(tmp_path, request, np.zeros(2, dtype=bool), tmp_path / STREAMED)


def test_a_part_stands_at_its_futures_with_labels_and_what_is_not_done_is_no_number(tmp_path, arrays):
    asked, found = arrays
    values = np.random.default_rng(1).random((188, len(ensemble.NAMES), 2))
    keep_paths(tmp_path, found, 1, {RUN: values, NOTHING: 2 * values})
    with xr.open_zarr(tmp_path / PATHS, consolidated=False) as store:
        assert set(store) == {RUN, NOTHING}
        array = store[NOTHING].transpose("future", "quantity", "year").to_numpy()
        about = store[NOTHING].attrs
    assert np.array_equal(array[512:], (2 * values).astype(np.float32))
    assert np.isnan(array[:512]).all()
    assert about["year"] == [2020, 2021]
    assert dict(zip(about["quantity"], about["unit"], strict=True))["population"] == "persons"
    done = np.array([False, True])
    assert opened_store(tmp_path, asked, done, tmp_path / STREAMED).keys() == found.keys()
    (tmp_path / PATHS / RUN / "c" / "0" / "1" / "0").unlink()
    with pytest.raises(RelodeError) as caught:
        opened_store(tmp_path, asked, done, tmp_path / STREAMED)
    assert caught.value.key == "damaged_part"
    assert f"Delete {tmp_path / STREAMED}" in caught.value.say("en")


def test_a_disk_without_room_for_all_paths_is_told_before_anything_runs(tmp_path, monkeypatch):
    """By hand: 24 quantities of 1,000,000 futures and 16 years, twice, in 4 bytes: 3,072 MB."""
    assert len(ensemble.NAMES) == 24
    asked = {"city": "hegang", "futures": 1_000_000, "years": 15, "policy": POLICY, "paths": True}
    for free, is_enough in ((3_072_000_000, True), (3_071_999_999, False)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: shutil._ntuple_diskusage(free, 0, free))
        with nullcontext() if is_enough else pytest.raises(RelodeError, match="keeps about 3072 MB"):
            check_room(tmp_path, bytes_kept(EnsembleRequest(**asked)))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, 0))
    with pytest.raises(RelodeError, match="0 MB left"):
        ensemble_runs.run(EnsembleRequest(**asked), tmp_path, None, ensemble_runs.EnsembleProgress("en"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_part_by_part_to_the_same_bits(alone, tmp_path):
    command = [sys.executable, "-m", "relode", "ensemble", "hegang", "--output", str(tmp_path)]
    asked = ["--futures", "1100", "--years", "5", "--paths"]
    process = subprocess.Popen([*command, *asked], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 300
    while not list(tmp_path.glob(f"*/{STREAMED}")) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    (run,) = tmp_path.iterdir()
    assert 1 <= kept_of(run, EnsembleRequest(**ASKED)).done.sum() < 3
    assert not (run / "ensemble.json").exists()
    ensemble_runs.run(EnsembleRequest(city="hegang"), tmp_path, run, ensemble_runs.EnsembleProgress("en"))
    for name in (STREAMED, "ensemble.json"):
        assert (run / name).read_bytes() == (alone / name).read_bytes()
    assert stored(run) == stored(alone)


@pytest.mark.slow
def test_two_workers_give_the_bits_of_one_process_and_a_stop_is_gone_on_with(alone, tmp_path):
    """This process is stopped after the first part: it has compiled what the two workers run that make the others."""
    request = EnsembleRequest(**ASKED)

    def stop(what, done, _):
        if (what, done) == ("chunks", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        all_parts(request, tmp_path, stop, None)
    assert kept_of(tmp_path, request).done.sum() == 1
    all_parts(request, tmp_path, lambda *_: None, "local:2")
    assert (tmp_path / STREAMED).read_bytes() == (alone / STREAMED).read_bytes()
    assert stored(tmp_path) == stored(alone)


@pytest.mark.filterwarnings("ignore")  # of connections that are closed late
def test_work_is_given_out_a_little_at_a_time_and_an_error_of_a_worker_says_the_same(monkeypatch):
    """No more than two chunks for each worker are out; the error comes back as the worker raised it."""
    import distributed

    most = []

    class Counting(distributed.Client):
        def submit(self, *arguments, **settings):
            most.append(len(self.futures))
            return super().submit(*arguments, **settings)

    monkeypatch.setattr(cluster, "ONE_THREAD", {})
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", silence_logs=50
    ) as one:
        monkeypatch.setattr(distributed, "Client", Counting)
        kept = []
        cluster.done_on(one.scheduler_address, abs, [-3, -2, -1, 0, 1], kept.append, lambda *_: None)
        assert sorted(kept) == [0, 1, 1, 2, 3]
        assert max(most) <= 2  # the one that came back and the next
        with pytest.raises(RelodeError) as caught:
            cluster.done_on(one.scheduler_address, refused, [7], kept.append, lambda *_: None)
    assert caught.value.say("zh") == RelodeError("simulate.bad_years", years=7, longest=50).say("zh")


def refused(years):
    raise RelodeError("simulate.bad_years", years=years, longest=50)
