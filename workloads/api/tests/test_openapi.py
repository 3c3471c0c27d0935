"""The description that clients get is valid, and true."""

import json
from importlib.resources import files
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from postgres import Add

from exposure_api.parameters import ADDRESS, DIRECTIONS, LIMIT_DEFAULT, LIMIT_MAX, OFFSET_MAX

SPEC: dict[str, Any] = json.loads(files("exposure_api").joinpath("openapi.json").read_text())


def test_is_valid() -> None:
    validate(SPEC)


def test_is_served(client: FlaskClient) -> None:
    assert client.get("/openapi.json").json == SPEC


def test_names_the_limits_that_hold() -> None:
    parameters = {p["name"]: p["schema"] for p in SPEC["paths"]["/address/exposure/direct"]["get"]["parameters"]}
    assert list(parameters) == ["address", "start_date", "end_date", "flow_type", "limit", "offset"]
    assert parameters["address"]["pattern"] == f"^{ADDRESS.pattern}$"
    assert parameters["flow_type"]["enum"] == list(DIRECTIONS)
    assert parameters["limit"] == {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT}
    assert parameters["offset"] == {"type": "integer", "minimum": 0, "maximum": OFFSET_MAX, "default": 0}


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/address/exposure/direct?address=ann", "Exposures"),
        ("/address/exposure/direct?limit=0", "Failure"),
        ("/healthz", "Status"),
        ("/readyz", "Status"),
    ],
)
def test_describes_the_answers(client: FlaskClient, transfer: Add, path: str, schema: str) -> None:
    transfer("bob", "ann", "0.10")
    answer = client.get(path).json
    Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": SPEC["components"]}).validate(answer)
