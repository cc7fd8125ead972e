//! Every version of every statement, to go with a copy of the whole hub and to be read from one.

use super::Statement;
use crate::{Action, Actor, Error, Hub};

impl Hub {
    /// Every version of every statement, by number and version.
    ///
    /// # Errors
    /// When the actor may not copy the hub, or an engine fails.
    pub async fn every_statement(&self, actor: &Actor) -> Result<Vec<Statement>, Error> {
        actor.may(&Action::ChangeCatalogue)?;
        let mut all = Vec::new();
        for statement in self.register.statements().await? {
            all.extend(self.register.statement_versions(statement.number).await?);
        }
        Ok(all)
    }

    /// Takes over every version of every statement of another hub, with its own day and speaker.
    ///
    /// # Errors
    /// When the actor may not, when this hub has statements of its own, when numbers or versions have a gap, or an engine
    /// fails.
    pub async fn take_over_statements(&self, actor: &Actor, versions: &[Statement]) -> Result<(), Error> {
        actor.may(&Action::ChangeCatalogue)?;
        if versions.is_empty() {
            return Ok(());
        }
        if !self.register.statements().await?.is_empty() {
            return Err(Error::refused(
                "This hub has statements of its own.",
                "Read a whole hub into an empty one: what was said here would get other numbers.",
            ));
        }
        for statement in versions {
            let kept = if statement.version == 1 {
                self.register.add_statement(statement.clone()).await?.number
            } else {
                self.register.add_statement_version(statement).await?;
                statement.number
            };
            if kept != statement.number {
                return Err(Error::refused(
                    format!("Statement {} is missing in the copy.", kept),
                    "Make the copy again: it must hold every version of every statement.",
                ));
            }
        }
        self.reload_statements().await?;
        let detail = format!("{} versions", versions.len());
        self.record(actor, "statements-taken-over", "statements", &detail).await
    }
}
