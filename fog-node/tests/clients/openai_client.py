"""OpenAI's own client for Python, against a node: what a program that knows nothing of nodes does with one."""

import asyncio
import os
import threading

import openai

URL, BUSY, TOKEN = os.environ["FOG_URL"], os.environ["FOG_BUSY_URL"], os.environ["FOG_TOKEN"]
SENTENCE = "It is minus three degrees in Oslo."
client = openai.OpenAI(base_url=URL, api_key=TOKEN, max_retries=0)


def said(text):
    return [{"role": "user", "content": text}]


TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a place.",
        "parameters": {
            "type": "object",
            "properties": {"place": {"type": "string"}},
            "required": ["place"],
            "additionalProperties": False,
        },
        "strict": True,
    },
}
FLAT = {"type": "function", **TOOL["function"]}
FORM = {
    "type": "object",
    "properties": {"place": {"type": "string"}, "degrees": {"type": "integer"}},
    "required": ["place", "degrees"],
    "additionalProperties": False,
}


def models():
    assert [model.id for model in client.models.list()] == ["words"]
    assert client.models.retrieve("words").object == "model"


def chat():
    answer = client.chat.completions.create(
        model="words", messages=said("hello"), logprobs=True, top_logprobs=2, seed=1, temperature=0.5, user="u"
    )
    choice = answer.choices[0]
    assert (choice.message.content, choice.finish_reason) == (SENTENCE, "stop")
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens == 17
    assert choice.logprobs.content[0].top_logprobs[1].token == "other"
    short = client.chat.completions.create(model="words", messages=said("hello"), max_completion_tokens=2)
    assert short.choices[0].finish_reason == "length"


def stream():
    chunks = list(
        client.chat.completions.create(
            model="words", messages=said("hello"), stream=True, stream_options={"include_usage": True}
        )
    )
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == SENTENCE
    assert chunks[-1].usage.completion_tokens == 7 and not chunks[-1].choices
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    with client.chat.completions.stream(model="words", messages=said("hello")) as events:
        assert events.get_final_completion().choices[0].message.content == SENTENCE


def tools():
    first = client.chat.completions.create(model="words", messages=said("weather"), tools=[TOOL])
    message = first.choices[0].message
    call = message.tool_calls[0]
    assert (first.choices[0].finish_reason, call.function.name) == ("tool_calls", "get_weather")
    assert call.function.arguments == '{"place": "Oslo"}'
    result = {"role": "tool", "tool_call_id": call.id, "content": "minus three"}
    second = client.chat.completions.create(
        model="words", messages=[*said("weather"), message, result], tools=[TOOL]
    )
    assert second.choices[0].message.content == "They say minus three."
    with client.chat.completions.stream(model="words", messages=said("weather"), tools=[TOOL]) as events:
        names = [event.type for event in events]
        done = events.get_final_completion().choices[0].message.tool_calls[0]
    assert "tool_calls.function.arguments.done" in names
    assert done.function.parsed_arguments == {"place": "Oslo"}


def structured():
    form = {"type": "json_schema", "json_schema": {"name": "weather", "schema": FORM, "strict": True}}
    answer = client.chat.completions.create(model="words", messages=said("hello"), response_format=form)
    assert answer.choices[0].message.content == '{"place": "Oslo", "degrees": -3}'


def completions():
    whole = client.completions.create(model="words", prompt="go on", echo=True, max_tokens=3)
    assert whole.choices[0].text == "go onIt is minus "
    chunks = client.completions.create(model="words", prompt="go on", stream=True)
    assert "".join(chunk.choices[0].text for chunk in chunks) == SENTENCE


def embeddings():
    # Without a word about it this client asks for base64.
    usual = client.embeddings.create(model="words", input=["it is cold", "warm"])
    plain = client.embeddings.create(model="words", input=["it is cold", "warm"], encoding_format="float")
    assert len(usual.data) == 2 and len(usual.data[0].embedding) == 3
    for one, other in zip(usual.data[0].embedding, plain.data[0].embedding):
        assert abs(one - other) < 1e-6
    assert usual.usage.total_tokens == 4


def responses():
    answer = client.responses.create(model="words", input="hello", instructions="Be short.", store=False)
    assert (answer.output_text, answer.status) == (SENTENCE, "completed")
    assert answer.usage.output_tokens == 7 and answer.usage.input_tokens_details.cached_tokens == 0
    called = client.responses.create(model="words", input="weather", tools=[FLAT])
    call = called.output[-1]
    assert (call.type, call.name, call.arguments) == ("function_call", "get_weather", '{"place": "Oslo"}')
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "minus three"}
    conversation = [{"role": "user", "content": "weather"}, *called.output, result]
    after = client.responses.create(model="words", input=conversation, tools=[FLAT])
    assert after.output_text == "They say minus three."
    with client.responses.stream(model="words", input="weather", tools=[FLAT]) as events:
        names = [event.type for event in events]
        final = events.get_final_response()
    assert names[0] == "response.created" and names[-1] == "response.completed"
    assert "response.function_call_arguments.done" in names and final.output[-1].arguments == '{"place": "Oslo"}'
    form = {"format": {"type": "json_schema", "name": "weather", "schema": FORM, "strict": True}}
    assert client.responses.create(model="words", input="x", text=form).output_text.startswith("{")
    try:
        client.responses.create(model="words", input="x", previous_response_id="resp_1")
        raise AssertionError("nothing is kept")
    except openai.BadRequestError as error:
        assert error.param == "previous_response_id"


def errors():
    for asked, kind in [
        (lambda: client.chat.completions.create(model="none", messages=said("x")), openai.NotFoundError),
        (lambda: client.chat.completions.create(model="words", messages=[]), openai.BadRequestError),
        (lambda: client.with_options(api_key="bad").models.list(), openai.AuthenticationError),
        (lambda: client.chat.completions.create(model="words", messages=said("fail")), openai.InternalServerError),
        (lambda: client.files.list(), openai.NotFoundError),
    ]:
        try:
            asked()
            raise AssertionError(f"{kind} was expected")
        except kind as error:
            assert error.code and error.message
    for begun in [
        lambda: client.chat.completions.create(model="words", messages=said("fail"), stream=True),
        lambda: client.completions.create(model="words", prompt="fail", stream=True),
        lambda: client.responses.create(model="words", input="fail", stream=True),
    ]:
        heard = 0
        try:
            for _ in begun():
                heard += 1
            raise AssertionError("a stream that breaks off is an error")
        except openai.APIError as error:
            assert heard > 0 and "failed" in error.message


def retries():
    busy = openai.OpenAI(base_url=BUSY, api_key=TOKEN, max_retries=6)
    begun = threading.Event()

    def hold():
        for chunk in busy.chat.completions.create(model="words", messages=said("slow"), stream=True):
            begun.set()

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(20)
    answer = busy.chat.completions.with_raw_response.create(model="words", messages=said("hello"))
    assert answer.parse().choices[0].message.content == SENTENCE
    assert answer.retries_taken > 0
    holder.join()


async def at_once():
    several = openai.AsyncOpenAI(base_url=URL, api_key=TOKEN)
    asked = [several.chat.completions.create(model="words", messages=said("hello")) for _ in range(4)]
    assert {a.choices[0].message.content for a in await asyncio.gather(*asked)} == {SENTENCE}


for step in [models, chat, stream, tools, structured, completions, embeddings, responses, errors, retries]:
    step()
    print("passed", step.__name__)
asyncio.run(at_once())
print("passed at_once")
