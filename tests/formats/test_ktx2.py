"""KTX2 textures: judged by Binomial's own transcoder (opengl_basisu) and the Khronos validator."""

from __future__ import annotations

import importlib
import io
import struct
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from meshwright import parallel
from meshwright.errors import FileFormatError, InputError
from meshwright.formats import ktx2, load, read_source, save
from meshwright.formats.images import linear_from_srgb_bytes, normal_bytes, orm_bytes, srgb_bytes
from meshwright.formats.ktx2 import decode_ktx2, encode_ktx2, mipmaps
from meshwright.formats.uastc import encode_uastc
from tests.formats.samples import sample_asset, sample_maps
from tests.formats.validator import validate

basisu = pytest.importorskip("opengl_basisu")


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / max(((a.astype(float) - b) ** 2).mean(), 1e-9)))


def smooth(size: int) -> np.ndarray:
    """Bytes (size, size, 3) whose channels change along different directions."""
    y, x = np.mgrid[0:size, 0:size] / size
    waves = np.stack([np.sin(9 * x + y), np.cos(7 * y), np.sin(5 * (x - y))], axis=-1)
    return np.rint(waves * 100 + 128).astype(np.uint8)


@pytest.mark.parametrize(
    ("image", "least"),
    [
        (smooth(64), 38.0),
        (np.full((8, 8, 3), [200, 3, 90], np.uint8), 90.0),
        (np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype(np.uint8), 13.0),
        (np.repeat(np.repeat(np.random.default_rng(1).integers(0, 256, (8, 8, 3)), 4, 0), 4, 1).astype(np.uint8), 90.0),
        (np.where(np.indices((16, 16)).sum(0)[..., None] % 2, np.uint8(255), np.uint8(0)).repeat(3, -1), 90.0),
    ],
    ids=["waves", "one colour", "noise", "a colour per block", "black and white"],
)
def test_the_reference_transcoder_sees_the_image(image, least):
    seen = decode_ktx2(encode_ktx2(image, "data"), name="t", most_pixels=1 << 20)
    assert psnr(seen[..., :3], image) >= least
    assert (seen[..., 3] == 255).all()


def test_each_kind_of_map_keeps_its_detail():
    maps = sample_maps(128)
    maps.albedo[..., 2] = maps.albedo[..., 0] * 0.3  # without the sample's white noise
    for image, kind, least in ((srgb_bytes(maps.albedo), "color", 40), (normal_bytes(maps.normal), "normal", 40),
                               (orm_bytes(maps), "data", 35)):  # fmt: skip
        data = encode_ktx2(image, kind)
        texture = basisu.open(data)
        assert texture.srgb == (kind == "color")
        assert (texture.width, texture.height, texture.levels) == (128, 128, 8)
        assert psnr(decode_ktx2(data, name="t", most_pixels=1 << 20)[..., :3], image) >= least


def test_mipmaps_average_light_and_keep_normals_unit():
    stripes = np.zeros((8, 8, 3), np.uint8)
    stripes[:, ::2] = 255
    levels = mipmaps(stripes, "color")
    assert [level.shape[0] for level in levels] == [8, 4, 2, 1]
    np.testing.assert_allclose(linear_from_srgb_bytes(levels[1]), 0.5, atol=0.004)
    assert (mipmaps(stripes, "data")[1] == 128).all()
    tilted = np.zeros((4, 4, 3), np.float32)
    tilted[:, ::2] = [0.6, 0, 0.8]
    tilted[:, 1::2] = [-0.6, 0, 0.8]
    np.testing.assert_allclose(mipmaps(normal_bytes(tilted), "normal")[1], [[[128, 128, 255]] * 2] * 2, atol=1)
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 256, axis=0).repeat(3, axis=-1)
    texture = basisu.open(encode_ktx2(ramp, "data"))
    for k, level in enumerate(mipmaps(ramp, "data")):
        assert psnr(texture.transcode(basisu.Target.RGBA8, k).data[..., :3], level) > 38


def test_gpu_formats_are_made_from_it():
    """BC7 as decoded by Pillow; ETC1, which follows our hints, as decoded here from its specification."""
    image = smooth(64)
    texture = basisu.open(encode_ktx2(image, "data"))
    blocks = texture.transcode(basisu.Target.BC7).data
    dds = b"DDS " + struct.pack("<7I44x", 124, 0x1007, 64, 64, 0, 0, 0)
    dds += struct.pack("<2I4s5I", 32, 4, b"DX10", 0, 0, 0, 0, 0) + struct.pack("<5I", 0x1000, 0, 0, 0, 0)
    dds += struct.pack("<5I", 98, 3, 0, 1, 0) + blocks.tobytes()
    shown = np.asarray(Image.open(io.BytesIO(dds)).convert("RGB"))
    assert psnr(shown, image) > 38
    grey = np.repeat(image[..., :1], 3, axis=-1)  # ETC1 has one base colour for eight texels
    etc = basisu.open(encode_ktx2(grey, "data")).transcode(basisu.Target.ETC1).data
    assert psnr(etc1(etc.reshape(-1, 8), 16), grey) > 33


def etc1(blocks: np.ndarray, columns: int) -> np.ndarray:
    """Decode ETC1 blocks (n, 8) of an image `columns` blocks wide (Khronos Data Format 1.3, chapter 21)."""
    tables = [(2, 8), (5, 17), (9, 29), (13, 42), (18, 60), (24, 80), (33, 106), (47, 183)]
    image = np.zeros((len(blocks) // columns * 4, columns * 4, 3), np.uint8)
    for number, block in enumerate(blocks.tolist()):
        flip, differential = block[3] & 1, block[3] >> 1 & 1
        base = np.zeros((2, 3), int)
        for c in range(3):
            if differential:
                first, delta = block[c] >> 3, (block[c] & 7) - (block[c] & 4) * 2
                pair = [first, first + delta]
                base[:, c] = [(v << 3) | (v >> 2) for v in pair]
            else:
                base[:, c] = [(block[c] >> 4) * 17, (block[c] & 15) * 17]
        high, low = block[4] << 8 | block[5], block[6] << 8 | block[7]
        for x in range(4):
            for y in range(4):
                half = y // 2 if flip else x // 2
                small, large = tables[block[3] >> (2 if half else 5) & 7]
                k = x * 4 + y
                step = large if low >> k & 1 else small
                colour = base[half] + (-step if high >> k & 1 else step)
                image[number // columns * 4 + y, number % columns * 4 + x] = np.clip(colour, 0, 255)
    return image


def test_bytes_do_not_depend_on_threads(monkeypatch):
    image = np.random.default_rng(2).integers(0, 256, (512, 512, 3)).astype(np.uint8)
    found = []
    for threads in (1, 3):
        monkeypatch.setattr(parallel.os, "cpu_count", lambda threads=threads: threads)
        found.append(encode_uastc(image, parallel.in_pieces))
    assert found[0] == found[1]


@pytest.mark.parametrize("suffix", [".glb", ".gltf"])
def test_an_asset_with_ktx2_is_valid_and_read_again(tmp_path, suffix):
    asset = sample_asset(size=64)
    path = tmp_path / f"ball{suffix}"
    save(asset, path, texture_format="ktx2")
    report = validate(path)
    # The validator knows neither KTX2 nor KHR_texture_basisu and says so of each image; nothing else may be wrong.
    assert report["issues"]["numErrors"] == 0
    told = [m for m in report["issues"]["messages"] if m["severity"] < 2]
    assert {m["code"] for m in told} <= {"IMAGE_UNRECOGNIZED_FORMAT", "VALUE_NOT_IN_LIST"}
    assert {m["pointer"].split("/")[1] for m in told} == {"images"}
    assert "KHR_texture_basisu" in report["info"]["extensionsUsed"]
    again = load(path) if suffix == ".glb" else None
    if again is not None:
        assert psnr(orm_bytes(again.maps), orm_bytes(asset.maps)) > 30
        assert again.latent == asset.latent
        source = read_source(path)
        assert source.materials[0].base_color_texture.pixels.shape == (64, 64, 4)


def test_what_cannot_be_written_or_read_is_named(tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"texture-size.*multiples of 4"):
        encode_ktx2(np.zeros((66, 64, 3), np.uint8), "data")
    good = encode_ktx2(smooth(16), "data")
    with pytest.raises(FileFormatError, match="pixels"):
        decode_ktx2(good, name="big", most_pixels=100)
    for bad in (good[:60], good[: len(good) // 2], good[:12] + b"\xff" * (len(good) - 12), b"\0" * 100):
        with pytest.raises(FileFormatError, match="t"):
            decode_ktx2(bad, name="t", most_pixels=1 << 40)

    real = importlib.import_module

    def absent(name: str) -> ModuleType:
        if name in ("zstandard", "opengl_basisu"):
            raise ImportError(name)
        return real(name)

    monkeypatch.setattr(ktx2.importlib, "import_module", absent)
    with pytest.raises(InputError, match=r"zstandard.*meshwright\[ktx2\]"):
        save(sample_asset(), tmp_path / "x.glb", texture_format="ktx2")
    assert not (tmp_path / "x.glb").exists()
    with pytest.raises(FileFormatError, match=r"meshwright\[ktx2\]"):
        decode_ktx2(good, name="t", most_pixels=1 << 20)
