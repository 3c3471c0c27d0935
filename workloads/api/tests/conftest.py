"""What all tests share: a database with the schema, and the application on it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from postgres import Add, Postgres

from exposure_api.app import create_app
from exposure_api.db import Pool
from exposure_api.migrate import migrate
from exposure_api.settings import Database


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    postgres = Postgres()
    try:
        migrate(postgres.settings())
        yield postgres
    finally:
        postgres.remove()


@pytest.fixture
def postgres(server: Postgres) -> Postgres:
    """The server, without data."""
    with server.admin() as admin:
        admin.execute("TRUNCATE address, transfer")
    return server


@pytest.fixture
def database(postgres: Postgres) -> Database:
    return postgres.settings()


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    made = Pool(database, size=4)
    made.open()
    yield made
    made.close()


@pytest.fixture
def client(pool: Pool) -> FlaskClient:
    return create_app(pool).test_client()


@pytest.fixture
def transfer(postgres: Postgres) -> Add:
    """Stores a transfer, once per side."""

    def add(sender: str, receiver: str, amount: str, at: str = "2026-01-15T00:00:00Z") -> None:
        when = datetime.fromisoformat(at).astimezone(UTC)
        identity = uuid4()
        with postgres.admin() as admin:
            for own, direction, other in ((sender, "outflow", receiver), (receiver, "inflow", sender)):
                admin.execute("INSERT INTO address (address) VALUES (%s) ON CONFLICT DO NOTHING", (own,))
                admin.execute(
                    "INSERT INTO transfer VALUES (%s, %s, %s, %s, %s, %s)", (own, identity, direction, other, Decimal(amount), when)
                )

    return add
