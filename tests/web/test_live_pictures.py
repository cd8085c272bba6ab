"""Pictures that answer to the pointer: every mark is told by its own row of the table beneath the picture."""

import json

import pandas as pd
import pytest

from relode.charts.style import Picture
from relode.language import LANGUAGES, Sentence
from relode.report import pieces
from relode.web.pages import page_cache
from relode.web.pages.live_pictures import TOLD, _tell


def rows_of(client, key, language):
    answer = client.get(f"/city/hegang/picture/{key}.json?lang={language}&width=800")
    assert answer.status_code == 200
    return [row for rows in answer.json()["datasets"].values() for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["mining_share", "job_structure", "pyramid", "ahead_population", "kinds"])
def test_marks_say_what_their_row_of_the_table_says(client, key, language):
    picture = page_cache.drawn("230400", language)[key]
    cells = [[cell for cell in row if cell not in ("–", "")] for row in pieces.table_rows(picture)]
    told = {row[TOLD] for row in rows_of(client, key, language) if TOLD in row}
    assert told
    for text in told:
        assert any(all(cell in text for cell in row) for row in cells), text
    assert len(told) >= 0.7 * len(cells)


def test_the_figure_of_hegang_in_2020_is_read_off_its_line(client):
    (row,) = [r for r in rows_of(client, "mining_share", "en") if r.get("place") == "Hegang" and r["year"] == 2020]
    assert row[TOLD].startswith("place: Hegang; year: 2020; value: 11")  # 10.9 to 11.5 % in the census of 2020


def test_a_row_that_stands_for_several_of_the_table_is_told_nothing():
    table = pd.DataFrame({"place": ["a", "a", "b"], "value": [0.1, 0.2, 0.3]})
    picture = Picture(
        "k", Sentence("web.city.read", {}), Sentence("web.city.read", {}), table, None, (), (), "en", "share"
    )
    rows = [{"place": "b", "value": 30.0}, {"place": "a", "value": 10.0}]
    _tell(rows, picture)
    assert rows[0][TOLD] == "place: b; value: 30\u00a0%"
    assert TOLD not in rows[1]


def test_colours_of_an_answering_picture_follow_the_page(client):
    text = json.dumps(client.get("/city/hegang/picture/mining_share.json?lang=en&width=800").json())
    assert '"var(--ink)"' in text
    assert "#010101" not in text


def test_a_picture_that_a_city_does_not_have_is_not_found(client):
    assert client.get("/city/hegang/picture/nonsense.json").status_code == 404
    assert client.get("/city/hegang/picture/mining_share.json?width=99").status_code == 422


@pytest.mark.parametrize(
    ("language", "name", "other"), [("zh", "鹤岗市", "Hegang 230400"), ("en", "Hegang", "鹤岗市 230400")]
)
def test_a_search_suggests_every_place_with_its_other_name(client, language, name, other):
    found = client.get(f"/names.json?lang={language}").json()
    assert [name, other] in found
    assert len(found) > 450


def test_another_city_is_opened_at_the_same_question(client):
    answer = client.get("/find?q=阜新&question=ahead")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/city/fuxin/ahead"
    assert client.get("/find?q=阜新&question=nonsense").status_code == 422
