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
    monkeypatch.setattr(whole_files, "_locked", lambda stream: asked.append(stream))
    assert locked(tmp_path / "l") is None
    assert len(asked) == 2 * TRIES
    assert asked[-1].closed
    assert 0 < sum(slept) < 1


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
