//! Prints how much an expectation in the round is worth, measured on the demonstration: the table of the method page.
//!
//! `cargo run -p wholeplace-measure --example skill` prints the outcomes by ridge regression, then by likeness, then
//! the methods side by side; `-- --shuffles 200` also deals every outcome out among the areas that many times.

#![expect(clippy::print_stdout, reason = "an example that prints")]

use measure::round::{
    Method, Model, Sample, SpreadRule,
    assembly::When,
    pack::OutcomeRule,
    skill::{self, Case, MethodSkill, Settings, Skill},
};

#[path = "../tests/it/round/demonstration.rs"]
mod demonstration;
#[path = "../../intake/tests/it/reference.rs"]
mod reference;

use demonstration::Demonstration;

/// One outcome, ready to be assessed.
struct Study<'a> {
    rule: &'a OutcomeRule,
    sample: Sample,
    earlier: Option<Sample>,
}

impl Study<'_> {
    fn case(&self) -> Case<'_> {
        Case {
            indicator: &self.rule.indicator,
            kind: self.rule.kind,
            demand: self.rule.demand,
            sample: &self.sample,
            earlier_period: self.earlier.as_ref(),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demonstration = Demonstration::read();
    let studies: Vec<Study<'_>> = demonstration
        .outcomes
        .outcomes
        .iter()
        .map(|rule| Study {
            rule,
            sample: demonstration.sample(rule.indicator.as_str(), When::Judged),
            earlier: (!rule.earlier_periods.is_empty())
                .then(|| demonstration.sample(rule.indicator.as_str(), When::Earlier)),
        })
        .collect();
    let settings = Settings::default();
    let methods = [
        (Model::RegionMean, SpreadRule::Added),
        (Model::Peers { count: 15 }, SpreadRule::Added),
        (Model::Peers { count: 10 }, SpreadRule::Added),
        (Model::LeastSquares, SpreadRule::Added),
        (Model::Ridge, SpreadRule::Added),
        (Model::Ridge, SpreadRule::AddedWithSize),
        (Model::RidgeAndSquare { column: 0 }, SpreadRule::AddedWithSize),
        (Model::Likeness, SpreadRule::Added),
        (Model::Likeness, SpreadRule::AddedWithSize),
    ];
    let mut means = Vec::new();
    for (model, spread) in methods {
        let method = Method { model, spread };
        let rows = studies
            .iter()
            .map(|study| Ok((study.rule.title.clone(), skill::assess(study.case(), method, settings)?)))
            .collect::<Result<Vec<_>, measure::round::Refusal>>()?;
        if matches!(model, Model::Ridge | Model::Likeness) && spread == SpreadRule::Added {
            println!("### By {model}\n\n{}", skill::evidence_table(&rows));
        }
        // The first thirteen of the pack: those of which circumstances tell anything.
        let skilled: Vec<&Skill> = rows.iter().take(13).map(|(_, skill)| skill).collect();
        means.extend(MethodSkill::mean(&skilled));
    }
    println!("### Methods, mean over 13 outcomes\n\n{}", skill::methods_table(&means));
    let shuffles =
        std::env::args().skip_while(|word| word != "--shuffles").nth(1).map_or(Ok(0), |count| count.parse())?;
    if shuffles > 0 {
        println!("### Shuffled {shuffles} times\n\n| Outcome | Refused | 95th percentile of R² |\n|---|---|---|");
        for study in &studies {
            let dealt = skill::shuffled(study.case(), Method::default(), settings, shuffles)?;
            println!("| {} | {} of {shuffles} | {:.3} |", study.rule.title, dealt.refused, dealt.r_squared_95);
        }
    }
    Ok(())
}
