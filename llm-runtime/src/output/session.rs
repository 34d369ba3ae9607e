//! `Session::generate_as`: asks until the answer fits.

use std::sync::Arc;

use llm_functions::ParameterType;
use llm_functions::arguments::{Coercions, decode_value};

use super::{OutputFormat, repair};
use crate::approval::ApprovalDecision;
use crate::error::{ErrorKind, Result};
use crate::event::Event;
use crate::message::Message;
use crate::session::{Answer, Events, Session};

impl Session {
    /// Says something to the model and returns its answer as a value of this type. Functions may be called before.
    ///
    /// The platform holds the model to the type's form as well as it can. The answer is checked and coerced by the same
    /// rules as the arguments of a call; when it does not fit, the model is told everything that is wrong and asked again,
    /// as often as [`Schema::repair_attempts`](crate::Schema::repair_attempts) says. Each answer takes the place of the one
    /// before it: what did not fit, and that it was asked for again, is not part of the conversation afterwards, except the
    /// last answer when none fits.
    ///
    /// ```
    /// # #[cfg(feature = "mock")] {
    /// use llm_functions::ParameterType;
    /// use llm_runtime::{Runner, Schema, mock::MockPlatform};
    ///
    /// /// How somebody slept.
    /// #[derive(ParameterType, Debug, PartialEq)]
    /// struct Night {
    ///     /// Hours of sleep.
    ///     #[parameter(maximum = 24)]
    ///     hours: u8,
    /// }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    ///
    /// let platform = MockPlatform::new("tiny").says("Seven hours.").says(r#"{"hours": 7}"#);
    /// let runner = Runner::builder().platform(platform).build()?;
    /// let mut session = runner.session(Schema::builder("tiny").build()?).await?;
    ///
    /// assert_eq!(session.generate_as::<Night>("How did I sleep?").await?, Night { hours: 7 });
    /// // The question and the answer that fits.
    /// assert_eq!(session.context().await.messages().len(), 2);
    /// # Ok::<(), llm_runtime::Error>(())
    /// # }).unwrap();
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Output`] when no answer fits, [`ErrorKind::NoAnswer`] when the exchange ended without an answer, such as
    /// while a call waits for approval ([`resume_as`](Self::resume_as) goes on then), and whatever else ends an exchange.
    pub async fn generate_as<T: ParameterType>(&mut self, message: impl Into<Message>) -> Result<T> {
        self.generate_as_with(message, |_| ()).await
    }

    /// As [`generate_as`](Self::generate_as), and shows every event on the way. [`Event::Finished`] comes once for each
    /// answer; text that comes after it belongs to the next one.
    ///
    /// # Errors
    /// As [`generate_as`](Self::generate_as).
    pub async fn generate_as_with<T: ParameterType>(
        &mut self,
        message: impl Into<Message>,
        mut on_event: impl FnMut(&Event) + Send,
    ) -> Result<T> {
        let format = form_of::<T>()?;
        let events = self.run(message.into(), Some(Arc::clone(&format)));
        let answer = Answer::of(events, &mut on_event).await?;
        self.until_it_fits(answer, &format, on_event).await
    }

    /// Goes on where calls waited for somebody's approval, as [`resume`](Self::resume) does, and returns the model's answer
    /// as a value of this type. What [`generate_as`](Self::generate_as) was asked for is not kept with what waits, so it is
    /// asked for here again.
    ///
    /// ```
    /// # #[cfg(feature = "mock")] {
    /// use std::time::Duration;
    /// use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
    /// use llm_runtime::{ErrorKind, FinishReason, Runner, Schema, mock::MockPlatform};
    ///
    /// /// Read the scales.
    /// #[derive(LlmFunction)]
    /// #[llm_function(requires_approval)]
    /// struct ReadScales {}
    /// # impl Execute for ReadScales {
    /// #     type Deps = ();
    /// #     type Output = String;
    /// #     type Error = std::convert::Infallible;
    /// #     async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> { Ok("71 kg".into()) }
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let platform = MockPlatform::new("tiny").calls("read_scales", "{}").says("71 kg").says("71");
    /// let schema = Schema::builder("tiny").functions(functions![ReadScales]).defer_approvals(Duration::from_secs(60));
    /// let runner = Runner::builder().platform(platform).build()?;
    /// let mut session = runner.session(schema.build()?).await?;
    ///
    /// let error = session.generate_as::<u16>("How heavy am I?").await.unwrap_err();
    /// assert_eq!(error.kind(), &ErrorKind::NoAnswer(FinishReason::AwaitingApproval));
    /// let context = session.context().await;
    /// let decisions: Vec<_> = context.suspended().unwrap().requests().map(|request| request.grant()).collect();
    /// assert_eq!(session.resume_as::<u16>(decisions).await?, 71);
    /// # Ok::<(), llm_runtime::Error>(())
    /// # }).unwrap();
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`resume`](Self::resume) and [`generate_as`](Self::generate_as).
    pub async fn resume_as<T: ParameterType>(
        &mut self,
        decisions: impl IntoIterator<Item = ApprovalDecision>,
    ) -> Result<T> {
        let format = form_of::<T>()?;
        let answer = Answer::of(self.go_on(decisions, Some(Arc::clone(&format))), |_| ()).await?;
        self.until_it_fits(answer, &format, |_| ()).await
    }

    /// Asks again until an answer fits.
    async fn until_it_fits<T: ParameterType>(
        &mut self,
        answer: Answer,
        format: &Arc<OutputFormat>,
        mut on_event: impl FnMut(&Event) + Send,
    ) -> Result<T> {
        let attempts = self.schema().repair_attempts().saturating_add(1);
        // Whether a text that was cut off is an answer is seen by reading it.
        let mut answer = answer.given(true)?;
        for attempt in 1.. {
            let problems = match decode_value::<T>(format.view(), &answer.text, Coercions::ALL) {
                Ok(value) => return Ok(value),
                Err(error) => error.for_model(),
            };
            if attempt >= attempts {
                break;
            }
            let request = repair::request(format, &problems, answer.reason);
            let events = self.repair(request, Arc::clone(format)).await;
            answer = Answer::of(events, &mut on_event).await?.given(true)?;
        }
        Err(ErrorKind::Output { format: format.view().name.to_string(), attempts }.into())
    }

    /// Asks for another answer in place of the last one, which the request repeats in part.
    async fn repair(&mut self, request: String, format: Arc<OutputFormat>) -> Events<'_> {
        let label = self.inspect(|_, context| context.sensitivity()).await;
        self.run_again(Message::user(request).labelled(label), format)
    }
}

/// A type whose declaration contradicts itself has no value that would fit.
fn form_of<T: ParameterType>() -> Result<Arc<OutputFormat>> {
    let format = OutputFormat::of::<T>();
    match format.view().defects().first() {
        Some(defect) => Err(ErrorKind::Configuration(format!("no answer can have this form: {defect}")).into()),
        None => Ok(Arc::new(format)),
    }
}
