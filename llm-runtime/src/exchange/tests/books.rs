//! [`Books`]: what must hold of an exchange, kept from its inputs and actions alone.

use std::collections::{HashMap, HashSet};

use llm_functions::{ToolCall, ToolResult};

use super::super::{Action, Input};
use super::support::goes_on;
use super::written::Written;
use crate::approval::{CallState, Suspended};
use crate::event::Event;
use crate::execute::Executed;
use crate::message::{Content, Message};
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason};
use crate::schema::Schema;

pub(super) struct Books {
    schema: Schema,
    pub(super) choice: ToolChoice,
    pub(super) calls: Vec<Written>,
    pub(super) running: Vec<(usize, ToolCall)>,
    executed: HashSet<usize>,
    /// Why the message ended, once it has.
    ended: Option<FinishReason>,
    told: HashMap<String, ToolResult>,
    messages: Vec<Message>,
    pub(super) suspended: Option<Suspended>,
    pub(super) over: Option<FinishReason>,
    pub(super) stopped: bool,
    turns: u32,
    misfits: u32,
    spent: u64,
    produced: usize,
    usage: Option<u64>,
}

impl Books {
    pub(super) fn new(schema: Schema) -> Self {
        Self {
            choice: schema.tool_choice().clone(),
            schema,
            calls: Vec::new(),
            running: Vec::new(),
            executed: HashSet::new(),
            ended: None,
            told: HashMap::new(),
            messages: Vec::new(),
            suspended: None,
            over: None,
            stopped: false,
            turns: 1,
            misfits: 0,
            spent: 0,
            produced: 0,
            usage: None,
        }
    }

    /// Before the exchange sees it.
    pub(super) fn note(&mut self, input: &Input) {
        match input {
            Input::Cancel | Input::EngineFailed => self.stopped = true,
            Input::Executed { slot, id, executed }
                if self.running.iter().any(|(running, call)| running == slot && call.id == *id) =>
            {
                self.running.retain(|(running, _)| running != slot);
                self.calls[*slot].given = Some(executed.clone());
            }
            _ => {}
        }
    }

    /// What the model wrote, unless it was stopped before that.
    pub(super) fn note_delta(&mut self, delta: &Delta, actions: &[Action]) {
        let stopped = actions.contains(&Action::EndTurn(FinishReason::Budget));
        if self.ended.is_some() || (stopped && goes_on(delta)) {
            return;
        }
        match delta {
            Delta::CallStart { index, name, .. } => {
                self.produced += name.len();
                if self.calls.iter().all(|call| call.index != *index) {
                    self.calls.push(Written { index: *index, name: name.clone(), ..Written::default() });
                }
            }
            Delta::CallArguments { index, fragment } => {
                self.produced += fragment.len();
                if let Some(call) = self.calls.iter_mut().find(|call| call.index == *index && !call.ended) {
                    call.text.push_str(fragment);
                }
            }
            Delta::CallEnd { index } => {
                self.calls.iter_mut().filter(|call| call.index == *index).for_each(|call| call.ended = true);
            }
            Delta::Text(text) | Delta::Reasoning(text) => self.produced += text.len(),
            Delta::Usage(usage) => self.usage = Some(u64::from(usage.input_tokens + usage.output_tokens)),
            _ => {}
        }
    }

    pub(super) fn check(&mut self, actions: &[Action]) {
        for action in actions {
            assert!(self.over.is_none(), "something after the end: {action:?}");
            match action {
                Action::Emit(event) => self.event(event),
                Action::Execute { slot, call } => self.execute(*slot, call),
                Action::Discard { slot } => {
                    assert!(self.stopped || self.calls[*slot].went_on(), "discarded without a reason");
                    self.running.retain(|(running, _)| running != slot);
                }
                Action::EndTurn(reason) => self.end_turn(*reason),
                Action::Append(message) => self.messages.push(message.clone()),
                Action::Suspend(suspended) => self.suspend(suspended),
                Action::Generate(choice) => self.next_turn(choice),
                Action::Finish(reason) => self.finish(*reason),
                Action::Ignored(_) => {}
            }
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::CallStarted { id, .. } => {
                assert!(!id.is_empty() && self.calls.iter().all(|call| call.id != *id), "an identity twice");
                self.calls.last_mut().unwrap().id.clone_from(id);
            }
            Event::CallFinished(result) => {
                let call = self.calls.iter().find(|call| call.id == result.call_id).unwrap();
                match &call.given {
                    Some(Executed::Answered(given) | Executed::Refused(given)) => {
                        assert!(given == result || call.went_on(), "another answer than the function gave");
                    }
                    _ => assert!(result.is_error),
                }
                assert!(self.told.insert(result.call_id.clone(), result.clone()).is_none(), "answered twice");
            }
            _ => {}
        }
    }

    fn execute(&mut self, slot: usize, call: &ToolCall) {
        let written = &self.calls[slot];
        let deferred = matches!(written.given, Some(Executed::Deferred(_)));
        assert_eq!(written.id, call.id);
        assert!(self.executed.insert(slot) || deferred, "executed twice");
        assert!(!self.told.contains_key(&call.id), "executed after its answer");
        assert!(!written.went_on(), "executed although its arguments went on");
        match self.ended {
            None => {
                assert!(["look", "nobody"].contains(&&*call.name), "executed while the model wrote");
                assert!(written.ended || written.is_whole(), "executed before its arguments were whole");
            }
            Some(reason) => {
                assert!(matches!(reason, FinishReason::Stop | FinishReason::ToolCalls), "executed after a cut");
                let omitted = written.text.trim().is_empty();
                assert!(written.ended || written.is_whole() || omitted, "executed with cut arguments");
            }
        }
        assert!(self.may_call(&call.name), "executed although it was not to be called");
        assert!(self.schema.parallel_calls() || self.admitted().next() == Some(slot), "not one at a time");
        let exclusive = call.name == "alone" || self.running.iter().any(|(_, call)| call.name == "alone");
        assert!(!exclusive || self.running.is_empty(), "something ran beside an exclusive call");
        self.running.push((slot, call.clone()));
        assert!(self.running.len() <= self.schema.concurrent_calls().get() as usize, "too many at once");
    }

    fn may_call(&self, name: &str) -> bool {
        match &self.choice {
            ToolChoice::None => false,
            ToolChoice::Function(only) => only == name,
            ToolChoice::Auto | ToolChoice::Required => true,
        }
    }

    fn admitted(&self) -> impl Iterator<Item = usize> {
        self.calls.iter().enumerate().filter(|(_, call)| self.may_call(&call.name)).map(|(slot, _)| slot)
    }

    fn end_turn(&mut self, reason: FinishReason) {
        assert!(self.ended.is_none(), "a turn ends twice");
        self.ended = Some(reason);
        self.count();
    }

    /// What a turn cost is known when it ends.
    pub(super) fn count(&mut self) {
        self.spent += self.usage.take().unwrap_or(self.produced.div_ceil(3) as u64);
        self.produced = 0;
    }

    /// Whether the message asked for something that no function can do.
    fn is_misfit(&self) -> bool {
        self.calls.iter().enumerate().any(|(slot, call)| {
            if call.counted {
                return false;
            }
            let first = self.schema.parallel_calls() || self.admitted().next() == Some(slot);
            match &call.given {
                Some(Executed::Refused(given)) => self.told.get(&call.id) == Some(given) || call.went_on(),
                Some(_) => call.went_on(),
                None => self.may_call(&call.name) && first && call.is_broken() && (!call.ended || call.went_on()),
            }
        })
    }

    fn next_turn(&mut self, choice: &ToolChoice) {
        assert!(self.running.is_empty(), "asked the model while a call was open");
        let forbidden = self.choice == ToolChoice::None;
        assert_eq!(*choice, if forbidden { ToolChoice::None } else { ToolChoice::Auto });
        self.misfits += u32::from(self.is_misfit());
        assert!(self.misfits <= self.schema.repair_attempts(), "asked once too often for repairs");
        assert!(self.spent < self.schema.budget().tokens.unwrap_or(u64::MAX), "asked without a budget");
        self.turns += 1;
        assert!(self.turns <= self.schema.max_turns().get(), "too many turns");
        self.assert_all_told();
        self.choice = choice.clone();
        self.calls.clear();
        self.executed.clear();
        self.ended = None;
    }

    fn suspend(&mut self, suspended: &Suspended) {
        assert!(self.running.is_empty(), "suspended while a call ran");
        assert_eq!(suspended.turn, self.turns);
        assert_eq!(suspended.calls.len(), self.calls.len(), "a call was lost");
        for (call, written) in suspended.calls.iter().zip(&self.calls) {
            assert_eq!(call.call.id, written.id);
            match &call.state {
                CallState::Answered(result) => assert_eq!(Some(result), self.told.get(&written.id)),
                CallState::Awaiting(request) => {
                    assert_eq!(written.given, Some(Executed::Deferred(request.clone())));
                    assert!(!self.told.contains_key(&written.id));
                }
            }
        }
        self.misfits += u32::from(self.is_misfit());
        assert_eq!(suspended.repairs, self.misfits);
        self.calls.iter_mut().for_each(|call| call.counted = self.told.contains_key(&call.id));
        self.suspended = Some(suspended.clone());
    }

    fn finish(&mut self, reason: FinishReason) {
        self.over = Some(reason);
        let used_up = self.spent >= self.schema.budget().tokens.unwrap_or(u64::MAX);
        match reason {
            FinishReason::AwaitingApproval => assert!(self.suspended.is_some()),
            FinishReason::MaxTurns => assert_eq!(self.turns, self.schema.max_turns().get()),
            FinishReason::InvalidCalls => {
                assert!(self.misfits + u32::from(self.is_misfit()) > self.schema.repair_attempts());
            }
            FinishReason::Budget => assert!(used_up),
            _ => {}
        }
    }

    fn assert_all_told(&self) {
        for call in &self.calls {
            assert!(self.told.contains_key(&call.id), "{} was never answered", call.id);
        }
    }

    /// At the end: every assistant's calls are followed by exactly their answers, in order, as they were told.
    pub(super) fn assert_answered(&self) {
        let mut messages = self.messages.iter();
        while let Some(message) = messages.next() {
            let Content::Assistant { calls, .. } = &message.content else { panic!("an answer without its call") };
            for call in calls {
                match messages.next().map(|message| &message.content) {
                    Some(Content::Tool { result }) => assert_eq!(Some(result), self.told.get(&call.id)),
                    other => panic!("no answer to {}: {other:?}", call.id),
                }
            }
        }
        match self.over {
            Some(FinishReason::AwaitingApproval) => {}
            _ => self.assert_all_told(),
        }
        let answers = self.messages.iter().filter(|message| matches!(message.content, Content::Tool { .. })).count();
        let kept = self.suspended.iter().flat_map(|suspended| &suspended.calls);
        let kept = kept.filter(|call| matches!(call.state, CallState::Answered(_))).count();
        assert_eq!(answers + kept, self.told.len(), "an answer was lost");
    }

    /// The identities of the calls that were answered.
    pub(super) fn ids(&self) -> HashSet<String> {
        self.told.keys().cloned().collect()
    }

    pub(super) fn is_generating(&self) -> bool {
        self.ended.is_none() && self.over.is_none()
    }

    pub(super) fn spent(&self) -> u64 {
        self.spent
    }
}
