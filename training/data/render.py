"""Writes functions, calls and results exactly as the runtime does."""

import json

HEADER = "Functions:"


def line(function, described=True):
    """A function as a prompt lists it."""
    parameters = ", ".join(f"{one.shown or one.name}{'?' if one.optional else ''}: {one.kind}" for one in function.parameters)
    return f"{function.name}({parameters})" + (f" - {function.description}" if described else "")


def system(instructions, functions, described=True):
    """The system turn."""
    return "\n".join([instructions, HEADER, *(line(one, described) for one in functions)])


def value(one):
    """A value as JSON, without escapes that JSON does not need."""
    return json.dumps(one, ensure_ascii=False)


def call(function, arguments):
    """A call, parameters in the order of their declaration."""
    written = ", ".join(f"{one.shown or one.name}={value(arguments[one.name])}" for one in function.parameters if one.name in arguments)
    return f"{function.name}({written})"


def calls(made):
    """Everything that one message calls."""
    return "[" + ", ".join(call(function, arguments) for function, arguments in made) + "]"


def results(found):
    """What came back, one line a call."""
    return "\n".join(f"Result: {value(one)}" for one in found)
