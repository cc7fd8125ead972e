use super::*;

const GUIDE: &str = include_str!("../../../../docs/guides/recipes.md");

fn blocks(markdown: &str) -> Vec<&str> {
    markdown.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn every_example_of_the_guide_is_a_recipe() {
    let whole: Vec<&str> = blocks(GUIDE).into_iter().filter(|block| block.contains("[[table]]")).collect();
    assert!(whole.len() >= 5);
    for block in whole {
        if let Err(problems) = Recipe::parse(block) {
            panic!("{problems}\nin\n{block}");
        }
    }
    let head = "[[table]]\narea = { column = \"a\" }\nperiod = { column = \"p\", notation = \"iso\" }\n\
                values = [{ column = \"v\", indicator = \"i\" }]\n";
    for block in blocks(GUIDE).into_iter().filter(|block| !block.contains("[[table]]")) {
        let whole = if block.contains("[table.area]") {
            format!("{}{block}", head.replace("area = { column = \"a\" }\n", ""))
        } else {
            format!("{head}{block}")
        };
        if let Err(problems) = Recipe::parse(&whole) {
            panic!("{problems}\nin\n{whole}");
        }
    }
}

#[test]
fn every_problem_is_told_with_its_line() {
    let text = r#"
titel = "x"
[file]
format = "cvs"
[marks]
sets = ["gsss"]
tokens = { "M" = "missing" }
[[table]]
header = 0
area = { colum = "area_code" }
period = { column = "period", notation = "finacial-year" }
values = [{ column = "=1", indicator = "Not an id" }, { matching = "(" }]
skip = { column = "x" }
"#;
    let problems = Recipe::parse(text).unwrap_err();
    let shown = problems.to_string();
    insta::assert_snapshot!(shown, @r#"
    line 2: titel: there is no such key. Did you mean `title`? The keys here are: title, file, marks, numbers, table
    line 4: file.format: “cvs” is not known here. Did you mean "csv"? Use one of: csv, xlsx, xls, ods, auto
    line 6: marks.sets: there is no set of marks called “gsss”. Did you mean “gss”? The sets are: gss, bare, legacy, na, minus-one
    line 7: marks.tokens: “M”: “missing” is not a status: use one of present, suppressed, not_available, not_applicable, not_responsible, provisional, revised, unreliable, rounds_to_zero, estimated, series_break, none_recorded
    line 9: table.1.header: this is not a row. Write the row's number, or several from above to below, such as [5, 7]
    line 10: table.1.area: an area stands in a column or is fixed. Write one of column = "…" and code = "E…"
    line 10: table.1.area.colum: there is no such key. Did you mean `column`? The keys here are: column, code, vintage, scheme, name, aliases, by_name, leave_out
    line 11: table.1.period.notation: there is no notation called “finacial-year”. Did you mean “financial-year”? The notations are: iso, calendar-year, financial-year, academic-year, quarter, financial-quarter, month, month-range, year-ending, day, pooled-years, pooled-financial-years, auto
    line 12: table.1.values.1.column: “=1” is not a column: after = write its letters, such as =C
    line 12: table.1.values.1.indicator: “Not an id” is not an identifier: use lower-case letters, digits and single hyphens, 1 to 100 characters
    line 12: table.1.values.2.matching: this pattern cannot be read: unclosed group
    line 12: table.1.values.2.indicator: these values have no indicator. Add indicator = "…" here, or to the table: indicator = { column = "…" }
    line 13: table.1.skip: a condition needs one test. Write one of: one_of = ["…"], empty = true, matches = "pattern"
    "#);
}

#[test]
fn a_broken_document_is_told_as_such() {
    let problems = Recipe::parse("[[table]\narea = ").unwrap_err();
    assert!(problems.0.iter().all(|problem| problem.what.starts_with("this is not TOML")), "{problems}");
    assert!(!problems.0.is_empty());
}

#[test]
fn runs_of_marks_keep_the_one_that_hides() {
    let marks = Marks::default();
    assert_eq!(marks.run("[r][e]"), Some(Status::Revised));
    assert_eq!(marks.run("[r] [c]"), Some(Status::Suppressed));
    assert_eq!(marks.run("[q]"), None);
    assert_eq!(marks.run(""), None);
    assert!(Marks::new(["minus-one"], []).look_like_numbers());
}
