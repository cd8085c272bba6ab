"""What can be computed again: a file of it is whole or not there, in the folder that the system has for such."""

import runpy
from pathlib import Path

import pytest

import relode.cache_folder as cache_folder
from relode.cache_folder import written_whole


def test_a_file_is_there_once_it_is_whole_and_nothing_is_left_beside_it(tmp_path):
    at = tmp_path / "new" / "a.bin"
    for content in (b"first", b"second"):
        with written_whole(at) as stream:
            stream.write(content)
            assert not at.exists() or at.read_bytes() == b"first"
        assert at.read_bytes() == content
    with pytest.raises(TypeError), written_whole(at) as stream:
        stream.writelines([b"half", None])
    assert [(each.name, each.read_bytes()) for each in at.parent.iterdir()] == [("a.bin", b"second")]


@pytest.mark.parametrize(
    ("chosen", "folder"),
    [("/chosen", "/chosen/relode"), ("", "/home/a/.cache/relode"), (None, "/home/a/.cache/relode")],
)
def test_the_folder_is_the_one_that_was_chosen_or_that_of_the_home(monkeypatch, chosen, folder):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/a"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if chosen is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", chosen)
    assert runpy.run_path(cache_folder.__file__)["CACHE"] == Path(folder)
