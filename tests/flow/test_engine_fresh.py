"""What makes an output stale, and what does not."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from pipeline.engine.run import look, stale

if TYPE_CHECKING:
    from tests.toy import Toy

ALL = {"numbers", "scaled", "powers", "signs", "total", "total.html", "note"}


def changed(toy: Toy, **parameters: Any) -> dict[str, list[str]]:  # noqa: ANN401
    found = stale(look(toy.steps(**parameters)))
    return {stage: sorted(changes) for (_, stage), changes in found.items()}


def test_a_first_build_makes_all_and_a_second_nothing(toy: Toy) -> None:
    assert toy.build() == dict.fromkeys(ALL, "built")
    times = toy.times()
    assert toy.build() == {}
    assert toy.times() == times
    assert toy.outputs()["maps/east/total.html"] == b"<h1>east</h1>56\n"
    assert toy.outputs()["layers/east/east.note"] == b"3"


def test_new_times_of_inputs_and_outputs_are_no_change(toy: Toy) -> None:
    toy.build()
    for path in toy.root.rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
    assert changed(toy) == {}


def test_a_changed_input_with_the_old_time_and_size_is_a_change(toy: Toy) -> None:
    toy.build()
    path = toy.root / "data/east/numbers.csv"
    os.utime(path, (1, 1))
    assert changed(toy) == {}
    path.write_text(path.read_text(encoding="utf-8").replace("3", "4"), encoding="utf-8")
    os.utime(path, (1, 1))
    assert changed(toy)["numbers"] == ["inputs.numbers.csv"]
    assert toy.build()["numbers"] == "built"


def test_comments_and_docstrings_are_no_change(toy: Toy) -> None:
    toy.build()
    toy.edit("maths.py", "# a comment", "# another,\n    # longer comment")
    toy.edit("maths.py", '"""Multiply."""', '"""Return the product."""')
    toy.edit("layers.py", '"""Tables from tables."""\n', "")
    assert changed(toy) == {}


def test_code_at_any_depth_of_imports_makes_stale_what_uses_it(toy: Toy) -> None:
    toy.build()
    toy.edit("maths.py", "values * factor", "values * factor * 1")
    found = changed(toy)
    assert {stage for stage, changes in found.items() if "code" in changes} == {
        "scaled",
        "powers",
        "signs",
        "total",
    }
    assert "numbers" not in found
    assert found["note"] == ["needs.total"]


def test_a_parameter_makes_stale_exactly_what_uses_it(toy: Toy) -> None:
    toy.build()
    found = changed(toy, title="East")
    assert found == {"total.html": ["parameters.title"]}
    found = changed(toy, factor=5)
    assert found["scaled"] == ["parameters.factor"]
    assert set(found) == {"scaled", "signs", "total", "total.html", "note"}
    (pair,) = [stale(look(toy.steps(factor=5)))["east", "scaled"]["parameters.factor"]]
    assert pair == (2, 5)


def test_same_bytes_leave_the_file_alone_and_stop_there(toy: Toy) -> None:
    toy.build()
    times = toy.times()
    assert toy.build(factor=3) == {
        "scaled": "built",
        "signs": "same",
        "total": "fresh",
        "total.html": "fresh",
        "note": "fresh",
    }
    moved = {name for name, time in toy.times().items() if time != times[name]}
    assert moved == {"layers/east/scaled.parquet"}
    assert changed(toy, factor=3) == {}


def test_an_output_edited_by_hand_is_built_again(toy: Toy) -> None:
    toy.build()
    good = toy.outputs()
    page = toy.root / "maps/east/total.html"
    page.write_text(page.read_text(encoding="utf-8").replace("56", "65"), encoding="utf-8")
    assert changed(toy) == {"total.html": ["output"]}
    assert toy.build() == {"total.html": "built"}
    (toy.root / "layers/east/numbers.parquet").unlink()
    assert toy.build()["numbers"] == "built"
    assert toy.outputs() == good


def test_rejected_rows_are_written_and_go_when_there_are_none(toy: Toy) -> None:
    toy.build()
    assert toy.outputs()["layers/east/rejected/numbers.csv"] == b"value,action\n-1,rejected\n"
    toy.write(values="value\n3\n1\n2\n")
    assert toy.build() == {
        "numbers": "same",
        **dict.fromkeys(ALL - {"numbers"}, "fresh"),
    }
    assert "layers/east/rejected/numbers.csv" not in toy.outputs()


def test_a_lost_or_damaged_record_costs_a_run_and_nothing_else(toy: Toy) -> None:
    toy.build()
    records = toy.root / "layers/east/.record"
    (records / "signs.json").unlink()
    (records / "note.json").write_text("[1", encoding="utf-8")
    (records / "hashes.json").write_text("{", encoding="utf-8")
    assert toy.build() == {"signs": "same", "total": "fresh", "total.html": "fresh", "note": "same"}


def test_a_fresh_build_imports_nothing_heavy(toy: Toy) -> None:
    toy.build()
    code = """
import sys
from pathlib import Path
from tests.toy import Toy
toy = Toy(Path(sys.argv[1]))
assert toy.build() == {}
heavy = {"dask", "distributed", "pandas", "geopandas", "pyarrow", "numpy", "numba", "shapely"}
print(sorted(heavy & set(sys.modules)))
"""
    done = toy.python("-c", code, str(toy.root))
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_fresh_region_of_the_real_page_imports_nothing_heavy() -> None:
    code = """
import sys
import pipeline.stages, pipeline.engine.run, pipeline.cli
heavy = {"dask", "distributed", "pandas", "geopandas", "pyarrow", "numpy", "numba", "shapely"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
