"""Time the bake of a treasure chest in closed form: python benchmarks/bake.py [--size 1024] [--faces 5000]

Prints one row per repetition: seconds for the bake; preparation (extraction to UVs) comes first.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from meshwright.field.protocol import Appearance
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.segment import segment
from meshwright.geometry.unwrap import unwrap
from meshwright.texturing.bake import bake
from meshwright.texturing.maps import PBRMaps
from meshwright.texturing.pbr import conformity
from meshwright.texturing.sources import FieldSource
from meshwright.vocabulary.colors import linear_from_bytes, linear_to_srgb
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS

Array = npt.NDArray[np.float32]

PARTS = (("body", "wood"), ("lid", "wood"), ("bands", "iron"), ("lock", "gold"), ("handles", "rope"))


def _box(p: Array, half: tuple[float, float, float], centre: tuple[float, float, float], round_: float = 0.01) -> Array:
    q = np.abs(p - np.float32(centre)) - np.float32(half) + np.float32(round_)
    return np.asarray(np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(1), 0) - round_, np.float32)


class Chest:
    """A chest of five parts in field units."""

    bounds = (np.full(3, -1, np.float32), np.full(3, 1, np.float32))
    part_names = tuple(name for name, _ in PARTS)

    def _parts(self, p: Array) -> Array:
        body = _box(p, (0.8, 0.3, 0.45), (0, -0.25, 0))
        arch = np.hypot(np.maximum(p[:, 1] - 0.08, 0), p[:, 2]) - 0.45
        lid = np.maximum(np.maximum(arch, np.abs(p[:, 0]) - 0.8), 0.08 - p[:, 1])
        ring = np.maximum(np.hypot(np.maximum(p[:, 1] - 0.08, 0), p[:, 2]) - 0.48, np.abs(p[:, 2]) - 0.48)
        ring = np.maximum(ring, -0.57 - p[:, 1])
        bands = np.maximum(ring, np.abs(np.abs(p[:, 0]) - 0.5) - 0.07)
        lock = _box(p, (0.1, 0.13, 0.05), (0, 0.05, 0.48), 0.02)
        h = p - np.float32([0, -0.15, 0])
        handle = np.hypot(np.hypot(np.abs(h[:, 0]) - 0.82, h[:, 1]) - 0.1, h[:, 2]) - 0.035
        return np.stack([body, lid, bands, lock, handle], 1).astype(np.float32)

    def sdf(self, points: Array) -> Array:
        return np.asarray(self._parts(points).min(1), np.float32)

    def gradient(self, points: Array) -> Array:
        step = np.eye(3, dtype=np.float32) * np.float32(1e-3)
        return np.stack([(self.sdf(points + s) - self.sdf(points - s)) / 2e-3 for s in step], 1).astype(np.float32)

    def appearance(self, points: Array) -> Appearance:
        part = self._parts(points).argmin(1).astype(np.int32)
        kind = np.array([MATERIAL_INDEX[m] for _, m in PARTS], np.int32)[part]
        tint = np.stack([linear_from_bytes(m.srgb) for m in MATERIALS])[kind]
        roughness = np.array([m.roughness for m in MATERIALS], np.float32)[kind]
        metallic = np.array([m.metallic for m in MATERIALS], np.float32)[kind]
        return Appearance(part, kind, tint, roughness, metallic, np.zeros(len(points), np.float32))


def prepare(faces: int, resolution: int) -> tuple[Mesh, Mesh]:
    """Low mesh with UVs and high mesh of the chest, in metres (0.6 of the field)."""
    field = Chest()
    high = segment(extract(field, resolution=resolution), field)
    low = shade(unwrap(decimate(high, target_faces=faces)))
    return replace(low, vertices=low.vertices * np.float32(0.6)), replace(
        high, vertices=high.vertices * np.float32(0.6)
    )


def contact(maps: PBRMaps) -> Image.Image:
    """The six maps side by side, sRGB where they are colours."""
    grey = [np.repeat(a[..., None], 3, -1) for a in (maps.roughness, maps.metallic, maps.occlusion)]
    images = [
        linear_to_srgb(maps.albedo),
        maps.normal * 0.5 + 0.5,
        grey[0],
        grey[1],
        grey[2],
        linear_to_srgb(maps.emission),
    ]
    rows = [np.concatenate(images[k : k + 3], 1) for k in (0, 3)]
    return Image.fromarray((np.clip(np.concatenate(rows, 0), 0, 1) * 255 + 0.5).astype(np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--faces", type=int, default=5000)
    parser.add_argument("--resolution", type=int, default=192)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--maps", type=Path, help="write the six maps to this PNG")
    args = parser.parse_args()
    start = time.perf_counter()
    low, high = prepare(args.faces, args.resolution)
    print(f"prepare {time.perf_counter() - start:.2f} s: {len(low.faces)} of {len(high.faces)} triangles")
    field = Chest()
    for _ in range(args.repeat):
        start, cpu = time.perf_counter(), time.process_time()
        source = FieldSource.for_mesh(field, low, scale=0.6)
        maps = bake(low, source, high=high, size=args.size)
        wall, used = time.perf_counter() - start, time.process_time() - cpu
        print(f"bake {wall:.2f} s ({used:.2f} s of processor), {int(maps.coverage.sum())} texels")
    if args.profile:
        with cProfile.Profile() as profile:
            bake(low, FieldSource.for_mesh(field, low, scale=0.6), high=high, size=args.size)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    print(conformity(maps))
    if args.maps:
        contact(maps).save(args.maps)


if __name__ == "__main__":
    main()
