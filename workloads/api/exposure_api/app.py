"""The application: routes, errors in words, observation."""

import json
import logging
from importlib.resources import files

from flask import Flask, Response, g, jsonify
from werkzeug.exceptions import HTTPException

from exposure_api import exposure, health
from exposure_api.db import DatabaseUnavailable, Pool
from exposure_api.observe import observe
from exposure_api.parameters import WrongParameter

log = logging.getLogger(__name__)


def create_app(pool: Pool) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["VERSION"] = version()
    app.extensions["pool"] = pool
    app.json.sort_keys = False  # type: ignore[attr-defined]
    observe(app)
    app.register_blueprint(exposure.blueprint)
    app.register_blueprint(health.blueprint)
    app.add_url_rule("/openapi.json", view_func=openapi)
    app.register_error_handler(WrongParameter, wrong_parameter)
    app.register_error_handler(DatabaseUnavailable, database_unavailable)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)
    return app


def version() -> str:
    """As the image was built; a working copy has none."""
    file = files("exposure_api").joinpath("VERSION")
    return file.read_text(encoding="utf-8").strip() if file.is_file() else "development"


def openapi() -> Response:
    return jsonify(json.loads(files("exposure_api").joinpath("openapi.json").read_text(encoding="utf-8")))


def wrong_parameter(problem: WrongParameter) -> tuple[Response, int]:
    return _failure(str(problem), parameter=problem.parameter), 400


def database_unavailable(_: DatabaseUnavailable) -> tuple[Response, int, dict[str, str]]:
    return _failure("The database does not answer. Nothing is lost; try again."), 503, {"Retry-After": "5"}


def http_error(problem: HTTPException) -> tuple[Response, int, dict[str, str]]:
    allow = {name: value for name, value in problem.get_headers() if name == "Allow"}
    return _failure(problem.description or problem.name), problem.code or 500, allow


def unexpected(problem: Exception) -> tuple[Response, int]:
    log.error("unexpected error", exc_info=problem, extra={"request_id": g.get("request_id")})
    return _failure("Something went wrong here. The log has more under this request id."), 500


def _failure(message: str, **more: str) -> Response:
    return jsonify(success=False, error={"message": message, **more, "request_id": g.get("request_id")})
