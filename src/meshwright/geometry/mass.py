"""Mass, centre of mass and inertia of closed meshes: bodies in closed form, linings by sampling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.body import Physics
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.shells import find_linings
from meshwright.geometry.stability import rest
from meshwright.geometry.topology import edge_pairs, half_edges, is_closed_manifold, label_components

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Moments:
    """Integrals over a solid: volume, first moment (3,), second moment ∫ x xᵀ dV (3, 3)."""

    volume: float
    first: FloatArray
    second: FloatArray


def moments(triangles: npt.NDArray[np.floating]) -> Moments:
    """Moments about the origin of the solid bounded by outward triangles (m, 3, 3).

    Exact: sums over the tetrahedra of each triangle and the origin, with sign.
    Source: Tonon 2004.
    """
    t = triangles.astype(np.float64)
    six = np.einsum("ij,ij->i", np.cross(t[:, 0], t[:, 1]), t[:, 2])
    total = t.sum(axis=1)
    products = np.einsum("mki,mkj->mij", t, t) + np.einsum("mi,mj->mij", total, total)
    return Moments(
        float(six.sum() / 6),
        np.asarray(np.einsum("m,mi->i", six, total) / 24),
        np.asarray(np.einsum("m,mij->ij", six, products) / 120),
    )


def part_triangles(mesh: Mesh) -> list[FloatArray]:
    """Closed triangle sets, one per part, which together bound exactly the solid of the mesh.

    Where the surface of a part ends, cones from its border close it. All parts that meet at one
    border share the cone's apex, so that the cones cancel in sums over parts. A part between two
    borders gets the whole slice between, so linings are to be given to their bodies first.
    """
    pairs = edge_pairs(mesh.faces)
    part = mesh.face_part.astype(np.int64)
    border = pairs[part[pairs[:, 0] // 3] != part[pairs[:, 1] // 3]]
    ends = half_edges(mesh.faces)
    points = mesh.vertices.astype(np.float64)
    solids = [points[mesh.faces[part == k]] for k in range(len(mesh.part_names))]
    if len(border) == 0:
        return solids
    used, local = np.unique(ends[border[:, 0]], return_inverse=True)
    local = local.reshape(-1, 2)
    count, component = label_components(len(used), local)
    component = component[local[:, 0]]
    edge = points[ends[border[:, 0]]]
    length = np.linalg.norm(edge[:, 1] - edge[:, 0], axis=1)
    weight = np.maximum(np.bincount(component, length, count), 1e-300)
    middle = edge.mean(axis=1)
    apex = np.stack([np.bincount(component, length * c, count) for c in middle.T], axis=1) / weight[:, None]
    for side in range(2):
        half = border[:, side]
        cone = np.stack([points[ends[half, 1]], points[ends[half, 0]], apex[component]], axis=1)
        for k in np.unique(part[half // 3]):
            solids[k] = np.concatenate([solids[k], cone[part[half // 3] == k]])
    return solids


def mass_properties(mesh: Mesh, densities: Sequence[float]) -> Physics:
    """Physics of a closed mesh in metres whose part k has `densities[k]` kg/m³.

    Exact for one density, and for bodies that meet in plane borders (`part_triangles`). Parts that
    only line a body (`find_linings`) count as thin solids under their faces, by sampling (to
    about 0.2 % of their own mass). A part whose cones would give it negative volume, or
    that its linings would fill, counts at the mean density of the bodies instead.
    Raises `InputError` for a mesh that is not closed, for missing or non-positive densities.
    """
    density = np.asarray(densities, np.float64)
    if len(density) != len(mesh.part_names):
        raise InputError("densities", f"{len(density)} values", f"one for each of {len(mesh.part_names)} parts")
    if not (np.isfinite(density).all() and (density > 0).all()):
        raise InputError("densities", "not all positive", "more than 0 kg/m³")
    if not is_closed_manifold(mesh.faces):
        raise InputError("mesh", "not closed: mass is defined for solids only")
    # About the middle of the mesh, so that an object far from the origin loses no digits.
    origin = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)).astype(np.float64) / 2
    whole = moments(mesh.triangles - origin)
    if whole.volume <= 0:
        raise InputError("mesh", "inside out: encloses no volume")
    used = density[np.unique(mesh.face_part)]
    total = _uniform(whole, float(used[0])) if np.ptp(used) == 0 else _mixed(mesh, density, origin)
    mass = total.volume
    center = total.first / mass
    second = total.second - mass * np.outer(center, center)
    inertia = np.trace(second) * np.eye(3) - second
    pose = rest(mesh.vertices, center + origin)
    return Physics(mass, whole.volume, np.asarray(center + origin), np.asarray(inertia), pose.stable)


def _uniform(solid: Moments, density: float) -> Moments:
    """Moments of mass of a solid."""
    return Moments(density * solid.volume, density * solid.first, density * solid.second)


def _mixed(mesh: Mesh, density: FloatArray, origin: FloatArray) -> Moments:
    """Moments of mass about `origin`: bodies in closed form, and what linings weigh more than them."""
    linings = find_linings(mesh)
    bodies = replace(mesh, face_part=linings.host)
    parts = [moments(t - origin) for t in part_triangles(bodies)]
    volume = np.array([p.volume for p in parts])
    lined = linings.volume * np.bincount(linings.under, minlength=len(parts))
    good = (volume > 0) & (lined < volume)
    if not good.any():
        good = volume > 0
    body = np.where(good, density, np.average(density[good], weights=volume[good]))
    points = linings.points - origin
    excess = linings.volume * (density[linings.part] - body[linings.under])
    return Moments(
        float(body @ volume + excess.sum()),
        np.sum([d * p.first for d, p in zip(body, parts, strict=True)], axis=0) + excess @ points,
        np.sum([d * p.second for d, p in zip(body, parts, strict=True)], axis=0)
        + np.einsum("k,ki,kj->ij", excess, points, points),
    )
