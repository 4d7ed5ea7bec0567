"""Write 3MF: one closed object with its albedo as texture, upright on a print bed."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from meshwright.asset import Asset
from meshwright.formats.archive import pack_zip
from meshwright.formats.atomic import replacing
from meshwright.formats.images import check_maps, encode_image, srgb_bytes
from meshwright.formats.split import check_mesh, first_use

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MODEL_TYPE = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
_TEXTURE_TYPE = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TEXTURE = "/3D/Textures/albedo.png"

Z_UP = "1 0 0 0 0 1 0 -1 0 0 0 0"
"""3MF is Z-up: (x, y, z) becomes (x, -z, y). Rows of the matrix are the images of the axes."""


def write_3mf(asset: Asset, path: str | Path, *, force: bool = False) -> Path:
    """Write LOD 0 as 3MF (core and material specification), unit metre.

    The whole asset is one object, because printers want closed objects and parts alone are open. Vertices are
    the asset's own; the turn to Z-up is the transform of the build item. The same asset gives the same bytes.
    Raises `InputError` naming the field of the asset that cannot be written, or an existing file.
    """
    check_mesh(asset.mesh)
    check_maps(asset.maps)
    relation = '<Relationship Target="{}" Id="rel0" Type="{}"/></Relationships>'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    start = f'{head}<Relationships xmlns="{RELATIONS}">'
    types = (
        f'{head}<Types xmlns="{_CONTENT_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>'
        '<Default Extension="png" ContentType="image/png"/></Types>'
    )
    members = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": (start + relation.format("/3D/3dmodel.model", _MODEL_TYPE)).encode(),
        "3D/3dmodel.model": _model(asset).encode(),
        "3D/_rels/3dmodel.model.rels": (start + relation.format(_TEXTURE, _TEXTURE_TYPE)).encode(),
        _TEXTURE[1:]: encode_image(srgb_bytes(asset.maps.albedo)),
    }
    with replacing(path, force=force) as temporary:
        temporary.write_bytes(pack_zip(members, compress=True))
    return Path(path)


def _model(asset: Asset) -> str:
    mesh = asset.mesh
    assert mesh.uv is not None
    flat = np.ascontiguousarray(mesh.uv.reshape(-1, 2) + np.float32(0.0), np.float32)
    first, corner = first_use(flat.view(np.uint32))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<model unit="meter" xml:lang="en-US" xmlns="{CORE}" xmlns:m="{MATERIAL}">',
        f'<metadata name="Title">{escape(_printable(asset.name))}</metadata>',
        '<metadata name="Application">Meshwright</metadata>',
        f'<resources><m:texture2d id="1" path="{_TEXTURE}" contenttype="image/png" '
        'tilestyleu="clamp" tilestylev="clamp"/>',
        '<m:texture2dgroup id="2" texid="1">',
        # 3MF counts v from the bottom of the image.
        *(f'<m:tex2coord u="{u:.9g}" v="{1.0 - v:.9g}"/>' for u, v in flat[first].tolist()),
        "</m:texture2dgroup>",
        f'<object id="3" type="model" name={quoteattr(_printable(asset.name))}><mesh><vertices>',
        *(f'<vertex x="{x:.9g}" y="{y:.9g}" z="{z:.9g}"/>' for x, y, z in mesh.vertices.tolist()),
        "</vertices><triangles>",
        *(
            f'<triangle v1="{a}" v2="{b}" v3="{c}" pid="2" p1="{p}" p2="{q}" p3="{r}"/>'
            for (a, b, c), (p, q, r) in zip(mesh.faces.tolist(), corner.reshape(-1, 3).tolist(), strict=True)
        ),
        "</triangles></mesh></object></resources>",
        f'<build><item objectid="3" transform="{Z_UP}"/></build></model>',
    ]
    return "\n".join(lines)


def _printable(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "?", text)
