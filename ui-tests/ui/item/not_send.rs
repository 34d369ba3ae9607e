use llm_functions::llm_function;

/// Wait.
#[llm_function]
async fn wait() -> u8 {
    let one = std::rc::Rc::new(1);
    std::future::ready(()).await;
    *one
}

fn main() {}
