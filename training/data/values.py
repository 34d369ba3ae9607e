"""Values and the words in which people say them: dates, times of day, numbers."""

import datetime
import re

from .pools import POOLS

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December".split("|")
SMALL = "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen".split("|")
TENS = "||twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety".split("|")


def in_words(number):
    """A whole number below a hundred, in words."""
    if number < 20:
        return SMALL[number]
    return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")


def _ordinal(day):
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def date(rng):
    """A date as it is said, and as it is written."""
    day = datetime.date(2024, 1, 1) + datetime.timedelta(days=rng.randint(0, 1460))
    written, month = day.isoformat(), MONTHS[day.month - 1]
    said = [written, f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"the {_ordinal(day.day)} of {month} {day.year}",
            f"{_ordinal(day.day)} {month} {day.year}", f"{month[:3]} {day.day} {day.year}" if day.month != 5 else written, f"{day.day} {month[:3]} {day.year}"]
    return rng.choices(said, [5, 4, 3, 1, 1, 1, 1])[0], written


def time_of_day(rng):
    """A time as it is said, and as it is written."""
    hour, minute = rng.randint(5, 23), rng.choice([0, 0, 0, 15, 30, 30, 45, 5, 10, 20, 40, 50, rng.randint(0, 59)])
    written = f"{hour:02}:{minute:02}"
    twelve, half = (hour - 1) % 12 + 1, "am" if hour < 12 else "pm"
    said = [written, f"{hour}:{minute:02}"]
    said += [f"{twelve} {half}", f"{twelve}{half}"] if minute == 0 else [f"{twelve}:{minute:02} {half}", f"{twelve}:{minute:02}{half}"]
    if 5 <= hour <= 12:
        after = SMALL[hour % 12 + 1] if hour < 12 else "one"
        said += {0: [f"{SMALL[hour]} o'clock"], 15: [f"quarter past {SMALL[hour]}"], 30: [f"half past {SMALL[hour]}"],
                 45: [f"quarter to {after}"]}.get(minute, [])
    if (hour, minute) == (12, 0):
        said.append("noon")
    return rng.choice([written, *said]), written


def number(rng, low, high, whole_kind):
    """A number of a range; small ones now and then in words."""
    decimals = max(len(end.partition(".")[2]) for end in (low, high))
    if decimals and not whole_kind:
        value = round(rng.uniform(float(low), float(high)), decimals)
        value = int(value) if value == int(value) else value
        return str(value), value
    value = rng.randint(int(float(low)), int(float(high)))
    if value > 60 and value % 10 and rng.random() < 0.4 and int(float(high)) - int(float(low)) > 60:
        value -= value % 10
    return (in_words(value) if 0 <= value < 100 and rng.random() < 0.12 else str(value)), value


RANGE = re.compile(r"^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$")


def draw(rng, source, kind):
    """A value of a source for a parameter of a kind: as said, and as written."""
    if kind.startswith("["):
        drawn = []
        for _ in range(rng.choice([2, 2, 3])):
            one = draw(rng, source, kind[1:-1])
            if one[1] not in [value for _, value in drawn]:
                drawn.append(one)
        said = [str(one) for one, _ in drawn]
        joined = said[0] if len(said) == 1 else ", ".join(said[:-1]) + rng.choice([" and ", " and ", ", "]) + said[-1]
        return joined, [value for _, value in drawn]
    found = RANGE.match(source)
    if found:
        return number(rng, found[1], found[2], kind == "integer" or "-" in kind)
    if kind == "date":
        return date(rng)
    if kind == "time":
        return time_of_day(rng)
    if source in ("@date", "@time"):
        return {"@date": date, "@time": time_of_day}[source](rng) if kind != "string" else 2 * (date(rng)[0],)
    if source.startswith("@"):
        said = POOLS[source[1:]](rng)
    else:
        said = rng.choice(source.split(" | ")).strip()
    return said, typed(said, kind)


def typed(text, kind):
    """A value of a kind, from its text."""
    text = text.strip()
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind.startswith("["):
        return [typed(one, kind[1:-1]) for one in text.split(", ")]
    if kind in ("integer", "number") or re.fullmatch(r"\d+-\d+", kind):
        value = float(text)
        return int(value) if value == int(value) else value
    return text


def enumerated(kind):
    """Whether a kind is a choice of words."""
    return "|" in kind
