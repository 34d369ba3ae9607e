//! A file that kills a process kills another one than ours.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use llm_runtime::edge::gguf::{self, Depth};
use llm_runtime::edge::probe::{self, Probe, Trial, Verdict};
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{Platform, Schema};

use super::tiny::{Tiny, write};

/// This test program, which lends itself through one of its tests. With patience: other programs may keep the machine busy.
pub(crate) fn probe() -> Probe {
    let name = "files::probing::this_program_lends_itself";
    Probe::this_program()
        .unwrap()
        .argument("--exact")
        .argument(name)
        .argument("--nocapture")
        .time(Duration::from_secs(600))
}

#[test]
fn this_program_lends_itself() {
    probe::run_if_asked();
    assert!(std::env::var_os("LLM_FUNCTIONS_PROBE").is_none(), "it came back although it was asked");
}

#[test]
fn a_fit_model_passes_and_what_is_none_is_refused_by_the_same_process() {
    let folder = tempfile::tempdir().unwrap();
    let fit = Tiny::new("llama").file(folder.path());
    let unfit = folder.path().join("unfit.gguf");
    std::fs::write(&unfit, b"GGUF and nothing else").unwrap();
    let mut examiner = probe().start().unwrap();
    for _ in 0..2 {
        assert_eq!(examiner.examine(&Trial::model(&fit)), Verdict::Fit);
        let Verdict::Unfit(reason) = examiner.examine(&Trial::model(&unfit)) else { panic!("it is no model") };
        assert!(reason.contains("cannot load"), "{reason}");
    }
}

#[test]
fn a_program_that_does_not_lend_itself_is_named() {
    // Prints the names of the tests, and ends.
    let other = Probe::this_program().unwrap().argument("--list");
    let error = other.start().unwrap_err().to_string();
    assert!(error.contains("probe::run_if_asked()"), "{error}");
    let error = Probe::program("/no/such/program").start().unwrap_err().to_string();
    assert!(error.contains("/no/such/program") && error.contains("cannot be started"), "{error}");
}

/// Kills llama.cpp, and our check lets it through: of this architecture it does not know that heads are shared evenly.
fn deadly(folder: &Path) -> std::path::PathBuf {
    let path = Tiny { kv_heads: 3, ..Tiny::new("llama-embed") }.file(folder);
    assert_eq!(gguf::check(&path).unwrap(), Depth::Common);
    path
}

#[test]
fn a_file_that_kills_is_refused_and_the_next_one_is_tried_in_a_new_process() {
    let folder = tempfile::tempdir().unwrap();
    let mut examiner = probe().start().unwrap();
    let Verdict::Died(how) = examiner.examine(&Trial::model(&deadly(folder.path()))) else { panic!("it is deadly") };
    assert!(how.contains("signal"), "{how}");
    let fit = Tiny::new("llama").file(folder.path());
    assert_eq!(examiner.examine(&Trial::model(&fit)), Verdict::Fit);
}

#[cfg(unix)]
#[test]
fn what_takes_too_long_is_ended() {
    let script = "echo llm-functions-probe ready 1; while read order; do sleep 600; done";
    let slow = Probe::program("sh").argument("-c").argument(script).time(Duration::from_secs(1));
    let Verdict::Died(how) = slow.start().unwrap().examine(&Trial::model("any.gguf".as_ref())) else {
        panic!("nothing was done")
    };
    assert!(how.contains("did not finish in 1 seconds"), "{how}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_takes_too_much_memory_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = Tiny::new("llama").file(folder.path());
    let mut small = probe().memory(16 << 20).start().unwrap();
    assert!(!matches!(small.examine(&Trial::model(&path)), Verdict::Fit));
}

#[tokio::test]
async fn an_untrusted_model_is_tried_before_it_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let probe = || probe().notes(folder.path().join("notes"));
    let nothing = || Probe::program("/no/such/program").notes(folder.path().join("notes"));
    let open = |path: std::path::PathBuf, config: EdgeConfig| {
        let model = EdgeModel::new("tiny", path).profile(ModelProfile::base()).untrusted();
        let platform = EdgePlatform::new(config.model(model).context_tokens(512));
        async move { platform.open(Arc::new(Schema::builder("tiny").build().unwrap())).await.map(drop) }
    };
    let error = open(deadly(folder.path()), EdgeConfig::new()).await.unwrap_err().to_string();
    assert!(error.contains("set EdgeConfig::probe"), "{error}");
    let error = open(deadly(folder.path()), EdgeConfig::new().probe(probe())).await.unwrap_err().to_string();
    assert!(
        error.contains("llama-embed.gguf") && error.contains("a process that tried it was ended by signal"),
        "{error}"
    );
    let fit = Tiny::new("llama").file(folder.path());
    open(fit.clone(), EdgeConfig::new().probe(probe())).await.unwrap();
    // Remembered: no program is needed any more.
    open(fit.clone(), EdgeConfig::new().probe(nothing())).await.unwrap();
    // Another file in the same place is not the one that passed.
    let other = Tiny { seed: 2, ..Tiny::new("llama") }.draft();
    write(&other, &fit);
    let error = open(fit, EdgeConfig::new().probe(nothing())).await.unwrap_err();
    assert!(error.to_string().contains("cannot be started"), "{error}");
}
