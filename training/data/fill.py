"""Fills a function's questions, results and answers with values."""

import json
import re

from .pools import POOLS, coined, letters
from .values import RANGE, draw, enumerated, number, typed

SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?:=([^{}|]*)\|([^{}]*))?\}")
DRAWN = re.compile(r"<([^<>]+)>")


class Unfillable(ValueError):
    """A line that needs something that nobody gives."""


def question(rng, function, text, whole=True):
    """A question with its arguments in the order of the declaration, and how values were said; `whole` ones have all that
    the function requires."""
    arguments, spoken = {}, []

    def put(found):
        name, value, words = found.groups()
        parameter = function.parameter(name)
        if parameter is None:
            raise Unfillable(f"{function.name}: no parameter {name}")
        if value is not None:
            arguments[name] = typed(value, parameter.kind)
            return words
        if name in arguments:
            return str(arguments[name])
        if enumerated(parameter.kind):
            written = rng.choice(parameter.kind.split("|"))
            said = written.replace("_", " ")
        elif name in function.sources:
            said, written = draw(rng, function.sources[name], parameter.kind)
        else:
            raise Unfillable(f"{function.name}: no values for {name}")
        if isinstance(written, str) and written == said:
            if not enumerated(parameter.kind) and rng.random() < 0.05:
                said = written = said.lower()
            spoken.append(said)
        arguments[name] = written
        return said

    said = SLOT.sub(put, text)
    missing = [one.name for one in function.parameters if not one.optional and one.name not in arguments]
    if missing and whole:
        raise Unfillable(f"{function.name}: {missing} not in: {text}")
    ordered = {one.name: arguments[one.name] for one in function.parameters if one.name in arguments}
    return said, ordered, spoken


def _in_quotes(text, at):
    return len(re.findall(r'(?<!\\)"', text[:at])) % 2 == 1


def result(rng, template, arguments):
    """A result as JSON, from its template and the call's arguments."""
    def drawn(found):
        source = found[1]
        span = RANGE.match(source)
        if span:
            value = number(rng, span[1], span[2], False)[1]
        elif source.startswith("@") and source[1:] in ("date", "time"):
            value = draw(rng, source, source[1:])[1]
        elif source.startswith("@"):
            value = POOLS[source[1:]](rng)
        else:
            value = rng.choice(source.split("|")).strip()
        if _in_quotes(template, found.start()):
            return json.dumps(str(value), ensure_ascii=False)[1:-1]
        return json.dumps(value, ensure_ascii=False) if not re.fullmatch(r"-?\d+(\.\d+)?|true|false", str(value)) else str(value)

    filled = DRAWN.sub(drawn, template)

    def argument(found):
        if found[2] is not None or found[1] not in arguments:
            return found[0]
        text = json.dumps(arguments[found[1]], ensure_ascii=False)
        return (text[1:-1] if text.startswith('"') else text) if _in_quotes(filled, found.start()) else text

    return json.loads(SLOT.sub(argument, filled))


def _spoken(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        words = [_spoken(one) for one in value]
        return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "nothing"
    return str(value)


def answer(template, found, arguments):
    """The answer that states a result."""
    def put(slot):
        for place in (found, arguments):
            if slot[1] in place:
                return _spoken(place[slot[1]])
        raise Unfillable(f"the answer needs {slot[1]}: {template}")
    text = SLOT.sub(put, template)
    if "{" in text or "<" in text:
        raise Unfillable(f"unfilled: {template}")
    return text


EXTRA = [("id", lambda rng: rng.randint(10, 99999)), ("source", lambda rng: coined(rng)), ("request_id", lambda rng: letters(rng, 6).lower()),
         ("updated", lambda rng: f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"),
         ("cached", lambda rng: rng.random() < 0.5), ("version", lambda rng: rng.randint(1, 9)), ("status", lambda rng: "ok"), ("took_ms", lambda rng: rng.randint(2, 900)),
         ("page", lambda rng: 1), ("owner", lambda rng: coined(rng)), ("unit_id", lambda rng: letters(rng, 4)), ("ok", lambda rng: True)]


def distracted(rng, found):
    """The same result with members that no answer needs."""
    members = list(found.items())
    for name, make in rng.sample(EXTRA, rng.choice([1, 1, 2])):
        if name not in found and "error" not in found:
            members.insert(rng.randint(0, len(members)), (name, make(rng)))
    return dict(members)
