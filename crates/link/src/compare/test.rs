//! Conditions on a pair of records, ready to be asked millions of times.

use super::derive::{all, any, calculate, holds};
use super::layout::{At, Kind, Layout};
use super::metric;
use crate::LinkError;
use crate::expression::{Arithmetic, Expression, Function, Relation, Side};
use crate::records::{MISSING, Values};
use crate::standardise::{date, nickname};

/// A condition on a pair.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Known(Option<bool>),
    Missing(At),
    EitherMissing(At, At),
    Equal(At, At),
    /// The same for two kinds of value, by number.
    Truth(At),
    Edits {
        damerau: bool,
        left: At,
        right: At,
        most: usize,
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
            Expression::And(parts) => Test::All(self.tests(parts)?),
            Expression::Or(parts) => match self.tests(parts)?.as_slice() {
                [Test::Missing(one), Test::Missing(other)] => Test::EitherMissing(*one, *other),
                tests => Test::Any(tests.to_vec()),
            },
            Expression::Not(part) => Test::Not(Box::new(self.test(part)?)),
            Expression::IsNull(part) => {
                Test::Missing(self.at(part).ok_or_else(|| fail("`is null` looks at the value of one record"))?)
            }
            Expression::Compare(relation, one, other) => self.relation(*relation, one, other)?,
            Expression::Call { function: Function::Nickname | Function::DayMonthSwapped, .. } => {
                let measure = self.quantity(expression)?;
                Test::Numbers(Relation::AtLeast, measure, Quantity::Constant(1.0))
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
            (_, right) => Some(At { right, slot: self.layout.slot(expression) }),
        }
    }

    fn relation(&mut self, relation: Relation, one: &Expression, other: &Expression) -> Result<Test, LinkError> {
        if let (Some(left), Some(right)) = (self.at(one), self.at(other)) {
            let same_kind = self.layout.kind(left.slot) == self.layout.kind(right.slot);
            match relation {
                Relation::Equal if same_kind => return Ok(Test::Equal(left, right)),
                Relation::NotEqual if same_kind => return Ok(Test::Not(Box::new(Test::Equal(left, right)))),
                _ => {}
            }
        }
        if let (Expression::Call { function, arguments }, Expression::Number(most), Relation::AtMost | Relation::Less) =
            (one, other, relation)
            && matches!(function, Function::Levenshtein | Function::DamerauLevenshtein)
            && let (Some(left), Some(right)) = (self.at(&arguments[0]), self.at(&arguments[1]))
        {
            let most = if relation == Relation::Less { (most.ceil() - 1.0).max(-1.0) } else { most.floor() };
            if most < 0.0 {
                return Ok(Test::Known(Some(false)));
            }
            let damerau = *function == Function::DamerauLevenshtein;
            return Ok(Test::Edits { damerau, left, right, most: most as usize });
        }
        Ok(Test::Numbers(relation, self.quantity(one)?, self.quantity(other)?))
    }

    fn quantity(&mut self, expression: &Expression) -> Result<Quantity, LinkError> {
        if let Expression::Number(number) = expression {
            return Ok(Quantity::Constant(*number));
        }
        if let Some(at) = self.at(expression) {
            return Ok(match self.layout.kind(at.slot) {
                Kind::Number => Quantity::Number(at),
                Kind::Text => Quantity::TextAsNumber(at),
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
            Function::JaroWinkler
            | Function::Jaro
            | Function::Levenshtein
            | Function::DamerauLevenshtein
            | Function::Jaccard
            | Function::Bigrams
            | Function::BitLikeness
            | Function::Nickname
            | Function::Shared
            | Function::DayMonthSwapped
            | Function::DatePartsSame => {
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

/// What a thread keeps while it asks: measures of the pair at hand, and of pairs of values seen before.
#[derive(Debug)]
pub(crate) struct Scratch {
    pair: u64,
    current: Vec<(u64, Option<f64>)>,
    seen: Vec<Vec<(u64, f64)>>,
}

/// How many measured pairs of values are remembered for each measure (a power of two: 128 KiB each).
const REMEMBERED: usize = 1 << 13;

impl Scratch {
    pub(crate) fn new(measures: &[Measure]) -> Self {
        Self {
            pair: 0,
            current: vec![(0, None); measures.len()],
            seen: measures.iter().map(|_| vec![(u64::MAX, 0.0); REMEMBERED]).collect(),
        }
    }

    /// A new pair is at hand.
    #[inline]
    pub(crate) fn next_pair(&mut self) {
        self.pair += 1;
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
            Self::Edits { damerau, left, right, most } => {
                let (left, right) = (pair.code(*left), pair.code(*right));
                if left == MISSING || right == MISSING {
                    return None;
                }
                if left == right {
                    return Some(true);
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
        Function::DayMonthSwapped | Function::DatePartsSame => {
            let (Some(one), Some(other)) = (date::read(text(low)), date::read(text(high))) else { return f64::NAN };
            let same = |same: bool| f64::from(u8::from(same));
            if function == Function::DatePartsSame {
                same(one.year() == other.year()) + same(one.month() == other.month()) + same(one.day() == other.day())
            } else {
                same(
                    one.year() == other.year()
                        && one.month() == other.day()
                        && one.day() == other.month()
                        && one.day() != one.month(),
                )
            }
        }
        _ => f64::NAN,
    }
}
