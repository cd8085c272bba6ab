"""While the simulator warms the pages answer, and what goes wrong with it is told and stays with it."""

import gc
import logging
import threading
import time

import jax
import numpy as np
import pytest

from relode.calibration.draws import draw_futures
from relode.errors import RelodeError
from relode.language import say
from relode.model import results, simulate
from relode.model.links import StoredPath
from relode.model.results import levers_of, one_city
from relode.places import by_code
from relode.plan.simulations import what_if
from relode.web.pages import page_cache
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.what_if import simulator as simulator_module
from relode.web.what_if.simulator import Simulator

LONGEST = 20.0
"""Seconds after which something hangs."""


@pytest.fixture
def step(monkeypatch):
    """A step of warming that lasts until it is set free, and says that it has begun; it stands for the opening."""

    class Step:
        begun, free = threading.Event(), threading.Event()

    def held(_):
        Step.begun.set()
        assert Step.free.wait(LONGEST)
        raise MemoryError("no room for the futures")

    monkeypatch.setattr(Simulator, "_opened", held)
    monkeypatch.setattr(simulator_module, "load_engine", lambda: None)
    yield Step
    Step.free.set()


@pytest.fixture
def warming(client_of):
    """A server whose simulator is warming, its thread, and a client of it."""
    made = Simulator(count=8)
    thread = threading.Thread(target=_quietly, args=(made,), daemon=True)
    return made, thread, client_of(Guard(application(made)))


def _quietly(simulator):
    before = gc.get_freeze_count()
    with pytest.raises(MemoryError):
        simulator.warm()
    assert gc.get_freeze_count() > before
    gc.unfreeze()  # the tests that follow give back what they leave


def test_pages_answer_while_the_simulator_warms_and_levers_say_that_it_does(warming, step):
    _, thread, client = warming
    thread.start()
    assert step.begun.wait(LONGEST)
    for path in ("/", "/cities", "/city/hegang", "/city/hegang/ahead", "/api/diagnose/hegang"):
        assert client.get(path).status_code == 200, path
    state = client.get("/api/state").json()
    assert (state["simulator"], state["warmed"]) == ("warming", 0.25)
    levers = client.get("/city/hegang/act?lang=en")
    assert (levers.status_code, 'id="warming"' in levers.text) == (200, True)
    asked = client.get("/city/hegang/what-if.json")
    assert (asked.status_code, asked.headers["retry-after"]) == (503, "2")
    assert thread.is_alive()


def test_a_simulator_that_fails_says_so_and_takes_no_page_down(warming, step):
    _, thread, client = warming
    thread.start()
    assert step.begun.wait(LONGEST)
    assert not gc.isenabled()
    step.free.set()
    thread.join(LONGEST)
    assert gc.isenabled()
    assert client.get("/api/state").json()["simulator"] == "failed"
    assert client.get("/city/hegang").status_code == 200
    levers = client.get("/city/hegang/act?lang=en")
    assert (levers.status_code, 'id="warming"' in levers.text) == (200, False)
    assert say("web.act.failed", "en") in levers.text
    asked = client.get("/city/hegang/what-if.json")
    assert (asked.status_code, asked.headers.get("retry-after")) == (503, None)


def test_a_shock_that_could_not_be_computed_is_not_waited_for(ground, client_of, monkeypatch):
    """Doing nothing without it is there: only the shock is refused, and for good."""
    made = Simulator(count=8)

    def only_calm(*asked):
        if len(asked) > 1:
            raise MemoryError(asked[1])
        return ground

    monkeypatch.setattr(made, "_opened", lambda: ground.futures.world)
    monkeypatch.setattr(made, "_ground", only_calm)
    is_collected = []
    monkeypatch.setattr(page_cache, "warm_city", lambda: is_collected.append(gc.isenabled()))
    _quietly(made)
    assert is_collected == [True]
    client = client_of(Guard(application(made)))
    state = client.get("/api/state").json()
    assert (state["simulator"], state["warmed"]) == ("ready", 1)
    assert client.get("/city/hegang/what-if.json").status_code == 200
    struck = client.get("/city/hegang/what-if.json?shock=price_fall")
    assert (struck.status_code, struck.headers.get("retry-after")) == (503, None)


def test_the_program_of_a_city_is_compiled_beside_the_paths_of_all_places(ground, monkeypatch):
    made, begun, asked_about = Simulator(count=8), threading.Event(), []

    def compiled(futures, code):
        asked_about.append((futures, code))
        begun.set()
        raise RelodeError("opening.no_place", place=code, year=2020)

    def computed(*_):
        assert begun.wait(LONGEST)
        return ground.stored

    monkeypatch.setattr(results, "compile_one_city", compiled)
    monkeypatch.setattr(results, "stored_paths", computed)
    assert made._paths_and_program(ground.futures) is ground.stored
    assert asked_about == [(ground.futures, page_cache.FIRST_CITY)]


def test_the_program_that_is_compiled_ahead_is_the_one_that_answers(ground):
    place = by_code()[page_cache.FIRST_CITY]
    _ = what_if.asked(ground, place).nothing
    known = simulate.paths._cache_size()
    results.compile_one_city(ground.futures, place.code)
    assert simulate.paths._cache_size() == known


def test_what_the_simulator_is_given_takes_no_program_of_its_own(ground, caplog):
    """At the very first start each would be compiled: one for every shape of an array that is made or cut by JAX."""
    count, years = 11, 7  # shapes that no other test has had compiled
    shape = (count, years + 1, 3, len(ground.futures.world.codes))
    with jax.log_compiles(), caplog.at_level(logging.WARNING):
        drawn = draw_futures(ground.futures.world, count, years, seed=1, known=True)
        path = jax.device_put(np.zeros(shape))
        one_city(drawn, page_cache.FIRST_CITY, StoredPath(path, path))
        levers_of({}, years + 1, 1, 0)
        assert not [told for told in caplog.messages if "compilation" in told]
        jax.numpy.asarray(np.zeros(shape))
    assert [told for told in caplog.messages if "compilation" in told]


def test_who_waited_for_a_lever_is_answered_before_more_is_computed_ahead(ground, client_of, monkeypatch):
    made, is_answered = Simulator(count=8), []
    monkeypatch.setattr(simulator_module, "PATIENCE", LONGEST)
    monkeypatch.setattr(made, "_opened", lambda: ground.futures.world)
    monkeypatch.setattr(made, "_ground", lambda *_: ground)
    served = made.first_served
    monkeypatch.setattr(page_cache, "warm_city", lambda: is_answered.append(served.is_set()))
    client = client_of(Guard(application(made)))
    thread = threading.Thread(target=made.warm, daemon=True)
    thread.start()
    while client.get("/city/hegang/what-if.json").status_code != 200:
        time.sleep(0.01)
    thread.join(LONGEST)
    gc.unfreeze()
    assert is_answered == [True]


def test_getting_ready_draws_nothing(ground, monkeypatch):
    made = Simulator(count=8, is_served=False)
    monkeypatch.setattr(made, "_opened", lambda: ground.futures.world)
    monkeypatch.setattr(made, "_ground", lambda *_: ground)
    monkeypatch.setattr(page_cache, "warm_city", lambda: pytest.fail("drawn"))
    made.warm()
    gc.unfreeze()
    assert set(made.grounds) == {"", *simulator_module.SHOCKS}
