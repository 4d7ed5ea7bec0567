"""The command line from outside: exit codes, one-line errors, files, JSON, bytes."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from meshwright.client.cli import main

from ..formats.samples import sample_asset
from ..pipeline.toy import write_octahedron_weights

FAST = ["--polycount", "300", "--texture-size", "64", "--lods", "2", "--steps", "2"]


def cli(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "meshwright", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=300, env={**os.environ, **environment},
    )  # fmt: skip


def refuse(code: int, *arguments: object) -> str:
    """Run, and return the single error line."""
    done = cli(*arguments)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    return lines[0]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_octahedron_weights(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def asset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = sample_asset().save(tmp_path_factory.mktemp("asset") / "sphere.glb")
    return path


@pytest.fixture(scope="module")
def made(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """One generation with random weights: everything but the quality of the shape is real."""
    out = tmp_path_factory.mktemp("out") / "a.glb"
    done = cli("generate", "a red wooden chest", "--weights", weights, "-o", out, "--json", *FAST)
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def test_generate_writes_and_reports(made: tuple[Path, dict[str, object]]) -> None:
    path, result = made
    assert path.read_bytes()[:4] == b"glTF"
    assert result["brief"]["category"] == "chest"  # type: ignore[index]
    assert result["seeds"] == [0]
    (item,) = result["assets"]  # type: ignore[misc]
    assert item["files"] == [str(path)]
    assert item["report"]["broken_promises"] == []
    assert item["report"]["triangles"] <= 300
    assert item["provenance"]["weights"]


def test_same_seed_same_bytes_for_any_thread_count(
    weights: Path, made: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    again = tmp_path / "b.glb"
    done = cli(
        "generate", "a red wooden chest", "--weights", weights, "-o", again, "--threads", 1, *FAST,
        OMP_NUM_THREADS="1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(again)
    digests = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (made[0], again)}
    assert len(digests) == 1


def test_folder_count_formats_and_notes(weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "many/"
    done = cli(
        "generate", "a crimson frobnicated chest", "--weights", weights, "--count", 2, "--seed", 5,
        "--format", "glb,obj", "-o", f"{out}/", *FAST,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    record = json.loads((out / "asset.json").read_text())
    assert record["seeds"] == [5, 6]
    assert record["ungrounded"] == ["frobnicated"]
    assert "frobnicated" in done.stderr
    assert "\x1b" not in done.stderr  # no progress bar where there is no terminal
    names = sorted(p.name for p in out.iterdir() if p.suffix in (".glb", ".obj"))
    assert names == [f"a-crimson-frobnicated-chest-{k}.{e}" for k in (1, 2) for e in ("glb", "obj")]
    assert sorted(done.stdout.split()) == [str(out / n) for n in names]


def test_edit_prints_its_plan_and_edits(weights: Path, made: tuple[Path, dict[str, object]], tmp_path: Path) -> None:
    planned = cli("edit", made[0], "make the lid gold and much taller", "--weights", weights, "--plan", "--json")
    assert planned.returncode == 0, planned.stderr
    steps = json.loads(planned.stdout)["steps"]
    assert {s["operation"] for s in steps} == {"material", "attribute"}
    out = tmp_path / "e.glb"
    done = cli("edit", made[0], "make the body gold", "--weights", weights, "-o", out, "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["provenance"]["history"][0]["instruction"] == "make the body gold"
    assert out.is_file()


def test_inspect_and_render(asset: Path, tmp_path: Path) -> None:
    done = cli("inspect", asset, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["kind"] == "asset"
    assert found["parts"] == ["band 0", "band 1"]
    assert "triangles:" in cli("inspect", asset).stdout
    picture = tmp_path / "p.png"
    done = cli("render", asset, "-o", picture, "--size", 64)
    assert done.returncode == 0, done.stderr
    assert Image.open(picture).size == (64, 64)
    assert np.asarray(Image.open(picture)).std() > 5
    film = tmp_path / "t.webp"
    assert cli("render", asset, "--turntable", film, "--size", 48, "--frames", 3).returncode == 0
    assert Image.open(film).n_frames == 3  # type: ignore[attr-defined]


def test_finish_a_file(asset: Path, tmp_path: Path) -> None:
    out = tmp_path / "f.glb"
    done = cli("finish", asset, "-o", out, "--polycount", 100, "--texture-size", 64, "--lods", 1, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["report"]["triangles"] <= 100


def test_finish_into_files_for_engines_and_physics(asset: Path, tmp_path: Path) -> None:
    done = cli(
        "finish", asset, "--format", "glb,obj,gltf,mjcf", "--collision", "godot", "--lod-files", "--lods", 2,
        "--polycount", 200, "--texture-size", 64, "-o", f"{tmp_path}/out/",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (stem,) = {p.stem for p in (tmp_path / "out").glob("*.xml")}
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert {f"{stem}{k}.{e}" for k in ("", "_LOD1") for e in ("glb", "obj", "gltf")} <= names
    assert {f"{stem}_visual.obj", f"{stem}_hull_00.obj"} <= names
    tree = json.loads((tmp_path / "out" / f"{stem}.gltf").read_text())
    assert any(node["name"].endswith("-convcolonly") for node in tree["nodes"])
    done = cli("finish", asset, "--polycount", 200, "--texture-size", 64, "-o", tmp_path / "model.xml")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(tmp_path / "model.xml")


def test_data_ingest_and_stats(asset: Path, tmp_path: Path) -> None:
    pack = tmp_path / "p.npz"
    (tmp_path / "things").mkdir()
    (tmp_path / "things/ball.glb").write_bytes(asset.read_bytes())
    (tmp_path / "things/bad.obj").write_text("nothing here")
    done = cli("data", "ingest", tmp_path / "things", "-o", pack, "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["meshes"] == 1
    assert list(result["skipped"]) == [str(tmp_path / "things/bad.obj")]
    stats = json.loads(cli("data", "stats", pack, "--json").stdout)
    assert stats["categories"] == {"things": 1}


def test_bad_usage_is_one_line_with_code_2(asset: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.glb"
    taken.write_bytes(b"mine")
    cases: list[tuple[list[object], str]] = [
        ([], "COMMAND"),
        (["fly"], "fly"),
        (["generate"], "PROMPT"),
        (["generate", ""], "prompt"),
        (["generate", "   "], "prompt"),
        (["generate", "a chest", "--polycount", "5"], "polycount"),
        (["generate", "a chest", "--polycount", "many"], "--polycount"),
        (["generate", "a chest", "--texture-size", "7"], "texture-size"),
        (["generate", "a chest", "--texture-size", "250", "--texture-format", "ktx2"], "texture-size"),
        (["generate", "a chest", "--lods", "0"], "lods"),
        (["generate", "a chest", "--height", "0"], "height"),
        (["generate", "a chest", "--seed", "-1"], "seed"),
        (["generate", "a chest", "--count", "0"], "--count"),
        (["generate", "a chest", "--topology", "hex"], "--topology"),
        (["generate", "a chest", "--format", "fbx"], "--format"),
        (["generate", "a chest", "--image", "x.png"], "--image"),
        (["generate", "a chest", "-o", taken], "already exists"),
        (["generate", "a chest", "-o", tmp_path / "none/x.glb"], "folder"),
        (["generate", "a chest", "-o", tmp_path / "x.docx"], ".docx"),
        (["inspect", tmp_path / "none.glb"], "none.glb"),
        (["inspect", taken], "taken.glb"),
        (["inspect", tmp_path], "not a file"),
        (["render", asset, "-o", tmp_path / "x.gif"], ".png"),
        (["render", asset, "--size", "1", "-o", tmp_path / "x.png"], "--size"),
        (["finish", asset, "--up", "w"], "up"),
        (["edit", asset, ""], "instruction"),
        (["data", "stats", tmp_path / "none.npz"], "none.npz"),
        (["data", "ingest", tmp_path / "none", "-o", tmp_path / "p.npz"], "none"),
    ]  # fmt: skip
    for arguments, word in cases[:4]:
        assert word in refuse(2, *arguments)
    for arguments, word in cases[4:]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main([str(a) for a in arguments])
            except SystemExit as stop:
                code = int(stop.code or 0)
        lines = err.getvalue().splitlines()
        assert code == 2, (arguments, lines)
        assert out.getvalue() == ""
        assert len(lines) == 1, (arguments, lines)
        assert lines[0].startswith("error: ")
        assert word in lines[0], lines
    assert taken.read_bytes() == b"mine"


def test_missing_weights_are_a_failure_not_a_fallback(tmp_path: Path) -> None:
    line = refuse(1, "generate", "a chest", "--weights", tmp_path, "-o", tmp_path / "x.glb")
    assert "weights" in line
    assert not (tmp_path / "x.glb").exists()


def test_damaged_weights_are_a_failure(weights: Path, tmp_path: Path) -> None:
    for name in ("autoencoder.safetensors", "flow.safetensors", "lexicon.json"):
        (tmp_path / name).write_bytes((weights / name).read_bytes()[:500])
    refuse(1, "generate", "a chest", "--weights", tmp_path, "-o", tmp_path / "x.glb")


@pytest.mark.parametrize("prompt", ["a weathered wooden treasure chest with iron fittings", "a long steel sword"])
def test_shipped_weights_make_a_valid_asset(prompt: str, tmp_path: Path) -> None:
    from ..formats.validator import assert_clean

    out = tmp_path / "a.glb"
    done = cli("generate", prompt, "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    assert_clean(out)
    result = json.loads(done.stdout)
    report = result["assets"][0]["report"]
    assert report["broken_promises"] == []
    assert report["missing_parts"] == []
    assert result["notice"] == ""
