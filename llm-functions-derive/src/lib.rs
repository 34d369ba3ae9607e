//! derive
use proc_macro::TokenStream;
/// x
#[proc_macro_derive(LlmFunction, attributes(llm_function, parameter))]
pub fn a(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
/// x
#[proc_macro_derive(ParameterType, attributes(parameter))]
pub fn b(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
