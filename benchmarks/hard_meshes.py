"""A reproducible corpus of hard meshes: real ones, ones broken on purpose, and surfaces of fields.

Used by `finish_corpus.py`. Everything follows from a seed and the pack of CC0 meshes.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from broken_meshes import BREAKERS

from meshwright.dataset.packs import MeshRecord, read_pack
from meshwright.field.protocol import Appearance
from meshwright.formats.source import SourceMaterial, SourceMesh
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.vocabulary.colors import srgb_to_linear

BUDGETS = (300, 800, 2000)
ORDER = "rbrrbrgrbr"
"""What ten cases in a row are: real as it is, broken on purpose, a field's surface."""


@dataclass(frozen=True)
class Case:
    """One mesh to finish: `kind` names how it was made, `budget` the triangles asked."""

    number: int
    name: str
    kind: str
    budget: int
    source: SourceMesh


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


class Drawn:
    """The field of a random object of the part grammar."""

    bounds = Analytic.bounds
    part_names = ("body",)

    def __init__(self, seed: int) -> None:
        import torch

        from meshwright.dataset.grammar.categories import load
        from meshwright.dataset.grammar.sampling import draw, table_of

        rng = random.Random(seed)
        drawn = draw(rng.choice(load()), rng)
        self.shape = drawn.category.name
        self.rows = torch.from_numpy(table_of(drawn))

    def sdf(self, p: np.ndarray) -> np.ndarray:
        import torch

        from meshwright.dataset.grammar.sdf import evaluate

        with torch.no_grad():
            return np.asarray(evaluate(self.rows, torch.from_numpy(np.ascontiguousarray(p, np.float32)))[0].numpy())


SHAPES = ("tower", "knot", "plates", "lattice")
RESOLUTIONS = (24, 48, 96, 160)


def field_surface(number: int) -> tuple[Mesh, str]:
    """The surface of the n-th field and its name: analytic and drawn ones in turn, at four resolutions."""
    resolution = RESOLUTIONS[(number // 2) % len(RESOLUTIONS)]
    field = Analytic(SHAPES[number // 2 % len(SHAPES)]) if number % 2 else Drawn(number)
    return extract(field, resolution=resolution, coarse=min(32, resolution)), f"{field.shape} {resolution}"


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


def corpus(pack: Path, count: int, seed: int, wanted: frozenset[int] | None = None) -> Iterator[Case]:
    """The first `count` cases: of every ten six real meshes, three broken ones, and one surface of a field.

    A broken one of every three was a field's surface, the others real meshes. Another seed takes other meshes and
    drawn fields. wanted: numbers to make; None is all.
    """
    records = pick(read_pack(pack), count, seed)
    breakers = list(BREAKERS.items())
    made = dict.fromkeys("rbg", 0)
    for k in range(count):
        sort = ORDER[k % len(ORDER)]
        turn = made[sort]
        made[sort] += 1
        if wanted is not None and k not in wanted:
            continue
        rng = np.random.default_rng((seed, k))
        budget = BUDGETS[k % len(BUDGETS)]
        record = records[k]
        if sort == "g":
            mesh, name = field_surface(turn + 1000 * seed)
            yield Case(k, f"{k:04d} {name}", "field", budget, source_of(mesh, name))
        elif sort == "r":
            mesh = Mesh.from_arrays(record.vertices, record.faces)
            yield Case(k, f"{k:04d} {record.id}", "as it is", budget, source_of(mesh, record.id, record.colors[:, :3]))
        else:
            kind, change = breakers[turn % len(breakers)]
            mesh, name = Mesh.from_arrays(record.vertices, record.faces), record.id
            if turn % 3 == 2:
                mesh, name = field_surface(turn + 1000 * seed)
            yield Case(k, f"{k:04d} {name}", kind, budget, source_of(change(mesh, rng), name))
