//! Tokens to an expression.

use super::token::{Token, tokens};
use super::{Arithmetic, Expression, Function, Reach, Relation, Side};
use crate::LinkError;

/// Deeper nesting than this is refused: nobody writes it, and each level takes stack.
const DEEPEST: usize = 64;

pub(super) fn parse(text: &str) -> Result<Expression, LinkError> {
    let fail = |reason: String| LinkError::Expression { expression: text.to_owned(), reason };
    let tokens = tokens(text).map_err(fail)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let expression = parser.either().map_err(fail)?;
    if parser.at < tokens.len() {
        return Err(fail(parser.unexpected("the end")));
    }
    Ok(expression)
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    depth: usize,
}

type Parsed = Result<Expression, String>;

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn unexpected(&self, wanted: &str) -> String {
        match self.tokens.get(self.at) {
            None => format!("it ends where {wanted} should follow"),
            Some((at, token)) => {
                let shown = match token {
                    Token::Word(word) | Token::Quoted(word) | Token::Text(word) => word.clone(),
                    Token::Number(number) => number.to_string(),
                    Token::Sign(sign) => (*sign).to_owned(),
                };
                format!("`{shown}` at character {} where {wanted} should stand", at + 1)
            }
        }
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Sign(each)) if *each == sign);
        self.at += usize::from(is);
        is
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Word(each)) if each.eq_ignore_ascii_case(word));
        self.at += usize::from(is);
        is
    }

    fn expect_sign(&mut self, sign: &str) -> Result<(), String> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn expect_word(&mut self, word: &str) -> Result<(), String> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn either(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("it is nested more than {DEEPEST} deep"));
        }
        let mut parts = vec![self.both()?];
        while self.take_word("or") {
            parts.push(self.both()?);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Or(parts) })
    }

    fn both(&mut self) -> Parsed {
        let mut parts = vec![self.negated()?];
        while self.take_word("and") {
            parts.push(self.negated()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::And(parts) })
    }

    fn negated(&mut self) -> Parsed {
        let mut negations = 0;
        while self.take_word("not") {
            negations += 1;
        }
        let inner = self.compared()?;
        Ok(if negations % 2 == 1 { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn compared(&mut self) -> Parsed {
        let left = self.sum()?;
        if self.take_word("is") {
            let not = self.take_word("not");
            self.expect_word("null")?;
            let is_null = Expression::IsNull(Box::new(left));
            return Ok(if not { Expression::Not(Box::new(is_null)) } else { is_null });
        }
        let negated = matches!(self.tokens.get(self.at + 1), Some((_, Token::Word(next)))
            if next.eq_ignore_ascii_case("in") || next.eq_ignore_ascii_case("between"))
            && self.take_word("not");
        let tested = if self.take_word("in") {
            self.expect_sign("(")?;
            let choices = self.arguments()?;
            if choices.is_empty() {
                return Err("`in` needs at least one value to choose from".to_owned());
            }
            let same = |choice| Expression::Compare(Relation::Equal, Box::new(left.clone()), Box::new(choice));
            let mut choices: Vec<Expression> = choices.into_iter().map(same).collect();
            if choices.len() == 1 { choices.swap_remove(0) } else { Expression::Or(choices) }
        } else if self.take_word("between") {
            let low = self.sum()?;
            self.expect_word("and")?;
            let high = self.sum()?;
            Expression::And(vec![
                Expression::Compare(Relation::AtLeast, Box::new(left.clone()), Box::new(low)),
                Expression::Compare(Relation::AtMost, Box::new(left), Box::new(high)),
            ])
        } else {
            let relation = match self.peek() {
                Some(Token::Sign("=" | "==")) => Relation::Equal,
                Some(Token::Sign("<>" | "!=")) => Relation::NotEqual,
                Some(Token::Sign("<=")) => Relation::AtMost,
                Some(Token::Sign(">=")) => Relation::AtLeast,
                Some(Token::Sign("<")) => Relation::Less,
                Some(Token::Sign(">")) => Relation::Greater,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.sum()?;
            return Ok(Expression::Compare(relation, Box::new(left), Box::new(right)));
        };
        Ok(if negated { Expression::Not(Box::new(tested)) } else { tested })
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        loop {
            if self.take_sign("||") {
                let right = self.product()?;
                let mut arguments = match left {
                    Expression::Call { function: Function::Concatenate, arguments } => arguments,
                    other => vec![other],
                };
                arguments.push(right);
                left = Expression::Call { function: Function::Concatenate, arguments };
                continue;
            }
            let operator = match self.peek() {
                Some(Token::Sign("+")) => Arithmetic::Add,
                Some(Token::Sign("-")) => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expression::Arithmetic(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.cast_suffix()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Sign("*")) => Arithmetic::Multiply,
                Some(Token::Sign("/")) => Arithmetic::Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expression::Arithmetic(operator, Box::new(left), Box::new(self.cast_suffix()?));
        }
    }

    fn cast_suffix(&mut self) -> Parsed {
        let mut value = self.primary()?;
        while self.take_sign("::") {
            value = self.cast(value)?;
        }
        Ok(value)
    }

    /// Reads the name of a type and turns the value into it.
    fn cast(&mut self, value: Expression) -> Parsed {
        let Some(Token::Word(word)) = self.peek().cloned() else { return Err(self.unexpected("a type")) };
        self.at += 1;
        if self.take_sign("(") {
            self.arguments()?;
        }
        let function = match word.to_ascii_lowercase().as_str() {
            "varchar" | "text" | "string" | "char" => Function::AsText,
            "double" | "float" | "real" | "integer" | "int" | "bigint" | "smallint" | "decimal" | "numeric" => {
                Function::AsNumber
            }
            "date" => Function::Date,
            other => return Err(format!("`{other}` is no type that we know")),
        };
        Ok(Expression::Call { function, arguments: vec![value] })
    }

    fn primary(&mut self) -> Parsed {
        let Some(token) = self.peek().cloned() else { return Err(self.unexpected("a value")) };
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text)),
            Token::Quoted(name) => Ok(column(&name)),
            Token::Sign("-") => match self.cast_suffix()? {
                Expression::Number(number) => Ok(Expression::Number(-number)),
                other => {
                    Ok(Expression::Arithmetic(Arithmetic::Subtract, Box::new(Expression::Number(0.0)), Box::new(other)))
                }
            },
            Token::Sign("(") => {
                let inner = self.either()?;
                self.expect_sign(")")?;
                Ok(inner)
            }
            Token::Sign(_) => {
                self.at -= 1;
                Err(self.unexpected("a value"))
            }
            Token::Word(word) => self.word(&word),
        }
    }

    fn word(&mut self, word: &str) -> Parsed {
        match word.to_ascii_lowercase().as_str() {
            "null" => return Ok(Expression::Null),
            "true" => return Ok(Expression::Boolean(true)),
            "false" => return Ok(Expression::Boolean(false)),
            "case" => return self.case(),
            "cast" | "try_cast" if self.take_sign("(") => {
                let value = self.either()?;
                self.expect_word("as")?;
                let cast = self.cast(value)?;
                self.expect_sign(")")?;
                return Ok(cast);
            }
            _ => {}
        }
        if self.take_sign("(") {
            let arguments = self.arguments()?;
            return call(word, arguments);
        }
        let side = match word {
            "l" | "L" => Some(Side::Left),
            "r" | "R" => Some(Side::Right),
            _ => None,
        };
        if let Some(side) = side
            && self.take_sign(".")
        {
            let name = match self.peek() {
                Some(Token::Word(name) | Token::Quoted(name)) => name.clone(),
                _ => return Err(self.unexpected("a column")),
            };
            self.at += 1;
            return Ok(Expression::Column { name, side });
        }
        Ok(column(word))
    }

    fn case(&mut self) -> Parsed {
        let mut branches = Vec::new();
        while self.take_word("when") {
            let condition = self.either()?;
            self.expect_word("then")?;
            branches.push((condition, self.either()?));
        }
        let otherwise = if self.take_word("else") { Some(Box::new(self.either()?)) } else { None };
        self.expect_word("end")?;
        if branches.is_empty() {
            return Err("`case` needs at least one `when`".to_owned());
        }
        Ok(Expression::Case { branches, otherwise })
    }

    /// The arguments up to the closing bracket; the opening one is behind us.
    fn arguments(&mut self) -> Result<Vec<Expression>, String> {
        let mut arguments = Vec::new();
        if self.take_sign(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.either()?);
            if self.take_sign(")") {
                return Ok(arguments);
            }
            self.expect_sign(",")?;
        }
    }
}

/// A column by its bare name: `surname_l` is the surname of the left record, `surname_r` of the right.
fn column(name: &str) -> Expression {
    let (name, side) = match (name.strip_suffix("_l"), name.strip_suffix("_r")) {
        (Some(name), _) if !name.is_empty() => (name, Side::Left),
        (_, Some(name)) if !name.is_empty() => (name, Side::Right),
        _ => (name, Side::Own),
    };
    Expression::Column { name: name.to_owned(), side }
}

/// A call, with the short forms written out.
fn call(name: &str, mut arguments: Vec<Expression>) -> Parsed {
    let function = Function::find(name).ok_or_else(|| format!("there is no function `{name}`"))?;
    let (least, most) = function.arity();
    if !(least..=most).contains(&arguments.len()) {
        let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
        return Err(format!("`{name}` takes {wanted} arguments, not {}", arguments.len()));
    }
    let left = |value: &Expression| value.clone().with_side(Side::Own, Side::Left);
    let right = |value: &Expression| value.clone().with_side(Side::Own, Side::Right);
    let equal = |one, other| Expression::Compare(Relation::Equal, Box::new(one), Box::new(other));
    if function.reach() == Reach::Pair && function != Function::Swapped && arguments.len() == 1 {
        let value = arguments.remove(0);
        arguments = vec![left(&value), right(&value)];
    }
    Ok(match function {
        Function::Same => {
            let other = arguments.remove(1);
            equal(arguments.remove(0), other)
        }
        Function::Missing => {
            Expression::Or(arguments.into_iter().map(|value| Expression::IsNull(Box::new(value))).collect())
        }
        Function::Swapped => {
            let (one, other) = (&arguments[0], &arguments[1]);
            Expression::And(vec![equal(left(one), right(other)), equal(left(other), right(one))])
        }
        Function::Epoch => arguments.remove(0),
        _ => Expression::Call { function, arguments },
    })
}
