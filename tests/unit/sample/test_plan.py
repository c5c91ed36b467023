import pandas as pd

from pipeline.sample.plan import nearest_seat


def test_the_nearest_seat() -> None:
    areas = pd.DataFrame({"x": [0.0, 10.0], "y": [0.0, 0.0]})
    assert nearest_seat(areas, (6.0, 1.0)) == 1
