//! Text → tokens, led by the view.

use super::plan::{Plan, Rule, Step, is_exact};
use super::{Reading, Token, number, text};
use crate::arguments::check;
use crate::json::{self, Json};
use crate::view::{FunctionView, NodeId, Property};

/// How deep values are read here; as deep again may be what is read as a tree, and both are within what all JSON may be.
const DEPTH: u32 = 60;

/// Reads all of the text as the arguments object.
pub(super) fn read<'a>(view: &'a FunctionView, text: &'a str) -> Option<Reading<'a>> {
    // Tokens point into the text with 32 bits.
    u32::try_from(text.len()).ok()?;
    let tokens = Vec::with_capacity(16 + text.len() / 16);
    let reading = Reading { view, text, tokens, trees: Vec::new() };
    let mut reader = Reader { reading, plan: view.plan(), at: 0, depth: DEPTH, steps: check::STEPS };
    reader.space();
    let root = reader.value(NodeId::ROOT)?;
    reader.space();
    (root == Token::At(0) && reader.at == text.len()).then_some(reader.reading)
}

struct Reader<'a> {
    reading: Reading<'a>,
    plan: &'a Plan,
    at: usize,
    depth: u32,
    /// What is left of the work that trees may cost.
    steps: u32,
}

impl<'a> Reader<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.reading.text.as_bytes()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Goes over this byte and the space around it.
    fn mark(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek()? == byte).then(|| self.at += 1)?;
        self.space();
        Some(())
    }

    fn word(&mut self, word: &str, token: Token) -> Option<Token> {
        self.bytes().get(self.at..)?.starts_with(word.as_bytes()).then(|| self.at += word.len())?;
        Some(token)
    }

    /// A value that fits the node. A scalar is its token; anything else is among the tokens already.
    fn value(&mut self, id: NodeId) -> Option<Token> {
        let Step { nullable, rule } = self.plan.step(id);
        if nullable && self.peek()? == b'n' {
            return self.word("null", Token::Null);
        }
        match rule {
            Rule::Boolean if self.peek()? == b't' => self.word("true", Token::Bool(true)),
            Rule::Boolean => self.word("false", Token::Bool(false)),
            Rule::Integer { least, most } => {
                let number = self.number()?;
                matches!(number, Token::Integer(whole) if least <= whole && whole <= most).then_some(number)
            }
            Rule::Number { least, most } => {
                let number = self.number()?;
                let value = exactly(number)?;
                (least <= value && value <= most).then_some(number)
            }
            Rule::Text => self.string(),
            Rule::Choice(node) => self.choice(node),
            Rule::Scalar(node) => self.scalar(node),
            Rule::Array { item, least, most } => self.nested(|reader| reader.array(item, least, most)),
            Rule::Object(node) => self.nested(|reader| reader.object(node)),
            Rule::Tree => self.tree(id),
        }
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<Token>) -> Option<Token> {
        self.depth = self.depth.checked_sub(1)?;
        let token = read(self);
        self.depth += 1;
        token
    }

    fn number(&mut self) -> Option<Token> {
        let (number, end) = number::read(self.reading.text, self.at)?;
        self.at = end;
        Some(number)
    }

    #[allow(clippy::cast_possible_truncation, reason = "the text is shorter than 2^32")]
    fn string(&mut self) -> Option<Token> {
        (self.peek()? == b'"').then_some(())?;
        let start = self.at + 1;
        let (end, escaped) = text::end(self.bytes(), start)?;
        self.at = end + 1;
        let (start, end) = (start as u32, end as u32);
        Some(if escaped { Token::Escaped(start, end) } else { Token::Text(start, end) })
    }

    fn choice(&mut self, node: NodeId) -> Option<Token> {
        let token = self.string()?;
        let Token::Text(start, end) = token else { return None };
        let text = self.reading.slice(start, end);
        let choices = self.reading.view[node].choices.as_deref()?;
        choices.iter().any(|choice| choice.value.as_str() == Some(text)).then_some(token)
    }

    fn scalar(&mut self, node: NodeId) -> Option<Token> {
        let token = if self.peek()? == b'"' { self.string()? } else { self.number()? };
        check::scalar_fits(&self.reading.view[node], &self.reading.scalar(token)).then_some(token)
    }

    fn array(&mut self, item: NodeId, least: u32, most: u32) -> Option<Token> {
        let start = self.push(Token::Absent);
        self.mark(b'[')?;
        let mut count = 0;
        if self.peek()? != b']' {
            loop {
                count += 1;
                let token = self.value(item)?;
                // A container is where it belongs.
                if !matches!(token, Token::At(_)) {
                    self.push(token);
                }
                self.space();
                if self.peek()? == b']' {
                    break;
                }
                self.mark(b',')?;
            }
        }
        self.at += 1;
        let end = self.position();
        self.reading.tokens[start as usize] = Token::Array { count, end };
        (least <= count && count <= most).then_some(Token::At(start))
    }

    fn object(&mut self, node: NodeId) -> Option<Token> {
        let properties = &self.reading.view[node].object.properties;
        let start = self.push(Token::Absent);
        let first = start as usize + 1;
        self.reading.tokens.resize(first + properties.len(), Token::Absent);
        self.mark(b'{')?;
        if self.peek()? != b'}' {
            let mut expected = 0;
            loop {
                let index = self.name(properties, expected)?;
                expected = index + 1;
                self.mark(b':')?;
                let value = self.member(&properties[index])?;
                // A name that is there twice is for others to complain about.
                let slot = std::mem::replace(&mut self.reading.tokens[first + index], value);
                (slot == Token::Absent).then_some(())?;
                self.space();
                if self.peek()? == b'}' {
                    break;
                }
                self.mark(b',')?;
            }
        }
        self.at += 1;
        self.fill_in(properties, first)?;
        let end = self.position();
        self.reading.tokens[start as usize] = Token::Object { node, end };
        Some(Token::At(start))
    }

    /// Which property's name stands here; most arguments come in declaration order.
    fn name(&mut self, properties: &[Property], expected: usize) -> Option<usize> {
        (self.peek()? == b'"').then(|| self.at += 1)?;
        let rest = self.bytes().get(self.at..)?;
        let is_next = |property: &Property| {
            rest.strip_prefix(property.name.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'"'))
        };
        let index = match properties.get(expected) {
            Some(property) if is_next(property) => expected,
            _ => properties.iter().position(is_next)?,
        };
        self.at += properties[index].name.len() + 1;
        Some(index)
    }

    /// `null` is the same as an absent member, whatever it stands for.
    fn member(&mut self, property: &Property) -> Option<Token> {
        if self.peek()? == b'n' { self.word("null", Token::Null) } else { self.value(property.node) }
    }

    fn fill_in(&mut self, properties: &[Property], first: usize) -> Option<()> {
        for (index, property) in properties.iter().enumerate() {
            if matches!(self.reading.tokens[first + index], Token::Absent | Token::Null) {
                self.reading.tokens[first + index] = self.absent(property)?;
            }
        }
        Some(())
    }

    fn absent(&mut self, property: &Property) -> Option<Token> {
        let Step { nullable, rule } = self.plan.step(property.node);
        match rule {
            _ if self.reading.view[property.node].default.is_some() => Some(Token::Default(property.node)),
            _ if nullable => Some(Token::Null),
            Rule::Tree => self.checked(property.node, Json::Null),
            _ => None,
        }
    }

    /// Whatever stands here, read and checked by those who know every rule.
    fn tree(&mut self, node: NodeId) -> Option<Token> {
        let end = self.skip()?;
        let value = json::read(self.reading.text.get(self.at..end)?).ok()?;
        self.at = end;
        self.checked(node, value)
    }

    fn checked(&mut self, node: NodeId, mut value: Json) -> Option<Token> {
        check::fill_in(self.reading.view, node, &mut value, &mut self.steps).then_some(())?;
        self.reading.trees.push(value);
        Some(Token::Tree(u32::try_from(self.reading.trees.len() - 1).ok()?))
    }

    /// Where the value that begins here ends, if it is sound.
    fn skip(&self) -> Option<usize> {
        let (bytes, mut at, mut depth) = (self.bytes(), self.at, 0_u32);
        loop {
            match bytes.get(at)? {
                b'"' => at = text::end(bytes, at + 1)?.0,
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            at += 1;
            let ends = matches!(bytes.get(at), None | Some(b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t'));
            if depth == 0 && ends {
                return Some(at);
            }
            (depth <= DEPTH).then_some(())?;
        }
    }

    fn push(&mut self, token: Token) -> u32 {
        let position = self.position();
        self.reading.tokens.push(token);
        position
    }

    /// Where the next token will be. There are fewer tokens than bytes but for slots, of which a text that fits has as
    /// many as it has members or members that may be left out.
    fn position(&self) -> u32 {
        u32::try_from(self.reading.tokens.len()).unwrap_or(u32::MAX)
    }
}

/// The number as a float, if nothing is lost.
#[allow(clippy::cast_precision_loss, reason = "only whole numbers that lose nothing")]
fn exactly(number: Token) -> Option<f64> {
    match number {
        Token::Float(number) => Some(number),
        Token::Integer(whole) => is_exact(whole).then_some(whole as f64),
        _ => None,
    }
}
