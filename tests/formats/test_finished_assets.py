"""Assets that came through the geometry stages: unwrapped in charts, creased, with levels of detail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh
from pxr import Usd, UsdValidation

from meshwright.asset import Asset
from meshwright.formats import load_asset, read_source, save
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isosurface import extract
from meshwright.geometry.lods import budgets, make_lods
from meshwright.geometry.normals import shade
from meshwright.geometry.unwrap import unwrap

from ..analytic import AnalyticField, box, torus
from .samples import sample_maps
from .validator import assert_clean


@pytest.fixture(scope="module")
def finished() -> Asset:
    field = AnalyticField({"ring": torus(0.6, 0.2), "core": box((0.2, 0.3, 0.2))})
    mesh = decimate(extract(field, resolution=64), target_faces=1500)
    side = (mesh.triangles.mean(axis=1)[:, 0] > 0).astype(np.int32)
    mesh = shade(unwrap(replace(mesh, face_part=side, part_names=("left", "right")), texture_size=256))
    levels = make_lods(mesh, budgets(len(mesh.faces), 2))
    return Asset("ring", mesh, sample_maps(64), lods=tuple(level.mesh for level in levels))


def test_glb_is_clean_closed_and_stable(finished: Asset, tmp_path: Path) -> None:
    (path,) = save(finished, tmp_path / "a.glb")
    assert_clean(path)
    source = read_source(path, isolated=False)
    assert trimesh.Trimesh(source.mesh.vertices, source.mesh.faces, process=False).is_watertight
    assert len(source.mesh.faces) == len(finished.mesh.faces)
    (again,) = save(load_asset(path, isolated=False), tmp_path / "b.glb")
    assert path.read_bytes() == again.read_bytes()


def test_usdz_is_clean(finished: Asset, tmp_path: Path) -> None:
    (path,) = save(finished, tmp_path / "a.usdz")
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    assert UsdValidation.ValidationContext(validators).Validate(Usd.Stage.Open(str(path))) == []
