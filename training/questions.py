"""Writes the questions of the domains held out in the form of `../evaluation/`, so that the runtime is asked what was not trained on.

    python questions.py --out DIRECTORY [--apart functions.jsonl ...] [--each 150]

They are for finding the runtime's weights: more than `../evaluation/dev/` has, of the same kind as the training data.
"""

import argparse
import json
import random
import re
from pathlib import Path

from data import augment, fill, mix, parse
from data.values import enumerated
from generate import HERE, names_apart


def schema(kind):
    """A kind as JSON Schema."""
    if enumerated(kind):
        return {"type": "string", "enum": kind.split("|")}
    if kind.startswith("["):
        return {"type": "array", "items": schema(kind[1:-1])}
    if found := re.fullmatch(r"(\d+)-(\d+)", kind):
        return {"type": "integer", "minimum": int(found[1]), "maximum": int(found[2])}
    texts = {"date": {"type": "string", "format": "date"}, "time": {"type": "string", "description": "HH:MM"}}
    return texts.get(kind, {"type": kind})


def definition(function):
    """A function as the evaluation has it."""
    properties = {one.name: schema(one.kind) for one in function.parameters}
    required = [one.name for one in function.parameters if not one.optional]
    parameters = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"name": function.name, "domain": function.domain, "set": "unseen", "description": function.description, "parameters": parameters}


class Asker(mix.Mixer):
    """Draws cases."""

    def unseen(self, rng):
        function = rng.choice(self.functions)
        said, arguments = self._asked(rng, function)
        return {"question": said, "calls": [{"name": function.name, "arguments": arguments}], "tags": []}

    def two(self, rng):
        domain = rng.choice(self.domains)
        picked = rng.sample([one for one in self.functions if one.domain == domain], 2)
        both = [self._asked(rng, one, typed=False) for one in picked]
        calls = [{"name": one.name, "arguments": arguments} for one, (_, arguments) in zip(picked, both)]
        return {"question": mix.joined(rng, [said for said, _ in both]), "calls": calls, "tags": ["same_domain"]}

    def none(self, rng):
        function = rng.choice([one for one in self.functions if one.misses])
        said, _, spoken = fill.question(rng, function, rng.choice(function.misses), whole=False)
        return {"question": augment.slips(rng, said, spoken), "calls": [], "tags": ["near_miss"], "domain": function.domain}

    def missing(self, rng):
        function = rng.choice([one for one in self.functions if one.missing])
        said, arguments, spoken = fill.question(rng, function, rng.choice(function.missing)[0], whole=False)
        left = [one.name for one in function.parameters if not one.optional and one.name not in arguments]
        return {"question": augment.slips(rng, said, spoken), "calls": [], "about": function.name, "missing": left[-1], "tags": ["missing"]}


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--apart", type=Path, nargs="*", default=[])
    parser.add_argument("--each", type=int, default=150)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    apart = names_apart(options.apart)
    functions = [one for one in parse.read(HERE / "functions") if one.name not in apart and mix.held_out(one.domain)]
    write = lambda name, rows: (options.out / f"{name}.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    write("functions", map(definition, functions))
    asker = Asker(functions, [], apart)
    for name in ("unseen", "two", "none", "missing"):
        cases, tried = {}, 0
        while len(cases) < options.each and (tried := tried + 1) < 20 * options.each:
            try:
                case = getattr(asker, name)(random.Random(f"{name}:{tried}"))
            except (fill.Unfillable, IndexError):
                continue
            cases.setdefault(case["question"], {"id": f"h{name[0]}-{len(cases) + 1:03}", "set": "unseen", **case})
        write(name, cases.values())


if __name__ == "__main__":
    main()
