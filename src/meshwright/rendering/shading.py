"""Light from the covered samples of a picture towards the eye."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter

from meshwright.geometry.mesh import FloatArray, IntArray, Mesh
from meshwright.rendering import shadows
from meshwright.rendering.brdf import alpha_from_roughness, base_reflectance
from meshwright.rendering.environment import (
    Studio,
    ambient_coefficients,
    directional_albedo,
    irradiance,
    key_irradiance,
)
from meshwright.rendering.surface import Material

Array = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Scene:
    """What does not change from view to view.

    corners: (m, 3, k) float32: position 3, normal 3, and with texture coordinates uv 2, tangent 4.
    occluder, contact: None when shadows are off.
    """

    mesh: Mesh
    corners: FloatArray
    occluder: shadows.Occluder | None
    contact: shadows.Floor | None


def key_visibility(
    scene: Scene,
    shape: tuple[int, ...],
    covered: npt.NDArray[np.int64],
    face: IntArray,
    weight: FloatArray,
    towards_key: Array,
) -> FloatArray:
    """Share of the key light (n,) that reaches each covered sample, 1 without shadows."""
    share = np.ones(len(covered), np.float32)
    if scene.occluder is None:
        return share
    triangle = scene.mesh.triangles
    normal = np.cross(triangle[:, 1] - triangle[:, 0], triangle[:, 2] - triangle[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    extent = float(np.linalg.norm(np.ptp(scene.mesh.vertices, axis=0)))
    facing = np.flatnonzero(interpolate(scene.corners[:, :, 3:6], face, weight) @ towards_key > 0)
    f = face[facing]
    origin = interpolate(scene.corners[:, :, 0:3], f, weight[facing])
    # Off the surface on the lit side: coarse faces lie below the smooth surface that they stand for.
    origin += (0.004 * extent) * normal[f] + (0.003 * extent) * towards_key.astype(np.float32)
    rows, columns = np.divmod(covered[facing], shape[1])
    directions = shadows.light_directions(towards_key, shadows.KEY_SPREAD, 16)
    share[facing] = ~scene.occluder.blocked(origin, directions[shadows.interleaved(rows, columns)])
    # Averaging over the tile of interleaved directions turns them into a penumbra.
    plane, weight_plane = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    plane.ravel()[covered[facing]] = share[facing]
    weight_plane.ravel()[covered[facing]] = 1.0
    mean = uniform_filter(plane, 5) / np.maximum(uniform_filter(weight_plane, 5), 1e-3)
    share[facing] = mean.ravel()[covered[facing]]
    return share


def shade(
    scene: Scene,
    material: Material,
    face: IntArray,
    weight: FloatArray,
    lit: FloatArray,
    eye: Array,
    to_studio: FloatArray,
    studio: Studio,
) -> tuple[Array, Array]:
    """Light towards the eye and the emitted part of it, (n, 3) each.

    Split-sum image-based light with multiple scattering. Sources: Karis 2013; Fdez-Agüera 2019 (the
    energy that single scattering loses); Lagarde and de Rousiers 2014 (specular occlusion).
    """
    corner = interpolate(scene.corners, face, weight)
    position, normal = corner[:, 0:3], _unit(corner[:, 3:6])
    view = _unit(eye.astype(np.float32) - position)
    s = material.sample(face, weight, corner[:, 6:8] if scene.corners.shape[2] > 6 else None)
    if s.normal is not None:
        normal = _bent(normal, corner[:, 8:12], s.normal)
    n_v = _dot(normal, view)
    # Interpolated and bent normals may face away: turn them just to the horizon.
    normal = _unit(normal + np.maximum(np.float32(0.02) - n_v, 0)[:, None] * view)
    n_v = np.clip(_dot(normal, view), np.float32(0.02), np.float32(1.0))
    reflected = 2 * n_v[:, None] * normal - view

    key_cosine = np.maximum((normal @ to_studio.T) @ studio.key.axes[2], 0) * lit
    normal_in_studio, reflected_in_studio = normal @ to_studio.T, reflected @ to_studio.T
    alpha = alpha_from_roughness(s.roughness)
    f0 = base_reflectance(s.albedo, s.metallic, np.float32(1.5))
    scale, bias = directional_albedo(n_v, s.roughness)
    reflectance = f0 * scale[:, None] + bias[:, None]
    reflectance *= 1 + f0 * (1 / (scale + bias) - 1)[:, None]

    floor_share = _floor_occlusion(scene.mesh, position, normal)
    ambient = irradiance(normal_in_studio, ambient_coefficients(studio)) * (s.occlusion * floor_share)[:, None]
    received = ambient + key_cosine[:, None] * key_irradiance(studio)
    diffuse = s.albedo * (1 - s.metallic)[:, None] * (1 - reflectance) * received / np.float32(np.pi)

    open_share = np.clip((n_v + s.occlusion) ** np.exp2(-16 * alpha - 1) - 1 + s.occlusion, 0, 1)
    mirrored = studio.ambient(reflected_in_studio, alpha)
    mirrored += studio.key_reflection(reflected_in_studio, alpha) * lit[:, None]
    return diffuse + reflectance * mirrored * open_share[:, None] + s.emission, s.emission


def interpolate(corners: FloatArray, face: IntArray, weight: FloatArray) -> FloatArray:
    return np.asarray(
        corners[face, 0] * weight[:, 0:1] + corners[face, 1] * weight[:, 1:2] + corners[face, 2] * weight[:, 2:3]
    )


def _bent(normal: Array, tangent: Array, mapped: Array) -> Array:
    """The normal map's direction in the asset's frame; tangent (n, 4) with the bitangent's sign."""
    t = _unit(tangent[:, :3] - normal * _dot(tangent[:, :3], normal)[:, None])
    b = np.cross(normal, t) * np.sign(tangent[:, 3:4])
    return _unit(t * mapped[:, 0:1] + b * mapped[:, 1:2] + normal * np.maximum(mapped[:, 2:3], 0.05))


def _floor_occlusion(mesh: Mesh, position: Array, normal: Array) -> Array:
    """Light that the shaded floor under the object does not send up, (n,): downward normals near it."""
    low, high = float(mesh.vertices[:, 1].min()), float(mesh.vertices[:, 1].max())
    height = (position[:, 1] - np.float32(low)) / np.float32(max(0.25 * (high - low), 1e-9))
    return np.asarray(1 - np.float32(0.55) * np.exp(-height) * (np.float32(0.5) - np.float32(0.5) * normal[:, 1]))


def _unit(v: Array) -> Array:
    return np.asarray(v / np.sqrt(np.maximum(_dot(v, v), np.float32(1e-20)))[:, None])


def _dot(a: Array, b: Array) -> Array:
    return np.asarray(np.einsum("ni,ni->n", a, b))
