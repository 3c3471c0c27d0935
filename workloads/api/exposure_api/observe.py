"""What operators see: JSON logs with a request id, and Prometheus metrics. Neither holds what clients ask about."""

import json
import logging
import logging.config
import re
import time
import uuid
from datetime import UTC, datetime

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

REQUESTS = Counter("http_requests_total", "Requests answered", ["method", "route", "status"])
DURATION = Histogram("http_request_duration_seconds", "Time to answer a request", ["route"])
REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
FIELDS = ("request_id", "method", "route", "status", "duration_ms", "client")

log = logging.getLogger("exposure_api.request")


class JsonLines(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        } | {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    # gunicorn's own loggers would otherwise write a second time, in a form of their own.
    "loggers": {"gunicorn.error": {"handlers": [], "propagate": True}, "gunicorn.access": {"handlers": [], "propagate": False}},
}


def observe(app: Flask) -> None:
    """Counts, times and logs each request of the application."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unknown"
        seconds = time.perf_counter() - g.began
        REQUESTS.labels(request.method, route, response.status_code).inc()
        DURATION.labels(route).observe(seconds)
        response.headers["X-Request-Id"] = g.request_id
        level = logging.DEBUG if route in ("/healthz", "/readyz") else logging.INFO
        log.log(level, "answered", extra=_facts(route, response.status_code, seconds))
        return response


def _facts(route: str, status: int, seconds: float) -> dict[str, object]:
    return {
        "request_id": g.request_id,
        "method": request.method,
        "route": route,
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
        "client": request.remote_addr,
    }
