"""Frames of parts: the grain finds the longest axis, shapes are recognised."""

import numpy as np
import pytest
import trimesh

from meshwright.geometry.mesh import Mesh
from meshwright.texturing.frames import part_frame


def mesh_of(shape: trimesh.Trimesh) -> Mesh:
    return Mesh.from_arrays(shape.vertices, shape.faces)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_grain_runs_along_the_longest_side_of_a_box(axis):
    extents = np.array([0.2, 0.3, 0.25])
    extents[axis] = 1.0
    box = trimesh.creation.box(extents=extents)
    box.apply_translation([1, 2, 3])
    frame = part_frame(mesh_of(box), 0)
    assert abs(frame.axes[0, axis]) == pytest.approx(1.0)
    np.testing.assert_allclose(frame.origin, [1, 2, 3], atol=1e-5)
    np.testing.assert_allclose(np.sort(frame.extent), np.sort(extents), atol=1e-5)
    assert np.linalg.det(frame.axes) == pytest.approx(1.0, abs=1e-5)
    assert not frame.round
    assert not frame.pitched


def test_a_slanted_beam_keeps_its_own_axis():
    beam = trimesh.creation.box(extents=[2, 0.2, 0.3])
    beam.apply_transform(trimesh.transformations.rotation_matrix(np.radians(40), [0, 0, 1]))
    frame = part_frame(mesh_of(beam), 0)
    direction = [np.cos(np.radians(40)), np.sin(np.radians(40)), 0]
    assert abs(frame.axes[0] @ direction) == pytest.approx(1.0, abs=1e-3)


def test_cylinders_are_round_and_boxes_and_cubes_are_not():
    pole = trimesh.creation.cylinder(radius=0.1, height=1.0, sections=32)
    frame = part_frame(mesh_of(pole), 0)
    assert frame.round
    assert abs(frame.axes[0, 2]) == pytest.approx(1.0)
    assert not part_frame(mesh_of(trimesh.creation.box()), 0).round


def test_a_roof_is_pitched_and_a_ball_is_not():
    prism = trimesh.convex.convex_hull(
        np.array([[x, y, z] for x in (-1, 1) for y, z in ((0, -0.6), (0, 0.6), (0.6, 0))], float)
    )
    assert part_frame(mesh_of(prism), 0).pitched
    sphere = part_frame(mesh_of(trimesh.creation.icosphere(subdivisions=3)), 0)
    assert not sphere.pitched
    np.testing.assert_allclose(sphere.axes, np.eye(3), atol=1e-6)


def test_an_empty_part_has_the_unit_frame():
    assert part_frame(mesh_of(trimesh.creation.box()), 3).extent.tolist() == [1, 1, 1]


def test_cones_and_balls_stand_upright_and_houses_are_built():
    cone = trimesh.creation.cone(radius=0.8, height=0.6, sections=40)
    cone.apply_transform(trimesh.transformations.rotation_matrix(-np.pi / 2, [1, 0, 0]))
    frame = part_frame(mesh_of(cone), 0)
    assert frame.upright
    assert frame.pitched
    assert not frame.built
    house = part_frame(mesh_of(trimesh.creation.box(extents=[3, 2, 2.5])), 0)
    assert house.built
    assert not house.upright
    boulder = part_frame(mesh_of(trimesh.creation.icosphere(subdivisions=3)), 0)
    assert boulder.upright
    assert not boulder.built
