"""Where a message asks for another thing: the logit of each word to begin it is by how much the word, as it stands there, is nearer
to one label than to the other, times a scale."""

import jax
import jax.numpy as jnp
import numpy as np

from data.parts import Asker
from model import bert

from .blocks import LENGTH, ROWS, packed, told

TEXTS, LONGEST = 64, 96
LABELS = ["another request", "same request"]
# Texts leave some of the rows empty, and a block that finds no room is lost.
ROOM = round(0.93 * ROWS * LENGTH)
START = {"parted": np.float32(np.log(20.0))}
asker = Asker


def batch(asker, reader, seed):
    """Messages as one block, then the labels. Of each token the number of its message where it begins a word (`TEXTS` where it
    does not), and whether another request begins there."""
    encode, texts, kinds = reader.encode, [], []
    labels = [encode(one).ids for one in LABELS]
    used = sum(map(len, labels))
    for index in range(2 * TEXTS):
        drawn = asker.draw(f"{seed}:{index}")
        text = encode(drawn[1]) if drawn else None
        if text is None or len(text.ids) > LONGEST:
            continue
        used += len(text.ids)
        if used > ROOM or len(texts) == TEXTS:
            break
        texts.append((text, drawn[2]))
        kinds.append(drawn[0])
    block = packed([text.ids for text, _ in texts] + [[]] * (TEXTS - len(texts)) + labels)
    return None if block is None else ({**block, **_wanted(texts, block)}, kinds)


def _wanted(texts, block):
    owner, begins = np.full(ROWS * LENGTH, TEXTS, np.int32), np.zeros(ROWS * LENGTH, np.float32)
    of, places = block["text"].reshape(-1), block["places"].reshape(-1)
    for number, (text, wanted) in enumerate(texts):
        start = np.flatnonzero((of == number) & (places == 0))[0]
        # The first word begins the first request, and the marks of the text's ends are no words.
        for place in range(2, len(text.ids) - 1):
            if not text.tokens[place].startswith("##"):
                owner[start + place] = number
                begins[start + place] = text.offsets[place][0] in wanted
    return {"owner": owner, "begins": begins}


def logits(adapter, base, block):
    """The logit of each token: [tokens]."""
    x = bert.hidden(base, adapter["pairs"], block)
    another, same = bert.pooled(x, block, TEXTS + len(LABELS))[TEXTS:]
    return jnp.exp(adapter["parted"]) * (bert.unit(x) @ (another - same))


def loss(adapter, base, block):
    """Cross entropy to what each word begins, summed over a message."""
    logit, counts = logits(adapter, base, block), block["owner"] < TEXTS
    each = jax.nn.softplus(logit) - block["begins"] * logit
    return jnp.sum(jnp.where(counts, each, 0.0)) / TEXTS


LOGITS = jax.jit(logits)


def judged(adapter, base, batches):
    """How many messages are cut where they should be, and nowhere else, by kind."""
    found = {}
    for block, kinds in batches:
        cut = np.asarray(LOGITS(adapter, base, block)) > 0
        for number, kind in enumerate(kinds):
            of = block["owner"] == number
            found.setdefault(kind, []).append(bool((cut[of] == (block["begins"][of] > 0)).all()))
    return told(found)
