"""How a call ends: its exit code, and one JSON object for who started the Job."""

import json
import sys
from pathlib import Path
from typing import Any

Facts = dict[str, Any]

MOST_BYTES = 4_096
"""Kubernetes keeps no more of a termination message."""


class Failed(Exception):
    """Did not do what was asked. The message says what happened, what it means and what to do."""

    code = 5
    outcome = "broken"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.facts = facts


class WrongCall(Failed):
    """The options, files or environment of the call are wrong; nothing was done."""

    code = 2
    outcome = "wrong-call"


class Refused(Failed):
    """A condition for the work does not hold; trying again as it is leads to the same."""

    code = 3
    outcome = "refused"


class Unreachable(Failed):
    """A server did not answer or is not ready; trying again is safe."""

    code = 4
    outcome = "unreachable"


class Stopped(Failed):
    """Ended by SIGTERM; trying again is safe."""

    code = 4
    outcome = "stopped"


class Broken(Failed):
    """Something broke in the middle, for example a fence was lost."""


def report(facts: Facts, file: Path) -> None:
    """The whole to stdout, and what fits to ``file``, where Kubernetes takes the termination message from."""
    sys.stdout.write(json.dumps(facts, default=str) + "\n")
    sys.stdout.flush()
    file.write_bytes(fitted(facts))


def fitted(facts: Facts, limit: int = MOST_BYTES) -> bytes:
    """JSON of at most ``limit`` bytes. The longest list is halved until all fits; ``cut`` says how many entries each list has lost."""
    cut: dict[str, int] = {}
    whole = json.loads(json.dumps(facts, default=str))
    while len(text := _json(whole | ({"cut": cut} if cut else {}))) > limit:
        name, longest = max(_lists(whole), key=lambda entry: len(_json(entry[1])), default=("", []))
        if not longest:
            head = {key: whole[key] for key in ("command", "outcome") if key in whole}
            return _json(head | {"message": str(whole.get("message", ""))[: limit // 5], "cut": {"everything": 1}})
        keep = len(longest) // 2
        cut[name] = cut.get(name, 0) + len(longest) - keep
        del longest[keep:]
    return text


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _lists(value: Any, path: str = "") -> list[tuple[str, list[Any]]]:
    found = [(path, value)] if isinstance(value, list) and value else []
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        found += _lists(inner, f"{path}.{key}" if path else str(key))
    return found
