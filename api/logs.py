"""How the server's log is written: one JSON object a line, whatever names and headers hold."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from api.errors import safe_text
from api.security import KEY_FORM

LOGGER: Final = logging.getLogger("allygraph")
_MOST_TRACE = 20_000


class JsonLines(logging.Formatter):
    """A record as one line of ASCII; ``extra={"fields": {...}}`` become members of the object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": safe_text(record.getMessage()),
        }
        fields: dict[str, object] = getattr(record, "fields", {})
        for name, value in fields.items():
            line[name] = safe_text(value) if isinstance(value, str) else value
        if record.exc_info:
            line["trace"] = KEY_FORM.sub("[key]", self.formatException(record.exc_info)[-_MOST_TRACE:])
        return json.dumps(line, ensure_ascii=True, default=str)


def log_to(stream: TextIO = sys.stderr, level: str = "info") -> None:
    """Send what the server says to ``stream``. Called by whoever owns the process, never on import."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    LOGGER.handlers[:] = [handler]
    LOGGER.setLevel(level.upper())
    LOGGER.propagate = False
