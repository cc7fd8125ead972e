//! The small language in which a model says what to derive, what to compare and what to bring together.
//!
//! It is the part of SQL that linkage models are written in (so that a model of Splink can be read as it stands), with
//! short forms that name a column once where both records of a pair are meant: `jaro_winkler(surname) >= 0.92` is
//! `jaro_winkler(surname_l, surname_r) >= 0.92`. `docs/reference/linkage-model.md` lists it.

mod function;
mod parse;
mod token;
mod write;

pub use function::{Function, Reach};

use crate::LinkError;
use std::fmt;

/// Of which record of a pair a column is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The left record.
    Left,
    /// The right record.
    Right,
    /// The one record at hand; in a condition on a pair, both in turn.
    Own,
}

/// An operator between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// An operator that compares two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// An expression, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A text in single quotes.
    Text(String),
    /// A column of a record.
    Column {
        /// The column's name.
        name: String,
        /// Of which record.
        side: Side,
    },
    /// A function of arguments.
    Call {
        /// Which function.
        function: Function,
        /// Its arguments.
        arguments: Vec<Expression>,
    },
    /// Two numbers make a third.
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
    /// Two values compared.
    Compare(Relation, Box<Expression>, Box<Expression>),
    /// All of these hold.
    And(Vec<Expression>),
    /// At least one of these holds.
    Or(Vec<Expression>),
    /// This does not hold.
    Not(Box<Expression>),
    /// The value is missing.
    IsNull(Box<Expression>),
    /// `case when … then … else … end`
    Case {
        /// Conditions with their values, in order.
        branches: Vec<(Expression, Expression)>,
        /// The value when no condition holds.
        otherwise: Option<Box<Expression>>,
    },
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// [`LinkError::Expression`] with what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        parse::parse(text)
    }

    /// A column of the record at hand.
    #[must_use]
    pub fn column(name: &str) -> Self {
        Self::Column { name: name.to_owned(), side: Side::Own }
    }

    /// Calls `visit` on this expression and all its parts.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::Call { arguments: parts, .. } | Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.visit(visit);
                }
            }
            Self::Arithmetic(_, one, other) | Self::Compare(_, one, other) => {
                one.visit(visit);
                other.visit(visit);
            }
            Self::Not(part) | Self::IsNull(part) => part.visit(visit),
            Self::Case { branches, otherwise } => {
                for (condition, value) in branches {
                    condition.visit(visit);
                    value.visit(visit);
                }
                if let Some(value) = otherwise {
                    value.visit(visit);
                }
            }
            Self::Null | Self::Boolean(_) | Self::Number(_) | Self::Text(_) | Self::Column { .. } => {}
        }
    }

    /// The same expression with every part replaced by `change` (inner parts first).
    #[must_use]
    pub fn map(self, change: &impl Fn(Self) -> Self) -> Self {
        let each = |parts: Vec<Self>| parts.into_iter().map(|part| part.map(change)).collect();
        let boxed = |part: Box<Self>| Box::new(part.map(change));
        change(match self {
            Self::Call { function, arguments } => Self::Call { function, arguments: each(arguments) },
            Self::And(parts) => Self::And(each(parts)),
            Self::Or(parts) => Self::Or(each(parts)),
            Self::Arithmetic(operator, one, other) => Self::Arithmetic(operator, boxed(one), boxed(other)),
            Self::Compare(relation, one, other) => Self::Compare(relation, boxed(one), boxed(other)),
            Self::Not(part) => Self::Not(boxed(part)),
            Self::IsNull(part) => Self::IsNull(boxed(part)),
            Self::Case { branches, otherwise } => Self::Case {
                branches: branches.into_iter().map(|(one, other)| (one.map(change), other.map(change))).collect(),
                otherwise: otherwise.map(boxed),
            },
            simple => simple,
        })
    }

    /// The same expression with every column of `from` taken of `to`.
    #[must_use]
    pub fn with_side(self, from: Side, to: Side) -> Self {
        self.map(&|part| match part {
            Self::Column { name, side } if side == from => Self::Column { name, side: to },
            other => other,
        })
    }

    /// The names of the columns it speaks of, each once, in order of first mention.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.visit(&mut |part| {
            if let Self::Column { name, .. } = part
                && !names.contains(&name.as_str())
            {
                names.push(name.as_str());
            }
        });
        names
    }

    /// Of which records of a pair it speaks: left, right.
    #[must_use]
    pub fn sides(&self) -> (bool, bool) {
        let (mut left, mut right) = (false, false);
        self.visit(&mut |part| match part {
            Self::Column { side: Side::Left, .. } => left = true,
            Self::Column { side: Side::Right, .. } => right = true,
            _ => {}
        });
        (left, right)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write::write(self, formatter)
    }
}
