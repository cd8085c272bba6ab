"""A panel left for the next process is the one that was built, and one that is not whole is built again."""

import sys

import numpy as np
import pytest

from relode.facts import text
from relode.panel import load, packed
from relode.panel.load import LONG_TABLES, WIDE_TABLES

DAMAGES = {
    "half of it": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "a bit turned": lambda file: file.write_bytes(_turned(file.read_bytes())),
    "empty": lambda file: file.write_bytes(b""),
    "another file": lambda file: np.savez(file, here=np.zeros(1, np.int32)),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


def _turned(content):
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "FOLDER", tmp_path / "panel")
    return tmp_path / "panel"


def test_the_second_panel_is_read_and_equals_the_first(folder, monkeypatch):
    built = load()
    [file] = folder.iterdir()
    monkeypatch.setattr(sys.modules[load.__module__], "_put", None)  # nothing is built a second time
    read = load()
    assert read.identical(built)
    assert [*folder.iterdir()] == [file]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_not_whole_is_built_again(folder, damage):
    built = load()
    [file] = folder.iterdir()
    damage(file)
    assert load().identical(built)


def test_another_text_of_a_table_or_another_program_has_another_file(monkeypatch):
    first = packed.file_of(["a", "b"])
    assert first == packed.file_of(["a", "b"])
    assert len({first, packed.file_of(["ab", ""]), packed.file_of(["a", "c"])}) == 3
    monkeypatch.setattr(packed, "_program", lambda: b"another")
    assert packed.file_of(["a", "b"]) != first


def test_an_older_one_goes_and_a_folder_that_cannot_be_is_passed_over(folder, tmp_path, monkeypatch):
    folder.mkdir()
    (folder / "old.npz").write_bytes(b"")
    built = load()
    assert [file.name for file in folder.iterdir()] == [packed.file_of(_texts()).name]
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(packed, "FOLDER", tmp_path / "file" / "panel")
    assert load().identical(built)


def _texts():
    return [text(table) for table in (*LONG_TABLES, *WIDE_TABLES, "added_flags")]
