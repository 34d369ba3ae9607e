//! [`Fault`]: what a model or a server does wrong.

/// What a model or a server does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fault {
    /// The arguments come as a JSON string that holds the JSON object.
    StringifiedArguments,
    /// The arguments stop in the middle, and the turn ends as if they had not.
    CutArguments,
    /// Something comes after the arguments: a bracket too much, a fence, a token of the chat template.
    Garbage,
    /// A function is called that does not exist.
    InventedName,
    /// An output of a size that nobody expects.
    Giant,
    /// A call is made twice in one message.
    DuplicateCall,
    /// A call has the identity of another.
    DuplicateId,
    /// A call has an empty identity.
    EmptyId,
    /// The fragments of several calls come in turn, and the calls end in another order than they began.
    Interleaved,
    /// The turn ends before its last call is complete; the rest follows.
    EarlyFinish,
    /// The turn goes on after its end.
    AfterFinish,
    /// The reason for the end is not the real one.
    WrongFinish,
    /// Arguments belong to a call that never began.
    UnknownCall,
    /// The model says nothing at all.
    EmptyTurn,
    /// The stream ends without a finish reason.
    CutStream,
    /// The stream breaks with an error.
    Error,
    /// Nothing comes for a while.
    Stall,
}

impl Fault {
    /// Every fault, in the order in which they are applied to a turn that gets several.
    pub const ALL: [Self; 17] = [
        Self::StringifiedArguments,
        Self::CutArguments,
        Self::Garbage,
        Self::InventedName,
        Self::Giant,
        Self::DuplicateCall,
        Self::DuplicateId,
        Self::EmptyId,
        Self::Interleaved,
        Self::EarlyFinish,
        Self::AfterFinish,
        Self::WrongFinish,
        Self::UnknownCall,
        Self::EmptyTurn,
        Self::CutStream,
        Self::Error,
        Self::Stall,
    ];
}

/// A fault that was injected, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Injected {
    /// The session, by the order in which they were opened, from 0.
    pub session: usize,
    /// The turn of that session, from 0.
    pub turn: usize,
    /// What was injected.
    pub fault: Fault,
}
