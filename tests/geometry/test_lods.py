"""Levels of detail: budgets, shared atlas, silhouettes."""

from __future__ import annotations

from dataclasses import replace

import igl
import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.atlas import measure_atlas
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isosurface import extract
from meshwright.geometry.lods import budgets, chain_of_lods, make_lods
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.silhouette import silhouette_errors
from meshwright.geometry.topology import is_closed_manifold
from meshwright.geometry.unwrap import unwrap
from tests.analytic import AnalyticField, box, icosphere, sphere
from tests.geometry.test_components import joined, moved


@pytest.fixture(scope="module")
def lod0() -> Mesh:
    field = AnalyticField({"ball": sphere(0.5, (0, 0.2, 0)), "base": box((0.7, 0.2, 0.7), (0, -0.5, 0))})
    return shade(unwrap(decimate(extract(field, resolution=96, coarse=48), target_faces=2000)))


def test_levels(lod0):
    levels = make_lods(lod0, budgets(len(lod0.faces), 3))
    assert [level.budget for level in levels] == [800, 320, 128]
    for level in levels:
        assert 0.98 * level.budget <= len(level.mesh.faces) <= level.budget
        assert is_closed_manifold(level.mesh.faces)
        assert level.mesh.normals is not None
        atlas = measure_atlas(level.mesh, texture_size=512)
        assert atlas.valid, atlas
    errors = [level.silhouette_error for level in levels]
    assert errors[0] < 0.01
    assert errors[0] < errors[1] < errors[2] < 0.08


def test_a_level_shows_the_texels_of_its_surface(lod0):
    """The texture of a level must lie where it lay on level 0: compare positions of equal UVs."""
    coarse = make_lods(lod0, [800])[0].mesh
    middle = coarse.uv.mean(axis=1).astype(np.float64)
    flat = np.concatenate([lod0.uv.reshape(-1, 2), np.zeros((3 * len(lod0.faces), 1))], axis=1).astype(np.float64)
    faces = np.arange(3 * len(lod0.faces)).reshape(-1, 3)
    squared, face, where = igl.point_mesh_squared_distance(
        np.concatenate([middle, np.zeros((len(middle), 1))], axis=1), flat, faces
    )
    on_chart = squared < 1e-10
    assert on_chart.mean() > 0.97  # faces at bent seams may reach a little into the padding
    corners = flat[faces[face]]
    weights = igl.barycentric_coordinates(where, *(np.ascontiguousarray(corners[:, k]) for k in range(3)))
    origin = np.einsum("ij,ijk->ik", weights, lod0.triangles[face].astype(np.float64))
    gap = np.linalg.norm(origin - coarse.triangles.mean(axis=1), axis=1)[on_chart]
    assert gap.max() < 0.08
    assert gap.mean() < 0.015


def test_levels_made_from_the_last_one_are_as_near_as_those_from_the_start(lod0):
    """Errors are summed since level 0, so a level does not take over those of the last as its own truth."""
    chained = chain_of_lods(lod0, 3, fall=0.75, gap=0.0)
    assert [level.budget for level in chained] == [800, 320, 128]
    for level in chained:
        (alone,) = make_lods(lod0, [level.budget])
        errors = [
            np.sqrt(
                igl.point_mesh_squared_distance(
                    lod0.triangles.mean(axis=1).astype(np.float64),
                    m.vertices.astype(np.float64),
                    m.faces.astype(np.int64),
                )[0]
            ).mean()
            for m in (level.mesh, alone.mesh)
        ]
        assert errors[0] < 1.1 * errors[1]


def test_a_chain_ends_where_topology_needs_more():
    """Eighty tetrahedra cannot lose a face: no level, and no error."""
    tetrahedron = Mesh.from_arrays(
        [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]]
    )
    crowd = unwrap(joined(*(moved(tetrahedron, (2 * k, 0, 0)) for k in range(80))))
    assert chain_of_lods(crowd, 2, fall=0.75, gap=0.004) == ()


def test_silhouette_error_has_a_scale():
    ball = icosphere(4)
    smaller = replace(ball, vertices=ball.vertices * np.float32(0.9))
    same, shrunk = silhouette_errors(ball, [ball, smaller])
    assert same == 0
    assert shrunk == pytest.approx(1 - 0.81, abs=0.01)


def test_levels_need_uvs():
    with pytest.raises(InputError, match="atlas"):
        make_lods(icosphere(2), [50])
