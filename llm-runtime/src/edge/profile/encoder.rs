//! [`EncoderProfile`]: how much is made of what an encoder says.

/// How a model that chooses by [`ChoiceMethod::Encoder`](super::ChoiceMethod::Encoder) weighs what its
/// [encoder](crate::edge::EdgeModel::encoder) says.
///
/// ```
/// use llm_runtime::edge::EncoderProfile;
/// let never_held = EncoderProfile {
///     said_from: f32::INFINITY,
///     needed_from: f32::INFINITY,
///     copied_from: f32::INFINITY,
///     unsaid_from: f32::INFINITY,
///     ..EncoderProfile::all_minilm_l6_v2_functions()
/// };
/// assert!(never_held.scale > 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "an evaluation varies every field")]
pub struct EncoderProfile {
    /// What the cosine between the question and a function is multiplied by to be the function's logit.
    pub scale: f32,
    /// The logit of no function beside those.
    pub none: f32,
    /// Of how many functions, the nearest ones, the question is read together with each.
    pub nearest: usize,
    /// What is added to a function's logit for that: by how much the two are nearer to a text that the function is meant than to
    /// one that it is not, as a difference of cosines, times this.
    pub together_scale: f32,
    /// How much the encoder counts for which function is called, beside how likely the model finds its name.
    pub weight: f32,
    /// By how much the logarithm of a function's probability may be lower than that of the likeliest for a message to call
    /// it as well.
    pub margin: f32,
    /// The same beside the likeliest of those that were not called first.
    pub next_margin: f32,
    /// The logarithm of that one's probability from which the first function is not called a second time: two are meant.
    pub again_until: f32,
    /// What the difference of a word's cosines with a text that another request begins there, and with one that it is still the
    /// same, is multiplied by to be the logit of the former.
    pub parted_scale: f32,
    /// That logit, with the logarithms of the probabilities added that each of both parts means its likeliest function and says
    /// all that this needs, from which a message is taken for several requests, each of which is called for by itself; never
    /// at infinity.
    pub parted_from: f32,
    /// How much the encoder counts for whether one is called, beside how likely the model finds a call.
    pub call_weight: f32,
    /// What the cosine between a question with a parameter and what may have been said of it is multiplied by to be the
    /// logit of that.
    pub said_scale: f32,
    /// Added to that logit for a value, one of a few, that stands in the question word for word while no other does.
    pub literal: f32,
    /// How much it counts against a call that not everything was said which the function needs. Of a conversation's first
    /// question only: later ones may mean what was said before.
    pub missing_weight: f32,
    /// The logarithm of the odds that a certain value was said of a parameter that may be left out, one of a few, from which a
    /// call is held to that value; never at infinity.
    pub said_from: f32,
    /// The same of a parameter that has to be there, by the odds among its values.
    pub needed_from: f32,
    /// What the cosine between a word of the question and the beginning, or the end, of what was said of a parameter is
    /// multiplied by to be the logit of that.
    pub copied_scale: f32,
    /// The logarithm of the odds that certain words were said of a text or a number, from which a call is held to them, where
    /// they fit; one that may be left out, if anything was said of it by the odds of `said_from`.
    pub copied_from: f32,
    /// The logarithm of the odds that nothing was said of a parameter that may be left out, from which it is left out. Of
    /// a conversation's first question only.
    pub unsaid_from: f32,
}

impl Default for EncoderProfile {
    /// For an encoder that compares texts and was taught no more: it says which function is meant, and nothing else counts.
    fn default() -> Self {
        Self {
            scale: 20.0,
            none: 6.0,
            nearest: 0,
            together_scale: 0.0,
            weight: 1.0,
            margin: 6.0,
            next_margin: 6.0,
            again_until: 0.0,
            parted_scale: 20.0,
            parted_from: f32::INFINITY,
            call_weight: 0.0,
            said_scale: 20.0,
            literal: 0.0,
            missing_weight: 0.0,
            said_from: f32::INFINITY,
            needed_from: f32::INFINITY,
            copied_scale: 20.0,
            copied_from: f32::INFINITY,
            unsaid_from: f32::INFINITY,
        }
    }
}

impl EncoderProfile {
    /// For `all-minilm-l6-v2` with the adapter that comes with it. The scales of what is said were trained with the adapter
    /// (`training/MODEL_CARD.md`); the numbers that add up what speaks for a function were fitted to domains held out from
    /// training, and the others are the best of those tried on these and on the development questions
    /// (`docs/edge-accuracy.md`).
    pub fn all_minilm_l6_v2_functions() -> Self {
        Self {
            scale: 20.0,
            none: 5.0,
            nearest: 4,
            together_scale: 20.0,
            margin: 16.0,
            next_margin: 2.0,
            again_until: -5.0,
            parted_scale: 20.1,
            parted_from: -1.5,
            call_weight: 0.2,
            said_scale: 20.0,
            literal: 3.0,
            missing_weight: 1.25,
            said_from: 0.0,
            needed_from: 0.0,
            copied_scale: 20.0,
            copied_from: 0.0,
            unsaid_from: 0.0,
            ..Self::default()
        }
    }

    /// Whether calls are held to anything.
    pub(crate) fn holds(&self) -> bool {
        [self.said_from, self.needed_from, self.copied_from, self.unsaid_from].iter().any(|from| *from < f32::INFINITY)
    }
}
