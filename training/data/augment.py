"""Other names, other words, other slips of the hand: what a real prompt has and a written file has not."""

import copy
import re

VERBS = {"get": "fetch|show|read|check|look_up|query", "find": "search|look_up|locate|get", "list": "show|get|list_all|fetch", "set": "change|adjust|update|configure",
         "add": "create|insert|append|new", "create": "add|make|new|open", "cancel": "abort|call_off|drop|revoke", "delete": "remove|erase|drop", "remove": "delete|drop|take_off",
         "send": "deliver|dispatch|post|submit", "book": "reserve|make_booking", "start": "begin|launch|run", "stop": "end|halt|finish", "update": "change|edit|modify",
         "check": "verify|get|test|look_up", "log": "record|track|note|save", "play": "start|put_on", "search": "find|look_up|query", "schedule": "plan|arrange|set_up",
         "convert": "change|translate|calculate", "compare": "diff|contrast", "order": "buy|purchase|request", "report": "file|announce|submit", "rename": "relabel|change_name_of",
         "show": "get|display|view", "open": "launch|unlock", "move": "transfer|shift|relocate", "request": "ask_for|apply_for", "track": "follow|trace|get_status_of",
         "reserve": "book|hold", "assign": "give|allocate", "turn": "switch", "pay": "settle|transfer", "share": "send|publish", "lock": "secure|close", "reset": "restart|clear"}
PARAMETERS = {"place": "location|city|where", "city": "place|town|location", "title": "name|heading|label", "name": "title|label", "count": "number|quantity|how_many", "number": "count|id|no",
              "quantity": "count|amount|number", "day": "date|on|on_day", "date": "day|on_date|when", "text": "message|body|content", "message": "text|body|content", "note": "comment|remark|memo",
              "limit": "max|max_results|top", "person": "who|contact|name", "recipient": "to|receiver|contact", "minutes": "duration|duration_minutes|length", "time": "at|when|start_time",
              "query": "search|term|keywords", "reason": "why|cause|comment", "amount": "sum|value|total", "file": "path|filename|document", "order": "order_id|order_number", "level": "value|intensity|amount",
              "from": "origin|source|start", "to": "destination|target", "unit": "units|scale", "on": "enabled|active|state", "device": "appliance|device_name", "room": "area|where|room_name", "code": "id|key|reference"}
GREETINGS = ["Hey, ", "Hi, ", "Hello! ", "Hi there, ", "OK, ", "Please, ", "So, ", "Um, ", "Quick one: ", "Hey! ", "Good morning. ", "Listen, ", "Alright, ", "Could you help me? "]
ENDINGS = [" Thanks!", " Thank you.", " please", " Cheers.", " It's urgent.", " Thanks in advance!", " :)", " asap"]
NAMES = ["fn_{n}", "tool_{n}", "f{n}", "action_{l}", "op{n}", "function_{l}", "call_{n}", "cmd_{l}{n}"]


OPAQUE = re.compile(r"^(fn_|tool_|f\d|action_.$|op\d|function_|call_\d|cmd_)")


def camel(name):
    """`get_wind` → `getWind`."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def other_verb(rng, name):
    """The name with another verb."""
    verb, _, rest = name.partition("_")
    return f"{rng.choice(VERBS[verb].split('|'))}_{rest}" if rest and verb in VERBS else name


def variants(rng, functions, apart=frozenset()):
    """The functions of a prompt under other names (none of those `apart`), with parameters shuffled or renamed."""
    style = rng.random()
    made, taken = [], set()
    for index, function in enumerate(functions):
        one = copy.copy(function)
        if rng.random() < 0.35:
            one.name = other_verb(rng, one.name)
        if style < 0.1:
            one.name = camel(one.name)
        elif style < 0.22:
            one.name = NAMES[int(style * 1000) % len(NAMES)].format(n=index * 7 + int(style * 10000) % 40, l="abcdefghijklmnopqrst"[index % 20])
        elif style < 0.27:
            one.name = f"{one.domain}_{one.name}" if style < 0.25 else one.name.title().replace("_", "")
        if one.name in taken or one.name in apart:
            one.name = function.name
        if rng.random() < 0.15:
            one = _renamed(rng, one)
        if rng.random() < 0.15 and len(one.parameters) > 1:
            one.parameters = rng.sample(one.parameters, len(one.parameters))
        taken.add(one.name)
        made.append(one)
    return made


def _renamed(rng, function):
    """Some parameters under other names; `shown` keeps what the written lines call them."""
    parameters = []
    names = {one.name for one in function.parameters}
    for one in function.parameters:
        one = copy.copy(one)
        other = rng.choice(PARAMETERS.get(one.name, one.name).split("|"))
        if other not in names:
            names.add(other)
            one.shown = other
        parameters.append(one)
    function.parameters = parameters
    return function


def _typo(rng, word):
    at = rng.randrange(len(word) - 1)
    return rng.choice([word[:at] + word[at + 1:], word[:at] + word[at] + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2:]])


def slips(rng, text, kept):
    """A question as it is typed in haste; what was said of values (`kept`) stays as it is."""
    def outside(piece):
        if lower:
            piece = piece.lower()
        if typo:
            words = re.split(r"(\W+)", piece)
            long = [index for index, word in enumerate(words) if len(word) > 4 and word.isalpha()]
            for index in rng.sample(long, min(len(long), 1)):
                words[index] = _typo(rng, words[index])
            piece = "".join(words)
        return piece

    lower, typo = rng.random() < 0.12, rng.random() < 0.06
    if lower or typo:
        pattern = "|".join(re.escape(one) for one in sorted(kept, key=len, reverse=True) if one)
        pieces = re.split(f"({pattern})", text) if pattern else [text]
        text = "".join(piece if index % 2 else outside(piece) for index, piece in enumerate(pieces))
    if rng.random() < 0.12:
        text = text.rstrip(".?!")
    if rng.random() < 0.1:
        greeting = rng.choice(GREETINGS)
        text = greeting + (text if greeting.rstrip()[-1] in ".!?" or re.match(r"I\b|[A-Z]{2}|\W", text) or text.startswith(tuple(kept)) else text[:1].lower() + text[1:])
    elif rng.random() < 0.06:
        ending = rng.choice(ENDINGS)
        text = (text if text[-1:] in ".?!" or ending[1:2].islower() or ending == " :)" else text + ".") + ending
    return text
