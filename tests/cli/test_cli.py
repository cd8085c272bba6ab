"""The command line as a script sees it: one JSON object on stdout, messages on stderr, exit codes."""

import json
import os
import subprocess
import sys

import pytest

from relode import __version__, charts, cli, shipped_tables
from relode.facts import fingerprint
from relode.language import say, sentence_keys
from relode.places import all_places
from relode.runs import planning_runs


@pytest.mark.slow
def test_the_installed_command_answers_on_stdout_and_exits_with_2_for_bad_input(tmp_path):
    environment = {**os.environ, "RELODE_LANGUAGE": "en", "PYTHONWARNINGS": "error"}
    call = {
        "capture_output": True,
        "text": True,
        "encoding": "utf-8",
        "env": environment,
        "cwd": tmp_path,
        "check": False,
    }
    good = subprocess.run([sys.executable, "-m", "relode", "diagnose", "hegang", "--json"], **call)
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["place"]["slug"] == "hegang"
    bad = subprocess.run([sys.executable, "-m", "relode", "diagnose", "heigang"], **call)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "hegang" in bad.stderr


def test_cities_lists_every_city_and_county_and_filters(answer):
    everything = answer("cities")["places"]
    assert len(everything) == sum(place.level != "province" for place in all_places())
    declining_coal = answer("cities", "--type", "declining", "--resource", "coal")["places"]
    assert answer("cities", "--type", "衰退型", "--resource", "煤炭")["places"] == declining_coal
    assert {"hegang", "fuxin"} <= {place["slug"] for place in declining_coal}
    assert {(place["type"], place["main_resource"]) for place in declining_coal} == {("declining", "coal")}
    assert len([place for place in everything if place["type"]]) == 262


def test_diagnose_gives_the_fields_of_the_contract(answer):
    record = answer("diagnose", "鹤岗")
    assert record["place"] == {
        "code": "230400",
        "slug": "hegang",
        "name_zh": "鹤岗市",
        "name_en": "Hegang",
        "level": "prefecture",
        "province": "230000",
    }
    official = record["official"]
    assert (official["type"], official["main_resource"]) == ("declining", "coal")
    assert (official["is_exhausted"], official["exhausted_year"], official["clusters"]) == (True, 2011, [])
    assert record["own_type"]["verdict"] == "cannot tell"
    assert set(record["own_type"]["probabilities"]) == {"growing", "mature", "declining", "regenerating"}
    number = record["quantities"]["mining_employment_share"]
    assert set(number) == {"value", "unit", "year", "interval_90", "sources", "flags"}
    assert number["interval_90"][0] < number["value"] < number["interval_90"][1]
    assert all("distance" in peer for peer in record["peers"])
    parts = ("resilience", "decomposition", "ages", "paths", "decoupling", "surroundings", "composite", "judgements")
    assert all(record[part] for part in parts)
    assert all({"quantity", "reason"} <= gap.keys() for gap in record["missing"])


def test_pathways_gives_the_fields_of_the_contract(answer):
    record = answer("pathways", "jinchang")
    assert record["base_rates"]
    chemicals = next(candidate for candidate in record["candidates"] if candidate["industry"] == "26")
    assert {"name_en", "name_zh", "score", "contributions", "missing", "hosts", "evidence"} <= chemicals.keys()
    # Sums of a few terms.
    assert sum(chemicals["contributions"].values()) == pytest.approx(chemicals["score"], abs=1e-12)
    assert record["established"] == ["321"]
    assert record["mapped_share"]["share"] == 1
    assert {row["question"] for row in record["hindcast"]} >= {"listings_2005", "zones_clusters"}
    nickel = next(chain for chain in record["chains"] if chain["industry"] == "S02")
    assert nickel["own_clusters"] == ["NAMC55"]


def test_explain_leads_back_to_the_row(answer):
    record = answer("explain", "hegang", "population", "2020")
    assert (record["value"], record["unit"], record["sources"]) == (891271.0, "persons", ["census2020"])
    assert (record["table"], record["label"]) == ("census", "Resident population")
    assert record["derivation"][-1]["row"] == record["row"]


def test_outlook_gives_the_fields_of_the_contract(answer):
    record = answer("outlook", "hegang", "--until", "2030")
    assert record["years"][-1] == 2030
    assert {"method", "coverage_90", "tags", "place"} <= record.keys()
    for quantity in record["quantities"].values():
        assert {"unit", "median", "p05", "p25", "p75", "p95", "tags"} <= quantity.keys()
        ends = [quantity[name][-1] for name in ("p05", "p25", "median", "p75", "p95")]
        assert ends == sorted(ends)


def test_backcast_shows_the_scores_that_ship_of_rules_and_the_simulator_by_group(answer, relode):
    scores = answer("backcast")["scores"]
    fields = {"target", "origin", "horizon", "mode", "method", "group", "n", "mae", "crps", "coverage_50"}
    fields |= {"coverage_90", "coverage_90_interval", "skill", "skill_interval_95"}
    assert all(fields <= row.keys() for row in scores)
    shipped = {
        (row["target"], row["origin"], row["horizon"], row["mode"], row["method"], row["group"]): row["crps"]
        for table in (("relode.outlook", "scores"), ("relode.calibration", "backcast"))
        for row in shipped_tables.rows(*table)
    }
    found = {tuple(str(row[name]) for name in ("target", "origin", "horizon", "mode", "method", "group")): row["crps"]
             for row in scores}  # fmt: skip
    assert found == {key: float(value) for key, value in shipped.items()}
    assert len(found) == len(scores)
    everywhere, listed = (relode("backcast", *group).stdout for group in ((), ("--group", "resource")))
    assert "simulator" in everywhere
    assert listed != everywhere
    assert "Nothing is better than the benchmark" in everywhere


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_option_of_every_command_has_a_help_text(language):
    from relode.cli import build

    parameters = [(name, each) for name, command in build(language).commands.items() for each in command.params]
    assert len(parameters) > 40
    for name, each in parameters:
        keys = {f"cli.option.{each.name}", f"cli.option.{name}_{each.name}"} & set(sentence_keys())
        assert each.help in {say(key, language) for key in keys}
        assert any(letter >= "\u4e00" for letter in each.help) == (language == "zh")


def test_no_switch_is_on_before_somebody_gives_it():
    from relode.cli import build

    switches = [
        (name, each.name, each.default)
        for name, command in build("en").commands.items()
        for each in command.params
        if getattr(each, "is_flag", False)
    ]
    assert len(switches) > 15
    assert not any(default for *_, default in switches)


@pytest.mark.slow
def test_an_answer_in_words_follows_the_language(relode):
    english, chinese = (relode("diagnose", "hegang", language=language).stdout for language in ("en", "zh"))
    for said in (
        "Hegang lost 15.8",
        "How it took the last shocks",
        "Debt of financing vehicles",
        "In 2023 the city took 3.22",
        "No rank is given",
    ):
        assert said in english
    for said in ("鹤岗市常住人口减少15.8%", "经济韧性", "财政自给率", "不给出位次"):
        assert said in chinese
    assert "鹤岗市常住人口减少15.8%" in relode("diagnose", "hegang", "--language", "zh").stdout


def test_version_names_code_and_facts(relode):
    assert relode("--version").stdout == f"relode {__version__}, facts {fingerprint()[:12]}\n"


def test_help_is_there_in_both_languages(relode):
    assert "where a city stands" in relode("--help").stdout
    assert "城市现状" in relode("--help", language="zh").stdout
    assert "城市现状" in relode("--language", "zh", "--help").stdout


def test_options_before_a_command_go_behind_it():
    moved = {
        "diagnose hegang": "diagnose hegang",
        "--language zh diagnose hegang": "diagnose hegang --language zh",
        "--data a.xlsx --language zh plan hegang --seed 2": "plan hegang --seed 2 --data a.xlsx --language zh",
        "--language zh --help": "--language zh --help",
        "--version": "--version",
        "--language zh": "--language zh",
        "--language": "--language",
        "": "",
    }
    for words, told in moved.items():
        assert cli._options_behind_command(words.split()) == told.split(), words


def test_the_language_of_errors_is_known_before_anything_is_parsed(monkeypatch):
    monkeypatch.setenv("RELODE_LANGUAGE", "en")
    said = ("--language=zh diagnose", "diagnose x --language zh", "diagnose --language", "--language en --language zh")
    assert [cli._asked_language(words.split()) for words in said] == ["zh", "zh", "en", "en"]


def test_language_may_stand_before_the_command(relode):
    asked = ("explain", "hegang", "population", "2020")
    assert relode("--language", "zh", *asked).stdout == relode(*asked, language="zh").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["diagnose", "heigang"], "hegang"),
        (["diagnose", "yichun"], "yichun-heilongjiang"),
        (["diagnose", "heilongjiang"], "province"),
        (["plan", "atlantis"], "relode cities"),
        (["explain", "hegang", "populaton", "2020"], "population"),
        (["explain", "hegang", "population", "2015"], "2010, 2020"),
        (["explain", "hegang", "--language", "zh"], "地方、指标和年份"),
        (["explain", "hegang", "population", "MMXX"], "MMXX"),
        (["explain", "hegang", "gross_domestic_product", "2023"], "gdp_nominal"),
        (["simulate", "hegang", "--start", "1990"], "2010, 2013, 2015, 2020"),
        (["template", "nowhere/own.xlsx"], "cannot be written"),
        (["cities", "--type", "dying"], "declining"),
        (["cities", "--resource", "gold"], "coal"),
        (["diagnose", "hegang", "--language", "fr"], "zh, en"),
        (["plan", "hegang", "--override", "nowhere.csv"], "nowhere.csv"),
        (["report", "nowhere"], "run folder"),
        (["diagnose"], "CITY"),
        (["outlook", "hegang", "--until", "soon"], "soon"),
        (["outlook", "hegang", "--until", "1999"], "1999"),
        (["backcast", "--group", "sad"], "without_liaoning"),
        (["fit"], "python -m studies run posteriors"),
        (["examine"], "relode evidence"),
    ],
)
def test_bad_input_gets_one_clear_error_and_exit_code_2(relode, arguments, message, tmp_path):
    done = relode(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_question_that_the_data_cannot_answer_gets_exit_code_3(relode):
    done = relode("outlook", "yangjiazhangzi-development-zone")
    assert (done.returncode, done.stdout) == (3, "")
    assert "nothing to forecast" in done.stderr


def test_errors_follow_the_language_too(relode):
    done = relode("diagnose", "heigang", language="zh")
    assert "您要找的是不是：hegang" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        ("diagnose", "relode diagnose needs CITY.", "relode diagnose后缺少CITY。"),
        (
            "diagnose hegang --jsn",
            "relode diagnose has no option --jsn. Did you mean: --json?",
            "没有--jsn这一选项。您",
        ),
        ("--nix", "relode has no option --nix. `relode --help` lists", "relode没有--nix这一选项。全部选项见"),
        ("conquer", "There is no command conquer.", "没有名为conquer的命令。"),
        ("plan hegang --seed x", "--seed does not take such a value", "--seed的取值类型或范围不符。"),
        ("plan hegang --seed", "A value is missing behind --seed.", "--seed后缺少取值。"),
        ("needs hegang --json=3", "--json stands alone", "--json后不填取值。"),
        ("plan hegang (old) town", "takes no further words: (old) town.", "不接受多余的内容：(old) town。"),
    ],
)
def test_what_does_not_parse_is_told_in_both_languages(relode, arguments, en, zh):
    for language, message in (("en", en), ("zh", zh)):
        done = relode(*arguments.split(), language=language)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_broken_override_is_refused_with_lines_and_leaves_no_run(relode, tmp_path):
    table = "place,quantity,year,value,note\nhegang,population,2020,890000,ok\n"
    table += "hegang,population,2020,x,no\nmars,population,2020,1,no\n"
    (tmp_path / "own.csv").write_text(table, encoding="utf-8")
    done = relode("plan", "hegang", "--override", "own.csv")
    assert done.returncode == 2
    assert "[3]" in done.stderr
    assert "[4]" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]


@pytest.mark.slow
def test_an_override_moves_what_follows_from_it_and_says_so(relode, tmp_path):
    table = "place,quantity,year,value,note\n鹤岗,population,2020,900000,own count\n"
    (tmp_path / "own.csv").write_text(table, encoding="utf-8")
    record = json.loads(relode("diagnose", "hegang", "--override", "own.csv", "--json").stdout)
    change = record["quantities"]["population_change"]
    assert change["value"] == pytest.approx(900000 / 1058665 - 1, rel=1e-12)  # one division in double precision
    assert "user" in change["flags"]


@pytest.mark.parametrize(("loader", "library"), [("xarray", "dask"), ("pandas", "pyarrow")])
def test_a_command_within_a_process_that_has_loaded_a_library_leaves_it_what_it_uses(
    relode, monkeypatch, loader, library
):
    monkeypatch.delitem(sys.modules, library, raising=False)
    assert loader in sys.modules
    assert relode("--help").returncode == 0
    assert sys.modules.get(library, ...) is not None


def test_libraries_that_would_be_loaded_for_nothing_are_hidden_where_nothing_has_loaded_what_loads_them(monkeypatch):
    monkeypatch.setattr(cli, "build", lambda _: lambda **_: None)
    monkeypatch.setattr(sys, "argv", ["relode"])
    for loaded, hidden in (({}, {"dask": None, "pyarrow": None}), ({"xarray": 1}, {"xarray": 1, "pyarrow": None}),
                           ({"pandas": 1, "dask": 2}, {"pandas": 1, "dask": 2})):  # fmt: skip
        with monkeypatch.context() as patched:
            patched.setattr(sys, "modules", dict(loaded))
            with pytest.raises(SystemExit):
                cli.main()
            left = dict(sys.modules)
        assert left == hidden


def test_a_command_is_named_before_anything_is_done_and_installs_no_completion(relode):
    done = relode()
    assert "diagnose" in done.stdout + done.stderr
    assert done.returncode == 2
    assert "completion" not in relode("--help").stdout


@pytest.mark.parametrize("is_there", [True, False])
def test_a_plan_says_that_chinese_pictures_lack_a_font_where_there_is_none(relode, monkeypatch, is_there):
    monkeypatch.setattr(charts, "chinese_font_found", lambda: is_there)
    monkeypatch.setattr(planning_runs, "run", lambda *_: {})
    done = relode("plan", "hegang", "--json")
    assert (say("cli.plan.no_font", "en") in done.stderr) != is_there
