//! Functions in the forms of the providers, and calls brought back from them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "the functions are looked at and never called")]

mod functions;

use llm_functions::dialect::Dialect;

#[test]
fn show() {
    let views = functions::all();
    for dialect in Dialect::ALL {
        let lowered = dialect.lower(views.iter().map(|view| &**view));
        println!("=== {dialect}");
        for tool in &lowered.tools {
            println!("{tool}");
        }
        println!("{}", lowered.report);
    }
}
