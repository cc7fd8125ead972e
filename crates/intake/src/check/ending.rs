//! The findings about single values, and those that can be told only at the end of the file.

use super::{
    Report,
    findings::Findings,
    indicators::{Beside, Promise},
    rows::Checker,
    source::RowView,
};
use crate::{
    contract::Expected,
    recipe::{Encoding, Recipe, Vintage},
    reference::{Tier, plain_name},
    rules,
};
use terms::{Cell, Period, Status};

impl Checker<'_> {
    #[cold]
    pub(super) fn unnamed(&mut self, text: &str, sheet: u16) -> u32 {
        let text = crate::header::single_spaced(text);
        self.findings.about(&rules::INDICATOR_UNNAMED, sheet, &text, || {
            let shown: String = text.chars().take(200).collect();
            format!("the recipe does not name the indicator “{shown}”")
        })
    }

    #[cold]
    pub(super) fn not_a_number(&mut self, row: &RowView<'_>, column: usize, indicator: u32, date: bool, sheet: u16) {
        let id = self.indicators.list[indicator as usize].id.as_str().to_owned();
        let (rule, what) = if date {
            (&rules::DATE_NOT_NUMBER, "dates stand where numbers should")
        } else {
            (&rules::NOT_A_NUMBER, "values are neither numbers nor known marks")
        };
        let finding = self.findings.about(rule, sheet, &id, || format!("{id}: {what}"));
        self.findings.at(finding, row, column);
    }

    #[cold]
    pub(super) fn out_of_range(&mut self, promise: &Promise, row: &RowView<'_>, column: usize, sheet: u16) {
        let what = || {
            let bounds = match (promise.minimum.is_finite(), promise.maximum.is_finite()) {
                (true, true) => format!("between {} and {}", promise.minimum, promise.maximum),
                (true, false) => format!("{} or more", promise.minimum),
                _ => format!("{} or less", promise.maximum),
            };
            format!("{}: values should be {bounds}", promise.id)
        };
        let finding = self.findings.about(&rules::OUT_OF_RANGE, sheet, promise.id.as_str(), what);
        self.findings.at(finding, row, column);
    }

    #[cold]
    pub(super) fn unpromised_or_not_whole(
        &mut self,
        promise: &Promise,
        value: Option<f64>,
        row: &RowView<'_>,
        column: usize,
        sheet: u16,
    ) {
        if !promise.promised {
            let what = || format!("the contract does not hold the indicator {}", promise.id);
            let finding = self.findings.about(&rules::INDICATOR_NOT_PROMISED, sheet, promise.id.as_str(), what);
            if promise.count == 1 {
                self.findings.at(finding, row, column);
            }
        }
        if promise.whole && value.is_some_and(|value| value.fract() != 0.0) {
            let what = || format!("{}: counts are not whole numbers", promise.id);
            let finding = self.findings.about(&rules::NOT_WHOLE, sheet, promise.id.as_str(), what);
            self.findings.at(finding, row, column);
        }
    }

    /// Compares a value with what stands beside it.
    pub(super) fn compare(
        &mut self,
        indicator: u32,
        beside: &Beside,
        numerator_column: Option<usize>,
        row: &RowView<'_>,
        column: usize,
        sheet: u16,
    ) {
        let promise = &self.indicators.list[indicator as usize];
        let id = promise.id.as_str();
        if let Some(value) = beside.value {
            let outside =
                |limit: Option<f64>, wrong: fn(f64, f64) -> bool| limit.is_some_and(|limit| wrong(value, limit));
            if outside(beside.lower, |value, lower| value < lower)
                || outside(beside.upper, |value, upper| value > upper)
            {
                let what = || format!("{id}: values do not lie between their limits");
                let finding = self.findings.about(&rules::LIMITS_CROSSED, sheet, id, what);
                self.findings.at(finding, row, column);
            }
        }
        let (Some(numerator), Some(denominator)) = (beside.numerator, beside.denominator) else { return };
        if promise.part_of_whole && numerator > denominator {
            let what = || format!("{id}: parts are larger than their wholes");
            let finding = self.findings.about(&rules::NUMERATOR_ABOVE, sheet, id, what);
            self.findings.at(finding, row, numerator_column.unwrap_or(column));
        }
        if let (Some(value), Some(multiplier)) = (beside.value, promise.multiplier)
            && denominator > 0.0
        {
            let ratio = numerator / denominator * multiplier;
            if (ratio - value).abs() > promise.tolerance(numerator, denominator, multiplier) * (1.0 + 1e-9) {
                let what = || format!("{id}: values are not numerator ÷ denominator × {multiplier}");
                let finding = self.findings.about(&rules::RATIO_OFF, sheet, id, what);
                self.findings.at(finding, row, column);
            }
        }
    }

    /// Reports a key that was there before. The cells come in pairs: the first one, and the one that says it again.
    #[cold]
    #[expect(clippy::too_many_arguments, reason = "all are parts of one observation")]
    pub(super) fn duplicate(
        &mut self,
        (indicator, area): (u32, u32),
        first: (u16, u32, u32),
        same: bool,
        name: Option<&[u8]>,
        row: &RowView<'_>,
        column: usize,
        area_column: usize,
        sheet: u16,
    ) {
        let code = self.areas.list[area as usize].code;
        let text = |bytes: &[u8]| crate::opening::decode(bytes, self.recipe.file.encoding).into_owned();
        let first_name = self.areas.list[area as usize].first_name.as_deref().map(text);
        if let (Some(first_name), Some(name)) = (first_name, name.map(text))
            && unlike(&first_name, &name)
            // A council that was renamed is still one council.
            && !self.reference.find(crate::recipe::Scheme::Name, &name, None).contains(&code)
        {
            let what = || format!("{code} stands for both “{first_name}” and “{name}”");
            let finding = self.findings.about(&rules::ONE_CODE_TWO_BODIES, sheet, code.as_str(), what);
            self.findings.at(finding, row, area_column);
            return;
        }
        let id = self.indicators.list[indicator as usize].id.as_str().to_owned();
        let (rule, what) = if same {
            (&rules::DUPLICATE_ROW, "rows say the same as an earlier row")
        } else {
            (&rules::DUPLICATE_KEY, "rows contradict an earlier row")
        };
        let what = || format!("{id}: {what}. The cells come in pairs: the first, and the one that says it again");
        let finding = self.findings.about(rule, sheet, &id, what);
        if first.0 == sheet {
            self.findings.cell(finding, Some(first.1), Some(first.2 + 1), None);
        }
        self.findings.at(finding, row, column);
    }
}

/// Whether two names are of two bodies, rather than two spellings of one.
fn unlike(one: &str, other: &str) -> bool {
    let (one, other) = (plain_name(one), plain_name(other));
    !one.contains(&other) && !other.contains(&one) && strsim::jaro_winkler(&one, &other) < 0.9
}

fn two_codes_of_one_place(checker: &mut Checker<'_>) {
    for area in 0..checker.areas.list.len() {
        let code = checker.areas.list[area].code;
        for other in checker.reference.same_place(code) {
            // Each pair once, from the older code.
            let Some(twin) = checker.areas.find(other).filter(|_| code < other) else { continue };
            let area = u32::try_from(area).unwrap_or(u32::MAX);
            let (mut same, mut different) = (0_u64, 0_u64);
            let mut cells = Vec::new();
            for series in 0..u32::try_from(checker.seen.series_list.len()).unwrap_or(u32::MAX) {
                if let (Some(one), Some(two)) = (checker.seen.get(series, area), checker.seen.get(series, twin)) {
                    if one.1 == two.1 {
                        same += 1;
                    } else {
                        different += 1;
                    }
                    cells.push((one.0, two.0));
                }
            }
            if same + different == 0 {
                continue;
            }
            let name = checker.reference.name(code).unwrap_or_default();
            let what = || {
                let differ =
                    if different == 0 { String::new() } else { format!(", {different} of them with different values") };
                format!("figures of {name} stand under both {code} and {other}: {}{differ}", same + different)
            };
            let sheet = checker.areas.list[area as usize].first.0;
            let finding = checker.findings.about(&rules::TWO_CODES_ONE_PLACE, sheet, code.as_str(), what);
            for place in cells.into_iter().flat_map(|(one, two)| [one, two]) {
                let (row, column) = if checker.simple_places {
                    (place, None)
                } else {
                    checker.seen.place_of(place).map_or((0, None), |(_, row, column)| (row, Some(column + 1)))
                };
                checker.findings.cell(finding, Some(row), column, None);
            }
        }
    }
}

/// The day on whose areas the recipe puts every period, where it names one: figures are expected from the areas of
/// that day. A table that takes codes of any day says nothing of who is expected.
fn fixed_day(recipe: &Recipe) -> Option<Period> {
    let mut vintages = recipe.tables.iter().map(|table| table.area.vintage).filter(|vintage| *vintage != Vintage::Any);
    match vintages.next()? {
        Vintage::Fixed(day) if vintages.all(|other| other == Vintage::Fixed(day)) => Period::day(day),
        _ => None,
    }
}

fn tiers_and_missing(checker: &mut Checker<'_>) {
    let Some(contract) = checker.contract else { return };
    let expected = &contract.dataset.expected;
    if *expected == Expected::Nobody {
        return;
    }
    let tiers: Vec<Tier> = checker.areas.list.iter().map(|area| checker.reference.tier(area.code)).collect();
    let one_tier = matches!(expected, Expected::LowerTierAndUnitary | Expected::UpperTierAndUnitary);
    let strange = if *expected == Expected::LowerTierAndUnitary { Tier::Upper } else { Tier::Lower };
    if one_tier && !contract.dataset.mixed_tiers && tiers.contains(&strange) {
        let (word, set) = match strange {
            Tier::Upper => ("counties", "districts and single-tier councils"),
            _ => ("districts", "counties and single-tier councils"),
        };
        let what = || format!("{word} stand in the column, where only {set} are expected");
        let finding = checker.findings.about(&rules::TIERS_MIXED, 0, "", what);
        for (area, _) in checker.areas.list.iter().zip(&tiers).filter(|(_, tier)| **tier == strange) {
            let (_, row, column) = area.first;
            checker.findings.cell(finding, Some(row), Some(column + 1), Some(area.code.as_str().as_bytes()));
        }
    }
    let fixed_day = fixed_day(checker.recipe);
    let mut seen: Vec<((u32, u32), Vec<u64>)> = checker.seen.areas_by_indicator_and_period().into_iter().collect();
    seen.sort_unstable_by_key(|((indicator, period), _)| (*indicator, checker.periods.list[*period as usize]));
    for ((indicator, period), bits) in seen {
        let period = checker.periods.list[period as usize];
        let wanted = checker.reference.expected(expected, fixed_day.as_ref().unwrap_or(&period));
        let there = |code: terms::AreaCode| {
            checker
                .areas
                .find(code)
                .is_some_and(|area| bits.get((area / 64) as usize).is_some_and(|word| word >> (area % 64) & 1 == 1))
        };
        let covered = |code: terms::AreaCode| there(code) || checker.reference.same_place(code).into_iter().any(there);
        let missing: Vec<terms::AreaCode> = wanted.iter().copied().filter(|code| !covered(*code)).collect();
        if missing.len() <= contract.dataset.expected_tolerance as usize {
            continue;
        }
        let id = checker.indicators.list[indicator as usize].id.clone();
        let subject = format!("{id} {period}");
        let what =
            || format!("{id}, {}: {} of {} expected areas are missing", period.label(), missing.len(), wanted.len());
        let finding = checker.findings.about(&rules::AREAS_MISSING, 0, &subject, what);
        for code in &missing {
            let name = checker.reference.name(*code).map(|name| format!(" {name}")).unwrap_or_default();
            list_area(&mut checker.findings, finding, &format!("{code}{name}"));
        }
    }
}

/// Lists an area that stands in no cell.
fn list_area(findings: &mut Findings, finding: u32, text: &str) {
    findings.listed_cell(finding, Cell { row: None, column: None, value: Some(text.to_owned()) });
}

fn encodings(checker: &mut Checker<'_>) {
    let rule = match (checker.recipe.file.encoding, checker.saw_utf8) {
        (Encoding::Utf8, _) => &rules::NOT_UTF8,
        (Encoding::Auto, true) => &rules::MIXED_ENCODINGS,
        _ => return,
    };
    if checker.not_utf8_count == 0 {
        return;
    }
    let count = checker.not_utf8_count;
    let finding =
        checker.findings.about(rule, 0, "", || format!("{count} cells are not UTF-8; they were read as Windows-1252"));
    for (_, row, column, bytes) in std::mem::take(&mut checker.not_utf8) {
        checker.findings.cell(finding, Some(row), Some(column), Some(&bytes));
    }
}

pub(super) fn report(mut checker: Checker<'_>, format: Option<&'static str>) -> Report {
    two_codes_of_one_place(&mut checker);
    tiers_and_missing(&mut checker);
    encodings(&mut checker);
    std::mem::take(&mut checker.totals).report(&mut checker.findings);
    let encoding = format.filter(|format| format.starts_with("csv")).map(|_| {
        match (checker.recipe.file.encoding, checker.saw_utf8, checker.not_utf8_count > 0) {
            (Encoding::Windows1252, ..) | (Encoding::Auto, false, true) => "windows-1252",
            (_, true, true) => "mixed",
            _ => "utf-8",
        }
    });
    let file = checker.findings.file_name();
    let unlisted_cells = checker.findings.unlisted;
    let periods = checker.periods.list.iter().copied().zip(checker.periods.counts.iter().copied());
    let indicators = checker.indicators.list.iter().map(|indicator| (indicator.id.clone(), indicator.count));
    Report {
        file,
        format,
        encoding,
        tables: checker.tables,
        unlisted_cells,
        rows: checker.rows,
        observations: checker.statuses.iter().sum(),
        by_status: Status::ALL.into_iter().zip(checker.statuses).filter(|(_, count)| *count > 0).collect(),
        left_out: checker.left_out,
        indicators: indicators.filter(|(_, count)| *count > 0).collect(),
        periods: periods.filter(|(_, count)| *count > 0).collect(),
        areas: checker.areas.list.iter().filter(|area| area.count > 0).map(|area| (area.code, area.count)).collect(),
        findings: checker.findings.finish(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(vintages: &[&str]) -> Recipe {
        let table = |vintage: &&str| {
            format!(
                "[[table]]\narea = {{ column = \"a\", vintage = \"{vintage}\" }}\n\
                 period = {{ column = \"p\", notation = \"iso\" }}\nvalues = [{{ column = \"v\", indicator = \"i\" }}]\n"
            )
        };
        Recipe::parse(&vintages.iter().map(table).collect::<String>()).unwrap()
    }

    #[test]
    fn figures_on_the_areas_of_one_day_are_expected_from_those() {
        let day = Period::parse("2023-04-01/P1D").ok();
        assert_eq!(fixed_day(&recipe(&["2023-04-01"])), day);
        assert_eq!(fixed_day(&recipe(&["2023-04-01", "any", "2023-04-01"])), day);
        for other in [&["period"] as &[&str], &["any"], &["2023-04-01", "period"], &["2023-04-01", "2024-04-01"]] {
            assert_eq!(fixed_day(&recipe(other)), None, "{other:?}");
        }
    }
}
