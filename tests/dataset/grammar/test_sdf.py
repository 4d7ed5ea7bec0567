"""The torch twin against closed forms and independent oracles, one primitive or operation at a time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
import torch
from scipy.spatial import ConvexHull

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.sdf import evaluate

Array = npt.NDArray[np.float64]
RNG = np.random.default_rng(5)
POINTS: Array = RNG.uniform(-1, 1, (3000, 3)).astype(np.float32).astype(np.float64)
X, Y, Z = POINTS.T


def row(kind: int, params: Sequence[float], columns: dict[int, float] | None = None) -> npt.NDArray[np.float32]:
    """One table row (64,): identity placement, plain union."""
    r = np.zeros(t.ROW, np.float32)
    r[t.TYPE], r[t.LIPSCHITZ] = kind, 1.0
    r[t.ROTATION : t.ROTATION + 9] = np.eye(3).ravel()
    r[t.PARAM : t.PARAM + len(params)] = params
    for column, value in (columns or {}).items():
        r[column] = value
    return r


def distance(*rows: npt.NDArray[np.float32], points: Array = POINTS) -> Array:
    """Distance (n,) of a table of rows; the first row starts a group."""
    table = np.stack(rows)
    table[0, t.GROUP] = 1
    d, _ = evaluate(torch.from_numpy(table), torch.from_numpy(points.astype(np.float32)))
    return d.numpy().astype(np.float64)


def ball(radius: float, center: Sequence[float] = (0, 0, 0), **_: float) -> npt.NDArray[np.float32]:
    return row(t.ELLIPSOID, [radius] * 3, {t.CENTER + i: c for i, c in enumerate(center)})


def box_distance(p: Array, half: Sequence[float]) -> Array:
    q = np.abs(p) - np.asarray(half)
    return np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(1), 0)


def segment_distance(p: Array, a: Sequence[float], b: Sequence[float]) -> Array:
    a_, b_ = np.asarray(a, float), np.asarray(b, float)
    h = np.clip((p - a_) @ (b_ - a_) / ((b_ - a_) @ (b_ - a_)), 0, 1)
    return np.linalg.norm(p - a_ - h[:, None] * (b_ - a_), axis=1)


def inside_polygon(p: Array, polygon: Sequence[tuple[float, float]]) -> npt.NDArray[np.bool_]:
    """Winding number by summed angles: an oracle that shares nothing with crossing tests."""
    v = np.asarray(polygon)[None] - p[:, None]
    angle = np.arctan2(v[..., 1], v[..., 0])
    turn = np.diff(np.concatenate([angle, angle[:, :1]], 1), axis=1)
    turn = (turn + np.pi) % (2 * np.pi) - np.pi
    return np.abs(turn.sum(1)) > np.pi


def polygon_distance(p: Array, polygon: Sequence[tuple[float, float]]) -> Array:
    edges = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    d = np.min([segment_distance(p, a, b) for a, b in edges if a != b], axis=0)
    return np.where(inside_polygon(p, polygon), -d, d)


def padded(polygon: Sequence[tuple[float, float]]) -> list[float]:
    full = [*polygon, *[polygon[-1]] * (8 - len(polygon))]
    return [v for point in full for v in point]


def close(a: Array, b: Array, tolerance: float = 2e-6) -> None:
    np.testing.assert_allclose(a, b, rtol=0, atol=tolerance)


# -- primitives -----------------------------------------------------------------------------------


def test_sphere_is_exact() -> None:
    close(distance(ball(0.6)), np.linalg.norm(POINTS, axis=1) - 0.6)


def test_ellipsoid_is_zero_on_its_surface_and_signed() -> None:
    r = np.array([0.7, 0.3, 0.5])
    unit = POINTS / np.linalg.norm(POINTS, axis=1, keepdims=True)
    close(distance(row(t.ELLIPSOID, r), points=unit * r), np.zeros(len(unit)))
    level = ((POINTS / r) ** 2).sum(1)
    d = distance(row(t.ELLIPSOID, r))
    assert ((d < 0) == (level < 1)).all()


def test_box_is_exact() -> None:
    close(distance(row(t.BOX, [0.5, 0.3, 0.2, 1, 1])), box_distance(POINTS, (0.5, 0.3, 0.2)))


def test_tapered_box_contains_what_its_cross_sections_contain() -> None:
    d = distance(row(t.BOX, [0.6, 0.5, 0.4, 0.5, 0.25]))
    s = (Y + 0.5) / 1.0
    inside = (np.abs(Y) < 0.5) & (np.abs(X) < 0.6 * (1 - 0.5 * s)) & (np.abs(Z) < 0.4 * (1 - 0.75 * s))
    assert ((d < 0) == inside).all()


def test_round_adds_a_radius_outside() -> None:
    close(
        distance(row(t.BOX, [0.4, 0.2, 0.1, 1, 1], {t.ROUND: 0.1})),
        box_distance(POINTS, (0.4, 0.2, 0.1)) - 0.1,
    )


def test_cylinder_is_exact() -> None:
    d = np.stack([np.hypot(X, Z) - 0.4, np.abs(Y) - 0.6], 1)
    exact = np.linalg.norm(np.maximum(d, 0), axis=1) + np.minimum(d.max(1), 0)
    close(distance(row(t.CONE, [0.4, 0.4, 0.6])), exact)


@pytest.mark.parametrize(("bottom", "top"), [(0.6, 0.2), (0.1, 0.5), (0.5, 0.0)])
def test_capped_cone_is_exact(bottom: float, top: float) -> None:
    # the section through the axis is a polygon; its left half is the mirror image
    section = [(bottom, -0.4), (top, 0.4), (-top, 0.4), (-bottom, -0.4)]
    exact = polygon_distance(np.stack([np.hypot(X, Z), Y], 1), section)
    close(distance(row(t.CONE, [bottom, top, 0.4])), exact, 1e-5)


def test_torus_is_exact() -> None:
    exact = np.hypot(np.hypot(X, Z) - 0.6, Y) - 0.15
    close(distance(row(t.TORUS, [0.6, 0.15, 0.0, -1.0])), exact)


@pytest.mark.parametrize("arc", [60.0, 180.0, 270.0])
def test_torus_arc_ends_in_balls_and_is_centred_on_z(arc: float) -> None:
    half = math.radians(arc / 2)
    angle = np.clip(np.arctan2(X, Z), -half, half)
    ring = 0.6 * np.stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)], 1)
    exact = np.linalg.norm(POINTS - ring, axis=1) - 0.15
    close(distance(row(t.TORUS, [0.6, 0.15, math.sin(half), math.cos(half)])), exact, 1e-5)


@pytest.mark.parametrize("sides", [3, 4, 5, 6, 8])
def test_prism_is_the_intersection_of_its_half_spaces(sides: int) -> None:
    d = distance(row(t.PRISM, [sides, 0.4, 0.4, 0.5]))
    faces = [2 * math.pi * i / sides for i in range(sides)]  # the first face looks towards +z
    planes = np.max([np.sin(a) * X + np.cos(a) * Z - 0.4 for a in faces], axis=0)
    level = np.maximum(planes, np.abs(Y) - 0.5)
    clear = np.abs(level) > 1e-5
    assert ((d < 0) == (level < 0))[clear].all()
    close(np.minimum(d, 0), np.minimum(level, 0))
    assert (np.abs(d) <= np.abs(distance(row(t.CONE, [0.4, 0.4, 0.5]))) + 0.8).all()


def test_pyramid_narrows_to_its_top() -> None:
    d = distance(row(t.PRISM, [4, 0.6, 0.0, 0.5]))
    level = np.maximum(np.maximum(np.abs(X), np.abs(Z)) - 0.6 * (0.5 - Y), np.abs(Y) - 0.5)
    assert ((d < 0) == (level < 0))[np.abs(level) > 1e-5].all()


def test_lathe_of_a_rectangle_is_a_cylinder() -> None:
    profile = [(0.0, -0.6), (0.4, -0.6), (0.4, 0.6), (0.0, 0.6)]
    close(distance(row(t.LATHE, [0, *padded(profile)])), distance(row(t.CONE, [0.4, 0.4, 0.6])))


def test_lathe_off_the_axis_is_a_ring_with_its_profile() -> None:
    profile = [(0.4, -0.3), (0.7, -0.1), (0.7, 0.3), (0.5, 0.1)]
    exact = polygon_distance(np.stack([np.hypot(X, Z), Y], 1), profile)
    close(distance(row(t.LATHE, [0, *padded(profile)])), exact, 1e-5)


def test_lathe_with_sides_is_a_prism() -> None:
    profile = [(0.0, -0.5), (0.4, -0.5), (0.4, 0.5), (0.0, 0.5)]
    close(distance(row(t.LATHE, [6, *padded(profile)])), distance(row(t.PRISM, [6, 0.4, 0.4, 0.5])))


def test_extrude_of_a_rectangle_is_a_box() -> None:
    outline = [(-0.5, -0.3), (0.5, -0.3), (0.5, 0.3), (-0.5, 0.3)]
    close(distance(row(t.EXTRUDE, [0.2, *padded(outline)])), box_distance(POINTS, (0.5, 0.3, 0.2)))


@pytest.mark.parametrize("reverse", [False, True])
def test_extrude_of_a_concave_outline_is_exact(reverse: bool) -> None:
    outline = [(-0.7, -0.6), (0.6, -0.6), (0.6, -0.2), (-0.1, -0.1), (0.2, 0.7), (-0.6, 0.5)]
    if reverse:
        outline = outline[::-1]
    flat = polygon_distance(POINTS[:, :2], outline)
    d = np.stack([flat, np.abs(Z) - 0.3], 1)
    exact = np.linalg.norm(np.maximum(d, 0), axis=1) + np.minimum(d.max(1), 0)
    close(distance(row(t.EXTRUDE, [0.3, *padded(outline)])), exact, 1e-5)


def test_straight_tube_is_a_capsule() -> None:
    a, b = (-0.5, -0.2, 0.1), (0.4, 0.5, -0.3)
    middle = [(p + q) / 2 for p, q in zip(a, b, strict=True)]
    close(distance(row(t.TUBE, [*a, *middle, *b, 0.1, 0.1])), segment_distance(POINTS, a, b) - 0.1, 1e-5)


def test_curved_tube_follows_its_curve_and_tapers() -> None:
    a, b, c = np.array([[-0.6, -0.5, 0.0], [0.0, 0.9, 0.3], [0.6, -0.4, -0.2]])
    s = np.linspace(0, 1, 2001)[:, None]
    curve = (1 - s) ** 2 * a + 2 * s * (1 - s) * b + s**2 * c
    radius = 0.2 - 0.15 * s[:, 0]
    p = POINTS[:300]
    exact = (np.linalg.norm(p[:, None] - curve[None], axis=2) - radius).min(1)
    close(distance(row(t.TUBE, [*a, *b, *c, 0.2, 0.05]), points=p), exact, 0.02)


def test_superquadric_of_exponents_one_is_a_sphere() -> None:
    close(distance(row(t.SUPERQUADRIC, [0.5, 0.5, 0.5, 1, 1])), np.linalg.norm(POINTS, axis=1) - 0.5, 1e-5)


@pytest.mark.parametrize("exponents", [(0.3, 0.3), (1.0, 0.5), (1.5, 1.2)])
def test_superquadric_is_signed_by_its_inside_function(exponents: tuple[float, float]) -> None:
    e1, e2 = exponents
    d = distance(row(t.SUPERQUADRIC, [0.7, 0.4, 0.6, e1, e2]))
    gx, gy, gz = np.abs(X / 0.7), np.abs(Y / 0.4), np.abs(Z / 0.6)
    level = (gx ** (2 / e2) + gz ** (2 / e2)) ** (e2 / e1) + gy ** (2 / e1)
    clear = np.abs(level - 1) > 1e-3
    assert ((d < 0) == (level < 1))[clear].all()


def test_facet_is_an_icosahedron() -> None:
    g = (1 + 5**0.5) / 2
    corners = [p for a, b in itertools.product((-1, 1), (-g, g)) for p in ((0, a, b), (a, b, 0), (b, 0, a))]
    planes = ConvexHull(np.array(corners)).equations
    inner = -planes[:, 3].max()
    # the evaluator uses the orientation whose faces include (1, 1, 1); the mirrored one is as good
    options = [POINTS, POINTS[:, [1, 0, 2]]]
    exact = [(0.5 * p @ planes[:, :3].T / 0.5 - 0.5).max(1) for p in options]
    d = distance(row(t.FACET, [0.5, 0.5, 0.5]))
    assert inner > 0
    assert min(np.abs(d - e).max() for e in exact) < 1e-5


# -- placement ------------------------------------------------------------------------------------


def test_rotation_rows_are_the_local_axes() -> None:
    angle = 0.4
    axes = np.array([[math.cos(angle), math.sin(angle), 0], [-math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    r = row(t.BOX, [0.5, 0.2, 0.3, 1, 1])
    r[t.ROTATION : t.ROTATION + 9] = axes.ravel()
    r[t.CENTER : t.CENTER + 3] = (0.1, -0.2, 0.3)
    close(distance(r), box_distance((POINTS - [0.1, -0.2, 0.3]) @ axes.T, (0.5, 0.2, 0.3)))


@pytest.mark.parametrize(
    ("code", "signs"),
    [(1, [(1, 1), (-1, 1)]), (2, [(1, 1), (1, -1)]), (3, [(1, 1), (-1, 1), (1, -1), (-1, -1)])],
)
def test_mirror_unites_the_images(code: int, signs: list[tuple[int, int]]) -> None:
    one = ball(0.2, (0.5, 0.1, 0.4))
    one[t.MIRROR] = code
    images = [np.linalg.norm(POINTS - [0.5 * sx, 0.1, 0.4 * sz], axis=1) - 0.2 for sx, sz in signs]
    close(distance(one), np.min(images, axis=0))


@pytest.mark.parametrize("count", [2, 3, 4])
def test_linear_array_unites_copies_centred_on_the_built_one(count: int) -> None:
    one, step = ball(0.1, (0.1, 0.0, -0.1)), np.array([0.3, 0.1, 0.2])
    one[t.ARRAY], one[t.COUNT] = 1, count
    one[t.STEP : t.STEP + 3] = step
    centres = [np.array([0.1, 0, -0.1]) + (i - (count - 1) / 2) * step for i in range(count)]
    close(distance(one), np.min([np.linalg.norm(POINTS - c, axis=1) - 0.1 for c in centres], axis=0))


@pytest.mark.parametrize("phase", [0.0, 0.5])
def test_ring_unites_turned_copies_around_its_axis(phase: float) -> None:
    n, axis = 5, (0.2, -0.1)
    one = ball(0.12, (axis[0], 0.1, axis[1] + 0.5))
    one[t.ARRAY], one[t.COUNT] = 2, n
    one[t.STEP : t.STEP + 3] = (phase, *axis)
    turns = [phase + 2 * math.pi * i / n for i in range(n)]
    centres = [(axis[0] + 0.5 * math.sin(a), 0.1, axis[1] + 0.5 * math.cos(a)) for a in turns]
    close(distance(one), np.min([np.linalg.norm(POINTS - c, axis=1) - 0.12 for c in centres], axis=0), 1e-5)


def test_twist_turns_cross_sections_in_proportion_to_height() -> None:
    rate = 1.3
    d = distance(row(t.BOX, [0.5, 0.8, 0.15, 1, 1], {t.TWIST: rate}))
    c, s = np.cos(rate * Y), np.sin(rate * Y)
    inside = (np.abs(c * X - s * Z) < 0.5) & (np.abs(Y) < 0.8) & (np.abs(s * X + c * Z) < 0.15)
    assert ((d < 0) == inside).mean() > 0.999


def test_bend_turns_both_ends_towards_local_x() -> None:
    r = row(t.CONE, [0.1, 0.1, 0.7], {t.BEND: 0.9})
    # the axis x' = 0 of the bent rod: x = y tan(k y)
    y = np.linspace(-0.5, 0.5, 21)
    axis = np.stack([y * np.tan(0.9 * y), y, np.zeros_like(y)], 1)
    close(distance(r, points=axis), np.full(21, -0.1), 2e-6)
    assert axis[0, 0] > 0.15
    assert axis[-1, 0] > 0.15


def test_shell_is_a_wall_inside_the_surface() -> None:
    solid = np.linalg.norm(POINTS, axis=1) - 0.6
    hollow = row(t.ELLIPSOID, [0.6, 0.6, 0.6], {t.SHELL: 0.1})
    close(distance(hollow), np.abs(solid + 0.05) - 0.05)


# -- operations -----------------------------------------------------------------------------------

LEFT, RIGHT = np.array([-0.15, 0, 0]), np.array([0.2, 0.1, 0])
D_LEFT, D_RIGHT = (np.linalg.norm(POINTS - c, axis=1) - r for c, r in ((LEFT, 0.5), (RIGHT, 0.4)))


def _pair(op: int, **columns: float) -> Array:
    second = ball(0.4, RIGHT)
    second[t.OP] = op
    second[t.SMOOTHNESS] = columns.get("k", 0.0)
    return distance(ball(0.5, LEFT), second)


def test_union_subtract_and_intersect() -> None:
    close(_pair(t.UNION), np.minimum(D_LEFT, D_RIGHT))
    close(_pair(t.SUBTRACT), np.maximum(D_LEFT, -D_RIGHT))
    close(_pair(t.INTERSECT), np.maximum(D_LEFT, D_RIGHT))


def test_smooth_union_fills_the_seam_by_a_quarter_of_its_radius_and_nothing_far() -> None:
    k = 0.2
    d = _pair(t.SMOOTH, k=k)
    gap = np.abs(D_LEFT - D_RIGHT)
    plain = np.minimum(D_LEFT, D_RIGHT)
    close(d[gap >= k], plain[gap >= k])
    close(d, plain - np.clip(1 - gap / k, 0, None) ** 2 * k / 4, 1e-5)
    assert (d <= plain + 1e-6).all()
    assert (plain - d).max() == pytest.approx(k / 4, abs=0.01)


def test_subtract_leaves_other_groups_alone() -> None:
    kept, cut, knife = ball(0.3, (0.3, 0, 0)), ball(0.5, (-0.1, 0, 0)), ball(0.4, (0.2, 0, 0))
    cut[t.GROUP], knife[t.OP] = 1, t.SUBTRACT
    d_kept, d_cut, d_knife = (
        np.linalg.norm(POINTS - [x, 0, 0], axis=1) - r for x, r in ((0.3, 0.3), (-0.1, 0.5), (0.2, 0.4))
    )
    close(distance(kept, cut, knife), np.minimum(d_kept, np.maximum(d_cut, -d_knife)))


def test_owner_is_the_row_of_the_nearest_surface_and_survives_a_cut() -> None:
    first, second, knife = ball(0.3, (-0.5, 0, 0)), ball(0.3, (0.5, 0, 0)), ball(0.2, (0.5, 0.3, 0))
    first[t.GROUP] = second[t.GROUP] = 1
    knife[t.OP] = t.SUBTRACT
    table = torch.from_numpy(np.stack([first, second, knife]))
    points = torch.tensor([[-0.5, 0.3, 0.0], [0.5, -0.3, 0.0], [0.5, 0.1, 0.0]])
    _, owner = evaluate(table, points)
    assert owner.tolist() == [0, 1, 1]


def test_lipschitz_factor_scales_the_distance() -> None:
    slow = ball(0.5)
    slow[t.LIPSCHITZ] = 0.6
    close(distance(slow), 0.6 * (np.linalg.norm(POINTS, axis=1) - 0.5))
