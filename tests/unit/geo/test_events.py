import numpy as np
from scipy.sparse import csr_array

from pipeline.geo.events import counts_by_period, quiet_before


def test_counts_run_from_the_first_event_to_the_last_period() -> None:
    shares = csr_array(np.array([[1.0, 0.5, 0, 0], [0, 0.5, 1, 1]]))
    counts = counts_by_period(shares, np.array([3.0, 5.0, np.nan, 9.0]), 6)
    assert counts.tolist() == [[1, 0, 0.5, 0], [0, 0, 0.5, 0]]


def test_nothing_up_to_the_last_period_has_no_columns() -> None:
    shares = csr_array(np.ones((2, 1)))
    assert counts_by_period(shares, np.array([7.0]), 6).shape == (2, 0)
    assert counts_by_period(shares, np.array([7.0]), np.nan).shape == (2, 0)


def test_quiet_counts_from_the_latest_end_before() -> None:
    groups = np.array([1, 0, 0, 0])
    starts, ends = np.array([8.0, 20.0, 2.0, 3.0]), np.array([9.0, 21.0, 12.0, 4.0])
    assert quiet_before(groups, starts, ends, 1).tolist() == [7, 8, 1, -9]


def test_no_events_have_no_quiet() -> None:
    none = np.zeros(0)
    assert quiet_before(np.zeros(0, dtype=np.int64), none, none, 0).tolist() == []
