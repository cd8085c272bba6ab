"""Wheels made for a test, and the build hook."""

import importlib.util
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_wheel():
    """Writes a wheel of the name given."""

    def tiny_wheel(folder, name="relode", more=""):
        """A wheel with a command `relode` that repeats what it is told, fails at `--prepare`, and nothing else."""
        path = folder / f"{name}-0.1.0-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            does = "print('here', *sys.argv[1:])\n    sys.exit(2 if '--prepare' in sys.argv else 0)"
            archive.writestr(f"{name}.py", f"import sys\n\ndef main():\n    {does}\n")
            about = f"{name}-0.1.0.dist-info"
            archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n{more}")
            archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{about}/entry_points.txt", f"[console_scripts]\n{name} = {name}:main\n")
            archive.writestr(f"{about}/RECORD", "")
        return path

    return tiny_wheel


@pytest.fixture(scope="session")
def hook():
    """The module of the build hook."""
    spec = importlib.util.spec_from_file_location("hatch_build", Path(__file__).parents[2] / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
