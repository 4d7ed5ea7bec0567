"""Whether a finished GLB is what was promised, seen from outside: read here byte by byte, not by our reader.

Topology is judged by trimesh and networkx, overlaps by the polygon clipper of manifold3d, hulls by Qhull, and the
file by the Khronos glTF Validator. Our own report is compared, never believed.
"""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import manifold3d
import networkx
import numpy as np
import trimesh
from scipy.spatial import ConvexHull, cKDTree

_TYPES = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
_WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
PAGE = 1024  # texels at which atlases are judged
PIVOT = 1e-4  # share of the height by which the pivot may miss the bottom centre
DENSITY = 0.2  # coefficient of variation of texel density


class File:
    """Positions and UVs of a GLB as triangles, without any library for glTF."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        size = struct.unpack_from("<I", data, 12)[0]
        self.tree = json.loads(data[20 : 20 + size])
        self.buffer = data[28 + size :]

    def accessor(self, index: int) -> np.ndarray:
        a = self.tree["accessors"][index]
        view = self.tree["bufferViews"][a["bufferView"]]
        dtype, width = np.dtype(_TYPES[a["componentType"]]), _WIDTH[a["type"]]
        start = view.get("byteOffset", 0) + a.get("byteOffset", 0)
        stride = view.get("byteStride", dtype.itemsize * width)
        rows = np.lib.stride_tricks.as_strided(
            np.frombuffer(self.buffer, np.uint8, offset=start), (a["count"], dtype.itemsize * width), (stride, 1)
        )
        return np.ascontiguousarray(rows).view(dtype).reshape(a["count"], width)

    def meshes(self, node: int) -> list[dict[str, Any]]:
        """Primitives of a node and of what is under it. Our nodes carry no transform."""
        n = self.tree["nodes"][node]
        assert not {"matrix", "scale", "rotation", "translation"} & n.keys()
        own = self.tree["meshes"][n["mesh"]]["primitives"] if "mesh" in n else []
        return own + [p for child in n.get("children", ()) for p in self.meshes(child)]

    def triangles(self, node: int, semantic: str = "POSITION") -> np.ndarray:
        """Corners (m, 3, k) of one attribute."""
        return np.concatenate(
            [
                self.accessor(p["attributes"][semantic])[self.accessor(p["indices"]).ravel()].reshape(
                    -1, 3, 2 if semantic == "TEXCOORD_0" else 3
                )
                for p in self.meshes(node)
            ]
        )

    def levels(self) -> list[int]:
        """Root nodes of the levels of detail, finest first."""
        root = self.tree["scenes"][self.tree["scene"]]["nodes"][0]
        return [root, *self.tree["nodes"][root].get("extensions", {}).get("MSFT_lod", {}).get("ids", ())]

    def hulls(self) -> list[np.ndarray]:
        """Triangles of the collision hulls."""
        scene = next(s for s in self.tree["scenes"] if s["name"] == "collision")
        return [self.triangles(node) for node in scene["nodes"]]


class Khronos:
    """The glTF Validator in one process of node for many files."""

    def __init__(self, folder: Path) -> None:
        script = (
            "const v=require('gltf-validator'),fs=require('fs');"
            "require('readline').createInterface({input:process.stdin}).on('line',f=>"
            "v.validateBytes(new Uint8Array(fs.readFileSync(f))).then(r=>console.log(JSON.stringify(r.issues)),"
            "e=>console.log(JSON.stringify({numErrors:1,numWarnings:0,messages:[{code:String(e)}]}))));"
        )
        self.process = subprocess.Popen(
            ["node", "-e", script], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()

    def defects(self, path: Path) -> list[str]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        issues = json.loads(self.process.stdout.readline())
        if issues["numErrors"] == issues["numWarnings"] == 0:
            return []
        codes = sorted({m["code"] for m in issues["messages"] if m.get("severity", 0) < 2})
        return [f"glTF Validator: {issues['numErrors']} errors, {issues['numWarnings']} warnings: {', '.join(codes)}"]


def weld(triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, 3) and faces (m, 3) of triangles whose equal corners are one vertex."""
    vertices, inverse = np.unique(triangles.reshape(-1, 3), axis=0, return_inverse=True)
    return vertices, inverse.reshape(-1, 3)


def surface_defects(triangles: np.ndarray, what: str) -> list[str]:
    """Defects of a surface after equal positions have been made one vertex, as an importer that welds sees it."""
    vertices, faces = weld(triangles)
    mesh = trimesh.Trimesh(vertices, faces, process=False)
    found = []
    if (faces == faces[:, [1, 2, 0]]).any():
        found.append("faces with a repeated vertex")
    elif (mesh.area_faces <= 0).any():
        found.append("faces without area")
    if len(np.unique(np.sort(faces, axis=1), axis=0)) < len(faces):
        found.append("double faces")
    if not mesh.is_watertight:
        counts = np.unique(mesh.edges_unique_inverse, return_counts=True)[1]
        found.append("open edges" if (counts == 1).any() else "edges of more than two faces")
    elif not mesh.is_winding_consistent:
        found.append("winding not consistent")
    elif _pinched(faces):
        found.append("vertices of more than one fan")
    else:
        graph = networkx.from_edgelist(mesh.face_adjacency.tolist())
        volumes = [_volume(triangles[list(piece)]) for piece in networkx.connected_components(graph)]
        if min(volumes) <= 0:
            found.append("shells inside out or without volume")
    if mesh.volume <= 0:
        found.append("volume not positive")
    return [f"{what}: {text}" for text in found]


def _pinched(faces: np.ndarray) -> bool:
    """Whether the faces around some vertex do not form one ring."""
    links: dict[int, networkx.Graph] = {}
    for row in faces.tolist():
        for k in range(3):
            links.setdefault(row[k], networkx.Graph()).add_edge(row[k - 2], row[k - 1])
    return any(not networkx.is_connected(g) or any(d != 2 for _, d in g.degree) for g in links.values())


def _volume(triangles: np.ndarray) -> float:
    t = triangles.astype(np.float64)
    t = t - t.reshape(-1, 3).mean(axis=0)
    return float(np.einsum("ij,ij->i", np.cross(t[:, 0], t[:, 1]), t[:, 2]).sum() / 6)


def atlas_defects(triangles: np.ndarray, uv: np.ndarray, what: str, *, whole: bool) -> tuple[list[str], float]:
    """Defects of an atlas, and the variation of its texel density. whole: judge the density as well."""
    page = uv.astype(np.float64) * [PAGE, -PAGE] + [0, PAGE]  # v points down in glTF
    a, b = page[:, 1] - page[:, 0], page[:, 2] - page[:, 0]
    signed = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2
    found = []
    if (uv < 0).any() or (uv > 1).any():
        found.append("UVs outside the page")
    if (signed < -1e-3).any():
        found.append("mirrored faces")
    # Loops of area only: clipping turns the rest around.
    solid = signed > 1e-6
    union = manifold3d.CrossSection(list(page[solid]), manifold3d.FillRule.NonZero).area()
    if signed[solid].sum() - union > 1.0:
        found.append(f"{signed[solid].sum() - union:.1f} texels of overlap")
    t = triangles.astype(np.float64)
    area = np.linalg.norm(np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]), axis=1) / 2
    density = np.sqrt(np.maximum(signed, 0) / np.maximum(area, 1e-300))
    mean = np.average(density, weights=area)
    spread = float(np.sqrt(np.average((density - mean) ** 2, weights=area)) / max(mean, 1e-300))
    if whole and spread > DENSITY:
        found.append(f"texel density varies by {spread:.2f}")
    return [f"{what}: {text}" for text in found], spread


def hull_defects(hulls: list[np.ndarray]) -> list[str]:
    """Too many hulls or corners, or hulls that are not convex."""
    found = [] if 1 <= len(hulls) <= 8 else [f"{len(hulls)} hulls"]
    for triangles in hulls:
        corners, _ = weld(triangles)
        if len(corners) > 32:
            found.append(f"a hull of {len(corners)} vertices")
        if not 0.999 < _volume(triangles) / ConvexHull(corners.astype(np.float64)).volume < 1.001:
            found.append("a hull that is not convex")
    return found


def pivot_miss(triangles: np.ndarray) -> float:
    """How far the origin is from the bottom centre of the bounding box, as a share of the height."""
    low, high = triangles.min(axis=(0, 1)).astype(np.float64), triangles.max(axis=(0, 1)).astype(np.float64)
    miss = np.abs([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2]).max()
    return float(miss / (high[1] - low[1]))


def away(triangles: np.ndarray, source: np.ndarray, count: int = 20_000) -> tuple[float, float]:
    """Mean distances result → source and source → result as shares of the diagonal, between random points.

    About 0.003 of each is the distance between random points of equal surfaces.
    """
    rng = np.random.default_rng(0)
    points = []
    for t in (triangles.astype(np.float64), source.astype(np.float64)):
        area = np.linalg.norm(np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]), axis=1)
        face = rng.choice(len(t), count, p=area / area.sum())
        weight = np.sort(rng.random((count, 2)), axis=1)
        weight = np.column_stack([weight[:, 0], weight[:, 1] - weight[:, 0], 1 - weight[:, 1]])
        points.append(np.einsum("nk,nkd->nd", weight, t[face]))
    size = np.linalg.norm(np.ptp(points[0], axis=0))
    here, there = (cKDTree(p) for p in points)
    return float(there.query(points[0])[0].mean() / size), float(here.query(points[1])[0].mean() / size)


def judge(path: Path, budget: int, available: int, lods: int, source: np.ndarray, khronos: Khronos) -> dict[str, Any]:
    """What is wrong with a GLB, and figures. source: triangles (m, 3, 3) of the input where the asset stands."""
    file = File(path)
    roots = file.levels()
    triangles = file.triangles(roots[0])
    found = khronos.defects(path)
    most = budget
    for k, root in enumerate(roots):
        name = f"level {k}"
        level = file.triangles(root)
        found += surface_defects(level, name)
        wrong, spread = atlas_defects(level, file.triangles(root, "TEXCOORD_0"), name, whole=k == 0)
        found += wrong
        if len(level) > most:
            found.append(f"{name}: {len(level)} triangles above {most}")
        most = max(12, round(0.75 * len(level)))
        if k == 0:
            density = spread
    if len(triangles) < min(0.98 * budget, budget - 1, available):
        found.append(f"only {len(triangles)} triangles of {budget} asked, {available} there")
    if len(roots) > lods:
        found.append(f"{len(roots)} levels")
    miss = pivot_miss(triangles)
    if miss > PIVOT:
        found.append("pivot not at the bottom centre")
    found += hull_defects(file.hulls())
    there, back = away(triangles, source)
    return {
        "defects": found, "faces": len(triangles), "levels": len(roots), "pivot_miss": miss, "density_cv": density,
        "to_source": round(there, 5), "from_source": round(back, 5),
    }  # fmt: skip
