//! The token of a request.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::Refusal;

/// The bearer token of a request. One `Authorization` header alone, since of two a proxy might check one and we the other.
///
/// # Errors
/// When there is none, more than one, or it is none.
pub fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(Refusal::Missing) };
    let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).ok_or(Refusal::Missing)?;
    let is_plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
    if is_plain { Ok(token) } else { Err(Refusal::Missing) }
}
