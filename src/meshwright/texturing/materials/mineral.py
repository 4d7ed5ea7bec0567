"""Stone, marble, brick, clay, plaster and soil."""

from __future__ import annotations

import numpy as np

from meshwright.texturing.materials.surface import (
    FloatArray,
    IntArray,
    Layer,
    Site,
    courses_uv,
    fit,
    mix,
    pulse,
    rgb,
    warm,
)
from meshwright.texturing.noise import fbm, hash01, pieces, ridged, smoothstep, worley


def stone(s: Site) -> Layer:
    """Natural rock: broken planes, cracks and mineral grain; laid in blocks on large built parts."""
    if s.built and float(s.extent[0]) > 0.45 and float(s.extent[1]) > 0.3:
        return _ashlar(s)
    warp = s.noise(3.0, octaves=2)
    cell = worley(s.scaled(6.0) + 0.6 * warp)
    tilt = (hash01(cell.key, s.salt) - 0.5) * cell.offset[0] + (hash01(cell.key, s.salt + 1) - 0.5) * cell.offset[1]
    tilt = tilt + (hash01(cell.key, s.salt + 2) - 0.5) * cell.offset[2]
    crack = smoothstep(0.07, 0.0, cell.second - cell.first) * smoothstep(-0.15, 0.2, s.noise(4.0))
    body = s.noise(9.0, octaves=5)
    grain = s.noise(95.0, octaves=2) * np.float32(s.fine)
    speck = smoothstep(0.34, 0.5, s.noise(70.0)) * np.float32(s.fine)
    albedo = s.tint * (1.04 + 0.26 * body + 0.24 * (hash01(cell.key, s.salt + 3) - 0.5) + 0.12 * grain + 0.2 * speck)
    albedo = warm(albedo, 0.35 * s.noise(2.2, octaves=2))
    albedo *= 1.0 - 0.62 * crack
    height = 0.045 * tilt + 0.01 * body + 0.0009 * grain - 0.008 * crack
    return Layer(albedo, s.roughness + 0.05 * body - 0.1 * speck, s.metallic, height, cavity=1.0 - 0.7 * crack)


def _ashlar(s: Site) -> Layer:
    """Rough blocks in courses with deep joints."""
    row, column, joint, _, _ = _courses(s, long=0.34, high=0.17, gap=0.011)
    key = row * 113 + column
    body = s.noise(10.0, octaves=4)
    tone = hash01(key, s.salt)
    albedo = s.tint * (0.88 + 0.34 * tone + 0.2 * body + 0.08 * s.noise(80.0) * np.float32(s.fine))
    albedo = warm(albedo, 0.6 * (hash01(key, s.salt + 1) - 0.5))
    albedo = mix(albedo, s.tint * rgb(0.5, 0.49, 0.47), joint)
    height = 0.012 * (1.0 - joint) + 0.006 * body + 0.006 * tone * (1.0 - joint)
    return Layer(albedo, s.roughness + 0.05 * joint, s.metallic, height, cavity=1.0 - 0.7 * joint)


def marble(s: Site) -> Layer:
    """Polished marble: thin dark veins where warped noise crosses zero, faint clouds."""
    warp = s.noise(2.6, octaves=3)
    n1 = np.abs(fbm(s.scaled(2.4, 3.4, 3.4) + 1.1 * warp, 4))
    n2 = np.abs(fbm(s.scaled(6.5) + 0.8 * warp + 5.0, 3))
    vein = np.clip(np.exp(-n1 * 21.0) * (0.5 + 0.9 * smoothstep(-0.3, 0.4, warp)), 0.0, 1.0)
    hair = np.exp(-n2 * 46.0)
    cloud = s.noise(2.0, octaves=4)
    albedo = s.tint * (1.03 + 0.05 * cloud)
    albedo = mix(albedo, s.tint * rgb(0.3, 0.31, 0.34), 0.85 * vein)
    albedo = mix(albedo, s.tint * rgb(0.55, 0.55, 0.58), 0.5 * hair)
    rough = s.roughness - 0.08 + 0.12 * vein + 0.03 * cloud
    return Layer(albedo, rough, s.metallic, -0.0005 * vein)


def brick(s: Site) -> Layer:
    """Running bond with mortar; bricks differ in firing, corners are soft."""
    row, column, joint, x, y = _courses(s, long=0.215, high=0.075, gap=0.009)
    key = row * 113 + column
    tone, fire = hash01(key, s.salt), hash01(key, s.salt + 1)
    sand = s.noise(75.0, octaves=2) * np.float32(0.3 + 0.7 * s.fine)
    body = s.noise(14.0, octaves=2)
    albedo = s.tint * (0.78 + 0.46 * tone + 0.14 * sand + 0.1 * body)
    albedo = warm(albedo, 0.7 * (fire - 0.5))
    albedo *= 1.0 - 0.35 * smoothstep(0.86, 0.93, fire)
    mortar = mix(s.tint, s.tint.mean(0, keepdims=True) * rgb(2.1, 2.0, 1.85), np.float32(0.85))
    albedo = mix(albedo, mortar * (1.0 + 0.14 * sand), joint)
    pillow = 1.0 - 0.35 * (x * x + y * y)
    height = 0.009 * (1.0 - joint) * pillow + 0.0014 * sand + 0.003 * (tone - 0.5) * (1.0 - joint)
    return Layer(albedo, s.roughness + 0.06 * joint, s.metallic, height, cavity=1.0 - 0.5 * joint)


def clay(s: Site) -> Layer:
    """Fired clay: overlapping tiles on pitched parts, otherwise thrown pottery with turning rings."""
    body = s.noise(11.0, octaves=3)
    sand = s.noise(90.0) * np.float32(s.fine)
    if s.pitched:
        return _roof_tiles(s, body, sand)
    rise = s.world[1] + 0.006 * s.noise(3.0)
    ring_pitch = max(0.02, 5.0 * s.texel)
    wave = np.sin(rise * np.float32(2 * np.pi / ring_pitch)) * smoothstep(0.9, 0.5, np.abs(s.world_normal[1]))
    wave = wave * (0.6 + 0.8 * s.noise(2.0))
    pore = smoothstep(0.22, 0.1, worley(s.scaled(52.0)).first) * np.float32(s.fine)
    albedo = s.tint * (1.02 + 0.16 * body + 0.08 * sand + 0.06 * wave - 0.3 * pore)
    albedo = warm(albedo, 0.5 * s.noise(2.6, octaves=2))
    height = (0.0018 * wave + 0.0012 * body - 0.0012 * pore + 0.0004 * sand).astype(np.float32)
    return Layer(albedo, s.roughness + 0.05 * body, s.metallic, height, cavity=1.0 - 0.4 * pore)


def _roof_tiles(s: Site, body: FloatArray, sand: FloatArray) -> Layer:
    """Rows of half-round tiles, each row lying on the one below."""
    u, _, _, girth = courses_uv(s)
    size = max(0.085, 9.0 * s.texel)
    wide = fit(girth, size) if girth else size
    slope = np.sqrt(np.maximum(1.0 - s.world_normal[1] ** 2, 0.05))
    down = -s.world[1] / slope / np.float32(size * 1.15)
    row, t = pieces(down)
    column, x = pieces(u / np.float32(wide) + _half_turn(row))
    if girth:
        column = np.mod(column, max(1, round(girth / wide)))
    x = (x - 0.5) * 2.0
    # Rounded lower rim: the tile ends earlier towards its sides.
    reach = t + 0.22 * x * x
    under = smoothstep(0.96, 1.0, reach)
    t = np.where(reach > 1.0, reach - 1.0, t)
    arch = np.sqrt(np.maximum(1.0 - 0.85 * x * x, 0.0))
    key = row * 97 + column
    tone = hash01(key, s.salt)
    # Gables and soffits carry no tiles.
    laid = smoothstep(0.12, 0.25, s.world_normal[1])
    shade = smoothstep(0.3, 0.0, t) * 0.55 * laid
    seam = smoothstep(0.86, 1.0, np.abs(x)) * laid
    albedo = s.tint * (0.84 + 0.44 * mix(np.full_like(tone, 0.4), tone, laid) + 0.14 * body + 0.07 * sand)
    albedo = warm(albedo, 0.7 * (hash01(key, s.salt + 1) - 0.5))
    albedo *= (1.0 - shade) * (1.0 - 0.5 * seam)
    height = (laid * size * (0.16 * arch + 0.2 * t - 0.06 * under) + 0.001 * body).astype(np.float32)
    return Layer(albedo, s.roughness + 0.04 * body, s.metallic, height, cavity=1.0 - 0.6 * np.maximum(shade, seam))


def plaster(s: Site) -> Layer:
    """Hand-laid plaster: trowel strokes, fine sand, hairline cracks, damp patches."""
    stroke = s.noise(5.0, 15.0, octaves=3)
    sand = s.noise(110.0, octaves=2) * np.float32(s.fine)
    cell = worley(s.scaled(3.4) + 0.5 * s.noise(4.0, octaves=2))
    crack = smoothstep(0.022, 0.004, cell.second - cell.first) * smoothstep(0.0, 0.3, s.noise(1.7) + 0.4 * s.wear)
    damp = smoothstep(0.1, 0.7, s.noise(1.9, octaves=4))
    albedo = s.tint * (1.04 + 0.09 * stroke + 0.05 * sand - 0.14 * damp - 0.45 * crack)
    height = 0.0042 * stroke + 0.0009 * sand - 0.004 * crack
    return Layer(albedo, s.roughness, s.metallic, height, cavity=1.0 - 0.5 * crack)


def soil(s: Site) -> Layer:
    """Crumbly earth: clods of all sizes with pebbles pressed in."""
    clod = ridged(s.scaled(17.0), 3)
    lump = s.noise(8.0, octaves=4)
    cell = worley(s.scaled(21.0))
    pebble = smoothstep(0.36, 0.26, cell.first) * (hash01(cell.key, s.salt) < 0.3)
    albedo = s.tint * (1.05 + 0.5 * lump - 0.5 * (clod - 0.45) + 0.2 * s.noise(100.0) * np.float32(s.fine))
    stone_tone = s.tint.mean(0, keepdims=True) * (1.25 + 0.7 * hash01(cell.key, s.salt + 1))
    albedo = mix(albedo, stone_tone * rgb(1.0, 0.97, 0.92), pebble)
    height = 0.016 * lump - 0.007 * clod + 0.009 * pebble * (1.0 - 2.5 * cell.first**2)
    rough = s.roughness - 0.22 * pebble
    return Layer(albedo, rough, s.metallic, height.astype(np.float32), cavity=1.0 - 0.5 * smoothstep(0.4, 0.9, clod))


def _half_turn(row: IntArray) -> FloatArray:
    """Every second row is shifted by half a piece."""
    return np.where(row & 1, np.float32(0.5), np.float32(0.0))


def _courses(
    s: Site, long: float, high: float, gap: float
) -> tuple[IntArray, IntArray, FloatArray, FloatArray, FloatArray]:
    """Running bond: row, column, joint 0-1, and position (-1 to 1) within the block."""
    u, v, _, girth = courses_uv(s)
    grow = max(1.0, 6.0 * s.texel / high)
    long, high, gap = long * grow, high * grow, max(gap * grow, 1.1 * s.texel)
    wide = fit(girth, long) if girth else long
    wobble = 0.35 * gap * s.noise(9.0)
    # The same height for every wall of a part, counted from its foot.
    row, y = pieces((v + wobble) / np.float32(high) + 0.5)
    column, x = pieces((u + wobble) / np.float32(wide) + _half_turn(row))
    x, y = (x - 0.5) * 2.0, (y - 0.5) * 2.0
    if girth:
        column = np.mod(column, max(1, round(girth / wide))).astype(np.int32)
    edge = np.minimum((1.0 - np.abs(x)) * wide / 2, (1.0 - np.abs(y)) * high / 2)
    chipped = edge + 0.3 * gap * s.noise(40.0)
    return row, column, pulse(chipped, gap * 0.35, gap * 0.55), x.astype(np.float32), y.astype(np.float32)
