//! Indicators: what is counted or measured, and all that must be known before a figure is used.

use super::{Problem, question::Question, tagged};
use crate::state::{State, reader};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
};
use hub::Indicator;
use intake::contract::{Aggregation, Kind, Polarity};
use serde::Serialize;
use terms::{IndicatorId, Unit};

/// An indicator.
#[derive(Serialize)]
pub struct IndicatorReply {
    /// Its identifier.
    id: String,
    /// Its title.
    title: String,
    /// The question that it answers.
    question: String,
    /// What is counted, and how.
    definition: String,
    /// The theme under which it is found.
    theme: String,
    /// The unit in words.
    unit: String,
    /// The unit, for programs.
    unit_detail: Unit,
    /// How many decimals are shown.
    decimals: u32,
    /// `input`, `output`, `outcome` or `context`.
    kind: Option<&'static str>,
    /// `higher_is_better`, `lower_is_better` or `neutral`.
    polarity: Option<&'static str>,
    /// How values of several areas become one.
    aggregation: String,
    /// What the numerator counts.
    numerator: Option<String>,
    /// What the denominator counts.
    denominator: Option<String>,
    /// The dataset that promises it.
    dataset: String,
    /// Who answers for it.
    owner: String,
    /// Who publishes it.
    publisher: String,
    /// Its licence.
    licence: String,
    /// The words that must stand beside the figures.
    attribution: String,
    /// Whom it helps to decide what.
    purpose: PurposeReply,
    /// How good the figures are.
    quality_statement: String,
}

/// Whom figures help to decide what.
#[derive(Serialize)]
pub struct PurposeReply {
    /// Whom they help.
    helps: String,
    /// What those people decide with them.
    to_decide: String,
    /// What the figures can show.
    can_show: String,
    /// What they cannot show.
    cannot_show: String,
    /// What they must not be used for.
    must_not_be_used_for: String,
}

/// Indicators.
#[derive(Serialize)]
pub struct IndicatorsReply {
    /// The indicators, by identifier.
    indicators: Vec<IndicatorReply>,
}

pub(super) fn purpose(purpose: &intake::contract::Purpose) -> PurposeReply {
    PurposeReply {
        helps: purpose.helps.clone(),
        to_decide: purpose.to_decide.clone(),
        can_show: purpose.can_show.clone(),
        cannot_show: purpose.cannot_show.clone(),
        must_not_be_used_for: purpose.must_not_be_used_for.clone(),
    }
}

fn reply(indicator: &Indicator) -> IndicatorReply {
    let contract = indicator.contract();
    let dataset = &indicator.dataset().contract;
    IndicatorReply {
        id: contract.id.to_string(),
        title: contract.title.clone(),
        question: contract.question.clone(),
        definition: contract.definition.clone(),
        theme: contract.theme.clone(),
        unit: contract.unit.name(),
        unit_detail: contract.unit.clone(),
        decimals: contract.decimals,
        kind: indicator.kind().map(|kind| match kind {
            Kind::Input => "input",
            Kind::Output => "output",
            Kind::Outcome => "outcome",
            Kind::Context => "context",
        }),
        polarity: contract.polarity.map(|polarity| match polarity {
            Polarity::HigherIsBetter => "higher_is_better",
            Polarity::LowerIsBetter => "lower_is_better",
            Polarity::Neutral => "neutral",
        }),
        aggregation: match &contract.aggregation {
            Aggregation::Sum => "values are summed".to_owned(),
            Aggregation::Ratio { multiplier } => format!("numerators ÷ denominators × {multiplier}"),
            Aggregation::WeightedMean { by } => format!("a mean weighted by {by}"),
            Aggregation::NotAdditive { reason } => format!("cannot be put together: {reason}"),
        },
        numerator: contract.numerator.clone(),
        denominator: contract.denominator.clone(),
        dataset: dataset.dataset.id.to_string(),
        owner: dataset.dataset.owner.clone(),
        publisher: dataset.dataset.publisher.clone(),
        licence: dataset.dataset.licence.clone(),
        attribution: dataset.dataset.attribution.clone(),
        purpose: purpose(dataset.purpose(contract)),
        quality_statement: dataset.quality_statement(contract).to_owned(),
    }
}

/// Every indicator.
pub async fn list(Shared(state): Shared<State>, question: Question, headers: HeaderMap) -> Result<Response, Problem> {
    question.only(&["theme", "dataset"])?;
    let (theme, dataset) = (question.text("theme")?, question.text("dataset")?);
    let catalogue = state.hub.catalogue(&reader())?;
    let indicators = catalogue
        .indicators()
        .filter(|indicator| theme.is_none_or(|theme| indicator.contract().theme.eq_ignore_ascii_case(theme)))
        .filter(|indicator| dataset.is_none_or(|dataset| indicator.dataset().id.as_str() == dataset))
        .map(reply)
        .collect();
    Ok(tagged(&state.catalogue_tag(), &headers, Json(IndicatorsReply { indicators })))
}

/// One indicator.
pub async fn one(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    question: Question,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    question.only(&[])?;
    let missing = || Problem::not_found(format!("There is no indicator {id} here."));
    let parsed = IndicatorId::parse(&id).map_err(|_| missing())?;
    let catalogue = state.hub.catalogue(&reader())?;
    let indicator = catalogue.indicator(&parsed).ok_or_else(missing)?;
    Ok(tagged(&state.catalogue_tag(), &headers, Json(reply(indicator))))
}
