"""Whether the process lives, and whether it should be sent requests."""

import threading

from flask import Blueprint, Response, current_app, jsonify

from exposure_api.db import Pool

blueprint = Blueprint("health", __name__)

stopping = threading.Event()
"""Set at SIGTERM: from then on no new request is wanted, open ones are answered."""


@blueprint.get("/healthz")
def healthz() -> Response:
    return jsonify(status="alive", version=current_app.config["VERSION"])


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    if stopping.is_set():
        return jsonify(status="stopping"), 503
    pool: Pool = current_app.extensions["pool"]
    if not pool.answers():
        return jsonify(status="the database does not answer"), 503
    return jsonify(status="ready"), 200
