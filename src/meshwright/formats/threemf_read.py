"""Read 3MF: meshes, components, transforms, base materials, colours and textures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError
from meshwright.formats.archive import Archive
from meshwright.formats.assemble import Piece, assemble
from meshwright.formats.images import decode_image
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.formats.source import SourceMaterial, SourceMesh, SourceTexture, Wrap
from meshwright.vocabulary.colors import srgb_to_linear

_UNITS = {
    "micron": 1e-6,
    "millimeter": 1e-3,
    "centimeter": 1e-2,
    "inch": 0.0254,
    "foot": 0.3048,
    "meter": 1.0,
}
_WRAP: dict[str, Wrap] = {"wrap": "repeat", "mirror": "mirror", "clamp": "clamp", "none": "clamp"}
_Y_UP = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]], np.float64)
Matrix = npt.NDArray[np.float64]


@dataclass
class _Object:
    name: str
    default: tuple[str, str]
    vertices: list[tuple[float, float, float]] = field(default_factory=list)
    triangles: list[tuple[int, int, int]] = field(default_factory=list)
    # Property group and index of each corner; None takes the object's own.
    properties: list[tuple[str, str, str, str] | None] = field(default_factory=list)
    components: list[tuple[str, Matrix]] = field(default_factory=list)


@dataclass
class _Model:
    """What the parser collects: resources by id, and the build."""

    scale: float = 1e-3
    objects: dict[str, _Object] = field(default_factory=dict)
    colors: dict[str, list[tuple[float, float, float, float]]] = field(default_factory=dict)
    textures: dict[str, dict[str, str]] = field(default_factory=dict)
    coordinates: dict[str, tuple[str, list[tuple[float, float]]]] = field(default_factory=dict)
    items: list[tuple[str, Matrix]] = field(default_factory=list)


def read_3mf(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> SourceMesh:
    """Read the build of a 3MF file, converted to metres and Y-up; each object becomes a part.

    Raises `FileFormatError` for broken archives, zip bombs, XML with a document type or entities, wrong
    indices, and anything above the limits.
    """
    target = Path(path)
    archive = Archive(target, limits)
    members = [m for m in archive.members if m.lower().endswith(".model")]
    root = next((m for m in members if m.lower() == "3d/3dmodel.model"), members[0] if members else "")
    if not root:
        raise FileFormatError(str(target), "has no 3D model part")
    model = _parse(archive.read(root), str(target), limits)
    pieces: list[Piece] = []
    materials: list[SourceMaterial] = [SourceMaterial(base_color=(0.6, 0.6, 0.6, 1.0))]
    lookup: dict[str, int] = {}
    to_metres = _Y_UP.copy()
    to_metres[:3] *= model.scale
    for thing, matrix in _expand(model, str(target), limits):
        piece = _piece(model, thing, to_metres @ matrix, archive, materials, lookup, limits)
        if piece is not None:
            pieces.append(piece)
    return assemble(pieces, materials, target.stem, str(target), limits)


def _parse(data: bytes, name: str, limits: Limits) -> _Model:
    model = _Model()
    stack: list[str] = []
    current: list[Any] = [None, ""]  # the object, and the id of the property group, being read

    def start(tag: str, a: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        stack.append(tag)
        if len(stack) > limits.json_depth:
            raise FileFormatError(name, "its XML is nested too deeply", f"at most {limits.json_depth} levels")
        thing: _Object | None = current[0]
        if tag == "vertex" and thing is not None:
            thing.vertices.append((float(a["x"]), float(a["y"]), float(a["z"])))
            if len(thing.vertices) > limits.vertices:
                raise FileFormatError(name, "has too many vertices", f"at most {limits.vertices}")
        elif tag == "triangle" and thing is not None:
            thing.triangles.append((_index(a["v1"]), _index(a["v2"]), _index(a["v3"])))
            one = a.get("p1")
            group = a.get("pid", thing.default[0])
            thing.properties.append(None if one is None else (group, one, a.get("p2", one), a.get("p3", one)))
            if len(thing.triangles) > limits.faces:
                raise FileFormatError(name, "has too many faces", f"at most {limits.faces}")
        elif tag == "model":
            model.scale = _UNITS[a.get("unit", "millimeter")]
        elif tag == "object":
            default = (a.get("pid", ""), a.get("pindex", "0"))
            current[0] = model.objects[a["id"]] = _Object(a.get("name") or f"object_{a['id']}", default)
        elif tag == "component" and thing is not None:
            thing.components.append((a["objectid"], _matrix(a.get("transform"))))
        elif tag == "item":
            model.items.append((a["objectid"], _matrix(a.get("transform"))))
        elif tag in ("basematerials", "colorgroup"):
            current[1] = a["id"]
            model.colors[a["id"]] = []
        elif tag == "base":
            model.colors[current[1]].append(_color(a["displaycolor"]))
        elif tag == "color":
            model.colors[current[1]].append(_color(a["color"]))
        elif tag == "texture2d":
            model.textures[a["id"]] = a
        elif tag == "texture2dgroup":
            current[1] = a["id"]
            model.coordinates[a["id"]] = (a["texid"], [])
        elif tag == "tex2coord":
            model.coordinates[current[1]][1].append((float(a["u"]), 1.0 - float(a["v"])))

    def end(_: str) -> None:
        if stack.pop() == "object":
            current[0] = None

    def refuse(*_: Any) -> None:
        raise FileFormatError(name, "its XML declares a document type or entities")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, KeyError, ValueError, OverflowError) as error:
        raise FileFormatError(name, f"its model cannot be parsed ({type(error).__name__}: {error})") from error
    return model


def _matrix(text: str | None) -> Matrix:
    """The twelve numbers of a 3MF transform (row vectors) as a (4, 4) matrix for column vectors."""
    matrix = np.eye(4)
    if text is not None:
        matrix[:3] = np.array([float(w) for w in text.split()], np.float64).reshape(4, 3).T
    if not np.isfinite(matrix).all():
        raise ValueError("a transform is not finite")
    return matrix


def _color(text: str) -> tuple[float, float, float, float]:
    """`#RRGGBB` or `#RRGGBBAA`, sRGB, as linear RGBA."""
    digits = text.lstrip("#")
    if len(digits) not in (6, 8):
        raise ValueError(f"{text[:20]!r} is not a colour")
    channels = [int(digits[k : k + 2], 16) / 255.0 for k in range(0, len(digits), 2)]
    r, g, b = srgb_to_linear(channels[:3]).tolist()
    return r, g, b, channels[3] if len(channels) == 4 else 1.0


def _expand(model: _Model, name: str, limits: Limits) -> list[tuple[_Object, Matrix]]:
    """Flatten the build into placed objects; references may multiply without bound, so they are counted."""
    placed: list[tuple[_Object, Matrix]] = []
    faces = 0
    stack = [(object_id, matrix, 1) for object_id, matrix in reversed(model.items)]
    while stack:
        object_id, matrix, depth = stack.pop()
        thing = model.objects.get(object_id)
        if thing is None:
            raise FileFormatError(name, f"refers to object {object_id[:20]!r}, which does not exist")
        placed.append((thing, matrix))
        faces += len(thing.triangles)
        if depth > limits.node_depth or len(placed) > limits.nodes:
            raise FileFormatError(name, "its components are nested too deeply or are too many")
        if faces > limits.faces:
            raise FileFormatError(name, "has too many faces", f"at most {limits.faces}")
        stack += [(child, matrix @ local, depth + 1) for child, local in reversed(thing.components)]
    return placed


def _piece(
    model: _Model,
    thing: _Object,
    matrix: Matrix,
    archive: Archive,
    materials: list[SourceMaterial],
    lookup: dict[str, int],
    limits: Limits,
) -> Piece | None:
    if not thing.triangles:
        return None
    points = np.array(thing.vertices, np.float64).reshape(-1, 3)
    faces = np.array(thing.triangles, np.int64)
    if faces.min() < 0 or faces.max() >= len(points):
        raise FileFormatError(archive.name, f"has an index outside 0-{len(points) - 1}")
    m = len(faces)
    colors = np.ones((m, 3, 4), np.float32)
    uv = np.zeros((m, 3, 2), np.float32)
    material = np.zeros(m, np.int32)
    colored = textured = False
    for row, chosen in enumerate(thing.properties):
        group, *index = chosen if chosen is not None else (thing.default[0], *[thing.default[1]] * 3)
        try:
            if group in model.colors:
                colors[row] = [model.colors[group][_index(i)] for i in index]
                material[row], colored = _plain(materials, lookup), True
            elif group in model.coordinates:
                texture_id, coordinates = model.coordinates[group]
                uv[row] = [coordinates[_index(i)] for i in index]
                material[row] = _textured(model, texture_id, archive, materials, lookup, limits)
                textured = True
        except (IndexError, KeyError, ValueError) as error:
            raise FileFormatError(archive.name, f"has a property reference that does not exist ({error})") from error
    if np.linalg.det(matrix[:3, :3]) < 0:
        faces, colors, uv = faces[:, ::-1], colors[:, ::-1], uv[:, ::-1]
    return Piece(
        name=thing.name,
        positions=points @ matrix[:3, :3].T + matrix[:3, 3],
        faces=faces,
        material=material,
        uv=uv if textured else None,
        colors=colors if colored else None,
    )


def _index(text: str) -> int:
    index = int(text)
    if not 0 <= index < 2**31:
        raise ValueError(f"index {text[:20]}")
    return index


def _plain(materials: list[SourceMaterial], lookup: dict[str, int]) -> int:
    """The white material that vertex colours multiply."""
    if "" not in lookup:
        lookup[""] = len(materials)
        materials.append(SourceMaterial(name="colors"))
    return lookup[""]


def _textured(
    model: _Model,
    texture_id: str,
    archive: Archive,
    materials: list[SourceMaterial],
    lookup: dict[str, int],
    limits: Limits,
) -> int:
    if texture_id not in lookup:
        entry = model.textures[texture_id]
        if len(lookup) > limits.images:
            raise FileFormatError(archive.name, "has too many textures", f"at most {limits.images}")
        member = entry["path"].lstrip("/")
        pixels = decode_image(archive.read(member), name=f"{archive.name} {member}", limits=limits)
        wrap = (
            _WRAP.get(entry.get("tilestyleu", ""), "repeat"),
            _WRAP.get(entry.get("tilestylev", ""), "repeat"),
        )
        lookup[texture_id] = len(materials)
        texture = SourceTexture(pixels, True, wrap=wrap)
        materials.append(SourceMaterial(name=f"texture_{texture_id}", base_color_texture=texture))
    return lookup[texture_id]
