"""Read Wavefront OBJ with its MTL."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError
from meshwright.formats.assemble import Piece, assemble, finite32
from meshwright.formats.gltf_container import read_beside, read_limited
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.formats.mtl_read import read_mtl
from meshwright.formats.source import SourceMaterial, SourceMesh
from meshwright.vocabulary.colors import srgb_to_linear

_LARGEST = 2**31 - 1


@dataclass
class _Group:
    """Polygons that share object and material; corners are (v, vt, vn), 0-based, -1 where absent."""

    name: str
    material: str
    corners: list[tuple[int, int, int]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)


def read_obj(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> SourceMesh:
    """Read an OBJ; each object (or group, where there are no objects) becomes a part.

    Polygons are triangulated as fans; when all are quads, `SourceMesh.quads` keeps them. Vertex colours
    (`v x y z r g b`) are taken as sRGB, `Kd` and `Ke` as linear, as Blender writes them.
    An `mtllib` is another file: it is refused unless `limits.external_files` (`FileFormatError`), as is
    anything malformed or above the limits.
    """
    target = Path(path)
    text = read_limited(target, limits).decode("utf-8", "replace").replace("\\\n", " ")
    name = str(target)
    positions: list[list[str]] = []
    texcoords: list[list[str]] = []
    normals: list[list[str]] = []
    by_use: dict[tuple[str, str], _Group] = {}
    libraries: list[str] = []
    part, material = target.stem or "body", ""
    has_objects = False
    cache: dict[str, tuple[int, int, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        kind = words[0]
        if kind == "v":
            positions.append(words[1:])
        elif kind == "vt":
            texcoords.append(words[1:3])
        elif kind == "vn":
            normals.append(words[1:4])
        elif kind == "f" and len(words) > 3:  # a face of two points is a line
            group = by_use.setdefault((part, material), _Group(part, material))
            sizes = (len(positions), len(texcoords), len(normals))
            _add_face(group, words[1:], sizes, cache, name, number)
        elif kind == "o" or (kind == "g" and not has_objects):
            has_objects |= kind == "o"
            part = " ".join(words[1:]) or part
        elif kind == "usemtl":
            material = " ".join(words[1:])
        elif kind == "mtllib":
            libraries.append(line.split(None, 1)[1].strip() if len(words) > 1 else "")
    if len(positions) > limits.vertices:
        raise FileFormatError(name, f"has {len(positions)} vertices", f"at most {limits.vertices}")
    xyz, rgb = _positions(positions, name)
    st, vn = _table(texcoords, 2, "vt", name), _table(normals, 3, "vn", name)
    st[:, 1] = 1.0 - st[:, 1]
    order = {part: k for k, part in enumerate(dict.fromkeys(part for part, _ in by_use))}
    groups = sorted(by_use.values(), key=lambda group: order[group.name])
    materials = _materials(libraries, groups, target, limits)
    index = {m.name: k for k, m in enumerate(materials)}
    pieces = [_piece(group, index[group.material], xyz, rgb, st, vn, name) for group in groups]
    source = assemble(pieces, materials, target.stem, name, limits)
    return _with_quads(source, groups)


def _add_face(
    group: _Group,
    tokens: list[str],
    sizes: tuple[int, int, int],
    cache: dict[str, tuple[int, int, int]],
    name: str,
    line: int,
) -> None:
    for token in tokens:
        corner = cache.get(token)
        if corner is None:
            try:
                fields = [int(x) if x else 0 for x in token.split("/")]
            except ValueError as error:
                raise FileFormatError(name, f"line {line}: {token[:40]!r} is not a corner") from error
            relative = any(x < 0 for x in fields)
            values = [-1, -1, -1]
            for k, (x, size) in enumerate(zip(fields, sizes, strict=False)):
                values[k] = size + x if x < 0 else x - 1
                if x < -size or x > _LARGEST or (k == 0 and x == 0):
                    raise FileFormatError(name, f"line {line}: index {x} does not exist")
            corner = (values[0], values[1], values[2])
            if not relative:
                cache[token] = corner
        group.corners.append(corner)
    group.counts.append(len(tokens))


def _numbers(rows: list[list[str]], width: int, kind: str, name: str) -> npt.NDArray[np.float32]:
    try:
        table = np.array([row[:width] for row in rows], np.float64).reshape(len(rows), width)
    except ValueError as error:
        raise FileFormatError(name, f"has a line {kind!r} without {width} numbers") from error
    return finite32(table, name, f"lines {kind!r}")


def _table(rows: list[list[str]], width: int, kind: str, name: str) -> npt.NDArray[np.float32]:
    # A last row of zeros answers index -1, which stands for an attribute that a corner lacks.
    padded = [row if len(row) == width else [*row, "0"] for row in rows]
    table = _numbers(padded, width, kind, name)
    return np.concatenate([table, np.zeros((1, width), np.float32)])


def _positions(
    rows: list[list[str]], name: str
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32] | None]:
    xyz = _numbers(rows, 3, "v", name)
    if not rows or not all(len(row) in (6, 7) for row in rows):
        return xyz, None
    rgb = _numbers([row[-3:] for row in rows], 3, "v", name)
    if rgb.max() > 1.0:
        rgb = rgb / np.float32(255.0)
    linear = srgb_to_linear(np.clip(rgb, 0.0, 1.0))
    return xyz, np.concatenate([linear, np.ones((len(rows), 1), np.float32)], axis=1)


def _materials(
    libraries: list[str], groups: list[_Group], target: Path, limits: Limits
) -> tuple[SourceMaterial, ...]:
    """The materials that the faces use, in order of first use."""
    known: dict[str, SourceMaterial] = {}
    for library in libraries:
        data = read_beside(target.parent, library, str(target), "mtllib", limits)
        folder = (target.parent / library.replace("\\", "/")).parent
        known |= {m.name: m for m in read_mtl(data, folder, str(folder / Path(library).name), limits)}
    names = list(dict.fromkeys(group.material for group in groups)) or [""]
    return tuple(known.get(name, SourceMaterial(name=name)) for name in names)


def _piece(
    group: _Group,
    material: int,
    xyz: npt.NDArray[np.float32],
    rgb: npt.NDArray[np.float32] | None,
    st: npt.NDArray[np.float32],
    vn: npt.NDArray[np.float32],
    name: str,
) -> Piece:
    corners = np.array(group.corners, np.int64).reshape(-1, 3)
    for column, size in enumerate((len(xyz), len(st) - 1, len(vn) - 1)):
        if corners[:, column].max() >= size:
            raise FileFormatError(
                name, f"index {corners[:, column].max() + 1} is beyond the {size} there are"
            )
    fan = corners[fan_triangles(np.array(group.counts, np.int64))]
    used, faces = np.unique(fan[:, :, 0], return_inverse=True)
    return Piece(
        name=group.name,
        positions=xyz[used],
        faces=faces.reshape(-1, 3),
        material=material,
        normals=vn[fan[:, :, 2]] if (fan[:, :, 2] >= 0).any() else None,
        uv=st[fan[:, :, 1]] if (fan[:, :, 1] >= 0).any() else None,
        colors=None if rgb is None else rgb[used],
    )


def fan_triangles(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Fan triangulation of polygons whose corners follow each other: (m, 3) indices of corners.

    counts: (p,) corners of each polygon, at least 3 each.
    """
    starts = np.cumsum(counts) - counts
    triangles = np.maximum(counts - 2, 0)
    first = np.repeat(starts, triangles)
    step = np.arange(triangles.sum()) - np.repeat(np.cumsum(triangles) - triangles, triangles)
    return np.stack([first, first + step + 1, first + step + 2], axis=1)


def _with_quads(source: SourceMesh, groups: list[_Group]) -> SourceMesh:
    counts = np.concatenate([np.array(g.counts, np.int64) for g in groups if g.counts])
    if not (counts == 4).all():
        return source
    # The fan of a quad is (0 1 2), (0 2 3), so its corners can be read off its two triangles.
    faces = source.mesh.faces.reshape(-1, 2, 3)
    quads = np.concatenate([faces[:, 0], faces[:, 1, 2:]], axis=1)
    return SourceMesh(**{**source.__dict__, "quads": np.ascontiguousarray(quads, np.int32)})
