//! Gathers findings: one for each rule and subject, with every cell.

use super::source::RowView;
use crate::{opening::decode, recipe::Encoding, rules::Rule};
use hashbrown::HashMap;
use terms::{Cell, Finding};

pub(super) struct Findings {
    file: String,
    sheets: Vec<Option<String>>,
    list: Vec<Building>,
    index: HashMap<(&'static str, u16, String), u32>,
    listed: usize,
    limit: usize,
    pub(super) unlisted: u64,
    pub(super) encoding: Encoding,
}

struct Building {
    rule: &'static Rule,
    sheet: u16,
    what: String,
    mend: Option<String>,
    cells: Vec<Cell>,
}

impl Findings {
    pub(super) fn new(file: &str, limit: usize) -> Self {
        Self {
            file: file.to_owned(),
            sheets: vec![None],
            list: Vec::new(),
            index: HashMap::new(),
            listed: 0,
            limit,
            unlisted: 0,
            encoding: Encoding::Auto,
        }
    }

    /// Names the sheets of the file in the order of the recipe.
    pub(super) fn name_sheet(&mut self, sheet: u16, name: Option<String>) {
        let at = usize::from(sheet);
        self.sheets.resize(self.sheets.len().max(at + 1), None);
        self.sheets[at] = name;
    }

    /// The finding of a rule about a subject; `what` says it when it is the first.
    pub(super) fn about(
        &mut self,
        rule: &'static Rule,
        sheet: u16,
        subject: &str,
        what: impl FnOnce() -> String,
    ) -> u32 {
        self.about_mended(rule, sheet, subject, || (what(), None))
    }

    /// As [`Findings::about`], with its own words on how to mend it.
    pub(super) fn about_mended(
        &mut self,
        rule: &'static Rule,
        sheet: u16,
        subject: &str,
        what: impl FnOnce() -> (String, Option<String>),
    ) -> u32 {
        if let Some(&known) = self.index.get(&(rule.id, sheet, subject.to_owned())) {
            return known;
        }
        let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let (what, mend) = what();
        self.list.push(Building { rule, sheet, what, mend, cells: Vec::new() });
        self.index.insert((rule.id, sheet, subject.to_owned()), index);
        index
    }

    /// Adds a cell, unless it was the last one added.
    pub(super) fn cell(&mut self, finding: u32, row: Option<u32>, column: Option<u32>, value: Option<&[u8]>) {
        let Some(building) = self.list.get_mut(finding as usize) else { return };
        if building.cells.last().is_some_and(|last| last.row == row && last.column == column) {
            return;
        }
        if self.listed >= self.limit {
            self.unlisted += 1;
            return;
        }
        self.listed += 1;
        let value = value.map(|bytes| {
            let text = decode(bytes, self.encoding);
            match text.char_indices().nth(200) {
                Some((end, _)) => text[..end].to_owned(),
                None => text.into_owned(),
            }
        });
        building.cells.push(Cell { row, column, value });
    }

    /// Adds something that stands in no cell, such as an area that is missing.
    pub(super) fn listed_cell(&mut self, finding: u32, cell: Cell) {
        if let Some(building) = self.list.get_mut(finding as usize)
            && self.listed < self.limit
        {
            self.listed += 1;
            building.cells.push(cell);
        }
    }

    pub(super) fn file_name(&self) -> String {
        self.file.clone()
    }

    /// Adds a cell of a row; the column counts from 0.
    pub(super) fn at(&mut self, finding: u32, row: &RowView<'_>, column: usize) {
        let shown = u32::try_from(column + 1).ok();
        self.cell(finding, Some(row.number), shown, Some(row.cell(column)));
    }

    /// The findings, the graver ones first, else in the order of the file.
    pub(super) fn finish(self) -> Vec<Finding> {
        let Self { file, sheets, list, .. } = self;
        let mut findings: Vec<Finding> = list
            .into_iter()
            .map(|building| Finding {
                rule: building.rule.id.to_owned(),
                severity: building.rule.severity,
                file: file.clone(),
                sheet: sheets.get(usize::from(building.sheet)).cloned().flatten(),
                what: building.what,
                why: building.rule.why.to_owned(),
                mend: building.mend.unwrap_or_else(|| building.rule.mend.to_owned()),
                cells: building.cells,
            })
            .collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }
}
