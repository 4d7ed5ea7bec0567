"""Standing or falling: judged by MuJoCo, which drops the same hulls."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest
from scipy.spatial import ConvexHull

from meshwright.errors import InputError
from meshwright.geometry.body import Physics
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.stability import rest
from tests.analytic import box_mesh, icosphere


def solid(points: np.ndarray) -> Mesh:
    """Convex mesh of a point set, wound outward."""
    hull = ConvexHull(points)
    faces = hull.simplices.copy()
    p = points[faces]
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
    inward = (normal * hull.equations[:, :3]).sum(axis=1) < 0
    faces[inward] = faces[inward][:, ::-1]
    used, inverse = np.unique(faces, return_inverse=True)
    return Mesh.from_arrays(points[used], inverse.reshape(-1, 3))


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


def drop_tilt(mesh: Mesh, body: Physics) -> float:
    """Degrees between up at the start and after four seconds on a floor, by MuJoCo."""
    spec = mujoco.MjSpec()
    spec.option.timestep = 0.002
    spec.compiler.inertiafromgeom = mujoco.mjtInertiaFromGeom.mjINERTIAFROMGEOM_FALSE
    spec.worldbody.add_geom(
        type=mujoco.mjtGeom.mjGEOM_PLANE,
        size=[5, 5, 0.1],
        quat=[0.7071068, -0.7071068, 0, 0],
        friction=[1, 0.005, 0.0001],
    )
    spec.option.gravity = [0, -9.81, 0]
    spec.add_mesh(
        name="m", uservert=(mesh.vertices.astype(np.float64) - body.center_of_mass).ravel().tolist()
    )
    frame = spec.worldbody.add_body(
        pos=[0, body.center_of_mass[1] - mesh.vertices[:, 1].min() + 1e-3, 0],
        quat=[1, 0.001, 0, -0.0015],  # a nudge, as the wind would give
        mass=body.mass,
        fullinertia=[body.inertia[i, j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))],
        ipos=[0, 0, 0],
        explicitinertial=True,
    )
    frame.add_freejoint()
    model_mesh = frame.add_geom(
        type=mujoco.mjtGeom.mjGEOM_MESH, meshname="m", mass=0, friction=[1, 0.005, 0.0001]
    )
    assert model_mesh is not None
    model = spec.compile()
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    start = data.geom_xmat[-1].reshape(3, 3).copy()
    for _ in range(2000):
        mujoco.mj_step(model, data)
    turn = data.geom_xmat[-1].reshape(3, 3) @ start.T
    return float(np.degrees(np.arccos(np.clip(turn[1, 1], -1, 1))))


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
