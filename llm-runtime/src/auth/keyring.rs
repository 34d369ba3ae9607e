//! A password of a keyring: the one that the application chose, or else the system's.

use keyring_core::{Entry, Error as Failure, get_default_store};

use super::secret::Secret;
use super::source::unavailable;
use crate::error::{Error, ErrorKind, Result};

/// Reads a password. The system may ask a person first, so this waits on a thread of its own.
pub(super) async fn read(service: &str, user: &str) -> Result<Secret> {
    let (service, user) = (service.to_owned(), user.to_owned());
    let place = format!("the keyring's entry `{user}` of `{service}`");
    let read = tokio::task::spawn_blocking(move || {
        choose()?;
        Entry::new(&service, &user)?.get_password()
    });
    match read.await {
        Ok(Ok(password)) => Ok(Secret::new(password)),
        Ok(Err(Failure::NoEntry)) => Err(unavailable(format!("{place} is not there"))),
        // This one holds the password's bytes.
        Ok(Err(Failure::BadEncoding(_))) => Err(unavailable(format!("{place} is not UTF-8"))),
        Ok(Err(error)) => Err(Error::with_source(ErrorKind::AuthToken(format!("{place} cannot be read")), error)),
        Err(_) => Err(unavailable(format!("{place} cannot be read: the keyring's library failed"))),
    }
}

/// The system's keyring, unless the application has chosen another.
fn choose() -> keyring_core::Result<()> {
    match get_default_store() {
        Some(_) => Ok(()),
        None => keyring::v1::Entry::store_status().as_ref().map(drop).map_err(|_| Failure::NoDefaultStore),
    }
}
