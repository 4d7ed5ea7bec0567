"""Things that grew or were baked: bone, foliage, flesh, bread."""

from __future__ import annotations

import numpy as np

from meshwright.texturing.materials.surface import Layer, Site, mix, rgb, warm
from meshwright.texturing.noise import hash01, ridged, smoothstep, worley


def bone(s: Site) -> Layer:
    """Bone: striae and hairline cracks along its length, pores, brown stain in the hollows."""
    stria = s.noise(3.5, 75.0, octaves=2)
    crack = smoothstep(0.9, 0.98, ridged(s.scaled(2.6, 26.0), 1)) * smoothstep(-0.1, 0.3, s.noise(3.0))
    cell = worley(s.scaled(42.0, 60.0))
    pore = smoothstep(0.24, 0.12, cell.first) * (hash01(cell.index, s.salt) < 0.4) * np.float32(s.fine)
    stain = smoothstep(0.0, 0.75, s.noise(4.0, octaves=4) + 1.1 * (0.8 - s.open))
    albedo = s.tint * (1.06 + 0.05 * stria - 0.45 * pore)
    albedo = mix(albedo, s.tint * rgb(0.72, 0.58, 0.4), 0.6 * stain)
    albedo *= 1.0 - 0.5 * crack
    height = 0.0008 * stria - 0.003 * crack - 0.0018 * pore + 0.003 * s.noise(7.0, octaves=2)
    return Layer(
        albedo,
        s.roughness + 0.14 * stain - 0.06,
        s.metallic,
        height.astype(np.float32),
        cavity=1.0 - 0.5 * crack,
    )


def foliage(s: Site) -> Layer:
    """Overlapping leaves: each a tilted blade with a midrib, darker underneath, of its own green."""
    cell = worley(s.scaled(13.0) + 0.25 * s.noise(9.0))
    k = cell.index
    angle = hash01(k, s.salt) * np.float32(2 * np.pi)
    across = cell.offset[0] * np.cos(angle) + cell.offset[1] * np.sin(angle)
    along = cell.offset[1] * np.cos(angle) - cell.offset[0] * np.sin(angle) + 0.5 * cell.offset[2]
    rib = smoothstep(0.075, 0.02, np.abs(across))
    vein = 0.5 + 0.5 * np.sin((along + np.abs(across) * 0.8) * 34.0)
    rim = smoothstep(0.26, 0.02, cell.second - cell.first)
    tone = hash01(k, s.salt + 1)
    albedo = s.tint * (0.72 + 0.6 * tone + 0.32 * along + 0.08 * (vein - 0.5) * np.float32(s.fine))
    albedo = warm(albedo, 1.1 * (hash01(k, s.salt + 2) - 0.5))
    albedo = mix(albedo, s.tint * rgb(1.5, 1.4, 1.2), 0.45 * rib)
    albedo *= 1.0 - 0.66 * rim
    height = 0.024 * (1.0 - rim) + 0.024 * along - 0.004 * rib + 0.001 * vein * np.float32(s.fine)
    return Layer(
        albedo, s.roughness - 0.12 + 0.18 * rim, s.metallic, height.astype(np.float32), cavity=1.0 - 0.8 * rim
    )


def flesh(s: Site) -> Layer:
    """Skin of fruit or creature: blotches, pale pores, faint streaks from pole to pole."""
    blotch = s.noise(5.0, octaves=3)
    run = np.arctan2(s.world[2], s.world[0]).astype(np.float32)
    streak = np.sin(run * 23.0 + 2.4 * s.noise(7.0, octaves=2)) * smoothstep(
        1.0, 0.6, np.abs(s.world_normal[1])
    )
    cell = worley(s.scaled(40.0))
    pore = smoothstep(0.24, 0.12, cell.first) * (hash01(cell.index, s.salt) < 0.5)
    albedo = s.tint * (1.0 + 0.14 * blotch + 0.07 * streak)
    albedo = warm(albedo, 0.5 * blotch)
    albedo = mix(albedo, s.tint * rgb(1.3, 1.5, 1.4), 0.5 * pore * np.float32(s.fine))
    height = 0.0022 * blotch - 0.0009 * pore
    rough = s.roughness - 0.12 + 0.1 * blotch + 0.15 * pore
    return Layer(albedo, rough, s.metallic, height.astype(np.float32))


def bread(s: Site) -> Layer:
    """Crust: toasted above, pale below, blisters, splits and a dusting of flour."""
    top = 0.5 * s.world_normal[1] + 0.6 * s.noise(4.0, octaves=3)
    toast = smoothstep(-0.35, 0.75, top)
    split = smoothstep(0.86, 0.97, ridged(s.scaled(3.4, 7.0), 2))
    cell = worley(s.scaled(29.0) + 0.4 * s.noise(20.0))
    blister = smoothstep(0.42, 0.1, cell.first) * (hash01(cell.index, s.salt) < 0.5)
    flour = smoothstep(0.2, 0.5, s.noise(11.0, octaves=4)) * smoothstep(0.1, 0.7, s.world_normal[1])
    albedo = mix(s.tint * rgb(1.32, 1.36, 1.4), s.tint * rgb(0.7, 0.56, 0.42), toast)
    albedo *= 1.0 + 0.1 * s.noise(50.0, octaves=2) - 0.22 * blister
    albedo = mix(albedo, s.tint * rgb(1.45, 1.6, 1.75), 0.75 * split)
    albedo = mix(albedo, rgb(0.72, 0.66, 0.56), 0.5 * flour)
    height = 0.006 * blister - 0.007 * split + 0.006 * s.noise(6.0, octaves=2) + 0.0008 * s.noise(80.0)
    rough = s.roughness - 0.15 * toast + 0.12 * split + 0.15 * flour
    return Layer(albedo, rough, s.metallic, height.astype(np.float32), cavity=1.0 - 0.3 * split)
