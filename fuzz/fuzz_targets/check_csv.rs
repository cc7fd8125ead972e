#![no_main]
use intake::{Limits, Nowhere, Recipe, check, draft, reference::KnownAreas};
use std::{io::Cursor, sync::LazyLock};

static RECIPE: LazyLock<Recipe> = LazyLock::new(|| {
    Recipe::parse(
        r#"
[marks]
sets = ["gss", "bare", "legacy", "na", "minus-one"]
[numbers]
bracketed_negatives = true
[[table]]
header_with = ["code"]
area = { column = "code", name = "name", by_name = { "x" = "E12000007" }, vintage = "any" }
period = { column = "period", notation = "auto" }
indicator = { column = "indicator", unnamed = "slug" }
skip = { column = "=A", matches = "^skip" }
stop = { column = "=A", one_of = ["stop"] }
values = [{ column = "value", numerator = "top", denominator = "bottom", status = "status" }]
[table.dimensions.sex]
column = "sex"
total = "All"
"#,
    )
    .expect("the recipe is right")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let areas = KnownAreas::default();
    let limits = Limits { record_bytes: 1 << 16, spreadsheet_bytes: 1 << 24, cells: 100_000, ..Limits::default() };
    let _ = check(&mut Cursor::new(bytes), "fuzz.csv", &RECIPE, None, &areas, &limits, &mut Nowhere);
    if let Ok(drafted) = draft(&mut Cursor::new(bytes), "fuzz.csv", &areas, &limits) {
        Recipe::parse(&drafted.toml).expect("a draft parses");
    }
});
