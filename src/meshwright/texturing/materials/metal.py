"""Metals: forged, brushed, rusted, precious, patinated and painted."""

from __future__ import annotations

import numpy as np

from meshwright.texturing.materials.surface import FloatArray, Layer, Site, mix, rgb
from meshwright.texturing.noise import fbm, hash01, ridged, smoothstep, worley


def iron(s: Site) -> Layer:
    """Forged iron: overlapping hammer dents, dark scale, bare metal on the crests between dents."""
    cell = worley(s.scaled(19.0) + 0.3 * s.noise(9.0))
    dent = np.minimum(cell.first, 0.8)
    crest = smoothstep(0.16, 0.0, cell.second - cell.first)
    scale = smoothstep(-0.2, 0.5, s.noise(6.0, octaves=3))
    grit = s.noise(120.0, octaves=2) * np.float32(s.fine)
    albedo = s.tint * (1.04 - 0.34 * scale + 0.1 * crest + 0.14 * (hash01(cell.key, s.salt) - 0.5) + 0.08 * grit)
    rough = s.roughness + 0.16 * scale - 0.08 * crest + 0.05 * grit
    height = 0.0042 * dent * dent + 0.0004 * grit
    layer = Layer(albedo, rough, s.metallic * (1.0 - 0.12 * scale), height, cavity=1.0 - 0.3 * (0.8 - dent))
    return _rust(s, layer, starts=0.2)


def steel(s: Site) -> Layer:
    """Brushed steel: streaks along the part, a soft sheen, stray scratches."""
    streak = s.noise(2.2, 190.0) + 0.6 * s.noise(5.0, 90.0)
    # Brushed ends show no streaks, only the butts of them.
    streak *= np.float32(0.4 + 0.6 * s.fine) * np.where(np.abs(s.normal[0]) > 0.75, np.float32(0.25), np.float32(1.0))
    sheen = s.noise(3.0, octaves=2)
    albedo = s.tint * (1.0 + 0.07 * streak + 0.05 * sheen)
    rough = s.roughness + 0.11 * streak + 0.05 * sheen
    return _rust(s, Layer(albedo, rough, s.metallic, 0.00045 * streak), starts=0.55)


def _rust(s: Site, layer: Layer, starts: float) -> Layer:
    """Bloom of rust from hollows and pits once wear passes `starts`."""
    if float(s.wear.max()) <= starts:
        return layer
    bloom = s.noise(6.5, octaves=4) + 0.8 * (0.85 - s.open) - 0.2 * np.maximum(s.edge, 0.0)
    rust = smoothstep(0.35, 0.65, bloom + 0.75 * (s.wear - np.float32(starts)))
    grain = 1.0 + 0.35 * s.noise(60.0, octaves=2)
    albedo = mix(layer.albedo, rgb(0.14, 0.058, 0.026) * grain, rust)
    height = layer.height + 0.0011 * rust * grain
    metallic = layer.metallic * (1.0 - 0.92 * rust)
    return Layer(albedo, mix(layer.roughness, 0.9, rust), metallic, height, layer.cavity, layer.glow)


def rusted_iron(s: Site) -> Layer:
    """Rust in scabs and pits over dark iron: orange where fresh, dark brown where old and thick."""
    blotch = s.noise(4.5, octaves=4) + 0.3 * s.noise(38.0, octaves=2)
    rust = smoothstep(-0.3, 0.12, blotch + 0.3 * (s.wear - 0.3))
    old = smoothstep(0.0, 0.55, s.noise(9.0, octaves=3) + 0.25 * blotch)
    scab = s.noise(52.0, octaves=3) * np.float32(0.3 + 0.7 * s.fine)
    pit = smoothstep(0.3, 0.08, worley(s.scaled(34.0)).first) * rust
    fresh = s.tint * rgb(1.32, 1.12, 0.85)
    dark = s.tint * rgb(0.6, 0.5, 0.55)
    albedo = mix(fresh, dark, old) * (1.0 + 0.26 * scab)
    bare = s.tint.mean(0, keepdims=True) * rgb(1.1, 1.08, 1.08)
    albedo = mix(np.broadcast_to(bare, albedo.shape), albedo, rust)
    albedo *= 1.0 - 0.55 * pit
    height = 0.0032 * rust + 0.0016 * scab * rust - 0.004 * pit
    metallic = np.minimum(1.0, s.metallic * 1.5) * (1.0 - rust)
    return Layer(albedo, mix(s.roughness - 0.35, s.roughness + 0.07, rust), metallic, height, cavity=1.0 - 0.5 * pit)


def gold(s: Site) -> Layer:
    """Cast gold: polished, gently uneven, hairline scratches, warmer in the hollows."""
    swell = s.noise(7.0, octaves=2)
    fine = s.noise(70.0) * np.float32(s.fine)
    hollow = smoothstep(-0.05, -0.65, swell)
    albedo = s.tint * (1.0 + 0.07 * swell)
    albedo = albedo * (1.0 - hollow * rgb(0.0, 0.1, 0.26))
    rough = s.roughness + 0.1 * hollow + 0.03 * fine + 0.05 * s.noise(9.0, octaves=2)
    return Layer(albedo, rough, s.metallic, 0.0045 * swell + 0.00025 * fine)


def bronze(s: Site) -> Layer:
    """Bronze with verdigris that gathers in hollows and runs down."""
    run = np.stack([s.world[0] * 11.0, s.world[1] * 3.0, s.world[2] * 11.0]) + np.float32(s.salt % 61)
    damp = fbm(run.astype(np.float32), 3) + 0.45 * s.noise(26.0, octaves=2) + 1.2 * (0.75 - s.open)
    green = smoothstep(0.1, 0.55, damp + 0.35 * (s.wear - 0.3))
    swell = s.noise(9.0, octaves=2)
    albedo = s.tint * (1.05 + 0.12 * swell)
    albedo *= 1.0 - 0.35 * smoothstep(-0.1, 0.35, damp) * (1.0 - green)
    albedo = mix(albedo, rgb(0.13, 0.36, 0.28) * (1.0 + 0.3 * s.noise(60.0)), 0.85 * green)
    rough = s.roughness + 0.45 * green + 0.08 * swell
    return Layer(albedo, rough, s.metallic * (1.0 - 0.9 * green), 0.003 * swell + 0.0012 * green)


def silver(s: Site) -> Layer:
    """Silver: bright and smooth with smoky tarnish."""
    smoke = smoothstep(0.05, 0.75, s.noise(5.0, octaves=4) + 0.9 * (0.8 - s.open))
    swell = s.noise(5.0)
    albedo = s.tint * (1.03 + 0.02 * swell - smoke * rgb(0.26, 0.32, 0.42))
    rough = s.roughness + 0.28 * smoke + 0.03 * s.noise(60.0)
    return Layer(albedo, rough, s.metallic, 0.0025 * swell)


def painted_metal(s: Site) -> Layer:
    """Enamel paint with orange peel; chips on edges and bumps show primer and dark metal."""
    peel = s.noise(55.0) * np.float32(s.fine)
    chip, rim = chips(s, amount=0.1)
    run = s.noise(3.0, octaves=2)
    albedo = s.tint * (1.0 + 0.05 * run)
    albedo = mix(albedo, s.tint * 0.6, 0.7 * rim)
    albedo = mix(albedo, rgb(0.16, 0.15, 0.145), chip)
    rough = mix(s.roughness + 0.05 * run, 0.5 + 0.1 * peel, chip)
    height = 0.0006 * peel - 0.0028 * chip
    return Layer(albedo, rough, np.maximum(s.metallic, 0.95 * chip), height, cavity=1.0 - 0.25 * rim)


def chips(s: Site, amount: float) -> tuple[FloatArray, FloatArray]:
    """Chipped places 0-1 (sharp outlines, first on convex edges) and the rims around them."""
    rugged = 0.75 * s.noise(13.0, octaves=4) + 0.25 * (ridged(s.scaled(21.0), 2) - 0.45)
    level = rugged + 0.75 * np.maximum(s.edge, 0.0) * (0.35 + s.wear) + amount * 0.4 + 0.34 * s.wear
    return smoothstep(0.74, 0.79, level), smoothstep(0.66, 0.74, level)
