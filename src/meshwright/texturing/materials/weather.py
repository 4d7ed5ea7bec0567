"""What time and a painter's hand do to any material: dirt in cavities, rubbed edges, scratches, style."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshwright.texturing.materials.surface import FloatArray, Layer, Site, Style, mix, rgb
from meshwright.texturing.noise import gradient_noise, smoothstep


@dataclass(frozen=True)
class Ageing:
    """How a material takes wear, 0-1 each: dirt, rubbed edges (lighter and smoother), scratches."""

    dirt: float = 1.0
    rub: float = 0.5
    scratch: float = 0.0


def weather(s: Site, layer: Layer, ageing: Ageing) -> Layer:
    """Age `layer` by `s.wear`: dirt where it is closed, wear where it is exposed."""
    cavity = layer.cavity if layer.cavity is not None else np.ones_like(layer.height)
    patch = s.noise(5.0, octaves=3)
    albedo, rough, metallic = layer.albedo, layer.roughness, layer.metallic
    height = layer.height
    if ageing.dirt:
        closed = 0.55 * (1.0 - cavity) + 1.1 * np.maximum(0.85 - s.open, 0.0) - 0.35 * np.minimum(s.edge, 0.0)
        level = closed + 0.35 * patch + 0.9 * s.wear - 0.55
        dirt = smoothstep(0.0, 0.9, level) * np.float32(0.75 * ageing.dirt)
        albedo = mix(albedo, s.tint * 0.3 + rgb(0.022, 0.017, 0.012), dirt)
        rough = rough + 0.25 * dirt
        metallic = metallic * (1.0 - 0.7 * dirt)
    if ageing.rub:
        exposed = np.maximum(s.edge, 0.0) * (0.45 + 0.9 * s.wear) + 0.22 * patch
        rub = smoothstep(0.18, 0.6, exposed) * np.float32(ageing.rub)
        albedo = albedo * (1.0 + 0.5 * rub)
        rough = rough - 0.16 * rub
        height = height - 0.0012 * rub * s.wear
    if ageing.scratch:
        lines = _scratches(s)
        albedo = albedo * (1.0 + 0.3 * ageing.scratch * lines)
        rough = rough + 0.2 * ageing.scratch * lines
        height = height - 0.0005 * ageing.scratch * lines
    return Layer(albedo, rough, metallic, height, layer.cavity, layer.glow)


def _scratches(s: Site) -> FloatArray:
    """Thin straight marks 0-1 in three directions, broken along their length; more of them with wear."""
    total = np.zeros_like(s.wear)
    if not s.resolved(60.0):
        return total
    for turn, lift in ((0.5, 0.3), (2.1, -0.4), (4.0, 0.9)):
        c, d = np.float32(np.cos(turn)), np.float32(np.sin(turn))
        a = s.p[0] * c + s.p[1] * d + s.p[2] * np.float32(lift)
        b = s.p[1] * c - s.p[0] * d + s.p[2] * np.float32(0.7)
        line = gradient_noise(np.stack([a * 2.4, b * 46.0, s.p[2] * 4.0]).astype(np.float32))
        thin = smoothstep(0.035, 0.0, np.abs(line))
        here = smoothstep(
            0.3, 0.5, gradient_noise(s.p * np.float32(3.1) + np.float32(turn * 7.0)) + 0.6 * s.wear - 0.25
        )
        total = np.maximum(total, thin * here)
    return total


def stylise(s: Site, layer: Layer, style: Style) -> Layer:
    """Bend a layer to a style: low-poly keeps little but the colour; stylised paints edges and hollows."""
    if style == "realistic":
        return layer
    if style == "low-poly":
        albedo = mix(s.tint, layer.albedo, np.float32(0.1))
        rough = s.roughness + 0.15 * (layer.roughness - s.roughness)
        flat = np.zeros_like(layer.height)
        glow = None if layer.glow is None else (1.0 + 0.2 * (layer.glow - 1.0)).astype(np.float32)
        return Layer(albedo, rough, s.metallic, flat, None, glow)
    painted = 0.4 * np.maximum(s.edge, 0.0) - 0.45 * np.maximum(0.9 - s.open, 0.0) + 0.08 * s.world_normal[1]
    albedo = layer.albedo * (1.0 + painted)
    rough = s.roughness + 0.6 * (layer.roughness - s.roughness)
    return Layer(albedo, rough, layer.metallic, 1.3 * layer.height, layer.cavity, layer.glow)
