import numpy as np
import pandas as pd
import shapely

from pipeline.sample.grid import COLUMNS, cell_centres, ground_cells, spaced
from pipeline.sample.terrain import kilometres


def test_cells_count_from_the_north_west() -> None:
    spots = cell_centres(np.array([0, 1]), np.array([0, 2]))
    assert np.allclose(spots, [[3.6025, 1.7475], [3.6125, 1.7425]])


def test_ground_cells_tell_which_district_holds_them_whole() -> None:
    row, column = 100, 50
    x, y = kilometres(cell_centres(np.array([row]), np.array([column])))[0]
    areas = pd.DataFrame({"shape": [shapely.box(x - 1.0, y - 1.0, x + 1.0, y + 1.0)]})
    ground = ground_cells(areas).set_index("cell")
    assert ground.loc[row * COLUMNS + column, "area"] == 0
    assert (ground["area"] == -1).sum() == len(ground) - 1
    assert len(ground) == 25


def test_chosen_points_keep_their_distance() -> None:
    points = np.column_stack([np.arange(10.0), np.zeros(10)])
    weights = np.ones(10)
    weights[9] = 0
    chosen = spaced(
        np.random.default_rng(1),
        points,
        weights,
        99,
        gap_km=2,
        taken=np.array([[0.0, 0.0]]),
        taken_gap_km=np.array([2.5]),
    )
    assert set(chosen) <= set(range(3, 9))
    assert np.diff(np.sort(chosen)).min() >= 2


def test_no_more_points_than_asked_for() -> None:
    points = np.column_stack([np.arange(10.0), np.zeros(10)])
    none = np.empty((0, 2))
    chosen = spaced(
        np.random.default_rng(1),
        points,
        np.ones(10),
        2,
        gap_km=1,
        taken=none,
        taken_gap_km=none[:, 0],
    )
    assert len(chosen) == 2
