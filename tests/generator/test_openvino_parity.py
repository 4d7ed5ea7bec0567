"""The OpenVINO runtime against the PyTorch modules with the same weights.

Tolerances: float32 graphs agree to 1e-5 of the values' spread for one network and 1e-4 for a sample of
several guided steps; bf16 has eight bits of mantissa and stays within 3 %; 8-bit activations within 5 %.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from meshwright.generator.openvino.backend import OpenVINOBackend
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.inference.device import Device
from meshwright.prompt.tokens import Token
from tests.generator.random_weights import SMALL_FLOW
from tests.generator.tiny_backend import GOLD_SWORD, RED_GRIP, write_folder

torch = pytest.importorskip("torch")
from meshwright.generator.torch_backend import TorchBackend  # noqa: E402

FloatArray = npt.NDArray[np.float32]
SETTINGS = SamplerSettings(steps=4)
EXACT = Device("f32", round_activations=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("float"))


@pytest.fixture(scope="module")
def reference(folder: Path) -> TorchBackend:
    return TorchBackend.load(folder, torch.device("cpu"))


@pytest.fixture(scope="module")
def ours(folder: Path) -> OpenVINOBackend:
    return OpenVINOBackend.load(folder, EXACT)


def error(got: FloatArray, expected: FloatArray) -> float:
    return float(np.linalg.norm(got - expected) / np.linalg.norm(expected - expected.mean()))


def latents(count: int) -> FloatArray:
    return seeded_noise(3, count, 16)


@pytest.mark.parametrize("avoid", [None, [RED_GRIP, GOLD_SWORD]])
def test_sample_from_text(ours: OpenVINOBackend, reference: TorchBackend, avoid: list[list[Token]] | None) -> None:
    prompts = [GOLD_SWORD, RED_GRIP]
    expected = reference.sample(prompts, latents(2), SETTINGS, avoid=avoid).numpy()
    got = ours.sample(prompts, latents(2), SETTINGS, avoid=avoid)
    assert got.dtype == np.float32
    assert error(expected[1], expected[0]) > 0.01  # the words matter
    assert error(got, expected) < 1e-4


def test_sample_with_words_weighed_at_some_times_only(ours: OpenVINOBackend, reference: TorchBackend) -> None:
    settings = SamplerSettings(steps=5, interval=(0.3, 0.9))
    expected = reference.sample([GOLD_SWORD], latents(1), settings).numpy()
    assert error(ours.sample([GOLD_SWORD], latents(1), settings), expected) < 1e-4
    always = ours.sample([GOLD_SWORD], latents(1), SamplerSettings(steps=5))
    assert error(always, expected) > 1e-3


@pytest.mark.parametrize("masked", [True, False])
def test_sample_an_edit(ours: OpenVINOBackend, reference: TorchBackend, masked: bool) -> None:
    source = seeded_noise(9, 1, 16)
    mask = np.where(np.arange(16) < 7, 1, -1).astype(np.float32) * np.ones((1, 1, 16, 16, 16), np.float32)
    expected = reference.sample(
        [GOLD_SWORD], latents(1), SETTINGS, source=torch.from_numpy(source),
        mask=torch.from_numpy(mask) if masked else None,
    ).numpy()  # fmt: skip
    got = ours.sample([GOLD_SWORD], latents(1), SETTINGS, source=source, mask=mask if masked else None)
    assert error(got, expected) < 1e-4
    assert error(ours.sample([GOLD_SWORD], latents(1), SETTINGS), expected) > 0.01  # the source matters


def test_fields(ours: OpenVINOBackend, reference: TorchBackend) -> None:
    from meshwright.generator.networks.autoencoder import split_appearance

    z = latents(1)
    p = (np.random.default_rng(0).random((3000, 3)) * 2 - 1).astype(np.float32)
    with torch.no_grad():
        shape, look = reference.autoencoder.decode(torch.from_numpy(z))
        distance = reference.autoencoder.distance_at(shape, torch.from_numpy(p)[None])[0].numpy()
        raw = reference.autoencoder.appearance_at(shape, look, torch.from_numpy(p)[None])[0]
        expected = {k: v.numpy() for k, v in split_appearance(raw).items()}
    field = ours.decode(z[0], "sword")
    assert error(field.shape, shape[0].permute(1, 2, 3, 0).numpy()) < 1e-5
    assert error(field.look, look[0].permute(1, 2, 3, 0).numpy()) < 1e-5
    np.testing.assert_allclose(field.sdf(p), distance, atol=1e-5)
    seen = field.appearance(p)
    assert field.part_names == ("blade", "grip")
    clear = np.sort(expected["material"], 1)[:, -1] - np.sort(expected["material"], 1)[:, -2] > 1e-3
    assert np.array_equal(seen.material[clear], expected["material"].argmax(1)[clear])
    assert (seen.part == expected["part"][:, :2].argmax(1)).mean() > 0.999
    np.testing.assert_allclose(seen.tint, expected["tint"] ** 2, atol=1e-4)
    np.testing.assert_allclose(seen.roughness, expected["roughness"], atol=1e-4)
    for name in ("metallic", "emission"):
        np.testing.assert_allclose(getattr(seen, name), 1 / (1 + np.exp(-expected[name])), atol=1e-4)


def test_encode(ours: OpenVINOBackend, reference: TorchBackend) -> None:
    grid = np.random.default_rng(1).standard_normal((16, 64, 64, 64)).astype(np.float32)
    with torch.no_grad():
        mean, _ = reference.autoencoder.encode(torch.from_numpy(grid)[None])
    assert error(ours.encode(grid), mean[0].numpy()) < 1e-5


def test_eight_bit_weights(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, eight_bit=True)
    reference = TorchBackend.load(folder, torch.device("cpu"))
    expected = reference.sample([GOLD_SWORD], latents(1), SETTINGS).numpy()
    exact = OpenVINOBackend.load(folder, EXACT).sample([GOLD_SWORD], latents(1), SETTINGS)
    rounded = OpenVINOBackend.load(folder, Device("f32")).sample([GOLD_SWORD], latents(1), SETTINGS)
    assert error(exact, expected) < 1e-4
    assert error(rounded, expected) < 0.05


def test_large_patches_that_predict_the_clean_latent(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, flow=replace(SMALL_FLOW, patch=4, prediction="clean"))
    expected = TorchBackend.load(folder, torch.device("cpu")).sample([GOLD_SWORD], latents(1), SETTINGS).numpy()
    assert error(OpenVINOBackend.load(folder, EXACT).sample([GOLD_SWORD], latents(1), SETTINGS), expected) < 1e-4


def test_bf16(folder: Path, ours: OpenVINOBackend) -> None:
    half = OpenVINOBackend.load(folder, Device("bf16"))
    z = ours.sample([GOLD_SWORD], latents(1), SETTINGS)
    assert error(half.sample([GOLD_SWORD], latents(1), SETTINGS), z) < 0.03
    a, b = half.decode(z[0]), ours.decode(z[0])
    assert error(a.shape, b.shape) < 1e-5  # the surface stays in float32
    assert error(a.look, b.look) < 0.03


def test_torch_behind_the_same_interface(folder: Path, ours: OpenVINOBackend) -> None:
    from meshwright.generator.torch_runtime import TorchRuntime

    theirs = TorchRuntime.load(folder, "cpu")
    mask = np.ones((1, 1, 16, 16, 16), np.float32)
    arguments = ([GOLD_SWORD], latents(1), SETTINGS)
    a, b = (r.sample(*arguments, source=latents(1), mask=mask) for r in (theirs, ours))
    assert error(a, b) < 1e-4
    p = np.zeros((5, 3), np.float32)
    c, d = (r.decode(a[0], "sword").sdf(p) for r in (theirs, ours))
    np.testing.assert_allclose(c, d, atol=1e-5)
    grid = np.zeros((16, 64, 64, 64), np.float32)
    np.testing.assert_allclose(theirs.encode(grid), ours.encode(grid), atol=1e-5)
