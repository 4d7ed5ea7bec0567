"""8-bit weight files: error bound, selection, determinism, and one reading for every runtime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from meshwright.errors import WeightsError
from meshwright.generator.quantise import main, quantise_channels, quantise_file, quantise_tensors
from meshwright.generator.weight_file import WeightFile
from tests.generator.random_weights import write_weights


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6])
def test_error_is_at_most_half_a_scale_of_the_channel(size: float) -> None:
    rng = np.random.default_rng(0)
    w = rng.standard_normal((40, 30, 3, 3, 3)) * rng.uniform(0.01, 1, (40, 1, 1, 1, 1))
    w = (w * size).astype(np.float32)
    q, scale = quantise_channels(w)
    wide = scale.astype(np.float64).reshape(-1, 1, 1, 1, 1)
    assert q.dtype == np.int8
    assert scale.dtype == np.float32
    assert (np.abs(q * wide - w) <= wide / 2 * (1 + 1e-6)).all()
    assert (np.abs(q.astype(int)).reshape(40, -1).max(1) == 127).all()


def test_a_channel_of_zeros_stays_zero() -> None:
    q, scale = quantise_channels(np.zeros((2, 8), np.float32))
    assert not q.any()
    assert (scale == 1).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_do_not_fit_are_refused(bad: float) -> None:
    with pytest.raises(WeightsError):
        quantise_channels(np.full((2, 8), bad, np.float32))


def test_only_large_matrices_are_stored_in_eight_bits() -> None:
    tensors = {
        "big": np.ones((64, 64), np.float32),
        "small": np.ones((64, 63), np.float32),
        "bias": np.ones(5000, np.float32),
        "ids": np.arange(5),
    }
    out = quantise_tensors(tensors)
    kinds = {k: v.dtype.name for k, v in out.items()}
    assert kinds == {
        "big": "int8",
        "big.scale": "float32",
        "bias": "float16",
        "ids": "int64",
        "small": "float16",
    }


def test_the_same_file_gives_the_same_bytes_and_stays_as_it_is(tmp_path: Path) -> None:
    folder = write_weights(tmp_path)
    for name in ("a", "b"):
        quantise_file(folder / "flow.safetensors", tmp_path / name)
    quantise_file(tmp_path / "a", tmp_path / "twice")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "twice").read_bytes()
    assert (tmp_path / "a").stat().st_size < 0.6 * (folder / "flow.safetensors").stat().st_size


def test_every_runtime_reads_the_same_numbers(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from meshwright.generator.persistence import read_weights

    folder = write_weights(tmp_path)
    quantise_file(folder / "autoencoder.safetensors", tmp_path / "q.safetensors")
    theirs, config = read_weights(tmp_path / "q.safetensors")
    mine = WeightFile.read(tmp_path / "q.safetensors")
    assert config == mine.config
    for name, value in theirs.items():
        assert np.array_equal(mine.array(name), value.numpy()), name
    assert mine.packed("shape_decoder.stem.weight") is not None
    assert mine.packed("shape_decoder.stem.bias") is None


def test_reading_refuses_what_is_no_weight_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="none"):
        WeightFile.read(tmp_path / "none.safetensors")
    (tmp_path / "cut").write_bytes(b"\x10\x00\x00\x00\x00\x00\x00\x00{}")
    with pytest.raises(WeightsError, match="cut"):
        WeightFile.read(tmp_path / "cut")
    save_file({"a": np.zeros(3)}, tmp_path / "plain")
    with pytest.raises(WeightsError, match="config"):
        WeightFile.read(tmp_path / "plain")
    with pytest.raises(WeightsError, match="nothing"):
        WeightFile({}, "").under("blocks.0").array("nothing")


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_weights(tmp_path)
    target = tmp_path / "new" / "flow.safetensors"
    assert main([str(folder / "flow.safetensors"), str(target)]) == 0
    assert load_file(target)["patch_in.weight"].dtype == np.int8
    assert main([str(tmp_path / "none"), str(target)]) == 1
    assert "error: " in capsys.readouterr().err
