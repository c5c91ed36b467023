from __future__ import annotations

import numpy as np

from pipeline.reasons import CODES, OUTSIDE, STATES, worded
from pipeline.schema import REASONS, STATUSES


def test_codes_tell_every_status_and_reason_of_the_schema() -> None:
    assert {status for status, _ in CODES} == set(STATUSES)
    assert {reason for _, reason in CODES} == set(REASONS)
    assert len(CODES) == len(STATES)
    assert OUTSIDE not in STATES


def test_codes_of_one_status_share_their_tens() -> None:
    tens = {(code // 10, status) for code, (status, _) in STATES.items()}
    assert len(tens) == len(STATUSES)


def test_codes_read_back_as_status_and_reason() -> None:
    codes = np.array([[1, 31], [23, 11]], np.uint8)
    status, reason = worded(codes)
    assert status.tolist() == [["reachable", "unknown"], ["unreachable", "conditional"]]
    assert reason.tolist() == [["ok", "map_gap"], ["no_road", "insecure"]]
