//! Which function a question means and what it says of its parameters, by an encoder: a small model that turns a text into a
//! vector, so that texts which mean the same have vectors that point the same way.
//!
//! A function is a text with a vector of its own ([`text`]), which is computed once and kept with the encoder ([`kept`]); those of
//! a session are its [`meanings`]. A question is another. The cosine between the two, times a scale, is the function's logit,
//! beside one for none of them ([`odds`]). The nearest functions are read once more, each together with the question: slower,
//! and better, since the encoder sees the words of both (Nogueira and Cho 2019, "Passage re-ranking with BERT"). For the
//! parameters of a function, the encoder reads the question once with each ([`parameter`], [`said`]), and what stands in it
//! word for word ([`literal`]) counts as well. Of a text or a number, it finds the words ([`words`]); of a message that asks for
//! several things, where each begins ([`parts`]).

mod kept;
mod literal;
mod meanings;
mod odds;
mod parameter;
mod parts;
mod room;
mod said;
mod share;
mod text;
mod words;

pub(crate) use kept::Kept;
pub(crate) use meanings::Meanings;
pub(crate) use odds::Odds;
pub(crate) use parts::Part;
pub(crate) use said::{Said, of_all_required};
