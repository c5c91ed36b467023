"""Plain text in paragraphs and columns that a screen of 90 letters holds."""

from __future__ import annotations

import textwrap

WIDTH = 90
MARGIN = 2


class Paper:
    """Lines, written from the top down."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def head(self, text: str) -> None:
        """Write a heading, with an empty line before it unless it is the first."""
        if self._lines:
            self._lines.append("")
        self._lines += textwrap.wrap(text, WIDTH)

    def say(self, text: str, indent: int = MARGIN) -> None:
        """Write paragraphs; what stands in one keeps no line breaks but those between them."""
        room = " " * indent
        for paragraph in text.split("\n\n"):
            flat = " ".join(paragraph.split())
            self._lines += textwrap.wrap(
                flat, WIDTH, initial_indent=room, subsequent_indent=room, break_on_hyphens=False
            )

    def item(self, text: str) -> None:
        """Write a line of a list, with what does not fit below it."""
        room = " " * MARGIN
        self._lines += textwrap.wrap(
            " ".join(text.split()),
            WIDTH,
            initial_indent=f"{room}- ",
            subsequent_indent=f"{room}  ",
            break_on_hyphens=False,
        )

    def rows(self, rows: list[tuple[str, ...]], indent: int = MARGIN) -> None:
        """Write rows in columns; the last one takes the rest of the line and is wrapped."""
        if not rows:
            return
        widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)]
        for row in rows:
            start = " " * indent + "".join(
                f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False)
            )
            room = " " * min(len(start), WIDTH // 2)
            self._lines += textwrap.wrap(
                row[-1],
                WIDTH,
                initial_indent=start,
                subsequent_indent=room,
                break_on_hyphens=False,
            ) or [start.rstrip()]

    def text(self) -> str:
        """Return all lines."""
        return "\n".join(self._lines)
