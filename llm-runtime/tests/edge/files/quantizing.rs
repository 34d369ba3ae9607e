//! Smaller files of the same models and adapters.

use std::ops::ControlFlow;
use std::path::Path;

use llm_runtime::edge::adapter::prepare_in;
use llm_runtime::edge::gguf::{self, Draft, Gguf, TensorKind, Value};
use llm_runtime::edge::quantize::{Mixture, Quantize};
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{ErrorKind, Message, Schema, ToolChoice};

use super::probing::probe;
use super::tiny::{Noise, Tiny, write};
use crate::support::{greedy, model_path, open, turn};

/// How many tokens a model answers with.
async fn answers(path: &Path) -> u64 {
    let model = EdgeModel::new("any", path).profile(ModelProfile::base());
    let platform = EdgePlatform::new(EdgeConfig::new().model(model).context_tokens(512).threads(1));
    let mut engine = open(&platform, Schema::builder("any")).await;
    let answer = turn(&mut *engine, &[Message::user("What is sleep?")], ToolChoice::None, &greedy(4)).await.unwrap();
    u64::from(answer.usage.output_tokens)
}

#[tokio::test]
async fn a_model_becomes_a_smaller_one_that_answers() {
    let folder = tempfile::tempdir().unwrap();
    let model = Tiny::new("llama").file(folder.path());
    for (name, kind) in [("q8_0", TensorKind::Q8_0), ("q4_0", TensorKind::Q4_0), ("f16", TensorKind::F16)] {
        for lent in [true, false] {
            let output = folder.path().join(format!("{name}-{lent}.gguf"));
            let work = Quantize::new(&model, &output, name.parse().unwrap());
            let work = if lent { work.probe(probe()) } else { work };
            let done = work.run(&mut |_| ControlFlow::Continue(())).unwrap();
            assert!(done.bytes[1] < done.bytes[0] * 2 / 3, "{name}: {done:?}");
            let written = Gguf::read(&output).unwrap();
            assert_eq!(written.tensor("blk.0.ffn_up.weight").unwrap().kind, kind);
            assert_eq!(answers(&output).await, 4);
        }
    }
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    assert!(!std::fs::read_dir(folder.path()).unwrap().any(|entry| hidden(&entry.unwrap().file_name())));
}

#[tokio::test]
async fn a_real_model_is_quantized_again_only_when_asked_and_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("smaller.gguf");
    let work = Quantize::new(model_path(), &output, Mixture::Q8_0);
    let error = work.run(&mut |_| ControlFlow::Continue(())).unwrap_err().to_string();
    assert!(error.contains("quantized already") && error.contains("of type Q"), "{error}");
    let work = work.requantize(true).probe(probe());
    let stopped = work.run(&mut |_| ControlFlow::Break(())).unwrap_err();
    assert!(matches!(stopped.kind(), ErrorKind::Cancelled), "{stopped}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was left behind");
    let mut told = Vec::new();
    let done = work.run(&mut |progress| {
        told.push(progress.done);
        assert!(progress.done <= progress.total);
        ControlFlow::Continue(())
    });
    assert!(done.unwrap().bytes[1] > 100_000_000);
    assert!(told.is_sorted() && told.last() > Some(&0), "{told:?}");
    assert_eq!(gguf::check(&output).unwrap(), gguf::Depth::Whole);
    assert_eq!(answers(&output).await, 4);
}

#[test]
fn what_cannot_be_written_or_read_is_said_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let model = Tiny::new("llama").file(folder.path());
    let run = |input: &Path, output: &Path| {
        let work = Quantize::new(input, output, Mixture::Q8_0);
        work.run(&mut |_| ControlFlow::Continue(())).unwrap_err().to_string()
    };
    let there = run(&model, &model);
    assert!(there.contains("llama.gguf") && there.contains("not written over"), "{there}");
    let nowhere = run(&model, &folder.path().join("no/such/folder/out.gguf"));
    assert!(nowhere.contains("name one that is there"), "{nowhere}");
    let missing = run(&folder.path().join("missing.gguf"), &folder.path().join("out.gguf"));
    assert!(missing.contains("no such file"), "{missing}");
    let mut broken = Tiny::new("llama").draft();
    broken.set("llama.block_count", Value::Text("two".into()));
    let broken = run(&write(&broken, &folder.path().join("broken.gguf")), &folder.path().join("out.gguf"));
    assert!(broken.contains("`llama.block_count` is a text"), "{broken}");
    let unknown = "q9".parse::<Mixture>().unwrap_err().to_string();
    assert!(unknown.contains("`q9`") && unknown.contains("q4_k_m"), "{unknown}");
}

#[test]
fn an_adapter_is_converted_and_what_cannot_be_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let base = Tiny::new("llama").file(folder.path());
    let mut draft = Draft::default();
    for (key, text) in [("general.architecture", "llama"), ("general.type", "adapter"), ("adapter.type", "lora")] {
        draft.set(key, Value::Text(text.into()));
    }
    let mut noise = Noise(9);
    for (half, shape) in [("lora_a", [64, 4]), ("lora_b", [4, 64])] {
        let bytes = (0..256).flat_map(|_| noise.weight(false).to_le_bytes()).collect();
        draft.push(&format!("blk.0.attn_q.weight.{half}"), TensorKind::F32, &shape, bytes);
    }
    let adapter = write(&draft, &folder.path().join("adapter.gguf"));
    let convert = |mixture: Mixture| {
        let output = folder.path().join(format!("{mixture}.gguf"));
        let done = Quantize::new(&adapter, &output, mixture).run(&mut |_| ControlFlow::Continue(()));
        (done, output)
    };
    let (done, output) = convert(Mixture::Q8_0);
    let kinds: Vec<_> = Gguf::read(&output).unwrap().tensors().iter().map(|tensor| tensor.kind).collect();
    assert_eq!(kinds, [TensorKind::Q8_0, TensorKind::F16]);
    let notes = done.unwrap().notes;
    assert_eq!(notes, ["`blk.0.attn_q.weight.lora_b` is of type F16: its rows have 4 elements"]);
    prepare_in(folder.path(), &base, &[(output, 1.0)]).unwrap();
    assert!(convert(Mixture::F16).0.unwrap().notes.is_empty());
    let error = convert(Mixture::Q4KM).0.unwrap_err().to_string();
    assert!(error.contains("an adapter") && error.contains("q4_k_m"), "{error}");
    let stopped = Quantize::new(&adapter, folder.path().join("stopped.gguf"), Mixture::F16);
    let stopped = stopped.run(&mut |_| ControlFlow::Break(())).unwrap_err();
    assert!(matches!(stopped.kind(), ErrorKind::Cancelled), "{stopped}");
}
