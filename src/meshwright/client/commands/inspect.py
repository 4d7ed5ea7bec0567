"""`meshwright inspect`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from meshwright.client.options import existing_file
from meshwright.client.output import Console, add_output_options

if TYPE_CHECKING:
    from meshwright.asset import Asset
    from meshwright.formats.source import SourceMesh


def add(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("input", metavar="IN", help="mesh: glb, gltf, obj, ply, stl, 3mf")
    add_output_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print what a file holds, with its surface measured anew."""
    from meshwright.asset import Asset
    from meshwright.formats import LOCAL_LIMITS, load

    console = Console(quiet=options.quiet, as_json=options.json)
    item = load(existing_file(options.input), LOCAL_LIMITS)
    found = inspect_asset(item) if isinstance(item, Asset) else inspect_source(item)
    found = {"file": options.input, **found}
    console.result(listing(found), found)
    return 0


def inspect_asset(asset: Asset) -> dict[str, Any]:
    """What an asset of Meshwright holds."""
    from meshwright.geometry.analysis import analyse

    return {
        "kind": "asset",
        "name": asset.name,
        "triangles": len(asset.mesh.faces),
        "parts": list(asset.mesh.part_names),
        "lods": [len(m.faces) for m in asset.lods],
        "texture_size": list(asset.maps.size),
        "collision_hulls": len(asset.collision),
        "editable": asset.latent is not None,
        "surface": analyse(asset.mesh).to_json(),
        "report": asset.report,
        "provenance": asset.provenance,
    }


def inspect_source(source: SourceMesh) -> dict[str, Any]:
    """What a mesh from elsewhere holds."""
    from meshwright.geometry.analysis import analyse

    mesh = source.mesh
    return {
        "kind": "mesh",
        "name": source.name,
        "triangles": len(mesh.faces),
        "parts": list(mesh.part_names),
        "materials": [m.name for m in source.materials],
        "size_m": [float(s) for s in mesh.vertices.max(0) - mesh.vertices.min(0)],
        "has_uv": mesh.uv is not None,
        "surface": analyse(mesh).to_json(),
    }


def listing(data: dict[str, Any], indent: str = "") -> str:
    """Nested data as indented lines."""
    lines = []
    for key, value in data.items():
        if isinstance(value, dict) and value:
            lines += [f"{indent}{key}:", listing(value, indent + "  ")]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  - " + ", ".join(f"{k} {_short(v)}" for k, v in row.items()) for row in value]
        else:
            lines.append(f"{indent}{key}: {_short(value)}")
    return "\n".join(lines)


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(_short(v) for v in value) or "none"
    return "none" if value is None else str(value)
