"""A glTF or GLB file as a checked JSON tree and its buffers; nothing is trusted before it is measured."""

from __future__ import annotations

import base64
import binascii
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from meshwright.errors import FileFormatError
from meshwright.formats.limits import Limits

_MAGIC, _JSON, _BIN = b"glTF", 0x4E4F534A, 0x004E4942

MALFORMED = (
    KeyError, TypeError, IndexError, ValueError, AttributeError, OverflowError, RecursionError, struct.error,
)  # fmt: skip
"""What a document of the wrong shape raises when it is read as if it were sound."""

_UNDERSTOOD = {
    "KHR_texture_transform", "KHR_materials_pbrSpecularGlossiness", "KHR_materials_emissive_strength",
    "KHR_materials_unlit", "KHR_materials_ior", "KHR_mesh_quantization", "EXT_texture_webp", "MSFT_lod",
    "KHR_texture_basisu", "KHR_lights_punctual", "KHR_materials_clearcoat", "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission", "KHR_materials_volume", "KHR_materials_anisotropy",
    "KHR_materials_iridescence", "KHR_materials_dispersion", "KHR_materials_variants",
}  # fmt: skip


@dataclass(frozen=True)
class Container:
    """A parsed file: name for messages, JSON tree, one bytes object per buffer, folder or None."""

    name: str
    tree: dict[str, Any]
    buffers: tuple[bytes, ...]
    folder: Path | None
    limits: Limits

    def item(self, kind: str, index: Any) -> dict[str, Any]:
        """Entry `index` of a top-level array. Raises `FileFormatError` when there is none."""
        entries = self.tree.get(kind, [])
        if (
            not isinstance(index, int)
            or isinstance(index, bool)
            or not isinstance(entries, list)
            or not 0 <= index < len(entries)
            or not isinstance(entries[index], dict)
        ):
            raise FileFormatError(self.name, f"refers to {kind}[{index!r}], which does not exist")
        entry: dict[str, Any] = entries[index]
        return entry

    def view(self, index: Any) -> memoryview:
        """The bytes of a buffer view. Raises `FileFormatError` when it runs past its buffer."""
        view = self.item("bufferViews", index)
        self.item("buffers", view.get("buffer"))
        data = self.buffers[view["buffer"]]
        start, length = whole(self, view.get("byteOffset", 0)), whole(self, view.get("byteLength"))
        if start + length > len(data):
            raise FileFormatError(
                self.name, f"bufferViews[{index}] ends at byte {start + length}", f"{len(data)} bytes"
            )
        return memoryview(data)[start : start + length]

    def resource(self, uri: Any, what: str) -> bytes:
        """The bytes behind a URI: base64 data, or a file beside this one where the limits allow that.

        Raises `FileFormatError` for URLs, paths out of the folder, and files that are absent or too large.
        """
        if not isinstance(uri, str):
            raise FileFormatError(self.name, f"{what} has a URI that is not text")
        if uri.startswith("data:"):
            header, comma, payload = uri.partition(",")
            if not comma or not header.endswith(";base64"):
                raise FileFormatError(self.name, f"{what} has a data URI that is not base64")
            try:
                return base64.b64decode(payload, validate=True)
            except binascii.Error as error:
                raise FileFormatError(self.name, f"{what} has broken base64 data") from error
        return read_beside(self.folder, unquote(uri), self.name, what, self.limits)


def read_beside(folder: Path | None, relative: str, name: str, what: str, limits: Limits) -> bytes:
    """A file that another file refers to, from the same folder or below it.

    Raises `FileFormatError` unless `limits.external_files`, and for URLs, absolute paths, `..`, links
    that leave the folder, and files that are absent or larger than the limit.
    """
    if folder is None or not limits.external_files:
        raise FileFormatError(
            name, f"{what} refers to the external file {relative[:80]!r}", "everything embedded in one file"
        )
    relative = relative.replace("\\", "/")
    path = folder / relative
    if ":" in relative or "\0" in relative or relative.startswith("/"):
        raise FileFormatError(name, f"{what} refers to {relative[:80]!r}", "a file in the same folder")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise FileFormatError(name, f"{what} refers outside its folder: {relative[:80]!r}")
    if not path.is_file():
        raise FileFormatError(name, f"{what} refers to {relative[:80]!r}, which is not there")
    return read_limited(path, limits)


def read_limited(path: Path, limits: Limits) -> bytes:
    """The whole of a file. Raises `FileFormatError` if it cannot be read or is above the limit."""
    try:
        if not path.is_file():
            raise FileFormatError(str(path), "is not a file")
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise FileFormatError(str(path), f"has {size} bytes", f"at most {limits.file_bytes}")
        return path.read_bytes()
    except OSError as error:
        raise FileFormatError(str(path), f"cannot be read ({error.strerror})") from error


def whole(container: Container, value: Any) -> int:
    """`value` as a non-negative whole number. Raises `FileFormatError` otherwise."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise FileFormatError(container.name, f"has {value!r} where a whole number belongs")
    return value


def texture_source(texture: dict[str, Any]) -> Any:
    """The image of a texture entry: WebP if it has one, else PNG or JPEG, else KTX2, else None."""
    extensions = texture.get("extensions", {})
    for place in (extensions.get("EXT_texture_webp"), texture, extensions.get("KHR_texture_basisu")):
        if place is not None and "source" in place:
            return place["source"]
    return None


def open_container(path: Path, limits: Limits) -> Container:
    """Read a .glb or .gltf file. Raises `FileFormatError` for anything outside glTF 2.0 or the limits."""
    return parse_container(read_limited(path, limits), str(path), path.parent, limits)


def parse_container(data: bytes, name: str, folder: Path | None, limits: Limits) -> Container:
    """Parse the bytes of a .glb or .gltf file; errors as for `open_container`."""
    try:
        text, binary = _split_glb(data, name) if data[:4] == _MAGIC else (data, None)
        tree = parse_json(text, name, limits)
        version = tree.get("asset", {}).get("version")
        if not isinstance(version, str) or not version.startswith("2."):
            raise FileFormatError(name, f"is glTF version {version!r}", "2.0")
        _check_extensions(tree, name)
        container = Container(name, tree, (), folder, limits)
        buffers = []
        for index, entry in enumerate(tree.get("buffers", [])):
            length = whole(container, entry.get("byteLength"))
            if "uri" in entry:
                content = container.resource(entry["uri"], f"buffers[{index}]")
            elif index == 0 and binary is not None:
                content = binary
            else:
                raise FileFormatError(name, f"buffers[{index}] has no data")
            if len(content) < length:
                raise FileFormatError(name, f"buffers[{index}] claims {length} bytes but holds {len(content)}")
            buffers.append(content[:length])
        return Container(name, tree, tuple(buffers), folder, limits)
    except MALFORMED as error:
        raise FileFormatError(name, f"is malformed ({type(error).__name__}: {error})") from error


def parse_json(text: bytes, name: str, limits: Limits) -> dict[str, Any]:
    """A JSON object of limited nesting, without NaN. Raises `FileFormatError` otherwise."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        tree = json.loads(text.decode("utf-8-sig"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise FileFormatError(name, f"its JSON cannot be parsed ({error})"[:200]) from error
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > limits.json_depth:
            raise FileFormatError(name, "its JSON is nested too deeply", f"at most {limits.json_depth} levels")
        deeper: list[Any] = []
        for value in level:
            children = value.values() if isinstance(value, dict) else value
            deeper += [child for child in children if isinstance(child, (dict, list))]
        level = deeper
    if not isinstance(tree, dict):
        raise FileFormatError(name, "its JSON is not an object")
    return tree


def _split_glb(data: bytes, name: str) -> tuple[bytes, bytes | None]:
    if len(data) < 20:
        raise FileFormatError(name, "is cut off inside the GLB header")
    _, version, total = struct.unpack_from("<4sII", data)
    if version != 2:
        raise FileFormatError(name, f"is GLB version {version}", "2")
    if total > len(data):
        raise FileFormatError(name, f"claims {total} bytes but holds {len(data)}")
    position, text, binary = 12, None, None
    while position + 8 <= total:
        length, kind = struct.unpack_from("<II", data, position)
        position += 8
        if position + length > total:
            raise FileFormatError(name, f"a chunk claims {length} bytes past the end of the file")
        if kind == _JSON and text is None:
            text = data[position : position + length]
        elif kind == _BIN and binary is None:
            binary = data[position : position + length]
        position += length + (-length % 4)
    if text is None:
        raise FileFormatError(name, "has no JSON chunk")
    return text, binary


def _check_extensions(tree: dict[str, Any], name: str) -> None:
    for extension in tree.get("extensionsRequired", []):
        if extension not in _UNDERSTOOD:
            raise FileFormatError(name, f"needs the extension {str(extension)[:60]}", "uncompressed glTF 2.0 meshes")
