"""GET /address/exposure/direct: the counterparties of an address, with what flowed in and out."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from exposure_api.db import Pool
from exposure_api.parameters import ExposureQuery, exposure_query

blueprint = Blueprint("exposure", __name__)

# All rows of an address lie in one shard: Citus sends this query to that shard alone.
DIRECT_EXPOSURE = """
SELECT counterparty,
       trim_scale(coalesce(sum(amount) FILTER (WHERE direction = 'inflow'), 0)),
       trim_scale(coalesce(sum(amount) FILTER (WHERE direction = 'outflow'), 0)),
       trim_scale(sum(amount)) AS total
  FROM transfer
 WHERE address = %(address)s
   AND direction = ANY(%(directions)s)
   AND (%(start)s::timestamptz IS NULL OR transferred_at >= %(start)s)
   AND (%(end)s::timestamptz IS NULL OR transferred_at < %(end)s)
 GROUP BY counterparty
 ORDER BY total DESC, counterparty COLLATE "C"
 LIMIT %(limit)s OFFSET %(offset)s
"""


@blueprint.get("/address/exposure/direct")
def direct() -> Response:
    query = exposure_query(request.args)
    pool: Pool = current_app.extensions["pool"]
    return jsonify(data=counterparties(pool, query), success=True)


def counterparties(pool: Pool, query: ExposureQuery) -> list[dict[str, str]]:
    values: dict[str, Any] = vars(query) | {"directions": list(query.directions)}
    rows = pool.rows(lambda connection: connection.execute(DIRECT_EXPOSURE, values))
    return [
        {"address": address, "inflows": text(inflows), "outflows": text(outflows), "total_flows": text(total)}
        for address, inflows, outflows, total in rows
    ]


def text(amount: Decimal) -> str:
    """All digits and no exponent: clients must not lose a unit to floating point."""
    return format(amount, "f")
