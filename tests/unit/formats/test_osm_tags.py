import pandas as pd

from pipeline.formats.osm_tags import flags, layers, oneways


def test_oneways_in_three_spellings() -> None:
    raw = pd.Series(["yes", "no", "-1", "reversible", None, "B", "F", "T", True, False, 1])
    assert oneways(raw).tolist() == [
        *("forward", "both", "backward", "both", "both"),
        *("both", "forward", "backward", "forward", "both", "forward"),
    ]


def test_flags_in_three_spellings() -> None:
    raw = pd.Series(["yes", "no", "viaduct", None, "T", "F", 1, 0, True, False, ""])
    assert flags(raw).tolist() == [
        *(True, False, True, False, True, False),
        *(True, False, True, False, False),
    ]


def test_layers() -> None:
    assert layers(pd.Series(["1", "-2", "+1", "1;2", "bridge", None, "100"])).tolist() == [
        *(1, -2, 1, 1, 0, 0, 0)
    ]
    assert layers(pd.Series([1.0, float("nan"), -1.0])).tolist() == [1, 0, -1]
