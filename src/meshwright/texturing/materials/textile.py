"""Leather, woven cloth, rope and paper."""

from __future__ import annotations

import numpy as np

from meshwright.texturing.materials.surface import FloatArray, Layer, Site, faces_uv, mix, rgb, unroll, warm
from meshwright.texturing.noise import fbm, hash01, pieces, ridged, smoothstep, worley


def leather(s: Site) -> Layer:
    """Pebbled hide: rounded grains parted by fine creases, long wrinkles, rubbed lighter where it bulges."""
    frequency = min(78.0, 0.2 / s.texel)
    cell = worley(s.scaled(frequency) + 0.4 * s.noise(20.0))
    crease = smoothstep(0.42, 0.02, cell.second - cell.first)
    wrinkle = smoothstep(0.78, 0.98, ridged(s.scaled(6.5) + 0.5 * s.noise(2.5), 2))
    cloud = s.noise(4.0, octaves=3)
    albedo = s.tint * (1.07 + 0.2 * cloud + 0.16 * (hash01(cell.key, s.salt) - 0.5) * np.float32(s.fine))
    albedo *= 1.0 - 0.34 * np.maximum(crease * np.float32(0.25 + 0.75 * s.fine), wrinkle)
    albedo = warm(albedo, 0.25 * cloud)
    height = -0.0022 * crease * np.float32(0.2 + 0.8 * s.fine) - 0.004 * wrinkle + 0.002 * s.noise(5.0)
    rough = s.roughness - 0.1 + 0.22 * crease + 0.06 * cloud
    return Layer(albedo, rough, s.metallic, height, cavity=1.0 - 0.45 * np.maximum(crease, wrinkle))


def cloth(s: Site) -> Layer:
    """Plain weave: warp and weft pass over and under each other; threads vary in tone and thickness."""
    u, v, facing = faces_uv(s)
    pitch = max(0.0125, 5.5 * s.texel)
    sway = 0.25 * s.noise(7.0)
    i, x = pieces(u / np.float32(pitch) + sway)
    j, y = pieces(v / np.float32(pitch) - sway)
    x, y = x - 0.5, y - 0.5
    over = ((i + j) & 1) == 0
    across, length = np.where(over, y, x), np.where(over, x, y)
    crown = np.sqrt(np.maximum(0.0, 1.0 - (across * 1.9) ** 2)) * (0.55 + 0.45 * np.cos(length * np.pi))
    thread = hash01(np.where(over, j * 2, i * 2 + 1) + facing * 9973, s.salt)
    fuzz = s.noise(130.0) * np.float32(s.fine)
    fold = s.noise(2.4, octaves=2)
    gap = smoothstep(0.45, 0.1, crown.astype(np.float32))
    albedo = s.tint * (1.0 + 0.26 * (thread - 0.5) + 0.1 * fuzz + 0.1 * fold + 0.22 * (crown - 0.55))
    albedo *= 1.0 - 0.5 * gap
    height = (0.22 * pitch * crown + 0.006 * fold + 0.0005 * fuzz).astype(np.float32)
    return Layer(albedo, s.roughness + 0.05 * gap, s.metallic, height, cavity=1.0 - 0.55 * gap)


def rope(s: Site) -> Layer:
    """Twisted strands wound about the part's axis, each a bundle of fibres."""
    along, across, _, girth = unroll(s)
    pitch = max(0.034, 7.0 * s.texel)
    lead = 1.0
    if girth:
        # A whole number of strands round the girth, so that the helix closes.
        lead = max(1, round(girth / pitch)) * pitch / girth
    turn = along / np.float32(pitch) + across * np.float32(lead / pitch) + 0.1 * s.noise(6.0)
    strand, x = pieces(turn)
    x = (x - 0.5) * 2.0
    crown = np.sqrt(np.maximum(0.0, 1.0 - x * x))
    slant = along / pitch - across * lead / pitch
    fibre_at = np.stack([x * 4.0 + hash01(strand, s.salt + 1) * 50.0, slant * 0.9, s.p[2] * 12.0]).astype(np.float32)
    fibre = fbm(fibre_at, 2) * np.float32(0.3 + 0.7 * s.fine)
    groove = smoothstep(0.55, 0.05, crown.astype(np.float32))
    tone = 0.92 + 0.2 * hash01(strand, s.salt) + 0.24 * fibre + 0.3 * (crown - 0.7)
    albedo = warm(s.tint * tone, 0.3 * fibre) * (1.0 - 0.6 * groove)
    height = (0.3 * pitch * crown + 0.0016 * fibre).astype(np.float32)
    return Layer(albedo, s.roughness + 0.03 * groove, s.metallic, height, cavity=1.0 - 0.7 * groove)


def paper(s: Site) -> Layer:
    """Parchment: cloudy stains, fibre flecks, creases, browned along its edges."""
    cloud = s.noise(3.0, octaves=4)
    fleck = smoothstep(0.42, 0.6, s.noise(85.0, 30.0)) * np.float32(s.fine)
    cell = worley(s.scaled(5.5) + 0.3 * s.noise(3.0))
    # Height falls towards the border of each cell from both sides, so that the sheet stays whole.
    fold = np.minimum(cell.second - cell.first, 0.5) - 0.22
    brown: FloatArray = np.clip(0.8 * np.maximum(s.edge, 0.0) + smoothstep(0.1, 0.8, cloud), 0.0, 1.0)
    albedo = s.tint * (1.06 + 0.05 * cloud - 0.2 * fleck + 0.12 * fold)
    albedo = mix(albedo, s.tint * rgb(0.8, 0.66, 0.48), brown * (0.3 + 0.6 * s.wear))
    height = 0.016 * fold + 0.0015 * s.noise(9.0, octaves=3) + 0.0002 * fleck
    return Layer(albedo, s.roughness, s.metallic, height)
