//! `wholeplace recast`: a series on the boundaries of a chosen day.

use super::{
    actor,
    check::{Documents, documents},
};
use crate::{
    arguments::{Arguments, Recast},
    failure::Failure,
    output::TableOutput,
    wiring,
};
use place::{
    Map,
    recast::{self, SeriesRow, Target},
};
use std::{collections::BTreeMap, process::ExitCode};
use terms::{Dimensions, IndicatorId, ObservationRow, Vocabulary};

type Recasts = BTreeMap<IndicatorId, recast::Recast<Dimensions>>;

pub async fn run(arguments: &Arguments, wanted: &Recast) -> Result<ExitCode, Failure> {
    let recasts = match (&wanted.file, &wanted.indicator) {
        (Some(file), _) => of_file(file, wanted)?,
        (None, Some(indicator)) => {
            let hub = wiring::open(arguments).await?;
            let recast = hub.recast(&actor("Putting a series on other boundaries"), indicator, wanted.to).await?;
            Recasts::from([(indicator.clone(), recast.into_inner())])
        }
        (None, None) => return Err(Failure::usage("nothing to recast", "Name an indicator, or a file with --file")),
    };
    write(wanted, &recasts)
}

fn write(wanted: &Recast, recasts: &Recasts) -> Result<ExitCode, Failure> {
    let map = Map::england();
    let columns = [
        "indicator",
        "area_code",
        "area_name",
        "period",
        "dimensions",
        "value",
        "numerator",
        "denominator",
        "status",
        "made",
        "from_codes",
        "basis",
    ];
    let mut table = TableOutput::new(wanted.format, columns)?;
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    for (indicator, recast) in recasts {
        for row in &recast.rows {
            let made = serde_json::to_value(row.made)?.as_str().unwrap_or_default().to_owned();
            let from: Vec<String> = row.sources.iter().map(ToString::to_string).collect();
            table.row(vec![
                Some(indicator.to_string()),
                Some(row.area.to_string()),
                map.area(row.area).map(|area| area.name_at(wanted.to).to_owned()),
                Some(row.period.to_string()),
                Some(exports::line(&row.dimensions)),
                number(row.value),
                number(row.numerator),
                number(row.denominator),
                Some(row.status.to_string()),
                Some(made),
                Some(from.join(" ")),
                row.basis.clone(),
            ])?;
        }
    }
    table.finish()?;
    for (indicator, recast) in recasts {
        eprintln!("{indicator}: {} figures on the boundaries of {}", recast.rows.len(), wanted.to);
        if !recast.folds.is_empty() {
            eprintln!("  {} rows were not counted, because their figure is in another row", recast.folds.len());
        }
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for refusal in &recast.refusals {
            *reasons.entry(refusal.reason.to_string()).or_default() += 1;
        }
        for (reason, count) in reasons.iter().take(12) {
            eprintln!("  {count} refused: {reason}");
        }
        if reasons.len() > 12 {
            eprintln!("  … and {} further reasons", reasons.len() - 12);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Holds the rows of one file, which a person put on the command line: it is not the road of a submission.
#[derive(Default)]
struct Held {
    rows: BTreeMap<IndicatorId, Vec<SeriesRow<Dimensions>>>,
}

impl intake::Sink for Held {
    fn rows(
        &mut self,
        vocabulary: &Vocabulary,
        rows: &[ObservationRow],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        for row in rows {
            let indicator = vocabulary.indicators()[row.indicator as usize].clone();
            self.rows.entry(indicator).or_default().push(SeriesRow {
                area: row.area,
                period: row.period,
                dimensions: vocabulary.dimensions()[row.dimensions as usize].clone(),
                value: row.value,
                numerator: row.numerator,
                denominator: row.denominator,
                status: row.status,
            });
        }
        Ok(())
    }
}

fn of_file(file: &std::path::Path, wanted: &Recast) -> Result<Recasts, Failure> {
    let recipe =
        wanted.recipe.as_deref().ok_or_else(|| Failure::usage("no recipe was given", "Add --recipe RECIPE.toml"))?;
    let Documents { recipe, contract, .. } = documents(recipe, wanted.contract.as_deref())?;
    let contract = contract.ok_or_else(|| {
        Failure::usage(
            "a recast needs a contract, which says how values are put together",
            "Add --contract CONTRACT.toml",
        )
    })?;
    let mut bytes = std::fs::File::open(file)
        .map_err(|cause| Failure::file(format!("{} could not be opened", file.display()), cause))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reference = hub::places::MapReference::new(Map::england());
    let mut held = Held::default();
    let report =
        intake::check(&mut bytes, &name, &recipe, Some(&contract), &reference, &intake::Limits::default(), &mut held)
            .map_err(hub::Error::Unreadable)?;
    let errors = report.findings.iter().filter(|finding| finding.severity == terms::Severity::Error).count();
    if errors > 0 {
        return Err(Failure::usage(
            format!("{} has errors of {errors} kinds and cannot be recast", file.display()),
            "See them with: wholeplace check",
        ));
    }
    let mut recasts = Recasts::new();
    for (id, rows) in held.rows {
        let rule = contract.indicator(&id).map(|indicator| hub::outcomes::recast_rule(&indicator.aggregation));
        let aggregation = rule.unwrap_or_else(|| recast::Aggregation::NotAdditive {
            reason: "the contract does not say how its values are put together".to_owned(),
        });
        let target = Target { as_at: wanted.to, aggregation, vintage: None };
        recasts.insert(id, recast::recast(Map::england(), &rows, &target));
    }
    Ok(recasts)
}
