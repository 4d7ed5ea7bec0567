"""Finishing meshes from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.formats.source import SourceMaterial, SourceMesh
from meshwright.geometry.holes import WALL
from meshwright.geometry.mesh import Mesh
from meshwright.pipeline.finish_source import finish_source
from meshwright.pipeline.settings import FinishSettings
from meshwright.vocabulary.colors import linear_to_srgb

from ..analytic import box_mesh, icosphere
from ..formats.validator import assert_clean

SMALL = FinishSettings(polycount=400, texture_size=128, lods=2)
RED = SourceMaterial("red", base_color=(0.6, 0.05, 0.05, 1.0), roughness=0.4, metallic=0.0)


def painted(mesh: Mesh) -> SourceMesh:
    return SourceMesh("thing", mesh, (RED,), np.zeros(len(mesh.faces), np.int32))


def test_sphere_keeps_look_and_size_within_budget(tmp_path: Path) -> None:
    asset = finish_source(painted(icosphere(4)), SMALL)
    assert 392 <= asset.report["triangles"] <= 400
    assert asset.report["size_m"] == pytest.approx([2, 2, 2], rel=0.02)
    assert asset.mesh.vertices[:, 1].min() == pytest.approx(0, abs=1e-6)
    seen = asset.maps.albedo[asset.maps.coverage].mean(0)
    assert linear_to_srgb(seen) == pytest.approx(linear_to_srgb([0.6, 0.05, 0.05]), abs=0.02)
    assert asset.maps.roughness[asset.maps.coverage].mean() == pytest.approx(0.4, abs=0.01)
    assert asset.physics is not None
    assert asset.physics.mass == pytest.approx(1000 * 4 / 3 * np.pi, rel=0.03)
    (path,) = asset.save(tmp_path / "thing.glb")
    assert_clean(path)


def test_mesh_below_the_budget_keeps_its_triangles() -> None:
    asset = finish_source(box_mesh(), SMALL)
    assert asset.report["triangles"] == 12
    assert asset.report["broken_promises"] == []


def test_open_and_inverted_mesh_is_repaired() -> None:
    ball = icosphere(3)
    open_ball = replace(ball, faces=ball.faces[3:, ::-1].copy(), face_part=ball.face_part[3:])
    asset = finish_source(open_ball, SMALL)
    assert asset.report["surface"]["sound"]
    assert asset.report["source"]["repair"]["method"] != "none"


def test_vertices_that_no_face_uses_do_not_count() -> None:
    box = box_mesh()
    stray = np.concatenate([[[np.nan, 0, 0], [0, 1e30, 0]], box.vertices]).astype(np.float32)
    asset = finish_source(Mesh.from_arrays(stray, box.faces + 2), SMALL)
    assert asset.report["size_m"] == pytest.approx([1, 1, 1])


def test_flat_mesh_becomes_a_slab() -> None:
    plane = Mesh.from_arrays([[0, 3, 0], [1, 3, 0], [1, 3, 2], [0, 3, 2]], [[0, 2, 1], [0, 3, 2]])
    asset = finish_source(plane, SMALL)
    assert asset.report["size_m"] == pytest.approx([1, 2 * WALL, 2])
    assert asset.report["source"]["repair"]["thickened"]
    with pytest.raises(InputError, match="flat"):
        finish_source(plane, replace(SMALL, height=1.0))


def test_z_up_file_is_turned() -> None:
    asset = finish_source(box_mesh((0.1, 0.2, 0.5)), replace(SMALL, up="z", front="x"))
    assert asset.report["size_m"] == pytest.approx([0.4, 1.0, 0.2], rel=1e-5)


def test_height_and_density_are_kept() -> None:
    asset = finish_source(box_mesh(), replace(SMALL, height=2.0, density=500.0))
    assert asset.physics is not None
    assert asset.physics.mass == pytest.approx(500 * 8, rel=1e-4)


def test_same_input_same_arrays() -> None:
    a, b = (finish_source(painted(icosphere(3)), SMALL) for _ in range(2))
    assert np.array_equal(a.mesh.vertices, b.mesh.vertices)
    assert np.array_equal(a.maps.albedo, b.maps.albedo)
    assert np.array_equal(a.maps.normal, b.maps.normal)


def test_refusals() -> None:
    empty = Mesh.from_arrays(np.zeros((3, 3)), np.zeros((0, 3)))
    with pytest.raises(InputError, match="mesh"):
        finish_source(empty, SMALL)
    with pytest.raises(InputError, match="height"):
        finish_source(box_mesh((1e4, 1e4, 1e4)), SMALL)
