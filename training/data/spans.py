"""Where a value stands in what was said."""

import re

NUMBER = re.compile(r"(?<![^\W_])\d+(?:[.,:]\d+)*(?![^\W_])")


def span(said, value):
    """The beginning and the end of the only place where a text or a number stands word for word; `None` where it is something
    else, or stands nowhere, or in more than one place."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, str):
        found = re.finditer(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])", said) if value else []
        places = [one.span() for one in found]
    else:
        places = [one.span() for one in NUMBER.finditer(said) if _number(one[0]) == value]
    return places[0] if len(places) == 1 else None


def _number(text):
    try:
        return float(text)
    except ValueError:
        return None
