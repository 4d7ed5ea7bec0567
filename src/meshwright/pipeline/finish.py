"""From a surface to a finished asset: decimation, atlas, maps, levels, collision, mass, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset
from meshwright.field.protocol import Field
from meshwright.geometry.body import Hull
from meshwright.geometry.collision import collision_hulls
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isolation import run_isolated
from meshwright.geometry.lods import Level, chain_of_lods
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.placement import Placement, place
from meshwright.geometry.quads import retopologise
from meshwright.geometry.topology import face_areas
from meshwright.geometry.unwrap import unwrap
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.report import quality_report, require_promises
from meshwright.pipeline.settings import FinishSettings
from meshwright.pipeline.surface import Surface
from meshwright.texturing.bake import bake
from meshwright.texturing.materials import Style
from meshwright.texturing.project import Target
from meshwright.texturing.sources import FieldSource, SurfaceSource
from meshwright.vocabulary.materials import MATERIALS

T = TypeVar("T")

_PADDING: Final = 4
_SOUND_TIME: Final = 120.0
_DEPTH: Final = 0.01
_LEAST_FALL: Final = 0.75  # triangles of a level per triangle of the last, at most


@dataclass(frozen=True)
class Look:
    """How materials are synthesised where a field has them.

    wear: 0-1.  seed: of the procedural detail.
    """

    style: Style = "realistic"
    wear: float = 0.25
    seed: int = 0


@dataclass(frozen=True)
class Body:
    """Everything of an asset that paint does not change: placed meshes, atlas and hulls."""

    mesh: Mesh
    levels: tuple[Level, ...]
    quads: npt.NDArray[np.int32] | None = None
    hulls: tuple[Hull, ...] = ()


def finish_field(
    source: Field,
    surface: Surface,
    settings: FinishSettings,
    *,
    name: str,
    height: float,
    look: Look,
    stages: Stages,
    notes: Mapping[str, Any] | None = None,
    placed: Placement | None = None,
) -> tuple[Asset, Placement]:
    """The finished asset of a field whose surface has been extracted, and where it was placed.

    height: metres, used where the settings name none.  notes: further entries of the report.
    placed: where an earlier version was; the scale stays, and the place as long as it still stands on the ground.
    Raises `BudgetError` where the topology does not fit the budget, `PromiseBroken` where the report says so.
    """
    low, quads = reduce_faces(surface.labelled, settings, stages)
    low = present_parts(low)
    if placed is None:
        low, placement = place(low, height=settings.height or height)
    else:
        placement = stand(placed, low)
        low = replace(low, vertices=placement.to_metres(low.vertices))
    # The pivot is that of the mesh a user gets; the dense surface follows it.
    high = replace(surface.dense, vertices=placement.to_metres(surface.dense.vertices))
    scale, offset = placement.scale, _triple(placement.offset)
    painted = FieldSource.for_mesh(
        source, low, scale=scale, offset=offset, style=look.style, wear=look.wear, seed=look.seed
    )
    extra = {
        "components": {
            "found": surface.components.found,
            "floaters_dropped": surface.components.floaters,
            "hidden_shells_dropped": surface.components.inner_shells,
            "largest_volume_share": surface.largest_share,
        },
        "extraction_resolution": surface.resolution,
        **(notes or {}),
    }
    asset = finish_mesh(
        low,
        painted,
        settings,
        name=name,
        high=high,
        densities=field_densities(source, low, placement),
        source_faces=len(surface.labelled.faces),
        quads=quads,
        stages=stages,
        notes=extra,
    )
    return asset, placement


def reduce_faces(mesh: Mesh, settings: FinishSettings, stages: Stages) -> tuple[Mesh, npt.NDArray[np.int32] | None]:
    """The mesh within the budget, and its quads where they were asked."""
    if settings.topology == "quad":
        with stages.stage("retopologise"):
            result = retopologise(mesh, target_triangles=settings.budget)
            return result.mesh, result.quads
    with stages.stage("decimate"):
        return decimate(mesh, target_faces=settings.budget), None


def stand(placed: Placement, mesh: Mesh) -> Placement:
    """An earlier placement, moved only as far as needed to put the mesh (field units) on the ground.

    The pivot keeps its place in the object, so that what did not change stays where it was, unless the lowest
    point has moved: then the object is lifted or lowered to stand on y = 0.
    """
    low = placed.to_metres(mesh.vertices)[:, 1].min()
    if abs(float(low)) < 1e-3 * placed.scale:
        return placed
    return replace(placed, offset=placed.offset - np.array([0.0, float(low), 0.0]))


def present_parts(mesh: Mesh) -> Mesh:
    """The mesh without the names of parts that own no triangle."""
    used, faces = np.unique(mesh.face_part, return_inverse=True)
    names = tuple(mesh.part_names[k] for k in used)
    return replace(mesh, face_part=faces.astype(np.int32), part_names=names)


def finish_mesh(
    mesh: Mesh,
    source: SurfaceSource,
    settings: FinishSettings,
    *,
    name: str,
    high: Mesh | Target | None,
    densities: tuple[float, ...],
    source_faces: int,
    quads: npt.NDArray[np.int32] | None,
    stages: Stages,
    notes: Mapping[str, Any],
    isolate: bool = False,
) -> Asset:
    """The finished asset of a placed, closed, labelled mesh within its budget.

    densities: kg/m³ of each part.  isolate: run what can hang on foreign meshes in worker processes.
    """
    with ThreadPoolExecutor(1) as beside:
        # A ray structure takes as long as an atlas, and neither needs the other.
        target = beside.submit(Target, high) if isinstance(high, Mesh) else None
        with stages.stage("unwrap"):
            low = unwrapped(mesh, settings, isolate=isolate)
        # What needs no maps is made while they are baked, on the core that a bake leaves idle now and then.
        mass = beside.submit(mass_properties, low, densities)
        hulls = beside.submit(collision_hulls, low)
        coarser = beside.submit(coarser_levels, low, settings.lods - 1, gap=_PADDING / settings.texture_size)
        with stages.stage("bake"):
            maps = bake(low, source, high=high if target is None else target.result(), size=settings.texture_size)
        with stages.stage("collision"):
            physics, shells = mass.result(), hulls.result()
        with stages.stage("levels"):
            body = Body(low, coarser.result(), quads, shells)
    with stages.stage("report"):
        report = quality_report(
            body.mesh, maps, body.levels, body.hulls, physics, settings,
            source_faces=source_faces, quads=None if quads is None else len(quads),
            notes={"lods_asked": settings.lods, **notes},
        )  # fmt: skip
    require_promises(report)
    return Asset(
        name=name,
        mesh=body.mesh,
        maps=maps,
        lods=tuple(level.mesh for level in body.levels),
        quads=body.quads,
        collision=body.hulls,
        physics=physics,
        report=report,
    )


def unwrapped(mesh: Mesh, settings: FinishSettings, *, isolate: bool = False) -> Mesh:
    """A placed mesh with an atlas and shading normals."""
    return shade(_maybe_isolated(isolate, "unwrap", unwrap, mesh, texture_size=settings.texture_size, padding=_PADDING))


def coarser_levels(mesh: Mesh, count: int, *, gap: float) -> tuple[Level, ...]:
    """Up to `count` levels below a mesh; fewer where topology and atlas cannot be kept in fewer triangles.

    gap: between charts, in units of UV. Each level has two fifths of the last one's triangles, or as many more as
    it needs, up to three quarters.
    """
    return chain_of_lods(mesh, count, fall=_LEAST_FALL, gap=gap)


def field_densities(source: Field, mesh: Mesh, placement: Placement) -> tuple[float, ...]:
    """Density (kg/m³) of each part of a placed mesh: the mean over its surface of the materials under it."""
    inside = placement.to_field(mesh.triangles.mean(axis=1)) - _DEPTH * _outward(mesh)
    material = source.appearance(inside.astype(np.float32)).material
    return part_means(mesh, np.array([m.density for m in MATERIALS])[material])


def part_means(mesh: Mesh, values: npt.NDArray[np.floating[Any]]) -> tuple[float, ...]:
    """Area-weighted mean of a value per face (m,) over each part; parts without faces take the mean of all."""
    areas = face_areas(mesh)
    count = len(mesh.part_names)
    total, weight = np.bincount(mesh.face_part, values * areas, count), np.bincount(mesh.face_part, areas, count)
    overall = float((values * areas).sum() / areas.sum())
    return tuple(float(t / w) if w > 0 else overall for t, w in zip(total, weight, strict=True))


def _outward(mesh: Mesh) -> npt.NDArray[np.float32]:
    t = mesh.triangles
    n = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    return np.asarray(n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-20), np.float32)


def _maybe_isolated(isolate: bool, stage: str, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    if isolate:
        return run_isolated(stage, _SOUND_TIME, function, *args, **kwargs)
    return function(*args, **kwargs)


def _triple(values: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return x, y, z
