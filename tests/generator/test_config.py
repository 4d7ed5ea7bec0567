"""Configurations survive JSON and refuse what they do not know."""

from __future__ import annotations

import json

import pytest

from meshwright.errors import WeightsError
from meshwright.generator.config import AutoencoderConfig, FlowConfig, autoencoder_config, config_json, flow_config


def test_round_trip() -> None:
    a = AutoencoderConfig(shape_channels=3, appearance_channels=5, hidden=7)
    f = FlowConfig(patch=4, prediction="clean", words=11)
    assert a.channels == 8
    assert autoencoder_config(config_json(a)) == a
    assert flow_config(config_json(f)) == f


def test_text_is_stable_and_sorted() -> None:
    text = config_json(FlowConfig())
    keys = list(json.loads(text))
    assert keys == sorted(keys)
    assert text == config_json(FlowConfig())


def test_missing_fields_take_their_defaults() -> None:
    assert flow_config('{"width": 8}') == FlowConfig(width=8)


@pytest.mark.parametrize("text", ["", "[1]", '{"colour": 3}', "3", "null"])
def test_damaged_configuration_is_refused(text: str) -> None:
    with pytest.raises(WeightsError, match="autoencoder"):
        autoencoder_config(text)
    with pytest.raises(WeightsError, match="flow"):
        flow_config(text)
