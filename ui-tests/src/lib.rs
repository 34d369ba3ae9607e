//! What users of the derives see: the messages for mistakes (`ui/`, by theme), the code that they compile
//! (`expected/`), and that nothing in their scope or their lints gets in the way (`tests/hygiene.rs`).
