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
    """Polygons that share object and material: corners as written (`v/vt/vn`), and how many each has."""

    name: str
    material: str
    tokens: list[str] = field(default_factory=list)
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
    positions: list[str] = []
    texcoords: list[str] = []
    normals: list[str] = []
    by_use: dict[tuple[str, str], _Group] = {}
    libraries: list[str] = []
    part, material = target.stem or "body", ""
    has_objects = False
    for line in text.splitlines():
        words = line.split(None, 1)
        if not words:
            continue
        kind, rest = words[0], words[1] if len(words) > 1 else ""
        if kind == "v":
            positions.append(rest)
        elif kind == "vt":
            texcoords.append(rest)
        elif kind == "vn":
            normals.append(rest)
        elif kind == "f":
            tokens = rest.split()
            if len(tokens) < 3:
                continue  # a face of two points is a line
            if "-" in rest:
                sizes = (len(positions), len(texcoords), len(normals))
                tokens = [_absolute(token, sizes, name) for token in tokens]
            group = by_use.get((part, material))
            if group is None:
                group = by_use[part, material] = _Group(part, material)
            group.tokens += tokens
            group.counts.append(len(tokens))
        elif kind == "o" or (kind == "g" and not has_objects):
            has_objects |= kind == "o"
            part = " ".join(rest.split()) or part
        elif kind == "usemtl":
            material = " ".join(rest.split())
        elif kind == "mtllib":
            libraries.append(rest.strip())
    if len(positions) > limits.vertices:
        raise FileFormatError(name, f"has {len(positions)} vertices", f"at most {limits.vertices}")
    xyz, rgb = _positions(positions, name)
    st, vn = _table(_two(texcoords), 2, "vt", name), _table(normals, 3, "vn", name)
    st[:, 1] = 1.0 - st[:, 1]
    order = {part: k for k, part in enumerate(dict.fromkeys(part for part, _ in by_use))}
    groups = sorted(by_use.values(), key=lambda group: order[group.name])
    materials = _materials(libraries, groups, target, limits)
    index = {m.name: k for k, m in enumerate(materials)}
    pieces = [_piece(group, index[group.material], xyz, rgb, st, vn, name) for group in groups]
    source = assemble(pieces, materials, target.stem, name, limits)
    return _with_quads(source, groups)


def _fields(token: str, name: str) -> list[int]:
    """The one to three numbers of a corner, 0 where one is left out."""
    try:
        fields = [int(x) if x else 0 for x in token.split("/")]
    except ValueError as error:
        raise FileFormatError(name, f"{token[:40]!r} is not a corner of a face") from error
    if len(fields) > 3 or any(abs(x) > _LARGEST for x in fields):
        raise FileFormatError(name, f"{token[:40]!r} is not a corner of a face")
    return fields


def _absolute(token: str, sizes: tuple[int, int, int], name: str) -> str:
    """A corner with negative numbers, which count back from the last entry before the face, made positive."""
    fields = _fields(token, name)
    for k, x in enumerate(fields):
        if x < -sizes[k]:
            raise FileFormatError(name, f"index {x} does not exist")
        fields[k] = sizes[k] + x + 1 if x < 0 else x
    return "/".join(map(str, fields))


def _corners(tokens: list[str], sizes: tuple[int, int, int], name: str) -> npt.NDArray[np.int64]:
    """Corners (k, 3): 0-based v, vt, vn; -1 where one is left out. Each distinct corner is parsed once."""
    index: dict[str, int] = {}
    order = [index.setdefault(token, len(index)) for token in tokens]
    distinct = np.zeros((len(index), 3), np.int64)
    for row, token in enumerate(index):
        fields = _fields(token, name)
        distinct[row, : len(fields)] = fields
    for column, size in enumerate(sizes):
        highest, lowest = int(distinct[:, column].max()), int(distinct[:, column].min())
        if highest > size:
            raise FileFormatError(name, f"index {highest} is beyond the {size} there are")
        if lowest < (1 if column == 0 else 0):
            raise FileFormatError(name, f"index {lowest} does not exist")
    corners: npt.NDArray[np.int64] = distinct[np.array(order)] - 1
    return corners


def _numbers(lines: list[str], width: int, kind: str, name: str) -> npt.NDArray[np.float32]:
    if not lines:
        return np.zeros((0, width), np.float32)
    try:
        table = np.loadtxt(lines, np.float64, comments=None, usecols=range(width), ndmin=2)
    except ValueError as error:
        raise FileFormatError(name, f"has a line {kind!r} without {width} numbers") from error
    if len(table) != len(lines):
        raise FileFormatError(name, f"has a line {kind!r} without {width} numbers")
    return finite32(table, name, f"lines {kind!r}")


def _table(lines: list[str], width: int, kind: str, name: str) -> npt.NDArray[np.float32]:
    # A last row of zeros answers index -1, which stands for an attribute that a corner lacks.
    return np.concatenate([_numbers(lines, width, kind, name), np.zeros((1, width), np.float32)])


def _two(lines: list[str]) -> list[str]:
    """One-dimensional texture coordinates made two-dimensional."""
    return [line if len(line.split(None, 1)) == 2 else f"{line} 0" for line in lines]


def _positions(lines: list[str], name: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32] | None]:
    xyz = _numbers(lines, 3, "v", name)
    if not lines or len(lines[0].split()) < 6 or not all(len(line.split()) in (6, 7) for line in lines):
        return xyz, None
    rgb = _numbers([" ".join(line.split()[-3:]) for line in lines], 3, "v", name)
    if rgb.max() > 1.0:
        rgb = rgb / np.float32(255.0)
    linear = srgb_to_linear(np.clip(rgb, 0.0, 1.0))
    return xyz, np.concatenate([linear, np.ones((len(lines), 1), np.float32)], axis=1)


def _materials(libraries: list[str], groups: list[_Group], target: Path, limits: Limits) -> tuple[SourceMaterial, ...]:
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
    corners = _corners(group.tokens, (len(xyz), len(st) - 1, len(vn) - 1), name)
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
    if (counts == 3).all():
        return np.arange(3 * len(counts)).reshape(-1, 3)
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
