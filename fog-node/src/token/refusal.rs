//! [`Refusal`]: why a token does not count.

/// Why a token does not count. For the node's log: whoever shows a bad token is told only that it is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// There is none, or not one alone, or it is not said as it should be.
    #[error("there is no single bearer token")]
    Missing,
    /// It is longer than a token is.
    #[error("it is longer than a token is")]
    Long,
    /// It is not made of three parts in base64.
    #[error("it is no token")]
    Form,
    /// Its head has members that no token of ours has, or lacks one.
    #[error("its head is not one of an access token")]
    Head,
    /// Its algorithm is not the one of its key.
    #[error("its algorithm is not the one of its key")]
    Algorithm,
    /// No issuer that is known has this key, or it was revoked.
    #[error("its key is not known")]
    Key,
    /// Somebody else signed it, or it was changed.
    #[error("its signature does not fit")]
    Signature,
    /// A claim is missing, or is no such claim.
    #[error("a claim is missing or has a form that it should not have")]
    Claims,
    /// Another issuer's than its key's.
    #[error("its issuer is not the one whose key signed it")]
    Issuer,
    /// For another node or site.
    #[error("it is for somebody else")]
    Audience,
    /// It is over.
    #[error("it is over")]
    Expired,
    /// It is not valid yet, or was made in the future.
    #[error("it is not valid yet; compare the clocks")]
    Early,
    /// It lives longer than a token may.
    #[error("it lives longer than a token may")]
    Life,
    /// It is bound to a certificate, and the connection has another or none.
    #[error("it is bound to a client's certificate, and another or none was shown")]
    Bound,
    /// It, or whom it is about, was revoked.
    #[error("it was revoked")]
    Revoked,
}
