"""Baking: from charts, a high-detail surface and a source of appearance to the six maps."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.tangents import tangents
from meshwright.parallel import in_pieces
from meshwright.texturing.ambient import bake_visibility
from meshwright.texturing.detail import Relief, bend, texel_gradients
from meshwright.texturing.dilate import Filler
from meshwright.texturing.maps import PBRMaps
from meshwright.texturing.materials import SurfaceSample
from meshwright.texturing.pbr import ROUGHNESS, plausible_albedo
from meshwright.texturing.project import Footing, Target, project, stand
from meshwright.texturing.sources import SurfaceQuery, SurfaceSource
from meshwright.texturing.texels import Atlas, atlas_of, interpolate, smooth_normals, to_tangent_space, unit

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

MIN_SIZE, MAX_SIZE = 64, 4096

_BAND = 1_200_000
_PROBE = 120_000


@dataclass(frozen=True)
class BakeSettings:
    """How finely to bake.

    rays: ambient rays per sample.  reach: how far they look, metres (None: 45 % of the diagonal).
    cage: how far the high surface is searched from the low one, metres (None: 3 % of the diagonal).
    margin: texels around each chart that repeat its rim.
    """

    rays: int = 32
    reach: float | None = None
    cage: float | None = None
    margin: int = 8


def bake(
    mesh: Mesh,
    source: SurfaceSource,
    *,
    high: Mesh | Target | None = None,
    size: int = 1024,
    settings: BakeSettings | None = None,
) -> PBRMaps:
    """Bake the six maps of `mesh` (with UVs) at `size` x `size`.

    high: the high-detail surface in the same place, for normals and occlusion; without it the mesh itself.
        A `Target` that the source also projects onto is projected onto only once.
    The normal map is for a renderer with MikkTSpace tangents of `mesh`. Byte-identical for equal arguments.
    Raises `InputError` for a size outside 64-4096, a mesh without UVs, or charts that cover nothing.
    """
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise InputError("texture-size", f"{size} is not possible", f"{MIN_SIZE} to {MAX_SIZE}")
    settings = settings or BakeSettings()
    with ThreadPoolExecutor(1) as beside:
        prepared = beside.submit(_target, mesh, high)
        atlas = atlas_of(mesh, size)
        maps = _blank(atlas)
        filler = beside.submit(Filler, maps.coverage, settings.margin)
        normals = smooth_normals(mesh)
        target = prepared.result()
        footing = _footing(mesh, normals, target, atlas, is_self=high is None, cage=settings.cage)
        visible = bake_visibility(
            target, atlas.flat, size, footing.points, footing.normals, footing.face,
            texel=atlas.texel, rays=settings.rays, reach=settings.reach,
        )  # fmt: skip
    convex = target.convexity(0.012 * target.size)[target.mesh.faces][..., None] if source.sees_edges else None

    def query(rows: slice | npt.NDArray[np.intp]) -> SurfaceQuery:
        face, bary = footing.face[rows], footing.bary[rows]
        return SurfaceQuery(
            footing.points[rows],
            footing.normals[rows],
            mesh.face_part[atlas.face[rows]],
            face,
            bary,
            np.zeros(len(face), np.float32) if convex is None else interpolate(convex, face, bary)[:, 0],
            visible[rows],
            atlas.texel,
            target,
        )

    count = len(atlas.flat)
    bands = list(_bands(atlas))
    if len(bands) > 1:  # a source that sees everything at once needs no even sample of it
        source = source.calibrated(query(np.linspace(0, count - 1, min(count, _PROBE)).astype(np.intp)))
    gradients = texel_gradients(mesh, size)
    tangent = tangents(replace(mesh, normals=normals))
    for own, extended in bands:
        sample, group = source.sample(query(extended))
        inner = slice(own.start - extended.start, own.stop - extended.start)
        relief = None
        if sample.height.any():
            relief = _relief(atlas, own, extended, sample.height, group, footing.points)

        def write(
            piece: slice,
            own: slice = own,
            inner: slice = inner,
            relief: Relief | None = relief,
            s: SurfaceSample = sample,
        ) -> None:
            rows = slice(own.start + piece.start, own.start + piece.stop)
            seen = slice(inner.start + piece.start, inner.start + piece.stop)
            where, face, bary, smooth = atlas.flat[rows], atlas.face[rows], atlas.bary[rows], footing.normals[rows]
            detail = smooth if relief is None else bend(smooth, relief, piece, gradients[face])
            if s.normal is not None:
                detail = unit(detail + s.normal[seen] - smooth)
            maps.normal.reshape(-1, 3)[where] = to_tangent_space(
                detail, interpolate(normals, face, bary), interpolate(tangent, face, bary)
            )
            metallic = np.clip(s.metallic[seen], 0.0, 1.0)
            maps.albedo.reshape(-1, 3)[where] = plausible_albedo(s.albedo[seen], metallic)
            maps.emission.reshape(-1, 3)[where] = np.maximum(s.emission[seen], 0.0)
            maps.roughness.ravel()[where] = np.clip(s.roughness[seen], *ROUGHNESS)
            maps.metallic.ravel()[where] = metallic
            maps.occlusion.ravel()[where] = visible[rows] * s.cavity[seen]

        in_pieces(own.stop - own.start, write)
    images = (maps.albedo, maps.normal, maps.emission, maps.roughness, maps.metallic, maps.occlusion)

    def fill(chosen: slice) -> None:
        for image in images[chosen]:
            if image.any():  # most things do not glow
                filler.result().fill(image)

    in_pieces(len(images), fill, 1)

    def straighten(rows: slice) -> None:
        # Blends of normals in the gaps are shorter than one.
        maps.normal[rows] = unit(maps.normal[rows].reshape(-1, 3)).reshape(maps.normal[rows].shape)

    in_pieces(size, straighten, 64)
    return maps


def _target(mesh: Mesh, high: Mesh | Target | None) -> Target:
    return high if isinstance(high, Target) else Target(mesh if high is None else high)


def _footing(
    mesh: Mesh, normals: FloatArray, target: Target, atlas: Atlas, *, is_self: bool, cage: float | None
) -> Footing:
    """Footing of every texel, a million at a time."""
    corners = mesh.triangles
    reach = 0.03 * target.size if cage is None else cage
    pieces = []
    for start in range(0, len(atlas.flat), _BAND):
        rows = slice(start, min(start + _BAND, len(atlas.flat)))
        face, bary = atlas.face[rows], atlas.bary[rows]
        points, upright = np.empty_like(bary), np.empty_like(bary)

        def place(
            piece: slice, face: IntArray = face, bary: FloatArray = bary, points: FloatArray = points,
            upright: FloatArray = upright,
        ) -> None:  # fmt: skip
            points[piece] = interpolate(corners, face[piece], bary[piece])
            if not is_self:
                upright[piece] = unit(interpolate(normals, face[piece], bary[piece]))

        in_pieces(len(face), place)
        pieces.append(stand(target, face, bary, points) if is_self else project(target, points, upright, reach))
    if len(pieces) == 1:
        return pieces[0]
    names = ("face", "bary", "points", "normals", "missed")
    return Footing(*(np.concatenate([getattr(p, name) for p in pieces]) for name in names))


def _bands(atlas: Atlas) -> Iterator[tuple[slice, slice]]:
    """Runs of whole texel rows of bounded size, each also with the rows above and below it."""
    size = atlas.size
    starts = np.searchsorted(atlas.flat, np.arange(size + 1) * size)
    top = 0
    while top < size:
        bottom = int(np.searchsorted(starts, starts[top] + _BAND, side="right")) - 1
        bottom = min(max(bottom, top + 1), size)
        if starts[bottom] > starts[top]:
            wide = slice(int(starts[max(top - 1, 0)]), int(starts[min(bottom + 1, size)]))
            yield slice(int(starts[top]), int(starts[bottom])), wide
        top = bottom


def _relief(
    atlas: Atlas, own: slice, extended: slice, height: FloatArray, group: IntArray, points: FloatArray
) -> Relief:
    """The relief of the texels `extended`; those in `own`, which will be asked for, come first."""
    row, column = np.divmod(atlas.flat[extended], atlas.size)
    top = int(row[0])
    index = np.full((int(row[-1]) - top + 3, atlas.size + 2), -1, np.int32)
    row, column = (row - top + 1).astype(np.int32), (column + 1).astype(np.int32)
    first, count, total = own.start - extended.start, own.stop - own.start, len(row)
    order = np.r_[first : first + count, 0:first, first + count : total]
    index[row[order], column[order]] = np.arange(total, dtype=np.int32)
    return Relief(height[order], group[order], points[extended][order], index, row[order], column[order], atlas.texel)


def _blank(atlas: Atlas) -> PBRMaps:
    """Maps of zeros with the coverage of an atlas."""
    size = atlas.size
    coverage = np.zeros((size, size), bool)
    coverage.ravel()[atlas.flat] = True
    return PBRMaps(
        albedo=np.zeros((size, size, 3), np.float32),
        normal=np.zeros((size, size, 3), np.float32),
        roughness=np.zeros((size, size), np.float32),
        metallic=np.zeros((size, size), np.float32),
        occlusion=np.zeros((size, size), np.float32),
        emission=np.zeros((size, size, 3), np.float32),
        coverage=coverage,
    )
