"""What must hold of the encoder's questions and of its model, without the encoder's file."""

import json
import random
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import jax.numpy as jnp
import numpy as np

from data import mix, pairs, parse, parts as several, spans, stated
from export import export
from mean import mean
from model import adapter, bert, tokens
from model.llama import RANK
from tasks import blocks, parts, reader, said, together

from .test_training import HERE, wind


class Pairs(unittest.TestCase):
    def test_a_function_is_written_as_the_runtime_writes_it(self):
        function = wind()
        function.name = "getWind"
        self.assertEqual(pairs.text(function), "get wind: Wind speed at a place (place, unit, hours)")
        function.parameters = []
        self.assertEqual(pairs.text(function), "get wind: Wind speed at a place")

    def test_the_same_seed_gives_the_same_questions_and_each_kind_comes(self):
        functions = parse.read(HERE / "functions", lambda complaint: None)
        kinds = set()
        for seed in range(6):
            one, two = (pairs.Asker(functions).list(seed, 20, (4, 12)) for _ in range(2))
            self.assertEqual(json.dumps(one), json.dumps(two))
            shown, asked = one
            for kind, _, right in asked:
                kinds.add(kind)
                self.assertEqual(len(right), {"single": 1, "two": 2, "missing": 1}.get(kind, 0))
                self.assertTrue(all(0 <= place < len(shown) for place in right))
        self.assertEqual(kinds, set(pairs.SHARES))


class Stated(unittest.TestCase):
    def test_a_parameter_is_asked_for_as_the_runtime_asks(self):
        function = wind()
        function.name = "getWind"
        asked = [stated.asked("Windy?", function, one) for one in function.parameters]
        self.assertEqual(asked[0], "Windy? | get wind: place (text)")
        self.assertEqual(asked[1], "Windy? | get wind: unit (kmh or knots)")
        self.assertEqual([text for text, _ in stated.labels(function.parameters[1])], ["not said", "unit: kmh", "unit: knots"])
        self.assertEqual([text for text, _ in stated.labels(function.parameters[0])], ["not said", "said"])
        on = parse.Parameter("lights_on", "boolean", True)
        self.assertEqual(stated.asked("Dark.", function, on), "Dark. | get wind: lights on (yes or no)")
        self.assertEqual([text for text, _ in stated.labels(on)], ["not said", "lights on: yes", "lights on: no"])

    def test_the_same_seed_asks_the_same_and_what_was_said_is_marked(self):
        asker = stated.Asker(parse.read(HERE / "functions", lambda complaint: None))
        kinds = set()
        for seed in range(200):
            drawn = asker.draw(seed)
            self.assertEqual(drawn, asker.draw(seed))
            kind, rows = drawn or (None, [])
            for text, labels, right, copied in rows:
                if copied:
                    self.assertTrue(labels[right] == "said" and text[slice(*copied)].strip() == text[slice(*copied)] != "")
                kinds.add((kind, "some" if right is None else "said" if right else "unsaid"))
                self.assertTrue(right is None or 0 <= right < len(labels))
        self.assertEqual({kind for kind, _ in kinds}, set(stated.SHARES))
        self.assertTrue({("missing", "some"), ("missing", "unsaid"), ("single", "said"), ("single", "unsaid")} <= kinds)

    def test_a_block_holds_each_parameter_with_its_labels(self):
        asker = stated.Asker(parse.read(HERE / "functions", lambda complaint: None))
        block, kinds = said.batch(asker, Reads(), "1")
        count = len(kinds)
        self.assertGreater(count, 20)
        copied = block["copied"]
        self.assertTrue(((copied >= 0).sum(0) != 1).all() and (copied[0] <= copied[1]).all() and (copied >= 0).any())
        for end, row in np.argwhere(copied >= 0):
            self.assertTrue(block["ends"][end, copied[end, row]] and block["text"].reshape(-1)[copied[end, row]] == row)
        self.assertTrue((block["share"][:count].sum(1) == (block["left"][:count] < 0)).all())
        self.assertTrue((block["share"] <= block["shown"]).all())
        self.assertTrue(block["shown"][:, 0].all())


    def test_a_value_is_found_where_it_stands_alone_and_once(self):
        said = "Pay 4.50 for card 30, not 4, to R-5512 and Emma and Emma."
        for value, found in [(4.5, "4.50"), (30, "30"), (4, "4"), ("card", "card"), ("R-5512", "R-5512"), ("Pay 4.50", "Pay 4.50"),
                             ("Emma", None), ("5", None), (5512, "5512"), (True, None), (["Emma"], None), ("", None), ("arc", None)]:
            place = spans.span(said, value)
            self.assertEqual(place and said[slice(*place)], found, value)


class Together(unittest.TestCase):
    def test_a_block_holds_each_question_with_the_functions_near_it(self):
        asker = pairs.Asker(parse.read(HERE / "functions", lambda complaint: None))
        block, kinds = together.batch(asker, Reads(), "1")
        self.assertGreater(len(kinds), 5)
        counts = np.bincount(block["owner"], minlength=together.PAIRS + 1)[:together.PAIRS]
        self.assertEqual(counts[:len(kinds)].tolist(), [together.SIZE] * len(kinds))
        self.assertEqual(counts[len(kinds):].sum(), 0)
        share = np.bincount(block["owner"], block["share"])[:len(kinds)]
        np.testing.assert_allclose(share + block["nothing"][:len(kinds)], 1.0)

    def test_the_nearest_functions_come_and_always_those_that_are_meant(self):
        lists = [["x", "xx", "y", "z", "zz", "xxx"], [("single", "xxx", [3]), ("other", "xxx", [])] * 3]
        asker = unittest.mock.Mock(list=lambda *_: lists)
        drawn = together._drawn(asker, Reads(), "1")
        self.assertEqual(next(drawn), (["z", "xxx", "xx", "x"], "single", "xxx", [0]))
        self.assertEqual(next(drawn), (["xxx", "xx", "x", "y"], "other", "xxx", []))

    def test_the_loss_is_small_where_the_right_pair_is_nearest(self):
        block = {"owner": np.array([0, 0, 1, 1] + [together.PAIRS] * (together.PAIRS - 4), np.int32),
                 "share": np.array([1.0, 0, 0, 0] + [0] * (together.PAIRS - 4), np.float32),
                 "nothing": np.array([0, 1.0] + [0] * (together.PAIRS - 2), np.float32)}
        lost = []
        for logits in ([9.0, -9, -9, -9], [-9.0, 9, -9, -9], [9.0, -9, 9, -9]):
            found = jnp.array(logits + [5.0] * (together.PAIRS - 4))
            with unittest.mock.patch.object(together, "logits", lambda *_: found):
                lost.append(float(together.loss({"apart": jnp.float32(0.0)}, None, block)))
        self.assertLess(lost[0], 0.01)
        self.assertGreater(min(lost[1:]), 4)


class Parts(unittest.TestCase):
    def test_the_same_seed_draws_the_same_and_requests_begin_where_it_says(self):
        asker, kinds = several.Asker(parse.read(HERE / "functions", lambda complaint: None)), set()
        for seed in range(300):
            drawn = asker.draw(seed)
            self.assertEqual(drawn, asker.draw(seed))
            kind, text, begins = drawn or (None, "", [])
            kinds.add(kind)
            self.assertEqual(len(begins) > 0, kind == "several")
            for begin in begins:
                self.assertTrue(0 < begin < len(text) and not text[begin - 1].isalnum() and not text[begin].isspace(), text)
        self.assertEqual(kinds - {None}, set(several.SHARES))

    def test_questions_are_joined_with_the_places_where_they_begin(self):
        forms = ["first {a}, then {b}"], ["1. {A} 2. {B}"]
        for seed in range(20):
            said = mix.joined(random.Random(seed), ["Dim it", "lock the door", "Feed Mimi"], forms)
            cuts = [said[begin:] for begin in said.begins]
            self.assertEqual([one.lower()[:4] for one in cuts], ["lock", "feed"], said)

    def test_a_block_marks_the_words_that_begin_another_request(self):
        asker = several.Asker(parse.read(HERE / "functions", lambda complaint: None))
        block, kinds = parts.batch(asker, Reads(), "1")
        self.assertGreater(len(kinds), 20)
        begun = np.bincount(block["owner"], block["begins"], parts.TEXTS + 1)
        self.assertEqual([count > 0 for count in begun[:len(kinds)]], [kind == "several" for kind in kinds])
        self.assertEqual(begun[parts.TEXTS], 0)

    def test_the_loss_is_small_where_the_right_words_begin(self):
        owner = np.array([0, 0, 1, parts.TEXTS], np.int32)
        block = {"owner": owner, "begins": np.array([0, 1.0, 0, 0], np.float32)}
        lost = []
        for found in ([-9.0, 9, -9, 9], [9.0, -9, -9, 9]):
            with unittest.mock.patch.object(parts, "logits", lambda *_: jnp.array(found)):
                lost.append(float(parts.loss({}, None, block)) * parts.TEXTS)
        self.assertLess(lost[0], 0.01)
        self.assertGreater(lost[1], 17)


class Reads:
    """Reads three letters of a text: as near to one another as texts share those."""

    def __init__(self):
        self.encode = pieces().encode

    def embed(self, texts):
        counts = np.array([[1.0 + one.count(letter) for letter in "xyz"] for one in texts])
        return counts / np.linalg.norm(counts, axis=-1, keepdims=True)


def pieces():
    """The encoder's tokenizer with few words: any other is unknown."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "\u2581wind", "\u2581un", "known", "\u2581?", "\u2581|"]
    return tokens.wordpiece({"tokenizer.ggml.tokens": words, "tokenizer.ggml.token_type": [3, 3, 3, 3, *[1] * (len(words) - 4)]})


class Words(unittest.TestCase):
    def test_a_word_is_cut_as_the_original_cuts_it(self):
        self.assertEqual(pieces().encode("Wind unknown? \u00e4").ids, [2, 4, 5, 6, 7, 1, 3])


class Model(unittest.TestCase):
    """With random weights, one layer deep."""

    def setUp(self):
        rng, width, wide = np.random.default_rng(0), 48, 96
        draw = lambda *shape: rng.normal(0, 0.3, shape).astype(np.float32)
        shapes = {"attn_q": (width, width), "attn_k": (width, width), "attn_v": (width, width), "attn_output": (width, width),
                  "ffn_up": (wide, width), "ffn_down": (width, wide)}
        self.tensors = {"token_embd.weight": draw(50, width), "position_embd.weight": draw(128, width), "token_types.weight": draw(2, width)}
        for name, (out, into) in shapes.items():
            self.tensors |= {f"blk.0.{name}.weight": draw(out, into), f"blk.0.{name}.bias": draw(out)}
        for name in ["token_embd_norm", *(f"blk.0.{one}" for one in bert.NORMS)]:
            self.tensors |= {f"{name}.weight": draw(width), f"{name}.bias": draw(width)}
        self.base = bert.base_weights(self.tensors)
        self.adapter = bert.new_adapter(self.tensors, 1)
        for pair in self.adapter[0].values():
            pair["b"] = draw(pair["b"].shape[0], RANK)

    def embeddings(self, texts, rows):
        block = {name: jnp.asarray(value) for name, value in blocks.packed(texts, rows).items()}
        return bert.embeddings(self.base, self.adapter, block, len(texts))

    def test_a_reader_embeds_as_many_texts_as_it_takes_however_long(self):
        tokens = lambda text: unittest.mock.Mock(ids=[1 + ord(letter) % 40 for letter in text])
        reads = reader.Reader(tokens, self.base, self.adapter)
        found = reads.embed(["wind" * 30] * (reader.TEXTS - 1) + ["rain"])
        self.assertEqual(found.shape, (reader.TEXTS, 48))
        np.testing.assert_allclose(reads.embed(["rain"])[0], found[-1], atol=1e-5)

    def test_texts_in_one_row_see_nothing_of_each_other(self):
        rng = np.random.default_rng(1)
        texts = [rng.integers(0, 50, size).tolist() for size in (9, 30, 14)]
        together = self.embeddings(texts, 1)
        for index, text in enumerate(texts):
            np.testing.assert_allclose(together[index], self.embeddings([text], 1)[0], atol=1e-5)

    def test_what_finds_no_room_is_said_so(self):
        self.assertIsNone(blocks.packed([[1] * 100, [1] * 100], 1))

    def test_the_mean_of_two_adapters_is_between_them_when_it_is_read_back(self):
        other = bert.new_adapter(self.tensors, 2)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "mean.gguf"
            export(path, mean(self.adapter, other), "bert", "mean")
            found = adapter.read(path)
        for layer, one, two in zip(found, self.adapter, other, strict=True):
            for name, halves in layer.items():
                for half, made in halves.items():
                    np.testing.assert_allclose(made, (np.asarray(one[name][half]) + np.asarray(two[name][half])) / 2, atol=1e-3)


if __name__ == "__main__":
    unittest.main()
