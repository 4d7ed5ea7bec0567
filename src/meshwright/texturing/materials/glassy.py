"""Glazed, vitreous and synthetic: ceramic, glass, crystal, obsidian, plastic, rubber, wax, light."""

from __future__ import annotations

import numpy as np

from meshwright.texturing.materials.surface import Layer, Site, faces_uv, mix, rgb, warm
from meshwright.texturing.noise import fbm, hash01, smoothstep, worley


def ceramic(s: Site) -> Layer:
    """Glazed porcelain: glossy, faint craquelure, glaze that pools darker in hollows."""
    cell = worley(s.scaled(15.0) + 0.25 * s.noise(9.0))
    crack = smoothstep(0.045, 0.012, cell.second - cell.first) * np.float32(0.3 + 0.7 * s.fine)
    pool = s.noise(3.0, octaves=2)
    albedo = s.tint * (1.0 + 0.05 * pool - 0.24 * crack)
    albedo *= 1.0 - 0.25 * smoothstep(0.75, 0.35, s.open)
    rough = s.roughness - 0.08 + 0.16 * crack + 0.02 * pool
    return Layer(albedo, rough, s.metallic, 0.0022 * pool - 0.0004 * crack)


def glass(s: Site) -> Layer:
    """Hand-blown glass: waves, a few seed bubbles, darker where light grazes thick edges."""
    wave = s.noise(5.0, 2.0, 5.0, octaves=2)
    cell = worley(s.scaled(17.0))
    bubble = smoothstep(0.17, 0.1, cell.first) * (hash01(cell.key, s.salt) < 0.28)
    albedo = s.tint * (1.0 + 0.1 * wave + 0.3 * bubble)
    height = 0.005 * wave + 0.0014 * bubble
    return Layer(albedo, s.roughness + 0.02 * np.abs(wave), s.metallic, height.astype(np.float32))


def crystal(s: Site) -> Layer:
    """Cut or grown crystal: flat facets at random tilts, bright arrises, milky inclusions inside."""
    cell = worley(s.scaled(7.0))
    k = cell.key
    tilt = sum(((hash01(k, s.salt + axis) - 0.5) * cell.offset[axis] for axis in range(3)), np.float32(0.0))
    arris = smoothstep(0.03, 0.0, cell.second - cell.first)
    inside = s.noise(10.0, octaves=3)
    albedo = s.tint * (0.72 + 0.42 * hash01(k, s.salt + 3) + 0.3 * inside + 0.9 * tilt)
    albedo = mix(albedo, 0.35 + 0.65 * s.tint, 0.3 * arris)
    height = 0.15 * tilt
    rough = s.roughness + 0.1 * smoothstep(0.1, 0.6, inside)
    return Layer(albedo, rough, s.metallic, np.asarray(height, np.float32))


def obsidian(s: Site) -> Layer:
    """Volcanic glass: conchoidal scoops with ripples, sharp ridges between them."""
    cell = worley(s.scaled(4.2) + 0.4 * s.noise(4.0))
    scoop = cell.first * cell.first
    ripple = np.sin(cell.first * 34.0 + 3.0 * s.noise(3.0)) * smoothstep(0.35, 0.75, cell.first)
    ripple = ripple * np.float32(s.fine)
    ridge = smoothstep(0.06, 0.0, cell.second - cell.first)
    flow = s.noise(3.0, 14.0, octaves=2)
    albedo = s.tint * (0.95 + 0.3 * flow + 0.9 * ridge)
    rough = s.roughness - 0.05 + 0.12 * ridge + 0.05 * np.abs(flow)
    return Layer(albedo, rough, s.metallic, (0.075 * scoop + 0.0008 * ripple).astype(np.float32))


def plastic(s: Site) -> Layer:
    """Moulded plastic: even colour, fine spark-eroded grain, slight flow marks."""
    grain = s.noise(105.0) * np.float32(s.fine)
    flow = s.noise(2.0)
    albedo = s.tint * (1.0 + 0.035 * flow + 0.02 * grain)
    return Layer(albedo, s.roughness + 0.07 * grain + 0.03 * flow, s.metallic, 0.0006 * grain)


def rubber(s: Site) -> Layer:
    """Rubber with a raised diamond grip and grey bloom."""
    u, v, _ = faces_uv(s)
    pitch = max(0.026, 7.0 * s.texel)
    a, b = (u + v) / np.float32(pitch), (u - v) / np.float32(pitch)
    d = np.maximum(np.abs(a - np.floor(a) - 0.5), np.abs(b - np.floor(b) - 0.5)) * 2.0
    stud = smoothstep(0.86, 0.6, d.astype(np.float32))
    bloom = smoothstep(-0.2, 0.7, s.noise(4.0, octaves=4))
    grain = s.noise(110.0) * np.float32(s.fine)
    albedo = s.tint * (0.86 + 0.16 * stud + 0.25 * bloom + 0.06 * grain)
    height = 0.09 * pitch * stud + 0.0004 * grain
    return Layer(albedo, s.roughness + 0.06 * bloom - 0.08 * stud, s.metallic, height, cavity=0.65 + 0.35 * stud)


def wax(s: Site) -> Layer:
    """Wax: soft lumps and runs, lighter where thin, as if light entered."""
    run = np.stack([s.world[0] * 13.0, s.world[1] * 2.6, s.world[2] * 13.0]).astype(np.float32) + np.float32(
        s.salt % 53
    )
    drip = fbm(run, 2)
    lump = s.noise(6.0, octaves=2)
    glow = np.clip(0.5 + 0.7 * drip + 0.3 * lump, 0.0, 1.0)
    albedo = warm(s.tint * (0.93 + 0.12 * glow), 0.45 * (0.5 - glow))
    rough = s.roughness - 0.08 + 0.14 * np.abs(lump)
    return Layer(albedo, rough, s.metallic, 0.012 * drip + 0.004 * lump)


def light(s: Site) -> Layer:
    """Something that shines: hot cores that cool towards the rims, flowing upwards."""
    run = np.stack([s.world[0] * 7.0, s.world[1] * 3.2, s.world[2] * 7.0]).astype(np.float32) + np.float32(s.salt % 47)
    flow = fbm(run, 3)
    heat = smoothstep(-0.55, 0.55, flow)
    albedo = mix(s.tint * rgb(0.96, 0.74, 0.56), np.minimum(s.tint * rgb(1.04, 1.14, 1.24), 1.0), heat)
    return Layer(albedo, s.roughness, s.metallic, 0.004 * flow, glow=0.3 + 1.1 * heat)
