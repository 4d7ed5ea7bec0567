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
    pore = smoothstep(0.24, 0.12, cell.first) * (hash01(cell.key, s.salt) < 0.4) * np.float32(s.fine)
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
    """Two layers of pointed leaves with midrib and veins over dark gaps, each leaf of its own green."""
    ground = np.zeros_like(s.wear)
    albedo = s.tint * rgb(0.3, 0.34, 0.3)
    height, shade = ground, ground
    for layer in (0, 1):
        cell = worley(s.scaled(11.0) + np.float32(7.3 * layer) + 0.15 * s.noise(8.0))
        k = cell.key + 4096 * layer
        # A random direction within the surface is the leaf's axis.
        way = np.stack([hash01(k, s.salt + axis) - 0.5 for axis in range(3)])
        way -= (way * s.normal).sum(0) * s.normal
        way /= np.maximum(np.sqrt((way * way).sum(0)), np.float32(1e-3))
        side = np.cross(s.normal.T, way.T).T
        along = (cell.offset * way).sum(0) / np.float32(0.72)
        across = (cell.offset * side).sum(0)
        width = 0.42 * (1.0 - along * along) * (1.0 - 0.35 * along)
        inside = smoothstep(0.0, 0.05, width - np.abs(across)) * (np.abs(along) < 1.0)
        rib = smoothstep(0.035, 0.01, np.abs(across))
        vein = 0.5 + 0.5 * np.sin((along * 0.62 - np.abs(across) * 0.9) * 46.0)
        dome = 1.0 - np.clip(np.abs(across) / np.maximum(width, 0.02), 0.0, 1.0) ** 2
        tone = 0.62 + 0.2 * layer + 0.45 * hash01(k, s.salt + 3) + 0.2 * along + 0.2 * dome
        leaf = s.tint * (tone + 0.1 * (vein - 0.5) * np.float32(s.fine))
        leaf = warm(leaf, 1.0 * (hash01(k, s.salt + 4) - 0.4))
        leaf = mix(leaf, s.tint * rgb(1.7, 1.5, 1.3), 0.5 * rib)
        albedo = mix(albedo, leaf, inside)
        raised = 0.01 + 0.012 * layer + 0.007 * dome - 0.003 * rib + 0.006 * along
        height = height + (raised - height) * inside
        shade = shade + (1.0 - shade) * inside * (0.6 + 0.4 * layer)
    rough = s.roughness - 0.22 + 0.2 * (1.0 - shade)
    return Layer(albedo, rough, s.metallic, height.astype(np.float32), cavity=0.3 + 0.7 * shade)


def flesh(s: Site) -> Layer:
    """Skin of fruit or creature: blotches, pale pores, faint streaks from pole to pole."""
    blotch = s.noise(5.0, octaves=3)
    run = np.arctan2(s.world[2], s.world[0]).astype(np.float32)
    streak = np.sin(run * 23.0 + 2.4 * s.noise(7.0, octaves=2)) * smoothstep(1.0, 0.6, np.abs(s.world_normal[1]))
    cell = worley(s.scaled(40.0))
    pore = smoothstep(0.24, 0.12, cell.first) * (hash01(cell.key, s.salt) < 0.5)
    albedo = s.tint * (1.0 + 0.2 * blotch + 0.07 * streak)
    albedo = warm(albedo, 0.9 * blotch + 0.15 * streak)
    albedo = mix(albedo, s.tint * rgb(1.3, 1.9, 1.8), 0.75 * pore * np.float32(s.fine))
    height = 0.0022 * blotch - 0.0009 * pore
    rough = s.roughness - 0.12 + 0.1 * blotch + 0.15 * pore
    return Layer(albedo, rough, s.metallic, height.astype(np.float32))


def bread(s: Site) -> Layer:
    """Crust: toasted above, pale below, blisters, splits and a dusting of flour."""
    top = 0.5 * s.world_normal[1] + 0.6 * s.noise(4.0, octaves=3)
    toast = smoothstep(-0.35, 0.75, top)
    split = smoothstep(0.86, 0.97, ridged(s.scaled(3.4, 7.0), 2))
    cell = worley(s.scaled(29.0) + 0.4 * s.noise(20.0))
    blister = smoothstep(0.42, 0.1, cell.first) * (hash01(cell.key, s.salt) < 0.3)
    flour = smoothstep(0.2, 0.5, s.noise(11.0, octaves=4)) * smoothstep(0.1, 0.7, s.world_normal[1])
    albedo = mix(s.tint * rgb(1.32, 1.36, 1.4), s.tint * rgb(0.7, 0.56, 0.42), toast)
    albedo *= 1.0 + 0.1 * s.noise(50.0, octaves=2) - 0.22 * blister
    albedo = mix(albedo, s.tint * rgb(1.45, 1.6, 1.75), 0.75 * split)
    albedo = mix(albedo, rgb(0.72, 0.66, 0.56), 0.5 * flour)
    height = 0.006 * blister - 0.007 * split + 0.006 * s.noise(6.0, octaves=2) + 0.0008 * s.noise(80.0)
    rough = s.roughness - 0.15 * toast + 0.12 * split + 0.15 * flour
    return Layer(albedo, rough, s.metallic, height.astype(np.float32), cavity=1.0 - 0.3 * split)
