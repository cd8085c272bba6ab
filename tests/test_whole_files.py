"""Files and folders of runs by hand: what is read, what is refused, what is left behind where writing fails."""

import errno
import json
import os
import shutil
import stat

import pytest

from relode.errors import RelodeError
from relode.runs import whole_files
from relode.runs.whole_files import (
    HOLD,
    TRIES,
    check_room,
    held,
    is_held,
    locked,
    read_file,
    read_object,
    replace_bytes,
    replace_json,
    replace_text,
    whole_folder,
    write_compact,
    write_json,
)


def test_a_file_is_read_up_to_the_largest_size_and_not_beyond_it(tmp_path, monkeypatch):
    path = tmp_path / "f"
    path.write_bytes(b"x" * 100)
    assert read_file(path) == read_file(path, 100) == b"x" * 100
    with pytest.raises(OSError) as caught:  # noqa: PT011
        read_file(path, 99)
    assert caught.value.errno == errno.EFBIG
    true = os.fstat

    def grows(file):
        """What the system says of a file that another process writes on meanwhile."""
        about = list(true(file))
        return os.stat_result([*about[:6], 1, *about[7:10]])

    monkeypatch.setattr(os, "fstat", grows)
    assert len(read_file(path, 100)) == 100
    with pytest.raises(OSError) as caught:  # noqa: PT011
        read_file(path, 99)
    assert caught.value.errno == errno.EFBIG


def test_links_folders_and_pipes_are_no_files_of_a_run(tmp_path):
    (tmp_path / "f").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "f")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "folder", "pipe", "none"):
        with pytest.raises(OSError):  # noqa: PT011
            read_file(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    ["[1]", "1", "{", '{"a": NaN}', '{"a": Infinity}', '{"a": 1e999}', f'{{"a": {2**63}}}', f'{{"a": {-(2**63)}}}'],
)
def test_what_is_no_object_or_holds_a_number_beyond_64_bits_is_refused(tmp_path, text):
    path = tmp_path / "f.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError):  # noqa: PT011
        read_object(path)


def test_an_object_is_read_as_it_was_written(tmp_path):
    path, record = tmp_path / "f.json", {"schema": "a/1", "名": 2**63 - 1, "x": [1.5, None]}
    write_json(path, record)
    assert read_object(path) == record
    assert path.read_text(encoding="utf-8") == json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    size = path.stat().st_size
    assert read_object(path, size) == record
    with pytest.raises(OSError):  # noqa: PT011
        read_object(path, size - 1)
    write_compact(path, record)
    assert path.read_text(encoding="utf-8") == '{"schema":"a/1","名":9223372036854775807,"x":[1.5,null]}\n'


def test_a_record_without_schema_or_with_what_is_no_number_is_a_defect(tmp_path):
    for write in (write_json, write_compact, replace_json):
        for record in ({"a": 1}, {"schema": "a/1", "x": float("nan")}):
            with pytest.raises(ValueError):  # noqa: PT011
                write(tmp_path / "f.json", record)
    assert not (tmp_path / "f.json").exists()


def test_a_file_that_cannot_take_its_place_leaves_nothing_behind(tmp_path):
    target = tmp_path / "f.json"
    target.mkdir()
    (target / "old").touch()
    for write, content in ((replace_text, "x"), (replace_bytes, b"x"), (replace_json, {"schema": "a/1"})):
        with pytest.raises(RelodeError) as caught:
            write(target, content)
        assert caught.value.key == "unwritable_folder"
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["f.json", "old"]


def test_bytes_and_texts_replace_what_was_there(tmp_path):
    for write, content, said in ((replace_text, "新", "新"), (replace_bytes, b"b", "b")):
        for _ in range(2):
            write(tmp_path / "f", content)
            assert (tmp_path / "f").read_text(encoding="utf-8") == said
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


def test_a_folder_takes_its_place_whole_or_not_at_all(tmp_path):
    run = tmp_path / "runs" / "a"
    mask = os.umask(0o027)
    try:
        with whole_folder(run) as beside:
            (beside / "f").write_text("1", encoding="utf-8")
            assert not run.exists()
    finally:
        os.umask(mask)
    assert stat.S_IMODE(run.stat().st_mode) == 0o750
    with pytest.raises(KeyError), whole_folder(run):
        raise KeyError
    assert (run / "f").read_text(encoding="utf-8") == "1"
    with whole_folder(run) as beside:
        (beside / "g").touch()
    assert sorted(each.name for each in run.parent.rglob("*")) == ["a", "g"]
    (tmp_path / "file").touch()
    with pytest.raises(RelodeError) as caught, whole_folder(tmp_path / "file" / "a"):
        pass
    assert caught.value.key == "unwritable_folder"


def test_a_run_is_held_by_one_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(whole_files, "PAUSE", 0.0)
    assert not is_held(tmp_path)
    with held(tmp_path):
        assert is_held(tmp_path)
        assert locked(tmp_path / HOLD) is None
        with pytest.raises(RelodeError) as caught, held(tmp_path):
            pass
        assert caught.value.key == "run_in_use"
    assert not is_held(tmp_path)
    with pytest.raises(RelodeError) as caught, held(tmp_path / "none"):
        pass
    assert caught.value.key == "unwritable_folder"


def test_a_lock_is_asked_for_some_times_with_a_pause_between(tmp_path, monkeypatch):
    """Whoever only asks whether a run is held has its lock for a moment."""
    asked, slept = [], []
    monkeypatch.setattr(whole_files.time, "sleep", slept.append)
    monkeypatch.setattr(whole_files, "_locked", lambda stream: asked.append(stream) or len(asked) == TRIES)
    with locked(tmp_path / "l") as stream:
        assert not stream.closed
    assert (len(asked), len(slept)) == (TRIES, TRIES - 1)
    asked.clear()
    slept.clear()
    monkeypatch.setattr(whole_files, "_locked", lambda stream: asked.append(stream))
    assert locked(tmp_path / "l") is None
    assert len(asked) == 5
    assert asked[-1].closed
    assert sum(slept) == pytest.approx(0.1)  # a tenth of a second is enough for whoever only asks


def test_a_disk_with_just_enough_room_is_enough(tmp_path, monkeypatch):
    """In millions of bytes: what is free is told rounded down, what is needed rounded up."""
    asked = []

    def disk(folder):
        asked.append(folder)
        return shutil._ntuple_diskusage(0, 0, 2_999_999)

    monkeypatch.setattr(shutil, "disk_usage", disk)
    check_room(tmp_path / "not" / "yet", 2_999_999)
    assert asked == [tmp_path]
    with pytest.raises(RelodeError) as caught:
        check_room(tmp_path, 3_000_001)
    assert (caught.value.key, caught.value.values["free"], caught.value.values["needed"]) == ("full_folder", 2, 4)
    with pytest.raises(RelodeError):
        check_room(tmp_path, 3_000_000)


def test_files_of_64_and_records_of_2_million_bytes_are_read_and_no_larger_ones(tmp_path):
    path = tmp_path / "f"
    for read, largest in ((read_file, 64_000_000), (read_object, 2_000_000)):
        path.write_bytes(b'{"a": 1}')
        assert read(path)
        with path.open("r+b") as stream:
            stream.seek(0, os.SEEK_END)
            stream.write(b" " * 92)
            stream.truncate(largest + 1)
        with pytest.raises(OSError) as caught:  # noqa: PT011
            read(path)
        assert caught.value.errno == errno.EFBIG
    path.write_bytes(b'{"a": 1}'.ljust(2_000_000))
    assert read_object(path) == {"a": 1}
    with path.open("r+b") as stream:
        stream.truncate(64_000_000)
    assert len(read_file(path)) == 64_000_000


@pytest.mark.parametrize("mask", [0, 0o022, 0o027])
def test_folders_and_locks_are_open_to_whom_the_system_says(tmp_path, mask):
    before = os.umask(mask)
    try:
        with whole_folder(tmp_path / "run"):
            pass
        with held(tmp_path / "run"):
            pass
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o755 & ~mask
    assert stat.S_IMODE((tmp_path / "run" / HOLD).stat().st_mode) == 0o666 & ~mask


def refused(done, *given):
    with pytest.raises(RelodeError) as caught:
        done(*given)
    assert caught.value.key == "unwritable_folder"
    return caught.value.values


def opened(done, *given):
    with done(*given):
        pass


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), OSError("broken")])
def test_why_a_file_or_folder_cannot_be_written_is_told_in_the_words_of_the_system(tmp_path, monkeypatch, error):
    reason = "No space left on device" if error.strerror else error

    def fails(*_, **__):
        raise error

    path = tmp_path / "a"
    monkeypatch.setattr(whole_files.Path, "write_text", fails)
    assert refused(replace_text, path, "x") == {"folder": tmp_path, "reason": reason}
    monkeypatch.setattr(whole_files.Path, "write_bytes", fails)
    assert refused(replace_bytes, path, b"x") == {"folder": tmp_path, "reason": reason}
    monkeypatch.setattr(whole_files.tempfile, "mkdtemp", fails)
    assert refused(opened, whole_folder, path) == {"folder": tmp_path, "reason": reason}
    monkeypatch.setattr(os, "open", fails)
    assert refused(locked, path) == {"folder": tmp_path, "reason": reason}


def test_a_folder_whose_parents_are_missing_is_made_and_one_that_is_there_is_replaced_without_a_trace(tmp_path):
    run = tmp_path / "a" / "b" / "c"
    for name in ("one", "two"):
        with whole_folder(run) as beside:
            assert beside.parent == run.parent
            (beside / name).touch()
    assert [path.name for path in run.parent.iterdir()] == ["c"]
    assert [path.name for path in run.iterdir()] == ["two"]
    for write in (replace_text, replace_bytes):
        refused(write, tmp_path / "none" / "f", "x" if write is replace_text else b"x")
