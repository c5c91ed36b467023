import numpy as np
import pytest

from pipeline.sample.write import SEED, World, make_up


@pytest.fixture(scope="session")
def world() -> World:
    """The made-up region before it is written."""
    return make_up(np.random.default_rng(SEED))
