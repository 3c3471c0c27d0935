"""Logs for operators: one JSON object per line on stderr. No command ever hands a secret to a logger."""

import json
import logging
import logging.config
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """The message, and what the call gave as ``extra={"facts": {...}}``."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "loggers": {"dbops": {"level": "INFO"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
}
