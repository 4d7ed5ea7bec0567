"""Standing or falling, against MuJoCo: python benchmarks/stability.py [--cases 200] [--seed 0] [--json FILE]

Random solids of six families stand on a floor while gravity leans by half a degree to each of four sides; MuJoCo
simulates six seconds of each. A case agrees when
`mass_properties(...).stable` says what the simulation shows: a tilt below five degrees at the end, or not.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import mujoco
import numpy as np
from scipy.spatial import ConvexHull

from meshwright.geometry.body import Physics
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.stability import NUDGE, STABLE_TILT
from meshwright.metrics.intervals import proportion

FAMILIES = ("box", "leaning prism", "cone", "three legs", "round foot", "weighted box")


def solid(points: np.ndarray) -> Mesh:
    """Convex mesh of a point set, wound outward."""
    hull = ConvexHull(points)
    faces = hull.simplices.copy()
    p = points[faces]
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
    inward = (normal * hull.equations[:, :3]).sum(axis=1) < 0
    faces[inward] = faces[inward][:, ::-1]
    used, inverse = np.unique(faces, return_inverse=True)
    return Mesh.from_arrays(points[used], inverse.reshape(-1, 3))


def drop_tilt(mesh: Mesh, body: Physics, sides: int = 4) -> float:
    """Greatest angle, in degrees, from up after gravity leant by `NUDGE` to each of so many sides, by MuJoCo.

    The object is set on the floor; gravity leans over a second, stays for three, is upright for two. (Letting
    go a leaning object would rock it over edges that it could stand on.)
    """
    return max(_drop(mesh, body, 2 * np.pi * (k + 0.3) / sides) for k in range(sides))


def _drop(mesh: Mesh, body: Physics, side: float) -> float:
    spec = mujoco.MjSpec()
    spec.option.timestep = 0.002
    spec.compiler.inertiafromgeom = mujoco.mjtInertiaFromGeom.mjINERTIAFROMGEOM_FALSE
    spec.worldbody.add_geom(
        type=mujoco.mjtGeom.mjGEOM_PLANE,
        size=[5, 5, 0.1],
        quat=[0.7071068, -0.7071068, 0, 0],
        friction=[1, 0.005, 0.0001],
    )
    spec.add_mesh(name="m", uservert=(mesh.vertices.astype(np.float64) - body.center_of_mass).ravel().tolist())
    frame = spec.worldbody.add_body(
        pos=[0, body.center_of_mass[1] - mesh.vertices[:, 1].min() + 1e-5, 0],
        mass=body.mass,
        fullinertia=[body.inertia[i, j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))],
        ipos=[0, 0, 0],
        explicitinertial=True,
    )
    frame.add_freejoint()
    frame.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname="m", mass=0, friction=[1, 0.005, 0.0001])
    model = spec.compile()
    data = mujoco.MjData(model)
    while data.time < 6.0:
        lean = np.radians(NUDGE) * (min(data.time, 1.0) if data.time < 4.0 else 0.0)
        way = (np.sin(lean) * np.cos(side), -np.cos(lean), np.sin(lean) * np.sin(side))
        model.opt.gravity[:] = 9.81 * np.array(way)
        mujoco.mj_step(model, data)
    # The body's frame, not the mesh's, which MuJoCo turns to its principal axes.
    up = data.xmat[-1].reshape(3, 3)[1, 1]
    return float(np.degrees(np.arccos(np.clip(up, -1, 1))))


def _ring(radius: float, y: float, count: int, squash: float = 1.0) -> np.ndarray:
    a = np.arange(count) * 2 * np.pi / count
    return np.stack([radius * np.cos(a), np.full(count, y), squash * radius * np.sin(a)], axis=1)


def _make(family: str, rng: np.random.Generator) -> tuple[Mesh, list[float]]:
    """One solid of a family, up to a metre tall, and the densities of its parts."""
    density = [float(rng.uniform(200, 8000))]
    height = float(rng.uniform(0.2, 1.0))
    if family == "box":
        half = rng.uniform(0.02, 0.4, 2)
        corners = np.array([[x, y, z] for x in (-1, 1) for y in (0, height) for z in (-1, 1)], float)
        return solid(corners * [half[0], 1, half[1]]), density
    if family == "leaning prism":
        base = float(rng.uniform(0.05, 0.2))
        lean = rng.uniform(-2.2, 2.2, 2) * base
        low = _ring(base, 0.0, 4 + int(rng.integers(5)))
        return solid(np.concatenate([low, low + np.array([lean[0], height, lean[1]])])), density
    if family == "cone":
        low, high = rng.uniform(0.005, 0.3, 2)
        top = _ring(high, height, 24) + np.array([rng.uniform(-0.3, 0.3), 0, rng.uniform(-0.3, 0.3)])
        return solid(np.concatenate([_ring(low, 0.0, 24), top])), density
    if family == "three legs":
        feet = _ring(float(rng.uniform(0.05, 0.3)), 0.0, 3)
        top = _ring(float(rng.uniform(0.1, 0.4)), height, 16) + np.array([rng.uniform(-0.2, 0.2), 0, 0])
        return solid(np.concatenate([feet, top, top + np.array([0, 0.03, 0])])), density
    if family == "round foot":
        radius = float(rng.uniform(0.05, 0.3))
        polar = np.linspace(0, np.pi / 2, 9)[:-1]
        rings = [_ring(radius * np.sin(t), radius * (1 - np.cos(t)), 32) for t in polar[1:]]
        top = _ring(radius, radius + float(rng.uniform(0.01, 1.5)) * radius, 32)
        return solid(np.concatenate([[[0, 0, 0]], *rings, top])), density
    # A cube of two halves of different density, divided upright: the heavy half may hang over.
    shift = float(rng.uniform(0.1, 0.9))
    points = np.array([[x, y, z] for x in (-1, 0, 1) for y in (0, height) for z in (-0.2, 0.2)], float)
    points[:, 0] *= 0.3
    points[(points[:, 1] == 0) & (points[:, 0] > 0), 0] = -0.3 + 0.6 * shift
    points[(points[:, 1] == 0) & (points[:, 0] == 0), 0] = -0.3 + 0.3 * shift
    halves = []
    for side in (0, 4):
        halves.append(solid(points[side : side + 8]))
    joined = _joined(*halves)
    return joined, [float(rng.uniform(200, 8000)), float(rng.uniform(200, 8000))]


def _joined(a: Mesh, b: Mesh) -> Mesh:
    """Two convex pieces that share a wall, without it, as one closed mesh of two parts."""
    points = np.concatenate([a.vertices, b.vertices])
    unique, inverse = np.unique(points.round(6), axis=0, return_inverse=True)
    inverse = inverse.ravel()
    faces = np.concatenate([inverse[a.faces], inverse[b.faces + len(a.vertices)]])
    part = np.repeat([0, 1], [len(a.faces), len(b.faces)]).astype(np.int32)
    shared = set(np.unique(faces[part == 0])) & set(np.unique(faces[part == 1]))
    wall = np.isin(faces, list(shared)).all(axis=1)
    mesh = Mesh.from_arrays(unique, faces[~wall])
    return replace(mesh, face_part=part[~wall], part_names=("left", "right"))


def cases(count: int, seed: int) -> Iterator[tuple[str, Mesh, list[float]]]:
    """Solids of all families in turn, the same for a seed."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        family = FAMILIES[k % len(FAMILIES)]
        mesh, density = _make(family, rng)
        yield family, mesh, density


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    start = time.perf_counter()
    rows = []
    for k, (family, mesh, density) in enumerate(cases(args.cases, args.seed)):
        body = mass_properties(mesh, density)
        tilt = drop_tilt(mesh, body)
        rows.append({"case": k, "family": family, "stable": body.stable, "tilt": round(tilt, 2)})
    agree = [row["stable"] == (row["tilt"] < STABLE_TILT) for row in rows]
    result = {
        "benchmark": "stability",
        "n": len(rows),
        "seed": args.seed,
        "machine": f"{platform.machine()}, {platform.system()}, MuJoCo {mujoco.__version__}",
        "agree": proportion(agree, target=1.0).to_json(),
        "stand": sum(bool(row["stable"]) for row in rows),
        "disagree": [row for row, ok in zip(rows, agree, strict=True) if not ok],
        "seconds": round(time.perf_counter() - start, 1),
    }
    text = json.dumps(result, indent=1)
    if args.json:
        args.json.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
