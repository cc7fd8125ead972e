//! A council's page of early warning: for each line what changed, and what was said and done about it.

use super::{
    OpenedBy, PACK,
    evidence::{EvidenceTold, standing, told as evidence_told},
    found::{Change, Found, LeadsTo, changes},
    returns::Returns,
    series::Look,
    steps::{Opened, state_in_words, told},
};
use crate::{
    Action, Actor, Error, Hub,
    outcomes::Choice,
    ports::{RecordedStep, RecordedView},
};
use jiff::Timestamp;
use measure::signals::{
    conversation::{Concern, Conversation, Level, Rule, converse},
    escalation::{Audience, State, Step},
};
use protect::Protected;
use serde::Serialize;
use std::collections::BTreeMap;
use terms::{AreaCode, Date};

/// How many looks are told.
const VIEWS: u32 = 50;

/// Everything that early warning has to say about a council on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceConversations {
    /// The council's area.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The council.
    pub council: String,
    /// The day: what was known by then.
    pub day: Date,
    /// The lines, in the order of the pack.
    pub lines: Vec<LineOfPlace>,
    /// The evidence that people recorded, newest first.
    pub evidence: Vec<EvidenceTold>,
    /// What was looked at, and what could not be.
    pub watched: Watched,
    /// Who saw this page when, newest first, this look among them.
    pub views: Vec<ViewTold>,
}

/// One line: what there is to talk about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineOfPlace {
    /// The line.
    pub line: String,
    /// What it is about.
    pub title: String,
    /// Whether figures can open it, or only recorded evidence.
    pub opened_by: OpenedBy,
    /// How much there is to talk about.
    pub level: Level,
    /// The rule that decided; nothing when quiet.
    pub rule: Option<Rule>,
    /// The rule in words.
    pub rule_words: Option<String>,
    /// Whether it comes from several sources.
    pub broad: bool,
    /// Whether it has lasted.
    pub lasting: bool,
    /// How many series of the place were watched for it.
    pub series_watched: usize,
    /// What changed, newest first.
    pub changes: Vec<Change>,
    /// Why it might have.
    pub might_be: Vec<String>,
    /// Who could help.
    pub who_could_help: Vec<String>,
    /// What to do next.
    pub what_next: Vec<String>,
    /// What its signals did when tried, in counts.
    pub record: Vec<String>,
    /// What its signals cannot see.
    pub cannot_see: Vec<String>,
    /// The conversations about it, oldest first.
    pub cases: Vec<CaseOfLine>,
}

/// A conversation about a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseOfLine {
    /// Its number, from 1.
    pub number: u32,
    /// Whether it is going on.
    pub open: bool,
    /// Where it stands, in words.
    pub state: String,
    /// Who may be told next, where the rule allows it by now.
    pub may_be_told: Option<Audience>,
    /// Those who may see it.
    pub audience: Vec<Audience>,
    /// The council's latest answer.
    pub answer: Option<String>,
    /// Its steps, oldest first.
    pub steps: Vec<StepTold>,
}

/// A step that somebody took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepTold {
    /// When.
    pub at: Timestamp,
    /// Which person.
    pub person: String,
    /// For which body.
    pub body: String,
    /// What was done, in words.
    pub did: String,
    /// What was said with it; nothing where nothing was.
    pub words: Option<String>,
}

/// That somebody saw the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewTold {
    /// When.
    pub at: Timestamp,
    /// Which person.
    pub person: String,
    /// For which body.
    pub body: String,
    /// What for.
    pub purpose: String,
}

/// What the detectors looked at, and what they could not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// Series that they looked at.
    pub series: usize,
    /// Outcomes that were held against what circumstances let expect.
    pub in_the_round: usize,
    /// Datasets to which the council owes figures.
    pub datasets: usize,
    /// Series with too few values.
    pub too_short: usize,
    /// Series whose newest figure has been known for a year or longer: it says nothing about today.
    pub too_old: usize,
    /// Series of which neither way is bad.
    pub no_bad_way: usize,
    /// Series of years that overlap.
    pub overlapping: usize,
    /// Datasets of which nobody's next figures have come, though they are due.
    pub overdue_for_everybody: Vec<String>,
    /// What changed in more than a quarter of all councils alike: no news of this one.
    pub changed_everywhere: Vec<String>,
}

/// What is raised about a council on a day, before anything is shown.
pub(super) struct Raised {
    pub found: Vec<Found>,
    pub conversations: Vec<Conversation>,
    pub by_line: BTreeMap<String, usize>,
    pub watched: Watched,
}

impl Hub {
    /// The conversations about a council, from what was known on a day (today if nothing is said). That the actor looked
    /// is recorded first: nothing is shown that is not in the log.
    ///
    /// # Errors
    /// When there is no such council, when the actor may see none of its conversations, or an engine fails.
    pub async fn conversations(
        &self,
        actor: &Actor,
        area: AreaCode,
        day: Option<Date>,
    ) -> Result<Protected<PlaceConversations>, Error> {
        let today = self.clock.today();
        let day = day.unwrap_or(today);
        let council = self.council_of(area, today)?;
        let cases = self.all_cases(council.code).await?;
        actor.may(&Action::ReadConversation { circle: self.circle(council, told(&cases)) })?;
        // Who was told of one line sees that line alone.
        let of_line = |line: &str| {
            cases.iter().filter(|case| case.steps.first().is_some_and(|step| step.line == line)).collect::<Vec<_>>()
        };
        let shown: Vec<&str> = PACK
            .conversations()
            .iter()
            .map(|line| line.id.as_str())
            .filter(|line| {
                let circle = self.circle(council, told(of_line(line)));
                actor.may(&Action::ReadConversation { circle }).is_ok()
            })
            .collect();
        let view = RecordedView {
            area: council.code,
            at: self.clock.now(),
            by: actor.clone(),
            lines: shown.iter().map(|&line| line.to_owned()).collect(),
        };
        self.register.record_view(&view).await?;
        let raised = self.raised(council.code, day).await?;
        let lines = raised
            .conversations
            .iter()
            .filter(|conversation| shown.contains(&conversation.line.as_str()))
            .map(|conversation| line_of_place(conversation, &raised, &of_line(&conversation.line), day))
            .collect();
        let mut evidence = evidence_told(&self.evidence_about(council.code).await?, day);
        evidence.retain(|one| shown.contains(&one.line.as_str()));
        let views = self.register.views(council.code, VIEWS).await?;
        Ok(protect::open_data(PlaceConversations {
            area: council.code,
            area_name: council.name_at(day).to_owned(),
            council: council.official_name().to_owned(),
            day,
            lines,
            evidence,
            watched: raised.watched,
            views: views.into_iter().map(view_told).collect(),
        }))
    }

    /// What is raised about a council, from what was known on a day.
    pub(super) async fn raised(&self, area: AreaCode, day: Date) -> Result<Raised, Error> {
        let reader = Actor::reader();
        let catalogue = self.current_catalogue();
        let ids = catalogue.indicators().map(|indicator| indicator.contract().id.clone()).collect();
        let series = self.place_series(&reader, area, day, &Choice::These(ids), None).await?.into_inner();
        let mut look = Look::at(&series, area, day);
        let round = self.in_the_round(&reader, area, day).await?;
        look.ranges(&round, &series, day);
        let Returns { found: late, owed, overdue_for_everybody } = self.returns_of(area, day).await?;
        let (mut found, changed_everywhere) = self.apart(std::mem::take(&mut look.found), &series, area, day).await?;
        found.extend(late);
        found.extend(self.flags_of(area, day).await?);
        found.extend(of_evidence(&standing(&self.evidence_about(area).await?), day));
        let datasets = look.datasets.union(&owed).count();
        let mut by_line = look.watched;
        by_line.insert(super::RETURNS.to_owned(), datasets);
        let concerns: Vec<Concern> = found.iter().map(|found| found.concern.clone()).collect();
        Ok(Raised {
            conversations: converse(&PACK, &concerns, &by_line, day),
            found,
            by_line,
            watched: Watched {
                series: look.series,
                in_the_round: look.in_the_round,
                datasets,
                too_short: look.too_short,
                too_old: look.too_old,
                no_bad_way: look.no_bad_way,
                overlapping: look.overlapping,
                overdue_for_everybody,
                changed_everywhere,
            },
        })
    }
}

/// Evidence as concerns, each with its number.
fn of_evidence(standing: &[(u32, measure::signals::evidence::EvidenceRecord)], day: Date) -> Vec<Found> {
    let records: Vec<_> = standing.iter().map(|(_, record)| record.clone()).collect();
    let counting = standing.iter().filter(|(_, record)| record.counts(day));
    counting
        .zip(Concern::of_evidence(&records, day))
        .map(|((number, _), concern)| Found {
            concern,
            detector: None,
            period: None,
            about: None,
            elsewhere: None,
            leads_to: LeadsTo::Evidence(*number),
        })
        .collect()
}

fn line_of_place(conversation: &Conversation, raised: &Raised, cases: &[&Opened], day: Date) -> LineOfPlace {
    let line = PACK.conversations().iter().find(|line| line.id == conversation.line);
    let opened_by = line.map_or(OpenedBy::Figures, |line| line.opened_by);
    LineOfPlace {
        line: conversation.line.clone(),
        title: conversation.title.clone(),
        opened_by,
        level: conversation.level,
        rule: conversation.rule,
        rule_words: conversation.rule.map(|rule| rule.words().to_owned()),
        broad: conversation.broad,
        lasting: conversation.lasting,
        series_watched: raised.by_line.get(&conversation.line).copied().unwrap_or(0),
        changes: changes(&raised.found, &conversation.line, day, opened_by == OpenedBy::EvidenceOnly),
        might_be: conversation.might_be.clone(),
        who_could_help: conversation.who_could_help.clone(),
        what_next: conversation.what_next.clone(),
        record: conversation.record.clone(),
        cannot_see: conversation.cannot_see.clone(),
        cases: cases.iter().map(|case| case_of_line(case, day)).collect(),
    }
}

fn case_of_line(opened: &Opened, day: Date) -> CaseOfLine {
    let state = opened.case.state(day);
    CaseOfLine {
        number: opened.number,
        open: !matches!(state, None | Some(State::Closed { .. })),
        state: state_in_words(&opened.case, day),
        may_be_told: match state {
            Some(State::MayBeShared { with, .. }) => Some(with),
            _ => None,
        },
        audience: opened.case.audience(),
        answer: opened.case.answer().map(str::to_owned),
        steps: opened.steps.iter().map(step_told).collect(),
    }
}

fn step_told(step: &RecordedStep) -> StepTold {
    let (did, words) = match &step.step {
        Step::Opened { grave: false } => ("opened the conversation".to_owned(), None),
        Step::Opened { grave: true } => ("opened the conversation, on a grave concern".to_owned(), None),
        Step::Seen { by } => (format!("saw it for {}", by.words()), None),
        Step::Answered { words } => ("answered".to_owned(), Some(words)),
        Step::Shared { with, reason } => (format!("told {}", with.words()), Some(reason)),
        Step::Closed { reason } => ("closed it".to_owned(), Some(reason)),
    };
    StepTold { at: step.at, person: step.by.person.clone(), body: step.by.body.clone(), did, words: words.cloned() }
}

fn view_told(view: RecordedView) -> ViewTold {
    ViewTold { at: view.at, person: view.by.person, body: view.by.body, purpose: view.by.purpose }
}
