"""How programs are compiled: the quicker way where the library knows it, and what a user chose is left alone."""

import runpy

import jax
import jaxlib.version
import pytest

import relode.compiled as compiled

FLAG = "--xla_cpu_use_fusion_emitters"


@pytest.mark.parametrize(
    ("version", "before", "after"),
    [
        ("0.10.2", "", f"{FLAG}=false"),
        ("0.10.2", "--xla_dump_to=x", f"--xla_dump_to=x {FLAG}=false"),
        ("0.10.2", f"{FLAG}=true", f"{FLAG}=true"),
        ("0.12.0.1", "", ""),
        ("1.0.1", "", ""),
    ],
)
def test_the_quicker_way_is_asked_for_where_the_library_knows_it(monkeypatch, version, before, after):
    monkeypatch.setattr(jaxlib.version, "__version__", version)
    monkeypatch.setenv("XLA_FLAGS", before)
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "as it is")
    assert runpy.run_path(compiled.__file__)["os"].environ["XLA_FLAGS"] == after


@pytest.mark.parametrize("chosen", [None, "a folder"])
def test_floats_have_64_bits_and_programs_are_kept_where_nobody_chose_a_folder(monkeypatch, chosen):
    told = {}
    monkeypatch.setattr(jax.config, "update", told.__setitem__)
    monkeypatch.setenv("XLA_FLAGS", f"{FLAG}=true")
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    if chosen:
        monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", chosen)
    kept = str(runpy.run_path(compiled.__file__)["COMPILED"])
    cache = {"jax_compilation_cache_dir": kept, "jax_persistent_cache_min_compile_time_secs": 0.0}
    assert told == {"jax_enable_x64": True, **({} if chosen else cache)}
