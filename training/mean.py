"""Writes the mean of two adapters of which one was trained on from the other (Wortsman et al. 2022, "Model soups"), for
where each does better at something else.

    python mean.py ADAPTER.gguf ADAPTER.gguf --out MEAN.gguf
"""

import argparse
from pathlib import Path

import jax
import numpy as np

from export import export
from model import adapter, gguf


def mean(one, other):
    """The mean of each weight of the pairs as they stand: adapters from different beginnings have nothing in common."""
    return jax.tree.map(lambda first, second: (np.asarray(first, np.float32) + np.asarray(second, np.float32)) / 2, one, other)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("adapters", nargs=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    keys = gguf.read(options.adapters[0])[0]
    text = lambda name: str(keys[f"general.{name}"])
    pairs = [adapter.read(path) for path in options.adapters]
    export(options.out, mean(*pairs), text("architecture"), text("name"), float(keys["adapter.lora.alpha"]))


if __name__ == "__main__":
    main()
