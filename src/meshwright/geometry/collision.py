"""Convex collision hulls: few, small, and convex for certain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull, QhullError

from meshwright.errors import BudgetError, InputError
from meshwright.geometry.body import Hull
from meshwright.geometry.convex_cut import cut_convex
from meshwright.geometry.decimate import decimate
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_components, face_volumes, is_closed_manifold

FloatArray = npt.NDArray[np.float64]

_WORK_FACES = 800  # decomposition looks at a mesh of this size; finer detail is below its error
_CONVEX_ENOUGH = 1.04  # ratio of hull to solid volume at which one hull is as good as many
_THINNEST = 2e-3  # least thickness of a hull as a share of the object's size


def collision_hulls(
    mesh: Mesh, *, max_hulls: int = 8, max_vertices: int = 32, concavity: float = 0.06
) -> tuple[Hull, ...]:
    """At most `max_hulls` convex hulls of at most `max_vertices` that together cover the mesh.

    mesh: closed in the usual case; anything else gets hulls of its components.
    concavity: share of a hull that may be empty before it is cut.
    Hulls are exactly convex and have volume; flat pieces are thickened to 0.2 % of the size.
    Raises `InputError` for an empty mesh or limits out of range.
    """
    if not 1 <= max_hulls <= 64 or not 4 <= max_vertices <= 256:
        raise InputError("max_hulls, max_vertices", f"{max_hulls}, {max_vertices}", "1-64 and 4-256")
    if len(mesh.faces) == 0:
        raise InputError("mesh", "no faces to collide with")
    size = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    whole = convex_hull(mesh.vertices, max_vertices, size)
    closed = is_closed_manifold(mesh.faces)
    volume = float(face_volumes(mesh).sum()) if closed else 0.0
    if max_hulls == 1 or (closed and hull_volume(whole) < _CONVEX_ENOUGH * volume):
        return (whole,)
    pieces = _decompose(mesh, max_hulls, concavity) if closed else _components(mesh, max_hulls)
    hulls = tuple(convex_hull(piece, max_vertices, size) for piece in pieces)
    return hulls or (whole,)


def _decompose(mesh: Mesh, count: int, concavity: float) -> list[FloatArray]:
    """Point sets (k, 3) of the pieces that a closed mesh is cut into."""
    try:
        work = decimate(mesh, target_faces=_WORK_FACES)
    except BudgetError:
        work = mesh
    pieces = cut_convex(work.vertices.astype(np.float64), work.faces, count=count, concavity=concavity)
    return pieces or _components(mesh, count)


def _components(mesh: Mesh, count: int) -> list[FloatArray]:
    """Point sets of the largest components; the smallest share the last one."""
    number, label = face_components(mesh.faces)
    sizes = np.bincount(label, minlength=number)
    rank = np.empty(number, np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(number)
    group = np.minimum(rank[label], count - 1)
    return [mesh.vertices[np.unique(mesh.faces[group == k])].astype(np.float64) for k in range(min(number, count))]


def convex_hull(points: npt.NDArray[np.floating], max_vertices: int, size: float) -> Hull:
    """Convex hull of points (n, 3) with at most `max_vertices`, wound outward, never without volume.

    Vertices that matter least are left out by picking, again and again, the point that lies
    farthest outside the hull of those picked so far. Sets thinner than a share of `size` are
    thickened along their flat directions first.
    """
    spread = _thicken(np.asarray(points, np.float64), _THINNEST * size)
    hull = ConvexHull(spread)
    corners = spread[hull.vertices]
    if len(corners) > max_vertices:
        corners = _reduce(corners, max_vertices)
    # The vertices are stored as float32, so the hull is taken of what is stored.
    corners = corners.astype(np.float32).astype(np.float64)
    hull = ConvexHull(corners)
    order = np.unique(hull.simplices)
    faces = np.searchsorted(order, hull.simplices)
    corners = corners[order]
    normal = np.cross(corners[faces[:, 1]] - corners[faces[:, 0]], corners[faces[:, 2]] - corners[faces[:, 0]])
    inward = (normal * hull.equations[:, :3]).sum(axis=1) < 0
    faces[inward] = faces[inward][:, ::-1]
    return Hull(corners.astype(np.float32), np.ascontiguousarray(faces, np.int32))


def _thicken(points: FloatArray, least: float) -> FloatArray:
    """Points with copies pushed apart along the principal axes in which they are thinner than `least`."""
    middle = points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((points - middle).T) if len(points) > 1 else np.zeros((3, 3)))
    for axis in axes.T:
        if np.ptp(points @ axis) < least:
            points = np.concatenate([points - axis * least / 2, points + axis * least / 2])
    return points


def _reduce(corners: FloatArray, count: int) -> FloatArray:
    """The `count` corners whose hull loses least, greedily."""
    middle = corners.mean(axis=0)
    first = int(np.linalg.norm(corners - middle, axis=1).argmax())
    picked = [first]
    # Four points that span space, then whichever sticks out most.
    while len(picked) < 4:
        base = corners[picked] - corners[first]
        _, s, rows = np.linalg.svd(np.vstack([base, np.zeros((3, 3))]))
        free = rows[(s > 1e-12 * max(s[0], 1e-300)).sum() :]
        gap = np.linalg.norm((corners - corners[first]) @ free.T, axis=1)
        picked.append(int(gap.argmax()))
    while len(picked) < count:
        try:
            planes = ConvexHull(corners[picked]).equations
        except QhullError:
            break
        outside = (corners @ planes[:, :3].T + planes[:, 3]).max(axis=1)
        outside[picked] = -1.0
        picked.append(int(outside.argmax()))
    return np.asarray(corners[np.sort(picked)])


def hull_volume(hull: Hull) -> float:
    """Volume of a hull, in cubic units of its vertices."""
    return float(face_volumes(Mesh.from_arrays(hull.vertices, hull.faces)).sum())
