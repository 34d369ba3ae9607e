use llm_functions::llm_function;

type Fallible<T> = Result<T, String>;

/// Under another name.
#[llm_function]
async fn renamed() -> Fallible<u8> {
    Ok(1)
}

struct Reading;

/// Not readable.
#[llm_function]
async fn read() -> Reading {
    Reading
}

/// Not displayed.
#[llm_function]
async fn failing() -> Result<u8, Reading> {
    Err(Reading)
}

fn main() {}
