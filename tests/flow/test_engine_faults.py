"""One fault stops nothing that does not need it; a kill loses nothing; two runs do not mix."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pipeline.engine.run import Event, build, look
from pipeline.engine.store import locked
from pipeline.errors import StageError

if TYPE_CHECKING:
    from tests.toy import Toy


def test_a_failed_stage_stops_what_needs_it_and_nothing_else(toy: Toy) -> None:
    toy.build()
    toy.write("west", "value\n5\n4\n")
    good = toy.outputs()
    built = toy.steps()
    toy.edit("layers.py", '"is_positive": scaled["value"] > 0', '"is_positive": scaled["gone"] > 0')
    toy.edit("edges.py", "</h1>", "</h1> ")
    by_key = {(e.region, e.stage): e for e in toy.events("east", "west", factor=7)}
    for region in ("east", "west"):
        assert by_key[region, "signs"].status == "failed"
        assert "KeyError: 'gone'" in by_key[region, "signs"].message
        assert "KeyError" in by_key[region, "signs"].trace
        assert by_key[region, "total"].status == "skipped"
        assert "needs signs" in by_key[region, "total"].message
        assert by_key[region, "note"].status == "skipped"
        assert by_key[region, "scaled"].status == "built"
    assert by_key["west", "numbers"].status == "built"
    day = look(built)[0].record["built"]
    assert by_key["east", "signs"].message.endswith(f"the output of {day[:10]}{day[10:]} stays")
    assert "stays" not in by_key["west", "signs"].message
    now = toy.outputs()
    assert now["layers/east/signs.parquet"] == good["layers/east/signs.parquet"]
    assert now["maps/east/total.html"] == good["maps/east/total.html"]
    assert "layers/west/signs.parquet" not in now


def test_a_missing_input_names_file_stage_and_way_out_and_stops_its_region_only(toy: Toy) -> None:
    toy.write("west")
    (toy.root / "data/east/numbers.csv").unlink()
    by_key = {(e.region, e.stage): e for e in toy.events("east", "west")}
    fault = by_key["east", "numbers"]
    assert fault.status == "failed"
    assert "data/east/numbers.csv: no such file" in fault.message
    assert "`resilience check` says where to get it" in fault.message
    assert "--inputs" in fault.message
    assert by_key["east", "total.html"].status == "skipped"
    assert by_key["west", "total.html"].status == "built"


SLOW = """
import sys, time
from pathlib import Path
from tests.toy import Toy
toy = Toy(Path(sys.argv[1]))
toy.events(scheduler=sys.argv[2], workers=2)
"""


def start(toy: Toy, scheduler: str = "threads") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SLOW, str(toy.root), scheduler], env=toy.environment
    )


def until(toy: Toy, pattern: str) -> None:
    for _ in range(600):
        if list(toy.root.glob(pattern)):
            return
        time.sleep(0.05)
    raise AssertionError(f"{pattern} did not appear")


def test_a_kill_in_the_middle_leaves_no_half_file_and_the_next_run_goes_on(toy: Toy) -> None:
    toy.build()
    good = toy.outputs()
    for name in good:
        (toy.root / name).unlink()
    for record in (toy.root / "layers/east/.record").glob("*.json"):
        record.unlink()
    quick = 'draft.write_text(str(total["n"][0]), encoding="utf-8")'
    slow = 'draft.write_text("half"); import time; time.sleep(60)'
    toy.edit("edges.py", quick, slow)
    process = start(toy)
    until(toy, "layers/east/.draft-*/east.note")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (toy.root / "layers/east/east.note").exists()
    toy.edit("edges.py", slow, quick)
    outcomes = toy.build()
    assert outcomes["note"] == "built"
    assert "numbers" not in outcomes
    assert toy.outputs() == good
    assert not list(toy.root.rglob(".draft-*"))


def test_workers_end_with_a_run_that_is_killed(toy: Toy) -> None:
    quick = 'draft.write_text(str(total["n"][0]), encoding="utf-8")'
    mark = f"import pathlib, time; here = pathlib.Path({str(toy.root)!r})"
    slow = '; (here / "early").touch(); time.sleep(2); (here / "late").touch()'
    toy.edit("edges.py", quick, f"{mark}{slow}")
    process = start(toy, "processes")
    until(toy, "early")
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(2.5)
    assert not (toy.root / "late").exists()


def test_a_second_run_is_refused_or_waits_and_says_for_whom(toy: Toy) -> None:
    toy.write("west")
    steps = [*toy.steps("east"), *toy.steps("west")]
    toy.edit("sources.py", "kept = table", "import time; time.sleep(1)\n    kept = table")
    process = start(toy)
    until(toy, "layers/east/.lock")
    time.sleep(0.3)
    said: list[Event] = []
    events = {(e.region, e.stage): e for e in build(steps, scheduler="sync", wait=False)}
    assert events["east", ""].status == "failed"
    assert f"process {process.pid} on " in events["east", ""].message
    assert "--no-wait" in events["east", ""].message
    assert events["west", "note"].status == "built"
    assert build(toy.steps(), scheduler="sync", tell=said.append) == []
    assert process.wait() == 0
    assert said[0].status == "waiting"
    assert f"process {process.pid} on " in said[0].message


def test_a_lock_is_free_again_after_its_block(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("layers") / "east"

    def silent(_text: str) -> None:
        raise AssertionError("waited")

    message = "east is being built by process"
    with locked(home, wait=False, tell=silent), pytest.raises(StageError, match=message):
        locked(home, wait=False, tell=silent).__enter__()
    with locked(home, wait=False, tell=silent):
        pass


def test_a_worker_that_dies_fails_its_stage_with_a_reason(toy: Toy) -> None:
    toy.edit("layers.py", '"""One row."""', "import os; os._exit(9)")
    by_stage = {e.stage: e for e in toy.events(scheduler="processes", workers=1)}
    assert by_stage["numbers"].status == "built"
    assert by_stage["total"].status == "failed"
    assert "worker" in by_stage["total"].message
