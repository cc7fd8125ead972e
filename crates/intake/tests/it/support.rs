//! What the tests share: a check of bytes, its rows, and its findings as people read them.

use intake::{Contract, Limits, Recipe, Report, Sink, check, reference::KnownAreas};
use std::{io::Cursor, sync::LazyLock};
use terms::{ObservationRow, Vocabulary};

pub static AREAS: LazyLock<KnownAreas> = LazyLock::new(crate::reference::known_areas);

/// Keeps every row with its words.
#[derive(Default)]
pub struct Kept {
    pub rows: Vec<(String, String, String, String, Option<f64>, String)>,
}

impl Sink for Kept {
    fn rows(
        &mut self,
        vocabulary: &Vocabulary,
        rows: &[ObservationRow],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        for row in rows {
            let dimensions = &vocabulary.dimensions()[row.dimensions as usize];
            let dimensions: Vec<String> = dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
            self.rows.push((
                vocabulary.indicators()[row.indicator as usize].to_string(),
                row.area.to_string(),
                row.period.to_string(),
                dimensions.join(" "),
                row.value,
                row.status.to_string(),
            ));
        }
        Ok(())
    }
}

pub fn check_bytes(bytes: &[u8], name: &str, recipe: &str, contract: Option<&str>) -> (Report, Kept) {
    let recipe = Recipe::parse(recipe).expect("the recipe is right");
    let contract = contract.map(|text| Contract::parse(text).expect("the contract is right"));
    let mut kept = Kept::default();
    let limits = Limits::default();
    let report = check(&mut Cursor::new(bytes), name, &recipe, contract.as_ref(), &*AREAS, &limits, &mut kept)
        .expect("nothing stops it");
    (report, kept)
}

/// The findings of a report, one a line: severity, rule, what, cells.
pub fn shown(report: &Report) -> String {
    let line = |finding: &terms::Finding| {
        let cells = finding.cells.iter().take(6).map(|cell| match &cell.value {
            Some(value) => format!("{} “{value}”", cell.name()).trim().to_owned(),
            None => cell.name(),
        });
        let cells: Vec<String> = cells.collect();
        format!("{} {}: {} [{}]", finding.severity, finding.rule, finding.what, cells.join(", "))
    };
    report.findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub const TIDY: &str = r#"
[marks]
sets = ["gss", "bare"]
[[table]]
area = { column = "code", name = "name" }
period = { column = "period", notation = ["financial-year", "calendar-year"] }
indicator = { column = "indicator", names = { "Absence" = "absence", "Pupils" = "pupils" } }
values = [{ column = "value", numerator = "top", denominator = "bottom" }]
"#;

pub const CONTRACT: &str = r#"
[dataset]
id = "schools"
title = "Schools"
licence = "OGL-UK-3.0"
frequency = "annual"
expected = "upper-tier-and-unitary"
expected_tolerance = 200
[[indicator]]
id = "absence"
title = "Absence"
unit = "percent"
decimals = 1
aggregation = { ratio = 100 }
minimum = 0
maximum = 100
[[indicator]]
id = "pupils"
title = "Pupils"
unit = { count = "pupils" }
aggregation = "sum"
whole_numbers = true
totals = [{ dimension = "sex" }]
"#;
