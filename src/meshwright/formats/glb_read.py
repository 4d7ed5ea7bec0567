"""Read any glTF 2.0 file into one `SourceMesh`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError
from meshwright.formats.assemble import Piece, assemble
from meshwright.formats.gltf_accessors import count_of, read_floats, read_integers
from meshwright.formats.gltf_container import MALFORMED, Container, open_container
from meshwright.formats.gltf_materials import read_materials
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.formats.source import SourceMesh

Matrix = npt.NDArray[np.float64]
_TRIANGLES, _STRIP, _FAN = 4, 5, 6


def read_gltf(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> SourceMesh:
    """Read the default scene of a .glb or .gltf file, flattened to world space.

    Each node with a mesh becomes a part. Skins and morph targets are applied in their rest state. Nodes with
    engine names of collision shapes (`UCX_...`, `...-convcolonly` and the like) are left out, and so are
    LODs below the first. Points and lines are left out.
    Raises `FileFormatError` for anything malformed, compressed (Draco, meshopt), or above `limits`.
    """
    container = open_container(Path(path), limits)
    return source_from_container(container, Path(path).stem)


def source_from_container(container: Container, name: str) -> SourceMesh:
    """The default scene of a parsed container; errors as for `read_gltf`."""
    try:
        placed = world_matrices(container)
        _check_claims(container, placed)
        materials = read_materials(container)
        world, pieces = dict(placed), []
        for node_index, matrix in placed:
            node = container.item("nodes", node_index)
            if "mesh" not in node or is_collision_name(str(node.get("name", ""))):
                continue
            mesh = container.item("meshes", node["mesh"])
            label = str(node.get("name") or mesh.get("name") or f"part_{node_index}")
            for primitive in mesh.get("primitives", []):
                piece = _piece(container, node, mesh, primitive, matrix, world, label, len(materials) - 1)
                if piece is not None:
                    pieces.append(piece)
        extras = {"asset": container.tree["asset"]}
        return assemble(pieces, materials, name, container.name, container.limits, extras)
    except MALFORMED as error:
        raise FileFormatError(container.name, f"is malformed ({type(error).__name__}: {error})") from error


def is_collision_name(name: str) -> bool:
    """Whether Unreal or Godot would take a node of this name for a collision shape and not draw it."""
    return name.startswith(("UCX_", "UBX_", "USP_", "UCP_")) or name.endswith(("-colonly", "-convcolonly"))


def world_matrices(container: Container) -> list[tuple[int, Matrix]]:
    """Nodes of the default scene with their world matrices (4, 4), parents first, in document order.

    Raises `FileFormatError` for cycles, nodes with two parents, and graphs beyond the limits.
    """
    tree, limits = container.tree, container.limits
    nodes = tree.get("nodes", [])
    if len(nodes) > limits.nodes:
        raise FileFormatError(container.name, f"has {len(nodes)} nodes", f"at most {limits.nodes}")
    if tree.get("scenes"):
        roots = container.item("scenes", tree.get("scene", 0)).get("nodes", [])
    else:
        owned = {child for node in nodes for child in node.get("children", [])}
        roots = [index for index in range(len(nodes)) if index not in owned]
    result: list[tuple[int, Matrix]] = []
    seen: set[int] = set()
    stack: list[tuple[int, Matrix, int]] = [(root, np.eye(4), 1) for root in reversed(roots)]
    while stack:
        index, parent, depth = stack.pop()
        node = container.item("nodes", index)
        if index in seen:
            raise FileFormatError(container.name, f"nodes[{index}] is in the scene twice or in a cycle")
        if depth > limits.node_depth:
            raise FileFormatError(
                container.name, "its nodes are nested too deeply", f"at most {limits.node_depth} levels"
            )
        seen.add(index)
        matrix = parent @ local_matrix(container, node, index)
        result.append((index, matrix))
        stack += [(child, matrix, depth + 1) for child in reversed(node.get("children", []))]
    return result


def local_matrix(container: Container, node: dict[str, Any], index: int) -> Matrix:
    """The (4, 4) matrix of one node, from `matrix` or from translation, rotation and scale."""
    if "EXT_mesh_gpu_instancing" in node.get("extensions", {}):
        raise FileFormatError(container.name, f"nodes[{index}] uses EXT_mesh_gpu_instancing", "plain nodes")
    if "matrix" in node:
        matrix = np.array(node["matrix"], np.float64).reshape(4, 4).T
    else:
        x, y, z, w = np.array(node.get("rotation", (0, 0, 0, 1)), np.float64)
        length = max(float(np.sqrt(x * x + y * y + z * z + w * w)), 1e-12)
        x, y, z, w = x / length, y / length, z / length, w / length
        rotation = np.array(
            [
                [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
            ]
        )
        matrix = np.eye(4)
        matrix[:3, :3] = rotation * np.array(node.get("scale", (1, 1, 1)), np.float64).reshape(3)
        matrix[:3, 3] = np.array(node.get("translation", (0, 0, 0)), np.float64).reshape(3)
    if not np.isfinite(matrix).all():
        raise FileFormatError(container.name, f"nodes[{index}] has a transform that is not finite")
    return matrix


def _check_claims(container: Container, placed: list[tuple[int, Matrix]]) -> None:
    """Add up what all instances claim before any of it is read."""
    vertices = indices = 0
    for index, _ in placed:
        node = container.item("nodes", index)
        if "mesh" not in node:
            continue
        for primitive in container.item("meshes", node["mesh"]).get("primitives", []):
            count = count_of(container, primitive["attributes"]["POSITION"])
            vertices += count
            indices += count_of(container, primitive["indices"]) if "indices" in primitive else count
    limits = container.limits
    if vertices > limits.vertices:
        raise FileFormatError(container.name, f"claims {vertices} vertices", f"at most {limits.vertices}")
    if indices > 3 * limits.faces:
        raise FileFormatError(container.name, f"claims {indices // 3} faces", f"at most {limits.faces}")


def _piece(
    container: Container,
    node: dict[str, Any],
    mesh: dict[str, Any],
    primitive: dict[str, Any],
    matrix: Matrix,
    world: dict[int, Matrix],
    label: str,
    default_material: int,
) -> Piece | None:
    mode = primitive.get("mode", _TRIANGLES)
    if mode not in (_TRIANGLES, _STRIP, _FAN):
        return None
    if "KHR_draco_mesh_compression" in primitive.get("extensions", {}):
        raise FileFormatError(container.name, "is compressed with Draco", "uncompressed glTF 2.0 meshes")
    names = primitive["attributes"]
    position = read_floats(container, names["POSITION"], (3,))
    count = len(position)

    def attribute(name: str, widths: tuple[int, ...]) -> npt.NDArray[np.float32] | None:
        if name not in names:
            return None
        values = read_floats(container, names[name], widths)
        if len(values) != count:
            raise FileFormatError(container.name, f"{name} has {len(values)} entries for {count} vertices")
        return values

    normal, tangent = attribute("NORMAL", (3,)), attribute("TANGENT", (4,))
    position = _morphed(container, node, mesh, primitive, position)
    corners = read_integers(container, primitive["indices"])[:, 0] if "indices" in primitive else np.arange(count)
    if len(corners) and corners.max() >= count:
        raise FileFormatError(container.name, f"index {corners.max()} is beyond its {count} vertices")
    faces = triangulate(corners, mode)
    transform = np.broadcast_to(matrix, (1, 4, 4))
    if "skin" in node and "JOINTS_0" in names:
        transform = _skinned(container, node["skin"], names, world, count)
    color = attribute("COLOR_0", (3, 4))
    if color is not None and color.shape[1] == 3:
        color = np.concatenate([color, np.ones((count, 1), np.float32)], axis=1)
    material = default_material
    if "material" in primitive:
        container.item("materials", primitive["material"])
        material = int(primitive["material"])
    linear = transform[:, :3, :3]
    world_position = np.einsum("nij,nj->ni", linear, position.astype(np.float64)) + transform[:, :3, 3]
    if np.linalg.det(linear.mean(axis=0)) < 0:
        faces = faces[:, ::-1]
        tangent = None if tangent is None else tangent * np.array([1, 1, 1, -1], np.float32)
    if normal is not None:
        # The cofactor matrix carries normals, also through scalings and where there is no inverse.
        normal = np.einsum("nij,nj->ni", _cofactors(linear), normal.astype(np.float64)).astype(np.float32)
    if tangent is not None:
        turned = np.einsum("nij,nj->ni", linear, tangent[:, :3].astype(np.float64))
        tangent = np.concatenate([turned.astype(np.float32), tangent[:, 3:]], axis=1)
    return Piece(
        name=label,
        positions=world_position,
        faces=faces,
        material=material,
        normals=normal,
        uv=attribute("TEXCOORD_0", (2,)),
        uv1=attribute("TEXCOORD_1", (2,)),
        tangents=tangent,
        colors=color,
    )


def _cofactors(matrices: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    a, b, c = matrices[:, :, 0], matrices[:, :, 1], matrices[:, :, 2]
    cofactor = np.stack([np.cross(b, c), np.cross(c, a), np.cross(a, b)], axis=2)
    signed: npt.NDArray[np.float64] = cofactor * np.sign(np.linalg.det(matrices))[:, None, None]
    return signed


def triangulate(corners: npt.NDArray[np.int64], mode: int) -> npt.NDArray[np.int64]:
    """Triangles (m, 3) from the index stream of a triangle list (4), strip (5) or fan (6)."""
    if mode == _TRIANGLES:
        return corners[: len(corners) // 3 * 3].reshape(-1, 3)
    if len(corners) < 3:
        return np.zeros((0, 3), np.int64)
    if mode == _FAN:
        first = np.full(len(corners) - 2, corners[0])
        return np.stack([first, corners[1:-1], corners[2:]], axis=1)
    faces = np.stack([corners[:-2], corners[1:-1], corners[2:]], axis=1)
    faces[1::2] = faces[1::2][:, [1, 0, 2]]
    return faces


def _morphed(
    container: Container,
    node: dict[str, Any],
    mesh: dict[str, Any],
    primitive: dict[str, Any],
    position: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    weights = node.get("weights", mesh.get("weights", []))
    for weight, target in zip(weights, primitive.get("targets", []), strict=False):
        if weight and "POSITION" in target:
            offset = read_floats(container, target["POSITION"], (3,))
            position = position + np.float32(weight) * offset
    return position


def _skinned(
    container: Container, skin_index: Any, names: dict[str, Any], world: dict[int, Matrix], count: int
) -> npt.NDArray[np.float64]:
    """Per-vertex matrices (n, 4, 4) of a skin in its rest pose (glTF 2.0, section 3.7.3)."""
    skin = container.item("skins", skin_index)
    joints = skin["joints"]
    matrices = np.stack([world.get(joint, np.eye(4)) for joint in joints])
    if "inverseBindMatrices" in skin:
        inverse = read_floats(container, skin["inverseBindMatrices"], (16,)).astype(np.float64)
        matrices = matrices @ inverse[: len(joints)].reshape(-1, 4, 4).transpose(0, 2, 1)
    index = read_integers(container, names["JOINTS_0"], 4)
    weight = read_floats(container, names["WEIGHTS_0"], (4,)).astype(np.float64)
    if len(index) != count or len(weight) != count or (count and index.max() >= len(joints)):
        raise FileFormatError(container.name, "has joints or weights that do not fit its vertices")
    total = weight.sum(axis=1, keepdims=True)
    weight = weight / np.where(total > 0, total, 1)
    skinned: npt.NDArray[np.float64] = np.einsum("nk,nkij->nij", weight, matrices[index])
    return skinned
