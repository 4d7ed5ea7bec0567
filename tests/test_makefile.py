"""`make demo` gives its prompt to the demo word for word: nothing of it is run, expanded or taken for an option."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Stands for the interpreter of the virtual environment.
RECORDER = "#!/bin/sh\nexec python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' \"$@\"\n"

NASTY = [
    "a chest worth $5, $$9 and ${HOME}",
    'a knight\'s "iron" shield',
    "a vase; touch broken",
    "a vase `touch broken` $(touch broken) $(shell touch broken)",
    "a #1 cup \\ of tea = good, 100 % & more",
    "--help",
    "ein Häuschen\nmit Garten",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the Makefile and an environment that is ready."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(RECORDER)
    python.chmod(0o755)
    (tmp_path / ".venv" / ".ready").touch()
    return tmp_path


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("way", ["environment", "argument"])
def test_prompt_and_folder_are_taken_word_for_word(folder: Path, text: str, way: str) -> None:
    out = f"out {text[:12]}"
    given = {"PROMPT": text, "OUT": out}
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "PROMPT", "OUT", "VENV")}
    command = ["make", "--no-print-directory", "demo"]
    if way == "argument":
        command += [f"{name}={value}" for name, value in given.items()]
    else:
        environment |= given
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["scripts/demo.py", text, out]
    assert (folder / out).is_dir()
    assert not (folder / "broken").exists()
