//! Functions that send data somewhere.

use llm_functions::{Call, Execute, LlmFunction, Sensitivity, functions};
use llm_runtime::Message;
use llm_runtime::mock::MockPlatform;

use super::{drain, open, results, schema};

/// Send a report.
#[derive(LlmFunction)]
#[llm_function(egress = "pharmacy", sensitivity = "public")]
struct Send {}

impl Execute for Send {
    type Deps = ();
    type Output = &'static str;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<&'static str, String> {
        Ok("sent")
    }
}

async fn sent(ceiling: Option<(&str, Sensitivity)>, label: Sensitivity) -> String {
    let platform = MockPlatform::new("tiny").calls("send", "{}").says("So.");
    let mut schema = schema(functions![Send]);
    if let Some((destination, ceiling)) = ceiling {
        schema = schema.egress(destination, ceiling);
    }
    let mut session = open(&platform, schema).await;
    drain(&mut session, Message::user("Send it").labelled(label)).await;
    results(&session.context().await)[0].output.clone()
}

#[tokio::test(start_paused = true)]
async fn data_goes_only_where_it_may() {
    use Sensitivity::{Personal, Public, Sensitive};
    let refused = |label| format!("not executed: `send` sends data to pharmacy, which may get {label}");
    assert_eq!(sent(None, Public).await, "sent");
    assert!(sent(None, Personal).await.starts_with(&refused("public data, and this is personal")));
    assert!(sent(None, Sensitive).await.starts_with(&refused("public data, and this is sensitive")));
    assert_eq!(sent(Some(("pharmacy", Personal)), Personal).await, "sent");
    assert!(sent(Some(("pharmacy", Personal)), Sensitive).await.starts_with(&refused("personal data")));
    assert!(sent(Some(("elsewhere", Sensitive)), Sensitive).await.starts_with(&refused("public data")));
}
