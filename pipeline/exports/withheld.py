"""The list of what pages and exports keep back, a line a number: a dash in them is one or not."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from pipeline.withheld import published

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEAD = ("why", "table", "column", "key", "count")


def withheld(*, draft: Path, publish: Mapping[str, Any] | None, **tables: Any) -> None:  # noqa: ANN401
    """Write what is kept back of all tables that pages and exports show, by table and column.

    `why` is `few_people`, `sensitive` or `incidents`. `key` is the row that misses the number, such
    as `area_id=XE0101`, or `*` for all rows; `column` is empty where whole rows are kept back, and
    of what is sensitive, `count` is that of types. Where nothing is published there is no line.
    """
    told = [] if publish is None else published(tables, publish)[1]
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for one in sorted(told):
            count = one.number if len(one.keys) == 1 else 1
            writer.writerows((one.kind, one.table, one.column, key, count) for key in one.keys)
