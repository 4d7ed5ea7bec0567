"""Physically plausible ranges, and conversions into the metallic-roughness model of glTF."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.texturing.maps import PBRMaps

FloatArray = npt.NDArray[np.float32]

DIELECTRIC_ALBEDO = (0.0130, 0.8714)
"""Linear albedo of dielectrics: sRGB 30 (charcoal) to 240 (fresh snow) (Lagarde and de Rousiers 2014)."""

METAL_F0 = (0.0800, 1.0)
"""Linear range of the brightest channel of a metal's F0: blackened iron to polished silver."""

ROUGHNESS = (0.045, 1.0)
"""Perceptual roughness; below, highlights alias in half precision (Lagarde and de Rousiers 2014)."""

DIELECTRIC_F0 = 0.04
"""F0 that glTF assumes for every dielectric (IOR 1.5)."""


def metallic_from_specular(
    diffuse: FloatArray, specular: FloatArray, glossiness: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Convert specular-glossiness to (albedo (..., 3), roughness (...), metallic (...)).

    diffuse, specular: (..., 3) linear 0-1.  glossiness: (...) 0-1.
    Solves the quadratic in metallic that makes diffuse and specular luminance agree.
    Source: the conversion published with KHR_materials_pbrSpecularGlossiness.
    """
    d, s = np.clip(diffuse, 0.0, 1.0), np.clip(specular, 0.0, 1.0)
    strength = s.max(axis=-1)
    d_lum, s_lum = _brightness(d), _brightness(s)
    a = DIELECTRIC_F0
    b = d_lum * (1.0 - strength) / (1.0 - a) + s_lum - 2.0 * a
    c = a - s_lum
    root = np.sqrt(np.maximum(b * b - 4.0 * a * c, 0.0))
    metallic = np.where(s_lum <= a, 0.0, np.clip((-b + root) / (2.0 * a), 0.0, 1.0))
    m = metallic[..., None]
    from_diffuse = d * ((1.0 - strength[..., None]) / (1.0 - a) / np.maximum(1.0 - m, 1e-6))
    from_specular = (s - a * (1.0 - m)) / np.maximum(m, 1e-6)
    albedo = np.clip(from_diffuse + (from_specular - from_diffuse) * m * m, 0.0, 1.0)
    roughness = 1.0 - np.clip(glossiness, 0.0, 1.0)
    return albedo.astype(np.float32), roughness.astype(np.float32), metallic.astype(np.float32)


def _brightness(c: FloatArray) -> npt.NDArray[np.float64]:
    """Perceived brightness of linear colours (..., 3) (HSP model, as in the Khronos conversion)."""
    c2 = np.asarray(c, np.float64) ** 2
    return np.asarray(np.sqrt(0.299 * c2[..., 0] + 0.587 * c2[..., 1] + 0.114 * c2[..., 2]))


def plausible_albedo(albedo: FloatArray, metallic: FloatArray) -> FloatArray:
    """Clamp (..., 3) linear albedo: channels of dielectrics, brightest channel of metals, blends between."""
    m = metallic[..., None]
    dielectric = np.clip(albedo, *DIELECTRIC_ALBEDO)
    peak = np.maximum(_extremes(albedo)[0][..., None], np.float32(1e-6))
    metal = np.clip(albedo * np.maximum(METAL_F0[0] / peak, 1.0), 0.0, METAL_F0[1])
    return np.asarray(dielectric + (metal - dielectric) * m, np.float32)


def conform(maps: PBRMaps) -> PBRMaps:
    """Maps with every covered and uncovered texel inside the plausible ranges and unit normals."""
    metallic = np.clip(maps.metallic, 0.0, 1.0)
    normal = maps.normal / np.maximum(np.linalg.norm(maps.normal, axis=-1, keepdims=True), 1e-12)
    return PBRMaps(
        albedo=plausible_albedo(maps.albedo, metallic),
        normal=normal.astype(np.float32),
        roughness=np.clip(maps.roughness, *ROUGHNESS),
        metallic=metallic,
        occlusion=np.clip(maps.occlusion, 0.0, 1.0),
        emission=np.maximum(maps.emission, 0.0),
        coverage=maps.coverage,
    )


def conformity(maps: PBRMaps) -> dict[str, float | bool]:
    """Figures for the quality report over covered texels: shares outside plausible ranges, map means."""
    c = maps.coverage
    if not c.any():
        raise InputError("maps", "cover no texel", "at least one covered texel")
    albedo, metallic, rough = maps.albedo[c], maps.metallic[c], maps.roughness[c]
    normal = maps.normal[c]
    slack = 0.5 / 255.0
    dielectric, metal = metallic < 0.1, metallic > 0.9
    low, high = DIELECTRIC_ALBEDO
    brightest, darkest = _extremes(albedo)
    outside = ((darkest < low - slack) | (brightest > high + slack)) & dielectric
    dark = (brightest < METAL_F0[0] - slack) & metal
    arrays = (maps.albedo, maps.normal, maps.roughness, maps.metallic, maps.occlusion, maps.emission)
    return {
        "finite": bool(all(np.isfinite(a).all() for a in arrays)),
        "coverage": float(c.mean()),
        "dielectric_albedo_outside": float(outside.mean()),
        "metal_f0_outside": float(dark.mean()),
        "metallic_undecided": float(((metallic > 0.1) & (metallic < 0.9)).mean()),
        "roughness_outside": float(((rough < ROUGHNESS[0] - slack) | (rough > 1.0 + slack)).mean()),
        "normal_length_error": float(np.abs(np.linalg.norm(normal, axis=-1) - 1.0).max()),
        "normal_below_surface": float((normal[:, 2] <= 0.0).mean()),
        "albedo_mean": float(albedo.mean()),
        "roughness_mean": float(rough.mean()),
        "metallic_mean": float(metallic.mean()),
        "occlusion_mean": float(maps.occlusion[c].mean()),
        "emissive_share": float((_extremes(maps.emission)[0][c] > 0.01).mean()),
    }


def _extremes(colors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Greatest and least channel (...) of colours (..., 3); numpy is slow along rows of three."""
    r, g, b = colors[..., 0], colors[..., 1], colors[..., 2]
    return np.maximum(np.maximum(r, g), b), np.minimum(np.minimum(r, g), b)
