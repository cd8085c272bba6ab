"""What an installation makes ready: the first server finds it; what cannot be kept is told before anything is made."""

import shutil
from collections import namedtuple

import pytest

from relode.errors import RelodeError
from relode.web.server import serve
from relode.web.what_if import filed_paths
from relode.web.what_if.filed_paths import are_kept, on_disk


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder that is not there yet."""
    monkeypatch.setattr(serve, "CACHE", tmp_path / "cache" / "relode")
    monkeypatch.setattr(serve, "KEPT", tmp_path / "cache" / "relode" / "paths")
    return tmp_path / "cache"


@pytest.fixture
def warmed(monkeypatch, ground):
    """A simulator that is ready at once; what it keeps on disk is up to the test."""

    class Warmed:
        keeps = True

        def __init__(self, kept, is_served, **_):
            assert not is_served
            self.kept, self.grounds = kept, {}

        def warm(self):
            self.grounds[""] = on_disk(ground, self.kept if Warmed.keeps else None)

    monkeypatch.setattr(serve, "Simulator", Warmed)
    return Warmed


@pytest.mark.usefixtures("warmed")
def test_what_is_kept_is_told(cache, capsys):
    serve.prepare("en")
    first, last = capsys.readouterr().err.splitlines()
    assert str(cache / "relode") in first
    assert last.startswith("Ready after")


def test_paths_that_were_not_kept_are_told(cache, warmed):
    warmed.keeps = False
    with pytest.raises(RelodeError, match="paths of all places are missing") as error:
        serve.prepare("en")
    assert str(cache / "relode" / "paths") in str(error.value)


@pytest.mark.parametrize("part", ["stored_pull", "stored_push"])
def test_a_missing_or_cut_path_is_not_kept(ground, tmp_path, part):
    on_disk(ground, tmp_path)
    assert are_kept(ground.futures, tmp_path)
    file = filed_paths.file_names(ground.futures, tmp_path)[part]
    file.write_bytes(file.read_bytes()[:-8])
    assert not are_kept(ground.futures, tmp_path)
    file.unlink()
    assert not are_kept(ground.futures, tmp_path)


@pytest.mark.usefixtures("warmed")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_full_disk_is_told_and_nothing_is_begun(cache, monkeypatch, language, capsys):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 12_000_000, 12_000_000))
    with pytest.raises(RelodeError) as error:
        serve.prepare(language)
    told = error.value.say(language)
    assert all(part in told for part in (str(cache), "12 MB", "300", "relode serve --prepare"))
    assert capsys.readouterr().err == ""
    assert not cache.exists()


@pytest.mark.usefixtures("warmed")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_begun(cache, language, capsys):
    cache.write_text("a file")
    with pytest.raises(RelodeError) as error:
        serve.prepare(language)
    told = error.value.say(language)
    assert all(part in told for part in (str(cache), "Not a directory", "XDG_CACHE_HOME"))
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_the_first_server_after_it_compiles_and_computes_nothing(served):
    """Nor for its first answer of a city with a policy."""
    assert len([name for name in served.before if name.startswith("jit_paths")]) == 2
    assert len([name for name in served.before if name.endswith(".npy")]) == 6
    assert served.warm == served.before
