"""Reads the files of functions; `functions/FORMAT.md` says what their lines mean."""

import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Parameter:
    """A parameter as its function's signature has it."""

    name: str
    kind: str
    optional: bool
    # What a prompt calls it; its own name if that is empty.
    shown: str = ""


@dataclass
class Function:
    """A function with everything that was written for it."""

    name: str
    parameters: list
    description: str
    domain: str
    sources: dict = field(default_factory=dict)
    questions: list = field(default_factory=list)
    results: list = field(default_factory=list)
    misses: list = field(default_factory=list)
    missing: list = field(default_factory=list)

    def parameter(self, name):
        """The parameter of a name, or nothing."""
        return next((one for one in self.parameters if one.name == name), None)


SIGNATURE = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)\((.*)\) - (.+)$")


class Malformed(ValueError):
    """A line that does not follow the format."""


def signature(line, domain):
    """The function that a signature line names."""
    found = SIGNATURE.match(line)
    if not found:
        raise Malformed(f"no signature: {line}")
    parameters = []
    for text in filter(None, found[2].split(", ")):
        name, _, kind = text.partition(": ")
        parameters.append(Parameter(name.rstrip("?"), kind, name.endswith("?")))
    return Function(found[1], parameters, found[3].strip(), domain)


def read_line(function, line):
    """Adds what a line says to its function."""
    mark, _, rest = line.partition(" ")
    if mark == "?":
        function.questions.append(rest.strip())
    elif mark == "-":
        function.misses.append(rest.strip())
    elif mark in ("!", "m"):
        said, arrow, answer = rest.rpartition(" => ")
        if not arrow:
            raise Malformed(f"no answer: {line}")
        (function.results if mark == "!" else function.missing).append((said.strip(), answer.strip()))
    elif " = " in line and function.parameter(line.partition(" = ")[0].strip()):
        name, _, source = line.partition(" = ")
        function.sources[name.strip()] = source.strip()
    else:
        raise Malformed(f"what is this? {line}")


def read(folder, complain=print):
    """All functions of a folder; what is malformed is left out and complained about."""
    functions = {}
    for path in sorted(Path(folder).glob("*.txt")):
        for block in re.split(r"\n\s*\n", path.read_text()):
            lines = [line for line in block.split("\n") if line.strip() and not line.startswith("#")]
            if not lines:
                continue
            try:
                function = signature(lines[0], path.stem)
            except Malformed as error:
                complain(f"{path.name}: {error}")
                continue
            for line in lines[1:]:
                try:
                    read_line(function, line)
                except Malformed as error:
                    complain(f"{path.name}: {error}")
            if function.name in functions:
                complain(f"{path.name}: {function.name} is there already")
            elif function.questions:
                functions[function.name] = function
    return list(functions.values())
