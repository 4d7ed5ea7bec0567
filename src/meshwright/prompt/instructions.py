"""From an instruction (`make the blade much longer and turn the hilt into gold`) to an edit plan."""

from __future__ import annotations

import re
from typing import Final

from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.prompt import synonyms
from meshwright.prompt.attach import bringing, meaning_of
from meshwright.prompt.brief import EditPlan, EditStep
from meshwright.prompt.clauses import Comparison, ModifierReading, NounReading, comparisons_of, readings_of
from meshwright.prompt.comparatives import DOWN, UP, VERBS, Direction, compare, named_attribute, towards
from meshwright.prompt.grounding import Grounding
from meshwright.prompt.items import Item, items_of
from meshwright.prompt.numbers import Ratio, ratio_of
from meshwright.prompt.phrases import Modifier, category_index, lexicon_index
from meshwright.prompt.tokenise import check, phrase, tokens_of
from meshwright.prompt.verbs import ADD, AGE, KEEP, OWN_WORDS, PAINT, REMOVE, RENEW
from meshwright.vocabulary.lexicon import CategoryEntry, Lexicon

_SPLIT: Final = re.compile(
    r"[.;\n!?]+|,\s*(?:and\s+)?(?:then\s+|also\s+)?|\band\s+then\b|\bthen\b|\band\b|\bplus\b|&", re.IGNORECASE
)


def parse_instruction(text: str, lexicon: Lexicon, category: CategoryEntry, words: WordTable | None) -> EditPlan:
    """The edit plan of an instruction for an object of `category`.

    `leave it as it is` and the like give a plan without steps.
    Raises InputError (field `instruction`) for empty, overlong or non-text input, and if nothing in it can be
    used.
    """
    clean = check(text, "instruction")
    reader = _Reader(category, Grounding(lexicon_index(lexicon), words, also=OWN_WORDS))
    # a number's point is no full stop: `1.5x longer`
    guarded = re.sub(r"(?<=\d)[.](?=\d)", "\x00", clean)
    for clause in _SPLIT.split(guarded):
        if clause and clause.strip():
            reader.clause(clause.replace("\x00", "."))
    if not reader.steps and not reader.kept:
        shown = ", ".join(reader.ungrounded[:5]) or "no known words"
        raise InputError("instruction", f"nothing in it can be used: {shown}", f"a change to a {category.name}")
    approximated = [*reader.approximated, *reader.grounding.corrections]
    return EditPlan(
        text,
        category.name,
        tuple(dict.fromkeys(reader.steps)),
        tuple(dict.fromkeys(reader.ungrounded)),
        tuple(dict.fromkeys(approximated)),
    )


class _Reader:
    """Reads clauses in order; the verb and the part of a clause carry over to one that lacks its own."""

    def __init__(self, category: CategoryEntry, grounding: Grounding) -> None:
        self.category, self.grounding = category, grounding
        self.steps: list[EditStep] = []
        self.ungrounded: list[str] = []
        self.approximated: list[tuple[str, str]] = []
        self.kept = False
        self.target = ""
        self.verb = ""
        self.sign = 0
        self.waiting: list[str] = []

    def clause(self, text: str) -> None:
        """Read one clause."""
        text, ratio = ratio_of(text)
        tokens = self.grounding.correct(tokens_of(text))
        said = [t.text for t in tokens] + [t.raw for t in tokens]
        self._verb(said)
        follow = [t.text for t in tokens[1:]] + [""]
        tokens = [t for t, after in zip(tokens, follow, strict=True) if t.text not in PAINT or after == "metal"]
        before = len(self.steps)
        comparisons, rest = comparisons_of(tokens, self.category, self.sign)
        items = items_of(rest, category_index(self.category), self.grounding.index, None)
        items = [self._known(i) for i in items]
        nouns, modifiers = readings_of(items, last="from" in said)
        target = self._target(nouns, said, bool(comparisons or modifiers))
        negated = any(i.kind == "not" for i in items) or "stop" in said or "off" in said or "less" in said
        amount = next((m.kind for m, _ in modifiers if m.kind in ("slightly", "much", "very")), "")
        self._attributes(comparisons, target, amount, ratio, said)
        self._options(nouns, bool(modifiers or comparisons))
        self._statements(modifiers, target, negated, ratio, amount, said)
        self._wear(said, modifiers)
        if len(self.steps) == before and self.verb == "make" and target and not (modifiers or comparisons):
            self.waiting.append(target)  # `make the blade and the guard gold`
        if len(self.steps) == before and KEEP & set(said):
            self.kept = True
        for item in items:
            if item.kind in ("unknown", "count") and not self._expected(item.said):
                self.ungrounded.append(item.said)

    # -- words -------------------------------------------------------------------------------------

    def _verb(self, said: list[str]) -> None:
        if REMOVE & set(said) and not ("off" in said and "remove" not in said and "glow" in said):
            self.verb = "remove"
        elif ADD & set(said) and not ("give" in said and {"color", "material", "glow"} & set(said)):
            self.verb = "add"
        elif {
            "make",
            "turn",
            "give",
            "paint",
            "change",
            "should",
            "set",
            "color",
            "let",
            "replace",
            "i",
            "is",
        } & set(said):
            self.verb = "make"
        self.sign = 1 if UP & set(said) else -1 if DOWN & set(said) else 0

    def _expected(self, word: str) -> bool:
        return any(form in group for form in (word, *phrase(word)) for group in (OWN_WORDS, synonyms.FILLERS))

    def _known(self, item: Item) -> Item:
        if item.kind != "unknown" or self._expected(item.said):
            return item
        found = self.grounding.read_unknown(item.said, self.category, noun=True)
        if found is None:
            return item
        self.approximated.append((item.said, found[0]))
        return Item("entry", item.said, found[1].nouns, found[1].modifiers)

    def _target(self, nouns: list[NounReading], said: list[str], says: bool) -> str:
        for noun, _, _ in nouns:
            if noun.kind in ("part", "option"):
                self.target = noun.part
                return noun.part
        whole = any(noun.kind == "category" for noun, _, _ in nouns) or "it" in said or "everything" in said
        if whole or not says:
            self.target = ""
        return self.target

    # -- steps -------------------------------------------------------------------------------------

    def _attributes(
        self,
        comparisons: list[Comparison],
        target: str,
        amount: str,
        ratio: Ratio | None,
        said: list[str],
    ) -> None:
        for word, kind in comparisons:
            if kind == "compare":
                found = compare(word, target, self.category)
            elif kind == "verb":
                found = towards(VERBS[word], target, self.category)
            else:
                found = named_attribute(tuple(word.split()), target, self.category)
                if any(k != "dimension" for _, k in comparisons):
                    continue  # `longer in length`
                sign = self.sign
                if not sign and ratio is not None:
                    sign = 1 if ratio.factor > 1 else -1
                if not sign:
                    continue
                found = found._replace(sign=found.sign * sign) if found else None
            if found is None:
                self.ungrounded.append(word)
                continue
            self._attribute(found, word, amount, ratio)

    def _attribute(self, found: Direction, said: str, amount: str, ratio: Ratio | None) -> None:
        a, sign = found.attribute, found.sign
        factor = None
        if ratio is not None:
            factor = 1 + sign * ratio.factor if ratio.relative else ratio.factor
            if not ratio.relative and (factor > 1) != (sign > 0):
                factor = 1 / factor if sign < 0 else factor
                sign = 1 if factor > 1 else -1
            if factor <= 0:
                raise InputError("instruction", f"`{said}` by {ratio.factor:.0%} leaves nothing", "less than 100 %")
            factor = round(factor, 6)
        size = "slightly" if amount == "slightly" else "much" if amount in ("much", "very") else ""
        self.steps.append(
            EditStep("attribute", a.part, a.name, direction=sign, amount=size, factor=factor)  # type: ignore[arg-type]
        )
        word = a.more if sign > 0 else a.less
        if not found.exact and phrase(said) != phrase(word):
            self.approximated.append((said, f"{word} {a.part}".strip()))

    def _options(self, nouns: list[NounReading], described: bool) -> None:
        listed = tuple((o.name, o.phrase, o.part) for o in self.category.options)
        for noun, readings, said in nouns:
            option = next((n.name for n in readings if n.kind == "option"), "")
            if noun.kind == "other":
                self.ungrounded.append(said)
                continue
            if self.verb not in ("add", "remove"):
                if option and not described:  # `a skull lock`
                    self.steps.append(EditStep("add", noun.part, option))
                continue
            if described and self.verb == "remove":
                continue  # `remove the glow from the blade`
            names: tuple[str, ...] = (option,) if option else ()
            if not names and noun.kind == "part":
                entry = next(p for p in self.category.parts if p.name == noun.part)
                names = bringing(entry.name, entry.words, listed) if not entry.main else ()
                names = names[:1] if self.verb == "add" else names
            for name in names:
                part = next(o.part for o in self.category.options if o.name == name)
                self.steps.append(EditStep("add" if self.verb == "add" else "remove", part, name))
            if not names and self.verb == "remove" and noun.kind == "part":
                self.ungrounded.append(f"remove {said}")

    def _statements(
        self,
        modifiers: list[ModifierReading],
        target: str,
        negated: bool,
        ratio: Ratio | None,
        amount: str,
        said: list[str],
    ) -> None:
        parts = [*self.waiting, target] if modifiers else []
        if modifiers:
            self.waiting = []
        for part in parts:
            self._say(modifiers, part, negated, ratio, amount, said)

    def _say(
        self,
        modifiers: list[ModifierReading],
        target: str,
        negated: bool,
        ratio: Ratio | None,
        amount: str,
        said: list[str],
    ) -> None:
        for m, word in modifiers:
            off = negated or self.verb == "remove"
            if m.loose:
                self.approximated.append((word, m.value))
            if m.kind in ("material", "colour"):
                if off and self.verb == "remove":
                    self.ungrounded.append(word)
                    continue
                self.steps.append(EditStep("material" if m.kind == "material" else "colour", target, value=m.value))
            elif m.kind in ("glow", "unlit"):
                on = (m.kind == "glow") != off
                self.steps.append(EditStep("glow", target, direction=1 if on else -1))
            elif m.kind == "style":
                self.steps.append(EditStep("style", value="plain" if off else m.value))
            elif m.kind in ("worn", "new"):
                self.steps.append(EditStep("wear", direction=1 if (m.kind == "worn") != off else -1))
            elif m.kind in ("adjective", "choice"):
                self._positive(m, word, target, off, ratio, amount, said)

    def _positive(
        self,
        m: Modifier,
        word: str,
        target: str,
        negated: bool,
        ratio: Ratio | None,
        amount: str,
        said: list[str],
    ) -> None:
        """A plain adjective: `make the blade long`, `too long`, `twice as long`, `less curved`, `round`."""
        meaning = meaning_of(" ".join(phrase(m.value)), target, self.category)
        if meaning is None:
            self.ungrounded.append(word)
        elif meaning.variant is not None:
            v = meaning.variant
            self.steps.append(EditStep("variant", v.part, v.name, meaning.word))
            if not meaning.exact:
                self.approximated.append((word, f"{meaning.word} {v.part}".strip()))
        elif meaning.attribute is not None:
            sign = 1 if meaning.high else -1
            if "too" in said or (negated and "enough" not in said):
                sign = -sign
            if word in synonyms.VERY_BUILT_IN:
                amount = "much"
            if ratio is not None and not ratio.relative and "as" in said:  # `half as long`
                sign = (1 if meaning.high else -1) * (1 if ratio.factor > 1 else -1)
                ratio = Ratio(ratio.factor if meaning.high else 1 / ratio.factor, False)
            self._attribute(Direction(meaning.attribute, sign, meaning.exact), word, amount, ratio)

    def _wear(self, said: list[str], modifiers: list[ModifierReading]) -> None:
        """`weather it`, `clean it up`."""
        if any(m.kind in ("worn", "new") for m, _ in modifiers):
            return
        if AGE & set(said[:2]):
            self.steps.append(EditStep("wear", direction=1))
        elif RENEW & set(said[:2]):
            self.steps.append(EditStep("wear", direction=-1))
