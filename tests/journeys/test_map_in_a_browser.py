"""The map in a browser: borders of the reader's own, years that play, a city that stays marked."""

import json

import pytest

SHOWN = "Number(document.documentElement.dataset.shown ?? 0)"
LINES = "document.querySelectorAll('#map .drawing svg .mark-shape path').length"
STROKES = (
    "(document.querySelector('#map .drawing svg .mark-shape path')?.getAttribute('d') ?? '').split('M').length - 1"
)
SAID = "document.getElementById('borders-said').textContent"
DOTS = "document.querySelectorAll('#map .drawing svg .mark-symbol path').length"
SQUARE = [[110, 30], [120, 30], [120, 40], [110, 40], [110, 30]]
HOLE = [[112, 32], [114, 32], [114, 34], [112, 32]]
ELSEWHERE = [[-80, 10], [-70, 10], [-70, 20], [-80, 10]]
FOUND = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "<b>"},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
        },
        {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [[ELSEWHERE]]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": SQUARE[:2]}},
        {"type": "Feature", "properties": {}, "geometry": None},
    ],
}


@pytest.fixture
def opened(visit):
    page = visit("/?lang=en")
    page.until(f"{SHOWN} > 0")
    return page


def give(page, content):
    """Choose a file of this content, and wait until the map is drawn anew."""
    before = page.evaluate(SHOWN)
    page.set_input_files("#borders", {"name": "own.geojson", "mimeType": "application/geo+json", "buffer": content})
    page.until(f"{SHOWN} > {before}")


def test_lines_of_a_file_lie_under_the_dots_and_those_elsewhere_are_counted(opened):
    dots = opened.evaluate(DOTS)
    assert opened.evaluate(LINES) == 0
    asked = []
    opened.on("request", lambda request: asked.append((request.method, request.post_data)))
    give(opened, json.dumps(FOUND).encode())
    assert opened.evaluate(LINES) == 1
    assert opened.evaluate(STROKES) == 3
    assert opened.evaluate(DOTS) == dots
    assert opened.evaluate(SAID) == "3 lines drawn, 1 left out since they lie elsewhere."
    assert {method for method, _ in asked} <= {"GET"}


NO_LINES = [
    b"",
    b"not json",
    b"\xff\xfe\x00",
    b"null",
    b"[]",
    b'{"type": "FeatureCollection"}',
    b'{"type": "FeatureCollection", "features": [null]}',
    b'{"type": "Polygon", "coordinates": 5}',
    b'{"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"]]]}',
    b'{"type": "Point", "coordinates": [110, 30]}',
    b'{"type": "Polygon", "coordinates": [[[500000, 4000000], [600000, 4000000], [500000, 4000000]]]}',
    b'{"type": "GeometryCollection", "geometries": '
    + b'[{"type": "GeometryCollection", "geometries": ' * 20_000
    + b"null"
    + b"]}" * 20_001,
]


def test_a_file_without_lines_in_degrees_is_refused_in_words_and_the_map_stays(opened):
    """The lines of the file before are taken away."""
    dots = opened.evaluate(DOTS)
    give(opened, json.dumps(FOUND).encode())
    for content in NO_LINES:
        give(opened, content)
        assert "Choose a GeoJSON file in longitude and latitude" in opened.evaluate(SAID), content[:80]
        assert (opened.evaluate(LINES), opened.evaluate(DOTS)) == (0, dots)
    assert opened.complaints == []


def test_borders_stay_where_another_quantity_is_asked_for_and_leave_the_bubbles_alone(opened):
    give(opened, json.dumps(FOUND).encode())
    before = opened.evaluate(SHOWN)
    opened.select_option("#map-form [name=quantity]", index=1)
    opened.until(f"{SHOWN} > {before}")
    assert opened.evaluate(LINES) == 1
    before = opened.evaluate(SHOWN)
    opened.select_option("#map-form [name=view]", "bubbles")
    opened.until(f"{SHOWN} > {before}")
    assert opened.evaluate(LINES) == 0


YEAR = "document.querySelector('#map-form output').textContent"
RING = "document.querySelector('#map .drawing svg > circle')?.getAttribute('visibility')"


def test_the_slider_of_years_is_moved_by_keys_and_the_finding_follows(visit):
    page = visit("/?quantity=mining_employment_share&lang=en")
    page.until(f"{SHOWN} > 0")
    last = page.evaluate(YEAR)
    page.focus("#year")
    page.keyboard.press("ArrowLeft")
    page.until(f"{YEAR} !== '{last}' && location.search.includes('year=')")
    earlier = page.evaluate(YEAR)
    assert f"year={earlier}" in page.evaluate("location.search")
    page.until(f"document.getElementById('map-title').textContent.includes('{earlier}')")
    assert page.evaluate("document.activeElement.id") == "year"


LATE = """{
    const { fetch } = window;
    window.fetch = async (...asked) => {
        await new Promise((done) => setTimeout(done, 200));
        return fetch(...asked);
    };
    0;  // a function as the last value would be called
}"""


def test_years_play_to_the_last_one_and_a_press_stops_them(visit):
    page = visit("/?quantity=mining_employment_share&lang=en")
    page.until(f"{SHOWN} > 0")
    page.evaluate(LATE)  # what the button says holds while a year is still being drawn
    last = page.evaluate(YEAR)
    page.click("#play")  # where the last year is shown they begin anew
    page.until(f"{YEAR} !== '{last}'")
    page.until("document.getElementById('play').textContent === document.getElementById('play').dataset.stop")
    assert page.evaluate("document.activeElement.id") == "play"
    page.until(f"{YEAR} === '{last}' && document.getElementById('play').textContent.includes('Play')")
    page.click("#play")
    page.until(f"{YEAR} !== '{last}'")
    page.until("document.getElementById('play').textContent === document.getElementById('play').dataset.stop")
    page.click("#play")
    stopped = page.evaluate(YEAR)
    page.wait_for_timeout(1500)
    assert page.evaluate(YEAR) == stopped
    assert page.complaints == []


def test_a_marked_city_stays_marked_in_another_picture_and_one_that_is_not_drawn_is_told(visit):
    page = visit("/?lang=en")
    page.until(f"{SHOWN} > 0")
    page.fill("#sought input", "Hegang")
    page.keyboard.press("Tab")
    page.until(f"{RING} === 'visible'")
    assert page.text_content("#readout").startswith("Hegang")
    before = page.evaluate(SHOWN)
    page.select_option("#map-form [name=view]", "bubbles")
    page.until(f"{SHOWN} > {before}")
    assert page.evaluate(RING) == "visible"
    assert page.text_content("#readout").startswith("Hegang")
    page.fill("#sought input", "Sansha")
    page.keyboard.press("Tab")
    page.until("document.getElementById('readout').textContent.startsWith('This place is not drawn')")


def test_without_scripts_a_year_is_chosen_from_a_list(visit):
    page = visit("/?quantity=mining_employment_share&lang=en", java_script_enabled=False)
    assert page.is_hidden("#play")
    first = page.locator("#map-form [name=year] option").first.text_content()
    page.select_option("#map-form [name=year]", first)
    page.click("#map-form noscript button, #map-form button:visible")
    assert f"year={first}" in page.url


COVERED = """() => {
  const box = (element) => element.getBoundingClientRect();
  const svg = document.querySelector('#map .drawing svg');
  const legend = box(svg.querySelector('.role-legend'));
  const meets = (b) => b.width && b.right > legend.left && b.left < legend.right
    && b.bottom > legend.top && b.top < legend.bottom;
  const marks = [...svg.querySelectorAll('.mark-symbol.role-mark path, .mark-text.role-mark text')];
  const whole = box(svg);
  const within = legend.left >= whole.left && legend.right <= whole.right && legend.bottom <= whole.bottom;
  return [marks.length, marks.filter((each) => meets(box(each))).length, within, legend.bottom];
}"""


@pytest.mark.parametrize("among", ["listed", "all"])
@pytest.mark.parametrize("at", [390, 1440])
def test_the_legend_lies_in_a_corner_of_the_map_that_no_place_and_no_name_is_in(visit, among, at):
    page = visit(f"/?lang=en&among={among}", at)
    page.until(f"{SHOWN} > 0")
    count, covered, is_within, below = page.evaluate(COVERED)
    assert count > 250
    assert covered == 0
    assert is_within
    assert below <= 900  # in view with the map
