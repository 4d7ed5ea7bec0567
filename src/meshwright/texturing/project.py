"""From texels of the low mesh to points of the high-detail surface, by rays and by closest point."""

from __future__ import annotations

from dataclasses import dataclass

import igl
import numpy as np
import numpy.typing as npt
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from scipy import sparse

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.parallel import in_pieces
from meshwright.texturing.texels import interpolate, unit, vertex_normals

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]

_FEW = 64


@dataclass(frozen=True)
class Footing:
    """Where n texels stand on the surface that is baked.

    face: (n,) int32, bary: (n, 3) on the target mesh.  points, normals: (n, 3), metres and unit.
    missed: (n,) bool, texels for which nothing was found within the cage; they keep their own low point.
    """

    face: IntArray
    bary: FloatArray
    points: FloatArray
    normals: FloatArray
    missed: BoolArray


class Target:
    """A mesh prepared for rays: the high-detail surface, or the low mesh itself."""

    def __init__(self, mesh: Mesh) -> None:
        """Build the ray structure (embree). Raises `InputError` for no faces or bad coordinates."""
        if len(mesh.faces) == 0:
            raise InputError("high", "has no faces", "at least one triangle")
        if not np.isfinite(mesh.vertices).all():
            raise InputError("high", "has coordinates that are not finite", "finite numbers")
        self.mesh = mesh
        self._vertex_normals = vertex_normals(mesh.vertices, mesh.faces)
        self.normals = self._vertex_normals[mesh.faces] if mesh.normals is None else mesh.normals
        low, high = mesh.vertices.min(0), mesh.vertices.max(0)
        self.size = float(np.linalg.norm(high - low))
        self._scene = rtcore_scene.EmbreeScene()
        self._geometry = TriangleMesh(self._scene, mesh.vertices, mesh.faces)

    def first_hit(
        self, origin: FloatArray, direction: FloatArray, reach: FloatArray
    ) -> dict[str, npt.NDArray[np.generic]]:
        """Nearest hits within `reach` (n,) metres, as embree returns them (primID -1 where there is none)."""
        hits: dict[str, npt.NDArray[np.generic]] = self._scene.run(origin, direction, reach, output=True)
        return hits

    def occluded(self, origin: FloatArray, direction: FloatArray, reach: float) -> BoolArray:
        """Whether anything lies within `reach` metres along each ray."""
        limit = np.full(len(origin), reach, np.float32)
        hit: BoolArray = self._scene.run(origin, direction, limit, query="OCCLUDED") >= 0
        return hit

    def geometric_normal(self, face: IntArray) -> FloatArray:
        """Unit normals (n, 3) of faces."""
        tri = self.mesh.vertices[self.mesh.faces[face]]
        return unit(np.cross(tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0]))

    def convexity(self, radius: float) -> FloatArray:
        """Mean normal curvature of each vertex times `radius`, smoothed over `radius`, clipped to -1..1.

        Positive on convex edges. Curvature along an edge (i, j) is (n_j - n_i)·(x_j - x_i) / |x_j - x_i|²
        (Taubin 1995); smoothing is repeated umbrella averaging.
        """
        x, f, n = self.mesh.vertices, self.mesh.faces, self._vertex_normals
        i = np.concatenate([f[:, 0], f[:, 1], f[:, 2]])
        j = np.concatenate([f[:, 1], f[:, 2], f[:, 0]])
        step = x[j] - x[i]
        length2 = np.maximum(np.einsum("ij,ij->i", step, step), 1e-16)
        bend = np.einsum("ij,ij->i", n[j] - n[i], step) / length2
        count = len(x)
        ones = np.ones(len(i), np.float32)
        link = sparse.csr_matrix((np.r_[ones, ones], (np.r_[i, j], np.r_[j, i])), shape=(count, count))
        degree = np.maximum(np.asarray(link.sum(1)).ravel(), 1.0)
        k = np.bincount(np.r_[i, j], np.r_[bend, bend], minlength=count) / degree
        spacing = float(np.sqrt(np.median(length2)))
        for _ in range(int(np.clip((radius / max(spacing, 1e-9)) ** 2, 1, 48))):
            k = 0.5 * k + 0.5 * (link @ k) / degree
        return np.asarray(np.clip(k * radius, -1.0, 1.0), np.float32)


def stand(target: Target, face: IntArray, bary: FloatArray, points: FloatArray) -> Footing:
    """Footing of points that already lie on the target mesh."""
    normals = unit(interpolate(target.normals, face, bary))
    return Footing(face, bary, points, normals, np.zeros(len(face), bool))


def project(target: Target, points: FloatArray, normals: FloatArray, cage: float) -> Footing:
    """Footing of low-mesh points (n, 3) on the target: along the normal both ways, else the closest point.

    Of the two rays the nearer hit that faces the same way wins; both reach `cage` metres. Points whose
    closest point is farther than twice the cage, or faces away, count as missed.
    """
    n = len(points)
    face = np.zeros(n, np.int32)
    bary = np.zeros((n, 3), np.float32)
    missed = np.zeros(n, bool)

    def shoot(rows: slice) -> None:
        face[rows], bary[rows], missed[rows] = _along_normals(target, points[rows], normals[rows], cage)

    in_pieces(n, shoot)
    lost = np.flatnonzero(missed)
    if len(lost):
        near_face, near_bary, distance = _closest(target, points[lost])
        away = np.einsum("ij,ij->i", target.geometric_normal(near_face), normals[lost]) <= 0
        missed[lost] = away | (distance > 2.0 * cage)
        face[lost], bary[lost] = near_face, near_bary
    corners = target.mesh.triangles
    where, normal = np.empty_like(points), np.empty_like(normals)

    def settle(rows: slice) -> None:
        where[rows] = interpolate(corners, face[rows], bary[rows])
        normal[rows] = unit(interpolate(target.normals, face[rows], bary[rows]))

    in_pieces(n, settle)
    where[missed], normal[missed] = points[missed], normals[missed]
    return Footing(face, bary, where, normal, missed)


def _along_normals(
    target: Target, points: FloatArray, normals: FloatArray, cage: float
) -> tuple[IntArray, FloatArray, BoolArray]:
    """Face, barycentric coordinates and whether both rays missed."""
    n = len(points)
    slack = np.float32(1e-5 * target.size)
    best = np.full(n, np.inf, np.float32)
    face = np.zeros(n, np.int32)
    u, v = np.zeros(n, np.float32), np.zeros(n, np.float32)
    for sign in (np.float32(1.0), np.float32(-1.0)):
        direction = np.ascontiguousarray(normals * sign, np.float32)
        # Only what is nearer than the first ray's hit matters to the second.
        reach = np.minimum(best, np.float32(cage))
        hit = target.first_hit(points - direction * slack, direction, reach)
        facing = np.einsum("ij,ij->i", hit["Ng"].astype(np.float32), normals) > 0
        nearer = (hit["primID"].astype(np.int32) >= 0) & facing & (hit["tfar"].astype(np.float32) < best)
        best = np.where(nearer, hit["tfar"], best).astype(np.float32)
        face = np.where(nearer, hit["primID"], face).astype(np.int32)
        u = np.where(nearer, hit["u"], u).astype(np.float32)
        v = np.where(nearer, hit["v"], v).astype(np.float32)
    return face, np.stack([1.0 - u - v, u, v], axis=1), ~np.isfinite(best)


def _closest(target: Target, points: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Closest face, barycentric coordinates on it, and distance."""
    near = _candidates(target.mesh, points)
    v = target.mesh.vertices.astype(np.float64)
    f = target.mesh.faces[near].astype(np.int64)
    squared, face, where = igl.point_mesh_squared_distance(points.astype(np.float64), v, f)
    a, b, c = (v[f[face, k]] for k in range(3))
    bary = igl.barycentric_coordinates(where, a, b, c)
    bary = np.clip(np.nan_to_num(bary, nan=1.0 / 3.0), 0.0, 1.0)
    bary /= np.maximum(bary.sum(1, keepdims=True), 1e-12)
    return near[face].astype(np.int32), bary.astype(np.float32), np.sqrt(squared).astype(np.float32)


def _candidates(mesh: Mesh, points: FloatArray) -> npt.NDArray[np.intp]:
    """Faces among which the closest one to each of a few points is; all faces for many points.

    Looking through the boxes of all faces for a few points is much quicker than building a tree.
    """
    if len(points) > _FEW:
        return np.arange(len(mesh.faces))
    is_used = np.zeros(len(mesh.vertices), bool)
    is_used[mesh.faces[:, 0]] = True
    used = mesh.vertices[is_used]
    chosen = np.zeros(len(mesh.faces), bool)
    boxes = []
    for axis in range(3):
        a, b, c = mesh.vertices[:, axis][mesh.faces.T]
        boxes.append((np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)))
    for p in points:
        # No face is farther than a corner of its own; float32 may be off by a little.
        step = used - p
        reach = np.float32(1.001) * np.sqrt(np.einsum("ij,ij->i", step, step).min()) + np.float32(1e-30)
        rows: npt.NDArray[np.intp] | slice = slice(None)
        for (low, high), at in zip(boxes, p, strict=True):
            inside = np.flatnonzero((low[rows] <= at + reach) & (high[rows] >= at - reach))
            rows = inside if isinstance(rows, slice) else rows[inside]
        chosen[rows] = True
    return np.flatnonzero(chosen)
