//! What goes out with every figure: what its place says of it, and what it must not be used for.

use super::{Statements, said_on};
use crate::{Action, Actor, Catalogue, Error, Hub};
use place::Map;
use std::{collections::HashMap, sync::Arc};
use terms::{Figure, IndicatorId, period::date_in_words};

/// What goes out with figures, ready for as many as come.
#[derive(Debug)]
pub struct Beside {
    statements: Arc<Statements>,
    must_not_be_used_for: HashMap<IndicatorId, Arc<str>>,
    unknown: Arc<str>,
    map: &'static Map,
}

impl Default for Beside {
    /// Of no statement and no contract.
    fn default() -> Self {
        Self::of(Arc::default(), &Catalogue::default(), Map::england())
    }
}

impl Beside {
    /// Of these statements and these contracts.
    #[must_use]
    pub fn of(statements: Arc<Statements>, catalogue: &Catalogue, map: &'static Map) -> Self {
        let must_not_be_used_for = catalogue.indicators().map(|indicator| {
            let purpose = indicator.dataset().contract.purpose(indicator.contract());
            let uses: Vec<&str> = purpose.must_not_be_used_for.split_whitespace().collect();
            (indicator.contract().id.clone(), Arc::from(uses.join(" ")))
        });
        Self { statements, must_not_be_used_for: must_not_be_used_for.collect(), unknown: Arc::from(""), map }
    }

    /// The name of the figure's area in its period.
    #[must_use]
    pub fn area_name(&self, figure: &Figure) -> String {
        let area = self.map.area(figure.area);
        area.map(|area| area.name_at(figure.period.last_day()).to_owned()).unwrap_or_default()
    }

    /// What the place says of the figure, in one line: who, when, the words, and whether the figure was revised since.
    #[must_use]
    pub fn statement(&self, figure: &Figure) -> Option<String> {
        let told: Vec<String> = self
            .statements
            .of_figure(figure)
            .map(|statement| {
                let revised =
                    statement.answered.as_ref().filter(|_| statement.answered_another(figure.value, figure.status));
                let revised = revised.map_or_else(String::new, |answered| {
                    format!(" (said of {}; this is another edition of the figure)", answered.written)
                });
                format!(
                    "{}, {}: {}{revised}",
                    statement.body,
                    date_in_words(said_on(statement)),
                    statement.words.split_whitespace().collect::<Vec<_>>().join(" ")
                )
            })
            .collect();
        (!told.is_empty()).then(|| told.join(" | "))
    }

    /// What the figure must not be used for, as its contract says.
    #[must_use]
    pub fn must_not_be_used_for(&self, figure: &Figure) -> Arc<str> {
        let known = self.must_not_be_used_for.get(figure.indicator.as_str());
        Arc::clone(known.unwrap_or(&self.unknown))
    }
}

impl Hub {
    /// What goes out with figures.
    ///
    /// # Errors
    /// When the actor may not read what is published.
    pub fn along_with_figures(&self, actor: &Actor) -> Result<Arc<Beside>, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(Arc::new(Beside::of(self.current_statements(), &self.current_catalogue(), self.map)))
    }
}
