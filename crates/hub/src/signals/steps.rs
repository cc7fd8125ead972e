//! The steps of a conversation: opened, answered, told to others, closed. The rule of escalation allows or refuses each on
//! its day; the register keeps them, and nothing is ever taken back.

use super::{Audience, PACK, Step};
use crate::{Action, Actor, Error, Hub, ports::RecordedStep};
use measure::signals::{
    conversation::Level,
    detect::Severity,
    escalation::{Case, LogEntry, StepError},
};
use place::Area;
use terms::{AreaCode, Date};

/// A conversation about one line, as the register has it.
pub(super) struct Opened {
    pub number: u32,
    pub case: Case,
    pub steps: Vec<RecordedStep>,
}

impl Opened {
    fn is_closed(&self) -> bool {
        self.case.log().iter().any(|entry| matches!(entry.step, Step::Closed { .. }))
    }
}

/// The longest text of a step, in characters.
const LONGEST: usize = 10_000;

impl Hub {
    /// Opens the conversation about a line: from now on the time runs in which the council may answer in peace.
    ///
    /// # Errors
    /// When the actor may not, when there is no such council or line, when there is nothing to talk about or a
    /// conversation is open already, or an engine fails.
    pub async fn open_conversation(&self, actor: &Actor, area: AreaCode, line: &str) -> Result<(), Error> {
        let council = self.council_of(area, self.clock.today())?;
        let cases = self.cases(council, line).await?;
        actor.may(&Action::OpenConversation { circle: self.circle(council, told(&cases)) })?;
        if cases.last().is_some_and(|newest| !newest.is_closed()) {
            return Err(Error::refused("This conversation is open already.", "Answer it, or read its log."));
        }
        let step = self.opening(council, line, &cases, actor).await?;
        Ok(self.register.add_steps(&[step]).await?)
    }

    /// The council's answer. It stands beside the conversation wherever that is shown. Opens the conversation where that
    /// was not done.
    ///
    /// # Errors
    /// When the actor does not act for the council, when there is no such council or line, when there are no words or
    /// nothing to talk about, or an engine fails.
    pub async fn answer_conversation(
        &self,
        actor: &Actor,
        area: AreaCode,
        line: &str,
        words: &str,
    ) -> Result<(), Error> {
        let council = self.council_of(area, self.clock.today())?;
        let mut cases = self.cases(council, line).await?;
        actor.may(&Action::AnswerConversation { circle: self.circle(council, told(&cases)) })?;
        let words = bounded(words)?;
        let mut steps = Vec::new();
        if cases.last().is_none_or(Opened::is_closed) {
            let opening = self.opening(council, line, &cases, actor).await?;
            cases.push(opened(vec![opening.clone()])?);
            steps.push(opening);
        }
        if let Some(open) = cases.last_mut() {
            steps.push(self.next(open, actor, Step::Answered { words })?);
        }
        Ok(self.register.add_steps(&steps).await?)
    }

    /// Tells the next body of a conversation, where the rule allows it by now.
    ///
    /// # Errors
    /// When the actor may not, when no conversation is open, when it is not yet the time or the turn or no reason is
    /// given, or an engine fails.
    pub async fn tell_of_conversation(
        &self,
        actor: &Actor,
        area: AreaCode,
        line: &str,
        with: Audience,
        reason: &str,
    ) -> Result<(), Error> {
        let council = self.council_of(area, self.clock.today())?;
        let mut cases = self.cases(council, line).await?;
        actor.may(&Action::TellOfConversation { circle: self.circle(council, told(&cases)) })?;
        let step = Step::Shared { with, reason: bounded(reason)? };
        let step = self.next(newest(&mut cases, council, line)?, actor, step)?;
        Ok(self.register.add_steps(&[step]).await?)
    }

    /// Tells whoever is next in the rule: the improvement partner, then the department.
    ///
    /// # Errors
    /// As [`Hub::tell_of_conversation`].
    pub async fn tell_the_next(&self, actor: &Actor, area: AreaCode, line: &str, reason: &str) -> Result<(), Error> {
        let council = self.council_of(area, self.clock.today())?;
        let cases = self.cases(council, line).await?;
        let knows = |audience| cases.last().is_some_and(|case| case.case.audience().contains(&audience));
        let next =
            if knows(Audience::ImprovementPartner) { Audience::Department } else { Audience::ImprovementPartner };
        self.tell_of_conversation(actor, area, line, next, reason).await
    }

    /// Closes a conversation, with a reason.
    ///
    /// # Errors
    /// When the actor may not, when no conversation is open or no reason is given, or an engine fails.
    pub async fn close_conversation(
        &self,
        actor: &Actor,
        area: AreaCode,
        line: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let council = self.council_of(area, self.clock.today())?;
        let mut cases = self.cases(council, line).await?;
        actor.may(&Action::CloseConversation { circle: self.circle(council, told(&cases)) })?;
        let step = Step::Closed { reason: bounded(reason)? };
        let step = self.next(newest(&mut cases, council, line)?, actor, step)?;
        Ok(self.register.add_steps(&[step]).await?)
    }

    /// The conversations about one line of a council, oldest first.
    async fn cases(&self, council: &Area, line: &str) -> Result<Vec<Opened>, Error> {
        if !PACK.conversations().iter().any(|known| known.id == line) {
            return Err(Error::not_found(format!("conversation “{line}”")));
        }
        let mut cases = self.all_cases(council.code).await?;
        cases.retain(|case| case.steps.first().is_some_and(|first| first.line == line));
        Ok(cases)
    }

    /// Every conversation about a council, under every code that it had, by line and number.
    pub(super) async fn all_cases(&self, area: AreaCode) -> Result<Vec<Opened>, Error> {
        let mut steps = Vec::new();
        for code in self.map.codes_of(area) {
            steps.extend(self.register.steps(code).await?);
        }
        steps.sort_by(|one, other| {
            (&one.line, one.number, one.position).cmp(&(&other.line, other.number, other.position))
        });
        let same = |one: &RecordedStep, other: &RecordedStep| one.line == other.line && one.number == other.number;
        steps.chunk_by(same).map(|steps| opened(steps.to_vec())).collect()
    }

    /// The step that opens the next conversation about a line, if there is anything to talk about.
    async fn opening(
        &self,
        council: &Area,
        line: &str,
        before: &[Opened],
        actor: &Actor,
    ) -> Result<RecordedStep, Error> {
        let today = self.clock.today();
        let raised = self.raised(council.code, today).await?;
        let told = raised.conversations.iter().find(|conversation| conversation.line == line);
        if told.is_none_or(|conversation| conversation.level == Level::Quiet) {
            return Err(Error::refused(
                "There is nothing to talk about on this line today.",
                "Record evidence first, with its source and its day.",
            ));
        }
        let grave = raised.found.iter().any(|found| {
            let concern = &found.concern;
            concern.line == line && concern.severity == Severity::Grave && concern.counts(today)
        });
        Ok(RecordedStep {
            area: council.code,
            line: line.to_owned(),
            number: before.last().map_or(0, |case| case.number) + 1,
            position: 1,
            at: self.clock.now(),
            on: today,
            by: actor.clone(),
            step: Step::Opened { grave },
        })
    }

    /// The next step of an open conversation, if the rule allows it today.
    fn next(&self, open: &mut Opened, actor: &Actor, step: Step) -> Result<RecordedStep, Error> {
        let on = self.clock.today();
        let entry = LogEntry { on, who: actor.person.clone(), step: step.clone() };
        open.case.take(entry).map_err(refused)?;
        let last = open.steps.last().ok_or_else(|| Error::not_found("open conversation"))?;
        let next = RecordedStep {
            position: last.position + 1,
            at: self.clock.now(),
            on,
            by: actor.clone(),
            step,
            ..last.clone()
        };
        open.steps.push(next.clone());
        Ok(next)
    }
}

/// Takes up a conversation from its steps. A record that the rule does not allow is told, and nothing is shown of it.
fn opened(steps: Vec<RecordedStep>) -> Result<Opened, Error> {
    let number = steps.first().map_or(1, |first| first.number);
    let log = steps.iter().map(|step| LogEntry { on: step.on, who: step.by.person.clone(), step: step.step.clone() });
    let case = Case::from_log(PACK.escalation.days, log.collect()).map_err(|error| {
        let first = steps.first().map(|first| format!("{} {} of {}", first.line, first.number, first.area));
        Error::Port(crate::PortError::Inconsistent {
            what: format!("the conversation {}: {error}", first.unwrap_or_default()),
        })
    })?;
    Ok(Opened { number, case, steps })
}

/// The conversation that is going on.
fn newest<'c>(cases: &'c mut [Opened], council: &Area, line: &str) -> Result<&'c mut Opened, Error> {
    let missing = || {
        Error::refused(
            format!("No conversation about “{line}” is open with {}.", council.name),
            "Open it first: then the council has its time to answer.",
        )
    };
    cases.last_mut().ok_or_else(missing)
}

/// Those who were told of any of some conversations.
pub(super) fn told<'c>(cases: impl IntoIterator<Item = &'c Opened>) -> Vec<Audience> {
    let mut audiences: Vec<Audience> = cases.into_iter().flat_map(|case| case.case.audience()).collect();
    audiences.sort_unstable();
    audiences.dedup();
    audiences
}

fn bounded(words: &str) -> Result<String, Error> {
    let words = words.trim();
    if words.chars().count() > LONGEST {
        return Err(Error::refused(
            format!("The text is longer than {LONGEST} characters."),
            "Say the main thing here and name the paper that holds the rest.",
        ));
    }
    Ok(words.to_owned())
}

fn refused(error: StepError) -> Error {
    let mut what = error.to_string();
    if let Some(first) = what.get(..1).map(str::to_uppercase) {
        what.replace_range(..1, &first);
    }
    let mend = match error {
        StepError::NoWords(_) => "Write a sentence or two.",
        StepError::NotYet { .. } => "Wait until that day, or ask the council to answer.",
        StepError::Closed(_) => "If something new has come up, open the conversation again.",
        StepError::Opening | StepError::BackInTime(_) | StepError::NotForThem(_) | StepError::Log { .. } => {
            "Read the log of the conversation."
        }
    };
    Error::refused(format!("{what}."), mend)
}

/// Where a conversation stands on a day, in words.
pub(super) fn state_in_words(case: &Case, day: Date) -> String {
    use super::State;
    use terms::period::date_in_words;
    match case.state(day) {
        None => "Not yet open on this day.".to_owned(),
        Some(State::WithCouncil { answer_by }) => {
            format!("Only the council sees it. It may answer until {}.", date_in_words(answer_by))
        }
        Some(State::Answered { mend_by }) => {
            format!("The council has answered. Things may mend until {}.", date_in_words(mend_by))
        }
        Some(State::MayBeShared { with, since }) => {
            format!("Since {} {} may be told, if a person decides so and says why.", date_in_words(since), with.words())
        }
        Some(State::Shared { with, until: Some(until) }) => {
            format!("{} was told, and has time to help until {}.", capital(with.words()), date_in_words(until))
        }
        Some(State::Shared { with, until: None }) => {
            format!("{} was told. There is nobody further to tell.", capital(with.words()))
        }
        Some(State::Closed { on }) => format!("Closed on {}.", date_in_words(on)),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
