"""UV atlas of conformal charts (founding document, eqs 62-67).

uvunwrap cuts the surface into charts and packs them; in between each chart gets the map of least LSCM energy
(`geometry.conformal`). A chart whose least-squares map flips a triangle, crosses itself or has uneven texels is
cut, four times at most; what is left then, about one chart in a thousand, keeps the map of uvunwrap, which is
relaxed towards even area, and is cut further only where that crosses itself. Charts that uvunwrap does not get on
one page are packed here. If the atlas as a whole fails its check, uvunwrap's own is taken, then that of xatlas.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import uvunwrap
import xatlas

from meshwright.errors import InputError, RepairError
from meshwright.geometry.atlas import measure_atlas, signed_uv_areas
from meshwright.geometry.conformal import ChartMaps, conformal_charts, cut_charts, tangled_charts
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, half_edges, label_components

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]

_MAX_CHART_ANGLE = 70.0  # degrees between a chart's faces and its mean normal
_CUTS = 4  # times that a chart without a usable conformal map is cut
_MORE_CUTS = 12  # of charts whose other map is not usable either: any chart is a triangle before that
_CHECK_SIZE = 512  # texels of the page at which a new atlas is checked for overlaps


def unwrap(mesh: Mesh, *, texture_size: int = 1024, padding: int = 4) -> Mesh:
    """Charts over the whole mesh, packed into one square page without overlap.

    texture_size: side of the page in texels, 64-8192; padding: texels between charts and around
    the page, kept at that size. Charts follow part borders. Returns the mesh with `uv` set, no
    chart mirrored (counter-clockwise as seen in the image). Raises `InputError` for limits,
    `RepairError` (`unwrap`) when no method gives a valid atlas.
    Source: Lévy et al. 2002; eqs 62-67.
    """
    if not 64 <= texture_size <= 8192:
        raise InputError("texture-size", f"{texture_size} texels", "64-8192")
    if len(mesh.faces) == 0:
        raise InputError("mesh", "no faces to unwrap")
    if not np.isfinite(mesh.vertices).all():
        raise InputError("mesh.vertices", "not a finite number at some vertices")
    causes = []
    for method in (_by_least_squares, _by_uvunwrap, _by_xatlas):
        try:
            texels = method(mesh, texture_size, padding)
        except (uvunwrap.UnwrapError, RuntimeError, ValueError) as error:
            causes.append(f"{method.__name__[4:]}: {error}")
            continue
        uv = texels / texture_size
        uv[..., 1] = 1.0 - uv[..., 1]  # both libraries count v upwards
        result = replace(mesh, uv=np.ascontiguousarray(uv, np.float32))
        report = measure_atlas(result, texture_size=min(texture_size, _CHECK_SIZE))
        if report.valid:
            return result
        causes.append(f"{method.__name__[4:]}: {report}")
    raise RepairError("unwrap", "no valid atlas: " + "; ".join(causes))


def _by_least_squares(mesh: Mesh, texture_size: int, padding: int) -> FloatArray:
    """Texel coordinates (m, 3, 2), y up, of uvunwrap's charts with maps of least conformal energy."""
    # Only the cuts of this first atlas count, so it need not be packed well, nor on one page.
    first = _generate(_cut_source(mesh), texture_size, padding, packing="fast")
    cut = first.meshes[0]
    faces = np.asarray(cut.indices, np.int64).reshape(-1, 3)
    chart = np.asarray(cut.chart, np.int64)
    vertex = np.asarray(cut.xref, np.int64)
    # uvunwrap scales its charts to the area of their surface, as the least-squares maps are.
    page = np.array([first.width, first.height]) / first.texels_per_unit
    relaxed = np.asarray(cut.uv, np.float64).reshape(-1, 2) * page
    for cuts_left in reversed(range(_CUTS + _MORE_CUTS + 1)):
        points = mesh.vertices[vertex].astype(np.float64)
        maps = conformal_charts(points, faces, chart)
        cutting = maps if cuts_left > _MORE_CUTS else replace(maps, unusable=_tangled_too(relaxed, faces, chart, maps))
        if not len(cutting.unusable) or not cuts_left:
            break
        source, faces, chart = cut_charts(relaxed, faces, chart, cutting)
        vertex, relaxed = vertex[source], relaxed[source]
    uv = np.where(np.isin(chart, maps.unusable)[:, None], relaxed, maps.uv)
    mapped = uvunwrap.Mesh(points.astype(np.float32), faces.astype(np.uint32), existing_uvs=uv.astype(np.float32))
    packed = _generate(mapped, texture_size, padding)
    if _on_one_page(packed, texture_size):
        return _texels(packed)
    return pack_shelves(uv[faces], chart[faces[:, 0]], texture_size, padding)


def _tangled_too(uv: FloatArray, faces: IndexArray, chart: IndexArray, maps: ChartMaps) -> IndexArray:
    """The charts without a usable conformal map of which another map, uv (n, 2), cannot be used either."""
    if not len(maps.unusable):
        return maps.unusable
    return np.intersect1d(maps.unusable, tangled_charts(uv, faces, chart)[0])


def _by_uvunwrap(mesh: Mesh, texture_size: int, padding: int) -> FloatArray:
    """Texel coordinates (m, 3, 2), y up, of charts that uvunwrap cut, mapped and packed."""
    atlas = _generate(_cut_source(mesh), texture_size, padding)
    if not _on_one_page(atlas, texture_size):
        raise RuntimeError(f"{atlas.page_count} pages of {atlas.width} x {atlas.height}")
    return _texels(atlas)


def _cut_source(mesh: Mesh) -> uvunwrap.Mesh:
    return uvunwrap.Mesh(
        np.ascontiguousarray(mesh.vertices, np.float32),
        np.ascontiguousarray(mesh.faces, np.uint32),
        face_materials=mesh.face_part.astype(np.uint32),
    )


def _generate(
    source: uvunwrap.Mesh, texture_size: int, padding: int, *, packing: Literal["shape", "fast"] = "shape"
) -> uvunwrap.Atlas:
    return uvunwrap.generate(
        [source], page_size=texture_size, padding=padding, max_chart_angle=_MAX_CHART_ANGLE, packing=packing
    )


def _on_one_page(atlas: uvunwrap.Atlas, texture_size: int) -> bool:
    return atlas.page_count == 1 and max(atlas.width, atlas.height) <= texture_size


def _texels(atlas: uvunwrap.Atlas) -> FloatArray:
    """Corner coordinates (m, 3, 2) in texels: UVs come normalised by a page that is not square."""
    page = np.asarray(atlas.meshes[0].corner_uvs, np.float64).reshape(-1, 3, 2)
    return np.asarray(page * (atlas.width, atlas.height))


def _by_xatlas(mesh: Mesh, texture_size: int, padding: int) -> FloatArray:
    """Texel coordinates (m, 3, 2), y up, of xatlas charts, unmirrored and packed on shelves here.

    xatlas mirrors about a third of its charts and packs them tightly, so turning them in place
    would make overlaps.
    """
    atlas = xatlas.Atlas()
    atlas.add_mesh(np.ascontiguousarray(mesh.vertices, np.float32), np.ascontiguousarray(mesh.faces, np.uint32))
    atlas.generate()
    _, indices, uvs = atlas[0]
    faces, flat = indices.astype(np.int64), uvs.astype(np.float64) * (atlas.width, atlas.height)
    count, label = label_components(len(flat), half_edges(faces))
    # v counts upwards here, so a mirrored chart is clockwise: signed_uv_areas, made for v downwards, is positive.
    chart = label[faces[:, 0]]
    mirrored = np.bincount(chart, signed_uv_areas(flat[faces]), count) > 0
    flat[mirrored[label], 0] *= -1
    scale = np.sqrt(
        np.bincount(chart, face_areas(mesh), count)
        / np.maximum(np.bincount(chart, np.abs(signed_uv_areas(flat[faces])), count), 1e-30)
    )
    flat *= scale[label][:, None]
    for _ in range(_MORE_CUTS):
        tangled, folded = tangled_charts(flat, faces, label)
        if not len(tangled):
            break
        source, faces, label = cut_charts(flat, faces, label, ChartMaps(flat, tangled, folded))
        flat = flat[source]
    return pack_shelves(flat[faces], label[faces[:, 0]], texture_size, padding)


def pack_shelves(uv: FloatArray, chart: npt.NDArray[np.int64], texture_size: int, padding: int) -> FloatArray:
    """Charts moved and scaled alike into one square page, in rows by falling height.

    uv: (m, 3, 2) in any unit; chart: (m,). Returns texels (m, 3, 2) with `padding` around charts.
    """
    count = int(chart.max()) + 1
    low = np.full((count, 2), np.inf)
    high = np.full((count, 2), -np.inf)
    np.minimum.at(low, np.repeat(chart, 3), uv.reshape(-1, 2))
    np.maximum.at(high, np.repeat(chart, 3), uv.reshape(-1, 2))
    size = high - low
    order = np.lexsort((np.arange(count), -size[:, 0], -size[:, 1]))
    small, large = 0.0, texture_size / max(float(size.max()), 1e-30)
    best: FloatArray | None = None
    for _ in range(40):
        scale = (small + large) / 2
        corner = _shelves(size[order] * scale, texture_size, padding)
        if corner is None:
            large = scale
            continue
        small = scale
        best = np.empty((count, 2))
        best[order] = corner
        if large - small < 1e-3 * large:
            break
    if best is None:
        raise RuntimeError(f"{count} charts do not fit {texture_size} texels")
    return np.asarray((uv - low[chart][:, None]) * small + best[chart][:, None])


def _shelves(size: FloatArray, page: int, padding: int) -> FloatArray | None:
    """Lower left corners (n, 2) of rectangles (n, 2) set in rows, or None where the page is too small."""
    corners = np.empty_like(size)
    x, y, row = float(padding), float(padding), 0.0
    for i, (width, height) in enumerate(size):
        if x + width + padding > page:
            x, y, row = float(padding), y + np.ceil(row) + padding + 1, 0.0
        if x + width + padding > page or y + height + padding > page:
            return None
        corners[i] = x, y
        x += np.ceil(width) + padding + 1
        row = max(row, float(height))
    return corners
