"""Plain values to TOML text, with a comment beside them; whatever a name holds, it stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Value = str | int | float | bool | Sequence[str] | Mapping[str, "Value"]

SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def toml_line(key: str, value: Value, comment: str = "") -> str:
    """Return `key = value # comment`."""
    return f"{key} = {toml_value(value)}" + (f" # {toml_comment(comment)}" if comment else "")


def toml_value(value: Value) -> str:
    """Return a value as TOML; tables and lists on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + "".join(_escaped(letter) for letter in value) + '"'
    if hasattr(value, "items"):
        pairs = (f"{toml_value(key)} = {toml_value(one)}" for key, one in value.items())
        return "{ " + ", ".join(pairs) + " }"
    return "[" + ", ".join(toml_value(one) for one in value) + "]"


def toml_comment(text: str) -> str:
    """Return text that fits into a comment: control characters become blanks."""
    return "".join(" " if _is_control(letter) else letter for letter in text)


def _escaped(letter: str) -> str:
    if letter in SHORT:
        return SHORT[letter]
    return f"\\u{ord(letter):04X}" if _is_control(letter) else letter


def _is_control(letter: str) -> bool:
    return ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 or 0xD800 <= ord(letter) < 0xE000
