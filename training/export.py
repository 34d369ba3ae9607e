"""Writes an adapter as GGUF, as llama.cpp takes it.

    python export.py --checkpoint DIRECTORY/checkpoint.pickle --out ADAPTER.gguf
"""

import argparse
import pickle

from model import gguf, llama


def export(path, adapter, architecture="llama", name="SmolLM2-135M-Instruct functions", alpha=llama.ALPHA):
    """The adapter with halves in f16: A [rank, into] and B [out, rank] of each matrix."""
    keys = {"general.type": "adapter", "general.architecture": architecture, "general.name": name,
            "general.license": "apache-2.0", "adapter.type": "lora", "adapter.lora.alpha": alpha}
    tensors = {}
    for index, layer in enumerate(adapter):
        for name, pair in layer.items():
            tensors[f"blk.{index}.{name}.weight.lora_a"] = pair["a"]
            tensors[f"blk.{index}.{name}.weight.lora_b"] = pair["b"]
    gguf.write(path, keys, tensors)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    with open(options.checkpoint, "rb") as file:
        export(options.out, pickle.load(file)["adapter"])


if __name__ == "__main__":
    main()
