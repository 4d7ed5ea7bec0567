"""The files that a job leaves of an asset."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from meshwright.client.paths import suffix_of
from meshwright.service.jobs.task import Result

if TYPE_CHECKING:
    from meshwright.asset import Asset

THUMBNAIL: Final = 256


def check_outputs(request: dict[str, Any]) -> None:
    """Raise `InputError` before any work is done for what this machine could not write in the end."""
    if request.get("texture_format") == "ktx2":
        from meshwright.formats.ktx2 import require_encoder

        require_encoder()


def write_outputs(
    asset: Asset, folder: Path, name: str, request: dict[str, Any], drawing: Callable[[], None]
) -> Result:
    """Write all files of an asset in `folder/name`.

    GLB is always among them: it can be edited. So is a GLB of each coarser level of detail, to be seen first.
    request: of the job; `formats`, `texture_format`, `collision` and `lod_files` count here.
    drawing: called before the thumbnail is drawn.
    """
    from meshwright.formats import save, save_all
    from meshwright.rendering.images import save_png
    from meshwright.rendering.preview import render
    from meshwright.texturing.reduce import reduced

    own = folder / name
    own.mkdir()
    stem = re.sub(r"[^a-z0-9]+", "-", asset.name.lower()).strip("-")[:60] or "asset"
    options = {option: request[option] for option in ("texture_format", "collision") if option in request}
    save(asset, own / f"{stem}.glb", **options)
    for level, mesh in enumerate(asset.lods, 1):
        # To be seen first, so without what only an edit needs, and with maps as coarse as the mesh.
        maps = reduced(asset.maps, level, multiple=4 if options.get("texture_format") == "ktx2" else 1)
        coarse = replace(asset, mesh=mesh, lods=(), quads=None, collision=(), maps=maps)
        save(coarse, own / f"{stem}_LOD{level}.glb", strip=True, **options)
    others = [kind for kind in dict.fromkeys(request.get("formats", [])) if kind != "glb"]
    if others:
        paths = [own / f"{stem}.{suffix_of(kind)}" for kind in others]
        save_all(asset, paths, lod_files=request.get("lod_files", False), **options)
    drawing()
    save_png(render(asset, size=THUMBNAIL), own / "thumbnail.png")
    files = sorted(str(path.relative_to(folder)) for path in own.rglob("*") if path.is_file())
    return Result(asset.name, tuple(files), asset.report, asset.provenance)
