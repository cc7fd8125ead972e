//! Sample pages, made from real published figures (see `README.md` beside this file). The gallery writes them out to
//! be looked at; the tests check each of them.

mod audits;
mod catalogue;
pub mod contributions;
mod home;
mod outcomes;
mod people;
mod places;
mod practice;
mod series;
mod signals;
mod site;

use wholeplace_web::Page;

/// A page that was rendered.
pub struct Sample {
    /// Its name: the file that the gallery writes.
    pub name: &'static str,
    /// Its markup.
    pub html: String,
}

impl Sample {
    fn of(name: &'static str, page: &impl Page) -> Self {
        Self { name, html: page.render().expect("a sample page renders") }
    }
}

/// Every sample page.
pub fn all() -> Vec<Sample> {
    vec![
        Sample::of("home", &home::full()),
        Sample::of("home-empty", &home::empty()),
        Sample::of("places", &places::by_kind()),
        Sample::of("places-search", &places::found()),
        Sample::of("places-none", &places::not_found()),
        Sample::of("place", &places::pendle()),
        Sample::of("place-ended", &places::allerdale()),
        Sample::of("outcomes", &outcomes::catalogue()),
        Sample::of("outcomes-none", &outcomes::nothing_found()),
        Sample::of("indicator", &outcomes::indicator()),
        Sample::of("outcome", &outcomes::claims_in_cumberland()),
        Sample::of("outcome-gap", &outcomes::absence_in_lancashire()),
        Sample::of("outcome-empty", &outcomes::no_figures()),
        Sample::of("figure", &outcomes::figure()),
        Sample::of("audits", &audits::list()),
        Sample::of("audits-none", &audits::none()),
        Sample::of("audit", &audits::published()),
        Sample::of("audit-with-the-body", &audits::with_the_body()),
        Sample::of("audit-gathering", &audits::gathering()),
        Sample::of("audit-plan", &audits::plan()),
        Sample::of("audit-plan-place", &audits::plan_place()),
        Sample::of("audit-evidence", &audits::evidence()),
        Sample::of("audit-finding", &audits::finding()),
        Sample::of("statement-form", &audits::statement_form()),
        Sample::of("statement", &audits::statement()),
        Sample::of("statement-withdrawn", &audits::withdrawn()),
        Sample::of("statements", &audits::statements()),
        Sample::of("data", &catalogue::list()),
        Sample::of("data-empty", &catalogue::empty()),
        Sample::of("dataset", &catalogue::dataset()),
        Sample::of("upload", &contributions::upload()),
        Sample::of("upload-error", &contributions::upload_refused()),
        Sample::of("submission", &contributions::waiting()),
        Sample::of("submission-checking", &contributions::checking()),
        Sample::of("submission-in-use", &contributions::in_use()),
        Sample::of("submission-refused", &contributions::refused()),
        Sample::of("signals", &signals::about()),
        Sample::of("signals-place", &signals::thurrock()),
        Sample::of("signals-place-quiet", &signals::quiet()),
        Sample::of("signals-evidence-error", &signals::evidence_refused()),
        Sample::of("signals-backtest", &signals::backtest()),
        Sample::of("practice", &practice::finder()),
        Sample::of("practice-one", &practice::one()),
        Sample::of("practice-document-error", &practice::document_refused()),
        Sample::of("practice-reuse", &practice::reuse()),
        Sample::of("reviews", &people::list()),
        Sample::of("reviews-empty", &people::empty()),
        Sample::of("review", &people::task()),
        Sample::of("review-who", &people::who()),
        Sample::of("review-import", &people::import()),
        Sample::of("review-pair", &people::pair()),
        Sample::of("review-pair-decide", &people::pair_to_decide()),
        Sample::of("review-pair-judged", &people::pair_judged()),
        Sample::of("review-disagreements", &people::disagreements()),
        Sample::of("review-results", &people::results()),
        Sample::of("review-model", &people::model()),
        Sample::of("review-cluster", &people::cluster()),
        Sample::of("review-stopped", &people::stopped()),
        Sample::of("who", &site::who()),
        Sample::of("who-answer", &site::who_answer()),
        Sample::of("about", &site::about()),
        Sample::of("accessibility", &site::accessibility()),
        Sample::of("problem-403", &wholeplace_web::pages::site::ProblemPage::not_permitted()),
        Sample::of("problem-404", &wholeplace_web::pages::site::ProblemPage::not_found()),
        Sample::of("problem-413", &wholeplace_web::pages::site::ProblemPage::too_large("2 gigabytes")),
        Sample::of("problem-500", &wholeplace_web::pages::site::ProblemPage::broken("01JD4-7K2")),
    ]
}
