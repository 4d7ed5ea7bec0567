"""Repair of arbitrary triangle soups into closed manifolds, or a refusal that says why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from meshwright.errors import InputError, RepairError
from meshwright.geometry.analysis import analyse
from meshwright.geometry.cleaning import clean, extent
from meshwright.geometry.cutting import part_touching, split_nonmanifold, touching_vertices
from meshwright.geometry.decimate import transfer_labels
from meshwright.geometry.holes import fill_holes, thicken_sheets
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.orientation import wind_outward
from meshwright.geometry.remesh import covers, remesh_solid
from meshwright.geometry.solids import crossing, drop_hidden, unite
from meshwright.geometry.topology import edge_table, take_faces

_NEAR = 0.02  # share of the size within which a repaired surface is where it was


@dataclass(frozen=True)
class RepairLog:
    """What `repair` did.

    method: `none`, `local` (welding, winding, cutting, filling, thickening), `union` (overlapping
        components joined, tangled ones untangled or rebuilt), or `remesh` (rebuilt through a winding-number field).
    steps: number of vertices, faces or components that each local step changed.
    thickened: whether open sheets were given thickness to make them solid.
    """

    method: str
    steps: dict[str, int] = field(default_factory=dict)
    thickened: bool = False


def repair(mesh: Mesh, *, remesh_resolution: int = 128) -> tuple[Mesh, RepairLog]:
    """A closed manifold without hidden, double or empty faces that looks like `mesh`.

    Tried in this order, each step only where the last has left a defect: weld and clean, wind
    outward, cut at non-manifold edges, fill holes, thicken sheets, join overlapping components, rebuild the
    surface from the winding number of the soup with `remesh_resolution` voxels. Part labels are
    kept; UVs and normals only where nothing changed.
    Raises `InputError` for empty or non-finite meshes, `RepairError` when nothing helps; causes:
    `flat` (no extent to thicken), `remesh` (no closed surface found).
    """
    if len(mesh.faces) == 0 or len(mesh.vertices) == 0:
        raise InputError("mesh", "has no faces")
    if mesh.faces.min() < 0 or mesh.faces.max() >= len(mesh.vertices):
        raise InputError("mesh.faces", "index out of range", f"0-{len(mesh.vertices) - 1}")
    mesh = take_faces(mesh, np.arange(len(mesh.faces)))
    if not np.isfinite(mesh.vertices).all():
        raise InputError("mesh.vertices", "not a finite number at some vertices")
    if float(np.ptp(mesh.vertices, axis=0).max()) <= 0:
        raise RepairError("flat", "all vertices of the mesh are one point")
    if _sound(mesh):
        return mesh, RepairLog("none")

    steps: dict[str, int] = {}
    local = repair_locally(mesh, steps)
    if len(local.faces) == 0:
        raise RepairError("flat", "no face of the mesh has an area")
    thickened = steps.get("thickened sheets", 0) > 0
    edges = edge_table(local.faces)
    report = analyse(local, intersections=False, edges=edges)
    if report.sound and _covered(mesh, local) and not crossing(local, edges):
        return local, RepairLog("local", steps, thickened)
    if report.closed_manifold and not report.degenerate_faces:
        united = unite(local, resolution=remesh_resolution, steps=steps)
        if united is not None and _covered(mesh, united):
            return united, RepairLog("union", steps, thickened)
    soup = wind_outward(clean(mesh, {}), {})
    rebuilt, thickened = remesh_solid(soup, resolution=remesh_resolution)
    return transfer_labels(mesh, rebuilt), RepairLog("remesh", steps, thickened)


def _sound(mesh: Mesh) -> bool:
    """Whether nothing has to be repaired; the two long tests run beside each other (numpy releases Python's lock)."""
    edges = edge_table(mesh.faces)
    if (edges.counts != 2).any() or not edges.opposed.all():
        return False  # before the long tests, most of what is broken
    with ThreadPoolExecutor(1) as beside:
        crosses = beside.submit(crossing, mesh, edges)
        return analyse(mesh, intersections=False, edges=edges).sound and not (
            touching_vertices(mesh) or crosses.result()
        )


def _covered(mesh: Mesh, solid: Mesh) -> bool:
    """Whether the repaired solid still shows, or hides inside, nearly all of the surface."""
    return covers(solid, mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64), _NEAR * extent(mesh))


def repair_locally(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """All steps that leave most of the surface as it is; steps counts what each changed."""
    local = clean(mesh, steps)
    if len(local.faces) == 0:
        return local
    local = split_nonmanifold(wind_outward(local, steps), steps)
    local = thicken_sheets(fill_holes(local, steps), steps)
    local = drop_hidden(wind_outward(local, steps), steps)
    return part_touching(local)
