//! The two readers of JSON say the same, however the text is cut.

use llm_functions::json::{self, IncrementalReader, Json, ReadError};

/// The first byte says how long the fragments are.
pub(crate) fn reader(data: &[u8]) {
    let Some((size, bytes)) = data.split_first() else { return };
    let incremental = in_fragments(bytes, usize::from(*size).max(1));
    assert_eq!(in_fragments(bytes, bytes.len().max(1)), incremental, "the cuts matter");
    let whole = std::str::from_utf8(bytes).ok();
    let plain: Option<Json> = whole.and_then(|text| serde_json::from_str(text).ok());
    assert_eq!(incremental.as_ref().ok(), plain.as_ref());
    assert_eq!(incremental.as_ref().ok().map(Json::to_string), plain.as_ref().map(Json::to_string), "a digit differs");
    if let Some(text) = whole {
        assert_eq!(json::read(text), incremental);
    }
}

fn in_fragments(bytes: &[u8], size: usize) -> Result<Json, ReadError> {
    let mut reader = IncrementalReader::new();
    for fragment in bytes.chunks(size) {
        let pushed = reader.push(fragment);
        assert_eq!(pushed.is_err(), reader.error().is_some());
        if let Some(view) = reader.value() {
            assert_eq!(view.to_json().is_some(), view.is_complete());
            assert!(!reader.is_complete() || view.is_complete());
        }
        pushed?;
    }
    reader.finish()
}
