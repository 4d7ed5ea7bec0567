"""From a mesh that someone else made to an asset with a latent, which instructions can edit.

The encoder was trained on shapes whose parts are known, and its decoder tells parts apart only where they were
given: a mesh without named parts comes back as one of them. So the parts have to be named as the category's are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

import igl
import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.field.protocol import Appearance, FloatArray, IntArray
from meshwright.formats.source import SourceMesh, sample_surface
from meshwright.generator.backend import Backend
from meshwright.generator.codes_numpy import field_grid, grid_points
from meshwright.generator.config import TRUNCATION
from meshwright.generator.sampler import SamplerSettings
from meshwright.geometry.remesh import WindingField
from meshwright.pipeline.finish_source import place_source
from meshwright.pipeline.generate import finish_sample, judge_sample, main_parts
from meshwright.pipeline.latent_io import Layer, stored
from meshwright.pipeline.progress import FIELD_STAGES, Stages
from meshwright.pipeline.recipe import Recipe
from meshwright.pipeline.settings import FinishSettings
from meshwright.pipeline.surface import surface_of
from meshwright.prompt.brief import Brief
from meshwright.vocabulary.colors import linear_from_bytes
from meshwright.vocabulary.lexicon import CategoryEntry
from meshwright.vocabulary.materials import MATERIALS

STAGES: Final = ("encode", "decode", *FIELD_STAGES)
"""Stages of adopting a mesh, for progress."""
FAITHFUL: Final = 0.85
"""Least overlap (IoU) of the mesh and what its latent decodes to; what is lost below is seen at once."""
_FIT, _FLOOR = 1.84, -0.92  # longest side and lowest point in field units, as in training
_METAL_WEIGHT = 2.0


@dataclass(frozen=True)
class MeshField:
    """A mesh with materials as a `Field`, in field units.

    solid: its distance.  source: vertices anywhere; faces are those of `solid`.
    slots: (p,) slot of each part of the source.  materials: (p,) material class of each.
    """

    solid: WindingField
    source: SourceMesh
    slots: IntArray
    materials: IntArray
    part_names: tuple[str, ...] = field(default=())

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        return self.solid.bounds

    def sdf(self, points: FloatArray) -> FloatArray:
        return self.solid.sdf(points)

    def gradient(self, points: FloatArray) -> FloatArray:
        return self.solid.gradient(points)

    def appearance(self, points: FloatArray) -> Appearance:
        face, bary = self._closest(points)
        look = sample_surface(self.source, face, bary)
        part = self.source.mesh.face_part[face]
        glow = np.clip(look.emission.max(axis=1), 0.0, 1.0)
        return Appearance(
            self.slots[part], self.materials[part], look.albedo, look.roughness, look.metallic, glow.astype(np.float32)
        )

    def _closest(self, points: FloatArray) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """Face (n,) and barycentric coordinates (n, 3) of the closest point of the mesh."""
        vertices, faces = self.solid.vertices, self.solid.faces
        at = np.ascontiguousarray(points, np.float64)
        _, face, spot = igl.point_mesh_squared_distance(at, vertices, faces)
        face = np.asarray(face, np.int64).ravel()
        corners = vertices[faces[face]]
        a, b, c = (np.ascontiguousarray(corners[:, k]) for k in range(3))
        bary = np.nan_to_num(np.asarray(igl.barycentric_coordinates(np.asarray(spot), a, b, c)), nan=1 / 3)
        return face, np.clip(bary, 0.0, 1.0).astype(np.float32)


def adopt(
    backend: Backend,
    source: SourceMesh,
    category: str,
    settings: FinishSettings,
    *,
    weights: str,
    stages: Stages | None = None,
) -> Asset:
    """The finished asset of the latent that stands for a mesh; it can be edited as a generated one.

    category: of the lexicon, as `chest`.  Parts must be called as its parts are, numbers behind the names aside
    (`lid`, `Lid.001`). Detail finer than the latent is lost; `report["adopted"]` says how much of the volume agrees.
    Raises InputError for an unknown category, other parts, a mesh that encloses nothing, or one that the latent
    does not hold (`FAITHFUL`), and what finishing raises.
    """
    stages = stages or Stages(expected=STAGES)
    entry = _entry(backend, category)
    upright, _ = place_source(source, settings)
    slots = part_slots(upright, entry)
    with stages.stage("encode"):
        original = mesh_field(upright, slots)
        distance = original.sdf(grid_points())
        if not (distance < 0).any():
            raise InputError("mesh", "encloses no volume", "a solid, as `meshwright finish` makes it")
        latent = stored(backend.encode(field_grid(original, labelled=True, sdf=distance)))
    height = settings.height or float(np.ptp(upright.mesh.vertices[:, 1]))
    recipe = Recipe(
        (Layer(latent),), Brief("", entry.name), settings.seed, 0, SamplerSettings(), weights,
        replace(settings, height=height, up="y", front="z"),
    )  # fmt: skip
    with stages.stage("decode"):
        decoded = recipe.field(backend)
        inside, again = distance < 0, decoded.sdf(grid_points()) < 0
    overlap = float((inside & again).sum() / max((inside | again).sum(), 1))
    if overlap < FAITHFUL:
        raise InputError("mesh", f"is not held by a latent: {overlap:.0%} of the volume agrees", f"{FAITHFUL:.0%}")
    surface = surface_of(decoded, settings.budget, stages)
    sample = judge_sample(recipe, decoded, surface, main_parts(entry))
    notes: dict[str, Any] = {"adopted": {"name": source.name, "triangles": len(source.mesh.faces), "iou": overlap}}
    return finish_sample(backend, sample, attempts=1, stages=stages, notes=notes)


def part_slots(source: SourceMesh, category: CategoryEntry) -> IntArray:
    """The slot (p,) of each part of a mesh in a category. Raises InputError for a part that the category lacks."""
    known = {part.name: part.slot for part in category.parts}
    slots = []
    for name in source.mesh.part_names:
        plain = re.sub(r"[\s_.-]*\d*$", "", name.lower().replace("_", " ")).strip()
        if plain not in known:
            raise InputError("parts", f"{name!r} is no part of a {category.name}", ", ".join(known))
        slots.append(known[plain])
    return np.array(slots, np.int32)


def mesh_field(source: SourceMesh, slots: IntArray) -> MeshField:
    """A mesh as a field: standing on the floor, as large as in training."""
    mesh = source.mesh
    low, high = mesh.vertices.min(axis=0).astype(np.float64), mesh.vertices.max(axis=0).astype(np.float64)
    middle = np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    vertices = (mesh.vertices - middle) * (_FIT / (high - low).max()) + (0.0, _FLOOR, 0.0)
    # Distances are exact as far as the encoder looks.
    solid = WindingField(vertices, mesh.faces.astype(np.int64), TRUNCATION / 2)
    return MeshField(solid, source, slots, _materials(source))


def _materials(source: SourceMesh) -> IntArray:
    """The material class (p,) that looks most like each part, by the means over its faces."""
    mesh = source.mesh
    third = np.full((len(mesh.faces), 3), 1 / 3, np.float32)
    look = sample_surface(source, np.arange(len(mesh.faces)), third)
    own = np.stack([*np.sqrt(look.albedo).T, look.roughness, look.metallic * _METAL_WEIGHT])
    count = np.maximum(np.bincount(mesh.face_part, minlength=len(mesh.part_names)), 1)
    mean = np.stack([np.bincount(mesh.face_part, row, len(mesh.part_names)) / count for row in own], axis=1)
    usual = np.array([
        [*np.sqrt(linear_from_bytes(m.srgb)), m.roughness, m.metallic * _METAL_WEIGHT] for m in MATERIALS
    ])  # fmt: skip
    return np.asarray(((mean[:, None] - usual) ** 2).sum(axis=2).argmin(axis=1), np.int32)


def _entry(backend: Backend, category: str) -> CategoryEntry:
    try:
        return backend.lexicon.category(category)
    except KeyError:
        known = ", ".join(sorted(entry.name for entry in backend.lexicon.categories))
        raise InputError("category", f"{category!r} is unknown to these weights", known) from None
