"""What must hold of the generator and the model, without the base model's file.

    python -m unittest discover -s tests -t .
"""

import collections
import json
import random
import tempfile
import unittest
from pathlib import Path

import jax.numpy as jnp
import numpy as np

import judge
import questions
import train
from data import augment, fill, parse, render, values
from data.mix import Mixer, held_out
from model import llama
from model.pack import Block, Segment
from model.run import Run

HERE = Path(__file__).parent.parent
WIND = """get_wind(place: string, unit?: kmh|knots, hours?: 1-48) - Wind speed at a place
place = @city
hours = 1..48
? How windy is it in {place}?
? Wind in {place} in {unit=knots|sailors' units}, {hours} hours on.
! {"speed": <3..40>, "near": "{place}"} => It blows at {speed} in {place}.
- Will it rain in {place}?
m How windy is it? => Which place do you mean?
"""


def wind():
    """A function as its file has it."""
    function = parse.signature(WIND.split("\n")[0], "weather")
    for line in WIND.strip().split("\n")[1:]:
        parse.read_line(function, line)
    return function


class Runs(unittest.TestCase):
    def test_a_run_goes_on_where_it_was_kept(self):
        def never():
            raise AssertionError("begun anew")

        with tempfile.TemporaryDirectory() as folder:
            write = lambda path, adapter: path.write_text(str(adapter["a"].tolist()))
            first = Run(Path(folder), lambda: {"a": np.zeros(2, np.float32)}, write)
            first.adapter, first.step, first.seen, first.spent = {"a": jnp.ones(2)}, 3, 40, 1.5
            first.keep()
            second = Run(Path(folder), never, write)
            self.assertEqual((second.adapter["a"].tolist(), second.step, second.seen, second.spent), ([1, 1], 3, 40, 1.5))
            self.assertEqual((Path(folder) / "latest.gguf").read_text(), "[1.0, 1.0]")
            self.assertEqual(sorted(path.name for path in Path(folder).iterdir()), ["checkpoint.pickle", "latest.gguf"])


class Questions(unittest.TestCase):
    def test_a_function_is_defined_as_the_evaluation_has_it(self):
        parameters = questions.definition(wind())["parameters"]
        self.assertEqual(parameters["properties"]["place"], {"type": "string"})
        self.assertEqual(parameters["properties"]["unit"], {"type": "string", "enum": ["kmh", "knots"]})
        self.assertEqual(parameters["required"], ["place"])
        for kind, schema in [("1-90", {"type": "integer", "minimum": 1, "maximum": 90}), ("[number]", {"type": "array", "items": {"type": "number"}}),
                             ("time", {"type": "string", "description": "HH:MM"})]:
            self.assertEqual(questions.schema(kind), schema)


class Parsing(unittest.TestCase):
    def test_a_block_is_read_whole(self):
        function = wind()
        self.assertEqual([(one.name, one.kind, one.optional) for one in function.parameters],
                         [("place", "string", False), ("unit", "kmh|knots", True), ("hours", "1-48", True)])
        self.assertEqual((len(function.questions), len(function.results), len(function.misses), len(function.missing)), (2, 1, 1, 1))

    def test_a_line_of_no_kind_is_refused(self):
        with self.assertRaises(parse.Malformed):
            parse.read_line(wind(), "somewhere = @city")

    def test_every_line_of_the_files_can_be_used(self):
        rng = random.Random(0)
        unusable = []
        for function in parse.read(HERE / "functions", lambda complaint: None):
            for text in function.questions:
                try:
                    fill.question(rng, function, text)
                except (fill.Unfillable, KeyError, ValueError) as error:
                    unusable.append(str(error))
        self.assertLess(len(unusable), 25, unusable)


class Filling(unittest.TestCase):
    def test_a_value_that_is_said_is_the_argument(self):
        function, rng = wind(), random.Random(1)
        for _ in range(50):
            said, arguments, _ = fill.question(rng, function, function.questions[0])
            self.assertEqual(said, f"How windy is it in {arguments['place']}?")

    def test_other_words_give_the_value(self):
        said, arguments, _ = fill.question(random.Random(1), wind(), wind().questions[1])
        self.assertEqual(arguments["unit"], "knots")
        self.assertIn("sailors' units", said)
        self.assertIsInstance(arguments["hours"], int)

    def test_a_result_and_its_answer_agree(self):
        function, rng = wind(), random.Random(2)
        template, words = function.results[0]
        found = fill.result(rng, template, {"place": 'St. "A"'})
        self.assertEqual(found["near"], 'St. "A"')
        self.assertEqual(fill.answer(words, found, {"place": "Oslo"}), f"It blows at {found['speed']} in Oslo.")

    def test_dates_and_times_are_written_in_one_way(self):
        rng = random.Random(3)
        for _ in range(200):
            self.assertRegex(values.date(rng)[1], r"^\d{4}-\d\d-\d\d$")
            said, written = values.time_of_day(rng)
            self.assertRegex(written, r"^\d\d:\d\d$")
            if "pm" in said and not said.startswith("12"):
                self.assertGreaterEqual(int(written[:2]), 12)

    def test_slips_leave_values_alone(self):
        for seed in range(300):
            self.assertIn("aX-91q Zed", augment.slips(random.Random(seed), "Please look at aX-91q Zed for me.", ["aX-91q Zed"]))


class Rendering(unittest.TestCase):
    def test_calls_are_written_as_the_runtime_does(self):
        function = wind()
        arguments = {"unit": "knots", "place": 'A "b"\n'}
        self.assertEqual(render.calls([(function, arguments)]), '[get_wind(place="A \\"b\\"\\n", unit="knots")]')
        self.assertEqual(render.line(function), "get_wind(place: string, unit?: kmh|knots, hours?: 1-48) - Wind speed at a place")

    def test_what_is_written_can_be_read(self):
        text = '[f(a=[1, 2.5], b="x), g("), g()]'
        self.assertEqual(judge.read_calls(text), [["f", {"a": [1, 2.5], "b": "x), g("}], ["g", {}]])
        for broken in ("[f(a=1", "f()", "[f(a=)]", "[]", "["):
            self.assertIsNone(judge.read_calls(broken))


class Mixing(unittest.TestCase):
    def test_the_functions_of_a_list_are_neighbours(self):
        mixer = Mixer(parse.read(HERE / "functions", lambda complaint: None), [])
        sizes = []
        for seed in range(40):
            chosen = mixer._chosen(random.Random(seed), 6)
            domains = collections.Counter(one.domain for one in chosen)
            self.assertEqual(len({one.name for one in chosen}), 6)
            sizes.append(sum(count for _, count in domains.most_common(2)))
            self.assertGreaterEqual(sizes[-1], 2)
        self.assertGreater(np.mean(sizes), 4)

    def test_the_same_seed_gives_the_same_prompt_and_no_name_set_apart(self):
        functions = parse.read(HERE / "functions", lambda complaint: None)
        apart = {"fetch_wind", "show_wind", functions[0].name}
        learnt = [one for one in functions if not held_out(one.domain) and one.name not in apart]
        for seed in range(40):
            one, two = (Mixer(learnt, [], apart).prompt(seed, 8) for _ in range(2))
            self.assertEqual(json.dumps(one), json.dumps(two))
            names = {line.split("(")[0] for line in one["system"].split("Functions:\n")[1].split("\n")}
            self.assertFalse(names & apart)
            for branch in one["branches"]:
                for name, _ in branch["expect"]:
                    self.assertIn(name, names)


class Model(unittest.TestCase):
    """With random weights of the model's shape, one layer deep."""

    def setUp(self):
        rng = np.random.default_rng(0)
        shapes = {"attn_q": (576, 576), "attn_k": (192, 576), "attn_v": (192, 576), "attn_output": (576, 576),
                  "ffn_gate": (64, 576), "ffn_up": (64, 576), "ffn_down": (576, 64)}
        weights = {name: rng.normal(0, 0.05, shape).astype(np.float32) for name, shape in shapes.items()}
        layer = {group: np.concatenate([weights[name] for name in names]) for group, names in llama.GROUPS.items()}
        layer |= {"attn_norm": np.ones(576, np.float32), "ffn_norm": np.ones(576, np.float32)}
        self.weights = weights
        self.base = {"layers": [layer], "embedding": rng.normal(0, 1, (100, 576)).astype(np.float32), "norm": np.ones(576, np.float32)}
        self.adapter = [{name: {"a": rng.normal(0, 0.1, (llama.RANK, shape[1])).astype(np.float32),
                                "b": rng.normal(0, 0.1, (shape[0], llama.RANK)).astype(np.float32)} for name, shape in shapes.items()}]

    def logits(self, block, places):
        return llama.logits(self.base, self.adapter, jnp.asarray(block.tokens), jnp.asarray(block.positions),
                            train.visible(jnp.asarray(block.group), jnp.asarray(block.branch)), jnp.asarray(places))

    def test_packed_questions_see_nothing_of_each_other(self):
        rng = np.random.default_rng(1)
        prefix, one, two = (rng.integers(0, 100, size).tolist() for size in (30, 20, 25))
        packed = Block(1, 100, 8)
        packed.place(0, prefix, 0, 0)
        packed.segment(0, Segment(one), 1, len(prefix))
        packed.segment(0, Segment(two), 2, len(prefix))
        alone = Block(1, 100, 8)
        alone.place(0, prefix + two, 0, 0)
        np.testing.assert_allclose(self.logits(packed, range(50, 75)), self.logits(alone, range(30, 55)), atol=2e-4)

    def test_gradients_of_the_pairs_are_those_of_the_plain_product(self):
        import jax
        rng = np.random.default_rng(2)
        x, weight, pairs = rng.normal(0, 1, (7, 576)).astype(np.float32), self.base["layers"][0]["qkv"], [self.adapter[0][name] for name in llama.GROUPS["qkv"]]

        def plain(x, pairs):
            thin = [(x @ pair["a"].T) @ pair["b"].T for pair in pairs]
            return jnp.sum(jnp.sin(x @ weight.T + llama.ALPHA / llama.RANK * jnp.concatenate(thin, 1)))

        ours = jax.grad(lambda x, pairs: jnp.sum(jnp.sin(llama.adapted(x, weight, pairs))), (0, 1))(x, pairs)
        theirs = jax.grad(plain, (0, 1))(x, pairs)
        for one, two in zip(jax.tree.leaves(ours), jax.tree.leaves(theirs)):
            np.testing.assert_allclose(one, two, atol=2e-3, rtol=2e-3)


if __name__ == "__main__":
    unittest.main()
