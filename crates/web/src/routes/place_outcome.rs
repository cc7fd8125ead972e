//! One outcome of a place: the answer, how it went, whether that is unusual, and how we know.

mod control;
mod expectation;
mod funnel;

use super::{
    Failed,
    asked::{Asked, Days},
    place::{Subjects, body, judged, step_in_words, subjects, trail},
    places::href,
    readings::{
        certainty, figure_href, label, licence_name, marks, middle, notation, reading, rows_href, sentence, theme_id,
        theme_name, unit_beside, wanted, when_all, why_missing, years,
    },
    round::{Sort, band, sort},
    statements::said,
    trends::{Course, Way},
};
use crate::{
    Frame, Section,
    charts::{Line, LineRole, Marker, MarkerKind, Reading, Trend, trend_narrow, trend_wide},
    components::{Column, Link, SummaryList, SummaryRow, Table, TableCell},
    kept,
    pages::outcomes::{PlaceOutcomePage, place_outcome::Answer},
    render,
    state::{State, reader},
    words::{list_in_words, share_in_words},
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::{
    Indicator,
    outcomes::{
        Choice, Point, Series,
        beside::Beside,
        round::{OutcomeTold, Phrase, PlaceTold, Study},
    },
};
use place::{EventKind, Map, recast::Made};
use protect::Protected;
use std::sync::Arc;
use terms::{AreaCode, Date, IndicatorId, Status, Unit, period::date_in_words};

pub(super) async fn page(
    Shared(state): Shared<State>,
    Path((slug, indicator)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Failed> {
    let days = asked.days(&state);
    let subjects = subjects(&state, &slug, &days)?;
    let nothing = || hub::Error::not_found(format!("indicator {indicator}"));
    let id = IndicatorId::parse(&indicator).map_err(|_| nothing())?;
    let catalogue = state.hub.catalogue(&reader())?;
    let indicator = catalogue.indicator(&id).ok_or_else(nothing)?;
    let series = one(&state, subjects.area.code, subjects.day, &id, &days).await?;
    let mut lines = Vec::new();
    if let Some(series) = series.as_ref() {
        lines = lines_of(&state, &subjects, series, &id, &days).await?;
    }
    let studies = super::round::studies(&state, &days).await?;
    let context = context(&state, &subjects, series.as_ref(), studies.as_ref(), &days).await?;
    let subject = series.as_ref().map_or(subjects.area.code, |series| series.area);
    let says = state.hub.statements_beside(&reader(), subject, &id).await?.iter().map(said).collect();
    let page =
        PlaceOutcomePage { says, ..outcome(&state, &subjects, indicator, series.as_ref(), lines, &context, &days) };
    // What is still being worked out is not kept: the next reader may find it done.
    let whole = studies.is_some() || days.as_it_stood.is_some();
    Ok(if whole { render(&page) } else { kept::not_to_be_kept(render(&page)) })
}

/// What stands beside the series of the page.
#[derive(Default)]
struct Context {
    /// The place in the round; of this outcome alone.
    told: Option<Protected<PlaceTold>>,
    /// Like places and the funnel.
    beside: Option<Protected<Beside>>,
}

async fn context(
    state: &State,
    subjects: &Subjects,
    series: Option<&Protected<Series>>,
    studies: Option<&Protected<Vec<Arc<Study>>>>,
    days: &Days,
) -> Result<Context, hub::Error> {
    let Some(series) = series else { return Ok(Context::default()) };
    let id = &series.indicator.contract().id;
    let none = Vec::new();
    let all = studies.map_or(&none, |studies| &**studies);
    let beside = state.hub.beside(&reader(), series, all, subjects.day, days.as_it_stood).await?;
    let own: Vec<Arc<Study>> = all.iter().filter(|study| study.rule.indicator == *id).map(Arc::clone).collect();
    let told = if own.is_empty() {
        None
    } else {
        let series = std::slice::from_ref(&**series);
        Some(state.hub.told(&state.hub.joined(&reader(), &own, series, subjects.area.code, subjects.day).await?))
    };
    Ok(Context { told, beside })
}

/// The series of an area.
async fn one(
    state: &State,
    area: AreaCode,
    day: Date,
    id: &IndicatorId,
    days: &Days,
) -> Result<Option<Protected<Series>>, hub::Error> {
    let choice = Choice::These(vec![id.clone()]);
    let series = state.hub.place_series(&reader(), area, day, &choice, days.as_it_stood).await?;
    if series.is_empty() {
        return Ok(None);
    }
    Ok(Some(series.map(|mut series| series.swap_remove(0))))
}

/// The lines of the trend: the place, England, and the councils from which the place was made.
async fn lines_of(
    state: &State,
    subjects: &Subjects,
    series: &Protected<Series>,
    id: &IndicatorId,
    days: &Days,
) -> Result<Vec<Line>, hub::Error> {
    const PREDECESSORS: usize = 5;
    let map = state.hub.map();
    let name = map.area(series.area).map_or_else(String::new, |area| area.name_at(subjects.day).to_owned());
    let mut lines = vec![Line { name, role: LineRole::Place, points: marks(series) }];
    if series.area != AreaCode::ENGLAND
        && let Some(england) = one(state, AreaCode::ENGLAND, subjects.day, id, days).await?
        && england.dimensions == series.dimensions
        && !matches!(
            series.indicator.contract().unit,
            Unit::Count { .. } | Unit::Pounds | Unit::ThousandPounds | Unit::MillionPounds
        )
    {
        lines.push(Line { name: "England".to_owned(), role: LineRole::Comparator, points: marks(&england) });
    }
    let older = map.predecessors(series.area);
    if older.len() <= PREDECESSORS {
        for code in older {
            let Some(area) = map.area(code).filter(|area| area.kind.has_council()) else { continue };
            let Some(last) = area.span.to.and_then(|to| to.yesterday().ok()) else { continue };
            let Some(older) = one(state, code, last, id, days).await? else { continue };
            // The figures of a county are not those of the districts that it had, nor the other way about.
            if older.area == code && area.name != lines[0].name {
                let points = marks(&older);
                lines.push(Line { name: area.name.clone(), role: LineRole::Predecessor, points });
            }
        }
    }
    Ok(lines)
}

/// The days on which the councils of an area changed, within the years that are drawn.
fn markers(map: &Map, series: &Series) -> Vec<Marker> {
    let (Some(first), Some(last)) = (series.points.first(), series.points.last()) else { return Vec::new() };
    let (from, to) = (first.period.start(), last.period.end());
    let lineage = map.lineage(series.area);
    let mut markers: Vec<Marker> = lineage
        .before
        .iter()
        .filter(|step| {
            matches!(step.kind, EventKind::Merge | EventKind::Split | EventKind::BoundaryChange | EventKind::Recode)
        })
        .filter(|step| step.date > from && step.date <= to)
        .map(|step| {
            let words = step_in_words(map, &place::Step { note: String::new(), ..step.clone() });
            let day = date_in_words(step.date);
            let text = words.strip_prefix(&format!("On {day} ")).unwrap_or(&words).trim_end_matches('.').to_owned();
            Marker { at: years(step.date), title: day, text, kind: MarkerKind::Reorganisation }
        })
        .collect();
    markers.dedup();
    markers.extend(series.points.iter().filter(|point| point.status == Status::SeriesBreak).map(|point| Marker {
        at: years(point.period.start()),
        title: "Counted in another way".to_owned(),
        text: format!("Figures from {} on cannot be compared with those before", label(point.period)),
        kind: MarkerKind::SeriesBreak,
    }));
    markers
}

fn outcome(
    state: &State,
    subjects: &Subjects,
    indicator: &Indicator,
    series: Option<&Protected<Series>>,
    lines: Vec<Line>,
    context: &Context,
    days: &Days,
) -> PlaceOutcomePage {
    let map = state.hub.map();
    let contract = indicator.contract();
    let name = subjects.area.name_at(subjects.day).to_owned();
    let about = series.map_or_else(|| name.clone(), |series| body(map, series, subjects.day));
    let marks = lines.first().map_or_else(Vec::new, |line| line.points.clone());
    let course = series.map(|series| Course::of(series));
    let notation = notation(indicator);
    let told = context.told.as_deref();
    let expected = told.and_then(|told| told.outcomes.first());
    let heading = match &course {
        Some(course) => heading(course, &marks, &notation),
        None => "No figure is held".to_owned(),
    };
    let finding = finding(&marks, &notation, &heading);
    let span = match (marks.first(), marks.last()) {
        (Some(first), Some(last)) if first.period != last.period => format!(", {} to {}", first.period, last.period),
        (Some(only), _) => format!(", {}", only.period),
        _ => String::new(),
    };
    let trend = Trend {
        id: "trend".to_owned(),
        title: format!("{} in {about}{span}", contract.title),
        finding,
        notation,
        from_zero: matches!(contract.unit, Unit::Percent | Unit::Rate { .. } | Unit::Count { .. }),
        lines: if lines.is_empty() {
            vec![Line { name: name.clone(), role: LineRole::Place, points: Vec::new() }]
        } else {
            lines
        },
        bands: series.and_then(|series| band(judged(told, series)?, series)).into_iter().collect(),
        markers: series.map_or_else(Vec::new, |series| markers(map, series)),
    };
    let mut panels = Vec::new();
    if let (Some(series), Some(course)) = (series, course.as_ref()) {
        panels.extend(control::panel(series, course, &trend.notation, &about_in_short(map, series, subjects)));
        if let Some(beside) = context.beside.as_ref() {
            let about = about_in_short(map, series, subjects);
            panels.extend(funnel::panel(map, subjects, indicator, beside, &about));
        }
    }
    let peers = series
        .zip(context.beside.as_ref())
        .and_then(|(series, beside)| expectation::peers(map, series, beside, &trend.notation, subjects.day, days));
    let no_peers = if expectation::grows_with_size(&contract.unit) {
        "This is a count or a sum: a larger place has more of it, whatever it does. So none is set beside this one."
    } else {
        "The hub does not know which places are most like this one, so none are set beside it."
    };
    let place_href = href(subjects.area);
    let mut trail = trail(map, subjects.area, subjects.day);
    trail.push((name.clone(), format!("{place_href}{}", days.suffix)));
    let mut frame = Frame::new(Section::Places, format!("{} in {name}", contract.title), &contract.question)
        .under(trail, &contract.title);
    frame.banner.clone_from(&days.banner);
    let theme = theme_name(&contract.theme);
    let purpose = indicator.dataset().contract.purpose(contract);
    PlaceOutcomePage {
        frame,
        over: vec![
            Link::new(about.clone(), format!("{place_href}{}", days.suffix)),
            Link::new(&theme, format!("/outcomes#{}", theme_id(&theme))),
        ],
        question: contract.question.clone(),
        answer: answer(series, indicator, expected, course.as_ref(), &about),
        facts: facts(series, indicator),
        trend_heading: heading,
        trend_note: format!(
            "{} Thin upright lines are 95% intervals. A hollow ring is a period without a figure.{}",
            sentence(&unit_note(indicator)),
            if trend.bands.is_empty() {
                ""
            } else {
                " The soft block is the range that could be expected in such circumstances: four of five councils lie in it."
            }
        ),
        trend_wide: trend_wide(&trend),
        trend_narrow: trend_narrow(&trend),
        figures: table(&trend, series),
        expectation: expected.map(|expected| expectation::panel(expected, &name)),
        panels,
        peers,
        no_peers: no_peers.to_owned(),
        goals: goals(state, indicator),
        says: Vec::new(),
        reply: replies(map, series, subjects, indicator),
        how_we_know: how_we_know(map, series, indicator),
        links: links(subjects, series, indicator, days),
        not_known: [&purpose.cannot_show]
            .into_iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| sentence(text))
            .collect(),
    }
}

/// What the trend shows: the words of the control chart, or where they say nothing, from where to where it went.
fn heading(course: &Course, marks: &[crate::charts::Point], notation: &crate::charts::Notation) -> String {
    let mut known = marks.iter().filter_map(|mark| Some((mark, mark.reading.value()?)));
    match (course.way(), known.next(), known.next_back()) {
        (Way::CannotTell, Some((first, before)), Some((last, now))) => {
            format!("From {} in {} to {} in {}", notation.write(before), first.period, notation.write(now), last.period)
        }
        _ => course.words(),
    }
}

/// The name of the area that a series is about, without its kind.
fn about_in_short(map: &Map, series: &Series, subjects: &Subjects) -> String {
    map.area(series.area).map_or_else(String::new, |area| area.name_at(subjects.day).to_owned())
}

/// The goals of frameworks that ask for this.
fn goals(state: &State, indicator: &Indicator) -> Vec<Link> {
    let goals = state.hub.goals_of(&reader(), &indicator.contract().id).unwrap_or_default();
    goals
        .into_iter()
        .map(|goal| {
            let text = format!("{}: {}", goal.framework_title, goal.goal_title);
            Link::new(text, format!("/frameworks/{}#{}", goal.framework, goal.goal))
        })
        .collect()
}

/// Where the council can speak: of the newest figure that was published for it, and of the outcome as a whole.
fn replies(map: &Map, series: Option<&Protected<Series>>, subjects: &Subjects, indicator: &Indicator) -> Vec<Link> {
    let area = series.map_or(Some(subjects.area), |series| map.area(series.area));
    let Some(area) = area.filter(|area| area.kind.has_council()) else { return Vec::new() };
    let newest =
        series.and_then(|series| series.latest()).filter(|point| matches!(point.made, Made::Published | Made::Recoded));
    let figure = newest.and_then(|point| {
        let href = figure_href(point)?;
        Some(Link::new(format!("Reply to the figure for {}", label(point.period)), format!("{href}/statement")))
    });
    let whole = format!("{}/outcomes/{}/statement", href(area), indicator.contract().id);
    figure.into_iter().chain([Link::new("Say something of this outcome", whole)]).collect()
}

/// What the chart shows, for somebody who does not see it.
fn finding(marks: &[crate::charts::Point], notation: &crate::charts::Notation, heading: &str) -> String {
    let mut known = marks.iter().filter_map(|mark| Some((mark, mark.reading.value()?)));
    match (known.next(), known.next_back()) {
        // The heading may tell both ends already.
        (Some(_), Some(_)) if heading.starts_with("From ") => format!("{heading}."),
        (Some((first, before)), Some((last, now))) => format!(
            "{heading}. It was {} in {} and {} in {}.",
            notation.write(before),
            first.period,
            notation.write(now),
            last.period
        ),
        (Some((only, value)), None) => format!("{} in {}.", notation.write(value), only.period),
        _ => "There are no figures.".to_owned(),
    }
}

fn unit_note(indicator: &Indicator) -> String {
    let contract = indicator.contract();
    let unit = unit_beside(&contract.unit);
    if unit.is_empty() { contract.definition.clone() } else { format!("{}, {unit}", contract.title) }
}

fn answer(
    series: Option<&Protected<Series>>,
    indicator: &Indicator,
    expected: Option<&OutcomeTold>,
    course: Option<&Course>,
    about: &str,
) -> Answer {
    let contract = indicator.contract();
    let notation = notation(indicator);
    let Some(series) = series else {
        return Answer::None {
            says: format!("This hub holds no figure for {about}."),
            rest: "That is not zero: it is not known here. Another council may do this job, or the figure may not have come.".to_owned(),
        };
    };
    let Some((point, value)) = series.latest().and_then(|point| Some((point, point.value?))) else {
        let reason = series.points.last().map(why_missing);
        return Answer::None {
            says: format!("No figure is published for {about}."),
            rest: sentence(&reason.unwrap_or_else(|| "the reason is not stated".to_owned())),
        };
    };
    let unit = unit_beside(&contract.unit);
    let mut words = format!("{unit}{} in {}", breakdown(series), label(point.period)).trim_start().to_owned();
    if let (Some(part), Some(of)) = (point.numerator, &contract.numerator) {
        words = format!("{words}: {} {of}", terms::unit::grouped(part, 0));
    }
    let share = if contract.unit == Unit::Percent { share_in_words(value) } else { None };
    let newer = series.points.last().filter(|last| last.value.is_none());
    let says = says(expected, course, series, about);
    let rest = [
        course.and_then(|course| course.before(series, &marks(series), &notation)),
        course.and_then(Course::why_not),
        share.map(|share| format!("That is {share}.")),
        newer.map(|last| format!("There is no figure for {}: {}.", label(last.period), why_missing(last))),
    ];
    Answer::Figure {
        number: notation.write(value),
        href: figure_href(point).unwrap_or_else(|| rows_href(indicator, series.area, "csv")),
        words,
        interval: point
            .lower
            .zip(point.upper)
            .map(|limits| format!("likely between {}", notation.range(limits).replacen(" to ", " and ", 1))),
        says,
        rest: rest.into_iter().flatten().collect::<Vec<_>>().join(" "),
    }
}

/// The breakdown that is shown, for the words beside the number: ` (kind: private landlord)`.
fn breakdown(series: &Series) -> String {
    let parts: Vec<String> = series.dimensions.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// The beginning of the answer: what may be said beside what was expected, and how it went. Where another figure was
/// judged than the newest of the series, its period is told.
fn says(expected: Option<&OutcomeTold>, course: Option<&Course>, series: &Series, about: &str) -> String {
    let went = course.map_or_else(|| "Not known".to_owned(), Course::words);
    let judged = expected.filter(|outcome| matches!(outcome.says, Phrase::Outcome { .. } | Phrase::Demand { .. }));
    let Some(outcome) = judged else { return format!("{went} in {about}.") };
    let newest = series.latest().map(|point| point.period);
    let same = band(outcome, series).is_some() && outcome.periods.last().copied() == newest;
    if sort(&outcome.says) == Sort::Unknown {
        return format!("{went} in {about}. Whether that is as could be expected cannot be told from chance.");
    }
    let judged_when = if same { String::new() } else { format!(", {}", when_all(&outcome.periods)) };
    format!("{} in {about}{judged_when}. {went}.", super::data::capital(&outcome.phrase))
}

fn facts(series: Option<&Protected<Series>>, indicator: &Indicator) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    if let Some(point) = series.and_then(|series| series.latest()) {
        facts.push(("How sure".to_owned(), certainty(point, &notation(indicator)).sentence()));
    }
    if let Some(series) = series.filter(|series| !series.dimensions.is_empty()) {
        let shown = breakdown(series);
        facts.push((
            "Only a part is shown".to_owned(),
            format!("{}. Other parts are in the download.", shown.trim_matches([' ', '(', ')'])),
        ));
    }
    facts.push(("Which way is wanted".to_owned(), wanted(indicator).to_owned()));
    facts
}

/// The figures of the trend as a table: each figure of the place leads to where it came from.
fn table(trend: &Trend, series: Option<&Protected<Series>>) -> Table {
    let place = trend.lines.first();
    let intervals = place.is_some_and(|line| line.points.iter().any(|mark| mark.reading.interval().is_some()));
    let mut columns = vec![Column::words("Period")];
    for line in &trend.lines {
        columns.push(Column::numbers(&line.name));
        if line.role == LineRole::Place && intervals {
            columns.push(Column::numbers("95% interval"));
        }
    }
    let cell = |reading: Option<&Reading>| match reading {
        Some(reading) => match (reading.value(), reading.reason()) {
            (Some(value), _) => trend.notation.write(value),
            (None, reason) => reason.unwrap_or("not known").to_owned(),
        },
        None => "not known".to_owned(),
    };
    let points: &[Point] = series.map_or(&[], |series| &series.points);
    let rows = points
        .iter()
        .map(|point| {
            let own = reading(point);
            let value = TableCell { text: cell(Some(&own)), href: figure_href(point) };
            let mut row = vec![TableCell::new(label(point.period)), value];
            if intervals {
                row.push(TableCell::new(
                    own.interval().map_or_else(String::new, |limits| trend.notation.range(limits)),
                ));
            }
            let here = middle(point.period);
            for line in trend.lines.iter().skip(1) {
                let same = |mark: &&crate::charts::Point| (mark.at - here).abs() < 1e-9;
                let reading = line.points.iter().find(same).map(|mark| &mark.reading);
                row.push(TableCell::new(cell(reading)));
            }
            row
        })
        .collect();
    Table { caption: trend.title.clone(), caption_hidden: true, columns, rows }
}

fn how_we_know(map: &Map, series: Option<&Protected<Series>>, indicator: &Indicator) -> SummaryList {
    let contract = indicator.contract();
    let dataset = &indicator.dataset().contract.dataset;
    let mut rows = vec![
        SummaryRow::linked("Source", &dataset.source.name, format!("/data/{}", dataset.id)),
        SummaryRow::new("Publisher", &dataset.publisher),
        SummaryRow::new("Meaning", &contract.definition),
        SummaryRow::new("Quality", indicator.dataset().contract.quality_statement(contract)),
    ];
    if let Some(counted) = &contract.numerator {
        rows.push(SummaryRow::new("Counted", sentence(counted)));
    }
    if let Some(divided) = &contract.denominator {
        rows.push(SummaryRow::new("Divided by", sentence(divided)));
    }
    if let Some(series) = series {
        rows.extend(made(map, series));
        let submissions: Vec<String> = series.submissions().iter().map(ToString::to_string).collect();
        if let Some(newest) = series.submissions().last() {
            rows.push(SummaryRow::linked(
                "Came in",
                list_in_words(&submissions),
                format!("/data/{}/submissions/{}", newest.dataset, newest.number),
            ));
        }
    }
    rows.push(SummaryRow::new("Licence", licence_name(&dataset.licence)));
    if !dataset.attribution.trim().is_empty() {
        rows.push(SummaryRow::new("Owed to", &dataset.attribution));
    }
    SummaryList { rows }
}

/// How figures that were not published for this area were put on it.
fn made(map: &Map, series: &Series) -> Vec<SummaryRow> {
    let ways = [
        (Made::Recoded, "Same land, another code", ""),
        (Made::Summed, "Sum of", ""),
        (Made::Recomputed, "Worked out anew from the counts of", ""),
        (Made::Estimated, "Estimated from", " by stated shares"),
    ];
    ways.into_iter()
        .filter_map(|(made, words, end)| {
            let points: Vec<&Point> =
                series.points.iter().filter(|point| point.made == made && point.value.is_some()).collect();
            let (first, last) = (points.first()?, points.last()?);
            let mut names: Vec<&str> = points
                .iter()
                .flat_map(|point| &point.sources)
                .filter_map(|figure| map.area(figure.area))
                .map(|area| area.name.as_str())
                .collect();
            names.sort_unstable();
            names.dedup();
            let when = match series.points.iter().position(|point| std::ptr::eq(point, *first)) {
                Some(0) => series
                    .points
                    .iter()
                    .find(|point| point.period > last.period)
                    .map(|next| format!("Before {}", label(next.period))),
                _ => None,
            };
            let when = when.unwrap_or_else(|| {
                if first.period == last.period {
                    label(first.period)
                } else {
                    format!("{} to {}", label(first.period), label(last.period))
                }
            });
            Some(SummaryRow::new(when, format!("{words} {}{end}", list_in_words(&names)).trim().to_owned()))
        })
        .collect()
}

fn links(subjects: &Subjects, series: Option<&Protected<Series>>, indicator: &Indicator, days: &Days) -> Vec<Link> {
    let area = series.map_or(subjects.area.code, |series| series.area);
    let stood = days
        .suffix
        .split(['?', '&'])
        .find(|part| part.starts_with("as_it_stood"))
        .map_or_else(String::new, |part| format!("&{part}"));
    let mut links = vec![
        Link::new("Download these rows (CSV)", format!("{}{stood}", rows_href(indicator, area, "csv"))),
        Link::new("About this measure", format!("/outcomes/{}", indicator.contract().id)),
    ];
    if let Some(href) = series.and_then(|series| series.latest()).and_then(figure_href) {
        links.insert(1, Link::new("Cite the newest figure", href));
    }
    links
}
