//! Records of one or several sources, column by column, each distinct value kept once.

mod ids;
mod values;

pub use ids::RecordId;
pub use values::{MISSING, Values};

use crate::LinkError;
use ids::RecordIds;
use terms::{Finding, Severity};

/// A value longer than this is cut when it is read: nothing that names a person is longer, and the cost of comparing
/// grows with the square of the length.
pub const LONGEST_VALUE_BYTES: usize = 1024;

/// Records, in the order of their source and their own name whatever order they came in, so that nothing that follows
/// depends on the order of a file.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub(crate) values: Values,
    names: Vec<String>,
    pub(crate) columns: Vec<Vec<u32>>,
    ids: RecordIds,
    sources: Vec<String>,
    source_of: Vec<u16>,
    findings: Vec<Finding>,
}

impl Records {
    /// Starts an empty set of records with these columns.
    #[must_use]
    pub fn builder<I: IntoIterator<Item = S>, S: Into<String>>(columns: I) -> RecordsBuilder {
        let names: Vec<String> = columns.into_iter().map(Into::into).collect();
        let columns = names.iter().map(|_| Vec::new()).collect();
        RecordsBuilder { records: Self { names, columns, ..Self::default() }, current_source: 0, cut: 0 }
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.source_of.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.source_of.is_empty()
    }

    /// The columns' names.
    #[must_use]
    pub fn column_names(&self) -> &[String] {
        &self.names
    }

    /// Where a column stands.
    ///
    /// # Errors
    /// [`LinkError::MissingColumn`], with the columns that are there.
    pub fn column_index(&self, name: &str) -> Result<usize, LinkError> {
        self.names
            .iter()
            .position(|each| each == name)
            .ok_or_else(|| LinkError::MissingColumn { column: name.to_owned(), present: self.names.join(", ") })
    }

    /// The codes of a column, one for each record.
    #[must_use]
    pub fn codes(&self, column: usize) -> &[u32] {
        &self.columns[column]
    }

    /// The distinct values of all columns.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// What a record holds in a column.
    #[must_use]
    pub fn value(&self, record: u32, column: usize) -> Option<&str> {
        self.values.text(self.columns[column][record as usize])
    }

    /// What an expression over one record gives for each record.
    ///
    /// # Errors
    /// [`LinkError::Expression`] when it cannot be read or looks at two records, [`LinkError::MissingColumn`].
    pub fn derive(&mut self, expression: &str) -> Result<Vec<Option<String>>, LinkError> {
        let codes = self.derive_codes(expression)?;
        Ok(codes.into_iter().map(|code| self.values.text(code).map(str::to_owned)).collect())
    }

    /// The same as codes of the records' values.
    pub(crate) fn derive_codes(&mut self, expression: &str) -> Result<Vec<u32>, LinkError> {
        let mut layout = crate::compare::Layout::default();
        let expression = crate::expression::Expression::parse(expression)?;
        let mut codes = layout.codes(&expression, self)?;
        if !crate::compare::Layout::is_text(&expression) {
            for code in &mut codes {
                if let Some(number) = layout.number(*code) {
                    *code = self.values.intern(&number.to_string())?;
                }
            }
        }
        Ok(codes)
    }

    /// The name of a record.
    #[must_use]
    pub fn id(&self, record: u32) -> RecordId<'_> {
        self.ids.get(record as usize)
    }

    /// The number of the source of a record.
    #[must_use]
    pub fn source(&self, record: u32) -> u16 {
        self.source_of[record as usize]
    }

    /// The sources' names, in order.
    #[must_use]
    pub fn source_names(&self) -> &[String] {
        &self.sources
    }

    /// The record of a source with this name. Of records with the same name, the first.
    #[must_use]
    pub fn find(&self, source: u16, id: &str) -> Option<u32> {
        self.find_among(self.len(), source, id)
    }

    /// The same among the first records, which are in order.
    pub(crate) fn find_among(&self, count: usize, source: u16, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, count);
        let number = id.parse::<i64>().ok();
        while low < high {
            let middle = usize::midpoint(low, high);
            let before = match self.source_of[middle].cmp(&source) {
                std::cmp::Ordering::Equal => match self.ids.get(middle) {
                    RecordId::Number(each) => each < number?,
                    RecordId::Text(each) => each < id,
                },
                other => other == std::cmp::Ordering::Less,
            };
            if before {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let found = (low < count) && self.source_of[low] == source && self.ids.get(low).to_string() == id;
        found.then(|| u32::try_from(low).ok()).flatten()
    }

    /// The order of two records by source and name.
    pub(crate) fn order(&self, one: u32, other: u32) -> std::cmp::Ordering {
        let (one, other) = (one as usize, other as usize);
        let by_source = match (self.source_of[one], self.source_of[other]) {
            (same, other) if same == other => std::cmp::Ordering::Equal,
            (one, other) => self.sources.get(usize::from(one)).cmp(&self.sources.get(usize::from(other))),
        };
        by_source.then_with(|| self.ids.compare(one, other)).then_with(|| one.cmp(&other))
    }

    /// The number of a source, which is added at the end when it is new.
    pub(crate) fn source_number(&mut self, name: &str) -> Result<u16, LinkError> {
        let position = self.sources.iter().position(|each| each == name).unwrap_or_else(|| {
            self.sources.push(name.to_owned());
            self.sources.len() - 1
        });
        u16::try_from(position).map_err(|_| LinkError::TooMany { what: "sources", limit: u64::from(u16::MAX) })
    }

    /// About how many bytes of memory the records take: values, codes and names.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        let codes: usize = self.columns.iter().map(|column| column.capacity() * size_of::<u32>()).sum();
        let sources = self.source_of.capacity() * size_of::<u16>();
        (self.values.memory_bytes() + self.ids.memory_bytes() + codes + sources) as u64
    }

    /// What is wrong with the records: names used twice, columns with nothing in them, values that were cut.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Adds a record at the end, out of order.
    pub(crate) fn push_row(&mut self, source: u16, id: &str, row: &[Option<&str>]) -> Result<u32, LinkError> {
        let record = record_number(self.len())?;
        for (column, value) in row.iter().enumerate() {
            let code = match value.map(cut).filter(|text| !text.is_empty()) {
                Some(text) => self.values.intern(text)?,
                None => MISSING,
            };
            self.columns[column].push(code);
        }
        self.ids.push(id);
        self.source_of.push(source);
        debug_assert_eq!(self.ids.len(), self.source_of.len());
        Ok(record)
    }
}

fn record_number(index: usize) -> Result<u32, LinkError> {
    u32::try_from(index)
        .ok()
        .filter(|&index| index < MISSING)
        .ok_or(LinkError::TooMany { what: "records", limit: u64::from(MISSING) })
}

/// The value without spaces around it, and no longer than we compare.
fn cut(text: &str) -> &str {
    let text = text.trim();
    if text.len() <= LONGEST_VALUE_BYTES {
        return text;
    }
    let mut end = LONGEST_VALUE_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Takes records column by column, in batches of any size.
#[derive(Debug, Clone)]
pub struct RecordsBuilder {
    records: Records,
    current_source: u16,
    cut: u64,
}

impl RecordsBuilder {
    /// The records that follow are of this source.
    ///
    /// # Errors
    /// [`LinkError::TooMany`] beyond 65,535 sources.
    pub fn source(&mut self, name: &str) -> Result<(), LinkError> {
        let sources = &mut self.records.sources;
        let position = sources.iter().position(|each| each == name).unwrap_or_else(|| {
            sources.push(name.to_owned());
            sources.len() - 1
        });
        self.current_source =
            u16::try_from(position).map_err(|_| LinkError::TooMany { what: "sources", limit: u64::from(u16::MAX) })?;
        Ok(())
    }

    /// Adds a record's name; its values follow by [`RecordsBuilder::value`], one for each column.
    pub fn id(&mut self, id: &str) {
        self.records.ids.push(id);
        self.records.source_of.push(self.current_source);
    }

    /// The same for a name that is a number.
    pub fn id_number(&mut self, id: i64) {
        self.records.ids.push_number(id);
        self.records.source_of.push(self.current_source);
    }

    /// Adds the next value of a column. Spaces around it go; nothing but spaces is missing.
    ///
    /// # Errors
    /// [`LinkError::TooMany`] beyond 4 GiB of distinct text.
    pub fn value(&mut self, column: usize, value: Option<&str>) -> Result<(), LinkError> {
        let code = match value.map(|text| (text.trim(), cut(text))) {
            None | Some(("", _)) => MISSING,
            Some((whole, kept)) => {
                self.cut += u64::from(kept.len() < whole.len());
                self.records.values.intern(kept)?
            }
        };
        self.records.columns[column].push(code);
        Ok(())
    }

    /// Adds the code of a value that was interned by [`RecordsBuilder::intern`], or [`MISSING`].
    pub fn code(&mut self, column: usize, code: u32) {
        self.records.columns[column].push(code);
    }

    /// The code of a value, for readers whose files hold each distinct value once.
    ///
    /// # Errors
    /// [`LinkError::TooMany`] beyond 4 GiB of distinct text.
    pub fn intern(&mut self, value: &str) -> Result<u32, LinkError> {
        let kept = cut(value);
        self.cut += u64::from(kept.len() < value.trim().len());
        if kept.is_empty() { Ok(MISSING) } else { self.records.values.intern(kept) }
    }

    /// How many records were begun so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// About how many bytes of memory they take so far.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        self.records.memory_bytes()
    }

    /// Adds one whole record.
    ///
    /// # Errors
    /// [`LinkError::Records`] when there are more or fewer values than columns.
    pub fn row(&mut self, id: &str, row: &[Option<&str>]) -> Result<(), LinkError> {
        if row.len() != self.records.columns.len() {
            return Err(LinkError::Records(format!(
                "record `{id}` has {} values for {} columns",
                row.len(),
                self.records.columns.len()
            )));
        }
        self.id(id);
        for (column, value) in row.iter().enumerate() {
            self.value(column, *value)?;
        }
        Ok(())
    }

    /// Puts the records in order.
    ///
    /// # Errors
    /// [`LinkError::Records`] when the columns are of different lengths, [`LinkError::TooMany`] beyond 4,294,967,294
    /// records.
    pub fn finish(self) -> Result<Records, LinkError> {
        let mut records = self.records;
        let count = records.len();
        record_number(count)?;
        if records.sources.is_empty() {
            records.sources.push("records".to_owned());
        }
        for (name, column) in records.names.iter().zip(&records.columns) {
            if column.len() != count {
                return Err(LinkError::Records(format!(
                    "column `{name}` has {} values for {count} records",
                    column.len()
                )));
            }
        }
        sort_sources(&mut records);
        let compare = |one: usize, other: usize| {
            records.source_of[one].cmp(&records.source_of[other]).then_with(|| records.ids.compare(one, other))
        };
        if (1..count).any(|index| compare(index - 1, index).is_ge()) {
            let mut order: Vec<u32> = (0..record_number(count)?).collect();
            // Records of the same name are told apart by what they hold, so that the order of the file has no say.
            order.sort_by(|&one, &other| {
                compare(one as usize, other as usize).then_with(|| {
                    let texts = |record: u32| {
                        let (columns, values) = (&records.columns, &records.values);
                        columns.iter().map(move |column| values.text(column[record as usize]))
                    };
                    texts(one).cmp(texts(other))
                })
            });
            for column in &mut records.columns {
                *column = order.iter().map(|&index| column[index as usize]).collect();
            }
            records.source_of = order.iter().map(|&index| records.source_of[index as usize]).collect();
            records.ids = records.ids.in_order(&order);
        }
        records.findings = findings(&records, self.cut);
        Ok(records)
    }
}

/// Sources are numbered by name, so that the order in which files are given has no say.
fn sort_sources(records: &mut Records) {
    let mut order: Vec<usize> = (0..records.sources.len()).collect();
    order.sort_by(|&one, &other| records.sources[one].cmp(&records.sources[other]));
    if order.is_sorted() {
        return;
    }
    let mut number_of = vec![0_u16; order.len()];
    for (number, &source) in order.iter().enumerate() {
        number_of[source] = u16::try_from(number).unwrap_or(u16::MAX);
    }
    records.sources = order.iter().map(|&source| records.sources[source].clone()).collect();
    for source in &mut records.source_of {
        *source = number_of[*source as usize];
    }
}

fn findings(records: &Records, cut: u64) -> Vec<Finding> {
    let file = records.sources.join(", ");
    let finding = |rule: &str, severity, what: String, why: &str, mend: &str| Finding {
        rule: rule.to_owned(),
        severity,
        file: file.clone(),
        sheet: None,
        what,
        why: why.to_owned(),
        mend: mend.to_owned(),
        cells: Vec::new(),
    };
    let mut found = Vec::new();
    if records.is_empty() {
        found.push(finding(
            "no-records",
            Severity::Warning,
            "There are no records.".to_owned(),
            "Nothing can be linked.",
            "Check that the right file was given.",
        ));
        return found;
    }
    let same = |index: &usize| {
        records.source_of[index - 1] == records.source_of[*index] && records.ids.compare(index - 1, *index).is_eq()
    };
    let twice: Vec<usize> = (1..records.len()).filter(same).collect();
    if let Some(&first) = twice.first() {
        found.push(finding(
            "record-id-twice",
            Severity::Error,
            format!(
                "{} records have a name that another record has, such as `{}`.",
                twice.len(),
                records.ids.get(first)
            ),
            "Pairs and people are told by the names of records: two records of one name cannot be told apart.",
            "Give each record of a source its own name.",
        ));
    }
    for (name, column) in records.names.iter().zip(&records.columns) {
        if column.iter().all(|&code| code == MISSING) {
            found.push(finding(
                "column-empty",
                Severity::Warning,
                format!("The column `{name}` has no value in any record."),
                "It can say nothing for or against a match.",
                "Check the name of the column, or leave it out of the model.",
            ));
        }
    }
    if cut > 0 {
        found.push(finding(
            "value-cut",
            Severity::Warning,
            format!("{cut} values were longer than {LONGEST_VALUE_BYTES} bytes and were cut."),
            "Nothing that names a person is that long; comparing it would take very long.",
            "Check that the columns are not shifted or run together.",
        ));
    }
    found
}
