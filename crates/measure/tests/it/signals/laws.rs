//! Laws of the back-test, on councils that never were.

use measure::signals::backtest::{Bootstrap, Pairs, Row, flags, risk_set, tier_auc};
use measure::signals::{Council, DistressEvent, EventDefinition, EventKind, Tier, read_events};
use proptest::prelude::*;
use std::collections::BTreeMap;
use terms::{AreaCode, Date};

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

prop_compose! {
    fn row()(year in 2018i16..2021, council in 0usize..12, district: bool, event: bool) -> Row {
        let start = Date::new(year, 1, 1).expect("a date");
        Row {
            day: start,
            council,
            tier: if district { Tier::District } else { Tier::Other },
            event: event.then(|| start.tomorrow().expect("a date")),
        }
    }
}

fn rows() -> impl Strategy<Value = Vec<(Row, f64)>> {
    prop::collection::vec((row(), -50i32..50).prop_map(|(row, worry)| (row, f64::from(worry) / 4.0)), 0..60)
}

/// Tier AUC straight from its definition.
fn by_definition(rows: &[(Row, f64)]) -> Option<f64> {
    let (mut won, mut all) = (0.0, 0.0);
    for (one, worried) in rows.iter().filter(|(row, _)| row.event.is_some()) {
        for (other, worry) in rows.iter().filter(|(row, _)| row.event.is_none()) {
            if (one.day, one.tier) == (other.day, other.tier) {
                all += 1.0;
                won += if worried > worry {
                    1.0
                } else if worried < worry {
                    0.0
                } else {
                    0.5
                };
            }
        }
    }
    (all > 0.0).then(|| won / all)
}

proptest! {
    #[test]
    fn the_area_is_the_share_of_pairs_won(rows in rows()) {
        match (tier_auc(&rows), by_definition(&rows)) {
            (Some(measured), Some(defined)) => prop_assert!((measured - defined).abs() < 1e-12),
            (measured, defined) => prop_assert_eq!(measured, defined),
        }
    }

    #[test]
    fn rising_transforms_change_neither_area_nor_flags(rows in rows(), scale in 0.1f64..10.0, shift in -5.0f64..5.0) {
        let turned: Vec<(Row, f64)> =
            rows.iter().map(|(row, worry)| (*row, (worry * scale + shift).atan())).collect();
        prop_assert_eq!(tier_auc(&rows), tier_auc(&turned));
        prop_assert_eq!(flags(&rows, 0.1), flags(&turned, 0.1));
    }

    #[test]
    fn turning_the_worry_round_turns_the_area_round(rows in rows()) {
        let turned: Vec<(Row, f64)> = rows.iter().map(|(row, worry)| (*row, -worry)).collect();
        if let (Some(one), Some(other)) = (tier_auc(&rows), tier_auc(&turned)) {
            prop_assert!((one + other - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in rows(), seed: u64) {
        let bootstrap = Bootstrap { draws: 20, seed };
        let mut turned = rows.clone();
        turned.reverse();
        prop_assert_eq!(Pairs::within_tiers(&rows).estimate(bootstrap), Pairs::within_tiers(&turned).estimate(bootstrap));
        let named = |rows: &[(Row, f64)]| {
            let mut found: Vec<String> = flags(rows, 0.1).iter().map(|&index| format!("{:?}", rows[index])).collect();
            found.sort();
            found
        };
        prop_assert_eq!(named(&rows), named(&turned));
    }

    #[test]
    fn another_tier_or_day_changes_nothing(rows in rows(), worry in -50.0f64..50.0, event: bool) {
        let elsewhere = day("2030-01-01");
        let stranger = Row { day: elsewhere, council: 0, tier: Tier::Other, event: event.then_some(elsewhere) };
        let mut more = rows.clone();
        more.push((stranger, worry));
        prop_assert_eq!(tier_auc(&rows), tier_auc(&more));
    }

    #[test]
    fn flagged_rows_worry_more_than_the_rest_and_are_at_least_the_share(rows in rows(), share in 0.05f64..0.5) {
        let flagged = flags(&rows, share);
        for &one in &flagged {
            for (index, (row, worry)) in rows.iter().enumerate() {
                let (first, worried) = &rows[one];
                if (first.day, first.tier) == (row.day, row.tier) && !flagged.contains(&index) {
                    prop_assert!(worried > worry);
                }
            }
        }
        let mut groups: BTreeMap<(Date, Tier), Vec<usize>> = BTreeMap::new();
        for (index, (row, _)) in rows.iter().enumerate() {
            groups.entry((row.day, row.tier)).or_default().push(index);
        }
        for members in groups.values() {
            let inside = members.iter().filter(|index| flagged.contains(index)).count();
            prop_assert!(inside == 0 || inside as f64 >= share * members.len() as f64 - 1e-9);
        }
    }
}

#[test]
fn the_worked_example_of_the_page() {
    let rows: Vec<(Row, f64)> = [(0.9, true), (0.7, false), (0.5, true), (0.5, false), (0.2, false)]
        .into_iter()
        .enumerate()
        .map(|(council, (worry, event))| {
            let start = day("2020-12-01");
            (Row { day: start, council, tier: Tier::Other, event: event.then_some(start) }, worry)
        })
        .collect();
    assert_eq!(tier_auc(&rows), Some(0.75));
    assert_eq!(flags(&rows, 0.1), [0]);
}

fn council(code: &str, from: Option<&str>, until: Option<&str>) -> Council {
    Council {
        areas: vec![AreaCode::parse(code).expect("a code")],
        name: code.to_owned(),
        tier: Tier::Other,
        from: from.map(day),
        until: until.map(day),
    }
}

#[test]
fn councils_leave_the_risk_set_at_event_abolition_and_end_of_table() {
    let councils = [
        council("E06000001", None, None),
        council("E06000002", None, Some("2021-04-01")),
        council("E06000003", Some("2021-04-01"), None),
        council("E06000004", None, None),
        council("E06000005", None, Some("2021-04-01")),
    ];
    let first = BTreeMap::from([(councils[3].areas[0], day("2020-01-01")), (councils[4].areas[0], day("2020-12-31"))]);
    let at = |assessed: &str, months| -> Vec<(usize, bool)> {
        risk_set(&councils, &first, &[day(assessed)], months, day("2022-12-31"))
            .iter()
            .map(|row| (row.council, row.event.is_some()))
            .collect()
    };
    // Not yet formed; abolished in the window without an event; an event on the day itself.
    assert_eq!(at("2020-01-01", 36), [(0, false), (4, true)]);
    // The window ends before the abolition, and before the event.
    assert_eq!(at("2020-01-01", 11), [(0, false), (1, false), (4, false)]);
    // The day before the event it is still at risk, and the event counts.
    assert_eq!(at("2019-12-31", 6), [(0, false), (1, false), (3, true), (4, false)]);
    // Abolished bodies are gone, new ones are there; the last day of the table is covered, the day after is not.
    assert_eq!(at("2022-01-01", 12), [(0, false), (2, false)]);
    assert_eq!(at("2022-01-02", 12), []);
}

const HEADER: &str = "area_code,area_name,event_kind,date,date_precision,known_by,end_date,financial_year,\
                      amount_gbp_million,description,source_publisher,source_title,source_address,evidence,rechecked\n";

fn table(rows: &str) -> (Vec<DistressEvent>, Vec<String>) {
    let table = read_events(format!("{HEADER}{rows}").as_bytes()).expect("CSV");
    (table.events, table.findings.into_iter().map(|finding| finding.what).collect())
}

#[test]
fn an_event_is_dated_by_its_day_or_by_when_it_was_known() {
    let (events, findings) = table(
        "E09000008,Croydon,s114_notice_unbalanced,2020-11-11,day,2020-11-11,,,,a,p,t,u,verified,yes\n\
         E09000008,Croydon,exceptional_financial_support,2021-03,month,2021-03-31,,2020-21,120,a,p,t,u,verified,\n\
         E10000020,Norfolk,exceptional_financial_support,,unknown,,,2024-25,36,a,p,t,u,recalled,\n",
    );
    assert!(findings.is_empty());
    let days: Vec<Option<Date>> = events.iter().map(|event| event.known_from).collect();
    assert_eq!(days, [Some(day("2020-11-11")), Some(day("2021-03-31")), None]);
    assert_eq!(events[0].kind, EventKind::UnbalancedBudgetNotice);
    let first = |definition: EventDefinition| definition.first_events(&events, day("2010-01-01"));
    assert_eq!(first(EventDefinition::Severe).values().copied().collect::<Vec<_>>(), [day("2020-11-11")]);
    assert_eq!(first(EventDefinition::Support).len(), 1, "an event without a day takes no part");
    let later = EventDefinition::Support.first_events(&events, day("2021-01-01"));
    assert_eq!(later.values().copied().collect::<Vec<_>>(), [day("2021-03-31")]);
}

#[test]
fn every_row_that_cannot_be_understood_is_found_and_the_rest_is_read() {
    let (events, findings) = table(
        "E0900,Croydon,s114_notice_unbalanced,2020-11-11,day,2020-11-11,,,,a,p,t,u,verified,yes\n\
         E09000008,Croydon,league_table,2020-11-11,day,2020-11-11,,,,a,p,t,u,verified,yes\n\
         E09000008,Croydon,s114_notice_unbalanced,2020-11-31,day,2020-11-30,,,,a,p,t,u,verified,yes\n\
         E09000008,Croydon,s114_notice_unbalanced,2020-11-11,day,2020-11-11,,,,a,p,t,u,heard,yes\n\
         E09000008,Croydon,s114_notice_unbalanced,2020-11-11,day,2020-11-11,,,,a,p,t,u,verified,yes\n",
    );
    assert_eq!(events.len(), 1);
    assert_eq!(
        findings,
        [
            "The area code cannot be read.",
            "The kind of event cannot be read.",
            "The date cannot be read.",
            "The class of evidence cannot be read."
        ]
    );
    assert!(read_events(b"area_code,name\nE06000001,Hartlepool\n").is_err());
}
