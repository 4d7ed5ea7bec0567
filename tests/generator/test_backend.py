"""Choice of a runtime."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from meshwright.errors import InputError, WeightsError
from meshwright.generator.backend import FILES, load_backend
from tests.generator.tiny_backend import write_folder


def test_missing_weights_are_named(tmp_path: Path) -> None:
    (tmp_path / FILES[0]).touch()
    with pytest.raises(WeightsError) as caught:
        load_backend(tmp_path)
    assert FILES[0] not in str(caught.value)
    assert all(name in str(caught.value) for name in FILES[1:])


def test_the_cpu_is_the_default(tmp_path: Path) -> None:
    backend = load_backend(write_folder(tmp_path), threads=1)
    assert backend.decode(np.zeros((16, 16, 16, 16), np.float32), "sword").part_names == ("blade", "grip")
    assert backend.lexicon.category("sword").family == "weapons"


def test_devices_that_do_not_exist(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    with pytest.raises(InputError, match="auto, cpu, cuda"):
        load_backend(folder, "abacus")
    torch = pytest.importorskip("torch")
    with pytest.raises(InputError, match="device"):
        load_backend(folder, f"cuda:{torch.cuda.device_count()}")


def test_choosing_imports_no_runtime() -> None:
    code = "import sys, meshwright.generator.backend; print({'torch', 'openvino'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
