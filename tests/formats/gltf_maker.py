"""Builds small glTF files by hand, independently of the writer, for the reader's tests."""

from __future__ import annotations

import base64
import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

COMPONENT = {"i1": 5120, "u1": 5121, "i2": 5122, "u2": 5123, "u4": 5125, "f4": 5126}
KIND = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}


def png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


class Maker:
    """A document under construction; `tree` is free to be bent."""

    def __init__(self) -> None:
        self.blob = b""
        self.tree: dict[str, Any] = {"asset": {"version": "2.0"}, "accessors": [], "bufferViews": []}

    def view(self, data: bytes, **extra: Any) -> int:
        self.blob += b"\0" * (-len(self.blob) % 4)
        self.tree["bufferViews"].append({"buffer": 0, "byteOffset": len(self.blob), "byteLength": len(data), **extra})
        self.blob += data
        return len(self.tree["bufferViews"]) - 1

    def accessor(self, values: Any, dtype: str = "f4", **extra: Any) -> int:
        array = np.asarray(values, "<" + dtype)
        array = array[:, None] if array.ndim == 1 else array.reshape(len(array), -1)
        self.tree["accessors"].append(
            {
                "bufferView": self.view(array.tobytes()),
                "componentType": COMPONENT[dtype],
                "count": len(array),
                "type": KIND[array.shape[1]],
                **extra,
            }
        )
        return len(self.tree["accessors"]) - 1

    def mesh(self, attributes: dict[str, int], node: dict[str, Any] | None = None, **primitive: Any) -> None:
        self.tree.setdefault("meshes", []).append({"primitives": [{"attributes": attributes, **primitive}]})
        nodes = self.tree.setdefault("nodes", [])
        nodes.append({"mesh": len(self.tree["meshes"]) - 1, **(node or {})})
        self.tree.setdefault("scenes", [{"nodes": []}])[0]["nodes"].append(len(nodes) - 1)

    def image(self, pixels: np.ndarray, *, uri: bool = False) -> int:
        data = png(pixels)
        entry: dict[str, Any] = {"bufferView": self.view(data), "mimeType": "image/png"}
        if uri:
            entry = {"uri": "data:image/png;base64," + base64.b64encode(data).decode()}
        self.tree.setdefault("images", []).append(entry)
        self.tree.setdefault("textures", []).append({"source": len(self.tree["images"]) - 1})
        return len(self.tree["textures"]) - 1

    def triangle(self, node: dict[str, Any] | None = None, **primitive: Any) -> None:
        position = self.accessor([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
        uv = self.accessor([[0, 0], [1, 0], [0, 1]])
        self.mesh({"POSITION": position, "TEXCOORD_0": uv}, node, **primitive)

    def glb(self) -> bytes:
        self.tree["buffers"] = [{"byteLength": len(self.blob)}] if self.blob else []
        text = json.dumps(self.tree).encode()
        text += b" " * (-len(text) % 4)
        blob = self.blob + b"\0" * (-len(self.blob) % 4)
        head = struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(blob))
        return head + struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(blob), b"BIN\0") + blob

    def save(self, folder: Path) -> Path:
        path = folder / "made.glb"
        path.write_bytes(self.glb())
        return path
