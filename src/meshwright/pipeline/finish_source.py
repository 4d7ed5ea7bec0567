"""From a mesh that someone else made to a finished asset."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from meshwright import __version__
from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.formats.source import SourceMaterial, SourceMesh, sample_surface
from meshwright.geometry.budget import Simplified, fit_budget
from meshwright.geometry.isolation import run_isolated
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.placement import Placement, place
from meshwright.geometry.quads import retopologise
from meshwright.geometry.repair import RepairLog, repair
from meshwright.geometry.topology import take_faces
from meshwright.pipeline.finish import finish_mesh, part_means, present_parts
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.settings import HEIGHT, FinishSettings
from meshwright.texturing.project import Target
from meshwright.texturing.sources import MeshSource

STAGES: Final = ("repair", "decimate", "unwrap", "bake", "collision", "levels", "report")
"""Stages of finishing a mesh from elsewhere, for progress."""
_REPAIR_TIME: Final = 300.0
_DECIMATE_TIME: Final = 300.0
_FLAT: Final = 1e-6  # of the longest side: less height than this is none
_CAGE: Final = 0.03  # of the diagonal: how far the source surface is searched from the finished one
_METAL, _SOLID = 7800.0, 1000.0  # kg/m³ where nothing better is known


def finish_source(source: SourceMesh | Mesh, settings: FinishSettings, *, stages: Stages | None = None) -> Asset:
    """The finished asset of any mesh: repaired, within its budget, with a new atlas and maps of its own look.

    A bare mesh is finished in plain grey. Without `settings.height` it keeps its size; its pivot moves to the
    bottom centre. A mesh below the budget keeps its triangles.
    Raises InputError for a mesh that cannot be placed, RepairError where it cannot be made a solid, BudgetError
    where the topology does not fit the budget, StageTimeout and StageCrash from the workers.
    """
    stages = stages or Stages(expected=STAGES)
    look = source if isinstance(source, SourceMesh) else bare_source(source)
    placed, placement = place_source(look, settings)
    with stages.stage("repair"):
        solid, log = run_isolated("repair", _REPAIR_TIME, repair, placed.mesh)
    low, quads, given_up = _reduce(solid, settings, stages)
    low, move = _grounded(present_parts(low), settings)
    solid = replace(solid, vertices=move.to_metres(solid.vertices))
    placed = replace(placed, mesh=replace(placed.mesh, vertices=move.to_metres(placed.mesh.vertices)))
    placement = replace(
        placement, scale=placement.scale * move.scale, offset=placement.offset * move.scale + move.offset
    )
    high = Target(solid)
    # A surface that needed no repair is projected onto once, for its shape and for its look.
    target = high if _same_triangles(solid, placed.mesh) else Target(placed.mesh)
    painted = MeshSource(target, partial(sample_surface, placed), cage=_CAGE * target.size)
    asset = finish_mesh(
        low,
        painted,
        settings,
        name=look.name,
        high=None if quads is None and len(low.faces) == len(solid.faces) else high,
        densities=source_densities(placed, low, target, settings),
        source_faces=len(solid.faces),
        quads=quads,
        stages=stages,
        notes={"source": _source_notes(look, log), "simplified_topology": asdict(given_up)},
        isolate=True,
    )
    provenance = {
        "generator": f"meshwright {__version__}",
        "source": look.name,
        "settings": settings.to_json(),
        "placement": {"scale": placement.scale, "offset": placement.offset.tolist()},
        "history": [],
    }
    return replace(asset, provenance=provenance)


def bare_source(mesh: Mesh) -> SourceMesh:
    """A source without materials."""
    grey = SourceMaterial(base_color=(0.5, 0.5, 0.5, 1.0), roughness=0.7)
    return SourceMesh("mesh", mesh, (grey,), np.zeros(len(mesh.faces), np.int32))


def place_source(source: SourceMesh, settings: FinishSettings) -> tuple[SourceMesh, Placement]:
    """The source turned upright and put on the ground; normals and tangents turn along."""
    mesh = source.mesh
    if not len(mesh.faces):
        raise InputError("mesh", "has no triangles", "at least one triangle")
    if mesh.faces.min() < 0 or mesh.faces.max() >= len(mesh.vertices):
        raise InputError("mesh.faces", "index out of range", f"0-{len(mesh.vertices) - 1}")
    mesh = take_faces(mesh, np.arange(len(mesh.faces)))
    if not np.isfinite(mesh.vertices).all():
        raise InputError("mesh.vertices", "coordinates that are not finite", "finite numbers")
    size = np.ptp(mesh.vertices.astype(np.float64), axis=0)
    height, longest = float(size["xyz".index(settings.up[-1])]), float(size.max())
    if height < _FLAT * longest:  # what lies flat is only moved: it has no height that could be kept
        if settings.height is not None:
            raise InputError("height", "the mesh is flat and cannot be scaled to a height", "leave it out")
        if not HEIGHT[0] <= longest <= HEIGHT[1]:
            raise InputError("mesh", f"is flat and {longest:g} m long", f"{HEIGHT[0]} to {HEIGHT[1]}")
        moved, placement = place(mesh, height=HEIGHT[0], length=longest, up=settings.up, front=settings.front)
    else:
        if settings.height is None and not HEIGHT[0] <= height <= HEIGHT[1]:
            raise InputError(
                "height", f"the mesh is {height:g} m tall", f"{HEIGHT[0]} to {HEIGHT[1]}; --height scales it"
            )
        moved, placement = place(mesh, height=settings.height or height, up=settings.up, front=settings.front)
    tangents = source.tangents
    if tangents is not None:
        turned = tangents[..., :3] @ placement.rotation.T.astype(np.float32)
        tangents = np.concatenate([turned, tangents[..., 3:]], axis=-1).astype(np.float32)
    return replace(source, mesh=moved, tangents=tangents), placement


def _same_triangles(a: Mesh, b: Mesh) -> bool:
    """Whether two meshes have the same triangles in the same order."""
    return len(a.faces) == len(b.faces) and bool(np.array_equal(a.triangles, b.triangles))


def _grounded(mesh: Mesh, settings: FinishSettings) -> tuple[Mesh, Placement]:
    """The reduced mesh exactly on the ground, and exactly as tall as was asked: reducing moves the outermost points."""
    size = np.ptp(mesh.vertices.astype(np.float64), axis=0)
    tall = float(size[1])
    if settings.height is None and tall < HEIGHT[0]:
        return place(mesh, height=HEIGHT[0], length=float(size.max()))
    return place(mesh, height=settings.height if settings.height is not None else tall)


def source_densities(source: SourceMesh, mesh: Mesh, target: Target, settings: FinishSettings) -> tuple[float, ...]:
    """Density (kg/m³) of each part: as set, else that of metal or of something solid by the source's materials."""
    if settings.density is not None:
        return (settings.density,) * len(mesh.part_names)
    metallic = np.array([m.metallic for m in source.materials])
    used = metallic[np.bincount(source.face_material, minlength=len(metallic)) > 0]
    if np.ptp(used) == 0:
        return (float(used[0] * _METAL + (1 - used[0]) * _SOLID),) * len(mesh.part_names)
    centres = mesh.triangles.mean(axis=1)
    nearest = _nearest_faces(target.mesh, centres)
    share = metallic[source.face_material[nearest]]
    return part_means(mesh, share * _METAL + (1 - share) * _SOLID)


def _nearest_faces(mesh: Mesh, points: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    from scipy.spatial import cKDTree

    nearest: npt.NDArray[np.int64] = cKDTree(mesh.triangles.mean(axis=1)).query(points, workers=1)[1]
    return nearest


def _reduce(
    mesh: Mesh, settings: FinishSettings, stages: Stages
) -> tuple[Mesh, npt.NDArray[np.int32] | None, Simplified]:
    if settings.topology == "quad":
        with stages.stage("retopologise"):
            result = retopologise(mesh, target_triangles=settings.budget)
            return result.mesh, result.quads, Simplified()
    with stages.stage("decimate"):
        if len(mesh.faces) <= settings.budget:
            return replace(mesh, uv=None, normals=None), None, Simplified()
        low, given_up = run_isolated("decimate", _DECIMATE_TIME, fit_budget, mesh, target_faces=settings.budget)
        return low, None, given_up


def _source_notes(source: SourceMesh, log: RepairLog) -> dict[str, Any]:
    return {
        "name": source.name,
        "triangles": len(source.mesh.faces),
        "materials": len(source.materials),
        "repair": {"method": log.method, "steps": dict(log.steps), "thickened": log.thickened},
    }
