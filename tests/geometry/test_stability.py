"""Standing or falling: judged by MuJoCo, which drops the same hulls."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.stability import cases, drop_tilt, solid

from meshwright.errors import InputError
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.stability import rest
from tests.analytic import box_mesh, icosphere


def prism(lean: float, base: float = 0.1, height: float = 0.6) -> Mesh:
    """A square column whose top is shifted by `lean`."""
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * base
    low = np.insert(square, 1, 0.0, axis=1)
    high = np.insert(square + np.array([lean, 0]), 1, height, axis=1)
    return solid(np.concatenate([low, high]))


def cone(tip_down: bool) -> Mesh:
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = np.stack([0.3 * np.cos(angle), np.full(24, 0.5 if tip_down else 0.0), 0.3 * np.sin(angle)], axis=1)
    return solid(np.concatenate([ring, [[0.0, 0.0 if tip_down else 0.5, 0.0]]]))


def rocker() -> Mesh:
    """A tall column on a narrow round foot: rolls over."""
    ball = icosphere(3, 0.1).vertices + np.array([0, 0.1, 0])
    top = box_mesh((0.1, 0.05, 0.05)).vertices + np.array([0.05, 0.9, 0])
    return solid(np.concatenate([ball, top]).astype(np.float64))


CASES = {
    "box": box_mesh((0.2, 0.3, 0.1)),
    "slab upright": box_mesh((0.3, 0.3, 0.03)),
    "prism, centre of mass inside": prism(0.17),
    "prism, centre of mass outside": prism(0.25),
    "prism, leaning far": prism(0.5),
    "cone": cone(False),
    "cone on its tip": cone(True),
    "rocker": rocker(),
}


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_a_drop(name):
    mesh = CASES[name]
    body = mass_properties(mesh, [800.0])
    tilt = drop_tilt(mesh, body)
    assert body.stable == (tilt < 5.0), f"MuJoCo tilts by {tilt:.1f} degrees"
    assert body.stable == (name in {"box", "slab upright", "prism, centre of mass inside", "cone"})


def test_support_polygon_of_a_box():
    mesh = box_mesh((0.2, 0.3, 0.1))
    pose = rest(mesh.vertices, np.zeros(3))
    assert pose.tilt < 0.2
    assert pose.margin == pytest.approx(0.1, rel=1e-3)
    spread = np.ptp(pose.support, axis=0)
    np.testing.assert_allclose(np.sort(spread), [0.2, 0.4], rtol=1e-3)


def test_a_slightly_uneven_foot_still_stands():
    mesh = box_mesh((0.2, 0.3, 0.1))
    points = mesh.vertices.astype(np.float64)
    points[np.flatnonzero(points[:, 1] < 0)[0], 1] -= 0.004
    pose = rest(points, np.zeros(3))
    assert 0 < pose.tilt < 2
    assert pose.stable


def test_a_tipped_box_lands_on_its_side():
    angle = np.radians(50)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    pose = rest(box_mesh((0.2, 0.2, 0.2)).vertices @ turn.T, np.zeros(3))
    assert pose.tilt == pytest.approx(40, abs=1)
    assert not pose.stable


def test_flat_input_is_refused():
    with pytest.raises(InputError, match="flat"):
        rest(np.zeros((3, 3)), np.zeros(3))


def test_a_sample_of_the_benchmark():
    """Two solids of each family of `benchmarks/stability.py`; the benchmark itself takes 200."""
    for k, (family, mesh, density) in enumerate(cases(12, seed=3)):
        body = mass_properties(mesh, density)
        assert body.stable == (drop_tilt(mesh, body, sides=2) < 5.0), f"case {k}, {family}"


def test_barely_standing_is_not_standing():
    """A column that leans so far that less than half a degree is left falls; one with a degree left stands."""
    base, height = 0.1, 0.6
    for left, stands in ((0.3, False), (1.2, True)):
        # The centre of mass of a sheared column lies half the lean to the side, at half the height.
        lean = 2 * (base - height / 2 * np.tan(np.radians(left)))
        assert rest(prism(lean).vertices, np.array([lean / 2, height / 2, 0.0])).stable == stands
