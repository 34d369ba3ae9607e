//! The border to llama.cpp's routine, for which its binding has no safe form.

#![expect(unsafe_code, reason = "the one call into llama.cpp that llama-cpp-2 does not wrap")]

use std::ffi::CString;
use std::path::Path;

use llama_cpp_sys_2::{llama_model_quantize, llama_model_quantize_default_params};

use crate::edge::probe::Job;
use crate::edge::worker;

/// Quantizes a file that was checked, into a place where nothing is; the reason if llama.cpp does not.
pub(crate) fn quantize(job: &Job) -> Result<(), String> {
    // It starts llama.cpp, and keeps it from writing to standard error.
    worker::backend().map_err(|error| error.to_string())?;
    let (input, output) = (name(&job.input)?, name(&job.output)?);
    // SAFETY: it takes nothing and returns a structure of plain values.
    let mut params = unsafe { llama_model_quantize_default_params() };
    params.ftype = job.mixture;
    params.allow_requantize = job.requantize;
    params.nthread =
        std::thread::available_parallelism().map_or(1, |threads| i32::try_from(threads.get()).unwrap_or(1));
    // SAFETY: both names end with a 0 and outlive the call, as the parameters do, whose pointers are null as they came.
    // The function catches its own exceptions.
    let code = unsafe { llama_model_quantize(input.as_ptr(), output.as_ptr(), &raw const params) };
    if code == 0 { Ok(()) } else { Err("llama.cpp could not quantize it".to_owned()) }
}

fn name(path: &Path) -> Result<CString, String> {
    let text = path.to_str().ok_or_else(|| format!("{} is no UTF-8, which llama.cpp asks for", path.display()))?;
    CString::new(text).map_err(|_| "a path has a zero in it".to_owned())
}
