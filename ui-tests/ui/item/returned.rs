use llm_functions::llm_function;

/// Nothing.
#[llm_function]
async fn nothing() {}

/// Borrowed.
#[llm_function]
async fn borrowed(#[deps] store: &String) -> &str {
    store
}

/// Borrowed inside.
#[llm_function]
async fn inside(#[deps] store: &String) -> Result<std::borrow::Cow<'_, str>, String> {
    Ok(store.into())
}

/// Unnamed.
#[llm_function]
async fn unnamed() -> impl std::fmt::Display {
    1
}

fn main() {
    llm_functions::functions![Nothing, Unnamed];
}
