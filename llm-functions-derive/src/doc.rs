//! Doc comments → descriptions.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, Meta};

use crate::attr::string;

/// A description: text that is known now, or an expression for the compiler, such as `include_str!("...")`.
#[derive(Clone, Debug)]
pub(crate) enum Description {
    Text(String),
    Expression(TokenStream),
}

impl Description {
    /// What `description = ...` says.
    pub(crate) fn of(value: &Expr) -> Self {
        string(value).map_or_else(|| Self::Expression(value.to_token_stream()), Self::Text)
    }
}

impl ToTokens for Description {
    fn to_tokens(&self, out: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(out),
            Self::Expression(expression) => expression.to_tokens(out),
        }
    }
}

/// The description in an item's doc comments, if they say anything.
pub(crate) fn of(attrs: &[Attribute]) -> Option<Description> {
    let docs: Vec<&Expr> = attrs.iter().filter_map(doc).collect();
    let texts: Option<Vec<String>> = docs.iter().map(|doc| literal(doc)).collect();
    match texts {
        Some(texts) => {
            let text = unwrapped(&texts.join("\n"));
            (!text.is_empty()).then_some(Description::Text(text))
        }
        None => Some(Description::Expression(quote!(::core::concat!(#(#docs, "\n"),*)))),
    }
}

fn doc(attr: &Attribute) -> Option<&Expr> {
    match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => Some(&pair.value),
        _ => None,
    }
}

fn literal(doc: &Expr) -> Option<String> {
    string(doc).map(|text| if text.contains('\n') { without_stars(&text) } else { text })
}

/// A block comment without the stars down its left side.
fn without_stars(block: &str) -> String {
    let lines = block.lines().map(str::trim_start);
    lines.map(|line| line.strip_prefix('*').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// The text with the line breaks taken out that are only there because source lines are short. Blank lines, lists,
/// headings, quotes, tables and code stay.
fn unwrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut in_code = false;
    for line in text.lines().map(str::trim) {
        let fence = line.starts_with("```");
        match lines.last_mut() {
            Some(last) if !in_code && !fence && !starts_block(line) && !ends_block(last) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
        in_code ^= fence;
    }
    lines.join("\n").trim().to_owned()
}

fn ends_block(line: &str) -> bool {
    line.is_empty() || line.starts_with("```")
}

fn starts_block(line: &str) -> bool {
    let after_number = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let numbered = after_number.len() < line.len() && after_number.starts_with(". ");
    line.is_empty() || numbered || ["- ", "* ", "+ ", "#", ">", "|"].iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_and_blocks_are_kept() {
        assert_eq!(unwrapped(" One\n two.\n\n Three:\n - four\n - five"), "One two.\n\nThree:\n- four\n- five");
        assert_eq!(unwrapped("a\n```\nb\nc\n```\n"), "a\n```\nb\nc\n```");
        assert_eq!(unwrapped("  \n \n"), "");
    }

    #[test]
    fn stars_of_block_comments_are_dropped() {
        assert_eq!(unwrapped(&without_stars("\n * One\n * two.\n ")), "One two.");
    }
}
