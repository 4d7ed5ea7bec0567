"""Small random weights and a lexicon in a folder, for tests of the runtimes."""

from __future__ import annotations

from pathlib import Path

from meshwright.generator.config import FlowConfig
from meshwright.generator.quantise import quantise_file
from meshwright.prompt.tokens import Role, Token, vocabulary_of
from meshwright.vocabulary.lexicon import CategoryEntry, Lexicon, PartEntry
from tests.generator.random_weights import SMALL_FLOW, write_weights

SWORD = CategoryEntry(
    "sword", "weapons", (), 1.0,
    (PartEntry("blade", 0, (), ("steel",), True), PartEntry("grip", 1, (), ("leather",), True)), (), (), (),
)  # fmt: skip
LEXICON = Lexicon((SWORD,), vocabulary_of((SWORD,), ("gold", "steel", "leather"), ("red",)))
GOLD_SWORD = [Token(Role.CATEGORY, 0, "sword"), Token(Role.PART, 1, "blade"), Token(Role.MATERIAL, 1, "gold")]
RED_GRIP = [Token(Role.CATEGORY, 0, "sword"), Token(Role.FREE, 0, "ornate"), Token(Role.COLOUR, 2, "red")]


def write_folder(folder: Path, *, eight_bit: bool = False, flow: FlowConfig = SMALL_FLOW) -> Path:
    """A folder that `load_backend` accepts."""
    assert len(LEXICON.vocabulary) < SMALL_FLOW.words
    write_weights(folder, flow=flow)
    (folder / "lexicon.json").write_text(LEXICON.to_json())
    if eight_bit:
        for name in ("autoencoder", "flow"):
            quantise_file(folder / f"{name}.safetensors", folder / f"{name}.safetensors")
    return folder
