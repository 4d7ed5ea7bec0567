"""Write MJCF and URDF: mass, centre of mass, inertia and collision hulls for physics engines.

Both formats are Z-up by custom, with +X to the front and +Y to the left (REP 103). Y-up with +Z to the
front becomes that by renaming axes, (x, y, z) → (z, x, y), so that no coordinate is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from meshwright.asset import Asset, Hull, Physics
from meshwright.errors import InputError
from meshwright.formats.atomic import write_files
from meshwright.formats.obj import obj_files

_AXES = [2, 0, 1]  # which old axis each new axis is
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")


def write_mjcf(asset: Asset, path: str | Path, *, force: bool = False) -> Path:
    """Write a MuJoCo model of one free body, with `<stem>_visual.obj` (its MTL and maps) and hulls beside.

    The body stands on the ground at the origin, Z-up, +X front. Hulls collide (group 3), the
    visual mesh does not (group 2). Inertia is stated, not derived from the hulls.
    Raises `InputError` where `asset.physics` is missing or impossible, for what OBJ cannot hold,
    and for existing files.
    """
    target = Path(path)
    turned, physics = _turned(asset)
    stem = _file_word(target.stem)
    files, texture = _meshes(turned, target, stem)
    root = ElementTree.Element("mujoco", model=asset.name)
    assets = ElementTree.SubElement(root, "asset")
    # The body's inertia is stated; a shell has some even where the visual mesh encloses nothing.
    ElementTree.SubElement(assets, "mesh", name="visual", file=f"{stem}_visual.obj", inertia="shell")
    ElementTree.SubElement(assets, "texture", name="albedo", type="2d", file=texture)
    ElementTree.SubElement(assets, "material", name="surface", texture="albedo")
    for k in range(len(turned.collision)):
        ElementTree.SubElement(assets, "mesh", name=f"hull_{k:02d}", file=f"{stem}_hull_{k:02d}.obj")
    body = ElementTree.SubElement(ElementTree.SubElement(root, "worldbody"), "body", name=asset.name)
    ElementTree.SubElement(body, "freejoint")
    i = physics.inertia
    ElementTree.SubElement(
        body,
        "inertial",
        pos=_numbers(physics.center_of_mass),
        mass=_numbers([physics.mass]),
        fullinertia=_numbers([i[0, 0], i[1, 1], i[2, 2], i[0, 1], i[0, 2], i[1, 2]]),
    )
    look = {"name": "visual", "type": "mesh", "mesh": "visual", "material": "surface"}
    quiet = {"contype": "0", "conaffinity": "0", "group": "2", "mass": "0"}
    ElementTree.SubElement(body, "geom", look | quiet)
    for k in range(len(turned.collision)):
        name = f"hull_{k:02d}"
        ElementTree.SubElement(body, "geom", name=name, type="mesh", mesh=name, group="3", mass="0")
    write_files({target: _xml(root), **files}, force=force)
    return target


def write_urdf(asset: Asset, path: str | Path, *, force: bool = False) -> Path:
    """Write a URDF of one link, with `<stem>_visual.obj` (its MTL and maps) and hulls beside.

    Frame, files and errors as for `write_mjcf`. Mesh paths are relative to the URDF. A `<mujoco>`
    element keeps MuJoCo from merging the link into the world; other readers pass over it.
    """
    target = Path(path)
    turned, physics = _turned(asset)
    stem = _file_word(target.stem)
    files, _ = _meshes(turned, target, stem)
    root = ElementTree.Element("robot", name=asset.name)
    extension = ElementTree.SubElement(root, "mujoco")
    ElementTree.SubElement(extension, "compiler", fusestatic="false", discardvisual="false")
    link = ElementTree.SubElement(root, "link", name=_file_word(asset.name))
    inertial = ElementTree.SubElement(link, "inertial")
    ElementTree.SubElement(inertial, "origin", xyz=_numbers(physics.center_of_mass), rpy="0 0 0")
    ElementTree.SubElement(inertial, "mass", value=_numbers([physics.mass]))
    i = physics.inertia
    ElementTree.SubElement(
        inertial,
        "inertia",
        {f"i{'xyz'[a]}{'xyz'[b]}": _numbers([i[a, b]]) for a in range(3) for b in range(a, 3)},
    )
    _urdf_shape(link, "visual", f"{stem}_visual.obj")
    for k in range(len(turned.collision)):
        _urdf_shape(link, "collision", f"{stem}_hull_{k:02d}.obj")
    write_files({target: _xml(root), **files}, force=force)
    return target


def _urdf_shape(link: ElementTree.Element, kind: str, file: str) -> None:
    shape = ElementTree.SubElement(link, kind)
    ElementTree.SubElement(shape, "origin", xyz="0 0 0", rpy="0 0 0")
    ElementTree.SubElement(ElementTree.SubElement(shape, "geometry"), "mesh", filename=file)


def _turned(asset: Asset) -> tuple[Asset, Physics]:
    """The asset and its physics with Z up and X to the front."""
    physics = asset.physics
    if physics is None:
        raise InputError("asset.physics", "is missing", "mass, centre of mass and inertia")
    moments = np.linalg.eigvalsh(physics.inertia) if np.isfinite(physics.inertia).all() else np.zeros(3)
    if not (np.isfinite(physics.mass) and physics.mass > 0 and np.isfinite(physics.center_of_mass).all()):
        raise InputError("asset.physics", "mass or centre of mass is not a number", "a mass above 0 kg")
    if moments[0] <= 0 or moments[0] + moments[1] < moments[2] * (1 - 1e-6):
        raise InputError("asset.physics.inertia", "is not that of a solid", "positive, A + B ≥ C")
    mesh = asset.mesh
    normals = None if mesh.normals is None else np.ascontiguousarray(mesh.normals[..., _AXES])
    turned = replace(
        asset,
        mesh=replace(mesh, vertices=np.ascontiguousarray(mesh.vertices[:, _AXES]), normals=normals),
        collision=tuple(Hull(np.ascontiguousarray(h.vertices[:, _AXES]), h.faces) for h in asset.collision),
    )
    return turned, replace(
        physics,
        center_of_mass=physics.center_of_mass[_AXES],
        inertia=physics.inertia[np.ix_(_AXES, _AXES)],
    )


def _meshes(turned: Asset, target: Path, stem: str) -> tuple[dict[Path, bytes], str]:
    """Files beside the description, and the name of the albedo map among them."""
    visual, others = obj_files(turned, f"{stem}_visual")
    named = {f"{stem}_visual.obj": visual, **others}
    for k, hull in enumerate(turned.collision):
        lines = [f"v {x:.9g} {y:.9g} {z:.9g}" for x, y, z in hull.vertices.tolist()]
        lines += [f"f {a} {b} {c}" for a, b, c in (hull.faces + 1).tolist()]
        named[f"{stem}_hull_{k:02d}.obj"] = ("\n".join(lines) + "\n").encode()
    return {target.with_name(n): data for n, data in named.items()}, f"{stem}_visual_albedo.png"


def _file_word(name: str) -> str:
    """A name that readers of URDF, which treat file names as URLs, take as it is."""
    return "".join(c if c in _PLAIN else "_" for c in name) or "asset"


def _numbers(values: Iterable[float]) -> str:
    return " ".join(f"{float(v):.12g}" for v in values)


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
