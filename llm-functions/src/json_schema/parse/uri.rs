//! References: RFC 3986, as far as finding a schema needs it. Nothing is ever fetched.

/// A reference against the URI it stands in: the absolute URI, and the fragment after `#`.
pub(super) fn join(base: &str, reference: &str) -> (String, String) {
    let (reference, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let base = base.split_once('#').map_or(base, |(base, _)| base);
    (without_fragment(base, reference), fragment.to_owned())
}

fn without_fragment(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if scheme(reference).is_some() {
        return reference.to_owned();
    }
    let (authority, path) = split(base);
    if let Some(rest) = reference.strip_prefix("//") {
        let scheme = scheme(base).map(|scheme| format!("{scheme}:")).unwrap_or_default();
        return format!("{scheme}//{rest}");
    }
    if reference.starts_with('/') {
        return format!("{authority}{}", without_dots(reference));
    }
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let folder = path.rfind('/').map_or("", |end| &path[..=end]);
    let folder = if folder.is_empty() && authority.contains("//") { "/" } else { folder };
    format!("{authority}{}", without_dots(&format!("{folder}{reference}")))
}

/// The part up to `:`, if what is before it can be the name of a scheme.
fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let legal = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    (scheme.starts_with(|letter: char| letter.is_ascii_alphabetic()) && scheme.chars().all(legal)).then_some(scheme)
}

/// Scheme and authority, and the path after them.
fn split(uri: &str) -> (&str, &str) {
    let after_scheme = scheme(uri).map_or(0, |scheme| scheme.len() + 1);
    let Some(rest) = uri[after_scheme..].strip_prefix("//") else { return uri.split_at(after_scheme) };
    let authority = rest.find(['/', '?']).unwrap_or(rest.len());
    uri.split_at(after_scheme + 2 + authority)
}

fn without_dots(path: &str) -> String {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut kept: Vec<&str> = Vec::new();
    let mut steps = path.split('/').peekable();
    while let Some(step) = steps.next() {
        let last = steps.peek().is_none();
        match step {
            "." | ".." => {
                // The empty step before a leading slash stays.
                if step == ".." && kept.len() > usize::from(path.starts_with('/')) {
                    kept.pop();
                }
                kept.extend(last.then_some(""));
            }
            step => kept.push(step),
        }
    }
    let path = kept.join("/");
    query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"))
}

/// A fragment with its percent signs taken back; `None` when that is no text.
pub(super) fn decode(fragment: &str) -> Option<String> {
    let mut bytes = fragment.bytes();
    let mut decoded = Vec::with_capacity(fragment.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
        decoded.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_rfc_3986_does() {
        // The examples of its section 5.4 that a schema can meet.
        let base = "http://a/b/c/d;p?q";
        for (reference, expected) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
        ] {
            assert_eq!(join(base, reference).0, expected, "{reference}");
        }
    }

    #[test]
    fn names_without_a_scheme_are_bases_too() {
        assert_eq!(join("", "b.json"), ("b.json".to_owned(), String::new()));
        assert_eq!(join("omh/a.json", "../units/b.json#/x").0, "units/b.json");
        assert_eq!(join("http://example.org", "b.json").0, "http://example.org/b.json");
        assert_eq!(join("urn:example:a", "#/x"), ("urn:example:a".to_owned(), "/x".to_owned()));
    }

    #[test]
    fn percent_signs_are_taken_back() {
        assert_eq!(decode("/a%25b%22").as_deref(), Some("/a%b\""));
        assert_eq!(decode("%C3%A9").as_deref(), Some("é"));
        assert_eq!((decode("%"), decode("%zz"), decode("%ff")), (None, None, None));
    }
}
