//! How much is read before it is refused. The reference page `docs/reference/recipe.md` states the defaults.

/// How much is read before it is refused, each with a finding that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as sent.
    pub file_bytes: u64,
    /// Bytes of a gzipped file once unpacked.
    pub unpacked_bytes: u64,
    /// Bytes of a spreadsheet once unpacked.
    pub spreadsheet_bytes: u64,
    /// How many times larger a packed file may become. Real tables stay below 60.
    pub ratio: u64,
    /// Bytes of one record of a CSV file.
    pub record_bytes: usize,
    /// Rows of one table.
    pub rows: u32,
    /// Columns of one table.
    pub columns: u32,
    /// Sheets of one file.
    pub sheets: usize,
    /// Filled cells of one spreadsheet.
    pub cells: usize,
    /// Cells listed in findings. Further ones are counted, not listed.
    pub listed_cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 4 << 30,
            unpacked_bytes: 8 << 30,
            spreadsheet_bytes: 1 << 30,
            ratio: 1000,
            record_bytes: 8 << 20,
            rows: 100_000_000,
            columns: 16_384,
            sheets: 1000,
            cells: 10_000_000,
            listed_cells: 2_000_000,
        }
    }
}
