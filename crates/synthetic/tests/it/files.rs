//! A place in memory, read by the names of its columns.

use std::{collections::HashMap, sync::OnceLock};
use synthetic::{
    Day, Place, Setting, SyntheticError,
    catalogue::TABLES,
    table::{Batch, Table, Value},
};

/// All rows of all tables of a place.
pub struct Files {
    batches: HashMap<&'static str, Vec<Batch>>,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'static Table,
    batch: &'a Batch,
    row: usize,
}

impl<'a> Row<'a> {
    pub fn value(self, column: &str) -> Value<'a> {
        let place = self.table.column(column).unwrap_or_else(|| panic!("{} has no column {column}", self.table.name));
        self.batch.value(self.row, place)
    }

    pub fn text(self, column: &str) -> Option<&'a str> {
        match self.value(column) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn whole(self, column: &str) -> Option<i64> {
        match self.value(column) {
            Value::Whole(number) => Some(number),
            _ => None,
        }
    }

    pub fn day(self, column: &str) -> Option<Day> {
        match self.value(column) {
            Value::Day(day) => Some(day),
            _ => None,
        }
    }

    pub fn flag(self, column: &str) -> bool {
        matches!(self.value(column), Value::Flag(true))
    }

    pub fn absent(self, column: &str) -> bool {
        self.value(column) == Value::Absent
    }
}

impl Files {
    pub fn of(setting: Setting) -> Self {
        let place = Place::new(setting).unwrap();
        let mut batches: HashMap<&'static str, Vec<Batch>> = HashMap::new();
        place
            .generate(2, |block| {
                for (table, batch) in TABLES.iter().zip(block.batches) {
                    batches.entry(table.name).or_default().push(batch);
                }
                Ok::<(), SyntheticError>(())
            })
            .unwrap();
        Self { batches }
    }

    pub fn rows(&self, name: &str) -> impl Iterator<Item = Row<'_>> {
        let table = *TABLES.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("no table {name}"));
        self.batches[name].iter().flat_map(move |batch| (0..batch.rows()).map(move |row| Row { table, batch, row }))
    }
}

/// A small town over ten years, for laws that must hold of every row.
pub fn town() -> &'static Files {
    static TOWN: OnceLock<Files> = OnceLock::new();
    TOWN.get_or_init(|| Files::of(Setting { people: 16_000, seed: 3, first_year: 2016, last_year: 2025 }))
}

/// A large county, for shares and effects.
pub fn county() -> &'static Files {
    static COUNTY: OnceLock<Files> = OnceLock::new();
    COUNTY.get_or_init(|| Files::of(Setting { people: 240_000, seed: 7, first_year: 2016, last_year: 2025 }))
}

/// The services, as their files are called.
pub const SERVICES: [&str; 9] = [
    "primary_care",
    "adult_social_care",
    "childrens_services",
    "schools",
    "library",
    "housing",
    "council_tax",
    "benefits",
    "police",
];
