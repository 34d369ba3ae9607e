//! [`Entry`]: one `key`, `key = value` or `key(...)` of an attribute.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, MacroDelimiter, Meta, MetaList, MetaNameValue, Path, Token, parenthesized, token};

/// What [`syn::Meta`] reads, and keywords as keys too: `const = 1` is then a key that nobody knows, for which there is a
/// better word than "cannot be read".
pub(super) struct Entry(pub(super) Meta);

/// Entries separated by commas.
pub(super) fn entries(input: ParseStream<'_>) -> syn::Result<Vec<Meta>> {
    let entries = Punctuated::<Entry, Token![,]>::parse_terminated(input)?;
    Ok(entries.into_iter().map(|entry| entry.0).collect())
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = key(input)?;
        if input.peek(Token![=]) {
            let pair = MetaNameValue { path, eq_token: input.parse()?, value: input.parse()? };
            return Ok(Self(Meta::NameValue(pair)));
        }
        if input.peek(token::Paren) {
            let inside;
            let delimiter = MacroDelimiter::Paren(parenthesized!(inside in input));
            return Ok(Self(Meta::List(MetaList { path, delimiter, tokens: inside.parse()? })));
        }
        Ok(Self(Meta::Path(path)))
    }
}

fn key(input: ParseStream<'_>) -> syn::Result<Path> {
    let is_keyword = input.peek(Ident::peek_any) && !input.peek(Ident);
    if is_keyword { Ident::parse_any(input).map(Path::from) } else { Path::parse_mod_style(input) }
}
