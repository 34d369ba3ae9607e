//! [`Served`]: what each subject has had.

use std::collections::HashMap;

/// The most subjects that are remembered who have nothing here now.
const MOST: usize = 10_000;

/// What each subject has had, in tokens.
#[derive(Debug, Default)]
pub(super) struct Served {
    subjects: HashMap<String, Subject>,
    /// What the one had who was served last: whoever comes now has had no less.
    now: u64,
}

#[derive(Debug)]
struct Subject {
    had: u64,
    /// How many of its requests are here.
    here: u32,
}

impl Served {
    /// A request of this subject has come.
    pub(super) fn enter(&mut self, account: &str) {
        if self.subjects.len() >= MOST && !self.subjects.contains_key(account) {
            // Those who are forgotten have had more than others, and it is not held against them any longer.
            self.subjects.retain(|_, subject| subject.here > 0);
        }
        let subject = self.subjects.entry(account.to_owned()).or_insert(Subject { had: 0, here: 0 });
        if subject.here == 0 {
            subject.had = subject.had.max(self.now);
        }
        subject.here = subject.here.saturating_add(1);
    }

    /// A request of this subject is being served, and costs at least this.
    pub(super) fn begin(&mut self, account: &str, cost: u64) {
        self.now = self.now.max(self.of(account));
        self.add(account, cost);
    }

    pub(super) fn add(&mut self, account: &str, cost: u64) {
        if let Some(subject) = self.subjects.get_mut(account) {
            subject.had = subject.had.saturating_add(cost);
        }
    }

    /// A request of this subject has gone.
    pub(super) fn leave(&mut self, account: &str) {
        let Some(subject) = self.subjects.get_mut(account) else { return };
        subject.here = subject.here.saturating_sub(1);
        if subject.here == 0 && subject.had <= self.now {
            self.subjects.remove(account);
        }
    }

    /// What it has had.
    pub(super) fn of(&self, account: &str) -> u64 {
        self.subjects.get(account).map_or(self.now, |subject| subject.had)
    }

    /// Whether a request of this subject is here.
    pub(super) fn is_here(&self, account: &str) -> bool {
        self.subjects.get(account).is_some_and(|subject| subject.here > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_saves_up_and_nobody_is_remembered_for_ever() {
        let mut served = Served::default();
        served.enter("ada");
        served.begin("ada", 1000);
        served.enter("ada");
        served.begin("ada", 10);
        served.enter("bob");
        assert_eq!((served.of("ada"), served.of("bob")), (1010, 1000));
        served.begin("bob", 5);
        served.leave("bob");
        served.leave("ada");
        served.leave("ada");
        for number in 0..MOST * 2 {
            served.enter(&number.to_string());
            served.begin(&number.to_string(), 1);
            served.leave(&number.to_string());
        }
        assert!(served.subjects.len() <= MOST);
    }
}
