"""Part labels of faces: read from a field, smoothed, without islands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from meshwright.field.protocol import Field
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, face_normals, label_components, neighbours

IndexArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


def segment(mesh: Mesh, field: Field, *, depth: float = 0.01, min_island: float = 2e-3) -> Mesh:
    """Label each face with the part of the field under it.

    The field is asked `depth` field units inside the centroid of each face, where it is surest of
    the part; borders are then straightened by majority and islands smaller than `min_island` of
    the surface's area join the part that surrounds them.
    mesh: in the units of the field. Returns the mesh with `face_part` and `part_names` set.
    """
    points = mesh.triangles.mean(axis=1) - np.float32(depth) * face_normals(mesh).astype(np.float32)
    labels = field.appearance(points.astype(np.float32)).part
    part_names = field.part_names
    clean = clean_labels(mesh, labels, min_island=min_island)
    return replace(mesh, face_part=clean, part_names=part_names)


def clean_labels(
    mesh: Mesh, labels: npt.NDArray[np.integer], *, sweeps: int = 8, min_island: float = 2e-3
) -> npt.NDArray[np.int32]:
    """Labels (m,) with straight borders and without islands.

    sweeps: majority votes over the neighbours of each face, weighted by the length of the shared edge.
    min_island: share of the surface's area below which a patch of one label joins its surroundings.
    """
    around = neighbours(mesh.faces)
    p = mesh.triangles.astype(np.float64)
    lengths = np.linalg.norm(p[:, [1, 2, 0]] - p, axis=2)
    smooth = _majority(np.asarray(labels, np.int64), around, lengths, sweeps)
    return _absorb_islands(smooth, around, lengths, face_areas(mesh), min_island).astype(np.int32)


def _majority(labels: IndexArray, around: IndexArray, lengths: FloatArray, sweeps: int) -> IndexArray:
    """Give each face the label that most of its border has; a face votes for itself with one edge."""
    own = lengths.max(axis=1) * 0.999
    weight = np.where(around >= 0, lengths, 0.0)
    for _ in range(sweeps):
        other = np.where(around >= 0, labels[around], labels[:, None])
        # With three neighbours only a label held by two of them can outvote the face itself.
        votes = np.stack([(weight * (other == other[:, k : k + 1])).sum(axis=1) for k in range(3)], axis=1) + own[
            :, None
        ] * (other == labels[:, None])
        best = votes.argmax(axis=1)
        mine = own + (weight * (other == labels[:, None])).sum(axis=1)
        winner = np.where(votes.max(axis=1) > mine, other[np.arange(len(other)), best], labels)
        if (winner == labels).all():
            break
        labels = winner
    return labels


def _absorb_islands(
    labels: IndexArray, around: IndexArray, lengths: FloatArray, areas: FloatArray, min_island: float
) -> IndexArray:
    """Merge small patches, smallest first, into the neighbour patch with the longest common border."""
    face = np.repeat(np.arange(len(labels)), 3)
    behind, length = around.ravel(), lengths.ravel()
    linked = behind >= 0
    face, behind, length = face[linked], behind[linked], length[linked]
    same = labels[face] == labels[behind]
    count, patch = label_components(len(labels), np.stack([face[same], behind[same]], axis=1))
    area = np.bincount(patch, areas, count)
    label_of = np.zeros(count, np.int64)
    label_of[patch] = labels
    cross = patch[face] != patch[behind]
    keys, inverse = np.unique(patch[face[cross]] * count + patch[behind[cross]], return_inverse=True)
    border = np.bincount(inverse, length[cross], len(keys)) if len(keys) else np.empty(0)
    touching: dict[int, dict[int, float]] = {}
    for key, common in zip(keys.tolist(), border.tolist(), strict=True):
        touching.setdefault(key // count, {})[key % count] = common
    into = np.arange(count)
    limit = min_island * areas.sum()
    for island in np.argsort(area, kind="stable").tolist():
        if area[island] >= limit:  # also where it has grown by absorbing others
            continue
        hosts = touching.pop(island, {})
        if not hosts:
            continue  # a component of its own: not an island in another part
        host = max(sorted(hosts), key=hosts.__getitem__)
        into[island] = host
        area[host] += area[island]
        for other, common in hosts.items():
            touching[other].pop(island, None)
            if other != host:
                touching[other][host] = touching[other].get(host, 0.0) + common
                touching[host][other] = touching[host].get(other, 0.0) + common
    while not (into[into] == into).all():
        into = into[into]
    return np.asarray(label_of[into][patch])
