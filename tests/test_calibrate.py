"""Raw scores to confidences: points that rise, an error that falls, and odd samples."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.evaluation.confidence import calibration_error
from claimwire.model.decode import calibrated
from claimwire.model.settings import Calibration
from claimwire.training.calibrate import MOST_POINTS, Point, isotonic_points

Scored = list[tuple[float, bool]]
SCORED = st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), max_size=80)
TIED = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), st.booleans()), max_size=80)


def sample(count: int, power: float, seed: int = 0) -> Scored:
    """Scores whose chance of being right is the score to a power."""
    rng = random.Random(seed)
    scores = [rng.random() for _ in range(count)]
    return [(score, rng.random() < score**power) for score in scores]


def through(scored: Scored, points: tuple[Point, ...]) -> Scored:
    return [(calibrated(score, points), right) for score, right in scored]


@given(SCORED | TIED)
def test_points_rise_in_both(scored: Scored) -> None:
    points = isotonic_points(scored)
    for (raw, share), (next_raw, next_share) in pairwise(points):
        assert raw < next_raw
        assert share <= next_share


@given(SCORED | TIED)
def test_points_are_chances_and_few(scored: Scored) -> None:
    points = isotonic_points(scored)
    assert len(points) <= MOST_POINTS
    assert all(0.0 <= raw <= 1.0 and 0.0 < share < 1.0 for raw, share in points)
    assert bool(points) is bool(scored)


@given(SCORED | TIED)
def test_a_higher_score_is_never_less_sure(scored: Scored) -> None:
    points = isotonic_points(scored)
    found = [calibrated(score / 50, points) for score in range(51)]
    assert found == sorted(found)


@given(SCORED | TIED, st.randoms(use_true_random=False))
def test_the_order_of_the_predictions_does_not_matter(scored: Scored, rng: random.Random) -> None:
    shuffled = list(scored)
    rng.shuffle(shuffled)
    assert isotonic_points(shuffled) == isotonic_points(scored)


@given(SCORED | TIED)
def test_a_models_config_takes_the_points(scored: Scored) -> None:
    points = isotonic_points(scored)
    kept = Calibration.model_validate_json(Calibration(assertion=points).model_dump_json())
    assert kept.assertion == points


@pytest.mark.parametrize("power", [0.3, 2.0, 4.0])
def test_the_error_falls(power: float) -> None:
    scored = sample(3000, power)
    points = isotonic_points(scored)
    assert calibration_error(through(scored, points)) < 0.4 * calibration_error(scored)


@pytest.mark.parametrize("power", [0.3, 2.0, 4.0])
def test_the_error_falls_on_predictions_that_were_not_fitted_on(power: float) -> None:
    points = isotonic_points(sample(3000, power, seed=1))
    other = sample(3000, power, seed=2)
    assert calibration_error(through(other, points)) < 0.5 * calibration_error(other)


def test_scores_that_are_chances_already_stay_about_as_they_are() -> None:
    points = isotonic_points(sample(20_000, 1.0))
    inner = [score / 20 for score in range(2, 19)]
    assert [calibrated(score, points) for score in inner] == pytest.approx(inner, abs=0.05)


def test_no_predictions_no_points() -> None:
    assert isotonic_points([]) == ()


def test_one_prediction_counts_beside_one_right_and_one_wrong() -> None:
    assert isotonic_points([(0.4, True)]) == ((0.4, round(2 / 3, 4)),)
    assert isotonic_points([(0.4, False)]) == ((0.4, round(1 / 3, 4)),)


@pytest.mark.parametrize("right", [True, False])
def test_predictions_that_are_all_right_or_all_wrong_are_not_taken_for_certain(
    right: bool,
) -> None:
    points = isotonic_points([(n / 120, right) for n in range(120)])
    shares = [share for _, share in points]
    assert set(shares) <= {share for share in shares if 0.0 < share < 1.0}
    assert min(shares) > 0.9 if right else max(shares) < 0.1


def test_scores_that_say_the_opposite_become_one_point() -> None:
    scored = [(n / 100, n < 50) for n in range(100)]
    assert isotonic_points(scored) == ((0.495, 0.5),)


def test_equal_scores_are_one_point_with_their_share() -> None:
    scored = [(0.5, n % 4 == 0) for n in range(98)]
    assert isotonic_points(scored) == ((0.5, 0.26),)


def test_equal_scores_are_not_sorted_by_what_is_right() -> None:
    scored = [(0.3, n < 20) for n in range(100)] + [(0.8, n < 60) for n in range(100)]
    points = isotonic_points(scored)
    assert points == ((0.3, round(21 / 102, 4)), (0.8, round(61 / 102, 4)))


def test_scores_that_round_to_one_number_are_one_point() -> None:
    scored = [(0.5 + n * 1e-7, n % 2 == 0) for n in range(100)]
    assert len(isotonic_points(scored)) == 1


def test_points_by_hand() -> None:
    scored = [(0.1, False), (0.2, True), (0.3, False), (0.4, True), (0.5, True)]
    third, half = round(1 / 3, 4), round(2 / 3, 4)
    assert isotonic_points(scored) == ((0.1, third), (0.25, 0.5), (0.4, half), (0.5, half))
