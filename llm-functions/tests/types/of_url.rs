use llm_functions::ParameterType;
use proptest::prelude::*;
use url::Url;

use crate::{checked, comes_back, is_read_or_refused, is_valid, refused_after, refused_before};

/// URLs with characters of all kinds in every part.
fn text() -> impl Strategy<Value = String> {
    let part = "[a-zA-Z0-9 %|^{}\\[\\]\"<>`#?@:/\\\\é-]{0,8}";
    let host = prop_oneof![Just("example.org".to_owned()), Just("[2001:db8::1]:8080".to_owned()), "[a-z]{1,5}"];
    let scheme = prop_oneof!["https?", Just("ftp".to_owned()), Just("x-app".to_owned())];
    let whole = (scheme, host, part, part, part);
    prop_oneof![
        whole.prop_map(|(scheme, host, path, query, fragment)| format!("{scheme}://{host}/{path}?{query}#{fragment}")),
        part.prop_map(|path| format!("data:text/plain,{path}")),
        ("[a-z@%|]{0,6}", "[a-z{}`~]{1,6}").prop_map(|(user, host)| format!("x-app://{user}@{host}/")),
    ]
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn what_is_written_is_a_uri_and_is_read_as_the_same_uri(text in text()) {
        if let Ok(url) = text.parse::<Url>() {
            let written = url.to_json();
            prop_assert!(is_valid::<Url>(&written), "{} was written as {}", text, written);
            let back = Url::from_json(checked::<Url>(&written).map_err(TestCaseError::fail)?).unwrap();
            prop_assert_eq!(back.to_json(), written);
        }
    }

    #[test]
    fn a_url_of_plain_characters_comes_back(path in "[a-zA-Z0-9/._~-]{0,12}", query in "[a-z=&]{0,6}") {
        comes_back(&format!("https://example.org/{path}?{query}").parse::<Url>().unwrap())?;
    }

    #[test]
    fn texts_of_the_format_are_read_or_refused(text in "[a-z]{1,5}:(//)?[a-z0-9.:@%/?#-]{0,12}") {
        // A URL that is read may be written otherwise (`HTTP://a` as `http://a/`), but then it stays as it is.
        is_read_or_refused::<Url>(&text)?;
    }
}

#[test]
fn what_is_no_url_is_refused() {
    for text in ["", "example.org", "/path", "http://[::1", "http://a b"] {
        refused_before::<Url>(text);
    }
    for text in ["http://", "http://a:99999", "https://exa%20mple.org"] {
        refused_after::<Url>(text);
    }
}
