from __future__ import annotations

from pipeline.page import notes
from pipeline.page.language import speaking


def test_numbers_in_notes_are_set_as_the_language_sets_them() -> None:
    assert "over 2.5 years" in notes.violence(2.5)
    assert "spread over 1.5 km" in notes.rates(1.5)[1]
    with speaking("fr"):
        assert "2,5" in notes.violence(2.5)
        assert "1,5" in notes.rates(1.5)[1]
        assert "2,5" in notes.stable(2.5)


def test_whether_points_of_incidents_are_shown_is_told() -> None:
    assert "not exact" in notes.points(are_shown=True)
    assert "withheld" in notes.points(are_shown=False)
