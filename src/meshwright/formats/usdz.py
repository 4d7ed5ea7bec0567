"""Write USDZ: UsdPreviewSurface with all maps, UsdPhysics mass and collision, metres, Y-up."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset, Physics
from meshwright.errors import InputError
from meshwright.formats.archive import pack_zip
from meshwright.formats.atomic import replacing
from meshwright.formats.images import EncodedMaps, encode_maps
from meshwright.formats.names import unique_names
from meshwright.formats.polygons import polygons_of
from meshwright.formats.split import check_mesh


def write_usdz(asset: Asset, path: str | Path, *, strip: bool = False, force: bool = False) -> Path:
    """Write LOD 0, its maps, physics and collision hulls; quads where the asset has them.

    Prims: `/<Name>` (rigid body with mass), `/<Name>/Geometry/<part>`, `/<Name>/Collision/Hull_00` (purpose
    guide, so not drawn), `/<Name>/Materials/Surface`. The report, and unless `strip` the provenance, stand as
    JSON text in the customData of the root prim. The same asset gives the same bytes.
    Raises `InputError` naming the field of the asset that cannot be written, or an existing file.
    """
    check_mesh(asset.mesh)
    maps = encode_maps(asset.maps)
    members: dict[str, bytes] = {"asset.usdc": _layer(asset, maps, strip=strip)}
    members |= {
        "textures/albedo.png": maps.base_color,
        "textures/normal.png": maps.normal,
        "textures/orm.png": maps.orm,
    }
    if maps.emissive is not None:
        members["textures/emission.png"] = maps.emissive
    with replacing(path, force=force) as temporary:
        # USDZ demands stored members whose data start on 64 bytes.
        temporary.write_bytes(pack_zip(members, compress=False, align=64))
    return Path(path)


def _layer(asset: Asset, maps: EncodedMaps, *, strip: bool) -> bytes:
    # Imported here, because loading USD takes longer than everything else that formats need.
    from pxr import Kind, Sdf, Tf, Usd, UsdGeom, UsdPhysics

    stage = Usd.Stage.CreateInMemory()
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
    UsdPhysics.SetStageKilogramsPerUnit(stage, 1.0)
    root = UsdGeom.Xform.Define(stage, f"/{Tf.MakeValidIdentifier(asset.name)}")
    prim = root.GetPrim()
    stage.SetDefaultPrim(prim)
    Usd.ModelAPI(prim).SetKind(Kind.Tokens.component)
    prim.SetDisplayName(asset.name)
    try:
        prim.SetCustomDataByKey("meshwright:report", json.dumps(asset.report, sort_keys=True, allow_nan=False))
        if not strip:
            words = json.dumps(asset.provenance, sort_keys=True, allow_nan=False)
            prim.SetCustomDataByKey("meshwright:provenance", words)
    except (TypeError, ValueError) as error:
        raise InputError("asset.report/provenance", f"is not plain JSON data ({error})") from error
    material = _add_material(stage, prim.GetPath().AppendPath("Materials/Surface"), maps)
    _add_parts(stage, root, asset, material)
    _add_collision(stage, root, asset)
    if asset.physics is not None:
        _add_physics(prim, asset.physics)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "asset.usdc"
        layer: Sdf.Layer = stage.GetRootLayer()
        layer.Export(str(file))
        return file.read_bytes()


def _add_material(stage: Any, path: Any, maps: EncodedMaps) -> Any:
    from pxr import Gf, Sdf, UsdGeom, UsdShade

    UsdGeom.Scope.Define(stage, path.GetParentPath())
    material = UsdShade.Material.Define(stage, path)
    surface = UsdShade.Shader.Define(stage, path.AppendChild("Preview"))
    surface.CreateIdAttr("UsdPreviewSurface")
    reader = UsdShade.Shader.Define(stage, path.AppendChild("UVs"))
    reader.CreateIdAttr("UsdPrimvarReader_float2")
    reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("st")
    reader.CreateOutput("result", Sdf.ValueTypeNames.Float2)

    def texture(name: str, file: str, space: str, scale: float = 1.0, bias: float = 0.0) -> Any:
        shader = UsdShade.Shader.Define(stage, path.AppendChild(name))
        shader.CreateIdAttr("UsdUVTexture")
        shader.CreateInput("file", Sdf.ValueTypeNames.Asset).Set(Sdf.AssetPath(f"textures/{file}"))
        shader.CreateInput("sourceColorSpace", Sdf.ValueTypeNames.Token).Set(space)
        for direction in ("wrapS", "wrapT"):
            shader.CreateInput(direction, Sdf.ValueTypeNames.Token).Set("clamp")
        if (scale, bias) != (1.0, 0.0):
            four = Sdf.ValueTypeNames.Float4
            shader.CreateInput("scale", four).Set(Gf.Vec4f(scale, scale, scale, 1.0))
            shader.CreateInput("bias", four).Set(Gf.Vec4f(bias, bias, bias, 0.0))
        shader.CreateInput("st", Sdf.ValueTypeNames.Float2).ConnectToSource(reader.ConnectableAPI(), "result")
        return shader

    def connect(name: str, kind: Any, shader: Any, output: str) -> None:
        out = Sdf.ValueTypeNames.Float3 if output == "rgb" else Sdf.ValueTypeNames.Float
        shader.CreateOutput(output, out)
        surface.CreateInput(name, kind).ConnectToSource(shader.ConnectableAPI(), output)

    color, number, normal = Sdf.ValueTypeNames.Color3f, Sdf.ValueTypeNames.Float, Sdf.ValueTypeNames.Normal3f
    orm = texture("OcclusionRoughnessMetallic", "orm.png", "raw")
    connect("diffuseColor", color, texture("Albedo", "albedo.png", "sRGB"), "rgb")
    connect("normal", normal, texture("Normal", "normal.png", "raw", 2.0, -1.0), "rgb")
    connect("occlusion", number, orm, "r")
    connect("roughness", number, orm, "g")
    connect("metallic", number, orm, "b")
    if maps.emissive is not None:
        glow = texture("Emission", "emission.png", "sRGB", maps.emissive_strength)
        connect("emissiveColor", color, glow, "rgb")
    surface.CreateOutput("surface", Sdf.ValueTypeNames.Token)
    material.CreateSurfaceOutput().ConnectToSource(surface.ConnectableAPI(), "surface")
    return material


def _add_parts(stage: Any, root: Any, asset: Asset, material: Any) -> None:
    from pxr import Sdf, Tf, UsdGeom, UsdShade, Vt

    mesh = asset.mesh
    assert mesh.uv is not None
    scope = UsdGeom.Scope.Define(stage, root.GetPath().AppendChild("Geometry")).GetPath()
    polygons = polygons_of(asset)
    vertex, uv = mesh.faces.reshape(-1), mesh.uv.reshape(-1, 2)
    normals = None if mesh.normals is None else mesh.normals.reshape(-1, 3)
    identifiers = unique_names([Tf.MakeValidIdentifier(name or "part") for name in mesh.part_names])
    for part, name in enumerate(mesh.part_names):
        rows = np.flatnonzero(polygons.part == part)
        if not len(rows):
            continue
        corners = polygons.corners[rows]
        corners = corners[corners >= 0]
        used, local = np.unique(vertex[corners], return_inverse=True)
        shape = UsdGeom.Mesh.Define(stage, scope.AppendChild(identifiers[part]))
        shape.GetPrim().SetDisplayName(name)
        _set_geometry(shape, mesh.vertices[used], polygons.counts[rows], local.reshape(-1))
        st = np.ascontiguousarray(uv[corners] * [1, -1] + [0, 1], np.float32)
        primvar = UsdGeom.PrimvarsAPI(shape).CreatePrimvar(
            "st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying
        )
        primvar.Set(Vt.Vec2fArray.FromNumpy(st))
        if normals is not None:
            shape.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(normals[corners])))
            shape.SetNormalsInterpolation(UsdGeom.Tokens.faceVarying)
        UsdShade.MaterialBindingAPI.Apply(shape.GetPrim()).Bind(material)


def _set_geometry(
    shape: Any,
    points: npt.NDArray[np.float32],
    counts: npt.NDArray[np.int64],
    indices: npt.NDArray[np.int64],
) -> None:
    from pxr import UsdGeom, Vt

    shape.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(points, np.float32)))
    shape.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(counts.astype(np.int32)))
    shape.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(indices.astype(np.int32)))
    shape.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    shape.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(np.stack([points.min(0), points.max(0)])))


def _add_collision(stage: Any, root: Any, asset: Asset) -> None:
    if not asset.collision:
        return
    from pxr import UsdGeom, UsdPhysics

    scope = UsdGeom.Scope.Define(stage, root.GetPath().AppendChild("Collision"))
    scope.CreatePurposeAttr(UsdGeom.Tokens.guide)
    for number, hull in enumerate(asset.collision):
        shape = UsdGeom.Mesh.Define(stage, scope.GetPath().AppendChild(f"Hull_{number:02d}"))
        _set_geometry(shape, hull.vertices, np.full(len(hull.faces), 3), hull.faces.reshape(-1).astype(np.int64))
        UsdPhysics.CollisionAPI.Apply(shape.GetPrim())
        collision = UsdPhysics.MeshCollisionAPI.Apply(shape.GetPrim())
        collision.CreateApproximationAttr(UsdPhysics.Tokens.convexHull)


def _add_physics(prim: Any, physics: Physics) -> None:
    from pxr import Gf, UsdPhysics

    UsdPhysics.RigidBodyAPI.Apply(prim)
    mass = UsdPhysics.MassAPI.Apply(prim)
    mass.CreateMassAttr(float(physics.mass))
    mass.CreateCenterOfMassAttr(Gf.Vec3f(*(float(v) for v in physics.center_of_mass)))
    moments, axes = principal_axes(physics.inertia)
    mass.CreateDiagonalInertiaAttr(Gf.Vec3f(*moments))
    mass.CreatePrincipalAxesAttr(Gf.Quatf(axes[0], axes[1], axes[2], axes[3]))


def principal_axes(inertia: npt.NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """Principal moments and the rotation to their axes, as a unit quaternion (w, x, y, z).

    inertia: (3, 3) symmetric. With R the matrix of the quaternion, inertia = R diag(moments) Rᵀ.
    """
    moments, axes = np.linalg.eigh(np.asarray(inertia, np.float64))
    # The sign of an eigenvector is free; fix it so that results do not depend on the solver.
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), range(3)] < 0, -1.0, 1.0)
    if np.linalg.det(axes) < 0:
        axes[:, 2] = -axes[:, 2]
    k = np.array(
        [
            [axes[0, 0] - axes[1, 1] - axes[2, 2], 0, 0, 0],
            [axes[1, 0] + axes[0, 1], axes[1, 1] - axes[0, 0] - axes[2, 2], 0, 0],
            [axes[2, 0] + axes[0, 2], axes[2, 1] + axes[1, 2], axes[2, 2] - axes[0, 0] - axes[1, 1], 0],
            [axes[2, 1] - axes[1, 2], axes[0, 2] - axes[2, 0], axes[1, 0] - axes[0, 1], np.trace(axes)],
        ]
    )
    # Bar-Itzhack 2000: the quaternion is the eigenvector of the largest eigenvalue (here x, y, z, w).
    x, y, z, w = np.linalg.eigh(k, UPLO="L")[1][:, 3]
    sign = -1.0 if w < 0 else 1.0
    return moments.tolist(), [float(sign * v) for v in (w, x, y, z)]
