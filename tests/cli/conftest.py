"""Rooms below the command line whose answers are known."""

from importlib import import_module

import pytest


@pytest.fixture
def rooms(monkeypatch):
    """Sets functions of rooms to what gives a known answer, and keeps in order what they are asked."""
    monkeypatch.setenv("RELODE_LANGUAGE", "en")
    asked = []

    def replaced(where, answer):
        module, _, name = where.partition(":")

        def known(*values, **named):
            asked.append((where, values, named) if named else (where, values))
            return answer

        monkeypatch.setattr(import_module(f"relode.{module}"), name, known)

    def replace(computed, told=None):
        for where, _, answer in computed:
            replaced(where, answer)
        if told:
            replaced(told, "words")
        return asked

    return replace
