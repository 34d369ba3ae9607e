//! Public beginnings of prompts on disk.

use std::rc::Rc;

use llama_cpp_2::token::LlamaToken;

use super::Scheduler;
use crate::edge::stats;
use crate::edge::worker::command::Request;

/// A shorter beginning is computed as fast as it is read.
const WORTH_KEEPING: usize = 64;

impl Scheduler<'_> {
    /// Reads the public beginning of a prompt into a sequence that holds less of it.
    pub(super) fn restore_prefix(&mut self, id: usize, request: &Request) {
        let public = &request.prompt[..request.public.min(request.prompt.len())];
        let held = self.sequences.get(id).cells.len();
        if public.len() < held + WORTH_KEEPING || self.sequences.cells() + public.len() > self.limits.cells {
            return;
        }
        let Some(path) = self.kept(public) else { return };
        let Ok(number) = i32::try_from(id) else { return };
        self.truncate(id, 0);
        let read = self.context.state_seq_load_file(&path, number, public.len());
        if read.is_ok_and(|(tokens, _)| tokens == public) {
            stats::add(&self.counters.restored_prefixes, 1);
            self.sequences.get_mut(id).cells = public.iter().copied().map(Rc::new).collect();
        } else {
            // Whatever of it was read is not what it should be.
            let _ = self.context.clear_kv_cache_seq(u32::try_from(id).ok(), None, None);
        }
    }

    fn kept(&self, public: &[LlamaToken]) -> Option<std::path::PathBuf> {
        if !self.limits.partial {
            return None;
        }
        self.prefixes.as_ref().and_then(|prefixes| prefixes.find(public))
    }

    /// Writes the public beginning of a sequence, unless it is there already. It is copied to a sequence of its own first,
    /// so that nothing that follows it can be in the file.
    pub(super) fn keep_prefix(&mut self, id: usize) {
        let sequence = self.sequences.get(id);
        let public = sequence.public;
        if !self.limits.partial || public < WORTH_KEEPING || sequence.cells.len() < public {
            return;
        }
        let tokens: Vec<LlamaToken> = sequence.cells[..public].iter().map(|cell| **cell).collect();
        if !self.prefixes.as_mut().is_some_and(|prefixes| prefixes.is_new(&tokens)) {
            return;
        }
        let scratch = self.limits.sessions;
        if self.copy_cells(id, scratch, public) {
            let number = i32::try_from(scratch).unwrap_or_default();
            let context = &self.context;
            if let Some(prefixes) = &self.prefixes {
                prefixes.keep(&tokens, |path| context.state_seq_save_file(path, number, &tokens).is_ok());
            }
        }
        let _ = self.context.clear_kv_cache_seq(u32::try_from(scratch).ok(), None, None);
    }
}
