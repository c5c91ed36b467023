"""The catalogues of languages, kept in step with the texts that the code says.

Texts are found where they stand: the first arguments of `say` and `say_many`, the values of
`Words`, and the words of the tables that the package ships. `resilience docs` writes each
catalogue anew: translations are kept, new texts are added without one, and what nobody says any
more is dropped.
"""

from __future__ import annotations

import ast
import csv
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from pipeline.imports import parse
from pipeline.page import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

PACKAGE = Path(__file__).parent
SAID_IN_TABLES = {"indicators_default.csv": ("title", "definition")}
HEADER = "# What the pages say in {name}; `resilience docs` keeps it in step with the code."

Text = str | tuple[str, str]
"""A text, or its forms for one and for several."""


def texts() -> list[Text]:
    """Return every text that the code says, each once, in the order of the alphabet."""
    found = {text for file in sorted(PACKAGE.rglob("*.py")) for text in _said_in(file)}
    return sorted(found | set(_said_in_tables()), key=lambda text: (str(text), text))


def files() -> list[Path]:
    """Return the catalogues' files, each named by its language's code."""
    return sorted(language.FOLDER.glob("*.po"))


def read(code: str) -> Catalog:
    """Return the catalogue of a language."""
    with (language.FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def updated(code: str) -> str:
    """Return a language's catalogue as it should be now."""
    old = read(code)
    comment = HEADER.format(name=language.marks(code).name)
    new = Catalog(locale=code, header_comment=comment, fuzzy=False)
    new.mime_headers = old.mime_headers
    for text in texts():
        known = _known(old, text)
        new.add(text, known.string if known else None)
    file = BytesIO()
    write_po(file, new, width=100, sort_output=False, omit_header=False)
    header, _, rest = file.getvalue().decode().partition("\n\n")
    lines = [line for line in header.split("\n") if line[0] != '"' or line.startswith(KEPT)]
    return "\n".join(lines) + f"\n\n{rest}"


KEPT = ('"Language:', '"Plural-Forms', '"MIME', '"Content')
"""Lines of the header that say something, and the same each time."""


def _known(catalogue: Catalog, text: Text) -> Message | None:
    found = catalogue.get(text)
    return found if found and found.id == text else None


def _said_in(file: Path) -> Iterator[Text]:
    """Yield the texts that one module says."""
    for node in ast.walk(parse(file)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "say":
            yield from _literals(node.args[:1])
        elif node.func.id == "say_many":
            one, several = _literals(node.args[:2])
            yield one, several
        elif node.func.id == "Words":
            yield from _values(node.args[0])


def _literals(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def _values(node: ast.expr) -> Iterator[str]:
    """Yield the texts of a mapping: its values, where it is written out, else all in it."""
    parts = node.values if isinstance(node, ast.Dict) else [node]
    for part in parts:
        for inner in ast.walk(part):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner.value


def _said_in_tables() -> Iterator[str]:
    for name, columns in SAID_IN_TABLES.items():
        with (PACKAGE / "tables" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[column] for column in columns)
