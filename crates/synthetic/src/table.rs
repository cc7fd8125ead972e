//! Tables of the place: what their columns are, and rows of them held by column.

use crate::day::Day;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A day of the calendar.
    Day,
    /// True or false.
    Flag,
}

impl Kind {
    /// What a person reads.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "whole number",
            Self::Day => "date",
            Self::Flag => "true or false",
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means, for the README of the folder.
    pub meaning: &'static str,
}

/// A table of the place: one file.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The name of the file without its ending, with the folder before it.
    pub name: &'static str,
    /// Who holds it, or what it is for.
    pub holder: &'static str,
    /// What one row is.
    pub row: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

impl Table {
    /// Where a column stands.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// Texts one after the other, as columnar engines keep them: `bytes[ends[i]..ends[i + 1]]` is the text of row i.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// All texts.
    pub bytes: Vec<u8>,
    /// Where each begins, and where the last ends.
    pub ends: Vec<i32>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { bytes: Vec::new(), ends: vec![0] }
    }
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len() as i32);
    }

    /// The text of a row; blank where it is absent.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let bytes = &self.bytes[self.ends[row] as usize..self.ends[row + 1] as usize];
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// The values of a column. An absent value has a place-holder here and `false` in [`Cells::present`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Texts.
    Text(Texts),
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Days since 1 January 1970.
    Day(Vec<i32>),
    /// True or false.
    Flag(Vec<bool>),
}

/// A column of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// The values.
    pub values: Values,
    /// For each row whether there is a value.
    pub present: Vec<bool>,
}

/// A value as it is read from a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// There is none.
    Absent,
    /// Text.
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// A day.
    Day(Day),
    /// True or false.
    Flag(bool),
}

/// Rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    rows: usize,
    cells: Vec<Cells>,
}

impl Batch {
    pub(crate) fn new(table: &Table) -> Self {
        let cells = table.columns.iter().map(|column| Cells {
            values: match column.kind {
                Kind::Text => Values::Text(Texts::default()),
                Kind::Whole => Values::Whole(Vec::new()),
                Kind::Day => Values::Day(Vec::new()),
                Kind::Flag => Values::Flag(Vec::new()),
            },
            present: Vec::new(),
        });
        Self { rows: 0, cells: cells.collect() }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns, in the order of the table.
    #[must_use]
    pub fn cells(&self) -> &[Cells] {
        &self.cells
    }

    /// The columns themselves, for an engine that takes them over without a copy.
    #[must_use]
    pub fn into_cells(self) -> Vec<Cells> {
        self.cells
    }

    /// The value of a row in a column.
    ///
    /// # Panics
    /// If there is no such row or column.
    #[must_use]
    pub fn value(&self, row: usize, column: usize) -> Value<'_> {
        let cells = &self.cells[column];
        if !cells.present[row] {
            return Value::Absent;
        }
        match &cells.values {
            Values::Text(texts) => Value::Text(texts.get(row)),
            Values::Whole(numbers) => Value::Whole(numbers[row]),
            Values::Day(days) => Value::Day(Day(days[row])),
            Values::Flag(flags) => Value::Flag(flags[row]),
        }
    }

    /// Begins a row: its values are given in the order of the columns, then [`Row::end`].
    pub(crate) fn row(&mut self) -> Row<'_> {
        Row { batch: self, column: 0 }
    }

    /// The same rows in another order.
    pub(crate) fn in_order(&self, order: &[u32]) -> Self {
        let cells = self.cells.iter().map(|cells| {
            let rows = order.iter().map(|&row| row as usize);
            let values = match &cells.values {
                Values::Text(texts) => {
                    let mut sorted = Texts {
                        bytes: Vec::with_capacity(texts.bytes.len()),
                        ends: Vec::with_capacity(order.len() + 1),
                    };
                    sorted.ends.push(0);
                    rows.clone().for_each(|row| sorted.push(texts.get(row)));
                    Values::Text(sorted)
                }
                Values::Whole(numbers) => Values::Whole(rows.clone().map(|row| numbers[row]).collect()),
                Values::Day(days) => Values::Day(rows.clone().map(|row| days[row]).collect()),
                Values::Flag(flags) => Values::Flag(rows.clone().map(|row| flags[row]).collect()),
            };
            Cells { values, present: rows.map(|row| cells.present[row]).collect() }
        });
        Self { rows: order.len(), cells: cells.collect() }
    }
}

/// A row in the making.
#[must_use = "a row is whole once `end` is called"]
pub(crate) struct Row<'a> {
    batch: &'a mut Batch,
    column: usize,
}

impl Row<'_> {
    fn next(&mut self, present: bool) -> &mut Values {
        let cells = &mut self.batch.cells[self.column];
        self.column += 1;
        cells.present.push(present);
        &mut cells.values
    }

    pub(crate) fn text<'t>(mut self, text: impl Into<Option<&'t str>>) -> Self {
        let text = text.into();
        let column = self.column;
        match self.next(text.is_some()) {
            Values::Text(texts) => texts.push(text.unwrap_or_default()),
            other => unreachable!("column {column} holds {other:?}, not text"),
        }
        self
    }

    pub(crate) fn whole(mut self, number: impl Into<Option<i64>>) -> Self {
        let number = number.into();
        let column = self.column;
        match self.next(number.is_some()) {
            Values::Whole(numbers) => numbers.push(number.unwrap_or_default()),
            other => unreachable!("column {column} holds {other:?}, not a number"),
        }
        self
    }

    pub(crate) fn day(mut self, day: impl Into<Option<Day>>) -> Self {
        let day = day.into();
        let column = self.column;
        match self.next(day.is_some()) {
            Values::Day(days) => days.push(day.unwrap_or_default().0),
            other => unreachable!("column {column} holds {other:?}, not a day"),
        }
        self
    }

    pub(crate) fn flag(mut self, flag: impl Into<Option<bool>>) -> Self {
        let flag = flag.into();
        let column = self.column;
        match self.next(flag.is_some()) {
            Values::Flag(flags) => flags.push(flag.unwrap_or_default()),
            other => unreachable!("column {column} holds {other:?}, not a flag"),
        }
        self
    }

    /// Ends the row.
    ///
    /// # Panics
    /// If a column has no value: a fault of the program.
    pub(crate) fn end(self) {
        assert_eq!(self.column, self.batch.cells.len(), "a row has a value for every column");
        self.batch.rows += 1;
    }
}
