"""Reads texts as the encoder stands in the middle of its training."""

from functools import partial

import jax
import numpy as np

from model import bert

from .blocks import packed

# Three texts a row, so that there is always room.
TEXTS, LONGEST = 18, 42


@partial(jax.jit, static_argnums=3)
def _embedded(base, pairs, block, texts):
    return bert.embeddings(base, pairs, block, texts)


class Reader:
    """Cuts texts into tokens, and embeds them with the adapter that it has now."""

    def __init__(self, encode, base, pairs):
        self.encode, self.base, self.pairs = encode, base, pairs

    def embed(self, texts):
        """A vector of length 1 for each of at most `TEXTS` texts, of which the first tokens count."""
        ids = [self.encode(one).ids[:LONGEST] for one in texts] + [[]] * (TEXTS - len(texts))
        return np.array(_embedded(self.base, self.pairs, packed(ids, TEXTS // 3), TEXTS))[:len(texts)]
