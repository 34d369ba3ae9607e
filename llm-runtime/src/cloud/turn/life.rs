//! Which bytes of a stream are more than a sign of life.

/// Whether a piece of a stream has nothing but signs of life: comments, empty lines, Anthropic's pings. A piece that is cut
/// in the middle of a line counts as more.
pub(super) fn is_heartbeat(piece: &[u8]) -> bool {
    piece.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).all(|line| {
        line.is_empty() || line.starts_with(b":") || line == b"event: ping" || line == b"event:ping" || is_ping(line)
    })
}

fn is_ping(line: &[u8]) -> bool {
    let data = line.strip_prefix(b"data:").map(|data| data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()));
    data.is_some_and(|data| data.eq(br#"{"type":"ping"}"#.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pings_and_comments_are_signs_of_life_and_data_is_more() {
        for sign in [": ping\n\n", ":\r\n\r\n", "\n", "event: ping\ndata: {\"type\": \"ping\"}\n\n", ""] {
            assert!(is_heartbeat(sign.as_bytes()), "{sign:?}");
        }
        for more in
            ["data: {}\n\n", ": ping\n\ndata: {}\n\n", "ping", "{\"id\":", "data: {\"type\":\"ping\",\"x\":1}\n"]
        {
            assert!(!is_heartbeat(more.as_bytes()), "{more:?}");
        }
    }
}
