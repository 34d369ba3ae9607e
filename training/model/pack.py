"""Packs conversations into rows: one list of functions with many questions behind it, each of which sees the list and itself.

That is exact (a question's numbers are those it would have alone), and carries three times as many answers as rows of one
question each. Targets are tokens, or the probabilities of the base model where it is the teacher.
"""

import random
from dataclasses import dataclass, field

import numpy as np

from .tokens import IM_END

# The tokens that a teacher names, and what a row keeps free for the questions of a list.
KEPT, LEAST = 16, 120
# How much the first token of an answer counts, and plain conversation, which is to stay as it was.
DECIDES, TALK = 3.0, 2.0


@dataclass
class Segment:
    """Tokens with what is to be said after some of them: (place, tokens, shares, weight)."""

    tokens: list = field(default_factory=list)
    targets: list = field(default_factory=list)


class Encoder:
    """Text → segments."""

    def __init__(self, words, talk):
        self.words, self.talk = words, talk

    def prefix(self, system):
        """The system turn, which all questions of a prompt share."""
        return self.words.encode(f"<|im_start|>system\n{system}<|im_end|>\n").ids

    def branch(self, branch):
        """A conversation; whatever the assistant says is a target."""
        segment = Segment()
        for role, text in branch["turns"]:
            if role == "user":
                segment.tokens += self.words.encode(f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n").ids
            elif branch.get("talk") is not None:
                self._taught(segment, self.talk[branch["talk"]])
            else:
                said = self.words.encode(text).ids + [IM_END]
                for token, weight in zip(said, self._weights(said, text)):
                    segment.targets.append((len(segment.tokens) - 1, [token], [1.0], weight))
                    segment.tokens.append(token)
                segment.tokens += self.words.encode("\n").ids
        return segment

    def _weights(self, said, text):
        """Whether to call decides; the encoder helps with the name, nobody with the arguments; an answer's words could be others."""
        if not text.startswith("["):
            return [DECIDES] + [0.5] * (len(said) - 1)
        names = len(self.words.encode(text.partition("(")[0]).ids)
        return [DECIDES] + [1.0] * (names - 1) + [1.5] * (len(said) - names)

    def conversation(self, row):
        """Recorded talk without any functions."""
        segment = Segment(self.words.encode(row["prompt"]).ids)
        self._taught(segment, row, TALK)
        return segment

    @staticmethod
    def _taught(segment, row, counts=1.0):
        for index, (token, likely, share) in enumerate(zip(row["tokens"], row["likely"], row["share"])):
            segment.targets.append((len(segment.tokens) - 1, likely, share, counts if index else DECIDES))
            segment.tokens.append(token)


class Block:
    """Some rows of one length, being filled."""

    def __init__(self, rows, length, places):
        self.length, self.most = length, places
        self.tokens, self.positions = np.zeros((rows, length), np.int32), np.zeros((rows, length), np.int32)
        self.group, self.branch = np.full((rows, length), -1, np.int32), np.zeros((rows, length), np.int32)
        self.used, self.groups, self.targets = [0] * rows, [0] * rows, []

    def room(self, row):
        """How many tokens still fit into a row."""
        return self.length - self.used[row]

    def place(self, row, tokens, branch, start):
        """Puts tokens at the end of a row, as a branch (0: what all branches share) of its newest group."""
        at = self.used[row]
        span = slice(at, at + len(tokens))
        self.tokens[row, span] = tokens
        self.positions[row, span] = start + np.arange(len(tokens))
        self.group[row, span], self.branch[row, span] = self.groups[row], branch
        self.used[row] += len(tokens)
        return row * self.length + at

    def segment(self, row, segment, branch, start):
        """Puts a segment with its targets, if both fit."""
        if len(segment.tokens) > self.room(row) or len(self.targets) + len(segment.targets) > self.most:
            return False
        at = self.place(row, segment.tokens, branch, start)
        self.targets += [(at + place, *rest) for place, *rest in segment.targets]
        return True

    def arrays(self):
        """What a step takes."""
        places, weight = np.zeros(self.most, np.int32), np.zeros(self.most, np.float32)
        found, share = np.zeros((self.most, KEPT), np.int32), np.zeros((self.most, KEPT), np.float32)
        for index, (place, tokens, shares, counts) in enumerate(self.targets):
            places[index], weight[index] = place, counts
            found[index, :len(tokens)], share[index, :len(shares)] = tokens, shares
        return {"tokens": self.tokens, "positions": self.positions, "group": self.group, "branch": self.branch,
                "places": places, "targets": found, "share": share, "weight": weight}


class Packer:
    """Fills blocks with prompts in their order, and with talk in between."""

    def __init__(self, encoder, prompts, talk, shape, seed=1):
        self.encoder, self.prompts, self.talk, self.shape = encoder, prompts, talk, shape
        self.seed, self.answers = seed, 0

    def block(self, step):
        """The block of a step: the same for the same step."""
        rows, length, places = self.shape
        rng, block = random.Random(f"{self.seed}:{step}"), Block(rows, length, places)
        for row in range(rows):
            prompt = self.prompts[(step * rows + row) % len(self.prompts)]
            prefix = self.encoder.prefix(prompt["system"])
            if self.talk and rng.random() < 0.5:
                self._talk(block, row, rng, len(prefix) + LEAST)
            if block.room(row) >= len(prefix) + LEAST:
                self._prompt(block, row, prefix, prompt["branches"])
            while self.talk and block.room(row) > 60 and self._talk(block, row, rng):
                pass
        return block.arrays()

    def _talk(self, block, row, rng, reserved=0):
        segment = self.encoder.conversation(rng.choice(self.talk))
        fit = len(segment.tokens) + reserved <= block.room(row) and block.segment(row, segment, 1, 0)
        block.groups[row] += fit
        return fit

    def _prompt(self, block, row, prefix, branches):
        block.place(row, prefix, 0, 0)
        misses = 0
        for index, branch in enumerate(branches):
            fit = block.segment(row, self.encoder.branch(branch), index + 1, len(prefix))
            self.answers += fit
            misses += not fit
            if misses == 3:
                break
        block.groups[row] += 1
