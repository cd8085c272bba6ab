"""A run of many futures whose parts are made by hand: its folder, what is told, what is kept, and what is damaged."""

import errno
import json
from types import SimpleNamespace

import numpy as np
import pytest
import zarr

from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import say
from relode.model.streamed_quantiles import sketched
from relode.plan.simulations.ensemble import NAMES, NOTHING, RUN, Cost, EnsembleRequest
from relode.record import schema
from relode.runs import ensemble_parts, ensemble_runs, run_folder, whole_files
from relode.runs.ensemble_parts import PATHS, STREAMED, DoneParts, all_parts, keep_paths, kept_of, opened_store, packed
from relode.runs.ensemble_runs import EnsembleProgress

REQUEST = EnsembleRequest(city="hegang", futures=1100, years=1)
"""Three parts: 512, 512 and 76."""


def sketch(*values):
    return sketched(np.array(values, float)[:, None])


@pytest.mark.parametrize(
    ("total", "lines"),
    [
        # Parts come every six seconds after the first: what is left is 6 s each.
        (1000, [(10, 99), (100, 90), (200, 80), (300, 70), (400, 60), (500, 50), (600, 40), (700, 30), (800, 20),
                (900, 10), (1000, 0)]),
        (130, [(10, 12), (100, 3), (130, 0)]),
        (3, [(3, 0)]),
        (1, [(1, 0)]),
    ],
)  # fmt: skip
def test_in_a_log_the_tenth_every_hundredth_and_the_last_part_are_told(monkeypatch, capsys, total, lines):
    clock = [0.0]
    monkeypatch.setattr(ensemble_runs.time, "monotonic", lambda: clock[0])
    tell = EnsembleProgress("en")
    tell("workers", 3, total)
    for done in range(1, total + 1):
        clock[0] = 100.0 + 6 * done
        tell("chunks", done, total)
    said = [say("ensemble.progress", "en", done=done, total=total, minutes=minutes) for done, minutes in lines]
    assert capsys.readouterr().err.splitlines() == said


def test_on_a_terminal_the_line_ends_with_the_last_part(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    tell = EnsembleProgress("en")
    tell("chunks", 2, 3)
    assert not capsys.readouterr().err.endswith("\n")
    tell("chunks", 3, 3)
    assert capsys.readouterr().err.endswith("\n")


def test_what_begins_and_what_was_stopped_is_told_with_its_figures(capsys, tmp_path):
    tell = EnsembleProgress("en")
    tell.begins(7, Cost(fewest=3, most=5, memory=9))
    tell.stopped(tmp_path, REQUEST)
    assert capsys.readouterr().err == (
        say("ensemble.begins", "en", parts=7, part=512, fewest=3, most=5, memory=9)
        + f"\n\n{say('ensemble.stopped', 'en', city='hegang', run=tmp_path)}\n"
    )


@pytest.fixture
def made(monkeypatch, tmp_path):
    """A run whose parts are made at once; what it told, and what it was asked."""
    told, asked = [], []
    tell = SimpleNamespace(
        begins=lambda *given: told.append(("begins", *given)), stopped=lambda *given: told.append(("stopped", *given))
    )
    opened = SimpleNamespace(position=lambda code: asked.append(code))
    monkeypatch.setattr(ensemble_runs, "load", lambda: None)
    monkeypatch.setattr(ensemble_runs, "world", lambda _: opened)
    monkeypatch.setattr(ensemble_runs, "Ensemble", lambda *given: given)
    answer = SimpleNamespace(record=lambda: {"futures": 1100})
    monkeypatch.setattr(ensemble_runs, "ensemble_answer", lambda _: answer)
    monkeypatch.setattr(ensemble_runs, "all_parts", lambda *given: asked.append(given) or {"run": 1})

    def run(request=REQUEST, resume=None, scheduler=None):
        return ensemble_runs.run(request, tmp_path / "runs", resume, tell, scheduler)

    return run, told, asked, opened, tell


def test_a_run_leaves_its_manifest_and_record_and_tells_what_is_left_to_do(made):
    run, told, asked, opened, tell = made
    found, folder = run(scheduler="local:2")
    assert found == (opened, REQUEST, {"run": 1})
    assert asked == ["230400", (REQUEST, folder, tell, "local:2")]
    # Three parts on two workers: two of them start for 20 to 60 s, and each part takes 1.3 to 5.3 s.
    assert told == [("begins", 3, Cost(fewest=1, most=3, memory=1530))]
    about = run_folder.read_manifest(folder, ("ensemble",))
    assert folder.name.startswith("ensemble-hegang-")
    assert (about["command"], about["settings"], about["seed"]) == ("ensemble", REQUEST.record(), 1)
    assert about["finished"] >= about["started"]
    written = json.loads((folder / "ensemble.json").read_text(encoding="utf-8"))
    assert written == {"schema": schema("ensemble"), "futures": 1100}
    about["finished"] = None
    whole_files.write_json(folder / "manifest.json", about)
    done = DoneParts(np.zeros(3, dtype=bool), {}).with_part(1, {NOTHING: sketch(1, 2)})
    done.save(folder)
    _, again = run(EnsembleRequest(city="hegang"), resume=folder)
    assert again == folder
    assert asked[-1] == (REQUEST, folder, tell, None)
    assert told[-1][1] == 2
    assert run_folder.read_manifest(folder, ("ensemble",))["finished"] is not None


def test_a_run_that_is_interrupted_says_how_to_go_on_and_is_not_finished(made, monkeypatch):
    run, told, _, _, _ = made

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(ensemble_runs, "all_parts", stopped)
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 130
    (_, folder, request) = told[-1]
    assert (told[-1][0], request) == ("stopped", REQUEST)
    assert run_folder.read_manifest(folder, ("ensemble",))["finished"] is None
    assert not (folder / "ensemble.json").exists()


def test_what_cannot_be_gone_on_with_is_refused(made, tmp_path):
    run, *_ = made

    def refused(*given, **named):
        with pytest.raises(RelodeError) as caught:
            run(*given, **named)
        return caught.value.key

    assert refused(EnsembleRequest(city="hegang")) == "ensemble.nothing_asked"
    assert refused(resume=tmp_path / "none") == "ensemble.not_a_run"
    about = {"command": "ensemble", "settings": REQUEST.record(), "data_fingerprint": "0"}
    (tmp_path / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    assert refused(resume=tmp_path) == "ensemble.other_facts"
    about["data_fingerprint"] = fingerprint()
    (tmp_path / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    assert refused(EnsembleRequest(city="hegang", years=2), resume=tmp_path) == "ensemble.other_settings"
    with whole_files.held(tmp_path):
        assert refused(resume=tmp_path) == "run_in_use"


def test_parts_that_are_not_done_are_made_in_their_order_and_each_is_kept_at_once(monkeypatch, tmp_path):
    DoneParts(np.zeros(3, dtype=bool), {}).with_part(1, {NOTHING: sketch(5)}).save(tmp_path)
    made, told = [], []

    def part(settings, number):
        made.append((settings, number, kept_of(tmp_path, REQUEST).done.tolist()))
        return packed({NOTHING: sketch(number, number + 1)}, np.asarray(number))

    monkeypatch.setattr(ensemble_parts, "made_part", part)
    found = all_parts(REQUEST, tmp_path, lambda *step: told.append(step), None)
    settings = REQUEST.record()
    assert made == [(settings, 0, [False, True, False]), (settings, 2, [True, True, False])]
    assert told == [("chunks", 1, 2), ("chunks", 2, 2)]
    assert found[NOTHING].count == 5  # one that was there, and twice two
    kept = kept_of(tmp_path, REQUEST)
    assert kept.done.tolist() == [True, True, True]
    assert kept.sketches[NOTHING].counts.tolist() == found[NOTHING].counts.tolist()
    assert not (tmp_path / PATHS).exists()


def test_on_a_cluster_the_same_parts_are_given_out(monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr(ensemble_parts, "done_on", lambda *asked: given.append(asked))
    monkeypatch.setattr(ensemble_parts, "made_part", lambda settings, number: (settings, number))
    assert all_parts(REQUEST, tmp_path, "tell", "tcp://there") == {}
    ((scheduler, work, left, _, tell),) = given
    assert (scheduler, left, tell) == ("tcp://there", [0, 1, 2], "tell")
    assert work(2) == (REQUEST.record(), 2)


def test_all_paths_of_a_part_are_kept_beside_its_counts(monkeypatch, tmp_path):
    request = EnsembleRequest(city="hegang", futures=3, years=1, paths=True)
    values = np.arange(3 * len(NAMES) * 2, dtype=float).reshape(3, len(NAMES), 2)
    monkeypatch.setattr(
        ensemble_parts, "made_part", lambda *_: packed({NOTHING: sketch(1)}, np.asarray(0), {NOTHING: values})
    )
    all_parts(request, tmp_path, lambda *_: None, None)
    assert np.array_equal(zarr.open_array(tmp_path / PATHS, path=NOTHING)[:], np.moveaxis(values, 0, 1))


@pytest.mark.parametrize("parts", [2, 4])
def test_counts_of_another_number_of_parts_or_a_case_without_values_are_damaged(tmp_path, parts):
    whole = DoneParts(np.zeros(parts, dtype=bool), {}).with_part(1, {RUN: sketch(1, 2), NOTHING: sketch(3)})
    whole.save(tmp_path)
    with pytest.raises(RelodeError, match=STREAMED):
        kept_of(tmp_path, REQUEST)
    none = sketch(3)
    none.counts[:] = 0
    DoneParts(np.ones(3, dtype=bool), {RUN: sketch(1, 2), NOTHING: none}).save(tmp_path)
    with pytest.raises(RelodeError) as caught:
        kept_of(tmp_path, REQUEST)
    path = tmp_path / STREAMED
    assert (caught.value.values["path"], caught.value.values["remove"]) == (path, path)


def test_a_chunk_that_has_changed_is_noticed_when_it_is_read(tmp_path):
    """Its last bytes are those of the sum over it."""
    request = EnsembleRequest(city="hegang", futures=40, years=1, paths=True)
    arrays = opened_store(tmp_path, request, np.zeros(1, dtype=bool), tmp_path / STREAMED)
    assert list(arrays) == [NOTHING]
    keep_paths(tmp_path, arrays, 0, {NOTHING: np.random.default_rng(1).random((40, len(NAMES), 2))})
    chunk = tmp_path / PATHS / NOTHING / "c" / "0" / "0" / "0"
    content = chunk.read_bytes()
    chunk.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(RuntimeError, match="checksum"):
        zarr.open_array(tmp_path / PATHS, path=NOTHING)[:]


class Full:
    """An array on a disk that takes no more."""

    def __init__(self, error):
        self.error = error

    def __setitem__(self, at, values):
        raise self.error


def test_a_disk_that_is_full_is_told_in_the_words_of_the_system(tmp_path, monkeypatch):
    values = {NOTHING: np.zeros((1, len(NAMES), 2))}
    full, broken = OSError(errno.ENOSPC, "No space left on device"), OSError("broken")
    for error, reason in ((full, "No space left on device"), (broken, broken)):
        with pytest.raises(RelodeError) as caught:
            keep_paths(tmp_path, {NOTHING: Full(error)}, 0, values)
        assert (caught.value.key, caught.value.values) == ("unwritable_folder", {"folder": tmp_path, "reason": reason})

        def fails(*_, error=error, **__):
            raise error

        monkeypatch.setattr(ensemble_parts.zarr, "open_group", fails)
        with pytest.raises(RelodeError) as caught:
            opened_store(tmp_path, REQUEST, np.zeros(3, dtype=bool), tmp_path / STREAMED)
        assert (caught.value.key, caught.value.values) == ("unwritable_folder", {"folder": tmp_path, "reason": reason})
