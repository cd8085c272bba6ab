"""A service is one file: another folder with one more has one more service, in words and figures."""

import shutil

import pytest

from relode.needs import of, service
from relode.needs.chapter import chapter
from relode.panel import load
from relode.places import find
from relode.story.text import chapter_text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the files of services, which are those of the package until the test ends."""
    shutil.copytree(str(service.FOLDER), tmp_path / "services")
    monkeypatch.setattr(service, "FOLDER", tmp_path / "services")
    for kept in (service.services, service.remedies):
        kept.cache_clear()
    yield tmp_path / "services"
    monkeypatch.undo()
    for kept in (service.services, service.remedies):
        kept.cache_clear()


SERVICE = """
order = {order}
kind = "ages"
unit = "persons"
name = {{ en = "{en}", zh = "{zh}" }}
users = {{ en = "pupils", zh = "学生" }}
ages = [{{ low = 6, high = 11, weight = {weight} }}]
bureau = {{ en = "education bureau", zh = "教育局" }}
"""


def test_one_file_adds_a_service(folder):
    before = [each.key for each in service.services()]
    for order, key, en, zh, weight in (
        (98, "ferries", "School ferries", "上学渡船", 1),
        (99, "boats", "Boats", "小船", 0.5),
    ):
        text = SERVICE.format(order=order, en=en, zh=zh, weight=weight)
        (folder / f"{key}.toml").write_text(text, encoding="utf-8")
    service.services.cache_clear()
    assert [each.key for each in service.services()] == [*before, "ferries", "boats"]
    record = of(load(), find("hegang"))
    ferries, boats = record.services[-2:]
    assert (ferries.service, boats.service) == ("ferries", "boats")
    for all_of_them, half in zip(ferries.years, boats.years, strict=True):
        assert half.users.value == pytest.approx(all_of_them.users.value / 2, rel=1e-9)
    for language, names in (("en", ("School ferries", "Boats")), ("zh", ("上学渡船", "小船"))):
        told = chapter_text(chapter(record), language)
        assert all(name in told for name in names)
