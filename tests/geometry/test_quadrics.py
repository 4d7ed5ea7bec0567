"""Equations 29-34 against an own dense reference."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.quadrics import evaluate, evaluate_lines, line_quadrics, optimum, plane_quadrics

rng = np.random.default_rng(7)


def random_planes(n: int) -> tuple[np.ndarray, np.ndarray]:
    normal = rng.normal(size=(n, 3))
    return normal / np.linalg.norm(normal, axis=1, keepdims=True), rng.normal(size=n)


def dense(q: np.ndarray) -> np.ndarray:
    """The symmetric matrix (4, 4) of ten coefficients."""
    full = np.zeros((4, 4))
    full[np.triu_indices(4)] = q
    return full + np.triu(full, 1).T


def test_eq_29_30_the_quadric_is_the_squared_distance():
    normal, offset = random_planes(50)
    q = plane_quadrics(normal, offset, np.ones(50))
    for i in range(50):
        p = np.append(normal[i], offset[i])
        np.testing.assert_allclose(dense(q[i]), np.outer(p, p), atol=1e-14)
    points = rng.normal(size=(50, 3))
    squared = (np.einsum("ij,ij->i", normal, points) + offset) ** 2
    np.testing.assert_allclose(evaluate(q, points), squared, atol=1e-12)


def test_eq_31_32_33_sums_of_quadrics_are_sums_of_costs():
    normal, offset = random_planes(6)
    weight = rng.random(6)
    q = plane_quadrics(normal, offset, weight)
    v = rng.normal(size=3)
    homogeneous = np.append(v, 1.0)
    total = q[:3].sum(axis=0) + q[3:].sum(axis=0)
    expected = sum(w * (n @ v + d) ** 2 for n, d, w in zip(normal, offset, weight, strict=True))
    assert evaluate(total[None], v[None])[0] == pytest.approx(expected, rel=1e-12)
    assert homogeneous @ dense(total) @ homogeneous == pytest.approx(expected, rel=1e-12)


def test_eq_34_the_optimum_solves_the_linear_system():
    normal, offset = random_planes(40)
    q = plane_quadrics(normal, offset, np.ones(40)).reshape(4, 10, 10).sum(axis=1)
    found = optimum(q, np.zeros((4, 3)), pull=0.0)
    for i in range(4):
        system = dense(q[i])
        system[3] = 0, 0, 0, 1  # as in the paper: the last row of Q replaced, right side (0, 0, 0, 1)
        np.testing.assert_allclose(found[i], np.linalg.solve(system, [0, 0, 0, 1])[:3], atol=1e-9)
        around = found[i] + rng.normal(size=(100, 3)) * 0.1
        assert (evaluate(np.tile(q[i], (100, 1)), around) >= evaluate(q[i : i + 1], found[i : i + 1])).all()


def test_flat_and_straight_quadrics_stay_near_the_guess():
    flat = plane_quadrics(np.array([[0.0, 1.0, 0.0]]), np.array([-2.0]), np.ones(1))
    guess = np.array([[5.0, 3.0, -4.0]])
    np.testing.assert_allclose(optimum(flat, guess), [[5.0, 2.0, -4.0]], atol=1e-3)
    crease = flat + plane_quadrics(np.array([[1.0, 0.0, 0.0]]), np.array([-1.0]), np.ones(1))
    np.testing.assert_allclose(optimum(crease, guess), [[1.0, 2.0, -4.0]], atol=2e-3)


def test_three_planes_meet_in_their_corner():
    q = plane_quadrics(np.eye(3), -np.array([1.0, 2.0, 3.0]), np.ones(3)).sum(axis=0)[None]
    np.testing.assert_allclose(optimum(q, np.zeros((1, 3))), [[1, 2, 3]], atol=2e-3)


def test_line_quadrics_measure_distance_to_lines():
    start, end, points = rng.normal(size=(3, 30, 2))
    along = (end - start) / np.linalg.norm(end - start, axis=1, keepdims=True)
    offset = points - start
    squared = (along[:, 0] * offset[:, 1] - along[:, 1] * offset[:, 0]) ** 2
    np.testing.assert_allclose(evaluate_lines(line_quadrics(start, end, np.full(30, 2.0)), points), 2 * squared)
