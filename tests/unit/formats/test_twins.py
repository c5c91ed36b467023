import pandas as pd

from pipeline.formats.twins import leaders

Row = tuple[float, str, str | None]


def lead(*rows: Row, generic: tuple[str, ...] = ()) -> tuple[list[int], list[float]]:
    """Return leaders of points on a line: x, kind, name."""
    points = pd.DataFrame(rows, columns=["x", "kind", "name"]).assign(y=0.0)
    leader, away_m = leaders(points, same_name_m=1000, any_name_m=50, generic=generic)
    return leader.tolist(), away_m.tolist()


def test_like_names_within_a_kilometre_are_one() -> None:
    assert lead((0, "h", "Bo"), (1000, "h", "bô ")) == ([0, 0], [0, 1000])
    assert lead((0, "h", "Bo"), (1001, "h", "Bo")) == ([0, 1], [0, 0])
    assert lead((0, "h", "Bo"), (60, "h", "Kenema")) == ([0, 1], [0, 0])


def test_any_names_within_fifty_metres_are_one() -> None:
    assert lead((0, "h", "Bo"), (50, "h", "Kenema"))[0] == [0, 0]
    assert lead((0, "h", None), (50, "h", None))[0] == [0, 0]


def test_null_names_are_not_alike() -> None:
    assert lead((0, "h", None), (60, "h", None))[0] == [0, 1]
    assert lead((0, "h", None), (60, "h", "Bo"))[0] == [0, 1]


def test_kinds_are_never_mixed() -> None:
    assert lead((0, "h", "Bo"), (0, "s", "Bo"))[0] == [0, 1]


def test_spelling_differs_and_words_swap_but_numbers_tell() -> None:
    assert lead((0, "h", "Masingbi Clinic"), (90, "h", "Clinic Massingbi"))[0] == [0, 0]
    assert lead((0, "h", "Health Centre 1"), (90, "h", "Health Centre 2"))[0] == [0, 1]


def test_generic_words_tell_nothing_unless_they_are_all() -> None:
    words = ("health", "post")
    assert lead((0, "h", "Bo Health Post"), (90, "h", "Bo"), generic=words)[0] == [0, 0]
    assert lead((0, "h", "Bo Post"), (90, "h", "Kenema Post"), generic=words)[0] == [0, 1]
    assert lead((0, "h", "Health Post"), (90, "h", "Post Health"), generic=words)[0] == [0, 0]


def test_rows_are_not_chained_and_the_nearest_leader_has_them() -> None:
    assert lead((0, "h", "a"), (40, "h", "b"), (80, "h", "c"))[0] == [0, 0, 2]
    assert lead((0, "h", "a"), (80, "h", "c"), (45, "h", "b"))[0] == [0, 1, 1]


def test_no_points_have_no_leaders() -> None:
    assert lead() == ([], [])
