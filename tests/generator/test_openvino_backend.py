"""What the CPU runtime promises: determinism, independence, locality, typed errors. Needs no PyTorch."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from meshwright.errors import InputError, WeightsError
from meshwright.generator.openvino.backend import OpenVINOBackend
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.inference.device import Device, Precision
from tests.generator.random_weights import SMALL_AUTOENCODER
from tests.generator.tiny_backend import GOLD_SWORD, RED_GRIP, write_folder

FloatArray = npt.NDArray[np.float32]
SETTINGS = SamplerSettings(steps=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("weights"), eight_bit=True)


@pytest.fixture(scope="module")
def backend(folder: Path) -> OpenVINOBackend:
    return OpenVINOBackend.load(folder)


def digest(backend: OpenVINOBackend) -> str:
    """A name for the bytes of everything that the runtime computes."""
    h = hashlib.sha256()
    z = backend.sample([GOLD_SWORD], seeded_noise(5, 1, 16), SETTINGS, avoid=[RED_GRIP])
    field = backend.decode(z[0], "sword")
    p = (np.random.default_rng(0).random((5000, 3)) * 2 - 1).astype(np.float32)
    seen = field.appearance(p)
    grid = np.random.default_rng(1).standard_normal((16, 64, 64, 64)).astype(np.float32)
    for array in (z, field.shape, field.look, field.sdf(p), seen.tint, seen.part, backend.encode(grid)):
        h.update(np.ascontiguousarray(array).tobytes())
    return h.hexdigest()


@pytest.mark.parametrize(("precision", "counts"), [("f32", (1, 3)), ("bf16", (1, 2, 3))])
def test_bytes_do_not_depend_on_the_run_or_on_threads(
    folder: Path, precision: Precision, counts: tuple[int, ...]
) -> None:
    names = {digest(OpenVINOBackend.load(folder, Device(precision, threads))) for threads in counts}
    assert len(names) == 1


_CHILD = """
from pathlib import Path
from meshwright.generator.openvino.backend import OpenVINOBackend
from tests.generator.test_openvino_backend import digest
print(digest(OpenVINOBackend.load(Path({folder!r}))))
"""


def test_bytes_do_not_depend_on_the_process(folder: Path, backend: OpenVINOBackend) -> None:
    root = Path(__file__).parent.parent.parent
    environment = os.environ | {"PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    code = _CHILD.format(folder=str(folder))
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, env=environment, check=True
    )
    assert run.stdout.strip() == digest(backend)


def test_an_item_does_not_depend_on_its_batch(backend: OpenVINOBackend) -> None:
    noise = seeded_noise(2, 2, 16)
    both = backend.sample([GOLD_SWORD, RED_GRIP], noise, SETTINGS)
    assert np.array_equal(backend.sample([RED_GRIP], noise[1:], SETTINGS)[0], both[1])


def test_progress_rises_to_one(backend: OpenVINOBackend) -> None:
    shares: list[float] = []
    backend.sample([GOLD_SWORD, RED_GRIP], seeded_noise(2, 2, 16), SETTINGS, progress=shares.append)
    assert shares == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])


def test_a_latent_cell_reaches_its_neighbourhood_only(backend: OpenVINOBackend) -> None:
    z = seeded_noise(4, 1, 16)[0]
    other = z.copy()
    other[:8, 0, 0, 0] += 1  # shape channels of a corner cell
    a, b = backend.decode(z), backend.decode(other)
    # 3x3x3 convolutions: stem and two per block at 16³ (4 nodes each), four at 32³ (2 each), one at 64³
    reach = 4 * (1 + 1 + 2 * SMALL_AUTOENCODER.decoder_blocks) + 2 * 4 + 1
    changed = np.argwhere((a.shape != b.shape).any(-1))
    assert len(changed) > 8
    assert changed.max() < reach < 64


def test_appearance_channels_never_move_the_surface(backend: OpenVINOBackend) -> None:
    z = seeded_noise(4, 1, 16)[0]
    other = z.copy()
    other[8:] += 1
    a, b = backend.decode(z), backend.decode(other)
    assert np.array_equal(a.shape, b.shape)
    assert not np.array_equal(a.look, b.look)


def test_parts_of_a_category(backend: OpenVINOBackend) -> None:
    z = np.zeros((16, 16, 16, 16), np.float32)
    assert backend.decode(z, "sword").part_names == ("blade", "grip")
    assert backend.decode(z, "zeppelin").part_names == ("body",)
    assert backend.decode(z).part_names == ("body",)


def test_wrong_shapes_are_named(backend: OpenVINOBackend) -> None:
    good = seeded_noise(0, 1, 16)
    with pytest.raises(InputError, match="noise"):
        backend.sample([GOLD_SWORD, RED_GRIP], good, SETTINGS)
    with pytest.raises(InputError, match="source"):
        backend.sample([GOLD_SWORD], good, SETTINGS, source=good[:, :8])
    with pytest.raises(InputError, match="mask"):
        backend.sample([GOLD_SWORD], good, SETTINGS, source=good, mask=good)
    with pytest.raises(InputError, match="latent"):
        backend.decode(good)
    with pytest.raises(InputError, match="grid"):
        backend.encode(good)


def test_weights_for_other_words_are_refused(folder: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    from tests.generator.tiny_backend import LEXICON

    for name in ("autoencoder", "flow"):
        (tmp_path / f"{name}.safetensors").write_bytes((folder / f"{name}.safetensors").read_bytes())
    more = replace(LEXICON, vocabulary=tuple(f"word {i}" for i in range(50)))
    (tmp_path / "lexicon.json").write_text(more.to_json())
    with pytest.raises(WeightsError, match="words"):
        OpenVINOBackend.load(tmp_path)
