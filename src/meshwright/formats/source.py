"""A mesh from elsewhere with its materials: what the readers return and the bake samples from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from meshwright.formats.images import ByteArray
from meshwright.geometry.mesh import FloatArray, IntArray, Mesh
from meshwright.vocabulary.colors import srgb_to_linear

Wrap = Literal["repeat", "clamp", "mirror"]
IDENTITY_UV = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


@dataclass(frozen=True)
class SourceTexture:
    """One texture as stored.

    pixels: (h, w, 4) uint8, row 0 at the top.  srgb: colours are sRGB-encoded, else linear data.
    matrix: 2 x 3, maps mesh UVs (u, v, 1) to texture UVs (KHR_texture_transform).
    uv_set: 0 for `Mesh.uv`, 1 for `SourceMesh.uv1`.  wrap: behaviour in u and v.
    """

    pixels: ByteArray
    srgb: bool
    matrix: tuple[tuple[float, float, float], tuple[float, float, float]] = IDENTITY_UV
    uv_set: int = 0
    wrap: tuple[Wrap, Wrap] = ("repeat", "repeat")


@dataclass(frozen=True)
class SourceMaterial:
    """A metallic-roughness material; factors multiply textures. Other models are converted on reading.

    base_color: linear RGBA.  emissive: linear RGB, strength included.
    metallic_roughness_texture: roughness in G, metallic in B.  occlusion_texture: in R.
    normal_texture: tangent space, +Y up.  normal_scale: multiplies its x and y.
    alpha_mode: OPAQUE, MASK or BLEND, as in glTF.
    """

    name: str = "default"
    base_color: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    metallic: float = 0.0
    roughness: float = 1.0
    emissive: tuple[float, float, float] = (0.0, 0.0, 0.0)
    base_color_texture: SourceTexture | None = None
    metallic_roughness_texture: SourceTexture | None = None
    normal_texture: SourceTexture | None = None
    normal_scale: float = 1.0
    occlusion_texture: SourceTexture | None = None
    occlusion_strength: float = 1.0
    emissive_texture: SourceTexture | None = None
    alpha_mode: str = "OPAQUE"
    alpha_cutoff: float = 0.5
    double_sided: bool = False
    ior: float = 1.5


@dataclass(frozen=True)
class SourceMesh:
    """A mesh from a file, flattened to one frame (metres, Y-up), with everything its look depends on.

    mesh: vertices at bit-equal positions are welded; parts are the file's objects or nodes.
          No repair has happened: faces may be degenerate, open or non-manifold.
    materials: at least one.  face_material: (m,) int32 into `materials`.
    colors: (m, 3, 4) float32 linear RGBA on corners, multiplies the base colour; or None.
    uv1: (m, 3, 2) float32 second UV set, or None.
    tangents: (m, 3, 4) float32 on corners, w the bitangent's sign; or None.
    quads: (q, 4) int32 over `mesh.vertices` when every face of the file was a quad, else None.
    extras: what the file says about itself (plain JSON data).
    """

    name: str
    mesh: Mesh
    materials: tuple[SourceMaterial, ...]
    face_material: IntArray
    colors: FloatArray | None = None
    uv1: FloatArray | None = None
    tangents: FloatArray | None = None
    quads: IntArray | None = None
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SurfaceSample:
    """The look of n surface points.

    albedo (n, 3), emission (n, 3): linear.  alpha, roughness, metallic, occlusion: (n,) 0-1.
    normal: (n, 3) unit, object space, normal map applied.  All float32.
    """

    albedo: FloatArray
    alpha: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    occlusion: FloatArray
    emission: FloatArray
    normal: FloatArray


def sample_surface(source: SourceMesh, face: npt.NDArray[Any], barycentric: FloatArray) -> SurfaceSample:
    """Evaluate the materials of a source mesh at surface points.

    face: (n,) integer face indices.  barycentric: (n, 3) float32 weights of the corners.
    Textures are sampled bilinearly in linear light. Without tangents in the file, normal maps use the
    tangent of the UV parametrisation of each face.
    """
    n = len(face)
    mesh = source.mesh
    uvs = [_interpolate(uv, face, barycentric) for uv in (mesh.uv, source.uv1)]
    vertex_color = _interpolate(source.colors, face, barycentric)
    normal = _shading_normals(mesh, face, barycentric)
    out = SurfaceSample(
        albedo=np.empty((n, 3), np.float32),
        alpha=np.empty(n, np.float32),
        roughness=np.empty(n, np.float32),
        metallic=np.empty(n, np.float32),
        occlusion=np.ones(n, np.float32),
        emission=np.empty((n, 3), np.float32),
        normal=normal,
    )
    material_of = source.face_material[face]
    for index in np.unique(material_of):
        material = source.materials[index]
        rows = np.flatnonzero(material_of == index)

        def texels(texture: SourceTexture | None, rows: npt.NDArray[np.intp] = rows) -> npt.NDArray[np.float32] | None:
            if texture is None:
                return None
            uv = uvs[texture.uv_set]
            return None if uv is None else sample_texture(texture, uv[rows])

        color = np.broadcast_to(np.array(material.base_color, np.float32), (len(rows), 4)).copy()
        if vertex_color is not None:
            color *= vertex_color[rows]
        if (base := texels(material.base_color_texture)) is not None:
            color *= base
        out.albedo[rows], out.alpha[rows] = color[:, :3], color[:, 3]
        out.roughness[rows], out.metallic[rows] = material.roughness, material.metallic
        if (mr := texels(material.metallic_roughness_texture)) is not None:
            out.roughness[rows] *= mr[:, 1]
            out.metallic[rows] *= mr[:, 2]
        if (ao := texels(material.occlusion_texture)) is not None:
            out.occlusion[rows] = 1.0 + material.occlusion_strength * (ao[:, 0] - 1.0)
        out.emission[rows] = np.array(material.emissive, np.float32)
        if (glow := texels(material.emissive_texture)) is not None:
            out.emission[rows] *= glow[:, :3]
        if (bump := texels(material.normal_texture)) is not None:
            assert material.normal_texture is not None
            local = bump[:, :3] * 2.0 - 1.0
            local[:, :2] *= material.normal_scale
            uv = mesh.uv if material.normal_texture.uv_set == 0 else source.uv1
            assert uv is not None
            out.normal[rows] = _perturb(source, uv, face[rows], barycentric[rows], normal[rows], local)
    return out


def sample_texture(texture: SourceTexture, uv: FloatArray) -> FloatArray:
    """Bilinear lookup at mesh UVs (n, 2); returns (n, 4) float32, colours in linear light."""
    h, w = texture.pixels.shape[:2]
    matrix = np.asarray(texture.matrix, np.float64)
    coords = uv.astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]
    x, y = coords[:, 0] * w - 0.5, coords[:, 1] * h - 0.5
    x0, y0 = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    fx, fy = (x - x0).astype(np.float32)[:, None], (y - y0).astype(np.float32)[:, None]
    total = np.zeros((len(uv), 4), np.float32)
    for dx, dy, weight in (
        (0, 0, (1 - fx) * (1 - fy)),
        (1, 0, fx * (1 - fy)),
        (0, 1, (1 - fx) * fy),
        (1, 1, fx * fy),
    ):
        texel = texture.pixels[_wrap(y0 + dy, h, texture.wrap[1]), _wrap(x0 + dx, w, texture.wrap[0])]
        value = texel.astype(np.float32) / np.float32(255.0)
        if texture.srgb:
            value[:, :3] = srgb_to_linear(value[:, :3])
        total += weight * value
    return total


def _wrap(index: npt.NDArray[np.int64], size: int, mode: Wrap) -> npt.NDArray[np.int64]:
    if mode == "clamp":
        return np.clip(index, 0, size - 1)
    if mode == "mirror":
        folded = np.mod(index, 2 * size)
        mirrored: npt.NDArray[np.int64] = np.minimum(folded, 2 * size - 1 - folded)
        return mirrored
    wrapped: npt.NDArray[np.int64] = np.mod(index, size)
    return wrapped


def _interpolate(values: FloatArray | None, face: npt.NDArray[Any], barycentric: FloatArray) -> FloatArray | None:
    if values is None:
        return None
    mixed: FloatArray = np.einsum("nc,ncd->nd", barycentric, values[face], dtype=np.float32)
    return mixed


def _unit(vectors: FloatArray) -> FloatArray:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)


def face_normals(triangles: FloatArray) -> FloatArray:
    """Unit normals (m, 3) float32 of corner positions (m, 3, 3); zero for faces without area."""
    t = triangles.astype(np.float64)
    cross = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    length = np.linalg.norm(cross, axis=-1, keepdims=True)
    return (cross / np.where(length > 0, length, 1)).astype(np.float32)


def _shading_normals(mesh: Mesh, face: npt.NDArray[Any], barycentric: FloatArray) -> FloatArray:
    mixed = _interpolate(mesh.normals, face, barycentric)
    return face_normals(mesh.vertices[mesh.faces[face]]) if mixed is None else _unit(mixed)


def _perturb(
    source: SourceMesh,
    uv: FloatArray,
    face: npt.NDArray[Any],
    barycentric: FloatArray,
    normal: FloatArray,
    local: FloatArray,
) -> FloatArray:
    """Object-space normals from tangent-space ones; bitangent = sign * normal x tangent (glTF 3.7.2.1)."""
    mixed = _interpolate(source.tangents, face, barycentric)
    if mixed is not None:
        tangent, sign = mixed[:, :3], np.where(mixed[:, 3:] < 0, -1.0, 1.0)
    else:
        p, t = source.mesh.vertices[source.mesh.faces[face]].astype(np.float64), uv[face].astype(np.float64)
        e1, e2, d1, d2 = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0], t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]
        # Image v grows downward, so +Y of the map is -v.
        tangent = (e1 * -d2[:, 1:] - e2 * -d1[:, 1:]).astype(np.float32)
        det = d1[:, 0] * -d2[:, 1] - d2[:, 0] * -d1[:, 1]
        tangent *= np.sign(det)[:, None].astype(np.float32)
        sign = np.where(det[:, None] < 0, -1.0, 1.0)
    tangent = _unit(tangent - normal * np.sum(tangent * normal, axis=-1, keepdims=True))
    bitangent = np.cross(normal, tangent) * sign
    bent = local[:, :1] * tangent + local[:, 1:2] * bitangent + local[:, 2:3] * normal
    return _unit(bent.astype(np.float32))
