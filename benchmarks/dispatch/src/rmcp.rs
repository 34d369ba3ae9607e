//! rmcp: the router of a server that runs in this process. The text becomes the message's map of arguments, the router
//! finds the tool and hands the map to it; the server's loop and its transport are left out.

use std::hint::black_box;

use futures_util::FutureExt as _;
use rmcp::handler::server::tool::{ToolCallContext, ToolRouter};
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolRequestParams, CallToolResponse, NumberOrString};
use rmcp::service::{RequestContext, RunningService, serve_directly};
use rmcp::{RoleServer, ServerHandler, tool, tool_router};

use crate::Contender;
use crate::payloads::Payload;

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Category {
    Steps,
    Sleep,
    HeartRate,
    Weight,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Weather {
    /// The city.
    city: String,
    /// How many days.
    #[schemars(range(min = 1, max = 14))]
    days: u8,
    /// Whether to answer in degrees Celsius.
    celsius: bool,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Observe {
    /// The patient's identifier.
    patient: String,
    /// How many days back.
    #[schemars(range(min = 1, max = 90))]
    days: u8,
    /// Anything to keep in mind.
    note: Option<String>,
    /// The kinds of data.
    categories: Vec<Category>,
    /// What counts as high.
    threshold: f64,
    /// Whether to list every value.
    #[serde(default)]
    detailed: bool,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Item {
    /// What it is.
    name: String,
    /// Its weight.
    grams: u32,
    /// Its energy in kilocalories.
    energy: f64,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct LogMeal {
    /// Which meal of the day.
    meal: String,
    /// Its parts.
    items: Vec<Item>,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct WriteNote {
    /// The title.
    title: String,
    /// The text.
    body: String,
}

#[derive(Clone)]
struct Server;

#[tool_router]
impl Server {
    /// The weather of the coming days.
    #[tool]
    async fn weather(&self, Parameters(arguments): Parameters<Weather>) -> String {
        black_box(&arguments);
        "done".to_owned()
    }

    /// What was observed of a patient.
    #[tool]
    async fn observe(&self, Parameters(arguments): Parameters<Observe>) -> String {
        black_box(&arguments);
        "done".to_owned()
    }

    /// Write down a meal.
    #[tool]
    async fn log_meal(&self, Parameters(arguments): Parameters<LogMeal>) -> String {
        black_box(&arguments);
        "done".to_owned()
    }

    /// Write a note.
    #[tool]
    async fn write_note(&self, Parameters(arguments): Parameters<WriteNote>) -> String {
        black_box(&arguments);
        "done".to_owned()
    }
}

impl ServerHandler for Server {}

/// The router, and a running server for the contexts of its calls.
pub struct Rmcp {
    router: ToolRouter<Server>,
    running: RunningService<RoleServer, Server>,
    _runtime: tokio::runtime::Runtime,
}

impl Rmcp {
    /// Starts a server that nobody is connected to.
    ///
    /// # Panics
    /// When this machine has no thread for it.
    #[allow(clippy::new_without_default, reason = "a contender is made in one place")]
    pub fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a thread");
        let running = {
            let _inside = runtime.enter();
            let (ours, theirs) = tokio::io::duplex(64);
            // The other end stays open for as long as the program runs.
            std::mem::forget(theirs);
            serve_directly::<RoleServer, _, _, _, _>(Server, ours, None)
        };
        Self { router: Server::tool_router(), running, _runtime: runtime }
    }
}

impl Contender for Rmcp {
    type Input = (&'static str, String);

    const NAME: &'static str = "rmcp";

    fn input(&self, payload: Payload, arguments: &str) -> Self::Input {
        (payload.function(), arguments.to_owned())
    }

    fn call(&self, (name, arguments): Self::Input) {
        let arguments = serde_json::from_str(&arguments).expect("the arguments are an object");
        let params = CallToolRequestParams::new(name).with_arguments(arguments);
        let request = RequestContext::new(NumberOrString::Number(1), self.running.peer().clone());
        let call = self.router.call(ToolCallContext::new(&Server, params, request));
        match call.now_or_never().expect("the tool is ready at once") {
            Ok(CallToolResponse::Complete(result)) if result.is_error != Some(true) => drop(black_box(result)),
            _ => panic!("the tool did not run"),
        }
    }
}
