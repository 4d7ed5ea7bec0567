"""From a field to a labelled surface, fine enough for a budget."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from meshwright.field.protocol import Field
from meshwright.geometry.components import ComponentReport, drop_floaters
from meshwright.geometry.decimate import thin
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.segment import segment
from meshwright.geometry.topology import face_components, face_volumes
from meshwright.pipeline.progress import Stages

LEAST_RESOLUTION: Final = 160
"""Two and a half cells per node of a decoded feature grid: more adds smoothness, which the budget then removes."""
MOST_RESOLUTION: Final = 512
_COARSE: Final = 32
_FINER: Final = 8  # triangles of the extracted surface per triangle of the budget, where resolution allows
_SHOWN: Final = 4
_FACES_PER_CELL: Final = 3.0  # triangles over the squared resolution, for a small object


@dataclass(frozen=True)
class Surface:
    """A field's surface, in field units.

    dense: as extracted, without floaters; the surface that maps are baked from.
    labelled: thinned to a few times the budget, with parts.
    components: what was dropped.  largest_share: of the volume of all components that stayed.
    resolution: cells along the longest side.
    parts_present: names of the parts that the field shows on the surface, however small.
    """

    dense: Mesh
    labelled: Mesh
    components: ComponentReport
    largest_share: float
    resolution: int
    parts_present: frozenset[str]


def surface_of(field: Field, budget: int, stages: Stages) -> Surface:
    """Extract, clean and label the surface of a field.

    The resolution follows the budget; where even the finest grid gives fewer triangles than the budget, its
    triangles are split. Raises `InputError` for a field without surface.
    """
    with stages.stage("surface"):
        resolution = resolution_for(budget)
        raw = extract(field, resolution=resolution, coarse=_COARSE)
        if len(raw.faces) < 1.5 * budget and resolution < MOST_RESOLUTION:
            grow = math.sqrt(2.0 * budget / len(raw.faces))
            resolution = min(MOST_RESOLUTION, math.ceil(resolution * grow))
            raw = extract(field, resolution=resolution, coarse=_COARSE)
        dense, components = drop_floaters(raw)
        share = largest_share(dense)
        thinned = thin(dense, target_faces=budget)
        while len(thinned.faces) < budget:
            thinned = split_in_four(thinned)
    with stages.stage("parts"):
        labelled = segment(thinned, field)
        present = parts_shown(thinned, field)
    return Surface(dense, labelled, components, share, resolution, present)


def parts_shown(mesh: Mesh, field: Field) -> frozenset[str]:
    """Names of the parts under at least `_SHOWN` faces. Segmentation may give a small one to its surroundings."""
    part = field.appearance(mesh.triangles.mean(axis=1).astype(np.float32)).part
    return frozenset(field.part_names[k] for k in np.flatnonzero(np.bincount(part) >= _SHOWN))


def dense_surface(field: Field, resolution: int) -> Mesh:
    """The surface that maps are baked from, extracted again at a resolution used before."""
    return drop_floaters(extract(field, resolution=resolution, coarse=_COARSE))[0]


def resolution_for(budget: int) -> int:
    """Cells along the longest side that give about eight triangles per triangle of the budget."""
    wanted = math.ceil(math.sqrt(_FINER * budget / _FACES_PER_CELL))
    return min(MOST_RESOLUTION, max(LEAST_RESOLUTION, wanted))


def largest_share(mesh: Mesh) -> float:
    """Share of the largest component in the volume of all components of a closed mesh."""
    count, label = face_components(mesh.faces)
    if count == 1:
        return 1.0
    volumes = np.abs(np.bincount(label, face_volumes(mesh), count))
    return float(volumes.max() / max(volumes.sum(), 1e-30))


def split_in_four(mesh: Mesh) -> Mesh:
    """Each triangle cut in four at the middle of its edges; the surface stays the same."""
    edges = np.sort(np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]]), axis=1)
    unique, inverse = np.unique(edges, axis=0, return_inverse=True)
    middle = mesh.vertices[unique].mean(axis=1, dtype=np.float32)
    ab, bc, ca = inverse.reshape(3, -1) + len(mesh.vertices)
    a, b, c = mesh.faces.T
    faces = np.stack([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], axis=1).reshape(-1, 3)
    return Mesh(
        np.concatenate([mesh.vertices, middle]),
        np.ascontiguousarray(faces, np.int32),
        np.repeat(mesh.face_part, 4),
        mesh.part_names,
    )
