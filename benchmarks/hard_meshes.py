"""A reproducible corpus of hard meshes: real ones, ones broken on purpose, and analytic shapes.

Used by `finish_corpus.py`. Everything follows from a seed and the pack of CC0 meshes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from meshwright.dataset.packs import MeshRecord, read_pack
from meshwright.field.protocol import Appearance
from meshwright.formats.source import SourceMaterial, SourceMesh
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.vocabulary.colors import srgb_to_linear

BUDGETS = (300, 800, 2000)
Breaker = Callable[[Mesh, np.random.Generator], Mesh]


@dataclass(frozen=True)
class Case:
    """One mesh to finish: `kind` names how it was made, `budget` the triangles asked."""

    name: str
    kind: str
    budget: int
    source: SourceMesh


def flipped(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A third of the faces wound the other way."""
    faces = mesh.faces.copy()
    turn = rng.random(len(faces)) < 1 / 3
    faces[turn] = faces[turn][:, ::-1]
    return replace(mesh, faces=faces)


def holed(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A tenth of the faces, in three round patches, missing."""
    centre = mesh.triangles.mean(axis=1)
    keep = np.ones(len(centre), bool)
    for _ in range(3):
        gap = np.linalg.norm(centre - centre[rng.integers(len(centre))], axis=1)
        keep[np.argsort(gap)[: max(1, len(gap) // 30)]] = False
    return _faces(mesh, keep)


def doubled(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Double faces, faces with a repeated vertex, and needles without area."""
    twice = mesh.faces[rng.integers(len(mesh.faces), size=len(mesh.faces) // 5 + 1)]
    point = twice.copy()
    point[:, 2] = point[:, 1]
    vertices = np.concatenate([mesh.vertices, mesh.vertices[twice[:, :2]].mean(axis=1)])
    needle = np.column_stack([twice[:, :2], np.arange(len(twice)) + len(mesh.vertices)])
    return _plain(vertices, np.concatenate([mesh.faces, twice, point, needle]))


def finned(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Fins on edges, so that these have three faces."""
    base = mesh.faces[rng.integers(len(mesh.faces), size=max(2, len(mesh.faces) // 20))]
    tip = mesh.vertices[base].mean(axis=1) + rng.normal(size=(len(base), 3)) * 0.1 * np.ptp(mesh.vertices)
    fin = np.column_stack([base[:, :2], np.arange(len(base)) + len(mesh.vertices)])
    return _plain(np.concatenate([mesh.vertices, tip]), np.concatenate([mesh.faces, fin]))


def nested(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A copy at half the size inside."""
    middle = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2
    return _join(mesh, replace(mesh, vertices=middle + (mesh.vertices - middle) * np.float32(0.5)))


def crossing(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A turned copy through the original: self-intersections everywhere."""
    a = float(rng.uniform(0.3, 1.2))
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    return _join(mesh, replace(mesh, vertices=mesh.vertices @ turn + rng.normal(size=3) * 0.05))


def crumpled(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Vertices moved by a fiftieth of the size: folds and small crossings."""
    size = float(np.ptp(mesh.vertices, axis=0).max())
    return replace(mesh, vertices=mesh.vertices + rng.normal(size=mesh.vertices.shape) * 0.02 * size)


def merged(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Two copies that touch in one welded vertex."""
    shift = mesh.vertices[mesh.vertices[:, 0].argmax()] - mesh.vertices[mesh.vertices[:, 0].argmin()]
    return _welded(_join(mesh, replace(mesh, vertices=mesh.vertices + shift)))


def unwelded(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Every triangle with vertices of its own, a little apart."""
    points = mesh.triangles.reshape(-1, 3) + rng.normal(size=(3 * len(mesh.faces), 3)) * 1e-8
    return _plain(points, np.arange(len(points)).reshape(-1, 3))


def not_a_number(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """One coordinate that is not a number."""
    vertices = mesh.vertices.copy()
    vertices[mesh.faces[rng.integers(len(mesh.faces)), 0], 1] = np.nan
    return replace(mesh, vertices=vertices)


def tiny(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Two millimetres tall."""
    return replace(mesh, vertices=mesh.vertices * np.float32(0.002 / max(np.ptp(mesh.vertices[:, 1]), 1e-9)))


def huge(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Nine hundred metres tall, and far from the origin."""
    scaled = mesh.vertices * np.float32(900 / max(np.ptp(mesh.vertices[:, 1]), 1e-9))
    return replace(mesh, vertices=scaled + np.array([5000, -2000, 3000]))


def sheet(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """The half of the surface that looks up and right: an open sheet."""
    t = mesh.triangles
    normal = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    keep = normal @ np.array([0.5, 1.0, 0.2]) > 0
    return _faces(mesh, keep if keep.any() else ~keep)


def dusty(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Loose triangles strewn around."""
    points = rng.uniform(mesh.vertices.min(), mesh.vertices.max(), (40, 1, 3)) + rng.normal(size=(40, 3, 3)) * 0.01
    return _join(mesh, _plain(points.reshape(-1, 3), np.arange(120).reshape(-1, 3)))


BREAKERS: dict[str, Breaker] = {
    f.__name__: f
    for f in (
        flipped, holed, doubled, finned, nested, crossing, crumpled, merged, unwelded, not_a_number, tiny,
        huge, sheet, dusty,
    )
}  # fmt: skip


def _plain(vertices: np.ndarray, faces: np.ndarray) -> Mesh:
    return Mesh.from_arrays(vertices, faces)


def _faces(mesh: Mesh, keep: np.ndarray) -> Mesh:
    return _plain(mesh.vertices, mesh.faces[keep])


def _join(a: Mesh, b: Mesh) -> Mesh:
    return _plain(np.concatenate([a.vertices, b.vertices]), np.concatenate([a.faces, b.faces + len(a.vertices)]))


def _welded(mesh: Mesh) -> Mesh:
    unique, inverse = np.unique(mesh.vertices.round(6), axis=0, return_inverse=True)
    return _plain(unique, inverse.ravel()[mesh.faces])


@dataclass(frozen=True)
class Analytic:
    """A field in closed form: tower, knot, plates or lattice."""

    shape: str
    bounds = (np.full(3, -1, np.float32), np.full(3, 1, np.float32))
    part_names = ("body",)

    def sdf(self, p: np.ndarray) -> np.ndarray:
        if self.shape == "tower":
            around = np.hypot(p[:, 0], p[:, 2])
            shaft = np.maximum(around - (0.35 + 0.05 * np.sin(9 * p[:, 1])), np.abs(p[:, 1]) - 0.85)
            teeth = np.abs(np.sin(5 * np.arctan2(p[:, 2], p[:, 0]))) * 0.15
            crown = np.maximum(np.abs(around - 0.42) - 0.06, np.abs(p[:, 1] - 0.75) - 0.06 - teeth)
            return np.asarray(np.minimum(shaft, crown) * 0.8, np.float32)
        if self.shape == "knot":
            t = np.linspace(0, 2 * np.pi, 160, endpoint=False)
            x, y = np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t)
            line = np.stack([x, y, -np.sin(3 * t)], axis=1) * 0.27
            from scipy.spatial import cKDTree

            return np.asarray(cKDTree(line).query(p)[0] - 0.11, np.float32)
        if self.shape == "plates":
            return np.asarray(
                np.maximum(np.abs(np.sin(7 * p[:, 1])) * 0.14 - 0.05, np.linalg.norm(p, axis=1) - 0.85), np.float32
            )
        wave = sum(np.sin(7 * p[:, i]) * np.cos(7 * p[:, (i + 1) % 3]) for i in range(3))
        return np.asarray(np.maximum(wave * 0.08, np.abs(p).max(axis=1) - 0.85), np.float32)

    def gradient(self, p: np.ndarray) -> np.ndarray:
        raise NotImplementedError("not needed to extract a surface")

    def appearance(self, p: np.ndarray) -> Appearance:
        raise NotImplementedError("not needed to extract a surface")


def source_of(mesh: Mesh, name: str, colors: np.ndarray | None = None) -> SourceMesh:
    """A source with one grey material, or vertex colours (n, 3) uint8 sRGB."""
    corners = None
    if colors is not None:
        linear = srgb_to_linear(colors.astype(np.float32) / 255)
        corners = np.ones((len(mesh.faces), 3, 4), np.float32)
        corners[..., :3] = linear[mesh.faces]
    mesh = replace(mesh, vertices=np.ascontiguousarray(mesh.vertices, np.float32))
    return SourceMesh(name, mesh, (SourceMaterial(roughness=0.7),), np.zeros(len(mesh.faces), np.int32), corners)


def pick(records: list[MeshRecord], count: int, seed: int) -> list[MeshRecord]:
    """The records whose hashed ids come first: a selection that does not depend on their order."""
    return sorted(records, key=lambda r: hashlib.sha256(f"{seed}:{r.id}".encode()).hexdigest())[:count]


def corpus(pack: Path, count: int, seed: int) -> Iterator[Case]:
    """Of every five cases: two real meshes, two real meshes broken, one analytic (every other one broken)."""
    records = pick(read_pack(pack), count, seed)
    breakers = list(BREAKERS.items())
    shapes = ("tower", "knot", "plates", "lattice")
    broken = analytic = 0
    for k in range(count):
        rng = np.random.default_rng((seed, k))
        budget = BUDGETS[k % len(BUDGETS)]
        if k % 5 == 4:
            shape, resolution = shapes[analytic % 4], (24, 48, 80)[analytic % 3]
            mesh, kind, name = extract(Analytic(shape), resolution=resolution, coarse=16), "analytic", shape
            if analytic % 2:
                kind, change = breakers[(analytic // 2) % len(breakers)]
                mesh = change(mesh, rng)
            analytic += 1
            yield Case(f"{k:04d} {name} {resolution}", kind, budget, source_of(mesh, name))
            continue
        record = records[k]
        mesh = Mesh.from_arrays(record.vertices, record.faces)
        if k % 5 in (1, 3):
            kind, change = breakers[broken % len(breakers)]
            broken += 1
            yield Case(f"{k:04d} {record.id}", kind, budget, source_of(change(mesh, rng), record.id))
        else:
            yield Case(f"{k:04d} {record.id}", "as it is", budget, source_of(mesh, record.id, record.colors[:, :3]))
