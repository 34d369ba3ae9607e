//! The way back: what has to be done to arguments of a dialect's shape so that they have the function's own, and the
//! other way round. Made beside the schema, step by step, so that the two cannot disagree.

mod lower;
mod raise;

pub(super) use lower::Lowering;
pub use raise::RaiseError;
pub(super) use raise::Raising;

use crate::json::Json;
use crate::view::NodeId;

/// Which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BackId(u32);

/// What has to be done to a value.
#[derive(Clone, Debug)]
pub(super) enum Back {
    /// Nothing, there and inside.
    Same,
    /// Nothing yet.
    Unfinished,
    /// What another step says; for types that contain themselves.
    Goto(BackId),
    /// One after the other.
    Each(Vec<BackId>),
    /// An object with members of these names.
    Object(Vec<Member>, BackId),
    /// A list.
    Array(Vec<BackId>, BackId),
    /// An object of any names that is a list of entries.
    Entries(BackId),
    /// A list of some of these values that is an object of booleans.
    Flags(Vec<Flag>),
    /// A list that is an object with a member for each place, and one for the rest.
    Places(Vec<Member>, Option<Member>),
    /// Any value that is JSON text in a string.
    Text,
    /// What the alternative says that the value fits.
    Union(Vec<(NodeId, BackId)>),
    /// A value that is the only member of an object.
    Wrapped(BackId),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its own name.
    pub(super) name: String,
    /// What the model sees.
    pub(super) lowered: String,
    /// What is done to its value.
    pub(super) back: BackId,
    /// It is required in the dialect, and `null` there when it is absent.
    pub(super) null_when_absent: bool,
    /// A `null` that comes in means that it is absent, because the function takes none.
    pub(super) drops_null: bool,
}

/// One value that a list may hold.
#[derive(Clone, Debug)]
pub(super) struct Flag {
    pub(super) value: Json,
    pub(super) lowered: String,
}

/// The names of what stands for a map, a wrapped value and the rest of a list.
pub(super) const KEY: &str = "key";
pub(super) const VALUE: &str = "value";
pub(super) const WRAPPED: &str = "arguments";
pub(super) const REST: &str = "rest";

/// Every step of a function.
#[derive(Clone, Debug)]
pub(super) struct Backs(Vec<Back>);

impl Backs {
    pub(super) const SAME: BackId = BackId(0);

    pub(super) fn new() -> Self {
        Self(vec![Back::Same])
    }

    /// A step that is filled in later; until then it counts as a change.
    pub(super) fn reserve(&mut self) -> BackId {
        self.0.push(Back::Unfinished);
        BackId(u32::try_from(self.0.len() - 1).unwrap_or(0))
    }

    pub(super) fn fill(&mut self, id: BackId, back: Back) {
        self.0[id.0 as usize] = back;
    }

    pub(super) fn push(&mut self, back: Back) -> BackId {
        let nothing = match &back {
            Back::Same => true,
            Back::Object(members, others) => *others == Self::SAME && members.iter().all(Member::changes_nothing),
            Back::Array(prefix, items) => *items == Self::SAME && prefix.iter().all(|back| *back == Self::SAME),
            Back::Union(alternatives) => alternatives.iter().all(|(_, back)| *back == Self::SAME),
            _ => false,
        };
        if nothing {
            return Self::SAME;
        }
        let id = self.reserve();
        self.fill(id, back);
        id
    }

    /// Several steps on one value.
    pub(super) fn each(&mut self, mut steps: Vec<BackId>) -> BackId {
        steps.retain(|step| *step != Self::SAME);
        match steps.as_slice() {
            [] => Self::SAME,
            [only] => *only,
            _ => self.push(Back::Each(steps)),
        }
    }

    /// Whether bringing a value back changes it; a step that is not filled in yet may.
    pub(super) fn raises(&self, id: BackId) -> bool {
        self.raises_beyond(id, &mut Vec::new())
    }

    fn raises_beyond(&self, id: BackId, seen: &mut Vec<BackId>) -> bool {
        if seen.contains(&id) {
            return false;
        }
        seen.push(id);
        let mut raises = |id: &BackId| self.raises_beyond(*id, seen);
        match self.get(id) {
            Back::Same => false,
            Back::Goto(next) => raises(next),
            Back::Each(steps) => steps.iter().any(raises),
            Back::Object(members, others) => {
                members
                    .iter()
                    .any(|member| member.name != member.lowered || member.null_when_absent && member.drops_null)
                    || members.iter().map(|member| &member.back).chain([others]).any(raises)
            }
            Back::Array(prefix, items) => prefix.iter().chain([items]).any(raises),
            Back::Union(alternatives) => alternatives.iter().map(|(_, back)| back).any(raises),
            Back::Unfinished | Back::Entries(_) | Back::Flags(_) | Back::Places(..) | Back::Text | Back::Wrapped(_) => {
                true
            }
        }
    }

    fn get(&self, id: BackId) -> &Back {
        self.0.get(id.0 as usize).unwrap_or(&Back::Same)
    }
}

impl Member {
    fn changes_nothing(&self) -> bool {
        self.name == self.lowered && self.back == Backs::SAME && !self.null_when_absent && !self.drops_null
    }
}

/// How many steps one call may take: alternatives in alternatives are tried one after the other, and the schema may come
/// from elsewhere.
const STEPS: u32 = 1_000_000;

/// How deep steps may lead into steps; values are at most 128 deep.
const DEPTH: u32 = 600;
