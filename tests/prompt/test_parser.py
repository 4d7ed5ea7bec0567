"""Prompts of the kind that people type, with briefs written by hand; errors; honesty about unknown words."""

from __future__ import annotations

import pytest

from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.prompt.brief import Brief
from meshwright.prompt.parser import parse
from tests.prompt.small_lexicon import LEXICON, said

PROMPTS = [
    ("a chest", "chest"),
    ("chest", "chest"),
    ("a weathered wooden treasure chest with iron fittings and a skull lock",
     "chest, worn, body=wood, bands=iron, +skull lock"),
    ("A low-poly, stylized, magical glowing sword.",
     "sword, low-poly, blade*, free magical, ? magical, ? stylized"),
    ("tresure chest", "chest"),
    ("A TALL OAK CHEST!!!", "chest, height+, body=wood"),
    ("a grey longsword", "sword, blade~gray"),
    ("a gray longsword", "sword, blade~gray"),
    ("stylised sword", "sword, stylised"),
    ("stylized sword", "sword, stylised"),
    ("low poly chest", "chest, low-poly"),
    ("lowpoly chest", "chest, low-poly"),
    ("a chest, low-poly, gold lid", "chest, low-poly, lid=gold"),
    ("an ancient weathered chest; its lid is made of gold", "chest, worn, lid=gold"),
    ("a sword whose blade is wide and glows blue", "sword, blade width+, blade*, blade~blue"),
    ("treasure chest made of stone with a big lock", "chest, body=stone, lock size+"),
    ("MEDIEVAL SWORD WITH A GOLDEN HILT", "sword, guard=gold, free medieval, ? medieval"),
    ("red chest", "chest, body~red"),
    ("a chest with a red lid", "chest, lid~red"),
    ("a chest with a lid painted red", "chest, lid~red"),
    ("a chest whose lid is red", "chest, lid~red"),
    ("a chest with a lid that is red", "chest, lid~red"),
    ("red lidded chest", "chest, lid~red"),
    ("a stone chest, iron-banded, with a small lock", "chest, body=stone, bands=iron, lock size-"),
    ("a wide, short, wooden chest", "chest, width+, height-, body=wood"),
    ("a very tall chest", "chest, height++"),
    ("an extremely narrow chest", "chest, width--"),
    ("a chest with a huge lock", "chest, lock size++"),
    ("a chest with a tiny padlock", "chest, lock size--"),
    ("sword with a curved blade", "sword, curved"),
    ("a curved sword", "sword, curved"),
    ("a sword with a straight guard and a jagged blade", "sword, straight, jagged"),
    ("a sword with a round crossguard", "sword, round"),
    ("sword with a leather handle", "sword, grip=leather"),
    ("sword with a red leather grip, a bronze guard and a big pommel",
     "sword, grip=leather, grip~red, guard=bronze, pommel size+"),
    ("an obsidian sword with a ruby gem", "sword, blade=obsidian, gem=crystal, +gem"),
    ("sword with a blue gem", "sword, gem~blue, +gem"),
    ("sword with a fuller", "sword, +fuller"),
    ("the blade of the sword is gold", "sword, blade=gold"),
    ("gold sword", "sword, blade=gold"),
    ("a chest with golden feet", "chest, feet=gold, +feet"),
    ("a chest with handles", "chest, +side rings"),
    ("a chest with rope handles", "chest, handles=rope, +side rings"),
    ("a chest without feet", "chest, not +feet"),
    ("a chest with a skull lock but no feet", "chest, +skull lock, not +feet"),
    ("a chest, not rusty", "chest, not body=rusted iron"),
    ("a chest, no scratches", "chest, not worn"),
    ("a brand new chest", "chest, not worn"),
    ("a sword that does not glow", "sword, blade-dark"),
    ("a glowing lantern", "lantern, flame*"),
    ("an unlit lantern", "lantern, flame-dark"),
    ("a square lantern with blue glass", "lantern, square, panes~blue"),
    ("lantern with a pointed roof", "lantern, +roof"),
    ("a 2 m tall tree", "tree, 2 m"),
    ("a tree, 6 feet tall", "tree, 1.8288 m"),
    ("tree under 5000 triangles", "tree, 5000 tris"),
    ("a tall tree, max 5k tris", "tree, height+, 5000 tris"),
    ("a tree with 1,500 polygons", "tree, 1500 tris"),
    ("an oak tree with red apples", "tree, fruit~red, +fruit"),
    ("a tree with a thick crooked trunk", "tree, trunk thickness+, trunk bend+"),
    ("a tree with a bent trunk", "tree, trunk bend+"),
    ("tree with orange leaves", "tree, crown~orange"),
    ("i need a strongbox for my game, realistic style please", "chest, realistic"),
    ("Create a 3D model of a worn sword", "sword, worn"),
    ("chest (low poly, old)", "chest, low-poly, worn"),
    ("chest made entirely of gold", "chest, body=gold, lid=gold, bands=gold, lock=gold"),
    ("a wood and iron chest", "chest, body=wood, lid=iron"),
    ("a chest of dark oak with silver bands", "chest, body=dark wood, bands=silver"),
    ("a dark blue chest", "chest, body~blue"),
    ("a crimson sword", "sword, blade~red"),
    ("a maroon sword", "sword, blade~red"),
    ("A sword. The blade is obsidian. It has a gold pommel and a gem.",
     "sword, blade=obsidian, pommel=gold, +gem"),
    ("a chest with a lock of gold", "chest, lock=gold"),
    ("a chest with a golden skull lock", "chest, lock=gold, +skull lock"),
    ("a chest with a boxy lid", "chest, boxy"),
    ("a chest with a flat lid and a very big lock", "chest, lid height-, lock size++"),
    ("a swrod with a lether grip", "sword, grip=leather"),
    ("weatherd chest", "chest, worn"),
    ("a sword with a dragon on it", "sword, free dragon, ? dragon"),
    ("a chest with a red dragon", "chest, free dragon, ? dragon, ? red"),
    ("a chest with three locks", "chest, ? three"),
    ("сундук chest", "chest, ? сундук"),
    ("chest\nwith a gold lid", "chest, lid=gold"),
    ("“golden” chest — old", "chest, body=gold, worn"),
]  # fmt: skip


@pytest.fixture(scope="module")
def words() -> WordTable:
    return WordTable.load()


@pytest.mark.parametrize(("prompt", "expected"), PROMPTS, ids=[p for p, _ in PROMPTS])
def test_prompts_people_type(prompt, expected, words):
    brief = parse(prompt, LEXICON, words)
    assert brief.text == prompt
    assert said(brief) == set(expected.split(", "))


def test_there_are_enough_hand_written_prompts():
    assert len(PROMPTS) >= 60


@pytest.mark.parametrize(
    ("prompt", "pair"),
    [
        ("tresure chest", ("tresure", "treasure")),
        ("a maroon sword", ("maroon", "red")),
        ("a dark blue chest", ("dark blue", "blue")),
        ("katana", ("katana", "sword")),
        ("a huge lantern", ("huge", "tall")),
    ],
)
def test_approximations_are_reported(prompt, pair, words):
    assert pair in parse(prompt, LEXICON, words).approximated


def test_exact_words_are_not_approximations(words):
    assert parse("a tall oak chest with a gold lid", LEXICON, words).approximated == ()


def test_negative_prompt(words):
    brief = parse("a chest", LEXICON, words, negative="feet, glowing lock, tall, rusty, low-poly")
    assert brief.avoid is not None
    assert "feet" in brief.avoid.options
    assert brief.avoid.style == "low-poly"
    assert brief.avoid.attributes[0].name == "height"
    assert brief.avoid.parts[0].material == "rusted iron"
    assert said(brief) & {"+feet", "height+"} == set()


@pytest.mark.parametrize(
    ("prompt", "problem"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("a" * 2001, "2,001 characters"),
        ("chest\x00lid", "control"),
        ("12345 !!!", "no words"),
        ("меч с золотой рукоятью", "nothing in it can be used"),
        ("宝箱", "nothing in it can be used"),
        ("qwrtzx plfghk", "nothing in it can be used"),
    ],
)
def test_bad_prompts_name_field_and_limit(prompt, problem, words):
    with pytest.raises(InputError, match=problem) as caught:
        parse(prompt, LEXICON, words)
    assert caught.value.field == "prompt"
    assert caught.value.limit


def test_bad_negative_prompt_names_its_field(words):
    with pytest.raises(InputError) as caught:
        parse("a chest", LEXICON, words, negative="x" * 3000)
    assert caught.value.field == "negative"


def test_works_without_word_vectors():
    assert said(parse("an old chest with a gold lid", LEXICON, None)) == {"chest", "worn", "lid=gold"}
    assert "? magical" in said(parse("a magical chest", LEXICON, None))


def test_is_deterministic_and_serialisable(words):
    prompt = "a weathered magical katana with a maroon grip, under 5k tris, no gem"
    first = parse(prompt, LEXICON, words)
    assert parse(prompt, LEXICON, words) == first
    assert Brief.from_json(first.to_json()) == first


def test_two_thousand_characters_are_accepted(words):
    text = ("a chest with a gold lid, " * 90)[:2000]
    assert parse(text, LEXICON, words).category == "chest"
