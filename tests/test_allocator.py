"""How often a server gives back what is free, and that it does not end by it."""

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
