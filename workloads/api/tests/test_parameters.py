"""Each wrong parameter is a 400 that names it."""

import pytest
from flask.testing import FlaskClient

WRONG = [
    ("", "address"),
    ("address=", "address"),
    ("address=a%00b", "address"),
    ("address=a b", "address"),
    ("address=" + "a" * 129, "address"),
    ("address=x'%20OR%201=1", "address"),
    ("address=a&address=b", "address"),
    ("address=a&start_date=yesterday", "start_date"),
    ("address=a&start_date=2026-02-30", "start_date"),
    ("address=a&start_date=", "start_date"),
    ("address=a&start_date=2026-01-31q12:00", "start_date"),
    ("address=a&start_date=2026-01-31%2012:00", "start_date"),
    ("address=a&end_date=31.01.2026", "end_date"),
    ("address=a&end_date=2026-01-01T00:00:00+02:00", "end_date"),  # an unescaped + is a space
    ("address=a&start_date=2026-01-02&end_date=2026-01-01", "end_date"),
    ("address=a&start_date=2026-01-01&end_date=2026-01-01", "end_date"),
    ("address=a&flow_type=in", "flow_type"),
    ("address=a&flow_type=BOTH", "flow_type"),
    ("address=a&limit=0", "limit"),
    ("address=a&limit=1001", "limit"),
    ("address=a&limit=-1", "limit"),
    ("address=a&limit=ten", "limit"),
    ("address=a&limit=1e2", "limit"),
    ("address=a&limit=%D9%A3", "limit"),  # a digit, but not ours
    ("address=a&offset=-1", "offset"),
    ("address=a&offset=1.5", "offset"),
    ("address=a&offset=99999999999999999999", "offset"),
    ("address=a&flowtype=inflow", "flowtype"),
]


@pytest.mark.parametrize(("query", "parameter"), WRONG)
def test_refuses_and_names(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/address/exposure/direct?{query}")
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["success"] is False
    assert answer.json["error"]["parameter"] == parameter
    assert answer.json["error"]["message"].startswith(f"{parameter} ")


@pytest.mark.parametrize(
    "query",
    [
        "limit=1",
        "limit=1000",
        "offset=1000000",
        "start_date=2026-01-01",
        "start_date=2026-01-01T12:00",
        "start_date=0001-01-01&end_date=9999-12-31",
        "start_date=2026-01-01T00:00:00%2B02:00&end_date=2026-01-01T00:00:00Z",
        "flow_type=inflow",
    ],
)
def test_takes_the_edges(client: FlaskClient, query: str) -> None:
    assert client.get(f"/address/exposure/direct?address=a&{query}").json == {"data": [], "success": True}
