"""The neural field on grids whose meaning is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.field.neural import PART_SLOTS, NeuralField, composite
from meshwright.field.protocol import Field
from meshwright.inference.local_network import LocalNetwork
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS

N, RADIUS = 64, 0.5
OUTPUTS = PART_SLOTS + len(MATERIALS) + 6
GOLD, WOOD = MATERIAL_INDEX["gold"], MATERIAL_INDEX["wood"]


def nodes() -> np.ndarray:
    line = np.linspace(-1, 1, N, dtype=np.float32)
    z, y, x = np.meshgrid(line, line, line, indexing="ij")
    return np.stack((x, y, z), -1)


def ball(part_names: tuple[str, ...] = ("bottom", "top")) -> NeuralField:
    """A ball of radius 0.5. The look feature is y: the top is part 1 and gold, the rest part 0 and wood."""
    p = nodes()
    shape = np.zeros((N, N, N, 2), np.float32)
    shape[..., 0] = (np.linalg.norm(p, axis=-1) - RADIUS) / 0.1
    look = p[..., 1:2].copy()
    nothing = [(np.zeros((1, 2 + 3), np.float32), np.zeros(1, np.float32))]
    weight = np.zeros((OUTPUTS, 1 + 2 + 3), np.float32)
    bias = np.full(OUTPUTS, -9, np.float32)
    weight[0, 0], bias[0] = -50, 0
    weight[1, 0], bias[1] = 50, 0
    bias[7] = 100  # a slot that no category with two parts has
    weight[PART_SLOTS + GOLD, 0], bias[PART_SLOTS + GOLD] = 50, 0
    weight[PART_SLOTS + WOOD, 0], bias[PART_SLOTS + WOOD] = -50, 0
    m = PART_SLOTS + len(MATERIALS)
    bias[m : m + 6] = (0.0, np.log(0.3 / 0.7), -60, np.log(0.8 / 0.2), 40, -40)
    return NeuralField(shape, look, LocalNetwork(nothing, 0), LocalNetwork([(weight, bias)], 0), part_names, 0.1)


def points(n: int, reach: float = 1.0) -> np.ndarray:
    return ((np.random.default_rng(n).random((n, 3)) * 2 - 1) * reach).astype(np.float32)


def test_distance_of_a_ball_inside_and_outside_the_cube() -> None:
    field: Field = ball()
    p = points(4000)
    off_centre = np.linalg.norm(p, axis=1) > 0.1  # the tip of the cone is not trilinear
    exact = np.linalg.norm(p, axis=1) - RADIUS
    # a linear interpolant is off by at most h²/8 times the sum of curvatures, 2/r
    np.testing.assert_allclose(field.sdf(p)[off_centre], exact[off_centre], atol=(2 / 63) ** 2 / 8 * 2 / 0.1)
    far = np.array([[2, 0, 0], [0, -1.5, 1]], np.float32)
    expected = field.sdf(np.clip(far, -1, 1)) + np.array([1.0, 0.5], np.float32)
    np.testing.assert_allclose(field.sdf(far), expected, atol=1e-6)


def test_gradient_is_radial() -> None:
    p = points(500)
    p = p[np.linalg.norm(p, axis=1) > 0.2] * np.float32(0.9)
    np.testing.assert_allclose(ball().gradient(p), p / np.linalg.norm(p, axis=1, keepdims=True), atol=0.05)


def test_bounds_hold_the_surface_tightly() -> None:
    lower, upper = ball().bounds
    voxel = 2 / (N - 1)
    assert (lower <= -RADIUS).all()
    assert (upper >= RADIUS).all()
    assert (upper - lower <= 2 * RADIUS + 4 * voxel).all()


def test_bounds_of_nothing_are_the_cube() -> None:
    field = ball()
    empty = replace(field, shape=np.abs(field.shape) + 1)
    assert np.array_equal(empty.bounds, ([-1, -1, -1], [1, 1, 1]))


def test_appearance_is_decoded() -> None:
    p = points(3000)
    p = p[np.abs(p[:, 1]) > 0.01]
    seen = ball().appearance(p)
    top = p[:, 1] > 0
    assert np.array_equal(seen.part, top.astype(np.int32))
    assert np.array_equal(seen.material, np.where(top, GOLD, WOOD))
    np.testing.assert_allclose(seen.tint, np.broadcast_to([0.25, 0.09, 0.0], (len(p), 3)), atol=1e-6)
    np.testing.assert_allclose(seen.roughness, 0.8, atol=1e-6)
    np.testing.assert_allclose(seen.metallic, 1, atol=1e-6)
    np.testing.assert_allclose(seen.emission, 0, atol=1e-6)


def test_one_part_when_the_category_is_unknown() -> None:
    assert not ball(("body",)).appearance(points(100)).part.any()


def test_values_do_not_depend_on_the_other_points() -> None:
    field, p = ball(), points(40000, 1.2)
    whole = field.sdf(p)
    pick = np.random.default_rng(1).permutation(len(p))[:3000]
    assert np.array_equal(field.sdf(p[pick]), whole[pick])
    assert np.array_equal(field.sdf(p[5:6]), whole[5:6])


def test_a_feature_reaches_its_cells_only() -> None:
    field = ball()
    shape = field.shape.copy()
    shape[40, 20, 10, 0] += 1
    centre = np.array([10, 20, 40], np.float32) * 2 / (N - 1) - 1
    p = np.concatenate((points(5000), centre + points(2000, 0.05)))
    near = (np.abs(p - centre) < 2 / (N - 1) + 1e-6).all(1)
    assert near.sum() > 2
    changed = replace(field, shape=shape).sdf(p) != field.sdf(p)
    assert changed.any()
    assert not (changed & ~near).any()


def test_composite_equals_its_fields_where_they_rule_alone() -> None:
    a, p = ball(), points(20000)
    b = replace(a, shape=a.shape - 0.3, look=-a.look)
    x = nodes()[..., 0]
    share = np.clip(x * 4, 0, 1).astype(np.float32)  # blends over 0 < x < 0.25
    mixed = composite(a, b, share)
    left, right = p[p[:, 0] < -0.04], p[p[:, 0] > 0.29]
    assert np.array_equal(mixed.sdf(left), a.sdf(left))
    assert np.array_equal(mixed.sdf(right), b.sdf(right))
    assert np.array_equal(mixed.appearance(right).part, b.appearance(right).part)
    between = p[(p[:, 0] > 0) & (p[:, 0] < 0.25)]
    low, high = b.sdf(between), a.sdf(between)
    assert ((mixed.sdf(between) >= low - 1e-6) & (mixed.sdf(between) <= high + 1e-6)).all()


def test_composite_refuses_a_mask_of_another_size() -> None:
    with pytest.raises(InputError, match="share"):
        composite(ball(), ball(), np.zeros((16, 16, 16), np.float32))
