"""Meshes of a user's own folder as training records: normalised, coloured, named after their files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.dataset.packs import MeshRecord
from meshwright.errors import InputError, MeshwrightError
from meshwright.formats import LOCAL_LIMITS, read_source
from meshwright.formats.source import SourceMesh, sample_surface
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isolation import run_isolated
from meshwright.geometry.repair import repair
from meshwright.vocabulary.colors import COLORS, linear_from_bytes, linear_to_srgb

SUFFIXES: Final = (".glb", ".gltf", ".obj", ".ply", ".stl", ".3mf")
_HELD_OUT_SHARE: Final = 16  # one file in so many is held out, by the digest of its bytes
_COLOUR_SHARE: Final = 0.2
_TIME: Final = 120.0


def ingest(folder: Path, *, max_faces: int, skip: Callable[[Path, str], None]) -> Iterator[MeshRecord]:
    """Records of all mesh files under a folder, in the order of their paths.

    max_faces: larger meshes are repaired and decimated to it.  skip: called for a file that cannot be used, and why.
    Files with equal bytes are taken once. The category is the name of the file's folder.
    Raises InputError if the folder holds no mesh file.
    """
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not paths:
        raise InputError(str(folder), "holds no mesh file", ", ".join(SUFFIXES))
    seen: set[str] = set()
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest in seen:
            skip(path, "is a copy of another file")
            continue
        seen.add(digest)
        try:
            yield record_of(read_source(path, LOCAL_LIMITS), path, digest, max_faces)
        except MeshwrightError as error:
            skip(path, str(error))


def record_of(source: SourceMesh, path: Path, digest: str, max_faces: int) -> MeshRecord:
    """One record; raises `MeshwrightError` for a mesh that cannot be brought within `max_faces`."""
    mesh, colors = source.mesh, vertex_colors(source)
    if len(mesh.faces) > max_faces:
        solid, _ = run_isolated("repair", _TIME, repair, mesh)
        small = run_isolated("decimate", _TIME, decimate, solid, target_faces=max_faces)
        colors = colors[_nearest(mesh.vertices, small.vertices)]
        mesh = small
    if len(mesh.faces) < 8:
        raise InputError(str(path), f"has {len(mesh.faces)} triangles", "at least 8")
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    size = float((high - low).max())
    if size <= 0:
        raise InputError(str(path), "has no extent", "a solid")
    vertices = ((mesh.vertices - (low + high) / 2) / size).astype(np.float32)
    caption = " ".join(re.findall(r"[a-z]+", path.stem.lower())[:4]) or "object"
    return MeshRecord(
        digest[:16],
        vertices,
        mesh.faces,
        colors,
        caption,
        path.parent.name.lower() or "object",
        main_colours(colors),
        int(digest, 16) % _HELD_OUT_SHARE == 0,
    )


def vertex_colors(source: SourceMesh) -> npt.NDArray[np.uint8]:
    """sRGB, metallic, roughness and emission (n, 6) uint8 of each vertex: the materials at one of its corners."""
    faces = source.mesh.faces
    corner = np.zeros(len(source.mesh.vertices), np.int64)
    corner[faces.ravel()[::-1]] = np.arange(faces.size)[::-1]
    face, k = np.divmod(corner, 3)
    look = sample_surface(source, face, np.eye(3, dtype=np.float32)[k])
    glow = look.emission.max(axis=1, keepdims=True)
    columns = (linear_to_srgb(look.albedo), look.metallic[:, None], look.roughness[:, None], glow)
    bytes_: npt.NDArray[np.uint8] = (np.clip(np.concatenate(columns, axis=1), 0, 1) * 255 + 0.5).astype(np.uint8)
    return bytes_


def main_colours(colors: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    """Names of at most two base colours that a fifth of the vertices are nearest to, the commonest first."""
    names = list(COLORS)
    palette = np.stack([linear_from_bytes(COLORS[n]) for n in names]) ** 0.5
    seen = np.stack([linear_from_bytes(tuple(c)) for c in np.unique(colors[:, :3], axis=0).tolist()]) ** 0.5
    _, where = np.unique(colors[:, :3], axis=0, return_inverse=True)
    nearest = ((seen[:, None] - palette) ** 2).sum(-1).argmin(1)[where.ravel()]
    share = np.bincount(nearest, minlength=len(names)) / len(nearest)
    return tuple(names[i] for i in np.argsort(-share, kind="stable")[:2] if share[i] >= _COLOUR_SHARE)


def _nearest(points: npt.NDArray[np.float32], queries: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    from scipy.spatial import cKDTree

    found: npt.NDArray[np.int64] = cKDTree(points).query(queries, workers=1)[1]
    return found
