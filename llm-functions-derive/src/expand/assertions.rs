//! Constant assertions for what the macro cannot know: what a name stands for, of a type or of a constant.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident};

use super::constraints::{bound, count, listed};
use super::parameter::implementation;
use crate::ast::Parameter;
use crate::attr::{Attr, Bound};
use crate::check::constraints::{named_type, wanted};
use crate::subject::Subject;
use crate::symbol;
use crate::ty::Shape;

/// What is left for the compiler to check, as items.
pub(super) fn of(krate: &TokenStream, parameter: &Parameter<'_>) -> TokenStream {
    let checks = checks(krate, parameter);
    quote!(#(const _: () = #checks;)*)
}

/// The same as expressions, for where there can be no items.
pub(super) fn checks(krate: &TokenStream, parameter: &Parameter<'_>) -> Vec<TokenStream> {
    if parameter.is_skipped() {
        return Vec::new();
    }
    let subject = Subject::of(parameter);
    let mut checks = Checks { krate, facts: implementation(krate, parameter, "FACTS"), found: Vec::new() };
    checks.subject(&subject);
    let default = parameter.attrs.default.as_ref();
    if let (Some(default), Shape::Other) = (default, subject.shape()) {
        let facts = &checks.facts;
        let message = "`default` cannot be used on an `Option`, whose absent value is `None`";
        checks.add(&default.whole, &quote!(!#facts.optional), message);
    }
    for (what, attr) in default.map(|attr| ("default", attr)).into_iter().chain(examples(parameter)) {
        checks.value(&subject, what, attr);
    }
    checks.found
}

fn examples<'a>(parameter: &'a Parameter<'_>) -> impl Iterator<Item = (&'static str, &'a Attr<Expr>)> {
    parameter.attrs.examples.iter().map(|attr| ("example", attr))
}

struct Checks<'a> {
    krate: &'a TokenStream,
    /// The facts of the parameter's type.
    facts: TokenStream,
    found: Vec<TokenStream>,
}

impl Checks<'_> {
    fn subject(&mut self, subject: &Subject<'_>) {
        if matches!(subject.shape(), Shape::Other) {
            self.kinds(subject);
        }
        self.room(subject);
        if let Some(items) = subject.items() {
            self.subject(&items);
        }
    }

    /// On a type whose name says nothing: does each constraint fit the type at all?
    fn kinds(&mut self, subject: &Subject<'_>) {
        let krate = self.krate;
        let facts = self.facts_of(subject);
        for (key, whole) in subject.constraints.present() {
            let kinds = kinds(key).iter().map(|kind| {
                let kind = Ident::new(kind, proc_macro2::Span::call_site());
                quote!(#krate::__private::FactKind::#kind)
            });
            let fits = quote!(#krate::__private::is_of_kind(#facts, &[#(#kinds),*]));
            self.add(
                whole,
                &fits,
                &format!("`{key}` can only be used on {}, and {} is none", wanted(key), named_type(subject)),
            );
        }
        for (key, attr) in subject.constraints.bounds().filter(|(key, _)| *key != symbol::MULTIPLE_OF) {
            let bound = bound(krate, subject, &attr.value);
            let holds = quote!(#krate::__private::can_hold(#facts, #bound));
            self.add(
                &attr.written,
                &holds,
                &format!("`{key}` is {}, and {} cannot hold it", attr.value, named_type(subject)),
            );
        }
        for value in subject.constraints.listed().unwrap_or_default() {
            let scalar = super::constraints::scalar(krate, subject, &value.value);
            let accepts = quote!(#krate::__private::can_be(#facts, #scalar));
            let what = if subject.constraints.constant.is_some() { "constant" } else { "`one_of` value" };
            let message = format!("{what} {} is none that {} can hold", value.value, named_type(subject));
            self.add(&value.written, &accepts, &message);
        }
    }

    /// The facts of the parameter's type, or of the items in it.
    fn facts_of(&self, subject: &Subject<'_>) -> TokenStream {
        let (krate, facts) = (self.krate, &self.facts);
        let of = quote!(::core::option::Option::Some(#facts));
        (0..subject.depth).fold(of, |of, _| quote!(#krate::__private::of_items(#of)))
    }

    /// With a named constant: can anything satisfy the constraints?
    fn room(&mut self, subject: &Subject<'_>) {
        let krate = self.krate;
        let all = subject.constraints;
        let low = [(symbol::MINIMUM, &all.minimum, false), (symbol::EXCLUSIVE_MINIMUM, &all.exclusive_minimum, true)];
        let high = [(symbol::MAXIMUM, &all.maximum, false), (symbol::EXCLUSIVE_MAXIMUM, &all.exclusive_maximum, true)];
        for ((low_key, low, above), (high_key, high, below)) in
            low.iter().flat_map(|low| high.iter().map(move |high| (low, high)))
        {
            let (Some(low), Some(high)) = (low, high) else { continue };
            let Some(at) = named(low).or_else(|| named(high)) else { continue };
            let (low, high) = (bound(krate, subject, &low.value), bound(krate, subject, &high.value));
            let room = quote!(#krate::__private::leaves_room(#low, #above, #high, #below));
            self.add(at, &room, &format!("no value satisfies both `{low_key}` and `{high_key}`"));
        }
        if let Some(step) = all.multiple_of.as_ref().filter(|step| named(step).is_some()) {
            let value = bound(krate, subject, &step.value);
            let zero = quote!(#krate::__private::Bound::Integer(0));
            let positive = quote!(#krate::__private::is_above(#value, #zero));
            self.add(&step.written, &positive, "`multiple_of` must be greater than 0");
        }
        self.counts(subject);
    }

    fn counts(&mut self, subject: &Subject<'_>) {
        let constraints = subject.constraints;
        let lengths: Vec<_> = constraints.lengths().collect();
        let items: Vec<_> = constraints.counts().collect();
        for pair in [lengths, items] {
            let [(least_key, least), (most_key, most)] = &*pair else { continue };
            let named = [least, most].into_iter().find(|attr| attr.value.literal().is_none());
            let Some(at) = named.map(|attr| &attr.whole) else { continue };
            let (least, most) = (count(&least.value), count(&most.value));
            self.add(at, &quote!(#least <= #most), &format!("no value satisfies both `{least_key}` and `{most_key}`"));
        }
    }

    /// A value that is a named constant, or a literal beside one.
    fn value(&mut self, subject: &Subject<'_>, what: &str, attr: &Attr<Expr>) {
        match subject.shape() {
            Shape::Integer(_) | Shape::Float => self.number(subject, what, attr),
            Shape::Text if matches!(attr.value, Expr::Path(_)) => self.text(subject, what, attr),
            _ => {}
        }
    }

    fn number(&mut self, subject: &Subject<'_>, what: &str, attr: &Attr<Expr>) {
        let literal = Bound::literal(&attr.value);
        let is_named = literal.is_none();
        let constant = || matches!(attr.value, Expr::Path(_)).then(|| Bound::Expression(attr.value.clone()));
        let Some(value) = literal.or_else(constant) else { return };
        let krate = self.krate;
        let value = bound(krate, subject, &value);
        for (key, limit) in subject.constraints.bounds().filter(|(_, limit)| is_named || named(limit).is_some()) {
            let limit = bound(krate, subject, &limit.value);
            let (holds, fault) = match key {
                symbol::MINIMUM => (quote!(!#krate::__private::is_above(#limit, #value)), "is below the `minimum`"),
                symbol::MAXIMUM => (quote!(!#krate::__private::is_above(#value, #limit)), "is above the `maximum`"),
                symbol::EXCLUSIVE_MINIMUM => {
                    (quote!(#krate::__private::is_above(#value, #limit)), "is not above the `exclusive_minimum`")
                }
                symbol::EXCLUSIVE_MAXIMUM => {
                    (quote!(#krate::__private::is_above(#limit, #value)), "is not below the `exclusive_maximum`")
                }
                _ => (quote!(#krate::__private::is_multiple(#value, #limit)), "is no multiple of `multiple_of`"),
            };
            self.add(&attr.written, &holds, &format!("the {what} {fault}"));
        }
        if let Some(listed) = listed(krate, subject).filter(|_| is_named) {
            let value = quote!(#krate::__private::Scalar::Number(#value));
            self.listed(what, attr, &quote!(#krate::__private::is_listed(#value, #listed)));
        }
    }

    fn text(&mut self, subject: &Subject<'_>, what: &str, attr: &Attr<Expr>) {
        let krate = self.krate;
        let value = &attr.value;
        let length = quote!(#krate::__private::length(#value));
        for (key, limit) in subject.constraints.lengths() {
            let limit = count(&limit.value);
            let (holds, fault) = match key {
                symbol::MIN_LENGTH => (quote!(#limit <= #length), "is shorter than"),
                _ => (quote!(#length <= #limit), "is longer than"),
            };
            self.add(&attr.written, &holds, &format!("the {what} {fault} `{key}`"));
        }
        if let Some(listed) = listed(krate, subject) {
            let value = quote!(#krate::__private::Scalar::String(#value));
            self.listed(what, attr, &quote!(#krate::__private::is_listed(#value, #listed)));
        }
    }

    fn listed(&mut self, what: &str, attr: &Attr<Expr>, holds: &TokenStream) {
        self.add(&attr.written, holds, &format!("the {what} is none of the values there are"));
    }

    fn add(&mut self, written: &TokenStream, holds: &TokenStream, message: &str) {
        self.found.push(assertion(self.krate, written, holds, message));
    }
}

/// A call of the runtime crate's assertion, all of it at the place of `written`: one token of another place, and rustc
/// would point at the derive.
pub(crate) fn assertion(krate: &TokenStream, written: &TokenStream, holds: &TokenStream, message: &str) -> TokenStream {
    let at = written.span();
    let assert = Ident::new("assert", at);
    let krate: TokenStream = krate
        .clone()
        .into_iter()
        .map(|mut token| {
            token.set_span(at);
            token
        })
        .collect();
    quote_spanned!(at=> #krate::__private::#assert(#holds, #message))
}

/// Where a bound stands that is not written as a number.
fn named(bound: &Attr<Bound>) -> Option<&TokenStream> {
    matches!(bound.value, Bound::Expression(_)).then_some(&bound.whole)
}

/// The kinds of type that a constraint can stand on.
fn kinds(key: &str) -> &'static [&'static str] {
    match key {
        symbol::MIN_LENGTH | symbol::MAX_LENGTH | symbol::PATTERN | symbol::FORMAT => &["String"],
        symbol::MIN_ITEMS | symbol::MAX_ITEMS | symbol::ITEMS => &["Array", "Map"],
        symbol::UNIQUE_ITEMS => &["Array"],
        symbol::ONE_OF => &["Integer", "Number", "String", "Enum", "Any"],
        symbol::CONSTANT => &["Boolean", "Integer", "Number", "String", "Enum", "Any"],
        _ => &["Integer", "Number"],
    }
}
