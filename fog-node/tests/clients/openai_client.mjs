// OpenAI's own client for JavaScript, against a node.

import assert from "node:assert/strict";
import OpenAI from "openai";

const { FOG_URL: baseURL, FOG_BUSY_URL: busyURL, FOG_TOKEN: apiKey } = process.env;
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const SENTENCE = "It is minus three degrees in Oslo.";
const said = (content) => [{ role: "user", content }];
const parameters = {
  type: "object",
  properties: { place: { type: "string" } },
  required: ["place"],
  additionalProperties: false,
};
const tool = { type: "function", function: { name: "get_weather", parameters, strict: true } };

const steps = {
  async models() {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.deepEqual(names, ["words"]);
  },
  async chat() {
    const answer = await client.chat.completions.create({ model: "words", messages: said("hello") });
    assert.equal(answer.choices[0].message.content, SENTENCE);
    assert.equal(answer.usage.total_tokens, 17);
  },
  async stream() {
    const options = { model: "words", messages: said("hello"), stream: true, stream_options: { include_usage: true } };
    let text = "";
    let usage;
    for await (const chunk of await client.chat.completions.create(options)) {
      text += chunk.choices[0]?.delta?.content ?? "";
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, SENTENCE);
    assert.equal(usage.completion_tokens, 7);
    const runner = client.chat.completions.stream({ model: "words", messages: said("hello") });
    assert.equal((await runner.finalMessage()).content, SENTENCE);
  },
  async tools() {
    const runner = client.chat.completions.runTools({
      model: "words",
      messages: said("weather"),
      stream: true,
      tools: [
        {
          type: "function",
          function: {
            name: "get_weather",
            parameters,
            parse: JSON.parse,
            function: ({ place }) => (assert.equal(place, "Oslo"), "minus three"),
          },
        },
      ],
    });
    assert.equal(await runner.finalContent(), "They say minus three.");
    const named = { type: "function", function: { name: "get_weather" } };
    const asked = { model: "words", messages: said("weather"), tools: [tool], tool_choice: named };
    const call = (await client.chat.completions.create(asked)).choices[0].message.tool_calls[0];
    assert.equal(call.function.arguments, '{"place": "Oslo"}');
  },
  async structured() {
    const schema = { ...parameters, properties: { ...parameters.properties, degrees: { type: "integer" } } };
    const response_format = { type: "json_schema", json_schema: { name: "weather", strict: true, schema } };
    const answer = await client.chat.completions.parse({ model: "words", messages: said("hello"), response_format });
    assert.equal(JSON.parse(answer.choices[0].message.content).degrees, -3);
  },
  async embeddings() {
    const one = await client.embeddings.create({ model: "words", input: "it is cold" });
    assert.equal(one.data[0].embedding.length, 3);
  },
  async responses() {
    const answer = await client.responses.create({ model: "words", input: "hello" });
    assert.equal(answer.output_text, SENTENCE);
    const tools = [{ type: "function", name: "get_weather", parameters, strict: true }];
    const runner = client.responses.stream({ model: "words", input: "weather", tools });
    const kinds = [];
    for await (const event of runner) kinds.push(event.type);
    assert.equal(kinds.at(0), "response.created");
    assert.equal(kinds.at(-1), "response.completed");
    assert.equal((await runner.finalResponse()).output.at(-1).arguments, '{"place": "Oslo"}');
  },
  async errors() {
    await assert.rejects(client.chat.completions.create({ model: "none", messages: said("x") }), OpenAI.NotFoundError);
    await assert.rejects(client.withOptions({ apiKey: "bad" }).models.list(), OpenAI.AuthenticationError);
    for (const begin of [
      () => client.chat.completions.create({ model: "words", messages: said("fail"), stream: true }),
      () => client.responses.create({ model: "words", input: "fail", stream: true }),
    ]) {
      let heard = 0;
      await assert.rejects(async () => {
        for await (const _ of await begin()) heard += 1;
      }, OpenAI.APIError);
      assert.ok(heard > 0);
    }
  },
  async retries() {
    const busy = new OpenAI({ baseURL: busyURL, apiKey, maxRetries: 6 });
    const slow = await busy.chat.completions.create({ model: "words", messages: said("slow"), stream: true });
    const pieces = slow[Symbol.asyncIterator]();
    await pieces.next();
    const asked = busy.chat.completions.create({ model: "words", messages: said("hello") });
    while (!(await pieces.next()).done);
    assert.equal((await asked).choices[0].message.content, SENTENCE);
  },
};

for (const [name, step] of Object.entries(steps)) {
  await step();
  console.log("passed", name);
}
