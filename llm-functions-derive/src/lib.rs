//! llm-functions-derive
