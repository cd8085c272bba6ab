"""Paths of all places on disk: the same to the bit, found again by a later server, never of other futures."""

import logging
from dataclasses import replace

import jax
import numpy as np
import pytest

from relode.model import results
from relode.model.futures import IDIOSYNCRATIC
from relode.places import find
from relode.plan.simulations.what_if import asked
from relode.plan.simulations.what_if import ground as grounded
from relode.web.what_if import filed_paths
from relode.web.what_if.filed_paths import FiledPaths, drop_old, file_names, kept_paths, on_disk
from relode.web.what_if.simulator import Simulator


def equal(run, other):
    """Whether two runs have the same quantities, to the bit."""
    return run.keys() == other.keys() and all(np.array_equal(run[name], other[name]) for name in run)


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["hegang", "beijing"])
def test_a_city_whose_world_lies_on_disk_is_the_same_to_the_bit(ground, slug):
    kept = on_disk(ground)
    place = find(slug)
    assert equal(asked(kept, place).nothing, asked(ground, place).nothing)
    series = [getattr(kept.futures.exogenous, name) for name in IDIOSYNCRATIC]
    assert not any(hasattr(part, "nbytes") for part in (*vars(kept.stored).values(), *series))


@pytest.mark.slow
def test_a_shock_over_a_world_that_lies_on_disk_is_the_same_to_the_bit(ground):
    kept, struck = on_disk(ground), grounded(ground.futures.world, "price_fall@2027", ground)
    again = grounded(kept.futures.world, "price_fall@2027", kept)
    for part in vars(struck.stored):
        assert np.array_equal(getattr(again.stored, part), getattr(struck.stored, part))
    hegang = find("hegang")
    assert equal(asked(on_disk(again), hegang).nothing, asked(struck, hegang).nothing)


def test_a_later_server_finds_the_paths_and_computes_none(ground, tmp_path, monkeypatch):
    on_disk(ground, tmp_path)
    monkeypatch.setattr(results, "stored_paths", lambda _: pytest.fail("computed"))
    assert isinstance(Simulator(kept=tmp_path)._paths(ground.futures).stored_pull, FiledPaths)
    found = kept_paths(ground.futures, tmp_path)
    for name, part in vars(ground.stored).items():
        assert isinstance(getattr(found, name), FiledPaths)
        assert np.array_equal(getattr(found, name), part)
    hegang = find("hegang")
    assert equal(asked(replace(ground, stored=found), hegang).nothing, asked(ground, hegang).nothing)


def test_futures_whose_series_lie_on_disk_have_the_same_files(ground, tmp_path):
    names = file_names(on_disk(ground, tmp_path).futures, tmp_path)
    assert names == file_names(ground.futures, tmp_path)
    assert all(file.exists() for file in names.values())


@pytest.mark.parametrize("part", ["observed", "params", "exogenous"])
def test_other_numbers_have_other_files(ground, tmp_path, part):
    moved = jax.tree.map(lambda x: np.nextafter(np.asarray(x, float), np.inf), getattr(ground.futures, part))
    other = replace(ground.futures, **{part: moved})
    assert not set(file_names(other, tmp_path).values()) & set(file_names(ground.futures, tmp_path).values())


def test_another_program_has_other_files(ground, tmp_path, monkeypatch):
    before = set(file_names(ground.futures, tmp_path).values())
    monkeypatch.setattr(filed_paths, "version", lambda _: "0")
    filed_paths.program.cache_clear()
    try:
        assert not before & set(file_names(ground.futures, tmp_path).values())
    finally:
        filed_paths.program.cache_clear()


@pytest.mark.parametrize("damage", [b"", b"no paths", None])
def test_a_damaged_file_is_computed_again(ground, tmp_path, monkeypatch, damage):
    on_disk(ground, tmp_path)
    file = file_names(ground.futures, tmp_path)["stored_push"]
    file.write_bytes(file.read_bytes()[:-8] if damage is None else damage)
    monkeypatch.setattr(results, "stored_paths", lambda _: "computed")
    assert Simulator(kept=tmp_path)._paths(ground.futures) == "computed"


def test_a_folder_that_cannot_be_written_is_told_and_the_simulator_answers(ground, tmp_path, caplog):
    nowhere = tmp_path / "a file"
    nowhere.write_text("")
    with caplog.at_level(logging.WARNING):
        made = on_disk(ground, nowhere / "paths")
    assert str(nowhere) in caplog.text
    assert np.array_equal(made.stored.stored_pull, ground.stored.stored_pull)


def test_files_that_were_not_used_for_longest_go(tmp_path, monkeypatch):
    monkeypatch.setattr(filed_paths, "MOST_KEPT", 2)
    for number in range(4):
        file = tmp_path / f"{number}.npy"
        file.touch()
        filed_paths.os.utime(file, (number, number))
    drop_old(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2.npy", "3.npy"]
    drop_old(tmp_path / "none")
    drop_old(None)
