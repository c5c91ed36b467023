"""Measure this engine beside its peers, the way from an extract to reach, and every stage.

Prints as it goes. `--write FILE` writes it all as Markdown; `--only` leaves parts out, for work on
one of them: the document then lacks the others.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import document, pages, pbf_to_reach, side_by_side, stages, whatif
from tests.bench.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = ("peers", "reach", "stages", "pages")


def main() -> None:
    """Measure, print, write; fail where answers differ or pages are too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=Path, default=stages.ROOT.parent / "shared" / "data")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    extract = given.inputs / "porto" / "porto.osm.pbf"
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        parts = list(_parts(Path(folder), given.inputs, extract, given.only, wrong))
    if given.write:
        given.write.write_text(document.document(parts), encoding="utf-8")
    if wrong:
        raise SystemExit("Not as it has to be:\n" + "\n".join(wrong))


def _parts(
    folder: Path, inputs: Path, extract: Path, only: list[str], wrong: list[str]
) -> Iterator[str]:
    """Measure one part after the other, and return its section."""
    for part in only:
        for section in _sections(part, folder / part, inputs, extract, wrong):
            print(section, flush=True)
            yield section


def _sections(
    part: str, folder: Path, inputs: Path, extract: Path, wrong: list[str]
) -> Iterator[str]:
    if part == "peers":
        names = side_by_side.graphs(folder, extract)
        found = side_by_side.all_jobs(folder, names)
        wrong += side_by_side.differing(found)
        yield document.side_by_side(Tables(found, names), extract)
    elif part == "reach" and extract.exists():
        yield document.pbf_to_reach(extract, pbf_to_reach.measured(extract, folder))
    elif part == "reach":
        print("no extract at hand: the way from an extract to reach is left out", flush=True)
    elif part == "pages":
        opened = list(pages.measured(folder, folder.parent / "stages"))
        wrong += pages.over(opened)
        yield document.pages(opened)
    else:
        rows_of = {}
        for region, rows in stages.by_region(folder, inputs):
            rows_of[region] = rows
            yield document.stages(region, rows)
        region = whatif.largest(rows_of)
        given = None if region == "sample" else inputs.resolve()
        yield document.whatif(whatif.measured(folder, region, given))


if __name__ == "__main__":
    main()
