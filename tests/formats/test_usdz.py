"""USDZ judged by UsdValidation and read back through pxr and zipfile."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pxr import Gf, Usd, UsdGeom, UsdPhysics, UsdShade, UsdValidation

from meshwright.errors import InputError
from meshwright.formats.usdz import principal_axes, write_usdz

from .samples import cube_asset, sample_asset


def findings(stage: Usd.Stage) -> list[str]:
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    assert len(validators) >= 20
    errors = UsdValidation.ValidationContext(validators).Validate(stage)
    return [f"{e.GetName()}: {e.GetMessage()}" for e in errors]


def test_usd_validation_finds_nothing(tmp_path: Path) -> None:
    stage = Usd.Stage.Open(str(write_usdz(sample_asset(), tmp_path / "a.usdz")))
    assert findings(stage) == []


def test_usd_validation_can_fail(tmp_path: Path) -> None:
    stage = Usd.Stage.CreateInMemory()
    UsdGeom.Mesh.Define(stage, "/Mesh")
    assert findings(stage)


def test_geometry_scale_and_physics(tmp_path: Path) -> None:
    asset = sample_asset()
    stage = Usd.Stage.Open(str(write_usdz(asset, tmp_path / "a.usdz")))
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    assert UsdGeom.GetStageUpAxis(stage) == "Y"
    root = stage.GetDefaultPrim()
    assert root.GetName() == "Test_sphere"
    meshes = [UsdGeom.Mesh(p) for p in root.GetChild("Geometry").GetChildren()]
    assert [m.GetPrim().GetName() for m in meshes] == ["band_0", "band_1"]
    assert sum(len(m.GetFaceVertexCountsAttr().Get()) for m in meshes) == len(asset.mesh.faces)
    points = {tuple(p) for m in meshes for p in m.GetPointsAttr().Get()}
    assert points == {tuple(v) for v in asset.mesh.vertices.tolist()}
    bounds = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default"]).ComputeWorldBound(root)
    np.testing.assert_allclose(bounds.ComputeAlignedRange().GetMax(), asset.mesh.vertices.max(0), atol=1e-6)
    mass = UsdPhysics.MassAPI(root)
    assert mass.GetMassAttr().Get() == 12.5
    assert asset.physics is not None
    rotation = np.array(Gf.Matrix3d(Gf.Quatd(mass.GetPrincipalAxesAttr().Get()))).T
    inertia = rotation @ np.diag(mass.GetDiagonalInertiaAttr().Get()) @ rotation.T
    np.testing.assert_allclose(inertia, asset.physics.inertia, atol=1e-5)
    hulls = [p for p in stage.Traverse() if p.HasAPI(UsdPhysics.CollisionAPI)]
    assert len(hulls) == 2
    assert UsdGeom.Imageable(hulls[0]).ComputePurpose() == "guide"
    assert json.loads(root.GetCustomDataByKey("meshwright:provenance"))["seed"] == 7


def test_textures_resolve_inside_the_package(tmp_path: Path) -> None:
    path = write_usdz(sample_asset(glow=3.0), tmp_path / "a.usdz")
    stage = Usd.Stage.Open(str(path))
    material = UsdShade.Material(stage.GetPrimAtPath("/Test_sphere/Materials/Surface"))
    surface = material.ComputeSurfaceSource()[0]
    inputs = {i.GetBaseName() for i in surface.GetInputs()}
    assert inputs == {"diffuseColor", "normal", "occlusion", "roughness", "metallic", "emissiveColor"}
    files = [
        UsdShade.Shader(p).GetInput("file").Get()
        for p in stage.Traverse()
        if UsdShade.Shader(p) and UsdShade.Shader(p).GetInput("file")
    ]
    assert len(files) == 4
    assert all(file.resolvedPath for file in files)


def test_package_is_stored_aligned_and_reproducible(tmp_path: Path) -> None:
    first = write_usdz(sample_asset(), tmp_path / "a.usdz").read_bytes()
    second = write_usdz(sample_asset(), tmp_path / "b.usdz").read_bytes()
    assert first == second
    with zipfile.ZipFile(tmp_path / "a.usdz") as archive:
        assert archive.namelist()[0] == "asset.usdc"
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            data = archive.read(info)
            assert first.index(data, info.header_offset) % 64 == 0


def test_quads_stay_quads(tmp_path: Path) -> None:
    asset = cube_asset()
    stage = Usd.Stage.Open(str(write_usdz(asset, tmp_path / "a.usdz")))
    (part,) = stage.GetDefaultPrim().GetChild("Geometry").GetChildren()
    assert list(UsdGeom.Mesh(part).GetFaceVertexCountsAttr().Get()) == [4] * 6
    assert findings(stage) == []


def test_strip_and_refusals(tmp_path: Path) -> None:
    path = write_usdz(sample_asset(), tmp_path / "a.usdz", strip=True)
    assert Usd.Stage.Open(str(path)).GetDefaultPrim().GetCustomDataByKey("meshwright:provenance") is None
    with pytest.raises(InputError, match="already exists"):
        write_usdz(sample_asset(), path)
    with pytest.raises(InputError, match="plain JSON"):
        write_usdz(replace(sample_asset(), report={"a": {1, 2}}), tmp_path / "b.usdz")


def test_principal_axes_of_a_turned_box() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
        inertia = q @ np.diag([1.0, 2.0, 4.0]) @ q.T
        moments, (w, x, y, z) = principal_axes(inertia)
        rotation = np.array(Gf.Matrix3d(Gf.Quatd(w, x, y, z))).T
        np.testing.assert_allclose(rotation @ np.diag(moments) @ rotation.T, inertia, atol=1e-9)
