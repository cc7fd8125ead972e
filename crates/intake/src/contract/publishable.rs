//! What must be known of an indicator before it may be published.

use super::{Contract, IndicatorContract};
use terms::IndicatorId;

/// What is missing before an indicator may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The keys of the contract that are missing or empty, such as `purpose.helps`.
    pub keys: Vec<&'static str>,
}

pub(super) fn missing(contract: &Contract) -> Vec<Missing> {
    let gaps = |indicator: &IndicatorContract| {
        let dataset = &contract.dataset;
        let purpose = contract.purpose(indicator);
        let wanted = [
            ("title", !indicator.title.trim().is_empty()),
            ("question", !indicator.question.trim().is_empty()),
            ("definition", !indicator.definition.trim().is_empty()),
            ("kind", indicator.kind.or(dataset.kind).is_some()),
            ("polarity", indicator.polarity.is_some()),
            ("purpose.helps", !purpose.helps.trim().is_empty()),
            ("purpose.to_decide", !purpose.to_decide.trim().is_empty()),
            ("purpose.must_not_be_used_for", !purpose.must_not_be_used_for.trim().is_empty()),
            ("quality_statement", !contract.quality_statement(indicator).trim().is_empty()),
            ("dataset.owner", !dataset.owner.trim().is_empty()),
            ("dataset.publisher", !dataset.publisher.trim().is_empty()),
            ("dataset.licence", !dataset.licence.trim().is_empty()),
        ];
        wanted.into_iter().filter(|(_, there)| !there).map(|(key, _)| key).collect::<Vec<_>>()
    };
    let all =
        contract.indicators.iter().map(|indicator| Missing { indicator: indicator.id.clone(), keys: gaps(indicator) });
    all.filter(|missing| !missing.keys.is_empty()).collect()
}
