"""The query of a request, checked: what is wrong is refused by name, and nothing is ignored."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from werkzeug.datastructures import MultiDict

ADDRESS = re.compile(r"[0-9A-Za-z][0-9A-Za-z:._-]{0,127}")
DATE_OR_TIME = re.compile(r"[0-9W-]+(T.+)?")
DIRECTIONS = {"both": ("inflow", "outflow"), "inflow": ("inflow",), "outflow": ("outflow",)}
LIMIT_DEFAULT, LIMIT_MAX, OFFSET_MAX = 100, 1_000, 1_000_000

Value = TypeVar("Value")


class WrongParameter(Exception):
    """A parameter that cannot be used, and why."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter} {message}")
        self.parameter = parameter


@dataclass(frozen=True)
class ExposureQuery:
    """What is asked: whose counterparties, when, which way, and which page of them."""

    address: str
    start: datetime | None
    end: datetime | None
    directions: tuple[str, ...]
    limit: int
    offset: int


def exposure_query(args: MultiDict[str, str]) -> ExposureQuery:
    known = {"address", "start_date", "end_date", "flow_type", "limit", "offset"}
    for name in args:
        if name not in known:
            raise WrongParameter(name, f"is unknown; known are {', '.join(sorted(known))}")
    query = ExposureQuery(
        address=_read(args, "address", _address),
        start=_read(args, "start_date", _instant, None),
        end=_read(args, "end_date", _instant, None),
        directions=_read(args, "flow_type", _directions, DIRECTIONS["both"]),
        limit=_read(args, "limit", _number(1, LIMIT_MAX), LIMIT_DEFAULT),
        offset=_read(args, "offset", _number(0, OFFSET_MAX), 0),
    )
    if query.start and query.end and query.start >= query.end:
        raise WrongParameter("end_date", "must be after start_date; the end itself is not included")
    return query


class _Required:
    """Marks a parameter without a default."""


def _read(args: MultiDict[str, str], name: str, parse: Callable[[str], Value], default: object = _Required) -> Value:
    texts = args.getlist(name)
    if not texts:
        if default is _Required:
            raise WrongParameter(name, "is required")
        return default  # type: ignore[return-value]
    if len(texts) > 1:
        raise WrongParameter(name, "is given more than once")
    try:
        return parse(texts[0])
    except ValueError as wrong:
        raise WrongParameter(name, str(wrong)) from None


def _address(text: str) -> str:
    if ADDRESS.fullmatch(text):
        return text
    raise ValueError("must have 1 to 128 letters, digits, colons, dots, dashes or underscores")


def _instant(text: str) -> datetime:
    try:
        if not DATE_OR_TIME.fullmatch(text):  # Python takes any sign between date and time
            raise ValueError
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO 8601 date or time, such as 2026-01-31 or 2026-01-31T12:00:00Z") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _directions(text: str) -> tuple[str, ...]:
    if text in DIRECTIONS:
        return DIRECTIONS[text]
    raise ValueError(f"must be one of {', '.join(DIRECTIONS)}")


def _number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
            return int(text)
        raise ValueError(f"must be a whole number from {least} to {most}")

    return parse
