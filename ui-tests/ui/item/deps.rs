use llm_functions::{Call, llm_function};

struct Store;
trait Shelf {}

/// Two.
#[llm_function]
async fn two(#[deps] one: &Store, #[deps] other: &u8) -> u8 {
    0
}

/// Owned.
#[llm_function]
async fn owned(#[deps] store: Store) -> u8 {
    0
}

/// Exclusive.
#[llm_function]
async fn exclusive(#[deps] store: &mut Store) -> u8 {
    0
}

/// Unsized.
#[llm_function]
async fn sized(#[deps] store: &dyn Shelf) -> u8 {
    0
}

/// There is a struct of this name.
#[llm_function]
async fn store() -> u8 {
    0
}

/// Named.
#[llm_function]
async fn lifetime(#[deps] store: &'static Store) -> u8 {
    0
}

/// Keys.
#[llm_function]
async fn keys(#[deps(shared)] #[parameter(name = "shop")] store: &Store) -> u8 {
    0
}

/// Another.
#[llm_function]
async fn another(#[deps] store: &Store, call: Call<'_, u8>) -> u8 {
    0
}

/// Two calls.
#[llm_function]
async fn calls(call: Call<'_, u8>, #[parameter(name = "c")] again: Call<'_, u8>) -> u8 {
    0
}

fn main() {
    llm_functions::functions![Two: Store, Owned: Store, Exclusive: Store, Lifetime: Store, Keys: Store, Calls: 1];
}
