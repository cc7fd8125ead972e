//! The middle of the house: the use cases in their order, who may do them, and the ports that engines fill.
//!
//! The flow is `contribute → check → store → measure → protect → publish`. A use case takes an [`Actor`], asks
//! [`Actor::may`], and hands numbers out only as [`protect::Protected`].

pub mod actor;
pub mod audits;
pub mod catalogue;
pub mod clock;
pub mod contributions;
mod error;
pub mod frameworks;
pub mod outcomes;
pub mod people;
pub mod places;
pub mod ports;
pub mod practice;
pub mod signals;
pub mod statements;
pub mod submission;

pub use actor::{Action, Actor, Circle, Denied, Role};
pub use catalogue::{Catalogue, Dataset, Indicator};
pub use clock::{Clock, SystemClock};
pub use contributions::{Contribution, Progress};
pub use error::Error;
pub use ports::{Lake, PortError, Register};
pub use submission::{Submission, SubmissionState};
pub use terms::{Figure, SubmissionId};

use jiff::Timestamp;
use place::Map;
use ports::{Event, Snapshot};
use std::sync::{Arc, PoisonError, RwLock};

/// The hub: every use case is a method of it.
pub struct Hub {
    lake: Arc<dyn Lake>,
    register: Arc<dyn Register>,
    clock: Arc<dyn Clock>,
    map: &'static Map,
    reference: Arc<places::MapReference>,
    catalogue: RwLock<Arc<Catalogue>>,
    snapshot: RwLock<Arc<Snapshot>>,
    release_turn: tokio::sync::Mutex<()>,
    checks: contributions::Checks,
    studies: outcomes::round::Studies,
    warnings: signals::Kept,
    persistences: practice::Persistences,
    review_turn: tokio::sync::Mutex<()>,
    statements: RwLock<Arc<statements::Statements>>,
}

impl Hub {
    /// Opens a hub on its engines and reads its catalogue. Call [`Hub::recover`] next.
    ///
    /// # Errors
    /// When an engine fails, or a document in the register can no longer be read.
    pub async fn open(
        lake: Arc<dyn Lake>,
        register: Arc<dyn Register>,
        clock: Arc<dyn Clock>,
        map: &'static Map,
    ) -> Result<Self, Error> {
        let catalogue = Catalogue::of(register.datasets().await?)?;
        let snapshot = pinned(&*lake, &*register).await?;
        let statements = statements::Statements::of(register.statements().await?, map);
        Ok(Self {
            lake,
            register,
            clock,
            map,
            reference: Arc::new(places::MapReference::new(map)),
            catalogue: RwLock::new(Arc::new(catalogue)),
            snapshot: RwLock::new(Arc::new(snapshot)),
            release_turn: tokio::sync::Mutex::new(()),
            checks: contributions::Checks::default(),
            studies: outcomes::round::Studies::default(),
            warnings: signals::Kept::default(),
            persistences: practice::Persistences::default(),
            review_turn: tokio::sync::Mutex::new(()),
            statements: RwLock::new(Arc::new(statements)),
        })
    }

    /// The dated map.
    #[must_use]
    pub fn map(&self) -> &'static Map {
        self.map
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The table of observations as it stands.
    #[must_use]
    pub fn current_snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The table of observations as it stands, or as it stood at a moment.
    pub(crate) async fn snapshot_at(&self, at: Option<Timestamp>) -> Result<Arc<Snapshot>, Error> {
        let Some(at) = at else { return Ok(self.current_snapshot()) };
        // Version 0 is the empty table, before anything came into use.
        let version = self.register.release_at(Some(at)).await?.map_or(0, |release| release.version);
        Ok(Arc::new(self.lake.snapshot(Some(version)).await?))
    }

    async fn refresh_snapshot(&self) -> Result<(), Error> {
        let snapshot = pinned(&*self.lake, &*self.register).await?;
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        Ok(())
    }

    fn current_catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.catalogue.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn reload_catalogue(&self) -> Result<(), Error> {
        let catalogue = Catalogue::of(self.register.datasets().await?)?;
        *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
        Ok(())
    }

    async fn record(&self, actor: &Actor, action: &str, subject: &str, detail: &str) -> Result<(), Error> {
        let event = Event {
            at: self.clock.now(),
            actor: actor.clone(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_owned(),
        };
        Ok(self.register.record_event(event).await?)
    }

    /// What was done to a subject, such as `absence/3`, or to all; newest first.
    ///
    /// # Errors
    /// When the actor may not read what is published, or an engine fails.
    pub async fn events(&self, actor: &Actor, subject: Option<&str>, limit: u32) -> Result<Vec<Event>, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(self.register.events(subject, limit).await?)
    }
}

/// The version that the register says is in use: a version of the lake that no submission owns up to is not shown.
async fn pinned(lake: &dyn Lake, register: &dyn Register) -> Result<Snapshot, Error> {
    let version = register.release_at(None).await?.map_or(0, |release| release.version);
    Ok(lake.snapshot(Some(version)).await?)
}
