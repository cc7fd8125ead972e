//! Identities as they are kept from one run to the next.

use super::assign::{Event, PersonId};

/// An identity that is not given any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// The identity.
    pub person: PersonId,
    /// The records that held it when it was retired; none when not all of them are known any more.
    pub records: Vec<u32>,
    /// The identity that most of them went to.
    pub into: Option<PersonId>,
}

/// Everything about identities that must outlive a run: [`super::Population::identities`] gives it and
/// [`super::Population::resume`] takes it up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identities {
    /// How many updates there have been.
    pub updates: u64,
    /// The number that the next new identity is given.
    pub next: u64,
    /// For each record its person and the update with which it came (0 for the first linkage); `None` when it has gone.
    pub of_record: Vec<Option<(PersonId, u64)>>,
    /// Identities that are not given any more.
    pub retired: Vec<Retired>,
    /// Everything that happened to identities, in order.
    pub history: Vec<Event>,
}
