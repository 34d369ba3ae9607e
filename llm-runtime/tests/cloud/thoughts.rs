//! What goes back to a server that thinks between calls, and how calls without identities are told apart.

use llm_functions::{Call, Execute, LlmFunction, Sensitivity, functions};
use llm_runtime::Runner;
use llm_runtime::cloud::{Api, CloudPlatform};
use serde_json::{Value, json};

use crate::support::{Reply, Request, Server, chunk, config, done, finish, question, schema, speech};

/// Look something up.
#[derive(LlmFunction)]
#[llm_function(read_only, sensitivity = "public")]
struct Look {
    /// What.
    word: String,
}

impl Execute for Look {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(self.word)
    }
}

/// Asks twice; the last request that the server saw.
async fn last_request(api: Api, replies: [Reply; 3]) -> Request {
    let server = Server::script(replies).await;
    let config = config(&server).api(api).ceiling(Sensitivity::Personal);
    let runner = Runner::builder().platform(CloudPlatform::new(config).unwrap()).build().unwrap();
    let mut session = runner.session(schema().functions(functions![Look]).build().unwrap()).await.unwrap();
    assert_eq!(session.generate_text(question()).await.unwrap(), "done");
    assert_eq!(server.requests().len(), 3);
    server.requests().pop().unwrap()
}

fn thinking(call: &Value) -> Reply {
    Reply::events([
        chunk(&json!({"reasoning_content": "Hm, "}), None),
        chunk(&json!({"reasoning_content": "look."}), None),
        chunk(&json!({ "tool_calls": [call] }), None),
        finish("tool_calls"),
        done(),
    ])
}

#[tokio::test]
async fn thoughts_and_signatures_go_back_with_their_calls() {
    let signature = json!({"google": {"thought_signature": "c2lnbmVk"}});
    let call = |word: &str, beside: bool| {
        let function = json!({"name": "look", "arguments": json!({ "word": word }).to_string()});
        let mut call = json!({"index": 0, "id": "", "type": "function", "function": function});
        if beside {
            call["extra_content"] = signature.clone();
        }
        call
    };
    let replies = [thinking(&call("one", true)), thinking(&call("two", false)), speech("done")];
    let messages = last_request(Api::ChatCompletions, replies).await.body["messages"].clone();
    let (first, second) = (&messages[1], &messages[3]);
    assert_eq!(first["reasoning_content"], "Hm, look.");
    assert_eq!(second["reasoning_content"], "Hm, look.");
    assert_eq!(first["tool_calls"][0]["extra_content"], signature);
    assert_eq!(second["tool_calls"][0].get("extra_content"), None);
    for (call, answer) in [(first, &messages[2]), (second, &messages[4])] {
        let id = call["tool_calls"][0]["id"].as_str().unwrap();
        assert!(!id.is_empty() && answer["tool_call_id"] == id, "{messages}");
    }
    assert_ne!(first["tool_calls"][0]["id"], second["tool_calls"][0]["id"]);
}

#[tokio::test]
async fn anthropics_thoughts_go_back_signed_and_before_their_calls() {
    let turn = |number: u8| {
        let content = json!([
            {"type": "thinking", "thinking": "Hm.", "signature": format!("signed {number}")},
            {"type": "redacted_thinking", "data": format!("sealed {number}")},
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": format!("toolu_{number}"), "name": "look", "input": {"word": "it"}},
        ]);
        Reply::json(
            200,
            &json!({"type": "message", "role": "assistant", "content": content, "stop_reason": "tool_use"}),
        )
    };
    let said = json!([{"type": "text", "text": "done"}]);
    let last = Reply::json(200, &json!({"type": "message", "content": said, "stop_reason": "end_turn"}));
    let messages = last_request(Api::AnthropicMessages, [turn(1), turn(2), last]).await.body["messages"].clone();
    let kinds = |content: &Value| -> Vec<String> {
        content.as_array().unwrap().iter().map(|block| block["type"].as_str().unwrap().to_owned()).collect()
    };
    let roles: Vec<_> = messages.as_array().unwrap().iter().map(|message| message["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["user", "assistant", "user", "assistant", "user"]);
    for (place, number) in [(1, 1), (3, 2)] {
        let content = &messages[place]["content"];
        assert_eq!(kinds(content), ["thinking", "redacted_thinking", "text", "tool_use"]);
        assert_eq!(content[0]["signature"], format!("signed {number}"));
        assert_eq!(content[1]["data"], format!("sealed {number}"));
        assert_eq!(kinds(&messages[place + 1]["content"]), ["tool_result"]);
        assert_eq!(messages[place + 1]["content"][0]["tool_use_id"], format!("toolu_{number}"));
    }
}

#[tokio::test]
async fn encrypted_thoughts_of_the_responses_api_go_back_before_their_calls() {
    let turn = |number: u8| {
        let output = json!([
            {"type": "reasoning", "id": format!("rs_{number}"), "summary": [], "encrypted_content": format!("x{number}")},
            {"type": "function_call", "id": format!("fc_{number}"), "call_id": format!("call_{number}"), "name": "look",
             "arguments": "{\"word\":\"it\"}", "status": "completed"},
        ]);
        Reply::json(200, &json!({"object": "response", "status": "completed", "output": output}))
    };
    let said = json!([{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "done"}]}]);
    let last = Reply::json(200, &json!({"object": "response", "status": "completed", "output": said}));
    let body = last_request(Api::Responses, [turn(1), turn(2), last]).await.body;
    let input = body["input"].as_array().unwrap();
    let kinds: Vec<_> = input.iter().map(|item| item["type"].as_str().unwrap()).collect();
    let one = ["reasoning", "function_call", "function_call_output"];
    assert_eq!(kinds, [&["message"][..], &one, &one].concat());
    for (place, number) in [(1, 1), (4, 2)] {
        assert_eq!(input[place]["encrypted_content"], format!("x{number}"));
        assert_eq!(input[place + 1]["call_id"], format!("call_{number}"));
        assert_eq!(input[place + 2]["call_id"], format!("call_{number}"));
    }
    assert_eq!((&body["store"], body["include"][0].as_str()), (&json!(false), Some("reasoning.encrypted_content")));
}
