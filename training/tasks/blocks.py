"""Texts of tokens, many to a row."""

import numpy as np

ROWS, LENGTH = 18, 128


def packed(texts, rows=ROWS):
    """Texts as rows: the tokens, the number of each one's text (-1 where there is none), its place in the text; nothing if
    they find no room."""
    block = {"tokens": np.zeros((rows, LENGTH), np.int32), "text": np.full((rows, LENGTH), -1, np.int32), "places": np.zeros((rows, LENGTH), np.int32)}
    used = [0] * rows
    for number in sorted(range(len(texts)), key=lambda number: -len(texts[number])):
        ids = texts[number]
        row = next((row for row in range(rows) if used[row] + len(ids) <= LENGTH), None)
        if row is None:
            return None
        place = slice(used[row], used[row] + len(ids))
        block["tokens"][row, place], block["text"][row, place], block["places"][row, place] = ids, number, np.arange(len(ids))
        used[row] += len(ids)
    return block


def told(found):
    """Shares of what was right, by kind."""
    return {kind: f"{sum(right)}/{len(right)} = {np.mean(right):.3f}" for kind, right in sorted(found.items())}
