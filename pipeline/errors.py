"""Every error that a user can meet, and how messages name what is many.

PipelineError
├── ConfigError   a region file says something that cannot be
├── SourceError   an input file cannot be read as what it should be
├── CrsError      coordinates whose reference system is missing or unfit
├── SchemaError   a table that breaks its promise; all faults at once
└── StageError    a stage could not run
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MISSING = (
    "no such file, or not readable; `resilience check` says where to get it, `resilience fetch "
    "REGION` downloads what the region file names by place; name its folder with --inputs (INPUTS=)"
)


class PipelineError(Exception):
    """Base of all: one message that says what, where, with the values, and how to mend it."""


class ConfigError(PipelineError):
    """A region file that cannot be used."""


class CrsError(PipelineError):
    """Coordinates whose reference system is missing, mixed or unfit for lengths."""


class StageError(PipelineError):
    """A stage that could not run, or a goal that no stage makes."""


class SourceError(PipelineError):
    """An input file that cannot be read as what it should be.

    Parameters
    ----------
    message
        What is wrong and how to mend it.
    file
        The input file.
    row
        The row in the file where it goes wrong, counted from 1 without the header.
    """

    def __init__(self, message: str, *, file: Path | str, row: int | None = None) -> None:
        where = f"{file}, row {row}" if row is not None else f"{file}"
        super().__init__(f"{where}: {message}")
        self.file = file
        self.row = row

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes as the finished message."""
        return (PipelineError, (str(self),))


class SchemaError(PipelineError):
    """A table that breaks its promise.

    Parameters
    ----------
    table
        The table's name.
    faults
        Every fault found, one sentence each.
    """

    def __init__(self, table: str, faults: Sequence[str]) -> None:
        super().__init__(f"table {table}: " + "; ".join(faults))
        self.table = table
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with table and faults."""
        return (SchemaError, (self.table, self.faults))


def few(names: Sequence[str], most: int = 5) -> str:
    """Return the first of some names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
