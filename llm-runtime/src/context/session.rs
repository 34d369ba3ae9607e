//! What a session's conversation is called.

use crate::session::Session;

impl Session {
    /// Sets what the conversation is called; a running exchange is waited for.
    pub async fn set_title(&self, title: impl Into<String>) {
        let title = title.into();
        self.edit_context(|context| context.set_title(title)).await;
    }

    /// Notes something about the conversation, which no model sees; a running exchange is waited for.
    pub async fn set_metadata(&self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        self.edit_context(|context| context.metadata_mut().insert(name, value)).await;
    }
}
