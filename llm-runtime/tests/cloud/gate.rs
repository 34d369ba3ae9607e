//! Nothing more private than the ceiling leaves.

use llm_functions::Sensitivity;
use llm_runtime::cloud::CloudPlatform;
use llm_runtime::{Message, Runner, ToolChoice};

use crate::support::{Server, ask, ask_as, config, platform, question, schema, speech};

#[tokio::test]
async fn what_is_above_the_ceiling_is_refused_before_there_is_a_connection() {
    let server = Server::script([speech("as a test")]).await;
    for (ceiling, label) in [
        (Sensitivity::Public, Sensitivity::Personal),
        (Sensitivity::Public, Sensitivity::Sensitive),
        (Sensitivity::Personal, Sensitivity::Sensitive),
    ] {
        let platform = CloudPlatform::new(config(&server).ceiling(ceiling)).unwrap();
        // One message among public ones is enough.
        let messages = [question(), Message::user("Ada weighs 71 kg").labelled(label), question()];
        let (deltas, failed) = ask_as(&platform, schema(), &messages, ToolChoice::Auto).await;
        let failed = failed.unwrap();
        assert!(failed.is_sensitivity() && deltas.is_empty());
        assert!(failed.to_string().contains(&format!("cloud (localhost:{})", server.port())), "{failed}");
        let runner = Runner::builder().platform(platform).build().unwrap();
        let mut session = runner.session(schema().build().unwrap()).await.unwrap();
        assert!(session.generate_text(messages[1].clone()).await.unwrap_err().is_sensitivity());
    }
    assert_eq!(server.connections(), 0);
    assert!(ask(&platform(&server)).await.1.is_none());
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_platform_may_see_public_data_only_unless_it_is_trusted() {
    let server = Server::script([]).await;
    let runner = Runner::builder().platform(platform(&server)).build().unwrap();
    let mut session = runner.session(schema().build().unwrap()).await.unwrap();
    let error = session.generate_text("what a person says").await.unwrap_err();
    assert!(error.is_sensitivity(), "{error}");
    assert_eq!(server.connections(), 0);
}
