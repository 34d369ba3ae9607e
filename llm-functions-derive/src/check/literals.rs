//! What can be seen of a value without running anything.

use syn::punctuated::Punctuated;
use syn::{Expr, Token};

use crate::attr::ungrouped;

/// The value inside what only changes its type: `"a".to_owned()`, `String::from("a")`, `Box::new(1)`.
pub(super) fn plain(value: &Expr) -> &Expr {
    let value = ungrouped(value);
    match value {
        Expr::Paren(paren) => plain(&paren.expr),
        Expr::Reference(reference) => plain(&reference.expr),
        Expr::MethodCall(call) if call.args.is_empty() => {
            let keeps = ["to_owned", "to_string", "into", "to_vec"].iter().any(|name| call.method == name);
            if keeps { plain(&call.receiver) } else { value }
        }
        Expr::Call(call) if call.args.len() == 1 => match (called(&call.func).as_deref(), call.args.first()) {
            (Some("String::from" | "Box::new" | "Vec::from" | "HashSet::from" | "BTreeSet::from"), Some(inside)) => {
                plain(inside)
            }
            _ => value,
        },
        value => value,
    }
}

/// The last two names of a called path.
fn called(function: &Expr) -> Option<String> {
    let Expr::Path(path) = function else { return None };
    let mut names: Vec<String> = path.path.segments.iter().rev().take(2).map(|name| name.ident.to_string()).collect();
    names.reverse();
    Some(names.join("::"))
}

/// The items of `[...]`, `vec![...]` or `Vec::new()`, when each is written out.
pub(super) fn items(value: &Expr) -> Option<Vec<Expr>> {
    match value {
        Expr::Array(list) => Some(list.elems.iter().cloned().collect()),
        Expr::Macro(call) if call.mac.path.is_ident("vec") => {
            let items = Punctuated::<Expr, Token![,]>::parse_terminated;
            call.mac.parse_body_with(items).ok().map(|items| items.into_iter().collect())
        }
        Expr::Call(call) if call.args.is_empty() => {
            let name = called(&call.func)?;
            matches!(&*name, "Vec::new" | "HashSet::new" | "BTreeSet::new" | "HashMap::new" | "BTreeMap::new")
                .then(Vec::new)
        }
        _ => None,
    }
}
