"""Software preview of an asset or a bare mesh: rasterised, physically shaded, no GPU or system library.

A supersampled visibility buffer, one shading pass over the covered samples under the analytic studio
(split sum), the key light's shadow by rays, a floor that darkens under the object, glow, tone mapping.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.raster import rasterize
from meshwright.geometry.tangents import tangents
from meshwright.rendering import shadows
from meshwright.rendering.camera import FIELD_OF_VIEW, Camera, frame, orbit_axes, turning_outline
from meshwright.rendering.develop import BACKDROP, Backdrop, Image, develop
from meshwright.rendering.environment import STUDIO, Studio
from meshwright.rendering.shading import Scene, key_visibility, shade
from meshwright.rendering.surface import (
    MapMaterial,
    Material,
    creased_normals,
    mip_levels,
    plain_material,
)
from meshwright.texturing.maps import PBRMaps
from meshwright.texturing.texels import smooth_normals

_CHUNK = 1 << 15
"""Samples shaded at a time: their temporaries stay in the processor's cache."""

_BRIGHTEST = 6.0
"""Radiance is cut here before samples are averaged, so that the edges of highlights stay smooth."""


def render(
    item: Asset | Mesh,
    *,
    size: int | tuple[int, int] = 512,
    azimuth: float = 35.0,
    elevation: float = 18.0,
    field_of_view: float = FIELD_OF_VIEW,
    supersample: int = 2,
    shadow: bool = True,
    backdrop: Backdrop = BACKDROP,
    face_colors: npt.ArrayLike | None = None,
    vertex_colors: npt.ArrayLike | None = None,
    roughness: npt.ArrayLike = 0.55,
    metallic: npt.ArrayLike = 0.0,
    emission: npt.ArrayLike | None = None,
    studio: Studio = STUDIO,
) -> Image:
    """A picture (height, width, 3) uint8 sRGB of an asset with its maps, or of a bare mesh.

    size: pixels, one number or (width, height), 16 to 4096.
    azimuth, elevation, field_of_view: degrees; azimuth 0 looks at the front (+Z), 90 at the +X side.
    supersample: samples along each side of a pixel, 1 to 4.
    shadow: rays for the key light and the floor; without them the object floats, evenly lit.
    backdrop: sRGB 0-255 of the picture's centre and corners.
    For a mesh only: face_colors (m, 3) or vertex_colors (n, 3) linear RGB, roughness and metallic (m,) or one
    number, emission (m, 3) linear per face; without colours the parts are told apart by tints.
    The same input gives the same bytes. Raises `InputError` for empty meshes and values out of range.
    """
    scene, paint = _prepare(item, shadow, face_colors, vertex_colors, roughness, metallic, emission)
    width, height = _checked_size(size, supersample)
    camera = frame(
        scene.mesh.vertices[np.unique(scene.mesh.faces)],
        azimuth=azimuth,
        elevation=elevation,
        width=width,
        height=height,
        field_of_view=field_of_view,
    )
    return _draw(scene, camera, azimuth, supersample, backdrop, studio, paint)[0]


def turntable(
    item: Asset | Mesh,
    frames: int = 36,
    *,
    size: int | tuple[int, int] = 384,
    azimuth: float = 35.0,
    elevation: float = 18.0,
    field_of_view: float = FIELD_OF_VIEW,
    supersample: int = 2,
    shadow: bool = True,
    backdrop: Backdrop = BACKDROP,
    studio: Studio = STUDIO,
) -> list[Image]:
    """Pictures of one full turn in equal steps, framed alike; the light stays with the viewer.

    frames: 1 to 720. The other arguments are those of `render`, which also states the errors.
    """
    if not 1 <= frames <= 720:
        raise InputError("frames", f"{frames}", "1 to 720")
    scene, paint = _prepare(item, shadow, None, None, 0.55, 0.0, None)
    width, height = _checked_size(size, supersample)
    used = scene.mesh.vertices[np.unique(scene.mesh.faces)].astype(float)
    axis = (used.min(axis=0) + used.max(axis=0)) / 2 * np.array([1.0, 0.0, 1.0])
    outline = turning_outline(used - axis) + axis
    images = []
    for k in range(frames):
        angle = azimuth + 360.0 * k / frames
        camera = frame(
            outline,
            azimuth=angle,
            elevation=elevation,
            width=width,
            height=height,
            field_of_view=field_of_view,
        )
        image, paint = _draw(scene, camera, angle, supersample, backdrop, studio, paint)
        images.append(image)
    return images


def _checked_size(size: int | tuple[int, int], supersample: int) -> tuple[int, int]:
    width, height = (size, size) if isinstance(size, int) else size
    if not (16 <= width <= 4096 and 16 <= height <= 4096):
        raise InputError("size", f"{width}x{height} pixels", "16 to 4096")
    if not 1 <= supersample <= 4:
        raise InputError("supersample", f"{supersample}", "1 to 4")
    return width, height


def _prepare(
    item: Asset | Mesh,
    shadow: bool,
    face_colors: npt.ArrayLike | None,
    vertex_colors: npt.ArrayLike | None,
    roughness: npt.ArrayLike,
    metallic: npt.ArrayLike,
    emission: npt.ArrayLike | None,
) -> tuple[Scene, Material | PBRMaps]:
    """Checked input, and its material: maps stay as they are until it is known how large they are seen."""
    asset = item if isinstance(item, Asset) else None
    mesh = item.mesh if isinstance(item, Asset) else item
    if len(mesh.faces) == 0:
        raise InputError("mesh", "has no triangles", "at least one")
    if not np.all(np.isfinite(mesh.vertices)):
        raise InputError("mesh.vertices", "not finite", "finite numbers")
    paint: Material | PBRMaps
    if asset is None:
        paint = plain_material(mesh, face_colors, vertex_colors, roughness, metallic, emission)
        parts = [mesh.triangles, creased_normals(mesh)]
    else:
        if face_colors is not None or vertex_colors is not None or emission is not None:
            raise InputError("face_colors", "an asset brings its own maps", "colours are for bare meshes")
        if mesh.uv is None:
            raise InputError("mesh.uv", "missing", "maps need texture coordinates")
        paint = asset.maps
        # The normal map was baked for exactly these normals and tangents.
        normals = smooth_normals(mesh)
        parts = [mesh.triangles, normals, mesh.uv, tangents(replace(mesh, normals=normals))]
    occluder = shadows.Occluder(mesh) if shadow else None
    contact = shadows.contact_floor(occluder, mesh) if occluder else None
    corners = np.concatenate(parts, axis=2).astype(np.float32)
    return Scene(mesh, corners, occluder, contact), paint


def _draw(
    scene: Scene,
    camera: Camera,
    azimuth: float,
    supersample: int,
    backdrop: Backdrop,
    studio: Studio,
    paint: Material | PBRMaps,
) -> tuple[Image, Material]:
    """One picture, and the material whose maps were reduced to what it can show."""
    fine = camera.enlarged(supersample)
    pixel, distance = fine.project(scene.mesh.vertices)
    inverse = (1.0 / distance).astype(np.float32)[scene.mesh.faces]
    corners = pixel.astype(np.float32)[scene.mesh.faces]
    # 1/distance is affine on the screen; negated, smaller is nearer.
    face, barycentric = rasterize(corners, -inverse, fine.width, fine.height)
    material = paint
    if isinstance(material, PBRMaps):
        material = MapMaterial.from_maps(material, mip_levels(scene.mesh, material, face))
    to_studio = orbit_axes(azimuth, 0.0).astype(np.float32)
    towards_key = studio.key.axes[2] @ to_studio
    covered = np.flatnonzero(face >= 0)
    visible = face.ravel()[covered]
    weight = barycentric.reshape(-1, 3)[covered] * inverse[visible]
    weight /= weight.sum(axis=1, keepdims=True)
    lit = key_visibility(scene, face.shape, covered, visible, weight, towards_key)
    light = np.zeros((*face.shape, 3), np.float32)
    glow = np.zeros((*face.shape, 3), np.float32)
    for start in range(0, len(covered), _CHUNK):
        part = slice(start, start + _CHUNK)
        shaded, emitted = shade(
            scene, material, visible[part], weight[part], lit[part], camera.position, to_studio, studio
        )
        light.reshape(-1, 3)[covered[part]] = np.minimum(shaded, _BRIGHTEST)
        glow.reshape(-1, 3)[covered[part]] = np.minimum(emitted, _BRIGHTEST)
    return develop(scene, camera, light, glow, face, towards_key, supersample, backdrop), material
