use llm_functions::llm_function;

/// Not async.
#[llm_function]
fn get_time() -> String {
    String::new()
}

/// Generic.
#[llm_function]
async fn get_date<T>(
    /// Where.
    zone: u8,
) -> String {
    String::new()
}

/// Borrows.
#[llm_function]
async fn get_place<'a>(
    /// Where.
    zone: u8,
) -> String {
    String::new()
}

/// Unsafe.
#[llm_function]
async unsafe extern "C" fn get_name() -> String {
    String::new()
}

/// A method.
#[llm_function]
async fn get_method(
    &self,
    /// Where.
    zone: u8,
) -> String {
    String::new()
}

fn main() {
    llm_functions::functions![GetTime, GetDate, GetPlace, GetName, GetMethod];
}
