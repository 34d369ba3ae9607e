//! One view per function type and program: a function's spec is constant, so its view is too.

use std::any::TypeId;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use super::FunctionView;
use crate::function::LlmFunction;
use crate::spec::FunctionSpec;

/// A generic function has no statics of its own per type, so the types are the keys.
static VIEWS: RwLock<Option<Views>> = RwLock::new(None);

type Views = HashMap<TypeId, Arc<FunctionView>, BuildHasherDefault<Already>>;

/// The identity of a type is a hash already, and nobody but the compiler chooses it.
#[derive(Default)]
struct Already(u64);

impl Hasher for Already {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

pub(super) fn of<F: LlmFunction>() -> Arc<FunctionView> {
    known(TypeId::of::<F>(), const { &F::SPEC })
}

/// Not generic, so that it is compiled once and not for every function.
fn known(id: TypeId, spec: &FunctionSpec) -> Arc<FunctionView> {
    // The map is whole after every statement, so a panic elsewhere leaves nothing to distrust.
    let known = VIEWS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(view) = known.as_ref().and_then(|views| views.get(&id)) {
        return Arc::clone(view);
    }
    drop(known);
    let made = Arc::new(FunctionView::new(spec));
    let mut known = VIEWS.write().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(known.get_or_insert_default().entry(id).or_insert(made))
}
