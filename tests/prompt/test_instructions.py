"""Instructions of the kind that people type, with plans written by hand."""

from __future__ import annotations

import pytest

from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.prompt.instructions import parse_instruction
from tests.prompt.small_lexicon import LEXICON, steps

INSTRUCTIONS = [
    ("sword", "make the blade much wider", ["blade width + much"]),
    ("sword", "make the blade longer", ["length +"]),
    ("sword", "turn the hilt into gold", ["guard=gold"]),
    ("chest", "paint the lid red", ["lid~red"]),
    ("chest", "remove the feet", ["-feet"]),
    ("sword", "the blade should glow", ["blade*+"]),
    ("sword", "make the blade stop glowing", ["blade*-"]),
    ("sword", "the blade should not glow", ["blade*-"]),
    ("sword", "add a fuller", ["+fuller"]),
    ("sword", "make it 1.5x longer", ["length + x1.5"]),
    ("sword", "Make it 20% longer.", ["length + x1.2"]),
    ("sword", "shorten it by 20%", ["length - x0.8"]),
    ("sword", "double the length", ["length + x2"]),
    ("sword", "half as long", ["length - x0.5"]),
    ("sword", "make the pommel twice as big", ["pommel size + x2"]),
    ("chest", "reduce the height by half", ["height - x0.5"]),
    ("sword", "Make the blade wider and golden", ["blade width +", "blade=gold"]),
    ("chest", "the lock is too small", ["lock size +"]),
    ("sword", "the grip isn't long enough", ["grip length +"]),
    ("chest", "wider", ["width +"]),
    ("chest", "a bit wider please", ["width + slightly"]),
    ("chest", "make it less wide", ["width -"]),
    ("chest", "Make the chest low poly and weathered", ["style low-poly", "wear +"]),
    ("sword", "increase the blade width", ["blade width +"]),
    ("sword", "lengthen the grip slightly", ["grip length + slightly"]),
    ("sword", "curved blade please", ["blade shape curved"]),
    ("sword", "change the colour of the grip from red to blue", ["grip~blue"]),
    ("sword", "swap the iron guard for a gold one", ["guard=gold"]),
    ("sword", "make the red grip blue", ["grip~blue"]),
    ("chest", "add a golden skull lock", ["+skull lock", "lock=gold"]),
    ("chest", "get rid of the scratches", ["wear -"]),
    ("chest", "make it look brand new", ["wear -"]),
    ("chest", "clean it up", ["wear -"]),
    ("sword", "no gem", ["-gem"]),
    ("chest", "make the lid out of oak and the bands out of bronze", ["lid=wood", "bands=bronze"]),
    ("sword", "make the blade and the guard gold", ["blade=gold", "guard=gold"]),
    ("chest", "enlarge the lock", ["lock size +"]),
    (
        "tree",
        "make the trunk much thicker, paint the leaves orange",
        ["trunk thickness + much", "crown~orange"],
    ),
    ("tree", "make the trunk more crooked", ["trunk bend +"]),
    ("tree", "straighten the trunk", ["trunk bend -"]),
    ("chest", "turn it into gold", ["=gold"]),
    ("chest", "remove the glow from the lock", ["lock*-"]),
    ("chest", "make the lid boxy", ["lid shape boxy"]),
    ("chest", "make the lid boxy; then make it realistic", ["lid shape boxy", "style realistic"]),
    ("chest", "leave it as it is", []),
    ("chest", "don't change anything", []),
]


@pytest.fixture(scope="module")
def words() -> WordTable:
    return WordTable.load()


@pytest.mark.parametrize(("category", "text", "expected"), INSTRUCTIONS, ids=[t for _, t, _ in INSTRUCTIONS])
def test_instructions_people_type(category, text, expected, words):
    plan = parse_instruction(text, LEXICON, LEXICON.category(category), words)
    assert plan.text == text
    assert plan.category == category
    assert steps(plan) == expected
    assert plan.ungrounded == ()


@pytest.mark.parametrize("text", ["", "x" * 2001, "do a backflip", "delete the blade", "сделай меч длиннее"])
def test_what_cannot_be_done_is_an_error(text, words):
    with pytest.raises(InputError) as caught:
        parse_instruction(text, LEXICON, LEXICON.category("sword"), words)
    assert caught.value.field == "instruction"
    assert caught.value.limit


def test_shrinking_to_nothing_is_refused(words):
    with pytest.raises(InputError, match="leaves nothing"):
        parse_instruction("make it 100% shorter", LEXICON, LEXICON.category("sword"), words)


def test_unused_words_are_reported(words):
    plan = parse_instruction("make the blade wider and add a dragon", LEXICON, LEXICON.category("sword"), words)
    assert steps(plan) == ["blade width +"]
    assert plan.ungrounded == ("dragon",)


def test_stand_ins_are_reported(words):
    plan = parse_instruction("make the sword bigger", LEXICON, LEXICON.category("sword"), words)
    assert steps(plan)[0].endswith("+")
    assert plan.approximated
