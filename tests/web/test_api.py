"""The interface for programs gives the objects of the command line."""

import inspect
import json

import pytest
from markupsafe import escape

from relode.answers.city_list import listing
from relode.answers.journey import diagnosed_in_depth
from relode.answers.pathways_answer import known_of
from relode.cli import city_commands
from relode.language import LANGUAGES, say
from relode.record import versioned
from relode.web.server.api_page import calls


@pytest.mark.slow
def test_the_objects_are_those_of_the_command_line(client):
    assert client.get("/api/cities?type=declining").json() == versioned("cities", listing("declining").record())
    diagnosis = client.get("/api/diagnose/hegang").json()
    assert diagnosis == json.loads(json.dumps(versioned("diagnose", diagnosed_in_depth("hegang").record())))
    pathways = versioned("pathways", known_of("hegang", None).record())
    assert client.get("/api/pathways/鹤岗").json() == json.loads(json.dumps(pathways))
    number = client.get("/api/explain/hegang/population/2020").json()
    assert (number["value"], number["unit"], number["year"]) == (891271, "persons", 2020)
    assert client.get("/api/outlook/hegang?until=2030").json()["years"][-1] == 2030


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/diagnose/nowhere", 404, "unknown_place"),
        ("/api/diagnose/yichun", 404, "ambiguous_place"),
        ("/api/diagnose/黑龙江省", 400, "place_is_province"),
        ("/api/explain/hegang/population/1850", 404, "no_such_year"),
        ("/api/explain/hegang/population/x", 404, "no_page"),
        ("/api/outlook/hegang?until=1900", 400, "outlook.bad_years"),
        ("/api/outlook/hegang?until=x", 422, "bad_value"),
        ("/api/cities?type=nonsense", 400, "unknown_choice"),
        ("/api/what-if/hegang", 503, "web.absent"),
        ("/api/nothing", 404, "no_page"),
    ],
)
def test_a_refusal_is_problem_json(client, address, status, code):
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)
    assert answer.json()["detail"]


def test_an_unknown_name_comes_with_suggestions(client):
    assert client.get("/api/diagnose/hegnag").json()["suggestions"][0]["slug"] == "hegang"


def test_the_schema_names_every_address_and_the_fields_of_the_contract(client):
    schema = client.get("/api/openapi.json").json()
    assert {"/api/cities", "/api/diagnose/{name}", "/api/pathways/{name}", "/api/what-if/{name}"} <= set(
        schema["paths"]
    )
    number = schema["components"]["schemas"]["Number"]
    assert set(number["required"]) == {"value", "unit", "year", "interval_90", "sources", "flags"}
    assert number["properties"]["interval_90"]["description"].startswith("90 % interval, null where")
    explanation = schema["components"]["schemas"]["ExplanationAnswer"]["properties"]
    assert {"schema", "value", "interval_90", "label", "derivation", "row"} <= explanation.keys()
    assert explanation["label"]["type"] == "string"
    posted = {path for path, calls in schema["paths"].items() if "post" in calls}
    assert posted == {"/api/plans/{name}", "/api/plans/{name}/{run}/cancel"}
    assert all(set(calls) <= {"get", "post"} for calls in schema["paths"].values())


def test_every_field_that_programs_may_rely_on_says_what_it_holds(client):
    written = client.get("/api/openapi.json").json()["components"]["schemas"]
    theirs = ("HTTPValidationError", "ValidationError", "Order")
    fields = {
        (name, field): held
        for name, each in written.items()
        if name not in theirs
        for field, held in each.get("properties", {}).items()
    }
    assert len(fields) > 300
    assert [at for at, held in fields.items() if not held.get("description")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_interface_tells_every_call_of_the_schema_with_an_example_that_answers(client, language):
    page = client.get(f"/api?lang={language}").text
    told = calls(client.get("/api/openapi.json").json())
    assert len(told) >= 12
    for call in told:
        assert f"<code>{call.method} {call.path}</code>" in page
        assert str(escape(say(f"web.api.call.{call.key}", language))) in page
        assert call.fields
        assert all(meaning for _, meaning in call.fields), call.key
        if call.method == "GET" and "RUN" not in call.example:
            assert f'href="{escape(call.example)}"' in page
            expected = 503 if call.key == "what_if" else 200  # this page has no simulator
            assert client.get(call.example).status_code == expected, call.example


def test_an_outlook_goes_as_far_as_that_of_the_command_line(client):
    asked = inspect.signature(city_commands.outlook).parameters["until"].default
    assert client.get("/api/outlook/hegang").json()["years"][-1] == int(asked)
