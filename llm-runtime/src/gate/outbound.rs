//! [`Outbound`]: data that the gate let through.

use llm_functions::Sensitivity;

use super::Destination;
use crate::error::Result;
use crate::labelled::Labelled;

/// Bytes that may go to their destination. Only the gate makes one, and only `transport` opens it.
#[derive(Debug)]
pub(crate) struct Outbound {
    destination: Destination,
    body: Labelled<Vec<u8>>,
}

impl Outbound {
    /// Lets data through to a destination, or says why not.
    ///
    /// # Errors
    /// [`ErrorKind::Sensitivity`](crate::ErrorKind::Sensitivity) when the data is more private than the destination may
    /// see.
    pub(crate) fn release(body: Labelled<Vec<u8>>, destination: &Destination) -> Result<Self> {
        destination.admit(body.sensitivity())?;
        Ok(Self { destination: destination.clone(), body })
    }

    /// How private it is; what comes back is as private.
    pub(crate) fn sensitivity(&self) -> Sensitivity {
        self.body.sensitivity()
    }

    pub(crate) fn destination(&self) -> &Destination {
        &self.destination
    }

    /// For `transport`, which sends it there.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.body.value()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::platform::Tier;

    #[test]
    fn nothing_more_private_than_the_ceiling_becomes_outbound() {
        let cloud = Destination::new(Tier::Cloud, "api.example.org", Sensitivity::Personal);
        let body = |label| Labelled::new(b"{}".to_vec(), label);
        let outbound = Outbound::release(body(Sensitivity::Personal), &cloud).unwrap();
        assert_eq!((outbound.sensitivity(), outbound.bytes()), (Sensitivity::Personal, &b"{}"[..]));
        assert_eq!(outbound.destination(), &cloud);
        let error = Outbound::release(body(Sensitivity::Sensitive), &cloud).unwrap_err();
        assert!(error.is_sensitivity());
        assert_eq!(
            error.to_string(),
            "data labelled sensitive may not go to cloud (api.example.org), whose ceiling is personal"
        );
    }
}
