//! Every source of tokens, and that one refresh serves all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::AuthToken;

async fn text(token: &AuthToken) -> Option<String> {
    token.get().await.unwrap().map(|issued| issued.secret().expose().to_owned())
}

async fn failure(token: &AuthToken) -> String {
    let error = token.get().await.unwrap_err();
    assert!(error.is_authentication());
    error.to_string()
}

#[tokio::test(start_paused = true)]
async fn constant_tokens_are_what_they_are_and_none_is_none() {
    assert_eq!(text(&AuthToken::constant("sk-1")).await.as_deref(), Some("sk-1"));
    assert_eq!(text(&AuthToken::none()).await, None);
    assert!(failure(&AuthToken::constant(" ")).await.contains("gave an empty one"));
    assert_eq!(text(&AuthToken::constant(" sk-1\r\n")).await.as_deref(), Some("sk-1"), "as a file has it");
    let constant = AuthToken::constant("sk-1");
    let issued = constant.get().await.unwrap().unwrap();
    assert!(constant.instead_of(&issued).await.unwrap().is_none(), "there is no other");
}

#[tokio::test(start_paused = true)]
async fn the_environment_is_read_and_a_missing_variable_is_named() {
    // Set wherever programs run, and no secret; changing the environment would be unsafe.
    let token = AuthToken::environment("PATH");
    assert_eq!(text(&token).await, std::env::var("PATH").ok().map(|path| path.trim().to_owned()));
    let missing = failure(&AuthToken::environment("NO_SUCH_VARIABLE_ANYWHERE")).await;
    assert!(missing.contains("`NO_SUCH_VARIABLE_ANYWHERE` is not set"), "{missing}");
}

#[cfg(unix)]
mod commands {
    use super::*;

    fn shell(script: &str) -> AuthToken {
        AuthToken::command("sh", ["-c", script])
    }

    #[tokio::test]
    async fn a_commands_output_is_trimmed() {
        assert_eq!(text(&shell("echo; printf '  sk-2\\n\\n'")).await.as_deref(), Some("sk-2"));
        assert_eq!(text(&AuthToken::command("printf", ["%s", "$HOME"])).await.as_deref(), Some("$HOME"), "no shell");
    }

    #[tokio::test]
    async fn what_a_failing_command_says_is_withheld() {
        let said = failure(&shell("echo hunter2; echo hunter2 >&2; exit 3")).await;
        assert!(said.contains("ended with exit status: 3") && !said.contains("hunter2"), "{said}");
        assert!(failure(&AuthToken::command("no-such-program-anywhere", [""; 0])).await.contains("cannot be run"));
        assert!(failure(&shell("true")).await.contains("gave an empty one"));
        assert!(failure(&shell("printf '\\377'")).await.contains("not UTF-8"));
        assert!(failure(&shell("yes")).await.contains("more than a token"));
    }

    #[tokio::test]
    async fn a_command_that_hangs_is_given_up_and_killed() {
        let directory = tempfile::tempdir().unwrap();
        let survived = directory.path().join("survived");
        let script = format!("sleep 1; touch '{}'", survived.display());
        let said = failure(&shell(&script).limit(Duration::from_millis(20))).await;
        assert!(said.contains("command `sh` gave none within 0.02 s"), "{said}");
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert!(!survived.exists());
    }
}

/// Counts how often it is asked and gives a new token each time, after a second.
fn counting() -> (AuthToken, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let token = AuthToken::fetched(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok::<_, std::io::Error>(format!("token {number}"))
        }
    });
    (token, asked)
}

#[tokio::test(start_paused = true)]
async fn requests_that_are_refused_together_share_one_refresh() {
    let (token, asked) = counting();
    let get = |token: AuthToken| tokio::spawn(async move { token.get().await.unwrap().unwrap() });
    let tasks: Vec<_> = (0..10).map(|_| get(token.clone())).collect();
    let mut first = Vec::new();
    for task in tasks {
        first.push(task.await.unwrap());
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let refused = |token: AuthToken, old| tokio::spawn(async move { token.instead_of(&old).await.unwrap().unwrap() });
    let tasks: Vec<_> = first.into_iter().map(|old| refused(token.clone(), old)).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().secret().expose(), "token 2");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(text(&token).await.as_deref(), Some("token 2"), "and it is kept");
}

/// A source that is slow and gives this every time.
fn slow(answer: Result<&'static str, &'static str>) -> (AuthToken, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let token = AuthToken::fetched(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            answer.map(str::to_owned)
        }
    });
    (token, asked)
}

#[tokio::test(start_paused = true)]
async fn a_source_that_has_nothing_new_is_asked_once_for_all_who_were_refused() {
    let (token, asked) = slow(Ok("the same"));
    let old = token.get().await.unwrap().unwrap();
    for round in 2..4 {
        let refused = |token: AuthToken, old| tokio::spawn(async move { token.instead_of(&old).await.unwrap() });
        let tasks: Vec<_> = (0..10).map(|_| refused(token.clone(), old.clone())).collect();
        for task in tasks {
            assert!(task.await.unwrap().is_none());
        }
        assert_eq!(asked.load(Ordering::SeqCst), round, "who is refused later asks again");
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_is_asked_once_for_all_who_wait() {
    let (token, asked) = slow(Err("no network"));
    for round in 1..3 {
        let get = |token: AuthToken| tokio::spawn(async move { token.get().await.unwrap_err().is_authentication() });
        let tasks: Vec<_> = (0..10).map(|_| get(token.clone())).collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
        assert_eq!(asked.load(Ordering::SeqCst), round, "who asks later asks again");
    }
}

#[tokio::test(start_paused = true)]
async fn who_stops_waiting_does_not_stop_the_others() {
    let (token, asked) = counting();
    let impatient = tokio::time::timeout(Duration::from_millis(500), token.get()).await;
    assert!(impatient.is_err());
    assert_eq!(text(&token).await.as_deref(), Some("token 2"));
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_function_that_fails_or_hangs_is_an_error_and_is_asked_again_next_time() {
    let failing = AuthToken::fetched(|| async { Err::<String, _>("no network") });
    let error = failing.get().await.unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "no network");
    let hanging = AuthToken::fetched(std::future::pending::<Result<String, std::io::Error>>);
    assert!(failure(&hanging).await.contains("function gave none within 30 s"));
}

#[tokio::test(start_paused = true)]
async fn nothing_shows_a_token() {
    let token = AuthToken::constant("hunter2");
    let issued = token.get().await.unwrap();
    let command = AuthToken::command("vault", ["hunter2"]);
    let shown = format!("{token:?} {token:#?} {issued:?} {command:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[cfg(feature = "keyring")]
#[tokio::test]
async fn a_keyring_that_is_not_there_or_empty_is_an_error() {
    let said = failure(&AuthToken::keyring("llm-runtime-tests-no-such-service", "nobody")).await;
    assert!(said.contains("the keyring's entry `nobody` of `llm-runtime-tests-no-such-service`"), "{said}");
}
