//! The dimensions of a table's rows: each combination of values is made once.

use super::{layout::Layout, rows::Table, source::RowView};
use crate::{
    opening::decode,
    recipe::{DimensionRecipe, DimensionSource, Encoding},
};
use hashbrown::HashMap;
use terms::Dimensions;

/// The dimensions of a table: those that hold for all of it, and those in columns.
pub(super) struct TableDimensions<'t> {
    fixed: Dimensions,
    columns: Vec<DimensionColumn<'t>>,
    /// Each combination of the columns' values, and its number.
    combinations: HashMap<Vec<u32>, u32>,
    list: Vec<Dimensions>,
    row: Vec<u32>,
    last: Vec<u32>,
    last_number: u32,
}

struct DimensionColumn<'t> {
    name: &'t str,
    column: usize,
    recipe: &'t DimensionRecipe,
    ids: HashMap<Vec<u8>, u32>,
    values: Vec<DimensionValue>,
    last: Vec<u8>,
    last_id: Option<u32>,
}

#[derive(Clone, PartialEq)]
enum DimensionValue {
    Total,
    LeaveOut,
    Value(String),
}

fn value_of(text: &str, recipe: &DimensionRecipe) -> DimensionValue {
    let text = crate::header::single_spaced(text);
    let same = |other: &String| other.eq_ignore_ascii_case(&text);
    if text.is_empty() && !recipe.rename.contains_key("") || recipe.total.as_ref().is_some_and(same) {
        return DimensionValue::Total;
    }
    if recipe.leave_out.iter().any(same) {
        return DimensionValue::LeaveOut;
    }
    let renamed =
        recipe.rename.get(&text).or_else(|| recipe.rename.iter().find(|(name, _)| same(name)).map(|(_, to)| to));
    DimensionValue::Value(renamed.cloned().unwrap_or(text))
}

impl<'t> TableDimensions<'t> {
    pub(super) fn new(table: &Table<'t>, layout: &Layout<'t>) -> Self {
        let recipe = table.recipe;
        let mut fixed = Dimensions::new();
        for (name, dimension) in &recipe.dimensions {
            let text = match &dimension.from {
                DimensionSource::Column(_) => continue,
                DimensionSource::Fixed(text) => text.clone(),
                DimensionSource::Cell(row, column) => (table.cell)(*row, *column),
                DimensionSource::SheetName => table.name.clone().unwrap_or_default(),
            };
            if let DimensionValue::Value(value) = value_of(&text, dimension) {
                fixed.insert(name.clone(), value);
            }
        }
        let columns = layout.dimensions.iter().map(|(name, column)| DimensionColumn {
            name,
            column: *column,
            recipe: &recipe.dimensions[*name],
            ids: HashMap::new(),
            values: Vec::new(),
            last: Vec::new(),
            last_id: None,
        });
        Self {
            columns: columns.collect(),
            combinations: HashMap::from([(Vec::new(), 0)]),
            list: vec![fixed.clone()],
            fixed,
            row: Vec::new(),
            last: Vec::new(),
            last_number: 0,
        }
    }

    /// The number of a row's combination; nothing when the row is to be left out.
    #[inline]
    pub(super) fn of_row(&mut self, row: &RowView<'_>, encoding: Encoding) -> Option<u32> {
        if self.columns.is_empty() {
            return Some(0);
        }
        self.row.clear();
        for column in &mut self.columns {
            let id = column.id(row.cell(column.column), encoding);
            if column.values[id as usize] == DimensionValue::LeaveOut {
                return None;
            }
            self.row.push(id);
        }
        if self.row == self.last {
            return Some(self.last_number);
        }
        let number = match self.combinations.get(&self.row) {
            Some(number) => *number,
            None => self.new_combination(),
        };
        self.last.clone_from(&self.row);
        self.last_number = number;
        Some(number)
    }

    fn new_combination(&mut self) -> u32 {
        let mut dimensions = self.fixed.clone();
        for (column, id) in self.columns.iter().zip(&self.row) {
            if let DimensionValue::Value(value) = &column.values[*id as usize] {
                dimensions.insert(column.name.to_owned(), value.clone());
            }
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(dimensions);
        self.combinations.insert(self.row.clone(), number);
        number
    }

    pub(super) fn combination(&self, number: u32) -> &Dimensions {
        &self.list[number as usize]
    }
}

impl DimensionColumn<'_> {
    #[inline]
    fn id(&mut self, bytes: &[u8], encoding: Encoding) -> u32 {
        if let Some(id) = self.last_id
            && bytes == self.last
        {
            return id;
        }
        let id = if let Some(id) = self.ids.get(bytes) {
            *id
        } else {
            let value = value_of(&decode(bytes, encoding), self.recipe);
            let known = self.values.iter().position(|known| *known == value);
            let id = known.unwrap_or_else(|| {
                self.values.push(value);
                self.values.len() - 1
            });
            let id = u32::try_from(id).unwrap_or(u32::MAX);
            self.ids.insert(bytes.to_vec(), id);
            id
        };
        self.last.clear();
        self.last.extend_from_slice(bytes);
        self.last_id = Some(id);
        id
    }
}
