//! What a reference can lead to: every document, every schema with an identifier, every anchor.

use std::cell::RefCell;
use std::collections::HashMap;

use super::place::{Location, Place};
use super::{Draft, SchemaError, keywords, uri};
use crate::json::Json;

/// A schema with a URI of its own, which references inside it start from.
struct Scope<'s> {
    base: String,
    draft: Draft,
    root: &'s Json,
    at: Location,
}

/// Everything that a reference can lead to.
#[derive(Default)]
pub(super) struct Index<'s> {
    scopes: Vec<Scope<'s>>,
    /// Documents by the name under which they were given, which counts more than what any schema calls itself.
    given: HashMap<String, usize>,
    /// What schemas call themselves; `None` for what several do.
    claimed: HashMap<String, Option<usize>>,
    /// The scopes that begin inside another, by the address of their schema.
    inner: HashMap<*const Json, usize>,
    anchors: HashMap<(usize, String), Place<'s>>,
    /// The members of objects that are too large to be searched for every reference.
    members: RefCell<HashMap<*const Json, HashMap<&'s str, &'s Json>>>,
}

/// Up to so many members are searched as they stand.
const SMALL: usize = 32;

impl<'s> Index<'s> {
    /// Adds a document and everything in it. The first is the schema itself, under the empty URI.
    pub(super) fn add(&mut self, name: &str, schema: &'s Json, default: Draft) -> Result<usize, SchemaError> {
        let at = Location::of_document(name);
        let draft = draft(schema, &at)?.unwrap_or(default);
        let scope = self.scopes.len();
        self.scopes.push(Scope { base: name.to_owned(), draft, root: schema, at: at.clone() });
        self.given.insert(name.to_owned(), scope);
        if let Some((own, fragment)) = draft.id(schema).map(|id| uri::join(name, id)) {
            if own != name {
                self.claim(own.clone(), scope);
            }
            self.scopes[scope].base = own;
            self.anchor(&fragment, &Place { schema, scope, at: at.clone() });
        }
        self.visit(&Place { schema, scope, at })?;
        Ok(scope)
    }

    fn claim(&mut self, uri: String, scope: usize) {
        self.claimed.entry(uri).and_modify(|known| *known = None).or_insert(Some(scope));
    }

    fn anchor(&mut self, name: &str, place: &Place<'s>) {
        if !name.is_empty() {
            self.anchors.insert((place.scope, name.to_owned()), place.clone());
        }
    }

    fn visit(&mut self, place: &Place<'s>) -> Result<(), SchemaError> {
        if place.at.is_too_deep() {
            return Err(SchemaError::too_large(&place.at, "schemas stand too deep in schemas"));
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = place.get(keyword).and_then(Json::as_str) {
                self.anchor(name, place);
            }
        }
        let mut inner = Vec::new();
        keywords::each(place.schema, |keyword, name, schema| {
            let at = place.at.step(keyword);
            inner.push((schema, name.map_or_else(|| at.clone(), |name| at.step(name))));
        });
        for (schema, at) in inner {
            let scope = self.begin(schema, place.scope, &at)?;
            self.visit(&Place { schema, scope, at })?;
        }
        Ok(())
    }

    /// The scope of a schema inside another: a new one if it has an identifier.
    fn begin(&mut self, schema: &'s Json, outer: usize, at: &Location) -> Result<usize, SchemaError> {
        let Scope { base, draft: outer_draft, .. } = &self.scopes[outer];
        // A schema that names a dialect of its own names its identifier in that dialect.
        let draft = draft(schema, at)?.unwrap_or(*outer_draft);
        let Some((own, fragment)) = draft.id(schema).map(|id| uri::join(base, id)) else { return Ok(outer) };
        let mut scope = outer;
        if own != *base {
            scope = self.scopes.len();
            self.scopes.push(Scope { base: own.clone(), draft, root: schema, at: at.clone() });
            self.claim(own, scope);
            self.inner.insert(schema, scope);
        }
        self.anchor(&fragment, &Place { schema, scope, at: at.clone() });
        Ok(scope)
    }

    pub(super) fn draft(&self, scope: usize) -> Draft {
        self.scopes[scope].draft
    }

    /// The scope that begins with this schema, or else the one around it.
    pub(super) fn scope(&self, schema: &Json, outer: usize) -> usize {
        self.inner.get(&std::ptr::from_ref(schema)).copied().unwrap_or(outer)
    }

    /// The schema that a reference leads to.
    pub(super) fn resolve(&self, from: &Place<'s>, reference: &str) -> Result<Place<'s>, SchemaError> {
        let failed = |why: &str| SchemaError::reference(&from.at, format!("leads to `{reference}`, {why}"));
        let (target, fragment) = uri::join(&self.scopes[from.scope].base, reference);
        let known = self.given.get(&target).map(|scope| Some(*scope)).or_else(|| self.claimed.get(&target).copied());
        let scope = match known {
            _ if reference.starts_with('#') => from.scope,
            Some(Some(scope)) => scope,
            Some(None) => return Err(failed("which is what several schemas call themselves; rename all but one")),
            None => return Err(failed("which was not given; give that document to the parser, or copy it to `$defs`")),
        };
        let fragment = uri::decode(&fragment).ok_or_else(|| failed("whose percent signs make no text"))?;
        let place = if fragment.is_empty() || fragment.starts_with('/') {
            self.follow(scope, &fragment)
        } else {
            self.anchors.get(&(scope, fragment)).cloned()
        };
        place.ok_or_else(|| failed("where there is nothing; correct it, or put the schema there"))
    }

    fn member(&self, object: &'s Json, members: &'s [(String, Json)], name: &str) -> Option<&'s Json> {
        let mut known = self.members.borrow_mut();
        let members =
            known.entry(object).or_insert_with(|| members.iter().map(|(name, value)| (name.as_str(), value)).collect());
        members.get(name).copied()
    }

    fn follow(&self, scope: usize, pointer: &str) -> Option<Place<'s>> {
        let Scope { root, at, .. } = &self.scopes[scope];
        let mut place = Place { schema: root, scope, at: at.clone() };
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            place.schema = match place.schema {
                Json::Array(items) => items.get(index(&step)?)?,
                Json::Object(members) if members.len() > SMALL => self.member(place.schema, members, &step)?,
                object => object.get(&step)?,
            };
            place.at = place.at.step(&step);
            place.scope = self.scope(place.schema, place.scope);
        }
        Some(place)
    }
}

/// An index as RFC 6901 writes it: no sign, no leading zero.
fn index(step: &str) -> Option<usize> {
    let legal = step == "0" || !step.starts_with(['0', '+']);
    step.parse().ok().filter(|_| legal)
}

/// The dialect that a schema names.
fn draft(schema: &Json, at: &Location) -> Result<Option<Draft>, SchemaError> {
    let Some(uri) = schema.get("$schema").and_then(Json::as_str) else { return Ok(None) };
    let known = Draft::of_uri(uri).ok_or_else(|| {
        SchemaError::unsupported(at, "$schema", "the dialects known are drafts 4, 6, 7, 2019-09 and 2020-12")
    })?;
    Ok(Some(known))
}
