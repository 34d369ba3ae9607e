//! What there is to say about a model that was just loaded.

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::{LlamaBackendDeviceType, list_llama_ggml_backend_devices};

use super::load::{Load, generates, keeps_cache, limits};
use crate::edge::config::KvType;
use crate::edge::facts::ModelFacts;

pub(super) fn of(load: &Load, model: &LlamaModel, context: &LlamaContext<'_>, window: usize) -> ModelFacts {
    let architecture = model.meta_val_str("general.architecture").unwrap_or_default();
    let cell = if keeps_cache(&architecture) { cell_bytes(load.kv_type, model, &architecture) } else { 0 };
    ModelFacts {
        parameters: model.n_params(),
        weight_bytes: model.size(),
        cache_bytes: cell.saturating_mul(u64::from(context.n_ctx())),
        context_tokens: u32::try_from(window).unwrap_or(u32::MAX),
        cache_tokens: context.n_ctx(),
        batch_tokens: load.batch_tokens.min(context.n_batch()),
        kv_type: load.kv_type,
        threads: load.threads.unsigned_abs(),
        gpu_layers: load.gpu_layers,
        gpus: gpus(),
        moves_up: limits(load, model, context).shift,
        generates: generates(model),
        architecture,
    }
}

fn gpus() -> Vec<String> {
    let is_gpu = |kind| matches!(kind, LlamaBackendDeviceType::Gpu | LlamaBackendDeviceType::IntegratedGpu);
    let devices = list_llama_ggml_backend_devices().into_iter().filter(|device| is_gpu(device.device_type));
    devices.map(|device| device.description).collect()
}

/// Bytes that one token has in the cache: a key and a value for each layer and each of its key heads.
fn cell_bytes(kv_type: KvType, model: &LlamaModel, architecture: &str) -> u64 {
    let heads = model.n_head().max(1);
    let own = |name: &str| model.meta_val_str(&format!("{architecture}.attention.{name}")).ok()?.parse::<u32>().ok();
    let width = u32::try_from(model.n_embd()).unwrap_or(0) / heads;
    let numbers = own("key_length").unwrap_or(width) + own("value_length").unwrap_or(width);
    let numbers = u64::from(numbers) * u64::from(model.n_head_kv()) * u64::from(model.n_layer());
    // Blocks of 32 numbers with a scale of two bytes.
    match kv_type {
        KvType::F16 => numbers * 2,
        KvType::Q8_0 => numbers * 34 / 32,
        KvType::Q4_0 => numbers * 18 / 32,
    }
}
