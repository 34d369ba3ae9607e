use llm_functions::llm_function;

struct Store;
struct Point {
    x: u8,
}

/// Patterns.
#[llm_function]
async fn take_apart(
    /// Two.
    (one, two): (u8, u8),
    /// One.
    Point { x }: Point,
    /// None.
    _: u8,
    /// Mutable is fine.
    mut three: u8,
) -> u8 {
    three += 1;
    one + two + three + x
}

/// References.
#[llm_function]
async fn borrow(
    /// A text.
    text: &str,
    /// A list.
    list: &[u8],
    store: &Store,
) -> u8 {
    0
}

/// Types.
#[llm_function]
async fn take(
    /// Anything.
    any: impl Into<String>,
    /// A tuple.
    tuple: (u8, u8),
    /// A key.
    #[parameter(minimun = 1)]
    level: u8,
    undescribed: u8,
) -> u8 {
    0
}

/// A pointer.
#[llm_function]
async fn follow(
    /// To something.
    to: *const u8,
) -> u8 {
    0
}

fn main() {
    llm_functions::functions![TakeApart, Borrow, Take];
}
