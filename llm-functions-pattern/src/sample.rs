//! Texts that match.
//!
//! A text is written from left to right. What is still to come has a shortest and a longest length, so every part is
//! given the lengths that leave room for the rest; only where a pattern allows no length in between can an attempt
//! fail, and then another one is made.

use crate::ast::{Assertion, Bounds, Class, Node, word};
use crate::measure::{Lengths, in_sequence, lengths};
use crate::ranges::Ranges;

const ATTEMPTS: u32 = 64;

pub(crate) fn sample(root: &Node, least: u32, most: u32, choose: &mut dyn FnMut(u32) -> u32) -> Option<String> {
    (0..ATTEMPTS).find_map(|attempt| {
        let mut asked = 0_u32;
        // The same answers would fail again.
        let mut choose = |n: u32| {
            asked = asked.wrapping_add(1);
            let shift = asked.wrapping_mul(attempt).wrapping_mul(0x9E37_79B9) >> 8;
            (choose(n) % n).wrapping_add(shift % n) % n
        };
        let mut sampler =
            Sampler { choose: &mut choose, text: String::new(), last: None, word_next: None, ended: false };
        sampler.node(root, Room { least, most })?;
        (sampler.word_next != Some(true)).then_some(sampler.text)
    })
}

/// How many characters a part may take.
#[derive(Clone, Copy)]
struct Room {
    least: u32,
    most: u32,
}

impl Room {
    /// What is left for a part when `rest` follows it.
    fn before(self, rest: Lengths) -> Option<Self> {
        let least = rest.most.map_or(0, |most| self.least.saturating_sub(most));
        Some(Self { least, most: self.most.checked_sub(rest.least)? })
    }

    fn fits(self, lengths: Lengths) -> bool {
        lengths.least <= self.most && lengths.most.is_none_or(|most| most >= self.least)
    }

    fn after(self, taken: u32) -> Option<Self> {
        Some(Self { least: self.least.saturating_sub(taken), most: self.most.checked_sub(taken)? })
    }
}

struct Sampler<'a> {
    choose: &'a mut dyn FnMut(u32) -> u32,
    text: String,
    last: Option<char>,
    /// What a word boundary asks of the next character; the end of the text is no part of a word.
    word_next: Option<bool>,
    /// A `$` has been passed.
    ended: bool,
}

impl Sampler<'_> {
    /// Writes a text for the node and says how long it is; `None` when that cannot be done from here.
    fn node(&mut self, node: &Node, room: Room) -> Option<u32> {
        if !room.fits(lengths(node)) {
            return None;
        }
        match node {
            Node::Class(class) => self.class(class),
            Node::Assertion(assertion) => self.assertion(*assertion).then_some(0),
            Node::Concat(parts) => {
                let parts: Vec<&Node> = parts.iter().collect();
                self.sequence(&parts, room)
            }
            Node::Alternate(branches) => {
                let fitting: Vec<&Node> = branches.iter().filter(|branch| room.fits(lengths(branch))).collect();
                let chosen = self.below(fitting.len());
                self.node(fitting.get(chosen)?, room)
            }
            Node::Repeat(inner, bounds) => {
                let times = self.times(lengths(inner), *bounds, room)?;
                self.sequence(&vec![&**inner; times], room)
            }
        }
    }

    fn sequence(&mut self, parts: &[&Node], mut room: Room) -> Option<u32> {
        let mut total = 0;
        let mut rests = vec![in_sequence(std::iter::empty())];
        for part in parts.iter().skip(1).rev() {
            rests.push(in_sequence([lengths(part), *rests.last()?].into_iter()));
        }
        for (part, rest) in parts.iter().zip(rests.iter().rev()) {
            let taken = self.node(part, room.before(*rest)?)?;
            room = room.after(taken)?;
            total += taken;
        }
        Some(total)
    }

    /// How often to repeat what has these lengths.
    fn times(&mut self, one: Lengths, bounds: Bounds, room: Room) -> Option<usize> {
        /// Of what has no length nobody needs more.
        const EMPTY_ONES: u32 = 2;
        let least = match one.most {
            Some(0) | None => u32::from(room.least > 0),
            Some(length) => room.least.div_ceil(length),
        };
        let least = least.max(bounds.least);
        let most = room.most.checked_div(one.least).unwrap_or(least.saturating_add(EMPTY_ONES));
        let most = bounds.most.map_or(most, |bound| most.min(bound));
        let extra = most.checked_sub(least)?;
        Some(least as usize + self.below(extra as usize + 1))
    }

    fn class(&mut self, class: &Class) -> Option<u32> {
        let mut ranges = class.ranges();
        if let Some(wanted) = self.word_next.take() {
            ranges = ranges.and(&word().negated_if(!wanted));
        }
        if self.ended || ranges.is_empty() {
            return None;
        }
        let plain = self.plain(&ranges);
        let c = plain.nth((self.choose)(plain.count()))?;
        self.text.push(c);
        self.last = Some(c);
        Some(1)
    }

    /// The characters that a person would write, seven times of eight: letters and digits, or at least what can be seen.
    fn plain(&mut self, ranges: &Ranges) -> Ranges {
        if (self.choose)(8) == 7 {
            return ranges.clone();
        }
        let simple = Ranges::new([('0', '9'), ('A', 'Z'), ('a', 'z')]);
        let visible = Ranges::new([('!', '~')]);
        let found = [simple, visible].into_iter().map(|some| ranges.and(&some)).find(|some| !some.is_empty());
        found.unwrap_or_else(|| ranges.clone())
    }

    /// Whether the assertion holds here, or can still hold.
    fn assertion(&mut self, assertion: Assertion) -> bool {
        let after_word = self.last.is_some_and(|last| last == '_' || last.is_ascii_alphanumeric());
        let wanted = match assertion {
            Assertion::Start(_) => return self.text.is_empty(),
            Assertion::End(_) => {
                self.ended = true;
                return true;
            }
            Assertion::WordBoundary => !after_word,
            Assertion::NotWordBoundary => after_word,
        };
        let agrees = self.word_next.is_none_or(|before| before == wanted);
        self.word_next = Some(wanted);
        agrees
    }

    /// A number below `n`; 0 where there is none.
    fn below(&mut self, n: usize) -> usize {
        match u32::try_from(n) {
            Ok(0) | Err(_) => 0,
            Ok(n) => (self.choose)(n) as usize,
        }
    }
}
