"""Which parameters may come from outside, and how PostgreSQL reads their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from dbops.outcome import Refused

ALLOWED = frozenset(files("dbops").joinpath("parameters.txt").read_text(encoding="utf-8").split())
"""No parameter here runs a program, loads code, names a file, opens a door or weakens what a commit promises."""

RESTART_CLASS = {
    "postmaster": "restart",
    "sighup": "reload",
    "superuser-backend": "new sessions",
    "backend": "new sessions",
    "superuser": "at once",
    "user": "at once",
}
"""What PostgreSQL's ``pg_settings.context`` means for the people who use the database."""

MEMORY: Mapping[str, Decimal] = {
    unit: Decimal(size) for unit, size in {"B": 1, "kB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}.items()
}
TIME: Mapping[str, Decimal] = {
    unit: Decimal(size) for unit, size in {"us": "0.001", "ms": "1", "s": "1e3", "min": "60e3", "h": "36e5", "d": "864e5"}.items()
}
NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-z]*)")
AUTOMATIC = "-1"
MEANT = {("wal_compression", "on"): "pglz"}
"""Where PostgreSQL shows another choice than the one it was given."""

TRUE, FALSE = frozenset({"on", "true", "yes", "1"}), frozenset({"off", "false", "no", "0"})


@dataclass(frozen=True)
class Parameter:
    """One row of ``pg_settings`` on one member."""

    name: str
    value: str
    unit: str | None
    kind: str
    context: str
    least: str | None
    most: str | None
    choices: list[str] | None
    pending: bool
    source: str

    def is_at(self, wanted: str) -> bool:
        # What PostgreSQL chooses by itself it shows as what it has chosen.
        return self.read(wanted) in (self.read(self.value), AUTOMATIC)

    def read(self, text: str) -> str:
        """The value in PostgreSQL's own unit and spelling; refused when PostgreSQL would not take it."""
        if self.kind == "bool":
            return self._switch(text)
        if self.kind == "enum":
            return self._choice(text)
        return self._number(text) if self.kind in ("integer", "real") else text

    def _switch(self, text: str) -> str:
        if text.lower() in TRUE | FALSE:
            return "on" if text.lower() in TRUE else "off"
        raise Refused(f"{self.name} is on or off, not {text}")

    def _choice(self, text: str) -> str:
        lower = text.lower()
        # Choices that grew out of a switch still take its spellings.
        for spelled in (lower, "on" if lower in TRUE else "off" if lower in FALSE else lower):
            if spelled in (self.choices or []):
                return MEANT.get((self.name, spelled), spelled)
        raise Refused(f"{self.name} is one of {', '.join(self.choices or [])}, not {text}")

    def _number(self, text: str) -> str:
        match = NUMBER.fullmatch(text.strip())
        if not match:
            raise Refused(f"{self.name} is a number, not {text}")
        number = Decimal(match[1]) * self._factor(match[2])
        if self.kind == "integer":
            number = number.to_integral_value()
        if (self.least is not None and number < Decimal(self.least)) or (self.most is not None and number > Decimal(self.most)):
            raise Refused(f"{self.name} goes from {self.least} to {self.most}{_of(self.unit)}, {text} is outside")
        return str(number.normalize())

    def _factor(self, unit: str) -> Decimal:
        if not unit:
            return Decimal(1)
        for units in (MEMORY, TIME):
            own = _own(self.unit, units)
            if own is not None and unit in units:
                return units[unit] / own
        raise Refused(f"{self.name} has no unit {unit}")


def _own(unit: str | None, units: Mapping[str, Decimal]) -> Decimal | None:
    """The size of a unit as PostgreSQL shows it: kB, 8kB, min."""
    match = re.fullmatch(r"(\d*)([A-Za-z]+)", unit or "")
    if not match or match[2] not in units:
        return None
    return Decimal(match[1] or 1) * units[match[2]]


def _of(unit: str | None) -> str:
    return f" (in units of {unit})" if unit else ""
