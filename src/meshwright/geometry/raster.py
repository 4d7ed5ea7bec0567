"""Triangle rasterisation in numpy: which face lies under each pixel centre, and where on that face.

Shared by texture baking (charts of the UV atlas) and by the preview renderer (faces with depth).
Corners are snapped to a fixed-point grid of 2^-16 pixel (coarser only for coordinates beyond 8192
pixels), on which every inside test is exact integer arithmetic: neighbouring triangles share their
edge without a gap and without a pixel drawn twice, whatever the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
Int64Array = npt.NDArray[np.int64]
Float64Array = npt.NDArray[np.float64]

MAX_SIZE = 16384
"""Largest width and height in pixels."""

MAX_COORDINATE = 2.0**20
"""Largest distance of a corner from the image's origin, in pixels."""

_EXACT_BITS = 29
"""Edge functions sum two products of coordinate differences: 29-bit coordinates keep them in int64."""

_BATCH = 1 << 21
"""Rows or fragments in flight at once: bounds memory to some 300 MB."""


@dataclass(frozen=True)
class _Triangles:
    """Triangles that may cover a pixel centre, on the fixed-point grid, all with positive area.

    face: (k,) int64 index into the caller's triangles, ascending.
    x, y: (k, 3) int64 corners; swapped: (k,) bool, corners 1 and 2 exchanged to make the area positive.
    area: (k,) int64 twice the area.  rows, columns: (k, 2) int64 first and last candidate, inclusive.
    """

    face: Int64Array
    x: Int64Array
    y: Int64Array
    swapped: npt.NDArray[np.bool_]
    area: Int64Array
    rows: Int64Array
    columns: Int64Array
    bits: int


def rasterize(
    corners: npt.ArrayLike, depth: npt.ArrayLike | None, width: int, height: int
) -> tuple[IntArray, FloatArray]:
    """Sample triangles at pixel centres.

    corners: (m, 3, 2) float32 pixel coordinates (x right, y down); the centre of the pixel in row r and
        column c is (c + 0.5, r + 0.5). Either winding; triangles may reach outside the image.
    depth: (m, 3) float32, affine over the screen, smaller is nearer; None draws without a depth test.
        Where depths are equal, or there are none, the triangle of lowest index wins.
    width, height: of the image in pixels.
    Returns the face index (height, width) int32, -1 where nothing covers the centre, and the barycentric
    coordinates (height, width, 3) float32 with respect to the face's corners, 0 where nothing covers it.
    They are affine on the screen: under perspective the caller divides by w.
    A centre on a shared edge belongs to exactly one triangle (top-left rule); triangles without area draw
    nothing. Time grows with covered rows plus covered pixels, not with bounding boxes.
    Raises `InputError` for wrong shapes, numbers that are not finite, or sizes beyond the limits above.
    Source: Pineda 1988 (edge functions); Direct3D 11 functional specification, 3.4 (top-left rule).
    """
    points, z = _checked(corners, depth, width, height)
    triangles = _prepare(points, width, height)
    winner = np.full(width * height, -1, dtype=np.int32)
    if z is None:
        for pixel, triangle, _ in _fragments(triangles, None, width):
            # The last write to a repeated index stays, so the reversed order lets the lowest face win.
            free = winner[pixel] < 0
            winner[pixel[free][::-1]] = triangle[free][::-1]
    else:
        nearest = np.full(width * height, np.inf)
        for pixel, triangle, fragment_z in _fragments(triangles, z, width):
            assert fragment_z is not None
            nearer = fragment_z < nearest[pixel]
            pixel, triangle, fragment_z = pixel[nearer], triangle[nearer], fragment_z[nearer]
            np.minimum.at(nearest, pixel, fragment_z)
            won = fragment_z == nearest[pixel]
            winner[pixel[won][::-1]] = triangle[won][::-1]
    return _resolve(winner, triangles, width, height)


def fragments(corners: npt.ArrayLike, width: int, height: int) -> Iterator[tuple[Int64Array, Int64Array]]:
    """Batches of (pixel index, face) for every pixel centre that each triangle covers, faces ascending.

    corners: (m, 3, 2) pixel coordinates.  Rules and errors as for `rasterize`; where triangles overlap, each of
    them gives the pixel.
    """
    points, _ = _checked(corners, None, width, height)
    triangles = _prepare(points, width, height)
    for pixel, triangle, _ in _fragments(triangles, None, width):
        yield pixel, triangles.face[triangle]


def _checked(
    corners: npt.ArrayLike, depth: npt.ArrayLike | None, width: int, height: int
) -> tuple[Float64Array, Float64Array | None]:
    for name, size in (("width", width), ("height", height)):
        if not 1 <= size <= MAX_SIZE:
            raise InputError(name, f"{size} pixels", f"1 to {MAX_SIZE}")
    points = np.asarray(corners, dtype=np.float64)
    if points.ndim != 3 or points.shape[1:] != (3, 2):
        raise InputError("corners", f"shape {points.shape}", "(m, 3, 2)")
    # Comparison is false for NaN, so this one test also refuses numbers that are not finite.
    if not np.all(np.abs(points) <= MAX_COORDINATE):
        raise InputError("corners", "not finite or too far from the image", f"±{MAX_COORDINATE:.0f} pixels")
    if depth is None:
        return points, None
    z = np.asarray(depth, dtype=np.float64)
    if z.shape != points.shape[:2]:
        raise InputError("depth", f"shape {z.shape}", f"{points.shape[:2]}, as many as corners")
    if not np.all(np.isfinite(z)):
        raise InputError("depth", "not finite", "finite numbers")
    return points, z


def _prepare(points: Float64Array, width: int, height: int) -> _Triangles:
    """Snap to the grid and drop triangles whose bounding box holds no pixel centre."""
    extent = max(float(np.abs(points).max(initial=0.0)), float(max(width, height)))
    bits = min(16, _EXACT_BITS - int(np.ceil(np.log2(extent + 1.0))))
    half = 1 << (bits - 1)
    grid = np.rint(points * (1 << bits)).astype(np.int64)
    first = (grid.min(axis=1) - half + (1 << bits) - 1) >> bits
    last = (grid.max(axis=1) - half) >> bits
    first = np.maximum(first, 0)
    last = np.minimum(last, np.array([width - 1, height - 1]))
    x, y = grid[..., 0], grid[..., 1]
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (y[:, 1] - y[:, 0]) * (x[:, 2] - x[:, 0])
    keep = np.flatnonzero((area != 0) & np.all(first <= last, axis=1))
    x, y, area, first, last = x[keep], y[keep], area[keep], first[keep], last[keep]
    swapped = area < 0
    order = np.where(swapped[:, None], np.array([0, 2, 1]), np.array([0, 1, 2]))
    return _Triangles(
        face=keep,
        x=np.take_along_axis(x, order, axis=1),
        y=np.take_along_axis(y, order, axis=1),
        swapped=swapped,
        area=np.abs(area),
        rows=np.stack([first[:, 1], last[:, 1]], axis=1),
        columns=np.stack([first[:, 0], last[:, 0]], axis=1),
        bits=bits,
    )


def _fragments(
    t: _Triangles, depth: Float64Array | None, width: int
) -> Iterator[tuple[Int64Array, IntArray, Float64Array | None]]:
    """Batches of (pixel index, index into `t`, depth), triangles ascending within and across batches."""
    row_count = t.rows[:, 1] - t.rows[:, 0] + 1
    plane = None if depth is None else _depth_planes(t, depth)
    for lo, hi in _batches(row_count):
        triangle = np.repeat(np.arange(lo, hi), row_count[lo:hi])
        starts = np.cumsum(row_count[lo:hi]) - row_count[lo:hi]
        row = np.arange(len(triangle)) - np.repeat(starts - t.rows[lo:hi, 0], row_count[lo:hi])
        first, last = _spans(t, triangle, row)
        filled = np.flatnonzero(first <= last)
        triangle, row, first = triangle[filled], row[filled], first[filled]
        length = last[filled] - first + 1
        for a, b in _batches(length):
            n = length[a:b]
            # One running index serves the whole batch: subtracting each span's start gives the column.
            running = np.arange(int(n.sum()))
            start = np.cumsum(n) - n
            pixel = running + np.repeat(row[a:b] * width + first[a:b] - start, n)
            owner = np.repeat(triangle[a:b].astype(np.int32), n)
            if plane is None:
                yield pixel, owner, None
                continue
            origin, slope = plane[triangle[a:b], 0], plane[triangle[a:b], 1]
            at_start = origin + plane[triangle[a:b], 2] * row[a:b] + slope * (first[a:b] - start)
            yield pixel, owner, np.repeat(at_start, n) + np.repeat(slope, n) * running


def _batches(sizes: Int64Array) -> Iterator[tuple[int, int]]:
    """Ranges of consecutive items whose sizes sum to about `_BATCH`; at least one item each."""
    total = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        done = int(total[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(total, done + _BATCH, side="right")))
        yield start, stop
        start = stop


def _spans(t: _Triangles, triangle: Int64Array, row: Int64Array) -> tuple[Int64Array, Int64Array]:
    """First and last covered column of each (triangle, row); empty where first > last.

    The edge from a to b keeps a centre p if (b-a) × (p-a) > 0, or = 0 on a left or top edge. On one row
    that is linear in the column, so its bound is one integer division.
    """
    one, half = 1 << t.bits, 1 << (t.bits - 1)
    first, last = t.columns[triangle, 0], t.columns[triangle, 1]
    for i, j in ((0, 1), (1, 2), (2, 0)):
        dx, dy = t.x[:, j] - t.x[:, i], t.y[:, j] - t.y[:, i]
        included = (dy < 0) | ((dy == 0) & (dx > 0))
        at_origin = dx * (half - t.y[:, i]) - dy * (half - t.x[:, i]) - ~included
        value = at_origin[triangle] + (dx * one)[triangle] * row
        step = (dy * one)[triangle]
        bound = value // np.maximum(np.abs(step), 1)
        first = np.where(step < 0, np.maximum(first, -bound), first)
        last = np.where(step > 0, np.minimum(last, bound), last)
        last = np.where((step == 0) & (value < 0), -1, last)
    return first, last


def _gradients(t: _Triangles) -> tuple[Float64Array, Float64Array]:
    """Change of the barycentrics of corners 1 and 2 (k, 2) per pixel along x and along y."""
    scale = (1 << t.bits) / t.area.astype(np.float64)[:, None]
    x, y = t.x.astype(np.float64), t.y.astype(np.float64)
    along_x = np.stack([y[:, 2] - y[:, 0], y[:, 0] - y[:, 1]], axis=1) * scale
    along_y = np.stack([x[:, 0] - x[:, 2], x[:, 1] - x[:, 0]], axis=1) * scale
    return along_x, along_y


def _depth_planes(t: _Triangles, depth: Float64Array) -> Float64Array:
    """Depth at the centre of pixel (0, 0), and its change per column and per row: (k, 3)."""
    z = depth[t.face]
    z = np.where(t.swapped[:, None], z[:, [0, 2, 1]], z)
    delta = z[:, 1:] - z[:, :1]
    along_x, along_y = _gradients(t)
    slope_x, slope_y = (along_x * delta).sum(axis=1), (along_y * delta).sum(axis=1)
    x0, y0 = t.x[:, 0] / (1 << t.bits), t.y[:, 0] / (1 << t.bits)
    return np.stack([z[:, 0] + slope_x * (0.5 - x0) + slope_y * (0.5 - y0), slope_x, slope_y], axis=1)


def _resolve(winner: IntArray, t: _Triangles, width: int, height: int) -> tuple[IntArray, FloatArray]:
    """Face indices and barycentrics of the winners."""
    face = np.full(width * height, -1, dtype=np.int32)
    barycentric = np.zeros((width * height, 3), dtype=np.float32)
    covered = np.flatnonzero(winner >= 0)
    if len(covered):
        k = winner[covered]
        along_x, along_y = _gradients(t)
        origin = np.stack([t.x[:, 0], t.y[:, 0]], axis=1) / (1 << t.bits) - 0.5
        table = np.concatenate([origin, along_x, along_y], axis=1)[k]
        dx, dy = covered % width - table[:, 0], covered // width - table[:, 1]
        # Rounding may leave -1e-16 on an edge; interpolation must never extrapolate.
        b1 = np.maximum(table[:, 2] * dx + table[:, 4] * dy, 0.0)
        b2 = np.maximum(table[:, 3] * dx + table[:, 5] * dy, 0.0)
        swapped = t.swapped[k]
        barycentric[covered, 0] = np.maximum(1.0 - b1 - b2, 0.0)
        barycentric[covered, 1] = np.where(swapped, b2, b1)
        barycentric[covered, 2] = np.where(swapped, b1, b2)
        face[covered] = t.face[k]
    return face.reshape(height, width), barycentric.reshape(height, width, 3)
