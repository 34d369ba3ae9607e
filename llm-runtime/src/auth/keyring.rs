//! A password of the system's keyring.

use keyring::v1::Entry;

use super::secret::Secret;
use super::source::unavailable;
use crate::error::{Error, ErrorKind, Result};

/// Reads a password. The system may ask a person first, so this waits on a thread of its own.
pub(super) async fn read(service: &str, user: &str) -> Result<Secret> {
    let (service, user) = (service.to_owned(), user.to_owned());
    let place = format!("the keyring's entry `{user}` of `{service}`");
    let read = tokio::task::spawn_blocking(move || Entry::new(&service, &user)?.get_password());
    match read.await {
        Ok(Ok(password)) => Ok(Secret::new(password)),
        Ok(Err(keyring::v1::Error::NoEntry)) => Err(unavailable(format!("{place} is not there"))),
        // This one holds the password's bytes.
        Ok(Err(keyring::v1::Error::BadEncoding(_))) => Err(unavailable(format!("{place} is not UTF-8"))),
        Ok(Err(error)) => Err(Error::with_source(ErrorKind::AuthToken(format!("{place} cannot be read")), error)),
        Err(_) => Err(unavailable(format!("{place} cannot be read: the keyring's library failed"))),
    }
}
