"""Atlases: no overlap, nothing mirrored, even density, padding kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry import unwrap as module
from meshwright.geometry.atlas import charts, measure_atlas, signed_uv_areas
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.unwrap import unwrap
from tests.analytic import AnalyticField, box, box_mesh, icosphere, torus


@pytest.fixture(scope="module")
def pole() -> Mesh:
    """A long thin shape, whose page would be far from square, with a ring around it."""
    field = AnalyticField({"pole": box((0.05, 0.9, 0.05)), "ring": torus(0.3, 0.08)})
    return decimate(extract(field, resolution=128), target_faces=1500)


@pytest.mark.parametrize("size", [256, 512, 1024])
def test_promises(pole, size):
    mesh = unwrap(pole, texture_size=size)
    report = measure_atlas(mesh, texture_size=size)
    assert report.valid, report
    assert report.padding >= 4
    assert report.density_cv < 0.1
    assert report.utilisation > 0.35
    assert (signed_uv_areas(mesh.uv) > -1e-9).all()


def test_texels_are_square(pole):
    """Singular values of the map from surface to texels: conformal charts keep them alike."""
    mesh = unwrap(pole, texture_size=512)
    p, uv = mesh.triangles.astype(np.float64), mesh.uv.astype(np.float64)
    e1, e2 = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    s = e1 / np.linalg.norm(e1, axis=1, keepdims=True)
    n = np.cross(e1, e2)
    t = np.cross(n / np.linalg.norm(n, axis=1, keepdims=True), s)
    flat = np.stack([np.einsum("ij,ij->i", a, b) for a in (e1, e2) for b in (s, t)], axis=1)
    jacobian = np.linalg.inv(flat.reshape(-1, 2, 2)) @ np.stack([uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]], 1)
    stretch = np.linalg.svd(jacobian, compute_uv=False)
    assert np.median(stretch[:, 0] / stretch[:, 1]) < 1.05


def test_fallback_atlas_is_valid_too(pole, monkeypatch):
    def broken(*_):
        raise RuntimeError("no atlas today")

    monkeypatch.setattr(module, "_by_uvunwrap", broken)
    report = measure_atlas(unwrap(pole, texture_size=512), texture_size=512)
    assert report.valid, report
    assert report.padding >= 4
    assert report.density_cv < 0.2


def test_more_charts_than_a_page_holds_by_shape(monkeypatch):
    def broken(*_):
        raise RuntimeError("no atlas today")

    monkeypatch.setattr(module, "_by_uvunwrap", broken)
    monkeypatch.setattr(module, "_by_xatlas", broken)
    box = box_mesh()
    shift = 2.0 * np.stack(np.meshgrid(*[np.arange(6)] * 3), axis=-1).reshape(-1, 1, 3)
    vertices = ((box.vertices - box.vertices.mean(axis=0)) / np.ptp(box.vertices, axis=0) + shift).reshape(-1, 3)
    faces = (box.faces + len(box.vertices) * np.arange(216)[:, None, None]).reshape(-1, 3)
    report = measure_atlas(unwrap(Mesh.from_arrays(vertices, faces), texture_size=256), texture_size=256)
    assert report.valid, report
    assert report.padding >= 4
    assert report.density_cv < 0.05


def test_report_sees_defects():
    mesh = unwrap(box_mesh(), texture_size=256)
    assert measure_atlas(mesh, texture_size=256).valid
    mirrored = mesh.uv.copy()
    mirrored[..., 0] = 1 - mirrored[..., 0]
    seen = measure_atlas(replace(mesh, uv=mirrored), texture_size=256)
    assert seen.mirrored_charts == seen.charts
    heap = np.tile(np.array([[0.1, 0.9], [0.9, 0.9], [0.5, 0.1]], np.float32), (len(mesh.faces), 1, 1))
    seen = measure_atlas(replace(mesh, uv=heap), texture_size=256)
    assert seen.overlap_texels == pytest.approx(0.8 * 0.8 / 2 * 256**2, rel=0.02)
    assert measure_atlas(replace(mesh, uv=mesh.uv * 3), texture_size=256).outside > 0


def test_charts_are_found():
    count, label = charts(unwrap(box_mesh(), texture_size=256))
    assert count == len(np.unique(label))
    assert 1 <= count <= 6


def test_refusals():
    with pytest.raises(InputError, match="texture-size"):
        unwrap(icosphere(1), texture_size=8)
    with pytest.raises(InputError, match="no faces"):
        unwrap(Mesh.from_arrays(np.zeros((0, 3)), np.zeros((0, 3), int)))
    with pytest.raises(InputError, match="UVs"):
        measure_atlas(icosphere(1))
