//! The page of a council's conversations.

use super::{
    super::{
        Failed,
        asked::Asked,
        data::{capital, day as day_of, sentence},
        place::trail,
        places::href,
    },
    conversations_href,
    measured::weight_word,
    steps::Refused,
};
use crate::{
    Frame, Section,
    components::{
        Banner, BannerKind, Column, ErrorSummary, FieldError, Link, Table, TableCell, Tag, TagKind, TextArea,
        TextField, TextKind,
    },
    pages::signals::{
        PlaceSignalsPage,
        place::{ChangeRow, EvidenceRow, Line, OpenForms, StepRow},
    },
    render,
    state::{State, administrator},
    words::list_in_words,
};
use ::place::Area;
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::signals::{
    Audience, CaseOfLine, Change, EvidenceTold, Level, LineOfPlace, OpenedBy, PlaceConversations, Provenance, Severity,
    Watched,
};
use jiff::{Timestamp, tz::TimeZone};
use terms::{Date, period::date_in_words};

/// The council of an address.
pub(super) fn council(state: &State, slug: &str) -> Result<&'static Area, hub::Error> {
    let missing = || hub::Error::not_found(format!("council {slug}"));
    let code = ::place::code_from_slug(slug).ok_or_else(missing)?;
    let map = state.hub.map();
    let area = map.area(map.canonical(code, state.hub.clock().today())).ok_or_else(missing)?;
    if area.kind.has_council() { Ok(area) } else { Err(missing()) }
}

pub(super) async fn page(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    show(&state, area, &asked, None).await
}

pub(super) async fn show(
    state: &State,
    area: &'static Area,
    asked: &Asked,
    refused: Option<Refused>,
) -> Result<Response, Failed> {
    let today = state.hub.clock().today();
    let typed = asked.text("on");
    let on = typed.parse::<Date>().ok().filter(|on| *on <= today);
    let actor = administrator(&format!("Reading the early warning of {}", area.name));
    let found = state.hub.conversations(&actor, area.code, on).await?;
    let past = found.day != today;
    let address = conversations_href(area);
    let name = area.name.clone();
    let mut frame = Frame::new(
        Section::Places,
        format!("Early warning: {name}"),
        format!("What changed in {name} that may be worth talking about. Private to its council."),
    )
    .under(trail(state.hub.map(), area, today).into_iter().chain([(name.clone(), href(area))]), "Early warning");
    frame.banner = banner(asked.text("done"), past.then_some(found.day));
    let mut day = TextField {
        id: "on".to_owned(),
        name: "on".to_owned(),
        label: "As it would have stood on".to_owned(),
        hint: None,
        value: found.day.to_string(),
        error: None,
        kind: TextKind::Date,
        button: None,
    };
    let mut errors = Vec::new();
    if !typed.is_empty() && on.is_none() {
        let fault = format!("“{typed}” is not a day of the past. Write one such as 2020-12-01.");
        errors.push(FieldError { text: fault.clone(), field_id: day.id.clone() });
        typed.clone_into(&mut day.value);
        day.error = Some(fault);
    }
    let mut page = PlaceSignalsPage {
        frame,
        errors: None,
        council: found.council.clone(),
        lead: lead(&found, past),
        past,
        day,
        lines: lines(&found, area, past),
        quiet: found
            .lines
            .iter()
            .filter(|line| line.level == Level::Quiet && line.cases.iter().all(|case| !case.open))
            .map(quiet)
            .collect(),
        evidence_href: format!("{address}/evidence"),
        evidence: found.evidence.iter().map(|one| evidence_row(one, past)).collect(),
        cannot_see: cannot_see(&found.watched),
        overdue: found.watched.overdue_for_everybody.clone(),
        views: views(&found),
        links: vec![
            Link::new(format!("{name} over time"), href(area)),
            Link::new(format!("{name} in the round"), format!("{}/in-the-round", href(area))),
            Link::new("Good practice in like circumstances", format!("/practice?place={}", area.code)),
            Link::new("How it works, and how often it is wrong", "/methods/early-warning"),
        ],
        download: format!("/api/v1/areas/{}/signals", area.code),
        address,
        name,
    };
    if let Some(refused) = refused {
        errors.push(mark(&mut page, &refused));
    }
    if !errors.is_empty() {
        page.frame.title = format!("Error: {}", page.frame.title);
        page.errors = Some(ErrorSummary { errors });
    }
    Ok(render(&page))
}

fn banner(done: &str, past: Option<Date>) -> Option<Banner> {
    if let Some(day) = past {
        let text = format!(
            "This is what could be known on {}: figures by the days on which they are published, evidence by its own days.",
            date_in_words(day)
        );
        return Some(Banner { kind: BannerKind::Notice, text, link: None });
    }
    let text = match done {
        "opened" => "The conversation is open. The council’s time to answer runs from today.",
        "answered" => "The answer is recorded. It stands beside the conversation wherever that is shown.",
        "told" => "It is recorded who was told, and why.",
        "closed" => "The conversation is closed, with its reason.",
        "recorded" => "The evidence is recorded.",
        "withdrawn" => "The evidence is withdrawn. It stays in the record and counts no more.",
        _ => return None,
    };
    Some(Banner { kind: BannerKind::Success, text: text.to_owned(), link: None })
}

/// Puts what was refused beside its field, with what was typed.
fn mark(page: &mut PlaceSignalsPage, refused: &Refused) -> FieldError {
    let line = page.lines.iter_mut().find(|line| line.id == refused.sent.line);
    let field = line.and_then(|line| {
        let open = line.open.as_mut()?;
        match refused.form {
            "answer" => Some(&mut open.answer),
            "tell" => open.tell.as_mut().map(|(_, field)| field),
            "close" => open.close.as_mut(),
            _ => None,
        }
    });
    let field_id = if let Some(field) = field {
        field.value.clone_from(&refused.sent.words);
        field.error = Some(refused.what.clone());
        field.id.clone()
    } else {
        let number = &refused.sent.number;
        let row = page.evidence.iter_mut().find(|row| row.number.to_string() == *number);
        match row.and_then(|row| row.withdraw.as_mut()) {
            Some(field) => {
                field.error = Some(refused.what.clone());
                field.id.clone()
            }
            None => "main".to_owned(),
        }
    };
    FieldError { text: refused.what.clone(), field_id }
}

fn lead(found: &PlaceConversations, past: bool) -> String {
    let titled = |level: Level| -> Vec<String> {
        found.lines.iter().filter(|line| line.level == level).map(|line| line.title.to_lowercase()).collect()
    };
    let (talk, watch) = (titled(Level::Talk), titled(Level::Watch));
    let was = if past { "was" } else { "is" };
    match (talk.is_empty(), watch.is_empty()) {
        (true, true) => format!(
            "There {was} nothing that asks to be talked about. That is no all-clear: see what open data cannot see."
        ),
        (true, false) => format!(
            "Nothing that must be talked about. There {was} something to keep an eye on: {}.",
            list_in_words(&watch)
        ),
        (false, true) => format!("There {was} something to talk about: {}.", list_in_words(&talk)),
        (false, false) => format!(
            "There {was} something to talk about: {}. And something to keep an eye on: {}.",
            list_in_words(&talk),
            list_in_words(&watch)
        ),
    }
}

/// Lines on which there is something, or was when a conversation was opened: those to talk about first.
fn lines(found: &PlaceConversations, area: &Area, past: bool) -> Vec<Line> {
    let shown = |line: &&LineOfPlace| line.level != Level::Quiet || line.cases.iter().any(|case| case.open);
    let (talk, watch): (Vec<&LineOfPlace>, Vec<&LineOfPlace>) =
        found.lines.iter().filter(shown).partition(|line| line.level == Level::Talk);
    talk.into_iter().chain(watch).map(|line| line_of(line, found, area, past)).collect()
}

fn line_of(line: &LineOfPlace, found: &PlaceConversations, area: &Area, past: bool) -> Line {
    let newest = line.cases.last();
    let going_on = newest.filter(|case| case.open);
    let mut changes: Vec<ChangeRow> = line.changes.iter().map(|change| change_row(change, found, area)).collect();
    if changes.is_empty() {
        changes.push(ChangeRow {
            what:
                "Nothing that counts today: the conversation was opened on what has since grown old, or was withdrawn."
                    .to_owned(),
            about: String::new(),
            links: Vec::new(),
        });
    }
    Line {
        id: line.line.clone(),
        title: line.title.clone(),
        tag: match line.level {
            Level::Talk => Tag::new("Talk about it", TagKind::Act),
            Level::Watch => Tag::new("Keep an eye on it", TagKind::Ask),
            Level::Quiet => Tag::new("Quiet", TagKind::Plain),
        },
        rule: line.rule_words.clone().unwrap_or_default(),
        changes,
        might_be: line.might_be.clone(),
        who_could_help: line.who_could_help.clone(),
        what_next: line.what_next.clone(),
        record: line.record.iter().map(|text| sentence(text)).collect(),
        cannot_see: line.cannot_see.clone(),
        state: newest.map(|case| case.state.clone()),
        answer: newest.and_then(|case| case.answer.clone()),
        steps: line.cases.iter().flat_map(|case| steps(case, line.cases.len() > 1)).collect(),
        open: (!past).then(|| forms(line, going_on)),
        may_open: !past && going_on.is_none(),
    }
}

fn forms(line: &LineOfPlace, going_on: Option<&CaseOfLine>) -> OpenForms {
    let area = |form: &str, label: &str, hint: &str| TextArea {
        id: format!("{form}-{}", line.line),
        name: "words".to_owned(),
        label: label.to_owned(),
        hint: Some(hint.to_owned()),
        value: String::new(),
        error: None,
    };
    OpenForms {
        answer: area(
            "answer",
            "The council’s answer",
            "It cannot be changed later, only added to. It stands beside the conversation wherever that is shown.",
        ),
        tell: going_on.and_then(|case| case.may_be_told).map(|with| {
            (
                audience_words(with).to_owned(),
                area("tell", "Why can it not rest with those who know?", "A sentence or two."),
            )
        }),
        close: going_on.map(|_| {
            area("close", "Why is it closed?", "Such as: the reserves were promised to the schools; see the answer.")
        }),
    }
}

fn audience_words(audience: Audience) -> &'static str {
    match audience {
        Audience::Council => "the council",
        Audience::ImprovementPartner => "the improvement partner",
        Audience::Department => "the department",
    }
}

fn steps(case: &CaseOfLine, numbered: bool) -> Vec<StepRow> {
    case.steps
        .iter()
        .map(|step| StepRow {
            at: moment(step.at),
            did: format!(
                "{}{} ({}) {}",
                if numbered { format!("{}: ", case.number) } else { String::new() },
                step.person,
                step.body,
                step.did
            ),
            words: step.words.clone(),
        })
        .collect()
}

fn change_row(change: &Change, found: &PlaceConversations, area: &Area) -> ChangeRow {
    let mut about = vec![format!("known since {}", date_in_words(change.known_from))];
    about.push(
        match change.severity {
            Severity::Mild => "mild: seen often where nothing is wrong",
            Severity::Marked => "marked: seldom seen where nothing is wrong",
            Severity::Grave => "grave: said by a body with the power to say so",
        }
        .to_owned(),
    );
    if change.times > 1 {
        about.push(format!("found {} times within 24 months", change.times));
    }
    if let Some(elsewhere) = change.elsewhere {
        about.push(match elsewhere.councils {
            0 | 1 => {
                format!("in none of the {} other councils that have such a series", elsewhere.of.saturating_sub(1))
            }
            councils => format!("found in {councils} of {} councils", elsewhere.of),
        });
    }
    let place = href(area);
    let mut links: Vec<Link> = Vec::new();
    if change.in_the_round {
        links.push(Link::new("See it in the round of circumstances", format!("{place}/in-the-round")));
    }
    links.extend(change.indicators.iter().map(|indicator| {
        Link::new(
            format!("Its figures: {}", indicator.as_str().replace('-', " ")),
            format!("{place}/outcomes/{indicator}"),
        )
    }));
    links.extend(
        change.dataset.iter().map(|dataset| Link::new("The dataset and who owes it", format!("/data/{dataset}"))),
    );
    let evidence = found.evidence.iter().find(|one| Some(one.number) == change.evidence);
    links.extend(evidence.map(|one| Link::new("The evidence, with its source", format!("#evidence-{}", one.number))));
    ChangeRow { what: sentence(&change.what), about: capital(&about.join(" · ")), links }
}

fn quiet(line: &LineOfPlace) -> String {
    let watched = match line.series_watched {
        0 => String::new(),
        1 => " One source is watched.".to_owned(),
        count => format!(" {count} sources are watched."),
    };
    match line.opened_by {
        OpenedBy::EvidenceOnly => {
            format!("{}. Only recorded evidence opens this line: no figure can see it.", line.title)
        }
        OpenedBy::Figures => format!("{}.{watched}", line.title),
    }
}

fn evidence_row(one: &EvidenceTold, past: bool) -> EvidenceRow {
    let mut about = vec![
        capital(&one.theme_words),
        format!("known since {}", date_in_words(one.known_from)),
        match one.provenance {
            Provenance::OfficialBody => "said by an official body",
            Provenance::CouncilPapers => "in the council’s own papers",
            Provenance::Reported => "reported only",
        }
        .to_owned(),
    ];
    about.push(match one.weight {
        Some(weight) => format!("weighs {}, counts until {}", weight_word(weight), date_in_words(one.counts_until)),
        None if one.withdrawn.is_some() => "does not count".to_owned(),
        None => format!("counted until {}", date_in_words(one.counts_until)),
    });
    about.push(format!("recorded by {} ({}) on {}", one.recorded_by, one.recorded_for, day_of(one.recorded_at)));
    let is_address = one.source.starts_with("https://") || one.source.starts_with("http://");
    EvidenceRow {
        number: one.number,
        kind: capital(&one.kind_words),
        note: one.note.clone(),
        source: one.source.clone(),
        source_href: is_address.then(|| one.source.clone()),
        about,
        withdrawn: one.withdrawn.clone(),
        withdraw: (!past && one.withdrawn.is_none()).then(|| TextField {
            id: format!("withdraw-{}", one.number),
            name: "words".to_owned(),
            label: "What was wrong with it?".to_owned(),
            hint: None,
            value: String::new(),
            error: None,
            kind: TextKind::Text,
            button: None,
        }),
    }
}

fn cannot_see(watched: &Watched) -> Vec<String> {
    let mut lines = vec![
        format!(
            "{} series of this council could be looked at, {} outcomes were held against what circumstances let expect, and {} datasets were asked whether its figures came.",
            watched.series, watched.in_the_round, watched.datasets
        ),
        "How the council is run: governance, audit and culture are in no published figure.".to_owned(),
    ];
    for (count, why) in [
        (watched.too_old, "end so long ago that they say nothing about today"),
        (watched.too_short, "have too few values to tell change from chance"),
        (watched.no_bad_way, "have no bad direction: more is neither better nor worse"),
        (watched.overlapping, "tell of years that overlap, where one bad year would be seen several times"),
    ] {
        if count > 0 {
            lines.push(format!("{count} series {why}."));
        }
    }
    lines.extend(watched.changed_everywhere.iter().map(|change| format!("{change}: no news of this one.")));
    if !watched.overdue_for_everybody.is_empty() {
        lines.push(format!(
            "{} datasets are overdue for everybody: that is no news of this council, but nobody knows how things stand.",
            watched.overdue_for_everybody.len()
        ));
    }
    lines
}

fn views(found: &PlaceConversations) -> Table {
    Table {
        caption: "Who saw this page, newest first".to_owned(),
        caption_hidden: true,
        columns: ["When", "Who", "For which body", "What for"].map(Column::words).into(),
        rows: found
            .views
            .iter()
            .map(|view| vec![moment(view.at), view.person.clone(), view.body.clone(), view.purpose.clone()])
            .map(|cells| cells.into_iter().map(TableCell::new).collect())
            .collect(),
    }
}

/// A moment by the clocks of England.
fn moment(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));
    format!("{}, {:02}:{:02}", date_in_words(at.date()), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(too_old: usize, everywhere: &[&str]) -> Watched {
        Watched {
            series: 3,
            too_old,
            changed_everywhere: everywhere.iter().map(|&text| text.to_owned()).collect(),
            ..Watched::default()
        }
    }

    #[test]
    fn what_cannot_be_seen_is_told_and_what_is_nought_is_not() {
        let lines = cannot_see(&watched(120, &["Years of pay, 2025: changed for the worse in 210 of 296 councils"]));
        assert!(lines[0].starts_with("3 series of this council could be looked at"), "{lines:?}");
        assert!(
            lines.contains(&"120 series end so long ago that they say nothing about today.".to_owned()),
            "{lines:?}"
        );
        assert!(lines.iter().any(|line| line.ends_with("in 210 of 296 councils: no news of this one.")), "{lines:?}");
        assert_eq!(cannot_see(&watched(0, &[])).len(), 2, "and nothing of what is nought");
    }

    #[test]
    fn a_page_of_the_past_says_so_and_a_word_that_is_unknown_says_nothing() {
        let past = banner("answered", Some(Date::constant(2020, 12, 1))).unwrap();
        assert!(past.kind == BannerKind::Notice && past.text.contains("1 December 2020"), "{}", past.text);
        assert_eq!(banner("answered", None).unwrap().kind, BannerKind::Success);
        assert_eq!(banner("<script>", None), None);
    }

    #[test]
    fn a_moment_is_told_by_the_clocks_of_england() {
        let summer: Timestamp = "2026-07-15T22:30:00Z".parse().unwrap();
        assert_eq!(moment(summer), "15 July 2026, 23:30");
    }
}
