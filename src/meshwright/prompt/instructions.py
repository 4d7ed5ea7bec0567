"""From an instruction (`make the blade much longer and turn the hilt into gold`) to an edit plan."""

from __future__ import annotations

import re
from typing import Final

from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.prompt import synonyms
from meshwright.prompt.attach import bringing, meaning_of
from meshwright.prompt.brief import EditPlan, EditStep
from meshwright.prompt.comparatives import COMPARATIVES, DIMENSIONS, DOWN, UP, VERBS, Direction, compare
from meshwright.prompt.comparatives import named_attribute, own_comparatives, towards
from meshwright.prompt.grounding import Grounding
from meshwright.prompt.items import Item, items_of
from meshwright.prompt.numbers import Ratio, ratio_of
from meshwright.prompt.phrases import Modifier, Noun, category_index, lexicon_index
from meshwright.prompt.tokenise import Token, check, phrase, tokens_of
from meshwright.vocabulary.lexicon import CategoryEntry, Lexicon

_ADD: Final = frozenset("add attach put give include place insert mount install have has with grow equip".split())
_REMOVE: Final = frozenset(
    "remove delete drop lose without no rid take strip eliminate erase hide lacking discard detach away off".split()
)
_KEEP: Final = frozenset("leave keep nothing unchanged same anything preserve".split())
_AGE: Final = frozenset("weather age distress scratch dirty batter".split())
_RENEW: Final = frozenset("clean restore repair fix refurbish polish renew".split())
_PASSIVE: Final = frozenset(
    """get turn change replace swap switch set paint painted dye tint stain colour color recolor recolour convert transform
    adjust modify edit update let stop start more less way as should must become go apply cover coat material style
    mode version instead completely please glow on enough too bit little from""".split()
)
_PAINT: Final = frozenset(("painted", "paint", "dye", "tint", "stain"))
_SPLIT: Final = re.compile(r"[.;\n!?]+|,\s*(?:and\s+)?(?:then\s+|also\s+)?|\band\s+then\b|\bthen\b|\band\b|\bplus\b|&", re.IGNORECASE)

_OWN_WORDS: Final = frozenset().union(
    _ADD, _REMOVE, _KEEP, _AGE, _RENEW, _PASSIVE, _PAINT, UP, DOWN, VERBS, DIMENSIONS, COMPARATIVES
)


def parse_instruction(text: str, lexicon: Lexicon, category: CategoryEntry, words: WordTable | None) -> EditPlan:
    """The edit plan of an instruction for an object of `category`.

    `leave it as it is` and the like give a plan without steps.
    Raises InputError (field `instruction`) for empty, overlong or non-text input, and if nothing in it can be used.
    """
    clean = check(text, "instruction")
    reader = _Reader(category, Grounding(lexicon_index(lexicon), words, also=_OWN_WORDS))
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
        tokens = [
            t for t, after in zip(tokens, follow, strict=True) if t.text not in _PAINT or after == "metal"
        ]
        before = len(self.steps)
        comparisons, rest = self._comparisons(tokens)
        items = items_of(rest, category_index(self.category), self.grounding.index, None)
        items = [self._known(i) for i in items]
        nouns, modifiers = self._readings(items, last="from" in said)
        target = self._target(nouns, said, bool(comparisons or modifiers))
        negated = any(i.kind == "not" for i in items) or "stop" in said or "off" in said or "less" in said
        amount = next((m.kind for m, _ in modifiers if m.kind in ("slightly", "much", "very")), "")
        self._attributes(comparisons, target, amount, ratio, said)
        self._options(nouns, bool(modifiers or comparisons))
        self._statements(modifiers, target, negated, ratio, amount, said)
        self._wear(said, modifiers)
        if len(self.steps) == before and self.verb == "make" and target and not (modifiers or comparisons):
            self.waiting.append(target)  # `make the blade and the guard gold`
        if len(self.steps) == before and _KEEP & set(said):
            self.kept = True
        for item in items:
            if item.kind in ("unknown", "count") and not self._expected(item.said):
                self.ungrounded.append(item.said)

    # -- words -------------------------------------------------------------------------------------

    def _verb(self, said: list[str]) -> None:
        if _REMOVE & set(said) and not ("off" in said and "remove" not in said and "glow" in said):
            self.verb = "remove"
        elif _ADD & set(said) and not ("give" in said and {"color", "material", "glow"} & set(said)):
            self.verb = "add"
        elif {"make", "turn", "give", "paint", "change", "should", "set", "color", "let", "replace", "i", "is"} & set(said):
            self.verb = "make"
        self.sign = 1 if UP & set(said) else -1 if DOWN & set(said) else 0

    def _expected(self, word: str) -> bool:
        return any(form in group for form in (word, *phrase(word)) for group in (_OWN_WORDS, synonyms.FILLERS))

    def _known(self, item: Item) -> Item:
        if item.kind != "unknown" or self._expected(item.said):
            return item
        found = self.grounding.read_unknown(item.said, self.category, noun=True)
        if found is None:
            return item
        self.approximated.append((item.said, found[0]))
        return Item("entry", item.said, found[1].nouns, found[1].modifiers)

    def _comparisons(self, tokens: list[Token]) -> tuple[list[tuple[str, Direction | str]], list[Token]]:
        """Take comparatives, verbs and dimensions out of a clause: (word, base words or dimension) and the rest."""
        own = own_comparatives(self.category)
        out: list[tuple[str, Direction | str]] = []
        rest: list[Token] = []
        i = 0
        words = tuple(t.text for t in tokens)
        options = {phrase(o.phrase) for o in self.category.options}
        options |= {phrase(w) for p in self.category.parts for w in (p.name, *p.words)}
        while i < len(tokens):
            skip = next((n for n in (4, 3, 2) if words[i : i + n] in options and len(words[i : i + n]) == n), 0)
            n = next((n for n in (3, 2, 1) if words[i : i + n] in own and len(words[i : i + n]) == n), 0)
            named = next(
                (k for k in (3, 2) for a in self.category.attributes if phrase(a.name) == words[i : i + k] and len(phrase(a.name)) == k),
                0,
            )
            if skip:
                rest += tokens[i : i + skip]
                i += skip
                continue
            if n and words[i : i + n] not in category_index(self.category).entries.keys() - own.keys():
                out.append((" ".join(words[i : i + n]), "compare"))
                i += n
                continue
            if words[i] in COMPARATIVES:
                out.append((words[i], "compare"))
            elif named and self.sign:
                out.append((" ".join(words[i : i + named]), "dimension"))
                i += named
                continue
            elif words[i] in VERBS and (i == 0 or words[i - 1] in ("please", "to", "could", "can", "you")):
                out.append((words[i], "verb"))
            elif words[i] in DIMENSIONS:
                out.append((words[i], "dimension"))
            else:
                rest.append(tokens[i])
            i += 1
        return out, rest

    @staticmethod
    def _readings(
        items: list[Item], *, last: bool
    ) -> tuple[list[tuple[Noun, tuple[Noun, ...], str]], list[tuple[Modifier, str]]]:
        """Nouns and modifiers of a clause, one modifier of each kind.

        A word that can be both is a noun after an article. Of two materials (or colours) the one after the noun is
        wanted (`the red lid blue`), and with `last` the last one (`from red to blue`).
        """
        nouns: list[tuple[Noun, tuple[Noun, ...], str]] = []
        chosen: dict[str, tuple[Modifier, str]] = {}
        early: set[str] = set()  # kinds said before the noun so far
        for i, item in enumerate(items):
            if item.kind != "entry":
                continue
            after = items[i + 1] if i + 1 < len(items) else None
            before = items[i - 1] if i else None
            article = before is not None and (
                before.kind in ("det", "without", "with", "it") or before.said in _ADD or before.said in _REMOVE
            )
            described = after is not None and bool(after.nouns) and not after.modifiers
            if item.nouns and (not item.modifiers or (article and not described)):
                best = next((n for n in item.nouns if n.kind == "part"), item.nouns[0])
                nouns.append((best, item.nouns, item.said))
                early = set(chosen)
            elif item.modifiers:
                modifier = item.modifiers[0]
                key = modifier.kind if modifier.kind in ("material", "colour") else f"{modifier.kind} {modifier.value}"
                if key not in chosen or key in early or last:
                    chosen[key] = (modifier, item.said)
                    early.discard(key)
        return nouns, list(chosen.values())

    def _target(
        self, nouns: list[tuple[Noun, tuple[Noun, ...], str]], said: list[str], says: bool
    ) -> str:
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
        comparisons: list[tuple[str, Direction | str]],
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

    def _options(self, nouns: list[tuple[Noun, tuple[Noun, ...], str]], described: bool) -> None:
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
        modifiers: list[tuple[Modifier, str]],
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
        modifiers: list[tuple[Modifier, str]],
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

    def _wear(self, said: list[str], modifiers: list[tuple[Modifier, str]]) -> None:
        """`weather it`, `clean it up`."""
        if any(m.kind in ("worn", "new") for m, _ in modifiers):
            return
        if _AGE & set(said[:2]):
            self.steps.append(EditStep("wear", direction=1))
        elif _RENEW & set(said[:2]):
            self.steps.append(EditStep("wear", direction=-1))

