"""Budgets, topology and error of decimation."""

from __future__ import annotations

import igl
import numpy as np
import pytest

from meshwright.errors import BudgetError, InputError
from meshwright.geometry.decimate import decimate, thin
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.segment import segment
from meshwright.geometry.topology import face_areas, face_volumes, is_closed_manifold
from tests.analytic import AnalyticField, box, box_mesh, icosphere, sphere, torus
from tests.geometry.test_components import joined, moved


@pytest.mark.parametrize("target", [60, 501, 2000])
@pytest.mark.parametrize("shape", ["torus", "union"])
def test_budget_and_topology(shape, target):
    parts = {
        "torus": {"ring": torus(0.6, 0.2)},
        "union": {"ball": sphere(0.5, (0, 0.2, 0)), "base": box((0.7, 0.2, 0.7), (0, -0.5, 0))},
    }[shape]
    full = extract(AnalyticField(parts), resolution=96, coarse=48)
    mesh = decimate(full, target_faces=target)
    assert 0.98 * target <= len(mesh.faces) <= target
    assert is_closed_manifold(mesh.faces)
    assert face_volumes(mesh).sum() == pytest.approx(face_volumes(full).sum(), rel=0.2 if target < 100 else 0.02)


def test_error_is_small_and_falls_with_the_budget():
    full = icosphere(6)
    errors = []
    for target in (200, 800):
        mesh = decimate(full, target_faces=target)
        squared, _, _ = igl.point_mesh_squared_distance(
            full.vertices.astype(np.float64), mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64)
        )
        errors.append(float(np.sqrt(squared).mean()))
    assert errors[0] < 0.02
    assert errors[1] < errors[0] / 3  # error falls with the number of faces


def test_flat_faces_collapse_without_error():
    full = extract(AnalyticField({"body": box((0.6, 0.6, 0.6))}), resolution=64, coarse=32)
    mesh = decimate(full, target_faces=300)
    assert face_volumes(mesh).sum() == pytest.approx(face_volumes(full).sum(), rel=2e-3)


def test_labels_survive():
    field = AnalyticField({"ball": sphere(0.5, (0, 0.2, 0)), "base": box((0.7, 0.2, 0.7), (0, -0.5, 0))})
    full = segment(extract(field, resolution=96, coarse=48), field)
    mesh = decimate(full, target_faces=1000)
    assert mesh.part_names == full.part_names
    truth = field.distances(mesh.triangles.mean(axis=1)).argmin(axis=1)
    assert face_areas(mesh)[truth != mesh.face_part].sum() / face_areas(mesh).sum() < 0.03


def test_small_meshes_come_back_as_they_are():
    mesh = box_mesh()
    assert decimate(mesh, target_faces=12) is mesh


def test_impossible_budgets_are_refused():
    crowd = joined(*(moved(icosphere(1), (3 * i, 0, 0)) for i in range(20)))
    with pytest.raises(BudgetError, match="20 components"):
        decimate(crowd, target_faces=40)
    with pytest.raises(InputError, match="polycount"):
        decimate(crowd, target_faces=2)


def test_meshes_that_are_not_manifold_are_refused():
    v = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [3, 0, 0], [4, 0, 0], [3, 1, 0]]
    bad = Mesh.from_arrays(v, [[0, 1, 2], [1, 0, 3], [0, 1, 4], [5, 6, 7], [5, 6, 7]])
    with pytest.raises(InputError, match="manifold"):
        decimate(bad, target_faces=4)


def test_thinning_before_labelling_gives_the_same_parts():
    field = AnalyticField({"ball": sphere(0.5, (0, 0.2, 0)), "base": box((0.7, 0.2, 0.7), (0, -0.5, 0))})
    full = extract(field, resolution=128)
    few = thin(full, target_faces=1000)
    assert len(few.faces) < 0.3 * len(full.faces)
    assert is_closed_manifold(few.faces)
    mesh = decimate(segment(few, field), target_faces=1000)
    assert 980 <= len(mesh.faces) <= 1000
    truth = field.distances(mesh.triangles.mean(axis=1)).argmin(axis=1)
    assert face_areas(mesh)[truth != mesh.face_part].sum() / face_areas(mesh).sum() < 0.03
