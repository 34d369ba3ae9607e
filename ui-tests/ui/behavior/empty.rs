use llm_functions::LlmFunction;

/// Send a report.
#[derive(LlmFunction)]
#[llm_function(egress = " ", max_output = 0)]
struct SendReport;

/// Send a report.
#[derive(LlmFunction)]
#[llm_function(max_output = "4 kB", egress = REPORTS, requires_approval = true)]
struct SendReports;

fn main() {}
