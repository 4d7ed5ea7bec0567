"""How much a file from elsewhere may ask for before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds for reading one file; every bound is checked before the memory it guards is taken.

    file_bytes: size of the file.  unpacked_bytes: sum of the members of an archive (3MF, USDZ).
    vertices, faces: of the whole scene, after instancing.
    image_pixels: of one image.  images: number of images.
    json_depth: nesting of JSON.  nodes: of a scene graph.  node_depth: nesting of a scene graph.
    memory_bytes, cpu_seconds, wall_seconds: of the child process that parses (see `sandbox`).
    external_files: whether a glTF or OBJ may refer to files in its own folder; URLs are always refused.
    """

    file_bytes: int = 512 * 2**20
    unpacked_bytes: int = 1024 * 2**20
    vertices: int = 20_000_000
    faces: int = 20_000_000
    image_pixels: int = 8192 * 8192
    images: int = 256
    json_depth: int = 64
    nodes: int = 100_000
    node_depth: int = 256
    memory_bytes: int = 4 * 2**30
    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    external_files: bool = False


DEFAULT_LIMITS = Limits()
"""What the command line and the service use unless told otherwise."""

LOCAL_LIMITS = Limits(external_files=True)
"""For files of the user's own: a glTF or OBJ may refer to files in its own folder."""
