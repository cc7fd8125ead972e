//! People: linkages told, and their reviews. These pages may show what records of persons say: none of them is kept anywhere, and
//! each that does says under which name and purpose the look was recorded.

pub mod cluster;
pub mod difference;
pub mod disagreements;
pub mod explanation;
pub mod import;
pub mod model;
pub mod pair;
pub mod person;
pub mod report;
pub mod results;
pub mod review;
pub mod reviews;
mod sheet;
pub mod stopped;
pub mod who;

pub use cluster::ClusterPage;
pub use disagreements::DisagreementsPage;
pub use import::ReviewImportPage;
pub use model::ReviewModelPage;
pub use pair::PairPage;
pub use results::ReviewResultsPage;
pub use review::ReviewPage;
pub use reviews::ReviewsPage;
pub use stopped::ReviewStoppedPage;
pub use who::WhoReviewsPage;

/// Who reviews, as they have stated it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewerView {
    /// Their name, as stated.
    pub name: String,
    /// What they look at records for.
    pub purpose: String,
    /// What was recorded of this look; nothing where the page shows no record of a person.
    pub recorded: Option<String>,
    /// Where to state another name or purpose, coming back here.
    pub change_href: String,
}
