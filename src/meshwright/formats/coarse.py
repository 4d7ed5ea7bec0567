"""A mesh with a colour at each vertex as a small GLB, to be looked at while the asset is still being made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from meshwright.formats.atomic import replacing
from meshwright.formats.glb import pack_glb
from meshwright.formats.gltf_builder import BufferBuilder
from meshwright.formats.gltf_document import GltfDocument
from meshwright.geometry.mesh import Mesh

FloatArray = npt.NDArray[np.float32]


def write_coarse_glb(mesh: Mesh, normals: FloatArray, colors: FloatArray, path: str | Path) -> None:
    """Write a GLB of one primitive, over a file that is there already.

    mesh: n vertices, in metres.  normals: (n, 3), unit length.  colors: (n, 3), linear, 0-1.
    """
    builder = BufferBuilder()
    attributes = {
        "POSITION": builder.add_attribute(mesh.vertices, bounds=True),
        "NORMAL": builder.add_attribute(normals),
        "COLOR_0": builder.add_attribute(np.clip(colors, 0, 1)),
    }
    primitive = {"attributes": attributes, "indices": builder.add_indices(mesh.faces), "material": 0}
    data = builder.data()
    tree = {
        "asset": {"version": "2.0", "generator": "meshwright"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "preview"}],
        "meshes": [{"primitives": [primitive], "name": "preview"}],
        "materials": [{"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.8}}],
        "buffers": [{"byteLength": len(data)}],
        "bufferViews": builder.views,
        "accessors": builder.accessors,
    }
    with replacing(path, force=True) as temporary:
        temporary.write_bytes(pack_glb(GltfDocument(tree, data, ())))
