"""Time the preview renderer and the rasteriser: python benchmarks/render.py [--repeat 5] [--save FOLDER]

Prints the median and the fastest of `repeat` runs, wall-clock seconds; the first, warming run is not counted.
The asset is a ball of `--faces` triangles, one chart, with maps that vary from texel to texel.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.spatial import Delaunay

from meshwright.asset import Asset
from meshwright.geometry.mesh import FloatArray, Mesh
from meshwright.geometry.raster import rasterize
from meshwright.rendering.images import save_png, save_webp
from meshwright.rendering.preview import render, turntable
from meshwright.texturing.maps import PBRMaps


def ball(faces: int) -> Mesh:
    """A ball of about `faces` triangles with ripples, normals and texture coordinates."""
    rings = max(4, round(np.sqrt(faces / 4)))
    u, v = np.meshgrid(np.linspace(0, 1, 2 * rings + 1), np.linspace(0.02, 0.98, rings + 1))
    theta, phi = v * np.pi, u * 2 * np.pi
    n = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta), np.sin(theta) * np.cos(phi)], axis=-1)
    i = np.arange(u.size).reshape(u.shape)
    a, b, c, d = i[:-1, :-1].ravel(), i[:-1, 1:].ravel(), i[1:, :-1].ravel(), i[1:, 1:].ravel()
    f = np.concatenate([np.stack([a, c, d], 1), np.stack([a, d, b], 1)]).astype(np.int32)
    normal, uv = n.reshape(-1, 3).astype(np.float32), np.stack([u, v], -1).reshape(-1, 2).astype(np.float32)
    ripple = 0.5 + 0.03 * np.sin(14 * theta) * np.sin(9 * phi)
    p = (n * ripple[..., None]).reshape(-1, 3).astype(np.float32)
    return Mesh(p, f, np.zeros(len(f), np.int32), ("ball",), uv[f], normal[f])


def maps(size: int) -> PBRMaps:
    """Bands of painted and of bare metal with bumps and a glowing ring."""
    v, u = np.meshgrid(np.linspace(0, 1, size), np.linspace(0, 1, size), indexing="ij")
    metal = (np.sin(v * 40) > 0.3).astype(np.float32)
    albedo = np.where(metal[..., None] > 0, (0.72, 0.56, 0.26), (0.35, 0.05, 0.04)).astype(np.float32)
    normal = np.stack([0.2 * np.sin(u * 300), 0.2 * np.sin(v * 200), np.ones_like(u)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    glow = np.zeros((size, size, 3), np.float32)
    glow[int(0.49 * size) : int(0.51 * size)] = (0.2, 1.4, 2.0)
    rough = (0.3 + 0.2 * np.sin(u * 60) ** 2).astype(np.float32)
    return PBRMaps(
        albedo,
        normal.astype(np.float32),
        rough,
        metal,
        np.ones_like(rough),
        glow,
        np.ones(rough.shape, np.bool_),
    )


def triangulation(count: int, size: int) -> FloatArray:
    """A random triangulation (about count, 3, 2) of the whole image."""
    rng = np.random.default_rng(0)
    corners = [[0, 0], [size, 0], [0, size], [size, size]]
    points = np.concatenate([rng.uniform(0, size, (count // 2, 2)), corners])
    return np.asarray(points[Delaunay(points).simplices], np.float32)


def measure(name: str, repeat: int, call: Callable[[], object]) -> None:
    """Print one row of the table."""
    call()
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    print(f"| {name} | {statistics.median(seconds):.3f} | {min(seconds):.3f} |")


def main() -> None:
    """Print the table of timings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--faces", type=int, default=5000)
    parser.add_argument("--save", type=Path, help="folder for the pictures that were timed")
    options = parser.parse_args()
    print(f"n = {options.repeat}\n| what | median s | best s |\n|---|---|---|")
    for count, size, layered in ((5000, 1024, False), (5000, 512, True), (400_000, 512, True)):
        corners = triangulation(count, size)
        depth = np.random.default_rng(1).random(corners.shape[:2], np.float32) if layered else None
        name = f"rasterize {len(corners)} triangles at {size}²" + (", depth" if layered else "")
        measure(
            name,
            options.repeat,
            lambda c=corners, d=depth, s=size: rasterize(c, d, s, s),  # type: ignore[misc]
        )
    mesh = ball(options.faces)
    asset = Asset("ball", mesh, maps(1024))
    count = len(mesh.faces)
    measure(f"render asset, {count} triangles, 1K maps, 512²", options.repeat, lambda: render(asset, size=512))
    measure(f"render mesh, {count} triangles, 256²", options.repeat, lambda: render(mesh, size=256))
    large = ball(400_000)
    measure(f"render mesh, {len(large.faces)} triangles, 512²", options.repeat, lambda: render(large, size=512))
    measure("turntable, 8 frames at 384²", min(options.repeat, 3), lambda: turntable(asset, 8))
    if options.save:
        options.save.mkdir(parents=True, exist_ok=True)
        save_png(render(asset, size=512), options.save / "asset.png")
        save_png(render(mesh, size=256), options.save / "mesh.png")
        save_webp(turntable(asset, 24), options.save / "turntable.webp", frames_per_second=12)


if __name__ == "__main__":
    main()
