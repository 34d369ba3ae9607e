//! llm-runtime

pub mod models;
