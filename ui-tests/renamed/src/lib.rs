//! Holds nothing: the test beside it compiles the derives where `::llm_functions` does not exist.
