"""Read PLY: text and binary of either byte order, with UVs, normals and vertex colours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError
from meshwright.formats.assemble import Piece, assemble, finite32
from meshwright.formats.gltf_container import read_beside, read_limited
from meshwright.formats.images import decode_image
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.formats.obj_read import fan_triangles
from meshwright.formats.source import SourceMaterial, SourceMesh, SourceTexture
from meshwright.vocabulary.colors import srgb_to_linear

_TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2",
    "ushort": "u2", "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4",
    "float": "f4", "float32": "f4", "double": "f8", "float64": "f8",
}  # fmt: skip
_FORMATS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class _Property:
    name: str
    dtype: str
    count_dtype: str | None = None


@dataclass(frozen=True)
class _Element:
    name: str
    count: int
    properties: tuple[_Property, ...]


def read_ply(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> SourceMesh:
    """Read a PLY as one part; polygons become fans. Vertex colours are sRGB.

    UVs may be called s/t, u/v or texture_u/texture_v. A `comment TextureFile` becomes the base colour
    texture where `limits.external_files`, and is refused where not.
    Raises `FileFormatError` for malformed or truncated files, point clouds, and files above the limits.
    """
    target = Path(path)
    name, data = str(target), read_limited(target, limits)
    order, elements, comments, start = _header(data, name)
    for element, most in (("vertex", limits.vertices), ("face", limits.faces)):
        for found in elements:
            if found.name == element and found.count > most:
                raise FileFormatError(name, f"claims {found.count} of {element}", f"at most {most}")
    try:
        # Numbers that no type can hold are found by the checks of their values further down.
        with np.errstate(invalid="ignore", over="ignore"):
            tables = _text_body(data[start:], elements) if not order else _binary_body(data, start, order, elements)
    except (ValueError, IndexError, OverflowError) as error:
        raise FileFormatError(name, f"its body does not fit its header ({error})"[:200]) from error
    vertex, face = tables.get("vertex"), tables.get("face")
    if vertex is None or face is None or not {"x", "y", "z"} <= vertex.keys():
        raise FileFormatError(name, "has no vertices with x, y, z, or no faces", "a triangle mesh")
    indices = face.get("vertex_indices", face.get("vertex_index"))
    if not isinstance(indices, tuple):
        raise FileFormatError(name, "its faces have no vertex_indices")
    counts, flat = indices
    positions = _columns(vertex, ("x", "y", "z"), name)
    if len(flat) and (flat.min() < 0 or flat.max() >= len(positions)):
        raise FileFormatError(name, f"an index is outside 0-{len(positions) - 1}")
    usable = counts >= 3
    faces = flat[fan_triangles(counts)] if usable.all() else flat[fan_triangles_of(counts)]
    piece = Piece(
        name=target.stem or "body",
        positions=positions,
        faces=faces,
        material=0,
        normals=_columns(vertex, ("nx", "ny", "nz"), name) if {"nx", "ny", "nz"} <= vertex.keys() else None,
        uv=_uv(vertex, name),
        colors=_colors(vertex, name),
    )
    material = SourceMaterial(base_color_texture=_texture(comments, target, limits))
    return assemble([piece], (material,), target.stem, name, limits)


def fan_triangles_of(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """`fan_triangles` for polygons of which some have fewer than three corners and give nothing."""
    starts = np.cumsum(counts) - counts
    sound = counts >= 3
    compact = fan_triangles(counts[sound])
    shift = starts[sound] - (np.cumsum(counts[sound]) - counts[sound])
    moved: npt.NDArray[np.int64] = compact + np.repeat(shift, counts[sound] - 2)[:, None]
    return moved


def _header(data: bytes, name: str) -> tuple[str, list[_Element], list[str], int]:
    end = data.find(b"end_header", 0, 65536)
    newline = data.find(b"\n", end)
    if data[:3] != b"ply" or end < 0 or newline < 0:
        raise FileFormatError(name, "has no PLY header")
    order: str | None = None
    elements: list[tuple[str, int, list[_Property]]] = []
    comments: list[str] = []
    for line in data[:end].decode("latin-1").splitlines()[1:]:
        words = line.split()
        try:
            if not words:
                continue
            if words[0] == "format":
                order = _FORMATS[words[1]]
            elif words[0] == "element":
                elements.append((words[1], int(words[2]), []))
                if elements[-1][1] < 0:
                    raise ValueError
            elif words[0] == "property" and words[1] == "list":
                elements[-1][2].append(_Property(words[4], _TYPES[words[3]], _TYPES[words[2]]))
            elif words[0] == "property":
                elements[-1][2].append(_Property(words[2], _TYPES[words[1]]))
            elif words[0] in ("comment", "obj_info"):
                comments.append(line)
        except (KeyError, IndexError, ValueError) as error:
            raise FileFormatError(name, f"has a header line {line[:60]!r}") from error
    if order is None:
        raise FileFormatError(name, "does not say its format")
    return order, [_Element(n, c, tuple(p)) for n, c, p in elements], comments, newline + 1


def _binary_body(data: bytes, start: int, order: str, elements: list[_Element]) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for element in elements:
        table, start = _binary_element(data, start, order, element)
        tables[element.name] = table
    return tables


def _binary_element(data: bytes, start: int, order: str, element: _Element) -> tuple[dict[str, Any], int]:
    """One element. Lists usually have one length throughout, so that is tried first, as plain records."""
    left = len(data) - start
    lengths: list[int] = []
    offset = start
    for p in element.properties:
        if p.count_dtype is None:
            lengths.append(0)
            offset += np.dtype(p.dtype).itemsize
        elif element.count:
            count = int(np.frombuffer(data, order + p.count_dtype, 1, offset)[0])
            if count < 0 or count > left:
                raise ValueError(f"a list claims {count} entries")
            lengths.append(count)
            offset += np.dtype(p.count_dtype).itemsize + count * np.dtype(p.dtype).itemsize
        else:
            lengths.append(0)
    fields: list[tuple[Any, ...]] = []
    for k, (p, length) in enumerate(zip(element.properties, lengths, strict=True)):
        if p.count_dtype is None:
            fields.append((f"v{k}", order + p.dtype))
        else:
            fields += [(f"c{k}", order + p.count_dtype), (f"v{k}", order + p.dtype, (length,))]
    record = np.dtype(fields)
    if record.itemsize * element.count <= left:
        rows = np.frombuffer(data, record, element.count, start)
        if all((rows[f"c{k}"] == n).all() for k, n in enumerate(lengths) if element.properties[k].count_dtype):
            table: dict[str, Any] = {}
            for k, p in enumerate(element.properties):
                values = rows[f"v{k}"]
                table[p.name] = values
                if p.count_dtype is not None:
                    table[p.name] = (
                        np.full(element.count, lengths[k], np.int64), values.reshape(-1).astype(np.int64)
                    )  # fmt: skip
            return table, start + record.itemsize * element.count
    return _binary_rows(data, start, order, element)


def _binary_rows(data: bytes, start: int, order: str, element: _Element) -> tuple[dict[str, Any], int]:
    """An element with lists of mixed length, row by row."""
    smallest = sum(np.dtype(p.count_dtype or p.dtype).itemsize for p in element.properties)
    if smallest * element.count > len(data) - start:
        raise ValueError(f"{element.count} of {element.name} need more bytes than there are")
    scalars: dict[str, list[Any]] = {p.name: [] for p in element.properties}
    counts: dict[str, list[int]] = {p.name: [] for p in element.properties if p.count_dtype}
    for _ in range(element.count):
        for p in element.properties:
            number = 1
            if p.count_dtype is not None:
                number = int(np.frombuffer(data, order + p.count_dtype, 1, start)[0])
                if number < 0:
                    raise ValueError(f"a list claims {number} entries")
                start += np.dtype(p.count_dtype).itemsize
                counts[p.name].append(number)
            scalars[p.name].append(np.frombuffer(data, order + p.dtype, number, start) if number else [])
            start += number * np.dtype(p.dtype).itemsize
    table: dict[str, Any] = {}
    for p in element.properties:
        flat = np.concatenate([np.zeros(0, p.dtype), *scalars[p.name]])
        table[p.name] = flat
        if p.count_dtype is not None:
            table[p.name] = (np.array(counts[p.name], np.int64), flat.astype(np.int64))
    return table, start


def _text_body(body: bytes, elements: list[_Element]) -> dict[str, dict[str, Any]]:
    words = body.split()
    position = 0
    tables: dict[str, dict[str, Any]] = {}
    for element in elements:
        if element.count * len(element.properties) > len(words) - position:
            raise ValueError(f"{element.count} of {element.name} need more numbers than there are")
        if not any(p.count_dtype for p in element.properties):
            width = len(element.properties)
            block = np.array(words[position : position + width * element.count], np.float64)
            position += width * element.count
            columns = block.reshape(element.count, width)
            tables[element.name] = {p.name: columns[:, k] for k, p in enumerate(element.properties)}
            continue
        values: dict[str, list[float]] = {p.name: [] for p in element.properties}
        counts: dict[str, list[int]] = {p.name: [] for p in element.properties if p.count_dtype}
        for _ in range(element.count):
            for p in element.properties:
                number = 1
                if p.count_dtype is not None:
                    number = int(words[position])
                    position += 1
                    counts[p.name].append(number)
                if number < 0 or position + number > len(words):
                    raise ValueError(f"a list claims {number} entries")
                values[p.name] += [float(w) for w in words[position : position + number]]
                position += number
        tables[element.name] = {
            p.name: (np.array(counts[p.name], np.int64), np.array(values[p.name]).astype(np.int64))
            if p.count_dtype
            else np.array(values[p.name])
            for p in element.properties
        }
    return tables


def _columns(vertex: dict[str, Any], names: tuple[str, ...], file: str) -> npt.NDArray[np.float32]:
    if any(isinstance(vertex[name], tuple) for name in names):
        raise FileFormatError(file, f"has lists where {', '.join(names)} belong")
    with np.errstate(invalid="ignore"):
        columns = np.stack([np.asarray(vertex[name], np.float64) for name in names], axis=-1)
    return finite32(columns, file, ", ".join(names))


def _uv(vertex: dict[str, Any], file: str) -> npt.NDArray[np.float32] | None:
    for pair in (("s", "t"), ("u", "v"), ("texture_u", "texture_v")):
        if set(pair) <= vertex.keys():
            uv = _columns(vertex, pair, file)
            uv[:, 1] = 1.0 - uv[:, 1]
            return uv
    return None


def _colors(vertex: dict[str, Any], file: str) -> npt.NDArray[np.float32] | None:
    if not {"red", "green", "blue"} <= vertex.keys():
        return None
    names = ("red", "green", "blue") + (("alpha",) if "alpha" in vertex else ())
    color = _columns(vertex, names, file)
    if color.max(initial=0.0) > 1.0 or np.asarray(vertex["red"]).dtype.kind in "iu":
        color = color / np.float32(255.0)
    color = np.clip(color, 0.0, 1.0)
    alpha = color[:, 3:] if len(names) == 4 else np.ones((len(color), 1), np.float32)
    return np.concatenate([srgb_to_linear(color[:, :3]), alpha], axis=1)


def _texture(comments: list[str], path: Path, limits: Limits) -> SourceTexture | None:
    for comment in comments:
        words = comment.split(None, 2)
        if len(words) == 3 and words[1] == "TextureFile":
            data = read_beside(path.parent, words[2].strip(), str(path), "TextureFile", limits)
            return SourceTexture(decode_image(data, name=words[2].strip(), limits=limits), True)
    return None
