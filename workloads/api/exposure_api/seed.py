"""Test data of any size: made inside the database, the same for the same numbers."""

import psycopg

from exposure_api.db import parameters
from exposure_api.settings import Database

ADDRESSES = """
INSERT INTO address (address)
SELECT 'addr-' || n FROM generate_series(1, %(addresses)s::bigint) n
ON CONFLICT DO NOTHING
"""

# A transfer's two ends, its amount and its time follow from its number, so that both sides are made alike, each by itself.
SIDES = """
WITH number AS (
    SELECT n, 1 + abs(hashint8extended(n, 1) %% %(addresses)s) AS a, 1 + abs(hashint8extended(n, 2) %% %(addresses)s) AS b
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
)
INSERT INTO transfer (address, transfer_id, direction, counterparty, amount, transferred_at)
SELECT 'addr-' || own, md5(n::text)::uuid, direction, 'addr-' || other,
       (1 + abs(hashint8extended(n, 3) %% 1000000000000))::numeric / 1000000,
       timestamptz '2024-01-01 00:00:00+00' + make_interval(secs => (abs(hashint8extended(n, 4) %% 63072000))::double precision)
  FROM number, LATERAL (VALUES (a, 'outflow', b), (b, 'inflow', a)) AS side (own, direction, other)
ON CONFLICT DO NOTHING
"""

BATCH = 50_000


def seed(database: Database, addresses: int, transfers: int) -> None:
    with psycopg.connect(**parameters(database), autocommit=True) as connection:
        connection.execute(ADDRESSES, {"addresses": addresses})
        for first in range(1, transfers + 1, BATCH):
            last = min(first + BATCH - 1, transfers)
            connection.execute(SIDES, {"addresses": addresses, "first": first, "last": last})
        connection.execute("ANALYZE address, transfer")
