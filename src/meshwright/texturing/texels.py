"""The texels of an atlas as points on a mesh: which face, where on it, position, normal, tangent frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.raster import rasterize

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Atlas:
    """Covered texels of a square atlas, in row-major order.

    size: width and height in texels.  flat: (n,) int64 index of each texel in the image.
    face: (n,) int32.  bary: (n, 3) float32.
    texel: mean edge of a texel on the surface, metres.
    """

    size: int
    flat: npt.NDArray[np.int64]
    face: IntArray
    bary: FloatArray
    texel: float

    def __getitem__(self, rows: slice | npt.NDArray[np.intp]) -> Atlas:
        return Atlas(self.size, self.flat[rows], self.face[rows], self.bary[rows], self.texel)


def atlas_of(mesh: Mesh, size: int) -> Atlas:
    """Rasterise the UV charts of `mesh` at `size` x `size` texels.

    Raises `InputError` when the mesh has no UVs or its charts cover no texel centre.
    """
    if mesh.uv is None:
        raise InputError("mesh", "has no UV coordinates", "unwrap it before baking")
    if not np.isfinite(mesh.uv).all():
        raise InputError("mesh", "has UV coordinates that are not finite", "finite numbers")
    face, bary = rasterize(mesh.uv * np.float32(size), None, size, size)
    flat = np.flatnonzero(face.ravel() >= 0)
    if len(flat) == 0:
        raise InputError("mesh", f"has charts that cover no texel at {size} x {size}", "a larger texture size")
    tri = mesh.triangles.astype(np.float64)
    area = np.linalg.norm(np.cross(tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0]), axis=1).sum() / 2
    return Atlas(
        size,
        flat,
        face.ravel()[flat],
        bary.reshape(-1, 3)[flat],
        float(np.sqrt(max(area, 1e-20) / len(flat))),
    )


def interpolate(values: FloatArray, face: IntArray, bary: FloatArray) -> FloatArray:
    """Corner values (m, 3, k) at points given by face (n,) and barycentrics (n, 3): (n, k) float32."""
    corner = values.reshape(-1, values.shape[-1])
    base = face * 3
    out = corner.take(base, axis=0)
    out *= bary[:, :1]
    for c in (1, 2):
        term = corner.take(base + c, axis=0)
        term *= bary[:, c : c + 1]
        out += term
    return out


def unit(v: FloatArray) -> FloatArray:
    """Rows (n, 3) scaled to length one; zero rows stay zero."""
    length = np.sqrt(np.einsum("ij,ij->i", v, v))
    return np.asarray(v / np.maximum(length, np.float32(1e-20))[:, None], np.float32)


def smooth_normals(mesh: Mesh) -> FloatArray:
    """Shading normals of corners (m, 3, 3) float32: the mesh's own, or angle-weighted over welded vertices.

    Source: Thürmer and Wüthrich 1998.
    """
    if mesh.normals is not None:
        return mesh.normals
    return vertex_normals(mesh.vertices, mesh.faces)[mesh.faces]


def vertex_normals(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """Angle-weighted unit normals (n, 3) float32 of welded vertices (Thürmer and Wüthrich 1998)."""
    tri = vertices[faces]
    edges = [unit(tri[:, (k + 1) % 3] - tri[:, k]) for k in range(3)]
    normal = unit(np.cross(edges[0], -edges[2]))
    total = np.zeros((len(vertices), 3))
    for k in range(3):
        cosine = np.clip(-np.einsum("ij,ij->i", edges[k], edges[k - 1]), -1.0, 1.0)
        weighted = normal * np.arccos(cosine)[:, None]
        for axis in range(3):
            total[:, axis] += np.bincount(faces[:, k], weighted[:, axis], minlength=len(vertices))
    return unit(total.astype(np.float32))


def to_tangent_space(normal: FloatArray, shading: FloatArray, tangent: FloatArray) -> FloatArray:
    """Object-space unit normals (n, 3) in the frame a MikkTSpace renderer rebuilds, unit (n, 3).

    shading: (n, 3) interpolated normals.  tangent: (n, 4) interpolated, w the sign of the bitangent.
    The renderer computes n = x T + y B + z N with B = w N x T; this solves for (x, y, z) exactly, also where
    interpolation left T and N oblique (Mikkelsen 2008).
    """
    n, t = unit(shading), unit(tangent[:, :3])
    sign = np.where(tangent[:, 3:] < 0, np.float32(-1.0), np.float32(1.0))
    b = np.cross(n, t) * sign
    tb, bn, nt = np.cross(t, b), np.cross(b, n), np.cross(n, t)
    det = np.einsum("ij,ij->i", t, bn)
    det = np.where(np.abs(det) < 1e-6, np.float32(1e-6), det)
    local = np.stack([np.einsum("ij,ij->i", normal, axis) / det for axis in (bn, nt, tb)], axis=1)
    # A texel cannot face away from the surface it is drawn on.
    local[:, 2] = np.maximum(local[:, 2], np.float32(0.03))
    return unit(local.astype(np.float32))
