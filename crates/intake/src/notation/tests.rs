use super::*;
use proptest::prelude::*;

#[test]
fn periods_are_read_as_publishers_write_them() {
    for (notation, text, period) in [
        (Notation::Iso, "2018-01-01T00:00:00/P3Y", "2018-01-01/P3Y"),
        (Notation::Iso, "2022-10-01/2022-12-31", "2022-10-01/P3M"),
        (Notation::FinancialYear, "2016/17", "2016-04-01/P1Y"),
        (Notation::FinancialYear, "1999-00", "1999-04-01/P1Y"),
        (Notation::FinancialYear, "2016–2017", "2016-04-01/P1Y"),
        (Notation::AcademicYear, "202425", "2024-09-01/P1Y"),
        (Notation::Quarter, "2003 Q1", "2003-01-01/P3M"),
        (Notation::Quarter, "Q4 2023", "2023-10-01/P3M"),
        (Notation::FinancialQuarter, "2022/23 Q3", "2022-10-01/P3M"),
        (Notation::FinancialQuarter, "2022/23 Q4", "2023-01-01/P3M"),
        (Notation::Month, "March 2026", "2026-03-01/P1M"),
        (Notation::Month, "Mar-26", "2026-03-01/P1M"),
        (Notation::Month, "2018-04", "2018-04-01/P1M"),
        (Notation::MonthRange, "Oct-Dec 2022", "2022-10-01/P3M"),
        (Notation::MonthRange, "Jan 2004-Dec 2004", "2004-01-01/P1Y"),
        (Notation::MonthRange, "2022-10/2022-12", "2022-10-01/P3M"),
        (Notation::YearEnding, "Dec 1995", "1995-01-01/P1Y"),
        (Notation::YearEnding, "Year ending Mar 2023", "2022-04-01/P1Y"),
        (Notation::Day, "31/03/2023", "2023-03-31/P1D"),
        (Notation::Day, "1 April 2023", "2023-04-01/P1D"),
        (Notation::PooledYears, "2014-16", "2014-01-01/P3Y"),
        (Notation::PooledYears, "2001 to 2003", "2001-01-01/P3Y"),
        (Notation::PooledFinancialYears, "2014/15 - 16/17", "2014-04-01/P3Y"),
    ] {
        assert_eq!(notation.read(text).map(|period| period.to_string()).as_deref(), Some(period), "{text}");
    }
    for (notation, text) in [
        (Notation::FinancialYear, "2014-16"),
        (Notation::Month, "13/2022"),
        (Notation::Day, "30 February 2023"),
        (Notation::Quarter, "2003 Q5"),
        (Notation::CalendarYear, "0"),
        (Notation::CalendarYear, "20188"),
    ] {
        assert_eq!(notation.read(text), None, "{text}");
    }
}

#[test]
fn suffixes_lengths_and_bare_years_are_understood() {
    let mut reader = PeriodReader::of(Notation::FinancialYear);
    reader.notations.push(Notation::CalendarYear);
    reader.suffixes.push(("(ot)".to_owned(), Suffix::Drop));
    assert_eq!(reader.read("2016-17 (OT)").unwrap().period.to_string(), "2016-04-01/P1Y");
    assert_eq!(reader.read("2025-26 (prov)").unwrap().status, Some(Status::Provisional));
    let year = YearMeaning { month: 4, day: 1, named: Anchor::End, snapshot: false };
    let reporting = PeriodReader { year: Some(year), ..PeriodReader::default() };
    assert_eq!(reporting.read("2025").unwrap().period.to_string(), "2024-04-01/P1Y");
    let snapshot = PeriodReader {
        year: Some(YearMeaning { month: 3, day: 31, named: Anchor::End, snapshot: true }),
        ..PeriodReader::default()
    };
    assert_eq!(snapshot.read("2025").unwrap().period.to_string(), "2025-03-31/P1D");
    let rolling = PeriodReader { months: Some(12), anchor: Anchor::End, ..PeriodReader::of(Notation::Month) };
    assert_eq!(rolling.read("2004-12").unwrap().period.to_string(), "2004-01-01/P1Y");
}

proptest! {
    #[test]
    fn what_is_written_reads_to_the_same_period(year in 1950_i16..2100, month in 1_i8..=12, months in 1_u16..60) {
        let period = Period::months(Date::new(year, month, 1).unwrap(), months).unwrap();
        for (_, notation) in Notation::ALL {
            if let Some(text) = notation.write(&period) {
                prop_assert_eq!(notation.read(&text), Some(period));
            }
        }
        prop_assert!(Notation::Iso.write(&period).is_some());
    }

    #[test]
    fn no_text_panics(text in ".{0,40}", spaced in "[0-9/ -]{0,12}(Q|to|Mar|ending)?[0-9 /-]{0,9}") {
        let mut reader = PeriodReader { notations: Notation::ALL.iter().map(|(_, notation)| *notation).collect(), ..PeriodReader::default() };
        reader.months = Some(12);
        let _ = reader.read(&text);
        let _ = reader.read(&spaced);
    }
}
