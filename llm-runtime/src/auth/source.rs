//! [`Source`]: where a token comes from.

use std::fmt;
use std::time::SystemTime;

use llm_functions::BoxFuture;

use super::clock::Clock;
use super::command::Command;
use super::secret::Secret;
use crate::error::{BoxError, Error, ErrorKind, Result};

/// An application's own way to a token.
pub(super) type Fetch = Box<dyn Fn(SystemTime) -> BoxFuture<'static, Result<String, BoxError>> + Send + Sync>;

pub(super) enum Source {
    None,
    Constant(Secret),
    Environment(String),
    Command(Command),
    #[cfg(feature = "keyring")]
    Keyring {
        service: String,
        user: String,
    },
    Function(Fetch),
}

impl Source {
    /// Gets the token, however long it takes.
    pub(super) async fn fetch(&self, clock: &Clock) -> Result<Option<Secret>> {
        let token = match self {
            Self::None => return Ok(None),
            Self::Constant(secret) => secret.clone(),
            Self::Environment(variable) => environment(variable)?,
            Self::Command(command) => command.run(clock.ahead()).await?,
            #[cfg(feature = "keyring")]
            Self::Keyring { service, user } => super::keyring::read(service, user).await?,
            Self::Function(fetch) => Secret::new(fetch(clock.now()).await.map_err(|error| {
                Error::with_source(ErrorKind::AuthToken("the application's function failed".into()), error)
            })?),
        };
        // A file or a variable that holds a token often ends with a line end, which no header may hold.
        match token.expose().trim() {
            "" => Err(unavailable(format!("{self} gave an empty one"))),
            trimmed => Ok(Some(Secret::new(trimmed.to_owned()))),
        }
    }
}

fn environment(variable: &str) -> Result<Secret> {
    match std::env::var(variable) {
        Ok(token) => Ok(Secret::new(token)),
        Err(std::env::VarError::NotPresent) => {
            Err(unavailable(format!("the environment variable `{variable}` is not set")))
        }
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(unavailable(format!("the environment variable `{variable}` is not UTF-8")))
        }
    }
}

pub(super) fn unavailable(reason: String) -> Error {
    ErrorKind::AuthToken(reason).into()
}

/// Names the source, never what it holds. A command's arguments may be secrets themselves.
impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => out.write_str("none"),
            Self::Constant(_) => out.write_str("constant [redacted]"),
            Self::Environment(variable) => write!(out, "environment variable `{variable}`"),
            Self::Command(command) => write!(out, "command `{}`", command.program),
            #[cfg(feature = "keyring")]
            Self::Keyring { service, user } => write!(out, "keyring entry `{user}` of `{service}`"),
            Self::Function(_) => out.write_str("function"),
        }
    }
}
