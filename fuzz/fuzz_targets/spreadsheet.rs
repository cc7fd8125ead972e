#![no_main]
use intake::{Limits, Nowhere, Recipe, check, reference::KnownAreas};
use std::{io::Cursor, sync::LazyLock};

static RECIPE: LazyLock<Recipe> = LazyLock::new(|| {
    Recipe::parse(
        "[[table]]\nsheet_matches = \".\"\nno_header = true\narea = { column = \"=A\" }\nperiod = { cell = \"B1\", notation = \"auto\" }\n\
         values = [{ from = \"=C\", to = \"=F\", indicator = \"value\" }]\n",
    )
    .expect("the recipe is right")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let areas = KnownAreas::default();
    let limits = Limits { spreadsheet_bytes: 1 << 26, cells: 200_000, ..Limits::default() };
    let _ = check(&mut Cursor::new(bytes), "fuzz.xlsx", &RECIPE, None, &areas, &limits, &mut Nowhere);
});
