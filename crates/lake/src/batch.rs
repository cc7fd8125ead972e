//! Observations to columns: rows and the words that they point at become one Arrow batch.

use crate::schema::{self, STORED};
use datafusion::arrow::{
    array::{ArrayRef, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray},
    datatypes::Int32Type,
    error::ArrowError,
};
use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::Arc,
};
use terms::{AreaCode, IndicatorId, ObservationRow, Period, Status, Vocabulary};

/// The words of a vocabulary as columns, shared by the batches that point at them.
#[derive(Debug)]
pub(crate) struct Words {
    vocabulary: Vocabulary,
    indicators: ArrayRef,
    dimensions: ArrayRef,
    marks: ArrayRef,
}

impl Words {
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        let indicators = vocabulary.indicators().iter().map(IndicatorId::as_str);
        let dimensions = vocabulary.dimensions().iter().map(schema::dimensions_text);
        Self {
            indicators: Arc::new(StringArray::from_iter_values(indicators)),
            dimensions: Arc::new(StringArray::from_iter_values(dimensions)),
            marks: Arc::new(StringArray::from_iter_values(vocabulary.tokens())),
            vocabulary: vocabulary.clone(),
        }
    }

    /// How these words stand to a vocabulary.
    pub(crate) fn agreement(&self, vocabulary: &Vocabulary) -> Agreement {
        let (old, new) = (&self.vocabulary, vocabulary);
        if !(new.indicators().starts_with(old.indicators())
            && new.dimensions().starts_with(old.dimensions())
            && new.tokens().starts_with(old.tokens()))
        {
            return Agreement::Another;
        }
        let length = |words: &Vocabulary| (words.indicators().len(), words.dimensions().len(), words.tokens().len());
        if length(old) == length(new) { Agreement::Same } else { Agreement::Grown }
    }
}

/// How words that were taken stand to a vocabulary as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The same words.
    Same,
    /// The same words and more after them.
    Grown,
    /// Other words.
    Another,
}

/// Multiplies and rotates: enough for keys of a few bytes that nobody chooses to collide.
#[derive(Default)]
pub(crate) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }
    fn write_u8(&mut self, word: u8) {
        self.write_u64(u64::from(word));
    }
    fn write_u16(&mut self, word: u16) {
        self.write_u64(u64::from(word));
    }
    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }
    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
    fn write_i8(&mut self, word: i8) {
        self.write_u64(u64::from(word.cast_unsigned()));
    }
    fn write_i16(&mut self, word: i16) {
        self.write_u64(u64::from(word.cast_unsigned()));
    }
}

/// Distinct things in the order of their first coming, the last one remembered: files are full of runs.
struct Distinct<T> {
    things: Vec<T>,
    index: HashMap<T, i32, BuildHasherDefault<QuickHasher>>,
    last: Option<(T, i32)>,
}

impl<T: Copy + Eq + std::hash::Hash> Distinct<T> {
    fn new() -> Self {
        Self { things: Vec::new(), index: HashMap::default(), last: None }
    }

    fn key(&mut self, thing: T) -> i32 {
        if let Some((last, key)) = self.last
            && last == thing
        {
            return key;
        }
        let key = *self.index.entry(thing).or_insert_with(|| {
            self.things.push(thing);
            i32::try_from(self.things.len() - 1).unwrap_or(i32::MAX)
        });
        self.last = Some((thing, key));
        key
    }
}

fn pointing(keys: impl IntoIterator<Item = i32>, words: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(Int32Array::from_iter_values(keys), Arc::clone(words))?))
}

fn key(index: u32) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

/// One batch of a submission's rows.
pub(crate) fn batch(rows: &[ObservationRow], words: &Words, submission: u32) -> Result<RecordBatch, ArrowError> {
    let mut areas = Distinct::<AreaCode>::new();
    let area_keys: Vec<i32> = rows.iter().map(|row| areas.key(row.area)).collect();
    let area_words: ArrayRef = Arc::new(StringArray::from_iter_values(areas.things.iter().map(AreaCode::as_str)));

    let mut periods = Distinct::<Period>::new();
    let period_keys: Vec<i32> = rows.iter().map(|row| periods.key(row.period)).collect();
    let distinct = &periods.things;
    let period_words: ArrayRef = Arc::new(StringArray::from_iter_values(distinct.iter().map(Period::to_string)));
    let kind_words: ArrayRef =
        Arc::new(StringArray::from_iter_values(distinct.iter().map(|period| schema::period_kind_name(period.kind()))));
    let starts: Vec<i32> = distinct.iter().map(|period| schema::days_since_1970(period.start())).collect();
    let ends: Vec<i32> = distinct.iter().map(|period| schema::days_since_1970(period.end())).collect();
    let day = |days: &[i32]| -> ArrayRef {
        let found = |&key: &i32| usize::try_from(key).ok().and_then(|key| days.get(key)).copied().unwrap_or_default();
        Arc::new(Date32Array::from_iter_values(period_keys.iter().map(found)))
    };
    let status_words: ArrayRef = Arc::new(StringArray::from_iter_values(Status::ALL.map(Status::name)));
    let number = |read: fn(&ObservationRow) -> Option<f64>| -> ArrayRef {
        Arc::new(rows.iter().map(read).collect::<Float64Array>())
    };
    let count = |read: fn(&ObservationRow) -> i64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(rows.iter().map(read)))
    };
    let marks: Int32Array = rows.iter().map(|row| (row.token > 0).then(|| key(row.token))).collect();
    let columns = vec![
        pointing(rows.iter().map(|row| key(row.indicator)), &words.indicators)?,
        pointing(area_keys, &area_words)?,
        day(&starts),
        day(&ends),
        pointing(period_keys.iter().copied(), &period_words)?,
        pointing(period_keys.iter().copied(), &kind_words)?,
        pointing(rows.iter().map(|row| key(row.dimensions)), &words.dimensions)?,
        number(|row| row.value),
        number(|row| row.numerator),
        number(|row| row.denominator),
        number(|row| row.lower),
        number(|row| row.upper),
        pointing(rows.iter().map(|row| i32::from(row.status.number())), &status_words)?,
        Arc::new(DictionaryArray::<Int32Type>::try_new(marks, Arc::clone(&words.marks))?) as ArrayRef,
        Arc::new(Int64Array::from_value(i64::from(submission), rows.len())),
        count(|row| i64::from(row.source.sheet)),
        count(|row| i64::from(row.source.row)),
        count(|row| i64::from(row.source.column)),
    ];
    RecordBatch::try_new(Arc::clone(&STORED), columns)
}
