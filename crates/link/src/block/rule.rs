//! A blocking rule, ready to be used.

use crate::LinkError;
use crate::compare::{Compiler, Test};
use crate::expression::{Expression, Relation, Side};
use crate::model::{BlockingRule, Model};

/// A rule as keys that must be equal and a test of what else must hold.
#[derive(Debug, Clone)]
pub(crate) struct CompiledRule {
    /// What a person reads.
    pub text: String,
    /// What the left record's key is made of.
    pub left: Vec<Expression>,
    /// What the right record's key is made of.
    pub right: Vec<Expression>,
    /// What else must hold.
    pub extra: Option<Test>,
    /// Columns that say the same as those of the keys.
    pub touches: Vec<String>,
}

impl CompiledRule {
    pub(crate) fn compile(model: &Model, rule: &BlockingRule, compiler: &mut Compiler<'_>) -> Result<Self, LinkError> {
        let mut compiled =
            Self { text: text(rule), left: Vec::new(), right: Vec::new(), extra: None, touches: rule.touches.clone() };
        for same in &rule.same {
            let own = model.expression(same)?;
            if own.sides() != (false, false) {
                return Err(LinkError::Model(format!("`{same}` names a record; `same` speaks of both in turn")));
            }
            compiled.left.push(own.clone());
            compiled.right.push(own);
        }
        let mut extra = Vec::new();
        if let Some(when) = &rule.when {
            for condition in conditions(model.expression(when)?) {
                match key(&condition) {
                    Some((left, right)) => {
                        compiled.left.push(left);
                        compiled.right.push(right);
                    }
                    None => extra.push(compiler.test(&condition)?),
                }
            }
        }
        if compiled.left.is_empty() {
            return Err(LinkError::Model(format!(
                "the blocking rule `{}` has no equality between the left and the right record, so every record would \
                 meet every other; parts joined by `or` must be rules of their own",
                compiled.text
            )));
        }
        compiled.extra = match extra.len() {
            0 => None,
            1 => extra.pop(),
            _ => Some(Test::All(extra)),
        };
        Ok(compiled)
    }

    /// The rule that asks these expressions to be equal; `rule` says the same in words.
    pub(crate) fn equal(rule: &BlockingRule, own: Vec<Expression>) -> Self {
        Self { text: text(rule), left: own.clone(), right: own, extra: None, touches: Vec::new() }
    }

    /// Whether left and right records have the same key.
    pub(crate) fn is_symmetric(&self) -> bool {
        self.left == self.right
    }
}

fn text(rule: &BlockingRule) -> String {
    let same = (!rule.same.is_empty()).then(|| format!("same {}", rule.same.join(", ")));
    let parts: Vec<String> = same.into_iter().chain(rule.when.clone()).collect();
    parts.join("; ")
}

/// The parts of a condition that must all hold.
fn conditions(expression: Expression) -> Vec<Expression> {
    match expression {
        Expression::And(parts) => parts.into_iter().flat_map(conditions).collect(),
        other => vec![other],
    }
}

/// The two keys of an equality between the left and the right record.
fn key(condition: &Expression) -> Option<(Expression, Expression)> {
    let Expression::Compare(Relation::Equal, one, other) = condition else { return None };
    let mut measures = false;
    condition.visit(&mut |part| {
        if let Expression::Call { function, .. } = part {
            measures |= function.reach() == crate::expression::Reach::Pair;
        }
    });
    let (left, right) = match (one.sides(), other.sides()) {
        ((true, false), (false, true)) => (one, other),
        ((false, true), (true, false)) => (other, one),
        _ => return None,
    };
    let own = |expression: &Expression, side| expression.clone().with_side(side, Side::Own);
    (!measures).then(|| (own(left, Side::Left), own(right, Side::Right)))
}
