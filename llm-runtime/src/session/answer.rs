//! [`Answer`]: what the model says in the turn that ends an exchange.

use super::Events;
use crate::error::{ErrorKind, Result};
use crate::event::Event;
use crate::platform::FinishReason;

/// The text of an exchange's answer, without what was said beside calls, and why it ended.
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) reason: FinishReason,
}

impl Answer {
    /// Reads an exchange to its end and shows every event.
    pub(crate) async fn of(mut events: Events<'_>, mut on_event: impl FnMut(&Event) + Send) -> Result<Self> {
        let mut answer = Self { text: String::new(), reason: FinishReason::Cancelled };
        let mut calls = false;
        while let Some(event) = events.next().await {
            let event = event?;
            on_event(&event);
            match event {
                Event::Restarted => answer.text.clear(),
                Event::Text(more) => answer.text.push_str(&more),
                Event::CallStarted { .. } => calls = true,
                Event::TurnFinished(_) if std::mem::take(&mut calls) => answer.text.clear(),
                Event::Finished(reason) => answer.reason = reason,
                _ => {}
            }
        }
        Ok(answer)
    }

    /// The answer if there is one; one that was cut off counts only where `cut` says so.
    pub(crate) fn given(self, cut: bool) -> Result<Self> {
        match self.reason {
            FinishReason::Stop | FinishReason::ToolCalls => Ok(self),
            FinishReason::Length if cut => Ok(self),
            FinishReason::Cancelled => Err(ErrorKind::Cancelled.into()),
            reason => Err(ErrorKind::NoAnswer(reason).into()),
        }
    }
}
