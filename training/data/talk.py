"""Openings of plain conversation: what the base model is asked so that the adapter learns to leave its answers alone."""

import random

TOPICS = """bread|volcanoes|the Roman Empire|chess|jazz|photosynthesis|black holes|bicycles|honey|the French Revolution|tea|coffee|gravity
rainbows|cats|dogs|penguins|the human heart|the moon|tides|glaciers|democracy|inflation|poetry|Shakespeare|painting|the piano|football
swimming|yoga|sleep|stress|vaccines|antibiotics|the immune system|electricity|magnets|batteries|solar panels|recycling|plastic|paper
the printing press|the telephone|the internet|computers|programming|algorithms|cryptography|prime numbers|fractions|geometry|statistics
maps|deserts|rainforests|oceans|coral reefs|whales|elephants|butterflies|dinosaurs|fossils|evolution|cells|DNA|vitamins|protein|exercise
running a marathon|hiking|camping|gardening|tomatoes|apples|cheese|chocolate|rice|pasta|soup|olive oil|salt|spices|markets|money|banks
taxes|insurance|friendship|kindness|patience|courage|honesty|grief|laughter|dreams|memory|learning a language|grammar|Latin|Japanese
handwriting|letters|libraries|museums|architecture|bridges|castles|trains|ships|aeroplanes|cars|traffic|cities|villages|farms|forests
winter|spring|thunderstorms|snow|wind|clouds|stars|the sun|Mars|satellites|time zones|calendars|clocks|birthdays|weddings|festivals
fairy tales|dragons|ghosts|detective stories|science fiction|theatre|cinema|photography|dance|opera|drums|guitars|singing|knitting|sewing
woodworking|pottery|cooking for friends|breakfast|picnics|neighbours|moving house|a first job|job interviews|meetings|public speaking
teamwork|leadership|procrastination|good habits|reading more|saving energy|drinking water|bees|ants|owls|horses|goldfish|mountains
rivers|lakes|islands|lighthouses|earthquakes|the Silk Road|ancient Egypt|the Vikings|the Renaissance|the steam engine|the Olympic Games"""

ASKED = """What is {t}?|Tell me about {t}.|Explain {t} in simple words.|Why are people interested in {t}?|Give me a fun fact about {t}.
Write a short paragraph about {t}.|Write a few lines of a poem about {t}.|What should a beginner know about {t}?|Can you explain {t} to a child?
I'd like to learn about {t}. Where do I start?|What do you think about {t}?|Tell me a short story about {t}.|How would you describe {t}?
What is the history of {t}?|Give me three tips about {t}.|My daughter asked me about {t}. What should I say?|Is {t} important?
In one sentence, what is {t}?|What are common mistakes people make with {t}?|Write the opening of an essay about {t}.
Why does {t} matter?|Name some things that have to do with {t}.|I was reading about {t} yesterday. Fascinating, isn't it?
Summarise what you know about {t}.|What is a good question to ask about {t}?|How has {t} changed over time?"""

SAID = """Hi!|Hello|Hey there|Good morning!|Good evening.|How are you?|How are you doing today?|Who are you?|What's your name?|What can you do?
Thanks!|Thank you so much, that helped.|Thanks, bye!|Goodbye|See you later|You're great|Are you a robot?|Are you human?|Do you have feelings?
Tell me a joke.|Tell me another joke.|Tell me something interesting.|I'm bored.|I'm feeling a bit down today.|I had a long day.|I'm so happy today!
What's the meaning of life?|Do you like music?|What's your favourite colour?|Do you ever sleep?|What is 2 + 2?|What is 7 times 8?
What's the capital of France?|What's the capital of Italy?|Who wrote Hamlet?|Who painted the Mona Lisa?|How many days are in a year?
What is the largest ocean?|How many continents are there?|What colour is the sky?|Which planet is closest to the sun?|What is H2O?
Is a tomato a fruit?|How many legs does a spider have?|Who was Albert Einstein?|What is the opposite of hot?|Spell the word necessary.
What's a synonym for happy?|Translate good morning into French.|How do you say thank you in Spanish?|What does etc. mean?
What's the plural of mouse?|Give me a word that rhymes with cat.|Write a haiku.|Write a limerick.|Cheer me up.|I can't sleep, any ideas?
What should I cook tonight?|Can you recommend a hobby?|How do I stay motivated?|How do I boil an egg?|How do I tie a tie?
What is the difference between weather and climate?|Why is the sky blue?|Why do we yawn?|Why do leaves fall in autumn?|How do planes fly?
What's your opinion on homework?|Do you believe in ghosts?|Is it OK to be nervous before an exam?|My friend is angry with me. What can I do?
Can you help me with something?|I need some advice.|Ok|Great|Sounds good|Never mind|lol|What?|Are you sure?|I don't understand.
That's interesting.|Nice to meet you.|Happy new year!|It's my birthday today!|I just got a new job!|I failed my test.|We won the game!
What would you do on a rainy Sunday?|What makes a good friend?|What's the best way to learn?|Is water wet?|Can dogs eat chocolate?
What is a prime number?|What is the square root of 81?|What comes after Tuesday?|How many minutes are in an hour?|Who discovered America?
What language do they speak in Brazil?|Which animal is the tallest?|What do bees make?|When did World War II end?|What is the boiling point of water?"""

PLAIN = """The history of {t} begins|Many people believe that {t}|It was a cold morning when she first thought about {t}.|There are several things to know about {t}.
In the old town, nobody talked about {t}|My grandfather used to say that {t}|Scientists who study {t}|The chapter on {t} was short.
"Have you ever thought about {t}?" he asked.|Last summer we learned a lot about {t}.|A good book about {t} should|The most common question about {t} is
When the children came home, they talked about {t}.|Review: this article about {t}"""

SYSTEMS = ["You are a helpful AI assistant named SmolLM, trained by Hugging Face", "You are a helpful assistant.", "You are a helpful assistant.",
           "Answer briefly.", "You are a friendly assistant. Keep answers short.", "You are a patient teacher.", None]


def _words(text):
    return [word for line in text.split("\n") for word in line.split("|")]


def chat(system, turns, reply=False):
    """ChatML of the turns, the next one opened for the assistant."""
    text = "" if system is None else f"<|im_start|>system\n{system}<|im_end|>\n"
    for index, turn in enumerate(turns):
        text += f"<|im_start|>{'user' if index % 2 == 0 else 'assistant'}\n{turn}<|im_end|>\n"
    return text + "<|im_start|>assistant\n"


def openings(seed, small, asked, plain):
    """Prompts of three kinds: small talk (every line first), questions about topics, and prose without any turns."""
    rng = random.Random(seed)
    topics, said = _words(TOPICS), _words(SAID)
    for index in range(small):
        text = said[index] if index < len(said) else rng.choice(said)
        yield {"kind": "small", "user": text, "system": rng.choice(SYSTEMS)}
    for _ in range(asked):
        text = rng.choice(_words(ASKED)).format(t=rng.choice(topics))
        yield {"kind": "asked", "user": text, "system": rng.choice(SYSTEMS)}
    for _ in range(plain):
        yield {"kind": "plain", "text": rng.choice(_words(PLAIN)).format(t=rng.choice(topics))}
