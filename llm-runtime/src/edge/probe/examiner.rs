//! The side that asks: a second process, its limits, and how it ended.

use std::io::{BufRead, BufReader, Read, Write};
use std::ops::ControlFlow;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::Probe;
use super::protocol::{Answer, Job, MARK, Order, READY, Trial, VARIABLE};

/// How much a program may write before it says that it is ready; one that does not know what it is asked writes something
/// else for ever.
const PREFACE: u64 = 1 << 20;
/// An answer is a line.
const LONGEST: u64 = 1 << 16;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It was loaded, and computed with.
    Fit,
    /// llama.cpp refused it, and says no more.
    Unfit(String),
    /// The process ended over it, in this way; the next one is tried in a new process.
    Died(String),
}

/// A process that tries files. Dropping it ends it.
#[derive(Debug)]
pub struct Examiner {
    probe: Probe,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
}

impl Examiner {
    pub(super) fn start(probe: &Probe) -> Result<Self, String> {
        if std::env::var_os(VARIABLE).is_some() {
            return Err(
                "this process tries a file itself; its program does not call probe::run_if_asked first".to_owned()
            );
        }
        Ok(Self { running: Some(Running::start(probe)?), probe: probe.clone() })
    }

    /// Has a model quantized, and asks in between whether to go on. Nothing when it is not to; how the process ended if it
    /// did.
    pub(crate) fn quantize(
        &mut self,
        job: Job,
        go_on: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<Option<Answer>, String> {
        let mut running = self.running.take().map_or_else(|| Running::start(&self.probe), Ok)?;
        running.order(&Order::Quantize(job));
        loop {
            if let Some(line) = running.hear(Duration::from_millis(50))? {
                return read_answer(&line).map(Some);
            }
            if go_on().is_break() {
                // Dropped, it is killed.
                return Ok(None);
            }
        }
    }

    /// Tries a file. When the process dies of it, the next file gets a new one.
    pub fn examine(&mut self, trial: &Trial) -> Verdict {
        let mut running = match self.running.take().map_or_else(|| Running::start(&self.probe), Ok) {
            Ok(running) => running,
            Err(reason) => return Verdict::Unfit(reason),
        };
        let own = std::fs::metadata(&trial.model).map_or(0, |facts| facts.len());
        // The file is mapped, and may be copied once into another order.
        let memory = self.probe.memory.saturating_add(own.saturating_mul(2));
        let order = Order::Try(Trial { memory: memory.min(trial.memory), ..trial.clone() });
        match running.ask(&order, self.probe.time) {
            Ok(answer) => {
                self.running = Some(running);
                match answer {
                    Answer::Fit => Verdict::Fit,
                    Answer::Unfit(reason) => Verdict::Unfit(reason),
                }
            }
            Err(how) => Verdict::Died(how),
        }
    }
}

impl Running {
    fn start(probe: &Probe) -> Result<Self, String> {
        let mut command = Command::new(&probe.program);
        command.args(&probe.arguments).env(VARIABLE, "1");
        // llama.cpp would start a debugger to say where it aborted.
        command.env("GGML_NO_BACKTRACE", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("it cannot be started to try a file: {error}"))?;
        let (Some(orders), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("it was started without a connection".to_owned());
        };
        let (lines, answers) = channel();
        std::thread::spawn(move || read(output, &lines));
        let mut running = Self { child, orders, answers };
        match running.hear(probe.time) {
            Ok(Some(line)) if line == READY => Ok(running),
            _ => {
                Err("it does not try files when it is asked to; let its `main` begin with probe::run_if_asked()"
                    .to_owned())
            }
        }
    }

    /// The answer about a file, or how the process ended without one.
    fn ask(&mut self, order: &Order, time: Duration) -> Result<Answer, String> {
        self.order(order);
        match self.hear(time)? {
            Some(line) => read_answer(&line),
            None => Err(format!("did not finish in {} seconds", time.as_secs())),
        }
    }

    /// An order that cannot be given is one that is not answered.
    fn order(&mut self, order: &Order) {
        let line = serde_json::to_string(order).unwrap_or_default();
        let _ = writeln!(self.orders, "{line}").and_then(|()| self.orders.flush());
    }

    /// The next line that is meant; nothing if none comes in that time, and how the process ended if it did.
    fn hear(&mut self, time: Duration) -> Result<Option<String>, String> {
        match self.answers.recv_timeout(time) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
        }
    }

    /// How it ended, after its output did.
    fn end(&mut self) -> String {
        let patience = Instant::now() + Duration::from_secs(5);
        while Instant::now() < patience {
            if let Ok(Some(status)) = self.child.try_wait() {
                return describe(status);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        "fell silent".to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_answer(line: &str) -> Result<Answer, String> {
    serde_json::from_str(line).map_err(|_| "answered what nobody can read".to_owned())
}

/// Passes the lines on that are meant, until the output ends.
fn read(output: ChildStdout, lines: &std::sync::mpsc::Sender<String>) {
    let mut output = BufReader::new(output);
    let mut preface = PREFACE;
    loop {
        let mut line = Vec::new();
        match output.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(length) if length > 0 => preface = preface.saturating_sub(length as u64),
            _ => return,
        }
        let text = String::from_utf8_lossy(&line);
        // Somewhere in it: a test program begins a line of its own and does not end it.
        if let Some((_, meant)) = text.split_once(MARK) {
            preface = PREFACE;
            if lines.send(meant.trim_end().to_owned()).is_err() {
                return;
            }
        }
        if preface == 0 {
            return;
        }
    }
}

fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("was ended by signal {signal}");
    }
    format!("ended with {status}")
}
