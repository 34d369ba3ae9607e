//! llm-functions
