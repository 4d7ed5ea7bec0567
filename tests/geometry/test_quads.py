"""Quads: pure, closed, within budget, near the surface."""

from __future__ import annotations

import igl
import numpy as np
import pytest

from meshwright.errors import InputError, RepairError, StageTimeout
from meshwright.geometry import quads as module
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.quads import retopologise
from meshwright.geometry.segment import segment
from meshwright.geometry.topology import face_volumes, is_closed_manifold
from tests.analytic import AnalyticField, box, icosphere, sphere


@pytest.fixture(scope="module")
def solid() -> Mesh:
    field = AnalyticField({"ball": sphere(0.5, (0, 0.3, 0)), "base": box((0.7, 0.3, 0.7), (0, -0.4, 0))})
    return segment(extract(field, resolution=48, coarse=24), field)


def check(result, source: Mesh, budget: int) -> None:
    assert result.quads.shape[1] == 4
    assert len(result.mesh.faces) == 2 * len(result.quads) <= budget
    assert is_closed_manifold(result.mesh.faces)
    for quad, pair in zip(result.quads, result.mesh.faces.reshape(-1, 6), strict=True):
        assert set(quad) == set(pair)
    assert face_volumes(result.mesh).sum() == pytest.approx(face_volumes(source).sum(), rel=0.05)
    squared, _, _ = igl.point_mesh_squared_distance(
        result.mesh.vertices.astype(np.float64),
        source.vertices.astype(np.float64),
        source.faces.astype(np.int64),
    )
    assert np.sqrt(squared).max() < 0.06
    degree = np.bincount(result.quads.ravel())
    assert (degree == 4).mean() > 0.75


def test_quads_follow_the_surface(solid):
    result = retopologise(solid, target_triangles=2000)
    check(result, solid, 2000)
    assert len(result.quads) > 700
    assert set(np.unique(result.mesh.face_part)) == {0, 1}
    assert (result.mesh.face_part[::2] == result.mesh.face_part[1::2]).all()


def test_the_fallback_takes_over(solid, monkeypatch):
    real = module.run_isolated

    def without_instant_meshes(stage, timeout_s, function, *args):
        if function is module.instant_meshes:
            raise StageTimeout("took too long")
        return real(stage, timeout_s, function, *args)

    monkeypatch.setattr(module, "run_isolated", without_instant_meshes)
    result = retopologise(solid, target_triangles=1500)
    assert result.method == "quadriflow"
    check(result, solid, 1500)


def test_refusals(monkeypatch):
    with pytest.raises(InputError, match="polycount"):
        retopologise(icosphere(3), target_triangles=10)

    def hang(*_):
        raise StageTimeout("retopology: not finished after 1 s")

    monkeypatch.setattr(module, "run_isolated", hang)
    with pytest.raises(RepairError, match="not finished"):
        retopologise(icosphere(3), target_triangles=500)
