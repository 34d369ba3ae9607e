//! [`Model`]: what a model takes, as far as its name tells.
//!
//! One request is right for one model of Anthropic's and refused by the next: token budgets for thoughts gave way to
//! efforts with 4.6, sampling went with 4.7. Sources: the migration guides of Anthropic's documentation for Claude 4.6,
//! Opus 4.7 and Sonnet 5.

/// What a model takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact about a model, and no two exclude each other")]
pub(super) struct Model {
    /// Whether it is one of Anthropic's.
    pub(super) is_claude: bool,
    pub(super) thinking: Thinking,
    /// Whether it takes `temperature`, `top_p` and `top_k`.
    pub(super) sampling: bool,
    /// Whether it takes `temperature` and `top_p` together.
    pub(super) both: bool,
    /// Whether it can be held to a schema. Of another maker's it is believed, because somebody chose the strict dialect.
    pub(super) strict: bool,
    /// The tokens of an answer where nobody says how many: the API wants a limit, and this one is within that of every
    /// model of the generation.
    pub(super) tokens: u32,
}

/// How a model is told how long to think.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thinking {
    /// It does not think.
    Never,
    /// By a number of tokens.
    Budget,
    /// By a word.
    Effort,
    /// By a word; it cannot be told not to.
    Always,
}

impl Model {
    pub(super) fn of_name(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let Some((_, name)) = name.split_once("claude") else {
            let thinking = Thinking::Budget;
            return Self { is_claude: false, thinking, sampling: true, both: true, strict: true, tokens: 8_192 };
        };
        let version = version(name);
        let thinking = match version {
            _ if name.contains("fable") || name.contains("mythos") => Thinking::Always,
            (4, 6..) | (5.., _) => Thinking::Effort,
            (3, 7..) | (4, _) => Thinking::Budget,
            _ => Thinking::Never,
        };
        let tokens = match version {
            (4.., _) => 16_384,
            (3, 5..) => 8_192,
            _ => 4_096,
        };
        let (sampling, both, strict) = (version < (4, 7), version < (4, 1), version >= (4, 5));
        Self { is_claude: true, thinking, sampling, both, strict, tokens }
    }
}

/// Major and minor, wherever they stand: `-3-5-sonnet-20241022`, `-opus-4-20250514`, `-4.6-opus`. One that has none is as
/// new as any.
fn version(name: &str) -> (u32, u32) {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let mut numbers = words.map(|word| word.parse().ok().filter(|_| word.len() <= 2));
    let major = numbers.by_ref().flatten().next();
    let minor = numbers.next().flatten();
    (major.unwrap_or(u32::MAX), minor.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_how_a_model_thinks_and_samples() {
        for (name, thinking, sampling, both) in [
            ("claude-3-haiku-20240307", Thinking::Never, true, true),
            ("claude-3-5-sonnet-20241022", Thinking::Never, true, true),
            ("claude-3-7-sonnet-latest", Thinking::Budget, true, true),
            ("claude-opus-4-20250514", Thinking::Budget, true, true),
            ("anthropic.claude-opus-4-1-20250805-v1:0", Thinking::Budget, true, false),
            ("claude-haiku-4-5", Thinking::Budget, true, false),
            ("claude-opus-4-5@20251101", Thinking::Budget, true, false),
            ("anthropic/claude-4.6-opus", Thinking::Effort, true, false),
            ("claude-opus-4-7", Thinking::Effort, false, false),
            ("claude-sonnet-5", Thinking::Effort, false, false),
            ("claude-opus-12-1", Thinking::Effort, false, false),
            ("claude-fable-5", Thinking::Always, false, false),
            ("claude-mythos-preview", Thinking::Always, false, false),
            ("deepseek-v4", Thinking::Budget, true, true),
        ] {
            let model = Model::of_name(name);
            assert_eq!((model.thinking, model.sampling, model.both), (thinking, sampling, both), "{name}");
        }
    }
}
