"""How often a server gives back what is free, and that it does not end by it."""

from types import SimpleNamespace

import pytest

from relode import allocator


def test_what_is_free_is_given_back_three_times_a_minute_without_end(monkeypatch):
    slept, given = [], []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) > 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(allocator.time, "sleep", sleep)
    monkeypatch.setattr(allocator, "give_back", lambda: given.append(sum(slept)))
    with pytest.raises(KeyboardInterrupt):
        allocator._give_back_again_and_again()
    assert given == [20, 40, 60]


def test_the_allocator_is_told_to_keep_little_where_it_is_that_of_glibc(monkeypatch):
    told = []
    library = SimpleNamespace(
        mallopt=lambda *values: told.append(values), malloc_trim=lambda kept: told.append((kept,))
    )
    monkeypatch.setattr(allocator.ctypes, "CDLL", lambda _: library)
    monkeypatch.setattr(allocator.sys, "platform", "linux")
    allocator.keep_little()
    allocator.give_back()
    # M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h
    assert told == [(-8, 2), (-3, 8 * 2**20), (-1, 32 * 2**20), (0,)]
    allocator.one_pool()
    assert told.pop() == (-8, 1)
    monkeypatch.setattr(allocator.sys, "platform", "darwin")
    allocator.give_back()
    monkeypatch.setattr(allocator.sys, "platform", "linux")
    del library.malloc_trim  # another C library
    allocator.keep_little()
    assert len(told) == 4
