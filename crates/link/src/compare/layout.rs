//! Derived values laid out record by record, ready for comparison.

use super::derive::{Deriver, Value, kind};
use super::letters::letters;
use crate::LinkError;
use crate::expression::{Expression, Side};
use crate::records::{MISSING, Records};
use hashbrown::HashMap;
use std::borrow::Cow;

/// What a slot's codes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A code of [`crate::records::Values`].
    Text,
    /// A position in [`Layout::numbers`].
    Number,
    /// Not a code: the letters of the text in small (see [`super::letters`]).
    Letters,
}

/// A slot of one of the two records of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct At {
    pub right: bool,
    pub slot: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Slot {
    expression: Expression,
    kind: Kind,
}

/// Where the codes of a slot come from.
enum Source {
    /// A column of the records, by its place.
    Plain(usize),
    Derived(Vec<u32>),
}

impl Source {
    fn codes<'a>(&'a self, records: &'a Records) -> &'a [u32] {
        match self {
            Self::Plain(column) => &records.columns[*column],
            Self::Derived(codes) => codes,
        }
    }
}

/// Slots: what is derived of each record; and, once filled, its code for every record, one record after the other, so
/// that a record is one or two lines of the processor's memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    slots: Vec<Slot>,
    rows: Vec<u32>,
    numbers: Vec<f64>,
    number_codes: HashMap<u64, u32>,
}

impl Layout {
    /// The slot of an expression over one record.
    pub(crate) fn slot(&mut self, expression: &Expression) -> usize {
        let own = expression.clone().with_side(Side::Left, Side::Own).with_side(Side::Right, Side::Own);
        let kind = kind(&own);
        self.slot_of(Slot { expression: own, kind })
    }

    /// The slot of the letters of the text that stands in another slot.
    pub(crate) fn letters_slot(&mut self, slot: usize) -> usize {
        let expression = self.slots[slot].expression.clone();
        self.slot_of(Slot { expression, kind: Kind::Letters })
    }

    fn slot_of(&mut self, slot: Slot) -> usize {
        let known = self.slots.iter().position(|each| *each == slot);
        known.unwrap_or_else(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        })
    }

    pub(crate) fn kind(&self, slot: usize) -> Kind {
        self.slots[slot].kind
    }

    /// Whether an expression gives texts, not numbers.
    pub(crate) fn is_text(expression: &Expression) -> bool {
        kind(expression) == Kind::Text
    }

    /// The number of a code; `None` when it is missing.
    pub(crate) fn number(&self, code: u32) -> Option<f64> {
        (code != MISSING).then(|| self.numbers[code as usize])
    }

    pub(crate) fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    #[inline]
    pub(crate) fn row(&self, record: u32) -> &[u32] {
        let width = self.slots.len();
        let start = record as usize * width;
        &self.rows[start..start + width]
    }

    /// The rows of all records, and how many codes a row has.
    pub(crate) fn rows(&self) -> (&[u32], usize) {
        (&self.rows, self.slots.len())
    }

    /// The codes of a slot for all records: from the column that holds them side by side, else from the rows.
    pub(crate) fn column<'a>(&'a self, slot: usize, records: &'a Records) -> Cow<'a, [u32]> {
        let plain = match &self.slots[slot] {
            Slot { expression: Expression::Column { name, .. }, kind: Kind::Text } => records.column_index(name).ok(),
            _ => None,
        };
        match plain {
            Some(column) => Cow::Borrowed(&records.columns[column]),
            None => Cow::Owned((0..records.len() as u32).map(|record| self.row(record)[slot]).collect()),
        }
    }

    /// Derives every slot of every record.
    pub(crate) fn fill(&mut self, records: &mut Records) -> Result<(), LinkError> {
        let count = records.len();
        let mut columns: Vec<Source> = Vec::with_capacity(self.slots.len());
        for slot in 0..self.slots.len() {
            columns.push(match &self.slots[slot].expression {
                _ if self.slots[slot].kind == Kind::Letters => Source::Derived(Vec::new()),
                Expression::Column { name, .. } => Source::Plain(records.column_index(name)?),
                _ => Source::Derived(self.derive_column(slot, records)?),
            });
        }
        for (of, to) in self.letters_slots() {
            let mut known: Vec<Option<u32>> = vec![None; records.values.len()];
            let mut column = Vec::with_capacity(count);
            for &code in columns[of].codes(records) {
                column.push(match known.get_mut(code as usize) {
                    Some(known) => *known.get_or_insert_with(|| letters(records.values.bytes_of(code))),
                    None => MISSING,
                });
            }
            columns[to] = Source::Derived(column);
        }
        // One pass over the rows: they are much larger than the processor's memory.
        let columns: Vec<&[u32]> = columns.iter().map(|column| column.codes(records)).collect();
        self.rows = Vec::with_capacity(columns.len() * count);
        for record in 0..count {
            self.rows.extend(columns.iter().map(|column| column[record]));
        }
        Ok(())
    }

    /// Derives every slot of one record that was added at the end.
    pub(crate) fn append(&mut self, records: &mut Records, record: u32) -> Result<(), LinkError> {
        for slot in 0..self.slots.len() {
            let letters = self.slots[slot].kind == Kind::Letters;
            let code = if letters { MISSING } else { self.derive_record(slot, records, record)? };
            self.rows.push(code);
        }
        let start = record as usize * self.slots.len();
        for (of, to) in self.letters_slots() {
            let code = self.rows[start + of];
            if code != MISSING {
                self.rows[start + to] = letters(records.values.bytes_of(code));
            }
        }
        Ok(())
    }

    /// The slots of letters: of which slot, in which slot.
    fn letters_slots(&self) -> Vec<(usize, usize)> {
        let of = |to: usize| {
            let wanted = &self.slots[to].expression;
            self.slots.iter().position(|slot| slot.kind == Kind::Text && slot.expression == *wanted)
        };
        let all = (0..self.slots.len()).filter(|&slot| self.slots[slot].kind == Kind::Letters);
        all.filter_map(|to| Some((of(to)?, to))).collect()
    }

    /// The code of an expression for one record, for use outside the rows.
    pub(crate) fn code(
        &mut self,
        expression: &Expression,
        records: &mut Records,
        record: u32,
    ) -> Result<u32, LinkError> {
        let kind = kind(expression);
        self.slots.push(Slot { expression: expression.clone(), kind });
        let code = self.derive_record(self.slots.len() - 1, records, record);
        self.slots.pop();
        code
    }

    fn derive_record(&mut self, slot: usize, records: &mut Records, record: u32) -> Result<u32, LinkError> {
        let expression = self.slots[slot].expression.clone();
        if let Expression::Column { name, .. } = &expression {
            return Ok(records.columns[records.column_index(name)?][record as usize]);
        }
        let deriver = Deriver::new(&expression)?;
        let columns = column_indices(&expression, records)?;
        let codes: Vec<u32> = columns.iter().map(|&(_, column)| records.columns[column][record as usize]).collect();
        self.derive_one(&deriver, slot, &columns, &codes, records)
    }

    /// The codes of an expression for all records, for use outside the rows.
    pub(crate) fn codes(&mut self, expression: &Expression, records: &mut Records) -> Result<Vec<u32>, LinkError> {
        // A slot that is not kept: it stands at the end while its column is made.
        let own = expression.clone().with_side(Side::Left, Side::Own).with_side(Side::Right, Side::Own);
        let kind = kind(&own);
        self.slots.push(Slot { expression: own, kind });
        let codes = self.derive_column(self.slots.len() - 1, records);
        self.slots.pop();
        codes
    }

    fn derive_column(&mut self, slot: usize, records: &mut Records) -> Result<Vec<u32>, LinkError> {
        let expression = self.slots[slot].expression.clone();
        let columns = column_indices(&expression, records)?;
        if let (Expression::Column { .. }, [(_, column)]) = (&expression, columns.as_slice()) {
            return Ok(records.columns[*column].clone());
        }
        let deriver = Deriver::new(&expression)?;
        if columns.is_empty() {
            return Ok(vec![self.derive_one(&deriver, slot, &columns, &[], records)?; records.len()]);
        }
        let mut derived = Vec::with_capacity(records.len());
        if let [(_, column)] = columns.as_slice() {
            // A code is derived when it is first met. `UNKNOWN` cannot be a code: interning stops before it.
            const UNKNOWN: u32 = MISSING - 1;
            let mut known = vec![UNKNOWN; records.values.len()];
            let mut of_missing = UNKNOWN;
            for record in 0..records.len() {
                let code = records.columns[*column][record];
                let place = if code == MISSING { &mut of_missing } else { &mut known[code as usize] };
                if *place == UNKNOWN {
                    *place = self.derive_one(&deriver, slot, &columns, &[code], records)?;
                }
                derived.push(*place);
            }
            return Ok(derived);
        }
        if let [(_, one), (_, other)] = columns.as_slice() {
            let mut known: HashMap<(u32, u32), u32> = HashMap::new();
            for record in 0..records.len() {
                let key = (records.columns[*one][record], records.columns[*other][record]);
                let code = if let Some(&code) = known.get(&key) {
                    code
                } else {
                    let code = self.derive_one(&deriver, slot, &columns, &[key.0, key.1], records)?;
                    known.insert(key, code);
                    code
                };
                derived.push(code);
            }
            return Ok(derived);
        }
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut key = vec![MISSING; columns.len()];
        for record in 0..records.len() {
            for (code, &(_, column)) in key.iter_mut().zip(&columns) {
                *code = records.columns[column][record];
            }
            let code = if let Some(&code) = known.get(&key) {
                code
            } else {
                let code = self.derive_one(&deriver, slot, &columns, &key, records)?;
                known.insert(key.clone(), code);
                code
            };
            derived.push(code);
        }
        Ok(derived)
    }

    fn derive_one(
        &mut self,
        deriver: &Deriver<'_>,
        slot: usize,
        columns: &[(String, usize)],
        codes: &[u32],
        records: &mut Records,
    ) -> Result<u32, LinkError> {
        let values = &records.values;
        let of_column = |name: &str| {
            let position = columns.iter().position(|(each, _)| each == name)?;
            values.text(codes[position])
        };
        let value = deriver.derive(&of_column);
        if self.slots[slot].kind == Kind::Number {
            return Ok(value.number().map_or(MISSING, |number| self.number_code(number)));
        }
        let text = match value {
            Value::Missing => return Ok(MISSING),
            Value::Text(text) => text.into_owned(),
            Value::Number(number) => number.to_string(),
            Value::Truth(truth) => truth.to_string(),
        };
        records.values.intern(&text)
    }

    fn number_code(&mut self, number: f64) -> u32 {
        // Zero has two signs and one meaning.
        let number = if number == 0.0 { 0.0 } else { number };
        let numbers = &mut self.numbers;
        *self.number_codes.entry(number.to_bits()).or_insert_with(|| {
            numbers.push(number);
            u32::try_from(numbers.len() - 1).unwrap_or(MISSING)
        })
    }
}

fn column_indices(expression: &Expression, records: &Records) -> Result<Vec<(String, usize)>, LinkError> {
    expression.columns().into_iter().map(|name| Ok((name.to_owned(), records.column_index(name)?))).collect()
}
