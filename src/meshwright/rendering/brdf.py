"""Cook-Torrance reflection with the GGX distribution (founding document, eqs 35-42 and 68-70).

Where the document's formula is an approximation, the physics it approximates is used instead:

- (36) gives the diffuse part the weight (1-m)(1-F0) for every direction. Added to a specular part that
  reaches 1 at grazing angles this creates energy. Here light must enter and leave through the surface:
  k_d = (1-m)(1-F(n·l))(1-F(n·v)), which is reciprocal and reflects at most what arrives.
- (37) k_s is "determined by F", but F already stands in D·F·G; it is not multiplied in twice.
- (39, 40) Schlick's G1 with k = (α+1)²/8 is a fit for point lights, and the product of two G1 ignores
  that a high point is seen by light and eye alike. Here G is the height-correlated Smith form of (69)
  with the exact Λ of GGX (70).
- (42) F0 = ((η-1)/(η+1))² for dielectrics, the base colour for metals, linear in between (glTF 2.0).

α is the square of glTF's perceptual roughness (glTF 2.0, appendix B). All functions broadcast.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError

Array = npt.NDArray[np.floating]

MIN_ALPHA = 0.002
"""Smallest α: below it the GGX peak no longer fits float32."""


def alpha_from_roughness(roughness: npt.ArrayLike) -> Array:
    """GGX width α from perceptual roughness in 0-1: its square, at least `MIN_ALPHA`."""
    r = np.asarray(roughness)
    return np.asarray(np.maximum(r * r, MIN_ALPHA))


def ggx(n_h: npt.ArrayLike, alpha: npt.ArrayLike) -> Array:
    """Normal distribution D(h) in 1/steradian, from cos(n, h) (eq 38); 0 below the horizon.

    Normalised so that its projected integral over the hemisphere is one (eq 68).
    Source: Walter et al. 2007, eq 33.
    """
    c, a = np.asarray(n_h), np.asarray(alpha)
    a2 = a * a
    # sin² + α² cos²: the usual (α²-1)c²+1 cancels to noise at the peak of smooth surfaces.
    spread = (1.0 - c) * (1.0 + c) + a2 * c * c
    return np.where(c > 0.0, a2 / (np.pi * np.maximum(spread, 1e-20) ** 2), 0.0)


def smith_lambda(n_v: npt.ArrayLike, alpha: npt.ArrayLike) -> Array:
    """Λ(v) of GGX from cos(n, v) > 0 (eq 70): hidden over visible microsurface area."""
    c, a = np.asarray(n_v), np.asarray(alpha)
    cos2 = np.maximum(c * c, 1e-12)
    return np.asarray(0.5 * (np.sqrt(1.0 + a * a * (1.0 - c * c) / cos2) - 1.0))


def smith_visibility(n_l: npt.ArrayLike, n_v: npt.ArrayLike, alpha: npt.ArrayLike) -> Array:
    """G / (4 (n·l)(n·v)) with the height-correlated G = 1 / (1 + Λ(l) + Λ(v)) (eqs 35, 69).

    0 where light or eye is below the horizon, which is what χ⁺ stands for in (69).
    Source: Heitz 2014, eq 99.
    """
    l, v, a = np.asarray(n_l), np.asarray(n_v), np.asarray(alpha)
    a2 = a * a
    # The same expression multiplied out, without dividing by a cosine near zero.
    lambda_l = v * np.sqrt(l * l * (1.0 - a2) + a2)
    lambda_v = l * np.sqrt(v * v * (1.0 - a2) + a2)
    return np.where((l > 0.0) & (v > 0.0), 0.5 / np.maximum(lambda_l + lambda_v, 1e-20), 0.0)


def fresnel_schlick(cosine: npt.ArrayLike, f0: npt.ArrayLike) -> Array:
    """Reflectance at an angle of incidence, from its reflectance `f0` at normal incidence (eq 41)."""
    f = np.asarray(f0)
    return np.asarray(f + (1.0 - f) * np.clip(1.0 - np.asarray(cosine), 0.0, 1.0) ** 5)


def f0_from_ior(ior: npt.ArrayLike) -> Array:
    """Reflectance at normal incidence of a dielectric in air, from its index of refraction (eq 42).

    Raises `InputError` for an index below 1 or not finite.
    """
    n = np.asarray(ior)
    if not np.all(np.isfinite(n)) or np.any(n < 1.0):
        raise InputError("ior", "is not an index of refraction", "finite and at least 1")
    return np.asarray(((n - 1.0) / (n + 1.0)) ** 2)


def base_reflectance(albedo: npt.ArrayLike, metallic: npt.ArrayLike, ior: npt.ArrayLike = 1.5) -> Array:
    """F0 (..., 3) of a metallic-roughness material (eq 42).

    albedo: (..., 3) linear 0-1; metallic, ior: (...).
    """
    m = np.asarray(metallic)[..., None]
    dielectric = f0_from_ior(ior)[..., None]
    return np.asarray(dielectric + (np.asarray(albedo) - dielectric) * m)


def cook_torrance(
    normal: npt.ArrayLike,
    light: npt.ArrayLike,
    view: npt.ArrayLike,
    *,
    albedo: npt.ArrayLike,
    roughness: npt.ArrayLike,
    metallic: npt.ArrayLike,
    ior: npt.ArrayLike = 1.5,
) -> Array:
    """f_r in 1/steradian (eq 35), without the cosine of the rendering equation.

    normal, light, view: (..., 3) unit vectors pointing away from the surface, one frame for all.
    albedo: (..., 3) linear 0-1; roughness (perceptual), metallic: (...) 0-1; ior: (...).
    Returns (..., 3); 0 where light or view is behind the surface.
    Source: Cook and Torrance 1982; see the module's text for k_d and G.
    """
    n, l, v = np.asarray(normal), np.asarray(light), np.asarray(view)
    h = l + v
    h = h / np.maximum(np.linalg.norm(h, axis=-1, keepdims=True), 1e-12)
    n_l, n_v, n_h, v_h = _dot(n, l), _dot(n, v), _dot(n, h), _dot(v, h)
    alpha = alpha_from_roughness(roughness)
    specular = fresnel_schlick(v_h[..., None], base_reflectance(albedo, metallic, ior))
    specular = specular * (ggx(n_h, alpha) * smith_visibility(n_l, n_v, alpha))[..., None]
    dielectric = f0_from_ior(ior)
    entering = (1.0 - fresnel_schlick(n_l, dielectric)) * (1.0 - fresnel_schlick(n_v, dielectric))
    diffuse = ((1.0 - np.asarray(metallic)) * entering)[..., None] * np.asarray(albedo) / np.pi
    return np.where(((n_l > 0.0) & (n_v > 0.0))[..., None], diffuse + specular, 0.0)


def _dot(a: Array, b: Array) -> Array:
    return np.asarray(np.einsum("...i,...i->...", a, b))
