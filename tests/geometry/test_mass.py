"""Mass properties against closed forms, within 0.5 %."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mass import mass_properties, part_triangles
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_volumes
from tests.analytic import AnalyticField, box_mesh, icosphere, torus
from tests.geometry.test_components import joined, moved


def test_box_is_exact():
    x, y, z = 0.3, 0.5, 0.2
    body = mass_properties(moved(box_mesh((x, y, z)), (10, 20, -5)), [700.0])
    mass = 8 * x * y * z * 700
    assert body.mass == pytest.approx(mass, rel=1e-5)
    np.testing.assert_allclose(body.center_of_mass, [10, 20, -5], atol=1e-5)
    expected = mass / 3 * np.array([y * y + z * z, x * x + z * z, x * x + y * y])
    np.testing.assert_allclose(body.inertia, np.diag(expected), rtol=1e-4, atol=1e-4)


def test_sphere():
    body = mass_properties(icosphere(5, 0.4), [1000.0])
    mass = 1000 * 4 / 3 * np.pi * 0.4**3
    assert body.mass == pytest.approx(mass, rel=5e-3)
    np.testing.assert_allclose(body.inertia, np.eye(3) * 0.4 * mass * 0.16, rtol=5e-3, atol=1e-3)


def test_torus():
    mesh = extract(AnalyticField({"ring": torus(0.6, 0.2)}), resolution=128, coarse=32)
    body = mass_properties(mesh, [2.0])
    mass = 2 * 2 * np.pi**2 * 0.6 * 0.04
    axis, diameter = mass * (0.36 + 0.75 * 0.04), mass * (0.18 + 0.625 * 0.04)
    assert body.mass == pytest.approx(mass, rel=5e-3)
    np.testing.assert_allclose(np.diag(body.inertia), [diameter, axis, diameter], rtol=5e-3)


def halved(mesh: Mesh) -> Mesh:
    """A box with its middle plane meshed in, upper half one part, lower half another."""
    upper = mesh.vertices.copy()
    lower = mesh.vertices.copy()
    bottom, top = mesh.vertices[:, 1] < 0, mesh.vertices[:, 1] > 0
    upper[bottom, 1] = 0
    lower[top, 1] = 0
    faces = mesh.faces
    flat_low = (upper[faces][..., 1] == 0).all(axis=1)
    flat_high = (lower[faces][..., 1] == 0).all(axis=1)
    points = np.concatenate([upper, lower])
    both = np.concatenate([faces[~flat_low], faces[~flat_high] + len(upper)])
    unique, inverse = np.unique(points, axis=0, return_inverse=True)
    part = np.repeat([0, 1], [(~flat_low).sum(), (~flat_high).sum()]).astype(np.int32)
    welded = Mesh.from_arrays(unique, inverse.ravel()[both])
    return replace(welded, face_part=part, part_names=("head", "foot"))


def test_two_materials_are_exact_where_the_border_is_plane():
    mesh = halved(box_mesh((0.5, 0.5, 0.5)))
    body = mass_properties(mesh, [3000.0, 1000.0])
    assert body.mass == pytest.approx(2000, rel=1e-6)
    np.testing.assert_allclose(body.center_of_mass, [0, (1500 * 0.25 - 500 * 0.25) / 2000, 0], atol=1e-7)
    about = lambda m, d: m * (1 + 0.25) / 12 + m * d * d  # noqa: E731  a half box about its own centre, moved
    c = body.center_of_mass[1]
    assert body.inertia[0, 0] == pytest.approx(about(1500, 0.25 - c) + about(500, 0.25 + c), rel=1e-6)


def test_parts_fill_the_whole_exactly():
    mesh = icosphere(4)
    part = (mesh.triangles.mean(axis=1) @ [1, 2, 0.5] > 0.4).astype(np.int32)
    part[mesh.triangles.mean(axis=1)[:, 1] < -0.6] = 2
    mesh = replace(mesh, face_part=part, part_names=("a", "b", "c"))
    solids = part_triangles(mesh)
    volumes = [
        face_volumes(Mesh.from_arrays(t.reshape(-1, 3), np.arange(3 * len(t)).reshape(-1, 3))).sum() for t in solids
    ]
    assert min(volumes) > 0
    assert sum(volumes) == pytest.approx(face_volumes(mesh).sum(), rel=1e-9)
    h = 0.4  # a cap of height h of the unit ball
    assert volumes[2] == pytest.approx(np.pi * h * h * (3 - h) / 3, rel=0.05)
    same = mass_properties(mesh, [5.0, 5.0, 5.0])
    plain = mass_properties(replace(mesh, face_part=np.zeros_like(part), part_names=("all",)), [5.0])
    assert same.mass == pytest.approx(plain.mass, rel=1e-9)
    np.testing.assert_allclose(same.inertia, plain.inertia, rtol=1e-7, atol=1e-9)


def test_refusals():
    with pytest.raises(InputError, match="densities"):
        mass_properties(box_mesh(), [1.0, 2.0])
    with pytest.raises(InputError, match="positive"):
        mass_properties(box_mesh(), [-1.0])
    with pytest.raises(InputError, match="not closed"):
        mass_properties(Mesh.from_arrays(box_mesh().vertices, box_mesh().faces[:-1]), [1.0])
    with pytest.raises(InputError, match="inside out"):
        mass_properties(Mesh.from_arrays(box_mesh().vertices, box_mesh().faces[:, ::-1]), [1.0])
    assert mass_properties(joined(box_mesh(), moved(box_mesh(), (3, 0, 0))), [1.0]).mass == pytest.approx(2)
