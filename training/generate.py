"""Writes the prompts that the adapter is trained on, and those that checkpoints are chosen by.

    python generate.py --out DIRECTORY [--talk talk.jsonl] [--apart functions.jsonl ...] [--prompts 3000] [--seed 1]

The same arguments and files give the same prompts, byte for byte.
"""

import argparse
import json
from pathlib import Path

from data import parse
from data.mix import Mixer, held_out

HERE = Path(__file__).parent


def names_apart(paths):
    """The names of functions that tests use; none of them is trained on."""
    return {json.loads(line)["name"] for path in paths for line in Path(path).read_text().splitlines() if line.strip()}


def write(path, mixer, prompts, seed, branches, sizes):
    """Prompts, one a line."""
    with open(path, "w") as file:
        for index in range(prompts):
            print(json.dumps(mixer.prompt(f"{seed}:{index}", branches, sizes), ensure_ascii=False), file=file)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--talk", type=Path)
    parser.add_argument("--apart", type=Path, nargs="*", default=[])
    parser.add_argument("--prompts", type=int, default=3000)
    parser.add_argument("--branches", type=int, default=13)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    apart, functions = names_apart(options.apart), parse.read(HERE / "functions")
    dropped = [one.name for one in functions if one.name in apart]
    functions = [one for one in functions if one.name not in apart]
    talk = [json.loads(line) for line in options.talk.read_text().splitlines()] if options.talk else []
    learnt = [one for one in functions if not held_out(one.domain)]
    kept = [one for one in functions if held_out(one.domain)]
    print(f"{len(learnt)} functions to learn, {len(kept)} for development, {len(dropped)} dropped because a test has their name: {dropped}")
    write(options.out / "train.jsonl", Mixer(learnt, talk, apart), options.prompts, options.seed, options.branches, (3, 12))
    write(options.out / "dev.jsonl", Mixer(kept, talk, apart), 60, f"dev{options.seed}", 6, (6, 12))


if __name__ == "__main__":
    main()
