"""Everything that a run needs to go on where it stopped, in one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from meshwright.errors import FileFormatError, WeightsError
from meshwright.generator.persistence import read_weights
from meshwright.training.optimizer import Optimizers
from meshwright.training.session import Average, Schedule, World

SAVE_EVERY = 0.1
"""Share of a run between two checkpoints."""


@dataclass
class Checkpoint:
    """The state of a run: weights, their average, the optimisers' momenta, how far the schedule is.

    All processes read it; the chief writes it.
    """

    model: nn.Module
    average: Average
    optimizers: Optimizers
    schedule: Schedule
    saved: float = 0.0

    def due(self, progress: float) -> bool:
        """Whether a tenth of the run has passed since the last one; answers yes once for each."""
        if progress < self.saved + SAVE_EVERY:
            return False
        self.saved = progress
        return True

    def save(self, path: Path, progress: float) -> None:
        """Write; complete before the file takes its name. progress: 0 to 1."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average.model.state_dict(),
            "averaged": self.average.steps,
            "optimizers": [o.state_dict() for o in self.optimizers.optimizers],
            "step": self.schedule.step,
            "progress": progress,
        }
        temporary = path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(path)

    def load(self, path: Path, world: World) -> None:
        """Go on from a checkpoint (`*.pt`), or start afresh from weights (`*.safetensors`).

        With a checkpoint the schedule goes on from its progress: the rest of the run is spread over the minutes of
        this one. Raises FileFormatError if the file is no checkpoint or belongs to another network.
        """
        try:
            if path.suffix != ".pt":
                weights, _ = read_weights(path)
                self.model.load_state_dict(weights)
                self.average.model.load_state_dict(weights)
                return
            state: dict[str, Any] = torch.load(path, map_location=world.device, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.average.model.load_state_dict(state["average"])
            for optimizer, own in zip(self.optimizers.optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(own)
        except (OSError, WeightsError):
            raise
        except Exception as error:
            raise FileFormatError(str(path), f"is no checkpoint of this run: {error}") from error
        self.average.steps = state["averaged"]
        self.schedule.step, self.schedule.offset = state["step"], state["progress"]
        self.saved = state["progress"]
