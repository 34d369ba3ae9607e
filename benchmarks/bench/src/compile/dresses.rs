//! Generates the same two hundred functions in each dress, as crates of a workspace under the target folder.
//!
//! Every function has a string, an integer from 1 to 90, an optional string, a list of an enum's values, a float and a
//! boolean that may be left out; every ten functions share an enum of four values. Each dress says as much of that as
//! it can, and no more code than its documentation asks for.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{benchmarks, project, target};

/// How many functions a crate has.
pub(super) const FUNCTIONS: usize = 200;

/// What the functions are written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dress {
    /// `#[derive(LlmFunction)]`, `Execute`, and a registry of all of them.
    Ours,
    /// `#[rig_tool]`, and an erased handler for each.
    Rig,
    /// `#[tool]` in a `#[tool_router]`.
    Rmcp,
    /// `#[derive(LlmFunction)]`, the schema and the decoder of each in use.
    OursDeclared,
    /// schemars' and serde's derives, the schema and the decoder of each in use.
    Serde,
}

impl Dress {
    pub(super) const ALL: [Self; 5] = [Self::Ours, Self::Rig, Self::Rmcp, Self::OursDeclared, Self::Serde];
    /// Those with something to do; ours first.
    pub(super) const WHOLE: [Self; 3] = [Self::Ours, Self::Rig, Self::Rmcp];
    /// Those that only declare; ours first.
    pub(super) const DECLARED: [Self; 2] = [Self::OursDeclared, Self::Serde];

    /// The name of the package.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "dress-ours",
            Self::Rig => "dress-rig",
            Self::Rmcp => "dress-rmcp",
            Self::OursDeclared => "dress-ours-declared",
            Self::Serde => "dress-serde",
        }
    }

    /// The name of the crate, as the compiler sees it.
    pub(super) fn crate_name(self) -> String {
        self.name().replace('-', "_")
    }

    /// What it is, in a table.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Ours => "ours: `#[derive(LlmFunction)]`, `Execute`, `functions!`",
            Self::Rig => "rig: `#[rig_tool]`, `ToolAdapter`",
            Self::Rmcp => "rmcp: `#[tool]` in `#[tool_router]`",
            Self::OursDeclared => "ours: `#[derive(LlmFunction)]`",
            Self::Serde => "`#[derive(Deserialize, JsonSchema)]`",
        }
    }

    /// The one source file of its crate.
    pub(super) fn source(self, workspace: &Path) -> PathBuf {
        workspace.join(self.name()).join("src/lib.rs")
    }

    fn dependencies(self) -> &'static str {
        match self {
            Self::Ours | Self::OursDeclared => "llm-functions.workspace = true\n",
            Self::Rig => "rig-core.workspace = true\nschemars.workspace = true\nserde.workspace = true\n",
            Self::Rmcp => "rmcp.workspace = true\nschemars.workspace = true\nserde.workspace = true\n",
            Self::Serde => "schemars.workspace = true\nserde.workspace = true\nserde_json.workspace = true\n",
        }
    }

    fn code(self) -> String {
        let numbers = || 0..FUNCTIONS;
        let mut code = String::from("#![allow(dead_code)]\n");
        code.push_str(self.head());
        for number in numbers().step_by(10) {
            let _ = writeln!(code, "{}", self.category(number / 10));
        }
        match self {
            Self::Ours => numbers().for_each(|number| code.push_str(&ours(number, true))),
            Self::OursDeclared => numbers().for_each(|number| code.push_str(&ours(number, false))),
            Self::Rig => numbers().for_each(|number| code.push_str(&rig(number))),
            Self::Rmcp | Self::Serde => numbers().for_each(|number| code.push_str(&arguments(number, self))),
        }
        self.foot(&mut code);
        code
    }

    fn head(self) -> &'static str {
        match self {
            Self::Ours => "use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, functions};\n",
            Self::OursDeclared => {
                "use llm_functions::arguments::{DecodeError, decode};\n\
                 use llm_functions::json_schema::tool_definition;\n\
                 use llm_functions::view::FunctionView;\n\
                 use llm_functions::{LlmFunction, ParameterType, ToolDefinition};\n"
            }
            Self::Rig => {
                "use rig_core::{rig_tool, serve::{ErasedHandler, adapters::ToolAdapter}, tool::ToolExecutionError};\n"
            }
            Self::Rmcp => "use rmcp::{handler::server::wrapper::Parameters, tool, tool_router};\n",
            Self::Serde => "use schemars::{Schema, schema_for};\n",
        }
    }

    fn category(self, number: usize) -> String {
        let derives = match self {
            Self::Ours | Self::OursDeclared => "#[derive(ParameterType)]\n#[parameter(rename_all = \"snake_case\")]",
            _ => "#[derive(serde::Deserialize, schemars::JsonSchema)]\n#[serde(rename_all = \"snake_case\")]",
        };
        format!(
            "/// A kind of health data.\n{derives}\npub enum Category{number} {{\n    /// Steps walked.\n    Steps,\n    \
             /// Time asleep.\n    Sleep,\n    /// Beats in a minute.\n    HeartRate,\n    /// Weight in kilograms.\n    \
             Weight,\n}}\n"
        )
    }

    /// What brings all of them into use.
    fn foot(self, code: &mut String) {
        let each = |line: &dyn Fn(usize) -> String| (0..FUNCTIONS).map(line).collect::<String>();
        let text = match self {
            Self::Ours => {
                let names = each(&|number| format!("Function{number}, "));
                format!("pub fn registry() -> Registry {{\n    functions![{names}]\n}}\n")
            }
            Self::OursDeclared => each(&|number| {
                format!(
                    "pub fn schema_{number}() -> ToolDefinition {{\n    tool_definition(&FunctionView::of::<Function{number}>())\n}}\n\
                     pub fn decode_{number}(text: &str) -> Result<Function{number}, DecodeError> {{\n    decode(text)\n}}\n"
                )
            }),
            Self::Serde => each(&|number| {
                format!(
                    "pub fn schema_{number}() -> Schema {{\n    schema_for!(Function{number})\n}}\n\
                     pub fn decode_{number}(text: &str) -> Result<Function{number}, serde_json::Error> {{\n    \
                     serde_json::from_str(text)\n}}\n"
                )
            }),
            Self::Rig => {
                let tools = each(&|number| format!("ErasedHandler::new(ToolAdapter::new(Function{number})), "));
                format!("pub fn tools() -> Vec<ErasedHandler> {{\n    vec![{tools}]\n}}\n")
            }
            Self::Rmcp => {
                let tools = each(&|number| {
                    format!(
                        "    /// Fetch the data of kind {number} for a patient.\n    #[tool]\n    async fn \
                         function_{number}(&self, Parameters(arguments): Parameters<Function{number}>) -> String {{\n        \
                         arguments.patient\n    }}\n"
                    )
                });
                format!("pub struct Server;\n\n#[tool_router(vis = \"pub\")]\nimpl Server {{\n{tools}}}\n")
            }
        };
        code.push_str(&text);
    }
}

fn ours(number: usize, executes: bool) -> String {
    let category = number / 10;
    let mut code = format!(
        "/// Fetch the data of kind {number} for a patient.\n#[derive(LlmFunction)]\npub struct Function{number} {{\n    \
         /// The patient's identifier.\n    pub patient: String,\n    /// How many days back.\n    \
         #[parameter(minimum = 1, maximum = 90)]\n    pub days: u8,\n    /// Anything to keep in mind.\n    pub note: \
         Option<String>,\n    /// The kinds of data.\n    pub categories: Vec<Category{category}>,\n    /// What counts as \
         high.\n    pub threshold: f64,\n    /// Whether to list every value.\n    #[parameter(default = false)]\n    pub \
         detailed: bool,\n}}\n\n"
    );
    if executes {
        let _ = write!(
            code,
            "impl Execute for Function{number} {{\n    type Deps = ();\n    type Output = String;\n    type Error = \
             std::convert::Infallible;\n    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> \
             {{\n        Ok(self.patient)\n    }}\n}}\n\n"
        );
    }
    code
}

fn rig(number: usize) -> String {
    let category = number / 10;
    // Its macro has no words for a range; a parameter that may be left out is one that `required` does not list.
    format!(
        "/// Fetch the data of kind {number} for a patient.\n#[rig_tool(required(patient, days, categories, \
         threshold))]\npub fn function{number}(\n    /// The patient's identifier.\n    patient: String,\n    /// How many \
         days back.\n    days: u8,\n    /// Anything to keep in mind.\n    note: Option<String>,\n    /// The kinds of \
         data.\n    categories: Vec<Category{category}>,\n    /// What counts as high.\n    threshold: f64,\n    /// Whether \
         to list every value.\n    detailed: bool,\n) -> Result<String, ToolExecutionError> {{\n    let _ = (days, note, \
         categories, threshold, detailed);\n    Ok(patient)\n}}\n\n"
    )
}

/// A struct of arguments with serde's and schemars' derives, which is also what rmcp takes.
fn arguments(number: usize, dress: Dress) -> String {
    let category = number / 10;
    let description = match dress {
        Dress::Serde => format!("/// Fetch the data of kind {number} for a patient.\n"),
        _ => String::new(),
    };
    format!(
        "{description}#[derive(serde::Deserialize, schemars::JsonSchema)]\npub struct Function{number} {{\n    /// The \
         patient's identifier.\n    pub patient: String,\n    /// How many days back.\n    #[schemars(range(min = 1, max \
         = 90))]\n    pub days: u8,\n    /// Anything to keep in mind.\n    pub note: Option<String>,\n    /// The kinds of \
         data.\n    pub categories: Vec<Category{category}>,\n    /// What counts as high.\n    pub threshold: f64,\n    /// \
         Whether to list every value.\n    #[serde(default)]\n    pub detailed: bool,\n}}\n\n"
    )
}

/// Writes the workspace and returns its folder.
pub(super) fn write() -> Result<PathBuf> {
    let workspace = target().join("dresses");
    fs::create_dir_all(&workspace)?;
    fs::write(workspace.join("Cargo.toml"), manifest()?)?;
    // The versions of the benchmarks themselves; cargo strikes out what these crates do not need.
    fs::copy(benchmarks().join("Cargo.lock"), workspace.join("Cargo.lock"))?;
    for dress in Dress::ALL {
        fs::create_dir_all(workspace.join(dress.name()).join("src"))?;
        let package = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
            dress.name(),
            dress.dependencies()
        );
        fs::write(workspace.join(dress.name()).join("Cargo.toml"), package)?;
        fs::write(dress.source(&workspace), dress.code())?;
    }
    Ok(workspace)
}

/// The dependencies of the benchmarks' own workspace, for other members.
fn manifest() -> Result<String> {
    let own = fs::read_to_string(benchmarks().join("Cargo.toml"))?;
    let section = own.split_once("[workspace.dependencies]").map(|(_, rest)| rest);
    let section = section.and_then(|rest| rest.split_once("\n[")).map(|(section, _)| section);
    let section = section.context("the benchmarks' Cargo.toml has no [workspace.dependencies]")?;
    let ours = format!("path = \"{}\"", project().join("llm-functions").display());
    let section = section.replace("path = \"../llm-functions\"", &ours);
    let members: Vec<String> = Dress::ALL.iter().map(|dress| format!("\"{}\"", dress.name())).collect();
    Ok(format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[workspace.dependencies]{section}",
        members.join(", ")
    ))
}
