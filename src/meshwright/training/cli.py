"""`meshwright train STAGE`: every field of a run's settings is an option."""

from __future__ import annotations

import argparse
import dataclasses
import types
import typing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from meshwright.training.autoencoder import AutoencoderRun, train_autoencoder
from meshwright.training.flow import FlowRun, train_flow
from meshwright.training.judge import JudgeRun, train_judge
from meshwright.training.latents import LatentsRun, encode_latents
from meshwright.training.session import World, join_world, leave_world

STAGES: dict[str, tuple[type[Any], Callable[[Any, World], Any]]] = {
    "autoencoder": (AutoencoderRun, train_autoencoder),
    "flow": (FlowRun, train_flow),
    "latents": (LatentsRun, encode_latents),
    "judge": (JudgeRun, train_judge),
}


def truth(text: str) -> bool:
    """A switch in words: `--switch`, `--switch true`, `--switch false`."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in words:
        raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
    return words[text.lower()]


def add_fields(parser: argparse.ArgumentParser, settings: type[Any], prefix: str = "") -> None:
    """Add an option for each field; nested configurations get `--config.NAME`."""
    hints = typing.get_type_hints(settings)
    for field in dataclasses.fields(settings):
        kind = hints[field.name]
        if dataclasses.is_dataclass(kind):
            add_fields(parser, typing.cast(type[Any], kind), f"{prefix}{field.name}.")
            continue
        if isinstance(kind, types.UnionType):
            kind = next(a for a in typing.get_args(kind) if a is not type(None))
        required = field.default is dataclasses.MISSING
        flag: dict[str, Any] = {"nargs": "?", "const": True} if kind is bool else {}
        parser.add_argument(
            f"--{prefix}{field.name}".replace("_", "-"),
            dest=f"{prefix}{field.name}",
            type=truth if kind is bool else kind,
            required=required,
            default=None if required else field.default,
            help="required" if required else f"default {field.default}",
            **flag,
        )


def build(settings: type[Any], values: dict[str, Any], prefix: str = "") -> Any:
    """A settings object from parsed options."""
    hints = typing.get_type_hints(settings)
    arguments = {}
    for field in dataclasses.fields(settings):
        kind = hints[field.name]
        if dataclasses.is_dataclass(kind):
            arguments[field.name] = build(typing.cast(type[Any], kind), values, f"{prefix}{field.name}.")
        else:
            arguments[field.name] = values[f"{prefix}{field.name}"]
    return settings(**arguments)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one training stage; start it with torchrun for several GPUs."""
    parser = argparse.ArgumentParser(prog="meshwright train", description=main.__doc__)
    stages = parser.add_subparsers(dest="stage", required=True)
    for name, (settings, _) in STAGES.items():
        add_fields(stages.add_parser(name, help=(settings.__doc__ or "").splitlines()[0]), settings)
    values = vars(parser.parse_args(argv))
    settings, train = STAGES[values.pop("stage")]
    run = build(settings, values)
    Path(run.out).mkdir(parents=True, exist_ok=True)
    world = join_world()
    train(run, world)
    leave_world(world)
    return 0
