//! Formulas of signals: sums, differences, products and ratios of named inputs.

use super::SignalError;

/// A formula that was read: `(unallocated + earmarked) / net_revenue_expenditure`.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    text: String,
    root: Node,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Input(String),
    Minus(Box<Node>),
    Both(Box<Node>, Operator, Box<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Parentheses and minus signs inside each other, at most: deeper is a mistake, and would exhaust the stack.
const DEPTH: usize = 50;

impl Formula {
    /// Reads a formula of numbers, names (small letters, digits, underscores), `+ - * /` and parentheses.
    ///
    /// # Errors
    /// [`SignalError::Formula`] with the character where reading stopped.
    pub fn parse(text: &str) -> Result<Self, SignalError> {
        let mut reader = Reader { characters: text.chars().collect(), at: 0, depth: 0 };
        let refuse = |(at, why)| SignalError::Formula { formula: text.to_owned(), at: at + 1, why };
        let root = reader.sum().map_err(refuse)?;
        reader.space();
        if reader.at < reader.characters.len() {
            return Err(refuse((reader.at, "expected + - * / or the end")));
        }
        Ok(Self { text: text.to_owned(), root })
    }

    /// The names of the inputs, each once, in alphabetical order.
    #[must_use]
    pub fn inputs(&self) -> Vec<&str> {
        let mut names = Vec::new();
        let mut open = vec![&self.root];
        while let Some(node) = open.pop() {
            match node {
                Node::Number(_) => {}
                Node::Input(name) => names.push(name.as_str()),
                Node::Minus(inner) => open.push(inner),
                Node::Both(left, _, right) => open.extend([left.as_ref(), right.as_ref()]),
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The value. Nothing when an input is missing (missing is not zero), when a divisor is zero or below (a ratio to
    /// nothing, or to less, says nothing), or when the result is not a finite number.
    pub fn value(&self, input: &mut impl FnMut(&str) -> Option<f64>) -> Option<f64> {
        Self::of(&self.root, input).filter(|value| value.is_finite())
    }

    fn of(node: &Node, input: &mut impl FnMut(&str) -> Option<f64>) -> Option<f64> {
        Some(match node {
            Node::Number(number) => *number,
            Node::Input(name) => input(name)?,
            Node::Minus(inner) => -Self::of(inner, input)?,
            Node::Both(left, operator, right) => {
                let (left, right) = (Self::of(left, input)?, Self::of(right, input)?);
                match operator {
                    Operator::Add => left + right,
                    Operator::Subtract => left - right,
                    Operator::Multiply => left * right,
                    Operator::Divide => {
                        if right <= 0.0 {
                            return None;
                        }
                        left / right
                    }
                }
            }
        })
    }
}

impl std::fmt::Display for Formula {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text)
    }
}

struct Reader {
    characters: Vec<char>,
    at: usize,
    depth: usize,
}

type Read<T> = Result<T, (usize, &'static str)>;

impl Reader {
    fn space(&mut self) {
        while self.characters.get(self.at).is_some_and(|character| character.is_whitespace()) {
            self.at += 1;
        }
    }

    fn operator(&mut self, pair: [(char, Operator); 2]) -> Option<Operator> {
        self.space();
        let next = self.characters.get(self.at)?;
        let (_, operator) = pair.into_iter().find(|(sign, _)| sign == next)?;
        self.at += 1;
        Some(operator)
    }

    fn sum(&mut self) -> Read<Node> {
        let mut node = self.product()?;
        while let Some(operator) = self.operator([('+', Operator::Add), ('-', Operator::Subtract)]) {
            node = Node::Both(Box::new(node), operator, Box::new(self.product()?));
        }
        Ok(node)
    }

    fn product(&mut self) -> Read<Node> {
        let mut node = self.atom()?;
        while let Some(operator) = self.operator([('*', Operator::Multiply), ('/', Operator::Divide)]) {
            node = Node::Both(Box::new(node), operator, Box::new(self.atom()?));
        }
        Ok(node)
    }

    fn atom(&mut self) -> Read<Node> {
        self.space();
        let start = self.at;
        match self.characters.get(self.at) {
            Some('-') => {
                self.deeper()?;
                self.at += 1;
                let inner = self.atom()?;
                self.depth -= 1;
                Ok(Node::Minus(Box::new(inner)))
            }
            Some('(') => {
                self.deeper()?;
                self.at += 1;
                let inner = self.sum()?;
                self.space();
                if self.characters.get(self.at) != Some(&')') {
                    return Err((self.at, "expected a closing parenthesis"));
                }
                self.at += 1;
                self.depth -= 1;
                Ok(inner)
            }
            Some(first) if first.is_ascii_digit() => {
                let text = self.run(|character| character.is_ascii_digit() || character == '.');
                text.parse().map(Node::Number).map_err(|_| (start, "expected a number"))
            }
            Some(first) if first.is_ascii_lowercase() => Ok(Node::Input(
                self.run(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'),
            )),
            _ => Err((start, "expected a name, a number or an opening parenthesis")),
        }
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > DEPTH { Err((self.at, "expected fewer parentheses inside each other")) } else { Ok(()) }
    }

    fn run(&mut self, takes: impl Fn(char) -> bool) -> String {
        let rest = &self.characters[self.at..];
        let text: String = rest.iter().copied().take_while(|&character| takes(character)).collect();
        self.at += text.len();
        text
    }
}
