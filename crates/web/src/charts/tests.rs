//! What every chart promises, whatever it is given; and how small ones look.

use super::*;
use proptest::prelude::*;

/// Any number that a file could hold, and those that it could not.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1000.0..1000.0_f64,
        1 => proptest::num::f64::ANY,
        1 => prop_oneof![Just(0.0), Just(1e300), Just(-1e300), Just(f64::NAN), Just(f64::INFINITY), Just(1e14)],
    ]
}

fn reading() -> impl Strategy<Value = Reading> {
    prop_oneof![
        4 => (number(), proptest::option::of(number()), proptest::option::of(number()))
            .prop_map(|(value, lower, upper)| Reading::Value { value, lower, upper, quality: None }),
        1 => ".{0,12}".prop_map(|reason| Reading::Missing { reason }),
    ]
}

fn points() -> impl Strategy<Value = Vec<Point>> {
    proptest::collection::vec(
        (".{0,10}", prop_oneof![6 => 1990.0..2030.0_f64, 1 => number()], reading())
            .prop_map(|(period, at, reading)| Point { period, at, reading }),
        0..12,
    )
}

fn trend() -> impl Strategy<Value = Trend> {
    let role = prop_oneof![Just(LineRole::Place), Just(LineRole::Comparator), Just(LineRole::Predecessor)];
    let line = (".{0,30}", role, points()).prop_map(|(name, role, points)| Line { name, role, points });
    let marker = (number(), ".{0,20}", ".{0,60}").prop_map(|(at, title, text)| Marker {
        at,
        title,
        text,
        kind: MarkerKind::Reorganisation,
    });
    (proptest::collection::vec(line, 0..5), proptest::collection::vec(marker, 0..4), any::<bool>()).prop_map(
        |(lines, markers, from_zero)| Trend {
            id: "chart".into(),
            title: "A title".into(),
            finding: "A finding".into(),
            notation: Notation::plain(1),
            from_zero,
            lines,
            bands: vec![Band { at: 2020.0, expected: 1.0, lower: 0.5, upper: 2.0 }],
            markers,
        },
    )
}

/// A drawing is sound when its elements nest and every measure in it is a finite number.
fn assert_sound(svg: &Svg) {
    let markup = svg.as_str();
    let mut open = Vec::new();
    for element in markup.split('<').skip(1) {
        let (tag, _) = element.split_once('>').expect("every element is closed");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        for measure in [" x=", " y=", " x1=", " y1=", " x2=", " y2=", " cx=", " cy=", " r=", " width=", " height="] {
            if let Some(value) = tag.split(&format!("{measure}\"")).nth(1).and_then(|rest| rest.split('"').next()) {
                let number: f64 = value.trim_end_matches('%').parse().expect("a number");
                assert!(number.is_finite(), "{tag}");
            }
        }
        if let Some(path) = tag.split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            let number = |text: &str| text.is_empty() || text.parse::<f64>().is_ok_and(f64::is_finite);
            assert!(path.split(['M', 'L', 'Z', ' ']).all(number), "{tag}");
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{markup}");
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().expect("a name").to_owned());
        }
    }
    assert_eq!(open, Vec::<String>::new());
}

/// Where a text stands in a drawing, if it does.
fn height_of(svg: &Svg, text: &str) -> Option<usize> {
    svg.as_str().find(text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_trend_is_sound_whatever_it_is_given(trend in trend()) {
        assert_sound(&trend_wide(&trend));
        assert_sound(&trend_narrow(&trend));
    }

    #[test]
    fn a_sparkline_is_sound_whatever_it_is_given(points in points(), from_zero in any::<bool>()) {
        assert_sound(&sparkline(&Sparkline {
            id: "chart".into(),
            title: "A title".into(),
            finding: "A finding".into(),
            notation: Notation::plain(1),
            from_zero,
            points,
            band: Some(Band { at: 2020.0, expected: 1.0, lower: 0.5, upper: 2.0 }),
            look_here: from_zero,
        }));
    }

    #[test]
    fn strips_are_sound_and_missing_is_hollow(readings in proptest::collection::vec(reading(), 0..8)) {
        let Some(scale) = StripScale::around(&readings, true, &Notation::plain(1)) else {
            prop_assert!(readings.iter().all(|reading| reading.value().is_none()));
            return Ok(());
        };
        assert_sound(&scale.draw_scale());
        for reading in &readings {
            let strip = scale.draw(&Strip { reading, this_place: false });
            assert_sound(&strip);
            prop_assert_eq!(strip.as_str().contains("ring-missing"), reading.value().is_none());
        }
    }

    #[test]
    fn coverage_is_sound(first in -3000_i16..3000, length in 0_i16..200, counts in proptest::collection::vec((any::<i16>(), any::<u32>()), 0..20)) {
        let bars = CoverageBars { first_year: first, last_year: first + length, full: 10, counts };
        assert_sound(&coverage_bars(&bars));
        assert_sound(&coverage_years(first..=first + length));
    }

    #[test]
    fn maps_are_sound_and_keep_the_order(rings in proptest::collection::vec(proptest::collection::vec((number(), number()), 0..9), 1..6)) {
        let shapes: Vec<Shape> = rings
            .iter()
            .enumerate()
            .map(|(index, ring)| Shape {
                name: format!("Area-{index:02}"),
                kind: "district".into(),
                shade: Shade::Empty,
                href: Some(format!("/places/{index}")),
                rings: vec![ring.iter().map(|(x, y)| [*x, *y]).collect()],
            })
            .collect();
        let map = england_map(&England { label: "A map".into(), areas: &shapes, outlines: &shapes, width: 400.0 });
        assert_sound(&map);
        let drawn: Vec<usize> =
            (0..shapes.len()).filter_map(|index| height_of(&map, &format!("\"/places/{index}\""))).collect();
        prop_assert!(drawn.is_sorted());
        assert_sound(&locator_map(&Locator {
            id: "map".into(),
            title: "A map".into(),
            finding: "A finding".into(),
            this: &shapes[0],
            siblings: &shapes[1..],
            background: &shapes,
            width: 358.0,
        }));
    }
}

const HOSTILE: &str = "<script>alert('x')</script>\" onload=\"x&amp;";

fn hostile_trend() -> Trend {
    let point = |at: f64, reading| Point { period: HOSTILE.into(), at, reading };
    Trend {
        id: HOSTILE.into(),
        title: HOSTILE.into(),
        finding: HOSTILE.into(),
        notation: Notation { before: "<".into(), after: ">".into(), decimals: 0 },
        from_zero: true,
        lines: vec![Line {
            name: HOSTILE.into(),
            role: LineRole::Place,
            points: vec![
                point(2020.0, Reading::of(1.0)),
                point(2021.0, Reading::Missing { reason: HOSTILE.into() }),
                point(2022.0, Reading::of(2.0)),
            ],
        }],
        bands: Vec::new(),
        markers: vec![Marker {
            at: 2021.0,
            title: HOSTILE.into(),
            text: HOSTILE.into(),
            kind: MarkerKind::SeriesBreak,
        }],
    }
}

#[test]
fn every_text_is_escaped() {
    let shape = Shape {
        name: HOSTILE.into(),
        kind: HOSTILE.into(),
        shade: Shade::Filled,
        href: Some(HOSTILE.into()),
        rings: vec![vec![[0.0, 0.0], [9.0, 0.0], [9.0, 9.0]]],
    };
    let shapes = [shape];
    let trend = hostile_trend();
    let small = Sparkline {
        id: HOSTILE.into(),
        title: HOSTILE.into(),
        finding: HOSTILE.into(),
        notation: trend.notation.clone(),
        from_zero: false,
        points: trend.lines[0].points.clone(),
        band: None,
        look_here: true,
    };
    let locator = Locator {
        id: HOSTILE.into(),
        title: HOSTILE.into(),
        finding: HOSTILE.into(),
        this: &shapes[0],
        siblings: &shapes,
        background: &shapes,
        width: 358.0,
    };
    let drawings = [
        trend_wide(&trend),
        trend_narrow(&trend),
        sparkline(&small),
        england_map(&England { label: HOSTILE.into(), areas: &shapes, outlines: &shapes, width: 300.0 }),
        locator_map(&locator),
    ];
    for drawing in drawings {
        assert!(!drawing.as_str().contains("<script"), "{drawing}");
        assert!(!drawing.as_str().contains("\" onload=\""), "{drawing}");
        assert_sound(&drawing);
    }
}

#[test]
fn missing_is_hollow_and_says_why() {
    let mut trend = hostile_trend();
    for point in &mut trend.lines[0].points {
        point.period = format!("{:.0}", point.at);
    }
    trend.lines[0].points[1].reading = Reading::Missing { reason: "hidden to protect people".into() };
    let drawing = trend_wide(&trend);
    assert!(drawing.as_str().contains("ring-missing"));
    assert!(drawing.as_str().contains(">2021: hidden to protect people</text>"), "{drawing}");
    // The line does not run through the missing year: two points, no stretch of two.
    assert!(!drawing.as_str().contains(r#"<path class="line-place""#), "{drawing}");
}

#[test]
fn nothing_to_draw_is_said() {
    let mut trend = hostile_trend();
    trend.lines.clear();
    for drawing in [trend_wide(&trend), trend_narrow(&trend)] {
        assert!(drawing.as_str().contains("No figures to draw"));
        assert!(drawing.as_str().contains("nothing has been sent to the hub yet"));
    }
}

#[test]
fn labels_at_line_ends_do_not_cover_each_other() {
    let line = |name: &str, value: f64| Line {
        name: name.into(),
        role: LineRole::Predecessor,
        points: vec![
            Point { period: "2020".into(), at: 2020.5, reading: Reading::of(value) },
            Point { period: "2021".into(), at: 2021.5, reading: Reading::of(value) },
        ],
    };
    let trend = Trend {
        lines: (0..6).map(|index| line(&format!("Line{index}"), 1.0 + f64::from(index) / 100.0)).collect(),
        bands: Vec::new(),
        markers: Vec::new(),
        ..hostile_trend()
    };
    let drawing = trend_wide(&trend);
    let mut heights: Vec<f64> = drawing
        .as_str()
        .split("<text ")
        .filter(|text| text.contains(">Line"))
        .map(|text| text.split("y=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap())
        .collect();
    heights.sort_by(f64::total_cmp);
    assert_eq!(heights.len(), 6);
    assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= 19.0), "{heights:?}");
}

#[test]
fn a_small_chart_looks_so() {
    let point = |year: u16, value: f64| Point {
        period: year.to_string(),
        at: f64::from(year) + 0.5,
        reading: Reading::between(value, value - 5.0, value + 5.0),
    };
    let drawing = sparkline(&Sparkline {
        id: "work".into(),
        title: "Adults in work".into(),
        finding: "It fell in 2023.".into(),
        notation: Notation::plain(0),
        from_zero: false,
        points: vec![point(2021, 67.2), point(2022, 69.2), point(2023, 53.0)],
        band: None,
        look_here: true,
    });
    insta::assert_snapshot!(drawing.as_str().replace("><", ">\n<"), @r#"
    <svg class="chart chart-sparkline" role="img" aria-labelledby="work-title work-description" viewBox="0 0 272 96" width="272" height="96" xmlns="http://www.w3.org/2000/svg">
    <title id="work-title">Adults in work</title>
    <desc id="work-description">It fell in 2023.</desc>
    <line class="gridline" x1="54" y1="70" x2="266" y2="70"/>
    <line class="whisker" x1="60" y1="36.7" x2="60" y2="21.7"/>
    <line class="whisker" x1="160" y1="33.7" x2="160" y2="18.7"/>
    <line class="whisker" x1="260" y1="58" x2="260" y2="43"/>
    <path class="line-small" d="M60 29.2L160 26.2L260 50.5"/>
    <text class="label-tick" x="50" y="33.7" text-anchor="end">67</text>
    <text class="label-tick" x="54" y="90" text-anchor="start">2021</text>
    <path class="point-look" d="M260 43.5L267 50.5L260 57.5L253 50.5L260 43.5"/>
    <text class="label-tick" x="266" y="90" text-anchor="end">2023</text>
    </svg>
    "#);
}

#[test]
fn a_strip_looks_so() {
    let readings = [Reading::between(1.4, 1.2, 1.6), Reading::of(3.0)];
    let scale = StripScale::around(&readings, true, &Notation::plain(1)).unwrap();
    let drawing = scale.draw(&Strip { reading: &readings[0], this_place: true });
    insta::assert_snapshot!(drawing.as_str().replace("><", ">\n<"), @r#"
    <svg class="chart chart-strip" aria-hidden="true" focusable="false" width="100%" height="30" xmlns="http://www.w3.org/2000/svg">
    <line class="axis" x1="4%" y1="0" x2="4%" y2="30"/>
    <line class="gridline" x1="34.7%" y1="0" x2="34.7%" y2="30"/>
    <line class="gridline" x1="65.3%" y1="0" x2="65.3%" y2="30"/>
    <line class="gridline" x1="96%" y1="0" x2="96%" y2="30"/>
    <line class="whisker-place" x1="40.8%" y1="15" x2="53.1%" y2="15"/>
    <circle class="point-last" cx="46.9%" cy="15" r="7"/>
    </svg>
    "#);
}

#[test]
fn large_sums_are_told_in_pounds() {
    let thousands = Notation::of(&terms::Unit::ThousandPounds, 0);
    assert_eq!(thousands.write(552.0), "£552 thousand");
    assert_eq!(thousands.write(5743.0), "£5.7 million");
    assert_eq!(thousands.write(-1_106_000.0), "−£1.1 thousand million");
    assert_eq!(Notation::of(&terms::Unit::MillionPounds, 1).write(12.3), "£12.3 million");
}

fn control() -> impl Strategy<Value = ControlChart> {
    let mark = prop_oneof![
        Just(Mark::Common),
        Just(Mark::Improvement),
        Just(Mark::Concern),
        Just(Mark::High),
        Just(Mark::Low)
    ];
    let point = (".{0,10}", prop_oneof![6 => 1990.0..2030.0_f64, 1 => number()], proptest::option::of(number()), mark)
        .prop_map(|(period, at, value, mark)| ControlPoint { period, at, value, mark });
    let phase = (0_usize..14, 0_usize..14, (number(), number(), number()), any::<bool>())
        .prop_map(|(first, end, limits, settling)| ControlPhase { points: (first, end), limits, settling });
    let points = proptest::collection::vec(point, 0..14);
    let phases = proptest::collection::vec(phase, 0..3);
    (points, phases, proptest::option::of(Just(0.0))).prop_map(|(points, phases, floor)| ControlChart {
        id: "chart".into(),
        title: "A title".into(),
        finding: "A finding".into(),
        notation: Notation::plain(1),
        points,
        phases,
        floor,
    })
}

fn funnel_chart() -> impl Strategy<Value = FunnelChart> {
    let role = prop_oneof![Just(FunnelRole::This), Just(FunnelRole::Like), Just(FunnelRole::Other)];
    let point = (prop_oneof![5 => 1.0..1e6_f64, 1 => number()], number(), role)
        .prop_map(|(size, value, role)| FunnelPoint { size, value, role });
    let pair = || (number(), number());
    let limit = (1.0..1e6_f64, pair(), pair(), pair()).prop_map(|(size, chance_95, wide_95, wide_99_8)| FunnelLimit {
        size,
        chance_95,
        wide_95,
        wide_99_8,
    });
    let points = proptest::collection::vec(point, 0..20);
    let limits = proptest::collection::vec(limit, 0..9);
    (points, limits, number(), ".{0,40}").prop_map(|(points, limits, average, this)| FunnelChart {
        id: "chart".into(),
        title: "A title".into(),
        finding: "A finding".into(),
        notation: Notation::plain(1),
        points,
        limits,
        average,
        this,
        of: "households".into(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn control_charts_are_sound_whatever_they_are_given(chart in control()) {
        for drawing in [control_wide(&chart), control_narrow(&chart)].into_iter().flatten() {
            assert_sound(&drawing);
            prop_assert!(drawing.as_str().contains("A finding"));
        }
    }

    #[test]
    fn funnels_are_sound_whatever_they_are_given(chart in funnel_chart()) {
        for drawing in [funnel_wide(&chart), funnel_narrow(&chart)].into_iter().flatten() {
            assert_sound(&drawing);
            prop_assert!(drawing.as_str().contains("A finding"));
        }
    }
}

fn quarterly() -> ControlChart {
    let values = [10.0, 11.0, 9.0, 10.0, 18.0, 10.0];
    let points = (2015..).zip(values).map(|(year, value)| ControlPoint {
        period: year.to_string(),
        at: f64::from(year) + 0.5,
        value: Some(value),
        mark: if value > 15.0 { Mark::Concern } else { Mark::Common },
    });
    ControlChart {
        id: "control".into(),
        title: "Control chart".into(),
        finding: "Yes. 2019 lies above the upper limit.".into(),
        notation: Notation::plain(1),
        points: points.collect(),
        phases: vec![ControlPhase { points: (0, 6), limits: (10.0, 6.0, 14.0), settling: true }],
        floor: Some(0.0),
    }
}

#[test]
fn a_control_chart_tells_special_causes_by_shape_and_says_what_it_found() {
    let chart = quarterly();
    let drawing = control_wide(&chart).unwrap().to_string();
    // One diamond on the line and one in the key; the finding for those who do not see it; the limits by name.
    assert_eq!(drawing.matches("mark-concern").count(), 2);
    for words in ["Yes. 2019 lies above the upper limit.", "upper limit", "lower limit", "average", "for the worse"] {
        assert!(drawing.contains(words), "{words}");
    }
    let narrow = control_narrow(&chart).unwrap().to_string();
    assert!(narrow.contains("limits 6.0 to 14.0") && narrow.contains("average 10.0"));
}

#[test]
fn limits_that_begin_anew_are_seen_to() {
    let mut chart = quarterly();
    chart.phases = vec![
        ControlPhase { points: (0, 3), limits: (10.0, 6.0, 14.0), settling: true },
        ControlPhase { points: (3, 6), limits: (12.0, 8.0, 16.0), settling: true },
    ];
    let drawing = control_wide(&chart).unwrap().to_string();
    assert!(drawing.contains("marker-rebase") && drawing.contains("new limits from 2018"));
    assert!(!control_wide(&quarterly()).unwrap().to_string().contains("marker-rebase"));
}

#[test]
fn no_limit_is_drawn_where_no_value_can_lie() {
    let mut chart = quarterly();
    chart.phases[0].limits.1 = -3.0;
    let drawing = control_wide(&chart).unwrap().to_string();
    assert!(!drawing.contains("lower limit") && drawing.contains("upper limit"));
    chart.floor = None;
    assert!(control_wide(&chart).unwrap().to_string().contains("lower limit"));
}

#[test]
fn a_funnel_names_one_place_and_draws_in_any_order_the_same() {
    let point = |size: f64, value: f64, role| FunnelPoint { size, value, role };
    let mut chart = FunnelChart {
        id: "funnel".into(),
        title: "Funnel".into(),
        finding: "No. It lies inside the funnel.".into(),
        notation: Notation::plain(1),
        points: vec![
            point(20_000.0, 3.0, FunnelRole::Other),
            point(50_000.0, 2.0, FunnelRole::This),
            point(90_000.0, 2.5, FunnelRole::Like),
        ],
        limits: Vec::new(),
        average: 2.4,
        this: "Cumberland".into(),
        of: "households".into(),
    };
    let drawing = funnel_wide(&chart).unwrap().to_string();
    assert_eq!(drawing.matches("label-place").count(), 1);
    assert!(drawing.contains("Cumberland 2.0") && drawing.contains("No. It lies inside the funnel."));
    let circles = |drawing: &str| {
        drawing
            .split('<')
            .filter(|tag| tag.starts_with("circle"))
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    chart.points.reverse();
    assert_eq!(circles(&drawing), circles(&funnel_wide(&chart).unwrap().to_string()));
}

#[test]
fn what_could_be_expected_stands_behind_its_figure() {
    let mut trend = hostile_trend();
    trend.bands = vec![Band { at: 2022.0, expected: 1.5, lower: 1.0, upper: 1.8 }];
    for drawing in [trend_wide(&trend), trend_narrow(&trend)] {
        assert!(drawing.as_str().contains("band-80") && drawing.as_str().contains("expected range"));
    }
    trend.bands[0].lower = f64::NAN;
    assert!(!trend_wide(&trend).as_str().contains("band-80"));
}
