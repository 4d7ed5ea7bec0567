"""Wood, dark wood and bark: figure that follows the longest axis of the part."""

from __future__ import annotations

import numpy as np

from meshwright.texturing.materials.surface import (
    FloatArray,
    IntArray,
    Layer,
    Site,
    fit,
    mix,
    pulse,
    rgb,
    unroll,
    warm,
)
from meshwright.texturing.noise import fbm, gradient_noise, hash01, pieces, ridged, smoothstep, worley


def wood(s: Site) -> Layer:
    """Planks of softwood: growth rings cut along the grain, knots, fibres, V-grooves between planks."""
    plank, groove = _planks(s, width=0.095)
    ring, knot = _figure(s, plank, pitch=0.021, knots=0.3)
    fibre = s.noise(5.0, 150.0) * np.float32(s.fine)
    tone = 0.86 + 0.3 * hash01(plank, s.salt + 1) + 0.1 * s.noise(1.6, 7.0, octaves=2)
    albedo = s.tint * (tone * (1.16 - 0.42 * ring + 0.09 * fibre))
    albedo = warm(albedo, 0.45 * (hash01(plank, s.salt + 2) - 0.5) + 0.35 * ring)
    albedo = mix(albedo, s.tint * rgb(0.34, 0.27, 0.22), 0.85 * knot)
    # Weather greys the wood in patches and splits it along the grain.
    split = smoothstep(0.9, 0.985, ridged(s.scaled(1.7, 24.0), 1)) * smoothstep(0.15, 0.9, s.wear)
    bleached = smoothstep(0.25, 0.95, s.wear + 0.35 * s.noise(2.5, octaves=2)) * np.float32(0.6)
    albedo = mix(albedo, albedo.mean(0, keepdims=True) * rgb(1.06, 1.02, 0.96), bleached)
    groove = np.maximum(groove, 0.8 * split)
    albedo *= 1.0 - 0.78 * groove
    sawn = np.where(np.abs(s.normal[0]) > 0.75, np.float32(0.3), np.float32(1.0))
    height = 0.0006 * fibre - 0.0013 * ring * sawn - 0.0055 * groove + 0.0012 * s.noise(3.0, 12.0)
    rough = s.roughness + 0.1 * ring - 0.06 * fibre - 0.12 * knot + 0.15 * groove
    return Layer(albedo, rough, s.metallic, height, cavity=1.0 - 0.75 * groove)


def dark_wood(s: Site) -> Layer:
    """Polished hardwood: broad wavy figure, fine pores, wide boards with hairline joints."""
    plank, groove = _planks(s, width=0.24)
    ring, _ = _figure(s, plank, pitch=0.034, knots=0.0, wave=2.2)
    pores = smoothstep(0.1, 0.5, s.noise(16.0, 130.0)) * np.float32(s.fine)
    flame = s.noise(9.0, 2.5)
    albedo = s.tint * (1.12 - 0.5 * ring * ring + 0.12 * flame - 0.25 * pores)
    albedo = warm(albedo, 0.5 * (0.5 - ring))
    albedo *= 1.0 - 0.6 * groove
    height = -0.0005 * pores - 0.002 * groove - 0.0004 * ring
    rough = s.roughness - 0.14 + 0.14 * ring + 0.12 * pores - 0.05 * flame
    return Layer(albedo, rough, s.metallic, height, cavity=1.0 - 0.5 * groove)


def bark(s: Site) -> Layer:
    """Plates split by deep furrows along the trunk, lichen on the plates."""
    warp = s.noise(4.0, octaves=2)
    q = s.scaled(4.5, 21.0) + 0.8 * warp + 0.12 * s.noise(40.0)
    cell = worley(q)
    furrow = smoothstep(0.3, 0.06, cell.second - cell.first)
    crest = ridged(s.scaled(7.0, 42.0), 2)
    plate = hash01(cell.key, s.salt)
    fine = s.noise(45.0, 110.0, octaves=2) * np.float32(s.fine)
    albedo = s.tint * (1.0 + 0.45 * (plate - 0.5) + 0.35 * (crest - 0.45) + 0.14 * fine)
    albedo = mix(albedo, s.tint * rgb(0.36, 0.3, 0.27), furrow)
    lichen = smoothstep(0.25, 0.55, s.noise(3.0, octaves=3)) * (1.0 - furrow)
    albedo = mix(albedo, s.tint * rgb(1.15, 1.45, 1.1), 0.55 * lichen)
    height = 0.014 * (1.0 - furrow) + 0.006 * crest + 0.0012 * fine
    return Layer(albedo, s.roughness + 0.06 * furrow, s.metallic, height, cavity=1.0 - 0.8 * furrow)


def _planks(s: Site, width: float) -> tuple[IntArray, FloatArray]:
    """Index of the plank of each point and 0-1 closeness to a joint between planks."""
    along, across, end, girth = unroll(s)
    if girth == 0.0 and min(float(s.extent[1]), float(s.extent[2])) < 0.45 * width and s.extent[1] < 1.6 * width:
        return np.zeros(along.shape, np.int32), np.zeros(along.shape, np.float32)
    if girth > 0.0 and girth < 4.0 * width:
        return np.zeros(along.shape, np.int32), np.zeros(along.shape, np.float32)
    width = max(width, 9.0 * s.texel)
    size = fit(girth, width) if girth else fit(float(s.extent[1]), width)
    shift = 0.0 if girth else float(s.extent[1]) / 2
    index, gap = pieces((across + shift) / np.float32(size))
    gap = (gap - 0.5) * size
    line = pulse(size / 2 - np.abs(gap), 0.0016, max(0.003, 1.3 * s.texel))
    # Butt joints: each row is cut at its own places, about every metre.
    length = 1.15
    piece, cut = pieces(along / length + hash01(index, s.salt + 11))
    butt = (0.5 - np.abs(cut - 0.5)) * length
    line = np.maximum(line, pulse(butt, 0.0014, max(0.002, 1.3 * s.texel)))
    line = np.where(end, np.float32(0.0), line)
    if girth:
        count = round(girth / size)
        index = np.mod(index, count).astype(np.int32)
    return (index * 31 + piece).astype(np.int32), line


def _figure(s: Site, plank: IntArray, pitch: float, knots: float, wave: float = 1.0) -> tuple[FloatArray, FloatArray]:
    """Growth rings 0-1 (sharp latewood) as shells about a pith outside each plank, and knots 0-1."""
    pitch = max(pitch, 4.5 * s.texel)
    centre_y = 0.35 * (hash01(plank, s.salt + 3) - 0.5)
    centre_z = 0.10 + 0.18 * hash01(plank, s.salt + 4)
    slide = 7.0 * hash01(plank, s.salt + 5)
    q = s.p.copy()
    q[0] += slide
    y = s.local[1] + centre_y
    z = s.local[2] + centre_z * np.where(hash01(plank, s.salt + 6) < 0.5, np.float32(1.0), np.float32(-1.0))
    warp_at = q * np.array([[0.9], [3.2], [3.2]], np.float32)
    warp = fbm(warp_at, 2) * (0.026 * wave) + gradient_noise(q * np.array([[2.6], [9.0], [9.0]], np.float32)) * 0.006
    radius = np.sqrt(y * y + z * z) + warp
    knot = np.zeros_like(radius)
    if knots > 0.0:
        cell = worley(q * np.array([[2.1], [6.5], [6.5]], np.float32))
        present = hash01(cell.key, s.salt + 7) < knots
        near = np.where(present, cell.first, np.float32(9.0))
        knot = smoothstep(0.26, 0.12, near)
        radius = radius + 0.055 * np.exp(-((near / 0.34) ** 2))
    phase = radius / np.float32(pitch)
    phase = phase - np.floor(phase)
    ring = smoothstep(0.0, 0.82, phase) * smoothstep(1.0, 0.86, phase)
    return ring.astype(np.float32), knot.astype(np.float32)
