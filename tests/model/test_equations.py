"""The equations that docstrings print are those that the functions compute."""

import ast
import importlib
import inspect
import re
from collections import Counter
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from equations import GREEK, equation, evaluated, explained, expression, latex, latex_symbol, symbols
from relode.model.equation_book import INDEX, by_symbol, entries
from relode.model.sectors import people, production

SECTORS = ("extraction", "production", "investment", "labour", "people", "housing", "budget", "skills", "land")
MODULES = (
    "smooth",
    "links",
    "policy.costs",
    "exogenous",
    "year.accounts",
    "opening.inversion",
    "year.mining",
    "year.firms",
    "year.investing",
    "year.households",
    *(f"sectors.{name}" for name in SECTORS),
)
WITH_EQUATION = [entry for module in MODULES for entry in entries(module) if entry.equations]
NOT_BY_PLACE_ALONE = {"relatedness_density", "people_next"}
"""Sums over another sector, and a function that gives several quantities: each has its own test."""
COMPUTED = [
    entry for entry in WITH_EQUATION if entry.module.startswith("sectors.") and entry.name not in NOT_BY_PLACE_ALONE
]

OTHER_NAMES = {
    "log_unit_cost_opening": "ln c_0",
    "labour_saving": "g_m",
    "log_capital": "ln K",
    "relatedness_gain@production": "a_R",
    "log_wished": "ln Lstar",
    "income_weight": "c_y",
    "building_weight": "c_c",
    "return_response@exit_rate": "e_x",
    "early_retirement": "e_r",
    "retirement_rate": "r_E",
    "amenity": "a",
    "people@service_spending": "n_p",
    "target": "ln pstar_h",
    "last_change": "pi_h",
    "adjustment": "lambda_p",
    "momentum": "m_p",
    "kink": "w_h",
    "decay@housing_stock_next": "delta_h",
    "decay@public_capital_next": "delta_G",
    "decay@knowledge_stock_next": "delta_S",
    "investment_share": "s_g",
    "efficiency": "e_G",
    "graduation_rate": "g_s",
    "crowding_out@graduates": "xi_H",
    "output": "Y",
}
"""Arguments that go by another name than their symbol's row: name, or name@function, or name@module."""
SHAPES = {
    **{"Cities": (3,), "BySector": (9, 3), "ByGroup": (4, 3), "Scalar": (), "Sectors": (9,), "SectorPairs": (9, 9)},
    **{"Commodities": (7,), "ByCommodity": (7, 3), "BySkill": (2, 3)},
}
SHAPE_OF = {"commodity_weight": (7, 3), "log_commodity_price": (7,)} | dict.fromkeys(
    ("amenity", "attraction", "people", "staying", "pull", "push"), (2, 3)
)
SHARES = {
    *("unemployment_rate", "unemployment_opening", "tax_relief", "extraction_cut", "capital_share", "labour_share"),
    *("carbon_charge", "resource_tax_rate", "looking_opening", "non_employment_opening"),
}
HARD = {"smoothing": 1e-12}


def symbol_of(argument, entry):
    """The symbol of an argument, with "ln " before it where the argument is the logarithm."""
    for name in (f"{argument}@{entry.name}", f"{argument}@{entry.module.rpartition('.')[2]}", argument):
        if name in OTHER_NAMES:
            return OTHER_NAMES[name]
    found = [symbol for symbol, row in by_symbol().items() if row.name == argument]
    assert len(found) == 1, argument
    logarithm = argument.startswith("log_") and not argument.endswith("_gain") and found[0] != "y~"
    return f"ln {found[0]}" if logarithm else found[0]


def drawn_arguments(function, entry, rng):
    """Arguments of a sector function, and what their symbols stand for."""
    arguments, values = {}, {}
    written = ast.parse(inspect.getsource(function)).body[0].args.args
    for name, annotation in ((argument.arg, argument.annotation.id) for argument in written):
        own = entry.module in ("sectors.extraction", "sectors.people") and name in SHAPE_OF
        shape = SHAPE_OF[name] if own else SHAPES[annotation]
        arguments[name] = HARD.get(name)
        if arguments[name] is None:
            low, high = (0.05, 0.4) if name in SHARES else (0.3, 0.9)
            arguments[name] = rng.uniform(low, high, size=shape)
        if name == "smoothing":
            continue
        symbol = symbol_of(name, entry)
        value = np.asarray(arguments[name])
        value = value[:, None] if value.ndim == 1 and len(value) in (7, 9) else value
        values[symbol.removeprefix("ln ")] = np.exp(value) if symbol.startswith("ln ") else value
    return arguments, values


@pytest.mark.parametrize("entry", COMPUTED, ids=lambda entry: f"{entry.module}.{entry.name}")
def test_the_printed_equation_is_what_is_computed(entry):
    function = getattr(importlib.import_module(f"relode.model.{entry.module}"), entry.name)
    rng = np.random.default_rng(1)
    for _ in range(3):
        arguments, values = drawn_arguments(function, entry, rng)
        for line in entry.equations:
            read = equation(line)
            result = evaluated(read.right, values)
            if read.left.is_Symbol:
                values.setdefault(read.left.name, result)
        computed = np.asarray(function(**{name: jnp.asarray(value) for name, value in arguments.items()}))
        # Guards against a division by zero and softened kinks: parts in ten million.
        np.testing.assert_allclose(np.broadcast_to(result, computed.shape), computed, rtol=2e-6, atol=1e-9)


@pytest.mark.parametrize("entry", COMPUTED, ids=lambda entry: f"{entry.module}.{entry.name}")
def test_every_argument_is_in_the_printed_equation(entry):
    function = getattr(importlib.import_module(f"relode.model.{entry.module}"), entry.name)
    arguments = [name for name in inspect.signature(function).parameters if name != "smoothing"]
    named = {symbol_of(name, entry).removeprefix("ln ") for name in arguments}
    assert named - explained(entry.equations) == set()


def test_density_and_ageing_are_as_printed():
    rng = np.random.default_rng(2)
    phi, presence = rng.uniform(size=(9, 9)), rng.uniform(size=(9, 3))
    by_hand = [[(phi[s] * presence[:, i]).sum() / phi[s].sum() for i in range(3)] for s in range(9)]
    np.testing.assert_allclose(production.relatedness_density(phi, presence), by_hand, rtol=1e-12)
    n, come, go, d = (
        rng.uniform(1, 2, (4, 3)),
        rng.uniform(size=(4, 3)),
        rng.uniform(size=(4, 3)),
        np.full((4, 1), 0.01),
    )
    values = {"n": n, "N_in": come, "N_out": go, "d": d, "b": 0.2, "g_h": 0.1}
    entry = next(e for e in entries("sectors.people") if e.name == "people_next")
    printed = {}
    for line in entry.equations:
        read = equation(line)
        printed[read.left.name] = evaluated(read.right, values)
        if read.left.name == "k":
            values |= {f"k_{group}": printed["k"][i] for i, group in enumerate("clho")}
    after, deaths = people.people_next(n, come, go, 0.2, d, 0.1)
    np.testing.assert_allclose(after, np.stack([printed[f"n_{group}'"] for group in "clho"]), rtol=1e-12)
    np.testing.assert_allclose(deaths, d * (n + come - go), rtol=1e-12)


def test_a_symbol_means_one_thing_and_every_symbol_is_explained():
    rows = list(by_symbol().values())
    assert [value for value, n in Counter(row.symbol for row in rows if row.symbol).items() if n > 1] == []
    for entry in WITH_EQUATION:
        if entry.module == "smooth":
            continue
        read = [equation(line) for line in entry.equations]
        own = {INDEX.sub("", name) for e in read for name in symbols(e.left)}
        named = {name for e in read for name in symbols(e.left) | symbols(e.right)}
        plain = {name if name in by_symbol() else name.partition("_{")[0] for name in named}
        unknown = {INDEX.sub("", name) for name in plain if name not in by_symbol()} - set(by_symbol()) - own
        assert {name for name in unknown if not name.startswith(("k_", "eff"))} == set(), entry.name


def test_every_function_with_a_mechanism_prints_its_equation():
    without = [e.name for name in SECTORS for e in entries(f"sectors.{name}") if not e.equations]
    assert without == []


def test_equations_are_set_as_a_paper_sets_them():
    assert latex("ln w' = ln w + lambda_n gap_w") == r"\ln w^{\prime} = \ln w + \lambda_{n} \mathrm{gap}_{w}"
    assert latex("x = -(a + b)^2 / (2 c)") == r"x = -\frac{\left(a + b\right)^{2}}{2 c}"
    assert latex("f = sum_s(I_s) (1 - .5 x~)") == r"f = \sum_{s} I_{s} \left(1 - 0.5 \tilde{x}\right)"
    assert latex("max(x, 0) ~ sqrt(x^2)") == r"\max\left(x, 0\right) \approx \sqrt{x^{2}}"
    assert latex_symbol("mbar_0'") == r"\bar{m}_{0}^{\prime}"
    assert latex_symbol("pstar_h") == r"p_{h}^{\ast}"


def test_products_and_ratios_are_read_from_left_to_right():
    values = {"a": 2.0, "b": 3.0, "c": 5.0}
    for text, result in {"a b / c a": 2.4, "a / (b c)": 2 / 15, "a - b - c": -6, "-a^2 + b": -1, "a b^2 c": 90}.items():
        assert evaluated(expression(text), values) == pytest.approx(result)


@pytest.mark.parametrize("wrong", ["a + b", "a = b +", "a = (b", "a = b )", "a = b ? c", "a = )"])
def test_what_cannot_be_read_is_refused(wrong):
    with pytest.raises(ValueError, match=r"relation|unread|unknown"):
        equation(wrong)


PROSE = re.compile(r"```.*?```|\$\$.*?\$\$|`[^`]*`|\$[^$]*\$|\]\([^)]*\)|<!--.*?-->", re.DOTALL)


@pytest.mark.parametrize("page", ["model.md", "model.zh.md"])
def test_no_page_shows_a_raw_name(page):
    text = PROSE.sub("", (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8"))
    names = {stem for symbol in by_symbol() if (stem := INDEX.sub("", symbol).partition("_")[0]) in GREEK}
    assert names
    assert re.findall(rf"(?<![A-Za-z])(?:{'|'.join(sorted(names))})(?:_\w+)?(?![A-Za-z])", text) == []
