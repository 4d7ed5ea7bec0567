"""The quality report: what an asset is in numbers, and whether it keeps its promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from meshwright.errors import PromiseBroken
from meshwright.formats.gltf_extras import physics_json
from meshwright.geometry.analysis import analyse
from meshwright.geometry.atlas import measure_atlas
from meshwright.geometry.body import Hull, Physics
from meshwright.geometry.lods import Level
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, is_closed_manifold
from meshwright.pipeline.settings import FinishSettings
from meshwright.texturing.maps import PBRMaps
from meshwright.texturing.pbr import conformity

VERSION: Final = 1
LEAST_OF_BUDGET: Final = 0.98
"""Share of the asked triangles that an asset has at least, unless its source had fewer."""


def quality_report(
    mesh: Mesh,
    maps: PBRMaps,
    levels: Sequence[Level],
    hulls: Sequence[Hull],
    physics: Physics,
    settings: FinishSettings,
    *,
    source_faces: int,
    quads: int | None,
    notes: Mapping[str, Any],
) -> dict[str, Any]:
    """The report as plain JSON data; metres, kilograms, degrees.

    source_faces: triangles of the surface before decimation, the most that a budget can be used for.
    quads: number of quads, or None for triangles.  notes: further entries, put in as they are.
    """
    surface = analyse(mesh).to_json()
    atlas = measure_atlas(mesh, texture_size=settings.texture_size)
    size = np.ptp(mesh.vertices, axis=0)
    area = np.bincount(mesh.face_part, face_areas(mesh), len(mesh.part_names))
    faces = np.bincount(mesh.face_part, minlength=len(mesh.part_names))
    report: dict[str, Any] = {
        "version": VERSION,
        "triangles": len(mesh.faces),
        "quads": quads,
        "vertices": len(mesh.vertices),
        "size_m": [round(float(s), 6) for s in size],
        "budget": {"asked": settings.budget, "available": source_faces, "used": len(mesh.faces)},
        "parts": [
            {"name": name, "triangles": int(n), "area_m2": float(a)}
            for name, n, a in zip(mesh.part_names, faces, area, strict=True)
        ],
        "surface": surface,
        "uv": {**asdict(atlas), "valid": atlas.valid, "texture_size": settings.texture_size},
        "maps": conformity(maps),
        "lods": [
            {
                "triangles": len(level.mesh.faces),
                "budget": level.budget,
                "silhouette_error": level.silhouette_error,
                "closed_manifold": is_closed_manifold(level.mesh.faces),
            }
            for level in levels
        ],
        "collision": {"hulls": len(hulls), "vertices": [len(h.vertices) for h in hulls]},
        "physics": physics_json(physics),
        **notes,
    }
    report["broken_promises"] = list(broken_promises(report))
    return report


def broken_promises(report: Mapping[str, Any]) -> tuple[str, ...]:
    """What a report says that it must not say; each in words. Empty for a good asset."""
    surface, uv, maps, budget = report["surface"], report["uv"], report["maps"], report["budget"]
    asked, used = budget["asked"], budget["used"]
    least = min(LEAST_OF_BUDGET * asked, asked - 1, budget["available"])
    if report["quads"] is not None:
        least = 1  # quads cannot be had in any number
    checks = (
        (surface["closed_manifold"], "the surface is not a closed manifold"),
        (surface["degenerate_faces"] == 0, f"{surface['degenerate_faces']} triangles have no area"),
        (surface["duplicate_faces"] == 0, f"{surface['duplicate_faces']} triangles are double"),
        (surface["inverted_shells"] == 0, f"{surface['inverted_shells']} shells are inside out"),
        (surface["inner_shells"] == 0, f"{surface['inner_shells']} shells are hidden inside"),
        (used <= asked, f"{used} triangles where at most {asked} were asked"),
        (used >= least, f"only {used} triangles of {asked} asked"),
        (uv["valid"], "charts overlap, are mirrored or leave the page"),
        (maps["finite"], "maps hold numbers that are not finite"),
        (maps["roughness_outside"] == 0, "roughness outside 0-1"),
        (all(lod["closed_manifold"] for lod in report["lods"]), "a level of detail is not a closed manifold"),
        (1 <= report["collision"]["hulls"] <= 8, f"{report['collision']['hulls']} collision hulls"),
        (report["physics"]["mass"] > 0, "the mass is not positive"),
    )
    return tuple(text for kept, text in checks if not kept)


def require_promises(report: Mapping[str, Any]) -> None:
    """Raise `PromiseBroken` if a report says so."""
    if report["broken_promises"]:
        raise PromiseBroken(tuple(report["broken_promises"]))
