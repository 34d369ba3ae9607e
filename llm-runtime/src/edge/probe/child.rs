//! The side that is asked: loads a file as the engine would, and computes with it.

use std::io::{BufRead, Write};
use std::num::NonZeroU32;
use std::path::Path;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::LlamaVocab;

use super::protocol::{Answer, MARK, Order, READY, Trial, VARIABLE};
use crate::edge::config::HAS_GPU;
use crate::edge::quantize::native;
use crate::edge::worker;

const BATCH: u32 = 32;
/// Letters, digits, spaces, line ends, and what no vocabulary has whole.
const TEXT: &str = "the 7 Ärzte\nsay:\t\"no\"  \u{1F9EC}\u{0}\u{301}";

/// Tries files if a [`Probe`](super::Probe) started this process for it, and ends the process then; does nothing otherwise.
/// A program calls it at the very beginning of its `main`.
pub fn run_if_asked() {
    if std::env::var_os(VARIABLE).is_some() {
        serve();
        std::process::exit(0);
    }
}

/// Answers until nobody asks any more. A line that cannot be written has no reader.
fn serve() {
    limit("core", 0);
    say(READY);
    for line in std::io::stdin().lock().lines() {
        let Ok(order) = line.map_err(drop).and_then(|line| serde_json::from_str::<Order>(&line).map_err(drop)) else {
            return;
        };
        let done = match order {
            Order::Try(trial) => {
                limit("memory", trial.memory);
                attempt(&trial)
            }
            Order::Quantize(job) => native::quantize(&job),
        };
        let answer = done.map_or_else(Answer::Unfit, |()| Answer::Fit);
        say(&serde_json::to_string(&answer).unwrap_or_default());
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{MARK}{line}").and_then(|()| out.flush());
}

/// Holds this process to a limit where the system can; elsewhere time is the only one.
#[cfg(unix)]
fn limit(what: &str, bytes: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // A GPU's driver reserves more addresses than any machine has memory.
    if what == "memory" && HAS_GPU {
        return;
    }
    let resource = if what == "core" { Resource::Core } else { Resource::As };
    let most = getrlimit(resource).maximum;
    let _ = setrlimit(resource, Rlimit { current: Some(bytes.min(most.unwrap_or(u64::MAX))), maximum: most });
}

#[cfg(not(unix))]
fn limit(_what: &str, _bytes: u64) {}

fn attempt(trial: &Trial) -> Result<(), String> {
    let backend = worker::backend().map_err(|error| error.to_string())?;
    let mut model = load(&trial.model)?;
    let mut adapter = match &trial.adapter {
        Some(path) => Some(model.lora_adapter_init(path).map_err(|_| "llama.cpp cannot load the adapter")?),
        None => None,
    };
    let tokens = read_vocabulary(&model.vocab());
    // llama.cpp's own reading of the template, which must not be trusted to be one.
    let _ = model.chat_template(None);
    let params = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(256))
        .with_n_batch(BATCH)
        .with_n_ubatch(BATCH)
        .with_n_seq_max(2)
        .with_n_threads(1)
        .with_n_threads_batch(1)
        .with_kv_unified(true)
        .with_swa_full(true);
    let mut context = model.new_context(backend, params).map_err(|_| "llama.cpp cannot compute with it")?;
    if let Some(adapter) = &mut adapter {
        context.lora_adapter_set(adapter, 1.0).map_err(|_| "llama.cpp cannot use the adapter")?;
    }
    if worker::generates(&model) {
        compute(&mut context, &model.vocab(), &tokens, worker::shifts(&model))?;
    }
    drop(context);
    embed(&model, &tokens)
}

fn load(path: &Path) -> Result<LlamaModel, String> {
    let params = LlamaModelParams::default().with_n_gpu_layers(0);
    LlamaModel::load_from_file(worker::backend().map_err(|error| error.to_string())?, path, &params)
        .map_err(|_| "llama.cpp cannot load it".to_owned())
}

/// Everything that the engine asks of a vocabulary; the tokens of a text.
fn read_vocabulary(vocab: &LlamaVocab<'_>) -> Vec<LlamaToken> {
    for token in vocab.tokens() {
        let _ = (vocab.attr(token), vocab.is_eog(token), vocab.token_to_piece(token, true, None));
    }
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let mut tokens = vocab.tokenize(TEXT.as_bytes(), false, false);
    tokens.extend(vocab.tokenize(&every_byte, false, false));
    // With what the model puts before and after a text.
    tokens.extend(vocab.tokenize(TEXT.as_bytes(), true, false));
    tokens.push(vocab.tokens().last().unwrap_or(LlamaToken(0)));
    tokens.retain(|token| token.0 >= 0);
    tokens.truncate(BATCH as usize);
    tokens
}

/// What a text means, in a context of its own.
fn embed(model: &LlamaModel, tokens: &[LlamaToken]) -> Result<(), String> {
    let params = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(256))
        .with_n_batch(BATCH)
        .with_n_ubatch(BATCH)
        .with_n_threads(1)
        .with_n_threads_batch(1)
        .with_embeddings(true);
    let failed = "llama.cpp cannot compute embeddings with it";
    let mut context =
        model.new_context(worker::backend().map_err(|error| error.to_string())?, params).map_err(|_| failed)?;
    let mut batch = LlamaBatch::new(BATCH as usize, 1);
    batch.add_sequence(tokens, 0, true).map_err(|_| failed)?;
    context.decode(&mut batch).map_err(|_| failed)?;
    // Of a model that was not made for it there is one for each token and none for the whole.
    let _ = context.embeddings_seq_ith(0).map(<[f32]>::len);
    Ok(())
}

/// A prompt, then tokens one by one in two sequences, as sessions that share a beginning; then, where that is possible,
/// without the second of them.
fn compute(
    context: &mut LlamaContext<'_>,
    vocab: &LlamaVocab<'_>,
    prompt: &[LlamaToken],
    shifts: bool,
) -> Result<(), String> {
    let failed = |_| "llama.cpp cannot compute with it".to_owned();
    let mut batch = LlamaBatch::new(BATCH as usize, 2);
    for (place, token) in (0..).zip(prompt) {
        batch.add(*token, place, &[0], true).map_err(|_| "a batch is too small")?;
    }
    context.decode(&mut batch).map_err(|_| "llama.cpp cannot compute with it")?;
    let length = i32::try_from(prompt.len()).unwrap_or(0);
    // A recurrent state cannot be copied up to a place; the copy is then simply not made.
    let copied = context.copy_kv_cache_seq(0, 1, None, None).is_ok();
    for step in 0..3 {
        let best = likeliest(context.get_logits_ith(batch.n_tokens() - 1), vocab);
        batch.clear();
        batch.add(best, length + step, &[0], true).map_err(|_| "a batch is too small")?;
        if copied {
            batch.add(best, length + step, &[1], true).map_err(|_| "a batch is too small")?;
        }
        context.decode(&mut batch).map_err(failed)?;
    }
    if copied && shifts && context.clear_kv_cache_seq(Some(0), Some(1), Some(2)).unwrap_or(false) {
        let end = u32::try_from(length + 3).unwrap_or(u32::MAX);
        context.kv_cache_seq_add(0, Some(2), Some(end), -1).map_err(|_| "a position is too large")?;
        batch.clear();
        batch.add(LlamaToken(0), length + 2, &[0], true).map_err(|_| "a batch is too small")?;
        context.decode(&mut batch).map_err(failed)?;
    }
    Ok(())
}

fn likeliest(logits: &[f32], vocab: &LlamaVocab<'_>) -> LlamaToken {
    let best = logits.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(0, |(index, _)| index);
    LlamaToken(i32::try_from(best).unwrap_or(0).min(vocab.n_tokens() - 1))
}
