"""The head of a column is that of what stands below it."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "relode"


def heads(function: ast.AST) -> list[tuple[str, str]]:
    """Last word of the head's key and field, of every column whose field is named."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    named = [call.args[:2] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Column"]
    return [
        (args[0].value.rpartition(".")[2], args[1].value)
        for args in named
        if len(args) == 2 and all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in args)
    ]


def crossed(function: ast.AST) -> list[tuple[str, str]]:
    """Columns under the head that is called like another column of the same table."""
    found = heads(function)
    fields = {field for _, field in found}
    return [(head, field) for head, field in found if head != field and head in fields]


def test_no_column_stands_under_the_head_of_another_of_its_table():
    modules = {path: path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))}
    functions = [
        (path, node)
        for path, text in modules.items()
        if "Column(" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    ]
    assert sum(len(heads(node)) for _, node in functions) > 60
    assert {f"{path.name} {node.name}": found for path, node in functions if (found := crossed(node))} == {}


def test_two_heads_in_one_anothers_place_are_seen():
    table = "def table():\n    return Column('a.{}', 'what'), Column('a.{}', 'who'), Column('a.ends', ends_of)\n"
    assert crossed(ast.parse(table.format("cell", "who"))) == []
    assert crossed(ast.parse(table.format("who", "cell"))) == [("who", "what")]
