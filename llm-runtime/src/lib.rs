//! llm-runtime
