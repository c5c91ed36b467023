"""Text made safe for where it goes: names from input files are never trusted."""

from __future__ import annotations

import html
import json
from typing import Any

UNSAFE_IN_SCRIPT = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def text(value: object) -> str:
    """Return a value as text that HTML shows and never runs, in content or in an attribute."""
    return html.escape(str(value), quote=True)


def script_json(value: Any) -> str:  # noqa: ANN401  any JSON value
    """Return a value as JSON that cannot end the script element that it stands in.

    Compact; NaN and infinities are refused, because JSON knows none.
    """
    plain = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escaped in UNSAFE_IN_SCRIPT.items():
        plain = plain.replace(character, escaped)
    return plain
