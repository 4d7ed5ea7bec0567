"""What the renderer knows of a surface: corner frames, and material values at any of its points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import FloatArray, IntArray, Mesh
from meshwright.texturing.maps import PBRMaps
from meshwright.texturing.texels import vertex_normals
from meshwright.vocabulary.colors import linear_from_bytes

CREASE = 38.0
"""Angle in degrees between a face and the mean of its neighbours, beyond which the face shades flat."""


@dataclass(frozen=True)
class Samples:
    """Material at n points: albedo, emission (n, 3) linear; the others (n,); normal (n, 3) tangent space."""

    albedo: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    occlusion: FloatArray
    emission: FloatArray
    normal: FloatArray | None


class Material(Protocol):
    """Gives material values at points of a mesh's surface."""

    def sample(self, face: IntArray, weight: FloatArray, uv: FloatArray | None) -> Samples:
        """At points given by face (n,), barycentrics (n, 3), and uv (n, 2) where the mesh has it."""
        ...


@dataclass(frozen=True)
class MapMaterial:
    """Bilinear samples of the six maps, repeated beyond 0-1 as glTF does by default.

    table: (h, w, 12) float32: albedo 3, normal 3, roughness, metallic, occlusion, emission 3.
    One table means one gather a texel.
    """

    table: FloatArray

    @staticmethod
    def from_maps(maps: PBRMaps, levels: int = 0) -> MapMaterial:
        """Pack the maps, halved `levels` times by box filtering where a picture cannot show their detail."""
        planes = (maps.albedo, maps.normal, maps.roughness, maps.metallic, maps.occlusion, maps.emission)
        h, w = maps.albedo.shape[:2]
        if any(p.shape[:2] != (h, w) for p in planes):
            raise InputError("maps", "maps differ in size", f"all {w}x{h}")
        halved = [_halve(np.asarray(p, np.float32).reshape(h, w, -1), levels) for p in planes]
        return MapMaterial(np.concatenate(halved, axis=2))

    def sample(self, face: IntArray, weight: FloatArray, uv: FloatArray | None) -> Samples:
        if uv is None:
            raise InputError("mesh.uv", "missing", "maps need texture coordinates")
        values = _bilinear(self.table, uv)
        return Samples(
            albedo=values[:, 0:3],
            normal=values[:, 3:6],
            roughness=values[:, 6],
            metallic=values[:, 7],
            occlusion=values[:, 8],
            emission=values[:, 9:12],
        )


@dataclass(frozen=True)
class PlainMaterial:
    """Colours on faces or corners and one roughness and metallic value each: for untextured meshes.

    color, emission: (m, 3, 3) float32 linear, per corner.  roughness, metallic: (m,) float32.
    """

    color: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    emission: FloatArray | None

    def sample(self, face: IntArray, weight: FloatArray, uv: FloatArray | None) -> Samples:
        albedo = np.einsum("nk,nkc->nc", weight, self.color[face])
        dark = np.zeros_like(albedo)
        return Samples(
            albedo=albedo,
            normal=None,
            roughness=self.roughness[face],
            metallic=self.metallic[face],
            occlusion=np.ones(len(face), np.float32),
            emission=dark if self.emission is None else np.einsum("nk,nkc->nc", weight, self.emission[face]),
        )


def plain_material(
    mesh: Mesh,
    face_colors: npt.ArrayLike | None,
    vertex_colors: npt.ArrayLike | None,
    roughness: npt.ArrayLike,
    metallic: npt.ArrayLike,
    emission: npt.ArrayLike | None,
) -> PlainMaterial:
    """A mesh's material from the colours that `preview.render` documents; part tints where none are given.

    Raises `InputError` naming the argument whose shape or range is wrong.
    """
    m, n = len(mesh.faces), len(mesh.vertices)
    if face_colors is not None and vertex_colors is not None:
        raise InputError("face_colors", "given together with vertex_colors", "one of the two")

    def table(name: str, values: npt.ArrayLike, count: int) -> FloatArray:
        array = np.asarray(values, np.float32)
        if array.shape != (count, 3) or not np.all(np.isfinite(array)):
            raise InputError(name, f"shape {array.shape} or not finite", f"({count}, 3) finite numbers")
        return array

    def per_face(values: FloatArray) -> FloatArray:
        return np.repeat(values[:, None, :], 3, axis=1)

    def scalar(name: str, value: npt.ArrayLike) -> FloatArray:
        array = np.asarray(value, np.float32)
        if array.shape not in ((), (m,)) or not np.all((array >= 0) & (array <= 1)):
            raise InputError(name, f"shape {array.shape} or out of range", f"one number or ({m},), 0 to 1")
        return np.asarray(np.broadcast_to(array, (m,)))

    if vertex_colors is not None:
        color = table("vertex_colors", vertex_colors, n)[mesh.faces]
    elif face_colors is not None:
        color = per_face(table("face_colors", face_colors, m))
    else:
        color = per_face(_part_tints(len(mesh.part_names))[mesh.face_part])
    glow = None if emission is None else per_face(table("emission", emission, m))
    return PlainMaterial(color, scalar("roughness", roughness), scalar("metallic", metallic), glow)


def _part_tints(count: int) -> FloatArray:
    """Muted colours (count, 3) linear, clay first."""
    tints = (
        (196, 178, 160),
        (122, 150, 176),
        (188, 132, 106),
        (136, 160, 120),
        (204, 176, 104),
        (150, 130, 164),
    )
    return np.stack([linear_from_bytes(tints[k % len(tints)]) for k in range(count)])


def creased_normals(mesh: Mesh) -> FloatArray:
    """Shading normals (m, 3, 3) of a bare mesh: its own, or means that leave creases sharp.

    A corner takes the vertex's mean unless that leans more than `CREASE` away from the face.
    """
    if mesh.normals is not None:
        return mesh.normals
    p = mesh.triangles
    cross = np.asarray(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]), np.float64)
    # Weighted by angle: by area, a box's corner leans towards the side that has two triangles there.
    smooth = vertex_normals(mesh.vertices, mesh.faces)[mesh.faces]
    flat = _unit(cross)[:, None, :]
    close = (smooth * flat).sum(axis=2, keepdims=True) > np.cos(np.radians(CREASE))
    return np.where(close, smooth, flat).astype(np.float32)


def mip_levels(mesh: Mesh, maps: PBRMaps, face: IntArray) -> int:
    """How often to halve the maps so that a pixel of the face image (h, w) covers about one texel."""
    if mesh.uv is None:
        return 0
    shown, pixels = np.unique(face[face >= 0], return_counts=True)
    uv = mesh.uv[shown].astype(np.float64)
    d1, d2 = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    texels = 0.5 * np.abs(d1[:, 0] * d2[:, 1] - d1[:, 1] * d2[:, 0]) * maps.size[0] * maps.size[1]
    ratio = texels.sum() / max(float(pixels.sum()), 1.0)
    return max(0, int(0.5 * np.log2(max(ratio, 1e-9)) + 0.25))


def _halve(plane: FloatArray, levels: int) -> FloatArray:
    for _ in range(levels):
        h, w = plane.shape[:2]
        if h % 2 or w % 2:
            break
        upper, lower = plane[0::2], plane[1::2]
        plane = (upper[:, 0::2] + upper[:, 1::2] + lower[:, 0::2] + lower[:, 1::2]) * np.float32(0.25)
    return plane


def _bilinear(table: FloatArray, uv: FloatArray) -> FloatArray:
    h, w, channels = table.shape
    x, y = uv[:, 0] * w - np.float32(0.5), uv[:, 1] * h - np.float32(0.5)
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = (x - x0)[:, None], (y - y0)[:, None]
    left, top = x0.astype(np.int64) % w, y0.astype(np.int64) % h
    right, bottom = (left + 1) % w, (top + 1) % h
    flat = table.reshape(-1, channels)
    upper = flat[top * w + left] * (1 - fx) + flat[top * w + right] * fx
    lower = flat[bottom * w + left] * (1 - fx) + flat[bottom * w + right] * fx
    return np.asarray(upper + (lower - upper) * fy, dtype=np.float32)


def _unit(v: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-20))
