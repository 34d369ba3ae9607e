//! Probes of servers that do what they say, of servers that lie, and of servers that refuse.

use llm_runtime::cloud::{CloudPlatform, Feature, Probe, Support};
use serde_json::{Value, json};

use crate::support::{Reply, Request, Server, call, chunk, config, done, finish, platform, text, usage};

const ALL: [Feature; 8] = [
    Feature::Tools,
    Feature::ForcedChoice,
    Feature::SingleCalls,
    Feature::StrictSchemas,
    Feature::Logprobs,
    Feature::Prefix,
    Feature::Seeds,
    Feature::Stop,
];

/// What a model would do that reads words only.
fn by_words(request: &Request) -> String {
    let messages = request.body["messages"].as_array().unwrap();
    let question =
        messages.iter().rev().find(|message| message["role"] == "user").unwrap()["content"].as_str().unwrap();
    match question {
        _ if question.contains("capital of France") => "Paris",
        _ if question.contains("this word") => "harbourlantern",
        _ if question.contains("random letters") => "q w e r t y",
        _ if question.contains("three words") => "harbour lantern meadow",
        _ => "Hello!",
    }
    .to_owned()
}

fn says(words: &str) -> Reply {
    Reply::events([text(words), finish("stop"), usage(37, 5), done()])
}

fn calls(names: &[&str]) -> Reply {
    let calls = names.iter().enumerate().map(|(index, name)| call(index, name, r#"{"word": "harbour"}"#));
    Reply::events(calls.chain([finish("tool_calls"), usage(300, 9), done()]))
}

/// Accepts everything and does nothing of it.
fn liar(request: &Request) -> Reply {
    says(&by_words(request))
}

/// Does what it is asked.
fn honest(request: &Request) -> Reply {
    let body = &request.body;
    let last = body["messages"].as_array().unwrap().last().unwrap();
    if let Some(name) = body["tool_choice"]["function"]["name"].as_str() {
        return calls(&[name]);
    }
    if body["tools"].is_array() && !last["content"].as_str().unwrap().contains("do not call") {
        let both = last["content"].as_str().unwrap().contains("both calls");
        return if both && body["parallel_tool_calls"] != false {
            calls(&["note_word"; 2])
        } else {
            calls(&["note_word"])
        };
    }
    let receipt = &body["response_format"]["json_schema"]["schema"]["properties"]["receipt"];
    if let Some(only) = receipt["enum"][0].as_str().or(receipt["const"].as_str()) {
        return says(&json!({ "receipt": only }).to_string());
    }
    if last["role"] == "assistant" {
        return says("tern");
    }
    if body["logprobs"] == true {
        return likely();
    }
    if let Some(seed) = body["seed"].as_u64() {
        return says(&format!("q w {seed}"));
    }
    let words = by_words(request);
    let stop = body["stop"][0].as_str().and_then(|stop| words.find(stop)).unwrap_or(words.len());
    says(&words[..stop])
}

fn likely() -> Reply {
    let token = json!({"token": "Hello", "logprob": -0.5, "bytes": null, "top_logprobs": []});
    let mut event: Value =
        serde_json::from_str(chunk(&json!({"content": "Hello"}), None).trim().trim_start_matches("data: ")).unwrap();
    event["choices"][0]["logprobs"] = json!({"content": [token]});
    Reply::events([format!("data: {event}\n\n"), finish("stop"), done()])
}

/// Refuses whatever is more than a conversation.
fn refuser(request: &Request) -> Reply {
    let known = ["model", "messages", "stream", "stream_options", "max_tokens"];
    let unknown = request.body.as_object().unwrap().keys().find(|member| !known.contains(&member.as_str()));
    let last = request.body["messages"].as_array().unwrap().last().unwrap();
    if unknown.is_some() || last["role"] == "assistant" { Reply::error(400, "unknown") } else { liar(request) }
}

async fn probed(server: &Server) -> Probe {
    platform(server).probe("tiny").await.unwrap()
}

fn supports(probe: &Probe) -> Vec<Support> {
    ALL.iter().map(|feature| probe.finding(*feature).unwrap().support).collect()
}

#[tokio::test]
async fn a_server_that_does_what_it_says() {
    let server = Server::answering(honest).await;
    let probe = probed(&server).await;
    assert_eq!(supports(&probe), [Support::Enforced; 8], "{probe:#?}");
    assert!(ALL.iter().all(|feature| probe.enforces(*feature)));
}

#[tokio::test]
async fn a_server_that_accepts_everything_and_does_nothing() {
    let server = Server::answering(liar).await;
    let probe = probed(&server).await;
    assert_eq!(supports(&probe), [Support::Advertised; 8], "{probe:#?}");
    let tools = probe.finding(Feature::Tools).unwrap();
    assert!(tools.evidence.contains("37 tokens with one of them and 37 with six"), "{tools}");
    assert!(probe.finding(Feature::Prefix).unwrap().evidence.contains("began anew"));
}

#[tokio::test]
async fn a_server_that_refuses() {
    let server = Server::answering(refuser).await;
    let probe = probed(&server).await;
    // It makes several calls when nothing is said, so the request for one is the one that it refuses.
    assert_eq!(supports(&probe), [Support::Absent; 8], "{probe:#?}");
    assert!(probe.finding(Feature::Stop).unwrap().to_string().starts_with("absent: "));
    let report = probe.to_string();
    assert!(
        report.starts_with(&format!("tiny at {}/chat/completions\n  tools: absent: ", server.base_url())),
        "{report}"
    );
    assert_eq!(report.lines().count(), 1 + ALL.len());
}

#[tokio::test]
async fn lies_are_told_apart_one_by_one() {
    /// Does everything but this.
    fn but(lie: Feature) -> impl Fn(&Request) -> Reply {
        move |request| {
            let mut request = request.clone();
            let body = request.body.as_object_mut().unwrap();
            let member = match lie {
                Feature::Tools => "tools",
                Feature::ForcedChoice => "tool_choice",
                Feature::SingleCalls => "parallel_tool_calls",
                Feature::StrictSchemas => "response_format",
                Feature::Logprobs => "logprobs",
                Feature::Seeds => "seed",
                Feature::Stop => "stop",
                _ => "none",
            };
            let had_tools = body.contains_key("tools");
            body.remove(member);
            if lie == Feature::Tools && had_tools {
                return liar(&request);
            }
            if lie == Feature::Prefix && request.body["messages"].as_array().unwrap().len() > 1 {
                return liar(&request);
            }
            honest(&request)
        }
    }
    for lie in ALL {
        let server = Server::answering(but(lie)).await;
        let probe = probed(&server).await;
        for feature in ALL {
            // Without functions, none can be forced and none can be single.
            let follows = lie == Feature::Tools && matches!(feature, Feature::ForcedChoice | Feature::SingleCalls);
            let enforced = feature != lie && !follows;
            assert_eq!(probe.enforces(feature), enforced, "{lie:?} {feature:?}: {:?}", probe.finding(feature));
        }
    }
}

#[tokio::test]
async fn what_a_server_is_known_not_to_have_is_absent() {
    let server = Server::answering(honest).await;
    let config = config(&server).unknown_options(["seed", "tool_choice"]);
    let probe = CloudPlatform::new(config).unwrap().probe("tiny").await.unwrap();
    for feature in [Feature::Seeds, Feature::ForcedChoice] {
        let finding = probe.finding(feature).unwrap();
        assert_eq!(finding.support, Support::Absent);
        assert!(finding.evidence.contains("known not to have it"), "{finding}");
    }
    assert!(probe.enforces(Feature::Tools));
}

#[tokio::test]
async fn a_server_that_does_not_answer_at_all_is_no_finding() {
    let server = Server::answering(|_| Reply::error(404, "model_not_found")).await;
    assert_eq!(platform(&server).probe("tiny").await.unwrap_err().status(), Some(404));
    let server = Server::answering(|request| {
        let plain = request.body.get("tools").is_none();
        if plain { liar(request) } else { Reply::error(401, "expired") }
    })
    .await;
    assert!(platform(&server).probe("tiny").await.unwrap_err().is_authentication());
}

/// A chat server that closes the given beginning; a model then says what comes next in a message of its own.
#[tokio::test]
async fn the_next_word_is_no_continuation() {
    let server = Server::answering(|request| {
        let last = &request.body["messages"].as_array().unwrap().last().unwrap()["role"];
        if last == "assistant" { says(" tern is the rest of the word.") } else { honest(request) }
    })
    .await;
    assert!(!probed(&server).await.enforces(Feature::Prefix));
}

#[tokio::test]
async fn an_error_in_the_middle_of_an_answer_is_a_refusal_and_a_breakdown_is_no_finding() {
    let failing = |error: &'static str| {
        Server::answering(move |request| {
            let error = Reply::events([format!("data: {{\"error\": {error}}}\n\n")]);
            if request.body.get("response_format").is_some() { error } else { honest(request) }
        })
    };
    let server = failing(r#"{"message": "grammar", "type": "invalid_request_error"}"#).await;
    assert_eq!(probed(&server).await.finding(Feature::StrictSchemas).unwrap().support, Support::Absent);
    let server = failing(r#"{"message": "busy", "code": 503}"#).await;
    let platform = platform(&server);
    assert_eq!(platform.probe("tiny").await.unwrap_err().status(), Some(503));
    assert!(crate::support::ask(&platform).await.1.is_none(), "whoever asks goes on");
}

/// A server that does not stop is not kept in memory.
#[tokio::test]
async fn an_answer_without_end_is_looked_at_as_far_as_it_is_worth_it() {
    let server = Server::answering(|request| {
        let endless = std::iter::repeat_n(text(&"harbour ".repeat(4096)), 64);
        let stops = request.body.get("stop").is_some();
        if stops { Reply::events(endless.chain([finish("stop"), done()])) } else { honest(request) }
    })
    .await;
    assert!(probed(&server).await.enforces(Feature::Tools));
}

#[tokio::test]
async fn findings_are_kept_shared_written_and_read() {
    let server = Server::answering(honest).await;
    let platform = platform(&server);
    let (one, other) = tokio::join!(platform.probe("tiny"), platform.probe("tiny"));
    let asked = server.requests().len();
    let probe = one.unwrap();
    assert_eq!(probe, other.unwrap());
    assert_eq!(probe, platform.probe("tiny").await.unwrap());
    assert_eq!(server.requests().len(), asked, "asked once for all");

    let written = serde_json::to_string(&probe).unwrap();
    assert!(written.contains(r#""forced_choice":{"support":"enforced""#), "{written}");
    let fresh = CloudPlatform::new(config(&server)).unwrap();
    fresh.remember(serde_json::from_str(&written).unwrap()).await;
    assert_eq!(fresh.probe("tiny").await.unwrap(), probe);
    assert_eq!(server.requests().len(), asked, "and not again by another process");

    let mut old: Probe = serde_json::from_str(&written).unwrap();
    old.asked_at -= 25 * 60 * 60;
    assert!(probe.is_fresh() && !old.is_fresh());
    let later = CloudPlatform::new(config(&server)).unwrap();
    later.remember(old).await;
    later.probe("tiny").await.unwrap();
    assert!(server.requests().len() > asked, "a day later it is");
    let mut foreign = probe.clone();
    foreign.endpoint = server.base_url() + "/responses";
    let other = CloudPlatform::new(config(&server)).unwrap();
    other.remember(foreign).await;
    assert_eq!(other.probe("tiny").await.unwrap().endpoint, server.base_url() + "/chat/completions");
}
