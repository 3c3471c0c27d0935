"""What the endpoint answers, read from a real database."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from postgres import Add


def ask(client: FlaskClient, **parameters: str | int) -> list[dict[str, str]]:
    answer = client.get("/address/exposure/direct", query_string=parameters)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.get_json()
    assert body["success"] is True
    data: list[dict[str, str]] = body["data"]
    return data


def row(address: str, inflows: str, outflows: str, total: str) -> dict[str, str]:
    return {"address": address, "inflows": inflows, "outflows": outflows, "total_flows": total}


@pytest.fixture
def some(transfer: Add) -> None:
    transfer("bob", "ann", "1.50")
    transfer("bob", "ann", "2")
    transfer("ann", "bob", "0.25")
    transfer("ann", "eve", "3.75")
    transfer("bob", "eve", "100")


@pytest.mark.usefixtures("some")
def test_adds_up_each_counterparty(client: FlaskClient) -> None:
    assert ask(client, address="ann") == [row("bob", "3.5", "0.25", "3.75"), row("eve", "0", "3.75", "3.75")]


@pytest.mark.usefixtures("some")
def test_both_is_the_default(client: FlaskClient) -> None:
    assert ask(client, address="ann") == ask(client, address="ann", flow_type="both")


@pytest.mark.usefixtures("some")
def test_counts_inflows_only(client: FlaskClient) -> None:
    assert ask(client, address="ann", flow_type="inflow") == [row("bob", "3.5", "0", "3.5")]


@pytest.mark.usefixtures("some")
def test_counts_outflows_only(client: FlaskClient) -> None:
    assert ask(client, address="ann", flow_type="outflow") == [row("eve", "0", "3.75", "3.75"), row("bob", "0", "0.25", "0.25")]


def test_orders_by_total_then_address(client: FlaskClient, transfer: Add) -> None:
    for other, amount in (("b", "5"), ("B", "5"), ("a", "5"), ("10", "9"), ("2", "10")):
        transfer("ann", other, amount)
    assert [found["address"] for found in ask(client, address="ann")] == ["2", "10", "B", "a", "b"]


def test_pages_without_gap_or_repetition(client: FlaskClient, transfer: Add) -> None:
    for n in range(7):
        transfer("ann", f"other-{n}", "1")
    pages = [ask(client, address="ann", limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [row for page in pages for row in page] == ask(client, address="ann")


def test_gives_a_hundred_rows_by_default(client: FlaskClient, transfer: Add) -> None:
    for n in range(101):
        transfer("ann", f"other-{n}", "1")
    assert len(ask(client, address="ann")) == 100
    assert len(ask(client, address="ann", limit=1000)) == 101


def test_includes_the_start_and_excludes_the_end(client: FlaskClient, transfer: Add) -> None:
    transfer("early", "ann", "1", at="2025-12-31T23:59:59.999999Z")
    transfer("first", "ann", "1", at="2026-01-01T00:00:00Z")
    transfer("last", "ann", "1", at="2026-01-31T23:59:59.999999Z")
    transfer("late", "ann", "1", at="2026-02-01T00:00:00Z")
    found = ask(client, address="ann", start_date="2026-01-01", end_date="2026-02-01")
    assert [one["address"] for one in found] == ["first", "last"]


def test_heeds_the_offset_of_a_time(client: FlaskClient, transfer: Add) -> None:
    transfer("bob", "ann", "1", at="2025-12-31T23:00:00Z")
    assert ask(client, address="ann", start_date="2026-01-01T01:00:00+02:00")
    assert not ask(client, address="ann", start_date="2026-01-01T01:00:00+01:00")


def test_loses_no_digit(client: FlaskClient, transfer: Add) -> None:
    transfer("bob", "ann", "123456789012345678901234567890.000000000000000001")
    transfer("bob", "ann", "0.1")
    transfer("eve", "ann", "0.000000000000000001")
    transfer("joe", "ann", "1000000000000000000000000000000000000000")
    total = "123456789012345678901234567890.100000000000000001"
    assert ask(client, address="ann") == [
        row("joe", "1000000000000000000000000000000000000000", "0", "1000000000000000000000000000000000000000"),
        row("bob", total, "0", total),
        row("eve", "0.000000000000000001", "0", "0.000000000000000001"),
    ]


def test_counts_a_transfer_to_oneself_on_both_sides(client: FlaskClient, transfer: Add) -> None:
    transfer("ann", "ann", "2")
    assert ask(client, address="ann") == [row("ann", "2", "2", "4")]


def test_answers_for_an_unknown_address_with_no_rows(client: FlaskClient) -> None:
    assert ask(client, address="nobody") == []


def test_answers_errors_of_any_kind_as_json(client: FlaskClient) -> None:
    missing = client.get("/nothing")
    wrong_method = client.post("/address/exposure/direct")
    assert (missing.status_code, wrong_method.status_code) == (404, 405)
    assert missing.json
    assert missing.json["success"] is False
    assert "GET" in wrong_method.headers["Allow"]
