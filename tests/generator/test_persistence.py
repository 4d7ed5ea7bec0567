"""Weight files: float and 8-bit, damaged and foreign."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from meshwright.errors import WeightsError
from meshwright.generator.config import config_json
from meshwright.generator.persistence import load_autoencoder, load_flow, read_weights
from meshwright.training.session import save_weights
from tests.generator.small import AUTOENCODER, FLOW, autoencoder, flow


def test_round_trip_in_half_precision(tmp_path: Path) -> None:
    for model, config, load in ((autoencoder(), AUTOENCODER, load_autoencoder), (flow(), FLOW, load_flow)):
        save_weights(model.state_dict(), tmp_path / "m.safetensors", config_json(config))
        back = load(tmp_path / "m.safetensors")
        assert back.config == config
        assert not back.training
        for key, value in back.state_dict().items():
            assert value.dtype == torch.float32
            torch.testing.assert_close(value, model.state_dict()[key], atol=1e-3, rtol=1e-3)


def test_eight_bit_tensors_are_scaled_per_output(tmp_path: Path) -> None:
    q = torch.tensor([[127, -127], [64, 1]], dtype=torch.int8)
    scale = torch.tensor([0.5, 2.0], dtype=torch.float16)
    save_file({"w": q, "w.scale": scale, "b": torch.ones(2).half(), "norm.scale": torch.full((2,), 3.0)},
              tmp_path / "m.safetensors", {"config": "{}"})  # fmt: skip
    weights, config = read_weights(tmp_path / "m.safetensors")
    assert config == "{}"
    assert set(weights) == {"w", "b", "norm.scale"}  # a float tensor that is merely called scale stays
    torch.testing.assert_close(weights["w"], torch.tensor([[63.5, -63.5], [128, 2]]))
    assert weights["b"].dtype == torch.float32


@pytest.mark.parametrize("content", [None, b"", b"garbage that is no safetensors file"])
def test_unreadable_file_is_a_weights_error(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "m.safetensors").write_bytes(content)
    with pytest.raises(WeightsError, match=r"m\.safetensors"):
        load_flow(tmp_path / "m.safetensors")


def test_file_without_configuration_or_scale_is_a_weights_error(tmp_path: Path) -> None:
    save_file({"w": torch.ones(1)}, tmp_path / "m.safetensors")
    with pytest.raises(WeightsError, match="config"):
        read_weights(tmp_path / "m.safetensors")
    save_file({"w": torch.ones(1).to(torch.int8)}, tmp_path / "n.safetensors", {"config": "{}"})
    with pytest.raises(WeightsError, match="scale"):
        read_weights(tmp_path / "n.safetensors")


def test_weights_of_another_network_are_a_weights_error(tmp_path: Path) -> None:
    save_weights(flow().state_dict(), tmp_path / "m.safetensors", config_json(AUTOENCODER))
    with pytest.raises(WeightsError, match="fit"):
        load_autoencoder(tmp_path / "m.safetensors")
    with pytest.raises(WeightsError, match="configuration"):
        load_flow(tmp_path / "m.safetensors")
