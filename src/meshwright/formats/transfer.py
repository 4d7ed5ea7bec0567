"""Meshes and assets as JSON and raw arrays, to cross from a process that is not trusted.

Pickle would let a parser that a hostile file has taken over run code in the caller. Here only the listed
types can come back, and arrays only with plain numeric types.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from typing import Any

import numpy as np

from meshwright.asset import Asset, Hull, Physics
from meshwright.formats.source import SourceMaterial, SourceMesh, SourceTexture
from meshwright.geometry.mesh import Mesh
from meshwright.texturing.maps import PBRMaps

_TYPES = {cls.__name__: cls for cls in (Asset, Hull, Physics, Mesh, PBRMaps, SourceMesh, SourceMaterial, SourceTexture)}
_DTYPES = {"<f4", "<f8", "<i4", "<i8", "|u1", "|b1"}


def pack(value: Any) -> bytes:
    """A tree of the listed dataclasses, tuples, lists, dictionaries, arrays, bytes and JSON scalars."""
    chunks: list[bytes] = []
    seen: dict[int, int] = {}
    kept: list[Any] = []  # keeps objects alive, so that their ids stay theirs

    def encode(item: Any) -> Any:
        if isinstance(item, np.generic):
            return item.item()
        if isinstance(item, np.ndarray):
            if id(item) not in seen:
                seen[id(item)] = len(chunks)
                kept.append(item)
                chunks.append(np.ascontiguousarray(item, item.dtype.newbyteorder("<")).tobytes())
            dtype = item.dtype.newbyteorder("<").str
            return {"$array": seen[id(item)], "dtype": dtype, "shape": list(item.shape)}
        if isinstance(item, bytes):
            chunks.append(item)
            return {"$bytes": len(chunks) - 1}
        if dataclasses.is_dataclass(item):
            fields = {f.name: encode(getattr(item, f.name)) for f in dataclasses.fields(item)}
            return {"$type": type(item).__name__, "fields": fields}
        if isinstance(item, tuple):
            return {"$tuple": [encode(v) for v in item]}
        if isinstance(item, list):
            return [encode(v) for v in item]
        if isinstance(item, dict):
            return {"$dict": [[str(k), encode(v)] for k, v in item.items()]}
        return item

    tree = encode(value)
    header = json.dumps({"tree": tree, "sizes": [len(c) for c in chunks]}).encode()
    return b"".join([struct.pack("<Q", len(header)), header, *chunks])


def unpack(data: bytes) -> Any:
    """The inverse of `pack`. Raises `ValueError` for anything that `pack` does not write."""
    if len(data) < 8:
        raise ValueError("cut off")
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    starts = np.cumsum([8 + length, *header["sizes"]]).tolist()
    if starts[-1] != len(data):
        raise ValueError("sizes do not add up")

    def chunk(index: int) -> memoryview:
        return memoryview(data)[starts[index] : starts[index + 1]]

    arrays: dict[int, Any] = {}

    def decode(item: Any) -> Any:
        if isinstance(item, list):
            return [decode(v) for v in item]
        if not isinstance(item, dict):
            return item
        if "$array" in item:
            if item["dtype"] not in _DTYPES:
                raise ValueError(f"dtype {item['dtype']!r}")
            index = item["$array"]
            if index not in arrays:
                flat = np.frombuffer(chunk(index), item["dtype"]).copy()
                arrays[index] = flat.reshape(item["shape"])
            return arrays[index]
        if "$bytes" in item:
            return bytes(chunk(item["$bytes"]))
        if "$type" in item:
            return _TYPES[item["$type"]](**{k: decode(v) for k, v in item["fields"].items()})
        if "$tuple" in item:
            return tuple(decode(v) for v in item["$tuple"])
        return {k: decode(v) for k, v in item["$dict"]}

    return decode(header["tree"])
