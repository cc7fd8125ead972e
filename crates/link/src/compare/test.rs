//! Conditions on a pair of records, ready to be asked millions of times.

use super::derive::{all, any, calculate, holds};
use super::layout::{At, Kind, Layout};
use super::letters::{may_be_like, may_be_within};
use super::metric;
use crate::LinkError;
use crate::expression::{Arithmetic, Expression, Function, Relation, Side};
use crate::records::{MISSING, Values};
use crate::standardise::nickname;

/// A condition on a pair.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Known(Option<bool>),
    Missing(At),
    EitherMissing(At, At),
    Equal(At, At),
    /// A number that is not 0.
    Truth(At),
    /// A measure that is at least so much: the usual question, asked without a detour.
    MeasureAtLeast {
        place: usize,
        least: f64,
        letters: Option<(At, At)>,
    },
    /// Dates at most so many days apart.
    DaysAtMost {
        left: At,
        right: At,
        most: f64,
    },
    /// Dates of which at least so many of year, month and day are the same.
    DateParts {
        left: At,
        right: At,
        least: u32,
    },
    /// One date is the other with day and month swapped.
    DayMonthSwapped(At, At),
    Edits {
        damerau: bool,
        left: At,
        right: At,
        most: usize,
        /// Where the letters of both stand.
        letters: (At, At),
    },
    Numbers(Relation, Quantity, Quantity),
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
}

/// A number made of a pair.
#[derive(Debug, Clone)]
pub(crate) enum Quantity {
    Constant(f64),
    Number(At),
    /// The number that a text is.
    TextAsNumber(At),
    /// A measure between two texts: its place among the measures.
    Measure(usize),
    DaysApart(At, At),
    DateParts(At, At),
    Absolute(Box<Quantity>),
    Calculate(Arithmetic, Box<Quantity>, Box<Quantity>),
    Extreme {
        largest: bool,
        of: Vec<Quantity>,
    },
    Function(fn(f64) -> f64, Box<Quantity>),
    Choose(Vec<(Test, Quantity)>, Option<Box<Quantity>>),
}

/// A measure between two texts, of which each pair asks at most once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measure {
    function: Function,
    left: At,
    right: At,
}

/// Turns expressions over pairs into tests over a layout.
pub(crate) struct Compiler<'l> {
    pub layout: &'l mut Layout,
    pub measures: Vec<Measure>,
}

impl<'l> Compiler<'l> {
    pub(crate) fn new(layout: &'l mut Layout) -> Self {
        Self { layout, measures: Vec::new() }
    }

    /// # Errors
    /// [`LinkError::Expression`] when the expression is not a condition on a pair.
    pub(crate) fn test(&mut self, expression: &Expression) -> Result<Test, LinkError> {
        let fail =
            |reason: &str| LinkError::Expression { expression: expression.to_string(), reason: reason.to_owned() };
        Ok(match expression {
            Expression::Null => Test::Known(None),
            Expression::Boolean(truth) => Test::Known(Some(*truth)),
            Expression::And(parts) => {
                let mut tests = self.tests(parts)?;
                tests.sort_by_key(Test::cost);
                Test::All(tests)
            }
            Expression::Or(parts) => match self.tests(parts)?.as_slice() {
                [Test::Missing(one), Test::Missing(other)] => Test::EitherMissing(*one, *other),
                tests => Test::Any(tests.to_vec()),
            },
            Expression::Not(part) => Test::Not(Box::new(self.test(part)?)),
            Expression::IsNull(part) => {
                Test::Missing(self.at(part).ok_or_else(|| fail("`is null` looks at the value of one record"))?)
            }
            Expression::Compare(relation, one, other) => self.relation(*relation, one, other)?,
            Expression::Call { function: Function::Nickname, .. } => match self.quantity(expression)? {
                Quantity::Measure(place) => Test::MeasureAtLeast { place, least: 1.0, letters: None },
                other => Test::Numbers(Relation::AtLeast, other, Quantity::Constant(1.0)),
            },
            Expression::Call { function: Function::DayMonthSwapped, arguments } => {
                let (left, right) = (self.at(&written_date(&arguments[0])), self.at(&written_date(&arguments[1])));
                let (left, right) = left.zip(right).ok_or_else(|| fail("each date must be of one record"))?;
                Test::DayMonthSwapped(left, right)
            }
            other => match self.at(other) {
                Some(at) if self.layout.kind(at.slot) == Kind::Number => Test::Truth(at),
                _ => return Err(fail("it is not a condition: it should say whether something holds")),
            },
        })
    }

    fn tests(&mut self, parts: &[Expression]) -> Result<Vec<Test>, LinkError> {
        parts.iter().map(|part| self.test(part)).collect()
    }

    /// Where the value of an expression over one record stands; `None` when it speaks of both.
    fn at(&mut self, expression: &Expression) -> Option<At> {
        let right = of_the_right(expression)?;
        Some(At { right, slot: self.layout.slot(expression) })
    }

    fn relation(&mut self, relation: Relation, one: &Expression, other: &Expression) -> Result<Test, LinkError> {
        // Only values that are looked at get a slot: a distance stands beside a number that every record would hold.
        if matches!(relation, Relation::Equal | Relation::NotEqual)
            && of_the_right(one).is_some()
            && of_the_right(other).is_some()
            && Layout::is_text(one) == Layout::is_text(other)
            && let (Some(left), Some(right)) = (self.at(one), self.at(other))
        {
            let equal = Test::Equal(left, right);
            return Ok(if relation == Relation::Equal { equal } else { Test::Not(Box::new(equal)) });
        }
        if let (Expression::Call { function, arguments }, Expression::Number(most), Relation::AtMost | Relation::Less) =
            (one, other, relation)
            && matches!(function, Function::Levenshtein | Function::DamerauLevenshtein)
            && let (Some(left), Some(right)) = (self.at(&arguments[0]), self.at(&arguments[1]))
            && self.layout.kind(left.slot) == Kind::Text
            && self.layout.kind(right.slot) == Kind::Text
        {
            let most = if relation == Relation::Less { (most.ceil() - 1.0).max(-1.0) } else { most.floor() };
            if most < 0.0 {
                return Ok(Test::Known(Some(false)));
            }
            let damerau = *function == Function::DamerauLevenshtein;
            let letters = (self.letters(left), self.letters(right));
            return Ok(Test::Edits { damerau, left, right, most: most as usize, letters });
        }
        let (one, other) = (self.quantity(one)?, self.quantity(other)?);
        Ok(match (one, relation, other) {
            (Quantity::Measure(place), Relation::AtLeast, Quantity::Constant(least)) => {
                let Measure { function, left, right } = self.measures[place];
                let letters = (function == Function::JaroWinkler).then(|| (self.letters(left), self.letters(right)));
                Test::MeasureAtLeast { place, least, letters }
            }
            (Quantity::DaysApart(left, right), Relation::AtMost, Quantity::Constant(most)) => {
                Test::DaysAtMost { left, right, most: most * 86_400.0 }
            }
            // The way Splink writes it: the difference of two times in seconds.
            (Quantity::Absolute(inner), Relation::AtMost, Quantity::Constant(most)) => match *inner {
                Quantity::Calculate(Arithmetic::Subtract, one, other) => match (*one, *other) {
                    (Quantity::Number(left), Quantity::Number(right)) => Test::DaysAtMost { left, right, most },
                    (one, other) => Test::Numbers(
                        relation,
                        Quantity::Absolute(Box::new(Quantity::Calculate(
                            Arithmetic::Subtract,
                            Box::new(one),
                            Box::new(other),
                        ))),
                        Quantity::Constant(most),
                    ),
                },
                inner => Test::Numbers(relation, Quantity::Absolute(Box::new(inner)), Quantity::Constant(most)),
            },
            (Quantity::DateParts(left, right), Relation::AtLeast, Quantity::Constant(least)) if least >= 0.0 => {
                Test::DateParts { left, right, least: least.ceil() as u32 }
            }
            (one, relation, other) => Test::Numbers(relation, one, other),
        })
    }

    fn letters(&mut self, at: At) -> At {
        At { right: at.right, slot: self.layout.letters_slot(at.slot) }
    }

    fn quantity(&mut self, expression: &Expression) -> Result<Quantity, LinkError> {
        if let Expression::Number(number) = expression {
            return Ok(Quantity::Constant(*number));
        }
        if let Some(at) = self.at(expression) {
            return Ok(match self.layout.kind(at.slot) {
                Kind::Number => Quantity::Number(at),
                Kind::Text | Kind::Letters => Quantity::TextAsNumber(at),
            });
        }
        let fail =
            |reason: &str| LinkError::Expression { expression: expression.to_string(), reason: reason.to_owned() };
        match expression {
            Expression::Arithmetic(operator, one, other) => {
                Ok(Quantity::Calculate(*operator, Box::new(self.quantity(one)?), Box::new(self.quantity(other)?)))
            }
            Expression::Case { branches, otherwise } => {
                let mut choices = Vec::new();
                for (condition, value) in branches {
                    choices.push((self.test(condition)?, self.quantity(value)?));
                }
                let otherwise = otherwise.as_ref().map(|value| self.quantity(value)).transpose()?;
                Ok(Quantity::Choose(choices, otherwise.map(Box::new)))
            }
            Expression::Call { function, arguments } => self.call(*function, arguments, &fail),
            _ => Err(fail("it should be a number: name the record of each column, as in `l.surname` or `surname_l`")),
        }
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[Expression],
        fail: &dyn Fn(&str) -> LinkError,
    ) -> Result<Quantity, LinkError> {
        let inner =
            |compiler: &mut Self| arguments.iter().map(|each| compiler.quantity(each)).collect::<Result<Vec<_>, _>>();
        let applied: fn(f64) -> f64 = match function {
            Function::Absolute => return Ok(Quantity::Absolute(Box::new(inner(self)?.remove(0)))),
            Function::Least | Function::Greatest => {
                return Ok(Quantity::Extreme { largest: function == Function::Greatest, of: inner(self)? });
            }
            Function::AsNumber | Function::ArrayLength | Function::AsText => return Ok(inner(self)?.remove(0)),
            Function::Radians => f64::to_radians,
            Function::Sine => f64::sin,
            Function::Cosine => f64::cos,
            Function::ArcCosine => |cosine| cosine.clamp(-1.0, 1.0).acos(),
            Function::DaysApart => {
                let seconds = |value: &Expression| Expression::Call {
                    function: Function::ParseTime,
                    arguments: vec![
                        Expression::Call { function: Function::Date, arguments: vec![value.clone()] },
                        Expression::Text("%Y-%m-%d".to_owned()),
                    ],
                };
                let (one, other) = (self.at(&seconds(&arguments[0])), self.at(&seconds(&arguments[1])));
                let (Some(one), Some(other)) = (one, other) else {
                    return Err(fail("each date must be of one record"));
                };
                return Ok(Quantity::DaysApart(one, other));
            }
            Function::DatePartsSame => {
                let (one, other) = (self.at(&written_date(&arguments[0])), self.at(&written_date(&arguments[1])));
                let (one, other) = one.zip(other).ok_or_else(|| fail("each date must be of one record"))?;
                return Ok(Quantity::DateParts(one, other));
            }
            Function::JaroWinkler
            | Function::Jaro
            | Function::Levenshtein
            | Function::DamerauLevenshtein
            | Function::Jaccard
            | Function::Bigrams
            | Function::BitLikeness
            | Function::Nickname
            | Function::Shared => {
                let (Some(left), Some(right)) = (self.at(&arguments[0]), self.at(&arguments[1])) else {
                    return Err(fail("each text must be of one record"));
                };
                if self.layout.kind(left.slot) != Kind::Text || self.layout.kind(right.slot) != Kind::Text {
                    return Err(fail("it measures texts, and one of these is a number"));
                }
                let measure = Measure { function, left, right };
                let place = self.measures.iter().position(|each| *each == measure).unwrap_or_else(|| {
                    self.measures.push(measure);
                    self.measures.len() - 1
                });
                return Ok(Quantity::Measure(place));
            }
            other => {
                return Err(fail(&format!("`{}` cannot look at both records at once", other.name())));
            }
        };
        Ok(Quantity::Function(applied, Box::new(inner(self)?.remove(0))))
    }
}

/// Whether an expression over one record speaks of the right one; `None` when it speaks of both.
fn of_the_right(expression: &Expression) -> Option<bool> {
    let mut own = false;
    let mut pair = false;
    expression.visit(&mut |part| match part {
        Expression::Column { side: Side::Own, .. } => own = true,
        Expression::Call { function, .. } => pair |= function.reach() == crate::expression::Reach::Pair,
        _ => {}
    });
    match expression.sides() {
        (true, true) => None,
        _ if own || pair => None,
        (_, right) => Some(right),
    }
}

/// A date as the number that its digits make: 19710624.
fn written_date(value: &Expression) -> Expression {
    let part = |function| Expression::Call { function, arguments: vec![value.clone()] };
    let times = |part: Expression, factor: f64| {
        Expression::Arithmetic(Arithmetic::Multiply, Box::new(part), Box::new(Expression::Number(factor)))
    };
    let add = |one, other| Expression::Arithmetic(Arithmetic::Add, Box::new(one), Box::new(other));
    add(add(times(part(Function::Year), 10_000.0), times(part(Function::Month), 100.0)), part(Function::Day))
}

/// Year, month and day of such a number.
#[inline]
fn date_parts(written: f64) -> (u32, u32, u32) {
    let digits = written as u32;
    (digits / 10_000, digits / 100 % 100, digits % 100)
}

/// How many of year, month and day are the same in two such numbers.
#[inline]
pub(super) fn same_parts(one: f64, other: f64) -> u32 {
    let (one, other) = (date_parts(one), date_parts(other));
    u32::from(one.0 == other.0) + u32::from(one.1 == other.1) + u32::from(one.2 == other.2)
}

/// Whether one such number is the other with day and month swapped.
#[inline]
pub(super) fn day_month_swapped(one: f64, other: f64) -> bool {
    let (one, other) = (date_parts(one), date_parts(other));
    one.0 == other.0 && one.1 == other.2 && one.2 == other.1 && one.1 != one.2
}

/// What a thread keeps while it asks: measures of the pair at hand, and of pairs of values seen before.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// The number of the pair at hand, and how many numbers were given to pairs.
    pair: u64,
    given: u64,
    /// Where the numbers of the batch at hand begin.
    batch: u64,
    current: Vec<(u64, Option<f64>)>,
    seen: Vec<Vec<(u64, f64)>>,
}

/// How many measured pairs of values are remembered for each measure (a power of two: 128 KiB each).
const REMEMBERED: usize = 1 << 13;

impl Scratch {
    pub(crate) fn new(measures: &[Measure]) -> Self {
        Self {
            pair: 0,
            given: 0,
            batch: 0,
            current: vec![(0, None); measures.len()],
            seen: measures.iter().map(|_| vec![(u64::MAX, 0.0); REMEMBERED]).collect(),
        }
    }

    /// A new pair is at hand.
    #[inline]
    pub(crate) fn next_pair(&mut self) {
        self.given += 1;
        self.pair = self.given;
    }

    /// A batch of so many pairs is at hand; they are looked at in any order.
    pub(crate) fn next_batch(&mut self, pairs: usize) {
        self.batch = self.given + 1;
        self.given += pairs as u64;
    }

    /// This pair of the batch is looked at.
    #[inline]
    pub(crate) fn look_at(&mut self, at: u32) {
        self.pair = self.batch + u64::from(at);
    }
}

/// A pair of rows, and where their codes lead.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub left: &'a [u32],
    pub right: &'a [u32],
    pub values: &'a Values,
    pub numbers: &'a [f64],
    pub measures: &'a [Measure],
}

impl Pair<'_> {
    #[inline]
    fn code(&self, at: At) -> u32 {
        if at.right { self.right[at.slot] } else { self.left[at.slot] }
    }

    #[inline]
    fn number(&self, at: At) -> Option<f64> {
        let code = self.code(at);
        (code != MISSING).then(|| self.numbers[code as usize])
    }
}

impl Test {
    /// Whether the condition is known to hold. The questions that are asked most are answered on the spot.
    pub(crate) fn is_met(&self, pair: &Pair<'_>, scratch: &mut Scratch) -> bool {
        match self {
            Self::EitherMissing(one, other) => pair.code(*one) == MISSING || pair.code(*other) == MISSING,
            Self::Equal(one, other) => {
                let (one, other) = (pair.code(*one), pair.code(*other));
                one == other && one != MISSING
            }
            Self::All(parts) => parts.iter().all(|part| part.is_met(pair, scratch)),
            Self::Any(parts) => parts.iter().any(|part| part.is_met(pair, scratch)),
            other => other.holds(pair, scratch) == Some(true),
        }
    }

    /// Whether the condition holds for the pair; `None` when a missing value leaves it open.
    pub(crate) fn holds(&self, pair: &Pair<'_>, scratch: &mut Scratch) -> Option<bool> {
        match self {
            Self::Known(truth) => *truth,
            Self::Missing(at) => Some(pair.code(*at) == MISSING),
            Self::EitherMissing(one, other) => Some(pair.code(*one) == MISSING || pair.code(*other) == MISSING),
            Self::Equal(one, other) => {
                let (one, other) = (pair.code(*one), pair.code(*other));
                (one != MISSING && other != MISSING).then_some(one == other)
            }
            Self::Truth(at) => pair.number(*at).map(|number| number != 0.0),
            Self::MeasureAtLeast { place, least, letters } => {
                if let Some((left, right)) = letters
                    && !may_be_like(pair.code(*left), pair.code(*right), *least)
                {
                    return Some(false);
                }
                measure(*place, pair, scratch).map(|number| number >= *least)
            }
            Self::DaysAtMost { left, right, most } => {
                let (left, right) = (pair.number(*left)?, pair.number(*right)?);
                Some((left - right).abs() <= *most)
            }
            Self::DateParts { left, right, least } => {
                Some(same_parts(pair.number(*left)?, pair.number(*right)?) >= *least)
            }
            Self::DayMonthSwapped(left, right) => Some(day_month_swapped(pair.number(*left)?, pair.number(*right)?)),
            Self::Edits { damerau, left, right, most, letters } => {
                let (left, right) = (pair.code(*left), pair.code(*right));
                if left == MISSING || right == MISSING {
                    return None;
                }
                if left == right {
                    return Some(true);
                }
                if !may_be_within(pair.code(letters.0), pair.code(letters.1), *most) {
                    return Some(false);
                }
                let (left, right) = (pair.values.bytes_of(left), pair.values.bytes_of(right));
                Some(if *damerau {
                    metric::damerau_levenshtein_at_most(left, right, *most)
                } else {
                    metric::levenshtein_at_most(left, right, *most)
                })
            }
            Self::Numbers(relation, one, other) => {
                let one = one.number(pair, scratch)?;
                let other = other.number(pair, scratch)?;
                Some(holds(*relation, one.total_cmp(&other)))
            }
            Self::All(parts) => all(parts.iter().map(|part| part.holds(pair, scratch))),
            Self::Any(parts) => any(parts.iter().map(|part| part.holds(pair, scratch))),
            Self::Not(part) => part.holds(pair, scratch).map(|truth| !truth),
        }
    }
}

impl Quantity {
    fn number(&self, pair: &Pair<'_>, scratch: &mut Scratch) -> Option<f64> {
        match self {
            Self::Constant(number) => Some(*number),
            Self::Number(at) => pair.number(*at),
            Self::TextAsNumber(at) => pair.values.text(pair.code(*at)).and_then(|text| text.trim().parse().ok()),
            Self::Measure(place) => measure(*place, pair, scratch),
            Self::DaysApart(one, other) => {
                let (one, other) = (pair.number(*one)?, pair.number(*other)?);
                Some((one - other).abs() / 86_400.0)
            }
            Self::DateParts(one, other) => Some(f64::from(same_parts(pair.number(*one)?, pair.number(*other)?))),
            Self::Absolute(inner) => inner.number(pair, scratch).map(f64::abs),
            Self::Calculate(operator, one, other) => {
                let one = one.number(pair, scratch)?;
                calculate(*operator, one, other.number(pair, scratch)?)
            }
            Self::Extreme { largest, of } => {
                let extreme = if *largest { f64::max } else { f64::min };
                of.iter().filter_map(|each| each.number(pair, scratch)).reduce(extreme)
            }
            Self::Function(function, inner) => inner.number(pair, scratch).map(function),
            Self::Choose(choices, otherwise) => {
                for (condition, value) in choices {
                    if condition.holds(pair, scratch) == Some(true) {
                        return value.number(pair, scratch);
                    }
                }
                otherwise.as_ref().and_then(|value| value.number(pair, scratch))
            }
        }
    }
}

/// A measure of the pair: of this pair if it was asked before, of these two values if they were met not long ago.
fn measure(place: usize, pair: &Pair<'_>, scratch: &mut Scratch) -> Option<f64> {
    if scratch.current[place].0 == scratch.pair {
        return scratch.current[place].1;
    }
    let Measure { function, left, right } = pair.measures[place];
    let (left, right) = (pair.code(left), pair.code(right));
    let number = if left == MISSING || right == MISSING {
        None
    } else {
        // All measures are symmetric.
        let (low, high) = (left.min(right), left.max(right));
        let key = (u64::from(low) << 32) | u64::from(high);
        // Fibonacci hashing: the high bits of the product are well mixed.
        let place_of_key = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 51) as usize & (REMEMBERED - 1);
        let remembered = &mut scratch.seen[place][place_of_key];
        if remembered.0 != key {
            *remembered = (key, measured(function, low, high, pair.values));
        }
        Some(remembered.1).filter(|number| !number.is_nan())
    };
    scratch.current[place] = (scratch.pair, number);
    number
}

/// A measure of two texts; not a number where it has no answer.
fn measured(function: Function, low: u32, high: u32, values: &Values) -> f64 {
    let (one, other) = (values.bytes_of(low), values.bytes_of(high));
    let text = |code: u32| values.text(code).unwrap_or_default();
    match function {
        Function::JaroWinkler => metric::jaro_winkler(one, other),
        Function::Jaro => metric::jaro(one, other),
        Function::Levenshtein => metric::levenshtein(one, other) as f64,
        Function::DamerauLevenshtein => metric::damerau_levenshtein(one, other) as f64,
        Function::Jaccard => metric::jaccard(one, other),
        Function::Bigrams => metric::bigrams(one, other),
        Function::BitLikeness => metric::bit_likeness(one, other),
        Function::Nickname => f64::from(u8::from(nickname::related(text(low), text(high)))),
        Function::Shared => metric::shared_entries(one, other) as f64,
        _ => f64::NAN,
    }
}
