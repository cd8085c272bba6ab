"""The sheet of projects cell by cell; what a deal takes for granted; a project of a list judged at its limits."""

from importlib import import_module
from types import SimpleNamespace

import pytest

from relode.deals import public_works
from relode.deals.defaults import (
    CityMoney,
    KnownMoney,
    city_money,
    discount_rates,
    parameter_rows,
    published_price,
)
from relode.deals.file import (
    MOST_BYTES,
    RowFault,
    deals_and_faults,
    project_sheet,
    projects_of,
    read_deals,
    sheet_of_text,
)
from relode.deals.judgement import law_rows
from relode.deals.public_works import works_need
from relode.errors import NoVerdict, RelodeError
from relode.facts import rows
from relode.language import say
from relode.places import find

from .lists import clean, workbook

HEGANG = find("hegang")
module = import_module("relode.deals.defaults")  # the package has a function of its name


def read(tmp_path, sheet):
    return projects_of(project_sheet(workbook(tmp_path / "list.xlsx", sheet)))


def test_a_row_without_a_name_is_one_more_gift_of_the_project_above(tmp_path):
    first = {"project.name": "A", "project.build_years": "2", "give.what": "grant", "give.amount": 5}
    one, other = read(
        tmp_path, [first, {"give.what": "loan", "give.amount": 7}, {}, {**clean(2), "give.what": "power"}]
    )
    assert [(give.what, give.amount) for give in one.deal.give] == [("grant", 5.0), ("loan", 7.0)]
    assert (one.deal.project.name, one.deal.project.build_years, one.where.rpartition("!")[2]) == ("A", 2.0, "2")
    assert ([give.what for give in other.deal.give], other.where.rpartition("!")[2]) == (["power"], "5")


def test_words_of_the_lists_and_of_payers_are_read_in_chinese(tmp_path):
    named = ("land_paid", "grant", "jobs", "city", "province", "city_company", "written_offer", "land_held")
    words = {name: say(f"deals.choice.{name}", "zh") for name in named}
    row = {**clean(1), "project.stage": words["land_paid"], "give.what": words["grant"], "give.paid_on": words["jobs"],
           "give.payer": f"{words['city_company']} 50%, {words['city']} 30%, {words['province']} 20%",
           "local.others_bid": words["written_offer"], "give.secured_by": words["land_held"]}  # fmt: skip
    (one,) = read(tmp_path, [row])
    (give,) = one.deal.give
    assert (one.deal.project.stage, one.deal.local.others_bid) == ("land_paid", "written_offer")
    assert (give.what, give.paid_on, give.secured_by) == ("grant", "jobs", "land_held")
    assert give.payer == {"city_company": 0.5, "city": 0.3, "province": 0.2}


def where_of(fault):
    assert isinstance(fault, RowFault)
    return str(fault.error.values.get("where", "")).rpartition("!")[2]


def test_a_fault_of_a_project_stays_with_it_and_names_its_cell(tmp_path):
    first = {"project.name": "A", "give.what": "grant", "give.amount": 5, "promise.jobs": None,
             "local.city_part_of_tax": None}  # fmt: skip
    found = read(tmp_path, [
        first, {"give.what": "loan", "give.amount": -7},
        {**first, "project.name": "B", "promise.jobs": "many"},
        {**first, "project.name": "C"}, {"promise.jobs": 5},
        {**first, "project.name": "D", "local.city_part_of_tax": 3},
        {**first, "project.name": "E"},
    ])  # fmt: skip
    assert [getattr(each, "name", "") or each.deal.project.name for each in found] == list("ABCDE")
    assert [where_of(each) for each in found[:4]] == ["C3", "D4", "D6", "E7"]
    assert found[2].error.key == "deals.field_without_name"
    assert found[2].error.values["field"] == "jobs"
    (nameless,) = read(tmp_path, [{"project.name": None, "give.what": "grant", "give.amount": 5}])
    assert (nameless.name, nameless.error.key) == ("", "deals.no_name")


def test_every_fault_of_a_row_is_told_and_each_names_its_cell(tmp_path):
    """The first alone was told: the next came to light once it was mended."""
    row = {"project.name": "A", "project.place": "atlantis", "promise.investment": "20 zillion", "promise.jobs": -5,
           "give.what": "gift", "give.amount": 5}  # fmt: skip
    assert sorted(where_of(each) for each in read(tmp_path, [row])) == ["B2", "C2", "D2", "E2"]


def test_a_formula_is_a_fault_of_its_row_and_the_others_are_read(tmp_path):
    rows = [{**clean(1), "promise.jobs": "=1+1"}, clean(2)]
    fault, other = read(tmp_path, rows)
    assert (fault.name, fault.error.key, where_of(fault)) == ("Project 1", "deals.cell", "F2")
    assert other.deal.project.name == "Project 2"


def test_a_head_that_no_field_has_and_one_twice_are_refused_with_their_column(tmp_path):
    english = say("deals.field.give_what", "en")
    for heads, key, where in (({"give.what": "grant", "give.waht": "x"}, "unknown_column", "C1"),
                              ({"give.what": "grant", english: "grant"}, "column_twice", "C1")):  # fmt: skip
        (fault,) = read(tmp_path, [{"project.name": "A", **heads}])
        assert fault.error.key == f"deals.{key}"
        assert where_of(fault) == where


def test_a_sheet_is_kept_as_text(tmp_path):
    sheet = project_sheet(workbook(tmp_path / "list.xlsx", [clean(1)]))
    kept = sheet_of_text(sheet.text)
    assert (kept.workbook, kept.sheet) == ("list.xlsx", sheet.sheet)


def test_a_file_of_a_million_bytes_is_read_and_no_larger_one(tmp_path):
    path = tmp_path / "deal.TOML"
    text = '[project]\nname = "a"\n#'
    path.write_text(text + "x" * (MOST_BYTES - len(text)), encoding="utf-8")
    assert path.stat().st_size == 1_000_000
    (one,) = read_deals(path)
    assert (one.deal.project.name, one.where) == ("a", str(path))
    path.write_text(text + "x" * (MOST_BYTES - len(text) + 1), encoding="utf-8")
    with pytest.raises(RelodeError) as refused:
        deals_and_faults(path)
    assert refused.value.key == "deals.too_large"


def test_what_is_taken_for_granted_is_that_of_its_row():
    rows_of = {row["name"]: row for row in module.shipped_tables.rows("relode.deals", "deal_defaults")}
    for name, each in module.defaults().items():
        row, published = rows_of[name], parameter_rows().get(rows_of[name]["row"], {})
        middle = row["value"] or published["value"]
        assert each.value == float(middle), name
        assert each.low == float(row["low"] or published.get("low") or middle), name
        assert each.high == float(row["high"] or published.get("high") or middle), name
        texts = (each.label.en, each.label.zh, each.reason.en, each.reason.zh, each.unit, each.source, each.row)
        columns = ("label_en", "label_zh", "reason_en", "reason_zh", "unit", "source", "row")
        assert texts == tuple(row[column] for column in columns), name
    price = parameter_rows()["jobyear_band"]
    assert published_price() == tuple(float(price[end]) for end in ("low", "value", "high"))
    rates = [float(parameter_rows()[row]["value"]) for row in ("discount_china", "discount_china_long")]
    assert discount_rates() == (*rates, 0.03)
    assert rates[0] > rates[1] > 0.03


@pytest.fixture
def accounts(monkeypatch):
    """Budgets in columns and debts in rows, of two places."""

    def told(**tables):
        monkeypatch.setattr(module, "rows", lambda name: tables.get(name, []))
        monkeypatch.setattr(module, "table_list", lambda: list(tables))
        for each in (module._all_of, city_money):
            each.cache_clear()

    yield told
    monkeypatch.undo()
    for each in (module._all_of, city_money):
        each.cache_clear()


def budget(year, place="230400", **cells):
    return {"place": place, "year": year, "source": f"b{year}", "budget_revenue": "", "government_debt": "",
            "government_debt_limit": "", **cells}  # fmt: skip


def debt(year, quantity, value, place="230400"):
    return {"place": place, "year": year, "quantity": quantity, "value": value, "source": f"d{year}"}


def test_money_of_a_city_is_the_newest_that_is_published(accounts):
    """Revenue of 2022; debt and limit are both known in 2020 and 2021: 8 less 5 of 100 million yuan."""
    accounts(
        accounts_budgets=[budget("2021", budget_revenue="3"), budget("2022", budget_revenue="4"), budget("2023"),
                          budget("2024", "150600", budget_revenue="9"), budget("2020", government_debt="1",
                                                                               government_debt_limit="7")],
        accounts_debt=[debt("2021", "government_debt", "5"), debt("2021", "government_debt_limit", "8"),
                       debt("2022", "government_debt", "6"), debt("2021", "other_debt", "99")],
        accounts_people=[{"place": "230400", "year": "2019", "source": "p", "average_wage": "60000"}],
    )  # fmt: skip
    found = city_money(HEGANG)
    wage = KnownMoney(60_000.0, 2019, "p")
    assert found == CityMoney(KnownMoney(4e8, 2022, "b2022"), KnownMoney(3e8, 2021, "d2021"), wage)
    assert city_money(None) == CityMoney(None, None, None)
    accounts(accounts_budgets=[budget("2021", government_debt="9", government_debt_limit="8")])
    assert city_money(HEGANG) == CityMoney(None, KnownMoney(0.0, 2021, "b2021"), None)
    accounts(accounts_debt=[debt("2021", "government_debt", "9")])
    assert city_money(HEGANG).debt_room is None


def test_the_row_of_law_that_a_mayor_hears_first():
    """Of a measure with several rows; the others from the strictest on."""
    first = {"grant": "l005", "tax_relief": "l001", "rebate": "l029", "land": "l051", "works": "l065"}
    assert {measure: law_rows(measure)[0]["id"] for measure in first} == first
    kinds = {row["id"]: row["kind"] for row in rows("law")}
    binding = {"gift to a firm", "public investment", "city debt", "fund"}
    for measure in first:
        told = {row["id"] for row in law_rows(measure)}
        assert told == {row["id"] for row in rows("law") if row["measure"] == measure and row["kind"] in binding}
        assert {kinds[each] for each in told} <= binding


def need_of(users, capacity=5.0):
    """Users by year with their band; what is sure is their tenth."""

    def at(year):
        middle, ends = users[year]
        return SimpleNamespace(users=SimpleNamespace(value=middle, interval_90=ends), sure=middle / 10)

    name = SimpleNamespace(en="a", zh="b")
    one = SimpleNamespace(service="primary", name=name, unit="persons", at=at, capacity=capacity)
    return SimpleNamespace(service=lambda key: {"primary": one}[key])


def test_what_needs_say_of_works(monkeypatch):
    """200 in 2025; 100 (80 to 140) in 2030, 50 in 2035: of 30 users 15 (12 to 21) and 7.5 are left."""
    users = {2025: (200.0, None), 2030: (100.0, (80.0, 140.0)), 2035: (50.0, None)}
    monkeypatch.setattr(public_works, "_needs", lambda _: need_of(users))
    found = works_need(HEGANG, " 小学 ", 30.0)
    assert found.change == {"2030": (0.5, 0.4, 0.7), "2035": (0.25, 0.25, 0.25)}
    assert found.users == {"2030": (15.0, 12.0, 21.0), "2035": (7.5, 7.5, 7.5)}
    assert (found.sure, found.capacity_is_counted) == ({"2030": 10.0, "2035": 5.0}, True)
    assert works_need(HEGANG, "小学", None).users == {}
    monkeypatch.setattr(public_works, "_needs", lambda _: need_of(users, None))
    uncounted = works_need(HEGANG, "小学", 30.0)
    assert (uncounted.sure, uncounted.capacity_is_counted) == ({}, False)
    assert (
        works_need(None, "小学", 30.0) is works_need(HEGANG, None, 30.0) is works_need(HEGANG, "museum", 30.0) is None
    )
    monkeypatch.setattr(public_works, "_needs", lambda _: None)
    assert works_need(HEGANG, "小学", 30.0) is None
    assert issubclass(NoVerdict, RelodeError)


GRANT = {"give": [{"what": "grant", "amount": 100, "basis": "law"}]}
