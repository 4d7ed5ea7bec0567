"""MJCF and URDF, as MuJoCo understands them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import mujoco
import numpy as np
import pytest

from meshwright.asset import Asset, Hull
from meshwright.errors import InputError
from meshwright.formats import save
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from tests.formats.samples import CUBE_FACES, cube_asset, cube_vertices, sample_asset

TURN = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])  # from Y-up, +Z front to Z-up, +X front


def lopsided() -> Asset:
    """A cube asset stretched to 0.4 x 1 x 0.6 m whose physics are those of a wedge: no two axes alike."""
    asset = cube_asset()
    vertices = asset.mesh.vertices * np.array([0.4, 1.0, 0.6], np.float32)
    vertices[:, 0] += 0.2 * vertices[:, 1] + 0.1 * vertices[:, 2]
    mesh = replace(asset.mesh, vertices=vertices, normals=None)
    return replace(
        asset,
        name="Wédge & <co>",
        mesh=mesh,
        quads=None,
        collision=(Hull(vertices, CUBE_FACES),),
        physics=mass_properties(mesh, [700.0]),
    )


def load(path: Path) -> mujoco.MjModel:
    return mujoco.MjModel.from_xml_path(str(path))


@pytest.mark.parametrize("suffix", [".xml", ".urdf"])
def test_mujoco_reads_the_same_body(tmp_path: Path, suffix: str) -> None:
    asset = lopsided()
    (path,) = save(asset, tmp_path / f"a wedge{suffix}")
    model = load(path)
    assert model.nbody == 2
    physics = asset.physics
    assert physics is not None
    assert model.body_mass[1] == pytest.approx(physics.mass, rel=1e-6)
    np.testing.assert_allclose(model.body_ipos[1], TURN @ physics.center_of_mass, atol=1e-7)
    frame = np.zeros(9)
    mujoco.mju_quat2Mat(frame, model.body_iquat[1])
    axes = frame.reshape(3, 3)
    inertia = axes @ np.diag(model.body_inertia[1]) @ axes.T
    np.testing.assert_allclose(inertia, TURN @ physics.inertia @ TURN.T, rtol=1e-5, atol=1e-6 * physics.mass)


@pytest.mark.parametrize("suffix", [".xml", ".urdf"])
def test_meshes_are_where_the_asset_is(tmp_path: Path, suffix: str) -> None:
    asset = lopsided()
    model = load(save(asset, tmp_path / f"a{suffix}")[0])
    data = mujoco.MjData(model)
    mujoco.mj_kinematics(model, data)
    assert model.ngeom == 2
    for geom in range(model.ngeom):
        mesh = model.geom_dataid[geom]
        start, count = model.mesh_vertadr[mesh], model.mesh_vertnum[mesh]
        points = model.mesh_vert[start : start + count] @ data.geom_xmat[geom].reshape(3, 3).T
        points = np.unique((points + data.geom_xpos[geom]).round(5), axis=0)
        expected = np.unique((asset.mesh.vertices @ TURN.T).astype(np.float64).round(5), axis=0)
        np.testing.assert_allclose(points, expected, atol=2e-5)
    collides = model.geom_contype != 0
    assert collides.sum() == 1


def test_dropped_on_a_floor_it_stays_where_it_stands(tmp_path: Path) -> None:
    side = 0.2
    mesh = Mesh.from_arrays(cube_vertices(side), CUBE_FACES)
    asset = replace(
        cube_asset(),
        mesh=replace(cube_asset().mesh, vertices=cube_vertices(side)),
        collision=(Hull(mesh.vertices, CUBE_FACES),),
        physics=mass_properties(mesh, [500.0]),
    )
    (path,) = save(asset, tmp_path / "cube.xml")
    spec = mujoco.MjSpec.from_file(str(path))
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_PLANE, size=[2, 2, 0.1])
    model = spec.compile()
    data = mujoco.MjData(model)
    for _ in range(500):
        mujoco.mj_step(model, data)
    np.testing.assert_allclose(data.qpos, [0, 0, 0, 1, 0, 0, 0], atol=2e-3)
    assert model.body_mass[1] == pytest.approx(500 * side**3, rel=1e-5)


def test_files_beside(tmp_path: Path) -> None:
    asset = sample_asset()
    (path,) = save(asset, tmp_path / "my ball.urdf")
    names = {f.name for f in tmp_path.iterdir()}
    link = ElementTree.parse(path).getroot().find("link")
    assert link is not None
    files = [mesh.get("filename") for mesh in link.iter("mesh")]
    assert files == ["my_ball_visual.obj", "my_ball_hull_00.obj", "my_ball_hull_01.obj"]
    assert names.issuperset(files)
    assert "my_ball_visual.mtl" in names
    before = {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    with pytest.raises(InputError, match="already exists"):
        save(asset, path)
    save(asset, path, force=True)
    assert before == {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    again = tmp_path / "mjcf"
    again.mkdir()
    model = load(save(asset, again / "ball.xml")[0])
    assert model.ntex == 1
    assert (model.ngeom, model.nmesh) == (3, 3)


@pytest.mark.parametrize("suffix", [".xml", ".urdf"])
def test_impossible_physics_is_refused(tmp_path: Path, suffix: str) -> None:
    asset = lopsided()
    assert asset.physics is not None
    target = tmp_path / f"a{suffix}"
    with pytest.raises(InputError, match=r"asset\.physics"):
        save(replace(asset, physics=None), target)
    with pytest.raises(InputError, match="inertia"):
        save(replace(asset, physics=replace(asset.physics, inertia=np.diag([1.0, 1.0, 3.0]))), target)
    with pytest.raises(InputError, match="mass"):
        save(replace(asset, physics=replace(asset.physics, mass=float("nan"))), target)
    assert not list(tmp_path.iterdir())
