"""Languages made up for tests: one sets what is said in brackets, one goes from right to left."""

from __future__ import annotations

import re
from contextlib import contextmanager
from gettext import NullTranslations
from typing import TYPE_CHECKING
from unittest import mock

from pipeline.page import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARKED, RTL = "de", "ar"
"""Codes whose numbers and direction they take; neither has a catalogue."""
FIRST, LAST = (
    "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}",
    ("\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"),
)
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابثدفغهيجكلمنوبقرستعطوخصيز")
BRACES = re.compile(r"({[^{}]*})")


def marked(text: str) -> str:
    """Return a text in brackets."""
    return f"{FIRST}{text}{LAST}"


def arabic(text: str) -> str:
    """Return a text in Arabic letters; the names in its braces stay as they are."""
    parts = BRACES.split(text)
    return "".join(
        part if part.startswith("{") else part.lower().translate(LETTERS) for part in parts
    )


class _Made(NullTranslations):
    """Translations that a function makes."""

    def __init__(self, say: Callable[[str], str]) -> None:
        super().__init__()
        self._say = say

    def gettext(self, message: str) -> str:
        return self._say(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._say(msgid1 if n == 1 else msgid2)


@contextmanager
def spoken_too() -> Iterator[None]:
    """Let pages speak both made-up languages inside."""
    made = {MARKED: _Made(marked), RTL: _Made(arabic)}
    known = language._translations

    def translations(code: str) -> NullTranslations:
        return made.get(code) or known(code)

    with mock.patch.object(language, "_translations", translations):
        yield
