import numpy as np

from pipeline.sample.names import invented_names


def test_names_differ_from_each_other_and_from_those_taken() -> None:
    taken = {"Pola"}
    names = invented_names(np.random.default_rng(1), 3000, taken)
    assert len(set(names)) == 3000
    assert "Pola" not in names
    assert taken == {"Pola", *names}


def test_some_names_have_letters_beyond_ascii() -> None:
    names = invented_names(np.random.default_rng(1), 500, set())
    assert any(not name.isascii() for name in names)
    assert all(name[0].isupper() for name in names)
