// The AI SDK, against a node.

import assert from "node:assert/strict";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embed, embedMany, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from "ai";

const { FOG_URL: baseURL, FOG_BUSY_URL: busyURL, FOG_TOKEN: apiKey } = process.env;
const options = { name: "fog", apiKey, includeUsage: true, supportsStructuredOutputs: true };
const node = createOpenAICompatible({ ...options, baseURL });
const model = node("words");
const SENTENCE = "It is minus three degrees in Oslo.";
const place = jsonSchema({
  type: "object",
  properties: { place: { type: "string" } },
  required: ["place"],
  additionalProperties: false,
});
const tools = { get_weather: tool({ inputSchema: place, execute: async () => "minus three" }) };

const steps = {
  async chat() {
    const { text, finishReason, usage } = await generateText({ model, prompt: "hello" });
    assert.deepEqual([text, finishReason, usage.totalTokens], [SENTENCE, "stop", 17]);
  },
  async stream() {
    const stream = streamText({ model, prompt: "hello" });
    let text = "";
    for await (const piece of stream.textStream) text += piece;
    assert.equal(text, SENTENCE);
    assert.deepEqual([await stream.finishReason, (await stream.usage).outputTokens], ["stop", 7]);
  },
  async tools() {
    const stopWhen = stepCountIs(3);
    assert.equal((await generateText({ model, prompt: "weather", tools, stopWhen })).text, "They say minus three.");
    const stream = streamText({ model, prompt: "weather", tools, stopWhen });
    assert.equal(await stream.text, "They say minus three.");
    assert.equal((await stream.steps)[0].toolCalls[0].input.place, "Oslo");
  },
  async structured() {
    const schema = jsonSchema({
      type: "object",
      properties: { place: { type: "string" }, degrees: { type: "integer" } },
      required: ["place", "degrees"],
      additionalProperties: false,
    });
    const asked = { model, prompt: "hello", output: Output.object({ schema }) };
    assert.deepEqual((await generateText(asked)).output, { place: "Oslo", degrees: -3 });
  },
  async completion() {
    assert.equal((await generateText({ model: node.completionModel("words"), prompt: "go on" })).text, SENTENCE);
  },
  async embeddings() {
    const model = node.textEmbeddingModel("words");
    assert.equal((await embed({ model, value: "it is cold" })).embedding.length, 3);
    assert.equal((await embedMany({ model, values: ["a", "b c"] })).embeddings.length, 2);
  },
  async errors() {
    const failed = streamText({ model, prompt: "fail", maxRetries: 0, onError: () => {} });
    const kinds = [];
    for await (const part of failed.fullStream) kinds.push(part.type);
    assert.ok(kinds.includes("text-delta") && kinds.includes("error"), kinds.join());
    await assert.rejects(generateText({ model: node("none"), prompt: "x", maxRetries: 0 }), /no model/);
  },
  async retries() {
    const busy = createOpenAICompatible({ ...options, baseURL: busyURL })("words");
    const slow = streamText({ model: busy, prompt: "slow" }).textStream[Symbol.asyncIterator]();
    await slow.next();
    const asked = generateText({ model: busy, prompt: "hello", maxRetries: 6 });
    while (!(await slow.next()).done);
    assert.equal((await asked).text, SENTENCE);
  },
};

for (const [name, step] of Object.entries(steps)) {
  await step();
  console.log("passed", name);
}
