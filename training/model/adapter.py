"""An adapter that was trained before."""

import re

from . import gguf

HALF = re.compile(r"blk\.(\d+)\.(\w+)\.weight\.lora_([ab])")


def read(path):
    """The pairs of each layer's matrices, from a GGUF."""
    layers = {}
    for name, tensor in gguf.read(path)[1].items():
        index, matrix, half = HALF.fullmatch(name).groups()
        layers.setdefault(int(index), {}).setdefault(matrix, {})[half] = tensor
    return [layers[index] for index in sorted(layers)]
