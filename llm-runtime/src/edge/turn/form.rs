//! Writing an answer that has a form, under the form's grammar.

use llm_functions::arguments::{Coercions, canonical_with};

use super::write::varied;
use super::{Prompt, Run, Tally};
use crate::edge::functions::Functions;
use crate::edge::options::for_call;
use crate::error::{ErrorKind, Result};
use crate::options::GenerationOptions;
use crate::output::OutputFormat;
use crate::platform::{Delta, FinishReason};

impl Run<'_> {
    /// Answers in a form. Where the grammar says all that the form does, the answer is told as it is written; otherwise
    /// only when it fits, and it is written again until then. The last attempt is told as it is: whoever asked for a form
    /// checks what comes.
    pub(super) async fn answer_in(
        &self,
        output: &OutputFormat,
        form: &Functions,
        prompt: &Prompt,
        mut tally: Tally,
    ) -> Result<()> {
        let limits = self.model.profile.limits;
        let mut attempt = 0;
        loop {
            let grammar = self.model.grammars.form(form).map_err(ErrorKind::Generation)?;
            let exact = grammar.exact;
            let mut kept = String::new();
            let tell = |text: String| if exact { self.emit(Delta::Text(text)) } else { kept.push_str(&text) };
            let options = varied(self.form_options(), attempt);
            let finish = self.write(grammar, prompt, &options, &mut tally, tell).await?;
            let answer = form.brought_back(&output.view().name, &kept).unwrap_or(kept);
            let fits = || canonical_with(output.view(), &answer, Coercions::ALL).is_ok();
            if exact || finish == FinishReason::Length || attempt >= limits.retries || fits() {
                if !exact {
                    self.emit(Delta::Text(answer));
                }
                self.end(&tally, finish);
                return Ok(());
            }
            attempt += 1;
        }
    }

    /// As for a call, but as long as the caller allows: a report is longer than arguments.
    fn form_options(&self) -> GenerationOptions {
        let (profile, given) = (&self.model.profile, self.request.options);
        let most = given.max_output_tokens.or(Some(profile.limits.max_tokens));
        GenerationOptions { max_output_tokens: most, ..for_call(profile, given) }
    }
}
