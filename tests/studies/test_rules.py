"""Every table that ships is what its rule would make of its inputs, by fingerprints; and what a rule refuses."""

import csv
import json
import subprocess
import sys

import pytest

from studies import ROOT, renewal
from studies import __main__ as command
from studies.compared import difference
from studies.fingerprints import KEPT, bare, kept, of_file, out_of_date
from studies.picture import PAGE, START, drawn
from studies.renewal import renew
from studies.rules import RuleError, hangs_on, rules

WRITER = """
import pathlib, sys
numbers = pathlib.Path("src/facts.csv").read_text().split()[1:]
pathlib.Path("src/sum.csv").write_text(f"sum\\n{sum(map(float, numbers)):.6f}\\n")
"""
RULES = """
[total]
stage = "scores"
run = "make_sum.py"
makes = ["src/sum.csv"]
reads = ["src/facts.csv"]
close = 1e-3
"""


@pytest.fixture
def small(tmp_path):
    """A repository of one table of facts, a rule and what it made."""
    (tmp_path / "src").mkdir()
    (tmp_path / "studies").mkdir()
    (tmp_path / "src" / "facts.csv").write_text("value\n1\n2\n")
    (tmp_path / "make_sum.py").write_text(WRITER)
    (tmp_path / "rules.toml").write_text(RULES)
    assert carried_out(tmp_path) is None
    return tmp_path


def carried_out(root):
    every = rules(root / "rules.toml", root)
    return renew(every["total"], every, root)


def reasons(root):
    return list(out_of_date(rules(root / "rules.toml", root)["total"], root))


@pytest.mark.parametrize("name", [name for name, rule in rules().items() if rule.stage != "pages"])
def test_a_table_is_the_one_that_was_made_of_these_inputs(name):
    rule = rules()[name]
    found = [words for kind, words in out_of_date(rule) if kind not in ("never", "code")]
    assert found == [], f"make data rule={name}"


@pytest.mark.parametrize("name", [name for name, rule in rules().items() if rule.stage == "pages"])
def test_nobody_edited_what_a_rule_makes_of_a_page(name):
    found = [words for kind, words in out_of_date(rules()[name]) if kind == "made"]
    assert found == [], f"make data rule={name}"


@pytest.mark.slow
def test_rules_that_were_not_run_on_the_code_of_now_are_listed_with_their_reason():
    with (ROOT / "studies" / "owed.csv").open(encoding="utf-8", newline="") as file:
        owed = {row["rule"]: row["reason"] for row in csv.DictReader(file)}
    tables = {name: rule for name, rule in rules().items() if rule.stage != "pages"}
    late = {name for name, rule in tables.items() if list(out_of_date(rule)) or "not_run" in kept().get(name, {})}
    assert late == set(owed), "make data rule=NAME and take its row out of studies/owed.csv, or add one with its reason"
    assert all(owed.values())


def test_a_table_that_ships_is_made_by_a_rule_is_a_fact_or_says_why_a_person_wrote_it():
    made = {file for rule in rules().values() for file in rule.makes}
    with (ROOT / "studies" / "by_hand.csv").open(encoding="utf-8", newline="") as file:
        by_hand = {row["table"] for row in csv.DictReader(file)}
    tables = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "src").rglob("*.csv")}
    assert by_hand <= set(tables)
    assert not by_hand & made
    unknown = []
    for name in sorted(set(tables) - made - by_hand):
        with tables[name].open(encoding="utf-8", newline="") as file:
            head = set(next(csv.reader(file)))
        if not (name.startswith("src/relode/facts/tables/") or head & {"source", "reason_en"}):
            unknown.append(name)
    assert unknown == [], (
        "a rule in studies/rules.toml, a source or reason in each row, or a row in studies/by_hand.csv"
    )


def test_the_graph_is_drawn_as_the_rules_are():
    page = PAGE.read_text(encoding="utf-8")
    assert START in page
    assert drawn(page) == page, "make data"


def test_rules_hang_on_each_other_without_a_circle():
    every, done = rules(), set()
    while len(done) < len(every):
        ready = [name for name, rule in every.items() if name not in done and set(hangs_on(rule, every)) <= done]
        assert ready, set(every) - done
        done.update(ready)


def test_what_was_made_is_up_to_date_and_a_changed_fact_is_told(small):
    assert reasons(small) == []
    assert (small / "src" / "sum.csv").read_text() == "sum\n3.000000\n"
    (small / "src" / "facts.csv").write_text("value\n1\n5\n")
    assert reasons(small) == [("data", "src/facts.csv changed")]
    assert carried_out(small) is None
    assert (small / "src" / "sum.csv").read_text() == "sum\n6.000000\n"
    assert reasons(small) == []


def test_a_missing_input_fails_with_file_rule_and_command(small):
    (small / "src" / "facts.csv").unlink()
    with pytest.raises(RuleError, match=r"^src/facts\.csv: .*missing \(rule total, made by `python make_sum\.py`\)$"):
        rules.__wrapped__(small / "rules.toml", small)
    with pytest.raises(RuleError, match=r"^src/facts\.csv: .*missing \(rule total, made by `python make_sum\.py`\)$"):
        reasons(small)


def test_a_missing_input_ends_the_command_with_2(tmp_path):
    code = (
        "import sys, pathlib; from studies import rules; import studies.__main__ as command;"
        f"rules.TABLE = pathlib.Path({str(tmp_path / 'rules.toml')!r});"
        "rules.rules.__wrapped__.__defaults__ = (rules.TABLE, pathlib.Path('.'));"
        "sys.exit(command.main(['stale']))"
    )
    (tmp_path / "rules.toml").write_text(RULES)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr == (
        "src/facts.csv: the rule reads it and it is missing (rule total, made by `python make_sum.py`)\n"
    )


def test_an_output_that_differs_without_a_changed_input_fails_and_stays_as_it_was(small):
    own = json.loads((small / KEPT).read_text())
    script = small / "make_sum.py"
    script.write_text(WRITER.replace("sum(map", "1 + sum(map"))
    # As if the script were the one that made the table.
    own["total"]["code"] = dict(zip(own["total"]["code"], [of_code(script)], strict=True))
    (small / KEPT).write_text(json.dumps(own))
    failed = carried_out(small)
    assert str(failed.message).startswith("src/sum.csv: differs without a changed input: src/sum.csv: 1 of 1 numbers")
    assert str(failed.message).endswith("(rule total, made by `python make_sum.py`)")
    assert (small / "src" / "sum.csv").read_text() == "sum\n3.000000\n"


def test_what_was_kept_without_a_run_may_differ_when_it_runs(small):
    own = json.loads((small / KEPT).read_text())
    script = small / "make_sum.py"
    script.write_text(WRITER.replace("sum(map", "1 + sum(map"))
    own["total"] |= {"code": {"make_sum.py": of_code(script)}, "not_run": "the numbers stay, it was thought"}
    (small / KEPT).write_text(json.dumps(own))
    assert carried_out(small) is None
    assert (small / "src" / "sum.csv").read_text() == "sum\n4.000000\n"
    assert "not_run" not in json.loads((small / KEPT).read_text())["total"]


def test_a_rule_of_long_runs_by_name_or_with_all_and_is_else_told(monkeypatch, capsys):
    monkeypatch.setattr(renewal, "as_made", lambda rule: rule.name != "simulated_worlds")
    for asked, is_left in ((["run"], True), (["run", "simulated_worlds"], False), (["run", "all"], False)):
        (task,) = (task for task in renewal.tasks(asked) if task["basename"] == "simulated_worlds")
        assert task["uptodate"][0]() is is_left
    told = capsys.readouterr().out
    assert told.count("simulated_worlds: out of date and left") == 1
    assert "make data rule=simulated_worlds" in told


def of_code(script):
    from studies.fingerprints import fingerprint

    return fingerprint(bare(script.read_text()).encode())


def test_a_table_that_was_edited_by_hand_is_told_and_made_again(small):
    (small / "src" / "sum.csv").write_text("sum\n4.000000\n")
    assert reasons(small) == [("made", "src/sum.csv is another than the one that was made")]
    assert carried_out(small) is None
    assert (small / "src" / "sum.csv").read_text() == "sum\n3.000000\n"


def test_a_command_that_fails_leaves_the_table_and_names_it(small):
    (small / "make_sum.py").write_text(WRITER + "\nsys.exit(3)\n")
    (small / "src" / "facts.csv").write_text("value\n7\n")
    failed = carried_out(small)
    assert failed.message == "src/sum.csv: the command ended with 3 (rule total, made by `python make_sum.py`)"
    assert (small / "src" / "sum.csv").read_text() == "sum\n3.000000\n"
    assert reasons(small)[0] == ("data", "src/facts.csv changed")


def test_other_code_that_gives_nearly_the_same_leaves_the_shipped_bytes(small):
    (small / "make_sum.py").write_text(WRITER.replace("sum(map", "1e-4 + sum(map"))
    assert reasons(small) == [("code", "the code of make_sum.py changed")]
    assert carried_out(small) is None
    assert (small / "src" / "sum.csv").read_text() == "sum\n3.000000\n"
    (small / "src" / "facts.csv").write_text("value\n1\n2\n0\n")
    assert carried_out(small) is None
    assert (small / "src" / "sum.csv").read_text() == "sum\n3.000100\n"  # where data changed, every digit counts


def test_what_moved_by_little_leaves_the_file_until_it_adds_up(small):
    (small / "rules.toml").write_text(RULES + "still = 0.05\n")
    facts, made = small / "src" / "facts.csv", small / "src" / "sum.csv"
    for second, expected in (("2.03", "3.000000"), ("2.04", "3.000000"), ("2.06", "3.060000")):
        facts.write_text(f"value\n1\n{second}\n")
        every = rules.__wrapped__(small / "rules.toml", small)
        assert renew(every["total"], every, small) is None
        assert made.read_text() == f"sum\n{expected}\n"
        assert list(out_of_date(every["total"], small)) == []


def test_the_panel_s_list_stands_in_for_its_tables_and_the_basis_of_fits_for_targets():
    every = kept()
    for name, rule in rules().items():
        if name in every and rule.panel and rule.stage != "pages":
            read = set(every[name]["reads"])
            assert rule.panel in read
            assert not read & (set(every["panel"]["reads"]) - {"src/relode/facts/tables/places.csv"}) - set(rule.reads)


def test_what_the_panel_or_a_basis_stands_for_may_be_read_without_a_word(small):
    first = '[first]\nstage = "panel"\nrun = "first.py"\nmakes = ["src/facts.csv"]\n'
    basis = '[basis]\nstage = "fits"\nrun = "basis.py"\nmakes = ["src/basis.csv"]\nreads = ["src/facts.csv"]\n'
    total = RULES.replace('reads = ["src/facts.csv"]', 'panel = "src/basis.csv"')
    (small / "first.py").write_text('open("src/facts.csv", "w").write("value\\n1\\n2\\n")')
    (small / "basis.py").write_text('open("src/facts.csv"); open("src/basis.csv", "w").write("x\\n1\\n")')
    (small / "rules.toml").write_text(first + basis + total)
    every = rules.__wrapped__(small / "rules.toml", small)
    assert [renew(every[name], every, small) for name in ("first", "basis", "total")] == [None] * 3
    assert set(json.loads((small / KEPT).read_text())["total"]["reads"]) == {"src/basis.csv"}


def test_a_table_of_another_rule_must_be_declared(small):
    more = '[other]\nstage = "scores"\nrun = "other.py"\nmakes = ["src/facts.csv"]\n'
    (small / "rules.toml").write_text(RULES.replace('reads = ["src/facts.csv"]\n', "") + more)
    every = rules.__wrapped__(small / "rules.toml", small)
    failed = renew(every["total"], every, small)
    assert "`reads` of the rule does not name it; rule other makes it" in str(failed.message)
    assert "src/facts.csv" in str(failed.message)


def test_comments_docstrings_and_words_for_people_change_no_fingerprint(tmp_path):
    one = 'def f():\n    """What."""\n    # why\n    return 1  # so\n'
    assert bare(one) == bare("def f():\n\n    return 1\n") != bare("def f():\n    return 2\n")
    table = tmp_path / "a.csv"
    prints = []
    for text in ("name,value,reason_en\na,1,x\n", "name,value,reason_en\na,1,y\n", "name,value,reason_en\na,2,x\n"):
        table.write_text(text)
        prints.append(of_file(table))
    assert prints[0] == prints[1] != prints[2]
    stated, prints = tmp_path / "a.toml", []
    for cost, text in ((1, "x"), (1, "y"), (2, "x")):
        stated.write_text(f'name = {{ en = "{text}", zh = "{text}" }}\n[[costs]]\nvalue = {cost}\nreason = "{text}"\n')
        prints.append(of_file(stated))
    assert prints[0] == prints[1] != prints[2]


def test_differences_are_counted_by_number_and_other_words_are_another_shape():
    assert difference("a,1.0\nb,2.0\n", "a,1.0\nb,2.0\n", 0).same
    found = difference("a,1.0\nb,200\n", "a,1.5\nb,201\n", 1e-3)
    assert (found.moved, found.count, found.largest, found.where) == (2, 2, 0.5, "line 1, a: 1.0 -> 1.5")
    assert difference("a,1.0\n", "b,1.0\n", 1).shape
    assert difference("a,1.0\n", "a,1.0\nb,2.0\n", 1).shape


def test_without_a_word_the_commands_are_listed_and_no_rule_runs(capsys, monkeypatch):
    monkeypatch.setattr(command, "DoitMain", None)
    assert command.main([]) == 0
    assert "python -m studies stale" in capsys.readouterr().out
