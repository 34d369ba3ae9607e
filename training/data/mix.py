"""Composes prompts: a list of functions, and conversations about it of every kind that the adapter has to master."""

import hashlib
import random

from . import augment, fill, render
from .values import draw, enumerated

INSTRUCTIONS = ["You are a helpful assistant."] * 12 + [
    "You are a helpful AI assistant named SmolLM, trained by Hugging Face", "You help people by calling functions.", "Be brief and friendly.",
    "Call functions when they fit the request; otherwise answer in words.", "You are an assistant on a phone. Use the functions below.", "Answer in one or two sentences.",
    "You are the assistant of a small company.", "Help the user. Never invent values.", "You are a voice assistant.", "Use a function if one serves the request.",
    "You are a careful assistant. Ask if something is missing.", "Today you assist a busy person; keep it short."]
UNABLE = ["I can't do that with the functions I have."] * 16 + ["Sorry, I have no function for that."] * 2 + [
    "That is something I can't do here.", "I'm afraid I can't help with that one."]
JOINED = ["{a} and {b}", "{a}, and {b}", "{a}, then {b}", "{a} and also {b}", "{a}; {b}", "{a} - and {b}", "{a}, plus {b}", "first {a}, then {b}", "{a} and then {b}", "two things: {a}, and {b}"]
APART = ["{A} {B}", "{A} {B}", "{A} Also, {b}", "{A} And {b}", "{A} Then {b}", "{A} Oh, and {b}", "{A} After that, {b}", "{A} Besides, {b}", "1. {A} 2. {B}"]
# The encoder tells what no function serves; what is missing, and how many calls there are, the model alone finds out.
SHARES = {"single": 40, "two": 14, "twice": 6, "removed": 4, "near": 4, "other": 2, "small": 4, "missing": 15, "result": 6, "results": 2, "onward": 3}


def held_out(domain):
    """Whether a domain is kept for the development set."""
    return hashlib.sha256(domain.encode()).digest()[0] % 10 == 3


class Said(str):
    """A question that knows which of its words are values, and where what is asked for beside the first thing begins."""

    def __new__(cls, text, values, begins=()):
        made = super().__new__(cls, text)
        made.values, made.begins = values, begins
        return made


class Mixer:
    """Draws prompts with their conversations from functions and recorded talk."""

    def __init__(self, functions, talk, apart=frozenset()):
        self.functions, self.talk, self.apart = functions, talk, apart
        self.domains = sorted({one.domain for one in functions})
        self.small = [index for index, row in enumerate(talk) if row["kind"] == "small" and row["ended"] and index % 10]

    def prompt(self, seed, branches, sizes=(3, 12)):
        """A list of functions and conversations about it."""
        rng = random.Random(seed)
        chosen = self._chosen(rng, rng.randint(*sizes))
        shown = augment.variants(rng, chosen, self.apart)
        # A name that says nothing needs its description.
        described = rng.random() >= 0.1 or any(augment.OPAQUE.match(one.name) for one in shown)
        system = render.system(rng.choice(INSTRUCTIONS), shown, described)
        made, tries = [], 0
        while len(made) < branches and tries < 5 * branches:
            tries += 1
            kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
            try:
                branch = getattr(self, "_" + kind)(rng, shown)
            except fill.Unfillable:
                continue
            if branch and branch["turns"][0] not in [one["turns"][0] for one in made]:
                made.append({"kind": kind, **branch})
        return {"system": system, "branches": made}

    def _chosen(self, rng, count):
        """Most from one or two domains, the others from anywhere: neighbours are what is confused."""
        domains = rng.sample(self.domains, min(len(self.domains), rng.choice([1, 1, 2])))
        near = [one for one in self.functions if one.domain in domains]
        first = rng.sample(near, min(len(near), max(2, round(count * rng.choice([0.4, 0.6, 1.0, 1.0])))))
        names = {one.name for one in first}
        rest = [one for one in self.functions if one.name not in names]
        chosen = (first + rng.sample(rest, max(0, min(len(rest), count - len(first)))))[:count]
        rng.shuffle(chosen)
        return chosen

    def _asked(self, rng, function, typed=True):
        said, arguments, spoken = fill.question(rng, function, rng.choice(function.questions))
        return augment.slips(rng, said, spoken) if typed else Said(said, spoken), arguments

    def _single(self, rng, shown):
        function = rng.choice(shown)
        said, arguments = self._asked(rng, function)
        return _turns(said, render.calls([(function, arguments)]), expect=_expect([(function, arguments)]))

    def _two(self, rng, shown):
        picked = rng.sample(shown, min(len(shown), 3 if rng.random() < 0.15 else 2))
        asked = [self._asked(rng, one, typed=False) for one in picked]
        made = [(one, arguments) for one, (_, arguments) in zip(picked, asked)]
        return _turns(joined(rng, [said for said, _ in asked]), render.calls(made), expect=_expect(made))

    def _twice(self, rng, shown):
        function = rng.choice([one for one in shown if one.parameters] or shown)
        both = listed(rng, function)
        if both and rng.random() < 0.65:
            said, made = both
        else:
            asked = [self._asked(rng, function, typed=False) for _ in range(2)]
            said, made = joined(rng, [one for one, _ in asked]), [(function, arguments) for _, arguments in asked]
        if made[0][1] == made[1][1]:
            return None
        return _turns(said, render.calls(made), expect=_expect(made))

    def _removed(self, rng, shown):
        domains, names = {one.domain for one in shown}, {one.description for one in shown}
        away = [one for one in self.functions if one.domain in domains and one.description not in names]
        return _turns(self._asked(rng, rng.choice(away))[0], rng.choice(UNABLE), expect=[]) if away else None

    def _other(self, rng, shown):
        domains = {one.domain for one in shown}
        away = [one for one in self.functions if one.domain not in domains]
        return _turns(self._asked(rng, rng.choice(away))[0], rng.choice(UNABLE), expect=[]) if away else None

    def _near(self, rng, shown):
        function = rng.choice(shown)
        if not function.misses:
            return None
        said, _, spoken = fill.question(rng, function, rng.choice(function.misses), whole=False)
        return _turns(augment.slips(rng, said, spoken), rng.choice(UNABLE), expect=[])

    def _small(self, rng, shown):
        if not self.small:
            return None
        index = rng.choice(self.small)
        return {"turns": [["user", self.talk[index]["user"]], ["assistant", self.talk[index]["reply"]]], "talk": index, "expect": []}

    def _missing(self, rng, shown):
        function = rng.choice([one for one in shown if one.missing] or shown)
        if not function.missing:
            return None
        text, ask = rng.choice(function.missing)
        said, arguments, spoken = fill.question(rng, function, text, whole=False)
        return _turns(augment.slips(rng, said, spoken), fill.answer(ask, {}, arguments), expect=[])

    def _told(self, rng, function, typed=True):
        """A question, its call, the result and the answer."""
        said, arguments = self._asked(rng, function, typed)
        if not function.results:
            raise fill.Unfillable(function.name)
        template, words = rng.choice(function.results)
        try:
            found = fill.result(rng, template, arguments)
        except (ValueError, KeyError) as error:
            raise fill.Unfillable(str(error)) from error
        answer = fill.answer(words, found, arguments)
        return said, arguments, fill.distracted(rng, found) if rng.random() < 0.3 else found, answer

    def _result(self, rng, shown):
        function = rng.choice(shown)
        said, arguments, found, answer = self._told(rng, function)
        call = render.calls([(function, arguments)])
        return _turns(said, call, render.results([found]), answer, expect=_expect([(function, arguments)]))

    def _results(self, rng, shown):
        picked = rng.sample(shown, 2)
        told = [self._told(rng, one, typed=False) for one in picked]
        made = [(one, arguments) for one, (_, arguments, _, _) in zip(picked, told)]
        said = joined(rng, [one[0] for one in told])
        return _turns(said, render.calls(made), render.results([one[2] for one in told]), " ".join(one[3] for one in told), expect=_expect(made))

    def _onward(self, rng, shown):
        first = self._result(rng, shown)
        second = (self._result if rng.random() < 0.4 else rng.choice([self._single, self._single, self._near, self._missing]))(rng, shown)
        return {"turns": first["turns"] + second["turns"], "expect": second["expect"]} if second else None


def listed(rng, function):
    """A question about two things at once, where one value is all that differs."""
    fit = []
    for text in function.questions:
        slots = fill.SLOT.findall(text)
        parameter = function.parameter(slots[0][0]) if len(slots) == 1 else None
        if parameter and not slots[0][1] and not slots[0][2] and not enumerated(parameter.kind) and not parameter.kind.startswith("["):
            fit.append((text, parameter))
    if not fit:
        return None
    text, parameter = rng.choice(fit)
    if any(not one.optional and one is not parameter for one in function.parameters):
        return None
    drawn = [draw(rng, function.sources[parameter.name], parameter.kind) for _ in range(2)] if parameter.name in function.sources else None
    if not drawn:
        return None
    both = rng.choice(["{} and {}", "{} and {}", "{} as well as {}", "{} and also {}", "{}, {}"]).format(*(said for said, _ in drawn))
    return fill.SLOT.sub(lambda _: both, text), [(function, {parameter.name: written}) for _, written in drawn]


def joined(rng, said, forms=(JOINED, APART)):
    """Several questions as one message."""
    text, values, begins = said[0], [value for one in said for value in getattr(one, "values", [])], []
    for one in said[1:]:
        form = rng.choice(forms[0] if rng.random() < 0.5 and not text.endswith("?") else forms[1])
        bare, inside, begun = text.rstrip(".!?"), _inside(one, values), _begun(one, values)
        first = _inside(bare, values) if form.startswith(("first", "two")) else bare
        text = form.format(a=first, b=inside, A=text if text[-1:] in ".!?" else text + ".", B=begun)
        begins = [form.index("{") + place for place in begins] + [len(text) - len(inside if form.endswith("{b}") else begun)]
    return Said(_begun(text, values) if rng.random() < 0.8 else text, values, begins)


def _begun(text, values):
    return text if text.startswith(tuple(values)) else text[:1].upper() + text[1:]


def _inside(text, values):
    """A sentence as it stands inside another one."""
    word = text.split(" ")[0]
    keep = word in ("I", "I'm", "I've", "I'd", "I'll") or any(sign.isupper() for sign in word[1:])
    return text if keep or text.startswith(tuple(values)) else text[:1].lower() + text[1:]


def _turns(*said, expect):
    turns = [["assistant" if index % 2 else "user", text] for index, text in enumerate(said)]
    return {"turns": turns, "expect": expect}


def _expect(made):
    return [[function.name, {one.shown or one.name: arguments[one.name] for one in function.parameters if one.name in arguments}] for function, arguments in made]
