//! Every rule of the checks, in one table. `docs/reference/rules.md` is made from it.

use std::fmt::Write;
use terms::Severity;

/// A rule: what it looks for, why that matters, and how to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its lasting name.
    pub id: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// What it looks for.
    pub about: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}

macro_rules! rules {
    ($($name:ident = $id:literal $severity:ident $about:literal $why:literal $mend:literal)*) => {
        $(
            #[doc = $about]
            pub const $name: Rule = Rule { id: $id, severity: Severity::$severity, about: $about, why: $why, mend: $mend };
        )*
        /// Every rule, in the order of the reference.
        pub const ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    FILE_TOO_LARGE = "file-too-large" Error
        "The file is larger than the limit."
        "A file without end would stop the hub for everybody."
        "Send it in parts, for instance one for each year, or gzip it."
    SWELLS = "file-swells" Error
        "The packed file unpacks to far more than a real table would."
        "Such a file can fill the memory of the machine that opens it."
        "Open it in a spreadsheet program, and save it again."
    NOT_WHAT_IT_SAYS = "file-not-what-it-says" Error
        "The file is not of the format that its name or the recipe states."
        "What cannot be read cannot be checked."
        "Open it, and save it as CSV, XLSX or ODS. Renaming a file does not change its format."
    MISNAMED = "file-misnamed" Information
        "The file is of another format than its name says, but one that can be read."
        "Other programs may refuse it."
        "Give it the ending of its format."
    UNREADABLE = "file-unreadable" Error
        "The file is damaged, locked with a password, or of a kind that is not read."
        "What cannot be read cannot be checked."
        "Open it in a spreadsheet program, remove any password, and save it again."
    RECORD_TOO_LONG = "line-too-long" Error
        "One line of the file is longer than the limit."
        "A line without end is not a row of a table."
        "Save the table again as CSV, with a line for each row."
    QUOTE_NOT_CLOSED = "quote-not-closed" Error
        "A quotation mark is opened and never closed."
        "Everything behind it becomes part of one cell, so rows would be lost."
        "Close the mark, or double it if it belongs to the text."
    TOO_MANY_ROWS = "too-many-rows" Error
        "The table has more rows than the limit."
        "A file without end would stop the hub for everybody."
        "Send it in parts, for instance one for each year."
    TOO_MANY_COLUMNS = "too-many-columns" Error
        "The table has more columns than the limit."
        "A table this wide is most likely one that lost its line breaks."
        "Save the table again, and look at its last column."
    NOT_UTF8 = "not-utf-8" Warning
        "The recipe says UTF-8, but some bytes are not."
        "Names with accents and signs such as £ may be misread."
        "Save the file as UTF-8, or write encoding = \"windows-1252\" in the recipe."
    MIXED_ENCODINGS = "mixed-encodings" Warning
        "Some cells are UTF-8 and some are Windows-1252."
        "Two files were most likely pasted together. Names may be misread."
        "Save the whole file as UTF-8."
    LOST_CHARACTERS = "lost-characters" Warning
        "A character was lost or garbled before the file was saved (� or Ã©)."
        "Names no longer match, and a £ may have become something else."
        "Export the file again from where it was made, as UTF-8."
    SHEET_MISSING = "sheet-missing" Error
        "The sheet that the recipe names is not in the file."
        "Its table cannot be read."
        "Look whether the publisher renamed it, and name it in the recipe."
    HEADER_MISSING = "header-missing" Error
        "The header that the recipe names was not found."
        "Without it the columns cannot be told apart."
        "Look whether the publisher changed the header, and name it in the recipe."
    COLUMN_MISSING = "column-missing" Error
        "A column that the recipe names is not in the table."
        "Its values cannot be read."
        "Look whether the publisher renamed it, and name it in the recipe."
    COLUMN_TWICE = "column-twice" Warning
        "Two columns have the header that the recipe names."
        "The first was taken; it may be the wrong one."
        "Name the column by its letter, such as \"=C\"."
    COLUMN_EMPTY = "column-empty" Warning
        "A column of values holds nothing at all."
        "A whole column is seldom empty on purpose."
        "Look whether it was cut off when the file was saved."
    NO_ROWS = "no-rows" Error
        "The table has no rows that could be read."
        "An empty table is no contribution: it must not pass for “nothing happened”."
        "Look at the sheet, the header and the conditions of the recipe."
    RAGGED_ROW = "ragged-row" Error
        "A row has more or fewer cells than the header."
        "Its values may stand under the wrong heading."
        "Look for a comma that belongs in quotes, or for a line break inside a cell."
    MERGED_CELLS = "merged-cells" Warning
        "Cells are merged among the data."
        "Only the first cell of a merged block holds the value; the others read as blank."
        "Part the cells, and write the value in each."
    FORMULA_NOT_COUNTED = "formula-not-counted" Error
        "A cell holds a formula whose result was not saved."
        "There is no number to read."
        "Open the file in a spreadsheet program, let it calculate, and save it."
    SPREADSHEET_ERROR = "spreadsheet-error" Error
        "A cell holds a spreadsheet's error, such as #REF!."
        "There is no number to read."
        "Mend the formula. If the publisher means “not available”, add the error to the recipe's marks."
    DATE_NOT_NUMBER = "date-not-number" Error
        "A date stands where a number should."
        "Spreadsheets turn entries such as 1-2 or 3/4 into dates; the number behind it is lost."
        "Type the number again, with the column set to numbers."
    NUMBER_AS_TEXT = "number-as-text" Information
        "Numbers are stored as text in a spreadsheet."
        "They are read all the same, but a sum in the spreadsheet would leave them out."
        "Turn the column into numbers."
    NOT_A_NUMBER = "not-a-number" Error
        "A value is neither a number nor a known mark."
        "It cannot be counted, and must not become a zero."
        "Mend the cell, or name the mark in the recipe's [marks]."
    MARK_NOT_KNOWN = "mark-not-known" Warning
        "A status stands beside a value, and the recipe does not say what it means."
        "The value may be provisional, hidden or not comparable."
        "Name it in the recipe's [marks]."
    BLANK_VALUE = "blank-value" Error
        "A value is blank where the recipe allows none."
        "Missing is not zero."
        "Fill in the value, or the mark that says why there is none."
    OUT_OF_RANGE = "out-of-range" Error
        "A value is below the smallest or above the largest that can be right."
        "It is most likely a slip of the keyboard, or a share of 1 where percent is meant."
        "Look at the source, and mend the value. If it is right, change the contract."
    NOT_WHOLE = "not-whole" Warning
        "A count is not a whole number."
        "People and things are counted in whole numbers; the column may be a rate."
        "Look whether the right column is named."
    LIMITS_CROSSED = "limits-crossed" Error
        "The value does not lie between its limits."
        "Columns may have been exchanged."
        "Look at the columns named as lower and upper."
    NUMERATOR_ABOVE = "numerator-above-denominator" Error
        "The part is larger than the whole."
        "A share above 100% cannot be; columns may have been exchanged."
        "Look at the columns named as numerator and denominator."
    RATIO_OFF = "ratio-off" Warning
        "The value is not numerator ÷ denominator."
        "One of the three is wrong, or they do not belong together."
        "Look at the three cells. If the publisher rounds counts, write ratio_tolerance in the contract."
    TOTAL_OFF = "total-off" Warning
        "The parts do not add to the total."
        "A part is missing or wrong, or something is counted twice."
        "Look at the parts. If the publisher rounds them, give the contract a tolerance."
    AREA_BLANK = "area-blank" Error
        "A row with values has no area."
        "Nobody knows whose figure it is."
        "Fill in the area, or leave such rows out with skip."
    CODE_MALFORMED = "code-malformed" Error
        "An area code is not a letter and eight digits."
        "It cannot be matched with any area."
        "Mend the code, or name it under aliases in the recipe."
    TWO_BODIES_ONE_CELL = "two-bodies-one-cell" Error
        "Two bodies stand in one cell."
        "One figure for two bodies cannot be parted honestly."
        "Ask for the two figures. Else name the cell under leave_out in the recipe, or under aliases if one area covers both."
    CODE_UNKNOWN = "code-unknown" Error
        "No area is known by this code."
        "The figure would belong to nowhere."
        "Look for a slip. An old or odd code can be named under aliases in the recipe."
    CODE_ENDED = "code-ended" Error
        "The area was no more in the period of the figure."
        "Its land belongs to other areas, which would be counted twice or not at all."
        "Use the codes of that time; or, if all years stand on the areas of one day, write that day as vintage."
    CODE_NOT_YET = "code-not-yet" Error
        "The area did not exist yet in the period of the figure."
        "The figure was recast or miscoded; joined with its own time it would be counted twice."
        "Use the codes of that time; or, if all years stand on the areas of one day, write that day as vintage."
    CODE_RECODED = "code-recoded" Warning
        "The area had another code in the period of the figure."
        "The same land under two codes can be counted twice."
        "Nothing, if the publisher uses the new code for all years: the hub joins the two."
    NAME_UNKNOWN = "name-unknown" Error
        "No area is known by this name."
        "The figure would belong to nowhere."
        "Look for a slip, or name it under aliases in the recipe."
    NAME_AMBIGUOUS = "name-ambiguous" Error
        "Several areas have this name."
        "The figure could belong to any of them."
        "Say which one is meant, under aliases in the recipe."
    ONE_CODE_TWO_BODIES = "one-code-two-bodies" Error
        "One code stands for two bodies."
        "Their figures would be taken for one, or one would be lost."
        "Give the second its own code, under by_name in the recipe."
    TWO_CODES_ONE_PLACE = "two-codes-one-place" Warning
        "The same land has a figure under two codes."
        "Added up, the place would count twice."
        "Nothing, if the figures agree: the hub keeps one. Else ask which is right."
    TIERS_MIXED = "tiers-mixed" Warning
        "Counties and districts stand in one column."
        "A district lies within its county: added up, people would be counted twice."
        "Leave one tier out with keep or skip; or write mixed_tiers = true in the contract if it is meant."
    AREAS_MISSING = "areas-missing" Warning
        "Areas that should have sent figures are not there."
        "A total without them is too small, and silence is not a zero."
        "Ask them, or allow for them with expected_tolerance in the contract."
    PERIOD_UNREADABLE = "period-unreadable" Error
        "A period could not be read."
        "Nobody knows of when the figure tells."
        "Look at the notation in the recipe; odd labels can be named under names."
    INDICATOR_UNNAMED = "indicator-unnamed" Error
        "The recipe does not name what the publisher calls this indicator."
        "Its rows would be lost without a word."
        "Add it to names in the recipe, or write unnamed = \"leave-out\"."
    INDICATOR_NOT_PROMISED = "indicator-not-promised" Error
        "The contract does not hold this indicator."
        "Without a contract nobody answers for it."
        "Add it to the contract, or leave it out of the recipe."
    DUPLICATE_ROW = "duplicate-row" Warning
        "A row says again what another has said, with the same value."
        "It does no harm, since it is kept once; but the file may hold more slips."
        "Remove one of the two."
    DUPLICATE_KEY = "duplicate-key" Error
        "Two rows give different values for the same area, period, indicator and dimensions."
        "Only one can be right."
        "Remove the wrong one. If they differ by something else, such as sex, make it a dimension."
    JUMP = "jump" Warning
        "A value changed far more from the period before than is believable."
        "It may be a slip, a change of definition, or real news."
        "Look at the source. If it is right, say so when you approve it."
}

/// The reference page of the rules, `docs/reference/rules.md`.
#[must_use]
pub fn reference_page() -> String {
    let mut page = String::from(
        "# The rules of the checks\n\n<!-- Made from crates/intake/src/rules.rs; a test keeps it so. -->\n\n\
         Every finding names its rule. An **error** must be mended before the submission can be used; a **warning** must be\n\
         looked at and accepted by a person; **information** asks for nothing.\n",
    );
    for rule in ALL {
        // Writing to a string cannot fail.
        let _ = write!(
            page,
            "\n## `{}`\n\n{} ({})\n\n- Why it matters: {}\n- How to mend it: {}\n",
            rule.id, rule.about, rule.severity, rule.why, rule.mend
        );
    }
    page
}
