import numpy as np
import pytest

from scripts.models import scaling_grid
from scripts.models.scaling_fit import ScalingLaw
from scripts.models.scaling_grid import Grid

LAW = ScalingLaw(A=3.0, alpha=0.4, B=8.0, beta=0.6, E=0.2)
GRID = Grid(np.geomspace(5, 2000, 9), np.geomspace(10, 9000, 10), np.array([3_000, 30_000]))


@pytest.fixture
def errors():
    """Four repeats of two label noises: one law with a little chance in it."""
    chance = 0.02 * np.random.default_rng(0).standard_normal((4, 2, 9, 10))
    return LAW.loss(GRID.sizes[:, None], GRID.amounts) * np.exp(chance)


def test_fits_of_the_repeats_say_how_far_chance_moves_the_fit_of_the_mean(errors):
    laws = [GRID.fitted(error, 0.01) for error in errors.mean(axis=0)]
    data = scaling_grid.fits(GRID, errors, laws, 0.01, 10.0)
    alone = np.array(
        [[GRID.fitted(e, 0.01, laws[q]).alpha for q, e in enumerate(s)] for s in errors]
    )
    assert data["fit_alpha_se"] == pytest.approx(alone.std(axis=0, ddof=1) / 2)
    assert data["fit_exponent"] == pytest.approx([law.exponent for law in laws])
    assert np.all(np.abs(data["fit_alpha"] - np.array(LAW.alpha)) < 4 * data["fit_alpha_se"])
    off = np.log(laws[1].loss(GRID.sizes[:, None], GRID.amounts) / errors.mean(axis=0)[1])
    assert data["fit_rms"][1] == pytest.approx(np.sqrt(np.mean(off**2)))


def test_the_direct_reading_is_a_mean_of_readings(errors):
    data = scaling_grid.direct(GRID, errors)
    sizes = np.array([GRID.read(seed[0])[1] for seed in errors])
    assert data["best_params"][0] == pytest.approx(sizes.mean(axis=0))
    slopes = np.log(sizes[:, 1] / sizes[:, 0]) / np.log(10)
    assert data["direct_exponent"][0] == pytest.approx(slopes.mean())
    assert data["direct_exponent_se"][0] == pytest.approx(slopes.std(ddof=1) / 2)
    for cell in data["budget_error"][0][0]:
        assert cell is None or cell > 0


def test_off_the_best_reads_between_the_sizes_of_a_curve():
    curve = [None, *GRID.sizes[1:] ** 2.0]  # a straight line on log axes
    assert scaling_grid.off_the_best(GRID, curve, 100.0, 4) == pytest.approx(400.0**2)
