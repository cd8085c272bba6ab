"""A panel left for the next process is the one that was built, and one that is not whole is built again."""

from pathlib import Path
from shutil import copy2

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


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A panel that was built, and what was left of it."""
    folder = tmp_path_factory.mktemp("panel")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "FOLDER", folder)
        panel = load()
    [file] = folder.iterdir()
    return panel, file


@pytest.fixture
def left(built, folder):
    """A copy of what was left, where it is looked for."""
    folder.mkdir()
    return Path(copy2(built[1], folder))


def test_the_second_panel_is_read_and_equals_the_first(built, left, folder):
    assert load().identical(built[0])
    assert [*folder.iterdir()] == [left]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_not_whole_is_not_read(built, left, damage):
    panel = built[0].copy(deep=True)
    texts = {name: packed.TextGrid(panel["value"].shape) for name in packed.TEXTS}
    assert packed.fill(panel, texts, left)
    damage(left)
    assert not packed.fill(panel, texts, left)


@pytest.mark.slow
def test_what_is_not_read_is_built_again(built, left):
    DAMAGES["half of it"](left)
    assert load().identical(built[0])
    assert left.read_bytes() == built[1].read_bytes()


@pytest.mark.slow
def test_an_older_one_goes_and_a_folder_that_cannot_be_is_passed_over(built, folder, tmp_path, monkeypatch):
    folder.mkdir()
    (folder / "old.npz").write_bytes(b"")
    load()
    assert [file.name for file in folder.iterdir()] == [packed.file_of(_texts()).name]
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(packed, "FOLDER", tmp_path / "file" / "panel")
    assert load().identical(built[0])


def _texts():
    return [text(table) for table in (*LONG_TABLES, *WIDE_TABLES, "added_flags")]
