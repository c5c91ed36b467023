"""The language that a page speaks: English in the code, every other in a catalogue beside it.

A text is written where it is shown, in English, inside `say` or `Words`; the catalogues of
`languages/` (PO files, as translators' tools read them) hold what it is in other languages. The
page that is being made speaks one language, which `spoken` sets for all that it calls.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN = "en"
"""The language of the code, which needs no catalogue."""
FOLDER = Path(__file__).parent / "languages"
_code: ContextVar[str] = ContextVar("language", default=OWN)


class Marks(NamedTuple):
    """How a language sets numbers and lines."""

    name: str
    """What its speakers call it."""
    direction: str
    """`ltr` or `rtl`."""
    decimal: str
    group: str


def say(text: str, **values: object) -> str:
    """Return a text in the page's language, with values in the place of the names in its braces.

    Values are never read as texts with braces of their own.
    """
    said = _translations(_code.get()).gettext(text) if text else text
    return said.format(**values) if values else said


def say_many(one: str, several: str, count: float, **values: object) -> str:
    """Return the text that fits a count, as the language counts; `{n}` in it is the count."""
    whole = int(count) if count == int(count) else 2
    said = _translations(_code.get()).ngettext(one, several, whole)
    return said.format(n=number(count), **values)


class Words(Mapping[Any, str]):
    """Texts by code, each in the language of the page that asks for it."""

    def __init__(self, texts: Mapping[Any, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, key: object) -> str:
        return say(self._texts[key])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def code() -> str:
    """Return the code of the page's language, such as `fr`."""
    return _code.get()


@cache
def marks(language: str) -> Marks:
    """Return how a language sets numbers and lines."""
    from babel import Locale  # noqa: PLC0415  heavy, and English pages need none
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415

    locale = Locale.parse(language)
    name = (locale.get_display_name() or language).capitalize()
    decimal, group = get_decimal_symbol(locale), get_group_symbol(locale)
    return Marks(name, locale.text_direction, decimal, group)


def number(value: float, digits: int = 0) -> str:
    """Return a number as the page's language sets it: thousands set apart."""
    return _set(f"{value:,.{digits}f}")


def short(value: float) -> str:
    """Return a number with no more digits than it needs, as the page's language sets it."""
    text = f"{value:g}"
    return _set(text) if "e" not in text else number(value)


def _set(text: str) -> str:
    if _code.get() == OWN:
        return text
    own = marks(_code.get())
    return text.translate({ord(","): own.group, ord("."): own.decimal})


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let all that is said inside be said in a language."""
    before = _code.set(language)
    try:
        yield
    finally:
        _code.reset(before)


def spoken(make: Callable[..., str]) -> Callable[..., str]:
    """Give a function that makes a page the parameter `language`, which the page then speaks."""

    @wraps(make)
    def speaker(*tables: Any, language: str = OWN, **given: Any) -> str:  # noqa: ANN401
        with speaking(language):
            return make(*tables, **given)

    own = inspect.signature(make)
    asked = inspect.Parameter("language", inspect.Parameter.KEYWORD_ONLY, default=OWN)
    speaker.__signature__ = own.replace(parameters=[*own.parameters.values(), asked])  # type: ignore[attr-defined]
    return speaker


@cache
def _translations(language: str) -> NullTranslations:
    """Return the catalogue of a language; of the code's own none."""
    if language == OWN:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415  heavy
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return GNUTranslations(packed)
