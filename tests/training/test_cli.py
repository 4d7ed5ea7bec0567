"""Options of `meshwright train`: one for each field, nested configurations, defaults."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from meshwright.training import cli
from meshwright.training.flow import FlowRun
from meshwright.training.session import World


@pytest.fixture
def caught(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Replace the stages' work by catching their settings."""
    runs: list[Any] = []

    def keep(run: Any, world: World) -> None:
        runs.append(run)

    monkeypatch.setattr(cli, "STAGES", {name: (settings, keep) for name, (settings, _) in cli.STAGES.items()})
    return runs


def test_every_field_is_an_option(caught: list[Any], tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    code = cli.main(
        ["flow", "--out", str(out), "--batch", "7", "--lr", "0.5", "--config.patch", "4",
         "--config.prediction", "clean", "--latents", "somewhere", "--max-steps", "3"]
    )  # fmt: skip
    assert code == 0
    assert out.is_dir()
    (run,) = caught
    assert isinstance(run, FlowRun)
    assert (run.batch, run.lr, run.max_steps, run.latents) == (7, 0.5, 3, Path("somewhere"))
    assert (run.config.patch, run.config.prediction) == (4, "clean")


@pytest.mark.parametrize("stage", ["autoencoder", "flow", "judge", "latents"])
def test_defaults_are_those_of_the_settings(stage: str, caught: list[Any], tmp_path: Path) -> None:
    more = ["--autoencoder", "w"] if stage == "latents" else []
    cli.main([stage, "--out", str(tmp_path), *more])
    settings, _ = cli.STAGES[stage]
    given = {"out": tmp_path} | ({"autoencoder": Path("w")} if more else {})
    assert caught == [settings(**given)]
    assert {f.name for f in dataclasses.fields(settings)} == set(vars(caught[0]))


def test_switches_take_words(caught: list[Any], tmp_path: Path) -> None:
    for words in ([], ["--bfloat16"], ["--bfloat16", "True"], ["--bfloat16", "False"], ["--bfloat16", "0"]):
        cli.main(["flow", "--out", str(tmp_path), *words])
    assert [r.bfloat16 for r in caught] == [False, True, True, False, False]


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nothing"],
        ["flow"],
        ["flow", "--out", "x", "--batch", "many"],
        ["flow", "--out", "x", "--bfloat16", "maybe"],
    ],
)
def test_bad_usage_exits_with_two(argv: list[str], caught: list[Any]) -> None:
    with pytest.raises(SystemExit) as error:
        cli.main(argv)
    assert error.value.code == 2
    assert caught == []
