"""What an asset carries in a glTF beyond its look: see the layout in `gltf_document`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from meshwright.asset import Asset, Physics
from meshwright.formats.gltf_builder import BufferBuilder
from meshwright.formats.images import EncodedMaps
from meshwright.formats.split import SplitPart
from meshwright.geometry.mesh import Mesh

EXTRAS_VERSION = 1


def physics_json(physics: Physics) -> dict[str, Any]:
    """Physics as plain JSON data (kg, m³, m, kg·m²)."""
    return {
        "mass": float(physics.mass),
        "volume": float(physics.volume),
        "center_of_mass": np.asarray(physics.center_of_mass, np.float64).tolist(),
        "inertia": np.asarray(physics.inertia, np.float64).tolist(),
        "stable": bool(physics.stable),
    }


def physics_from_json(data: dict[str, Any]) -> Physics:
    """The inverse of `physics_json`."""
    return Physics(
        mass=float(data["mass"]),
        volume=float(data["volume"]),
        center_of_mass=np.array(data["center_of_mass"], np.float64).reshape(3),
        inertia=np.array(data["inertia"], np.float64).reshape(3, 3),
        stable=bool(data["stable"]),
    )


def asset_extras(
    asset: Asset,
    levels: Sequence[Mesh],
    splits: Sequence[tuple[SplitPart, ...]],
    maps: EncodedMaps,
    builder: BufferBuilder,
    hull_nodes: list[int],
    *,
    strip: bool,
) -> dict[str, Any]:
    """The extras of an asset's root node; adds buffer views for what is binary.

    levels, splits: LOD 0 and the coarser ones, and how each was split for writing.
    hull_nodes: node of each collision hull.  strip: leave out latent and provenance.
    """

    def blob(data: bytes, name: str) -> dict[str, Any]:
        # The digest tells a reader whether another tool has renumbered the buffer views.
        return {"bufferView": builder.add_bytes(data, name=name), "sha256": hashlib.sha256(data).hexdigest()}

    restored = []
    for number, (mesh, parts) in enumerate(zip(levels, splits, strict=True)):
        weld = np.concatenate([part.source for part in parts])
        wide = "<u4" if weld.max() > 65535 else "<u2"
        level: dict[str, Any] = {
            "part_names": list(mesh.part_names),
            "parts": [part.part for part in parts],
            "vertices": len(mesh.vertices),
            "weld": blob(weld.astype(wide).tobytes(), f"weld{number}"),
        }
        order = np.concatenate([part.face_index for part in parts])
        if (np.diff(order) != 1).any():
            level["order"] = blob(order.astype("<u4").tobytes(), f"order{number}")
        restored.append(level)
    private: dict[str, Any] = {
        "version": EXTRAS_VERSION,
        "levels": restored,
        "coverage": blob(maps.coverage, "coverage"),
        "hulls": hull_nodes,
    }
    if asset.quads is not None:
        private["quads"] = blob(np.ascontiguousarray(asset.quads, "<u4").tobytes(), "quads")
    extras: dict[str, Any] = {"report": asset.report, "meshwright": private}
    if asset.physics is not None:
        extras["physics"] = physics_json(asset.physics)
    if not strip:
        extras["provenance"] = asset.provenance
        if asset.latent is not None:
            private["latent"] = blob(asset.latent, "latent")
    return extras
