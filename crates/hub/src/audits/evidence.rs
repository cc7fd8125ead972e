//! Freezing evidence: the record is made of what is in use at that moment, and kept under its hash.

use crate::{
    Actor, Error, Hub,
    outcomes::round::OutcomeTold,
    ports::AuditRecord,
    statements::{StatementTold, plain_paragraphs, said_on},
};
use intake::contract::Kind as ContractKind;
use measure::{
    audit::{Content, Document, Exact, FrozenExpectation, FrozenFigure, OutcomeFigure, QuotedStatement, Role},
    round::Kind,
};
use terms::{Date, Figure, FigureKey};

/// What sort of thing a contract says an indicator is about. What it does not say is context: nothing rests on it.
pub(super) fn kind_of(kind: Option<ContractKind>) -> Kind {
    match kind {
        Some(ContractKind::Input) => Kind::Input,
        Some(ContractKind::Output) => Kind::Output,
        Some(ContractKind::Outcome) => Kind::Outcome,
        Some(ContractKind::Context) | None => Kind::Context,
    }
}

impl Hub {
    /// Freezes a published figure as it is in use now, as an outcome or as context.
    ///
    /// # Errors
    /// When the actor may not audit the body, when there is no such figure, when it is to be an outcome and is none, or
    /// is not one of the plan, when it is not said why it matters, or an engine fails.
    pub async fn freeze_figure(
        &self,
        actor: &Actor,
        audit: u32,
        key: &FigureKey,
        role: Role,
        why: &str,
    ) -> Result<(AuditRecord, u32), Error> {
        let record = self.audit_to_change(actor, audit).await?;
        let figure = self.figure_in_use(key).await?.ok_or_else(|| {
            Error::refused(
                format!(
                    "There is no published figure of {} for {} in {}.",
                    key.indicator,
                    key.area,
                    key.period.label()
                ),
                "Cite a figure that was published; one that was worked out here rests on published ones, which can be cited.",
            )
        })?;
        let frozen = self.frozen(actor, &figure, record.audit.plan().area).await?;
        let content = match role {
            Role::Outcome => Content::Outcome { figure: OutcomeFigure::new(frozen)? },
            Role::Context => Content::Context { figure: frozen },
            Role::Document | Role::Statement => {
                return Err(Error::refused("A figure is cited as an outcome or as context.", "Say which of the two."));
            }
        };
        self.cite(actor, record, content, why).await
    }

    /// Freezes a document with the words of it that matter.
    ///
    /// # Errors
    /// As [`Hub::freeze_figure`]; also when title, publisher or place are missing.
    pub async fn freeze_document(
        &self,
        actor: &Actor,
        audit: u32,
        document: Document,
        why: &str,
    ) -> Result<(AuditRecord, u32), Error> {
        let record = self.audit_to_change(actor, audit).await?;
        let document = Document {
            title: plain_paragraphs(&document.title),
            publisher: plain_paragraphs(&document.publisher),
            found_at: plain_paragraphs(&document.found_at),
            quotation: plain_paragraphs(&document.quotation),
            ..document
        };
        for (what, text) in [
            ("its title", &document.title),
            ("who published it", &document.publisher),
            ("where it can be read", &document.found_at),
        ] {
            if text.is_empty() {
                return Err(Error::refused(
                    format!("The document does not say {what}."),
                    "Give what a reader needs to find it.",
                ));
            }
        }
        self.cite(actor, record, Content::Document { document }, why).await
    }

    /// Freezes a statement of the body, as it stands.
    ///
    /// # Errors
    /// As [`Hub::freeze_figure`]; also when there is no such statement, or it was withdrawn.
    pub async fn freeze_statement(
        &self,
        actor: &Actor,
        audit: u32,
        number: u32,
        why: &str,
    ) -> Result<(AuditRecord, u32), Error> {
        let record = self.audit_to_change(actor, audit).await?;
        let statements = self.current_statements();
        let statement = statements.standing().find(|statement| statement.number == number);
        let statement = statement.ok_or_else(|| Error::not_found(format!("statement {number} that stands")))?;
        let told = StatementTold::of(statement);
        let catalogue = self.current_catalogue();
        let title = told
            .indicator
            .as_ref()
            .and_then(|id| catalogue.indicator(id))
            .map_or_else(|| "a figure".to_owned(), |indicator| indicator.contract().title.clone());
        let about = told.period.map_or_else(|| title.clone(), |period| format!("{title}, {}", period.label()));
        let content = Content::Statement {
            statement: QuotedStatement {
                number,
                version: statement.version,
                body: statement.body.clone(),
                said_on: said_on(statement),
                about,
                words: statement.words.clone(),
            },
        };
        self.cite(actor, record, content, why).await
    }

    async fn cite(
        &self,
        actor: &Actor,
        record: AuditRecord,
        content: Content,
        why: &str,
    ) -> Result<(AuditRecord, u32), Error> {
        let title = content.title();
        let why = plain_paragraphs(why);
        let (changed, frozen) = record.audit.cite(content, &why, self.clock.now(), &actor.person)?;
        let number = changed.evidence().last().map_or(0, |cited| cited.number);
        let detail = format!("{number}: {title}; SHA-256 {}", frozen.sha256);
        let record = self.keep_audit(&changed, record.version, Some((number, frozen))).await?;
        self.record(actor, "audit-evidence-frozen", &format!("audits/{}", record.audit.number()), &detail).await?;
        Ok((record, number))
    }

    /// A figure with all that leads to its bytes, and what could be expected of the place.
    async fn frozen(&self, actor: &Actor, figure: &Figure, place: terms::AreaCode) -> Result<FrozenFigure, Error> {
        let missing = || Error::not_found(format!("indicator {}", figure.indicator));
        let catalogue = self.current_catalogue();
        let indicator = catalogue.indicator(&figure.indicator).ok_or_else(missing)?;
        let contract = indicator.contract();
        let submission = self.register.submission(&figure.submission).await?.ok_or_else(missing)?;
        let today = self.clock.today();
        let exact = |number: Option<f64>| number.and_then(Exact::new);
        let decimals = usize::try_from(contract.decimals).unwrap_or(0);
        let interval = figure.lower.zip(figure.upper).map(|(lower, upper)| {
            format!("{} to {}", contract.unit.write(lower, decimals), contract.unit.write(upper, decimals))
        });
        let area = self.map.area(figure.area);
        let dataset = &indicator.dataset().contract;
        Ok(FrozenFigure {
            figure: figure.key(),
            kind: kind_of(indicator.kind()),
            title: contract.title.clone(),
            area_name: area
                .map_or_else(|| figure.area.to_string(), |area| area.name_at(figure.period.last_day()).to_owned()),
            period_label: figure.period.label(),
            value: exact(figure.value),
            lower: exact(figure.lower),
            upper: exact(figure.upper),
            status: figure.status,
            written: self.written(figure),
            interval,
            expectation: self.expectation(actor, figure, place, today).await?,
            submission: submission.id,
            source: figure.source,
            received_sha256: submission.received.sha256,
            recipe_version: submission.recipe_version,
            contract_version: submission.contract_version,
            publisher: dataset.dataset.publisher.clone(),
            must_not_be_used_for: dataset.purpose(contract).must_not_be_used_for.trim().to_owned(),
        })
    }

    /// What could be expected, where the figure is the place's own in a period that is judged.
    async fn expectation(
        &self,
        actor: &Actor,
        figure: &Figure,
        place: terms::AreaCode,
        today: Date,
    ) -> Result<Option<FrozenExpectation>, Error> {
        let round = self.in_the_round(actor, place, today).await?;
        let told = self.told(&round).into_inner();
        let own = |outcome: &&OutcomeTold| {
            outcome.indicator == *figure.indicator
                && self.map.codes_of(outcome.subject).contains(&figure.area)
                && outcome.periods.contains(&figure.period)
        };
        let Some(outcome) = told.outcomes.iter().find(own) else { return Ok(None) };
        let exact = |number: Option<f64>| number.and_then(Exact::new);
        let over = match outcome.periods.as_slice() {
            [_] | [] => String::new(),
            [first, .., last] => format!(" (judged over {} to {})", first.label(), last.label()),
        };
        Ok(Some(FrozenExpectation {
            phrase: format!("{}{over}", outcome.phrase),
            expected: exact(outcome.expected),
            range_80_lower: exact(outcome.range_80.map(|range| range.lower)),
            range_80_upper: exact(outcome.range_80.map(|range| range.upper)),
            trend: outcome.trend_words.clone(),
        }))
    }
}
