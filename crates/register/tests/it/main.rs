//! The same suite on SQLite and on PostgreSQL: a new register for every test.

#![expect(clippy::unwrap_used, reason = "what the samples and strategies are made of is right, or the test fails")]

extern crate wholeplace_register as register;

mod audits;
mod catalogue;
mod chain;
mod contributions;
mod durability;
mod findings;
mod people;
mod place;
mod practice;
mod round_trip;
mod samples;
mod schema;
mod signals;
mod statements;
mod strategies;

/// Makes each function a test on SQLite and a test on PostgreSQL.
macro_rules! on_both_databases {
    ($($module:ident::$test:ident,)*) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::$module::$test(crate::place::Place::sqlite()).await;
                }
            )*
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    if let Some(place) = crate::place::Place::postgres() {
                        crate::$module::$test(place).await;
                    }
                }
            )*
        }
    };
}

on_both_databases! {
    catalogue::a_version_grows_only_when_the_text_changes,
    catalogue::every_version_is_kept,
    catalogue::datasets_stand_in_the_order_of_their_identifiers,
    catalogue::one_dataset_recorded_many_times_at_once_keeps_its_versions_in_order,
    catalogue::what_cannot_be_kept_is_refused_alike,
    contributions::numbers_run_from_one_without_a_gap,
    contributions::submissions_at_once_get_numbers_of_their_own,
    contributions::a_refused_submission_takes_no_number,
    contributions::a_change_needs_the_state_that_the_caller_believes,
    contributions::only_one_of_many_changes_at_once_is_made,
    contributions::what_is_staged_is_set_kept_and_cleared,
    contributions::a_conflict_changes_nothing,
    contributions::submissions_are_listed_newest_first,
    contributions::submissions_in_a_state_are_listed_oldest_first,
    contributions::the_release_at_a_moment_is_the_newest_until_then,
    contributions::a_release_is_never_rewritten,
    findings::errors_come_first_then_as_found,
    findings::findings_given_replace_those_before,
    findings::a_hundred_thousand_cells_come_back,
    findings::cells_come_back_however_many,
    findings::ten_thousand_findings_come_back,
    chain::events_are_read_newest_first,
    chain::a_whole_chain_agrees,
    chain::events_at_once_make_one_chain,
    chain::an_event_is_neither_changed_nor_removed,
    chain::tampering_shows_where_it_begins,
    chain::every_character_of_an_event_counts,
    chain::a_chain_longer_than_a_page_is_walked_to_its_end,
    statements::every_version_of_a_statement_is_kept,
    statements::a_version_follows_the_newest_or_is_refused,
    statements::statements_at_once_get_numbers_of_their_own,
    statements::what_was_said_is_neither_changed_nor_removed,
    audits::an_audit_and_its_evidence_come_back_as_they_went_in,
    audits::only_one_of_two_changes_of_an_audit_is_made,
    audits::evidence_that_somebody_changes_is_found_out,
    durability::a_register_that_is_opened_again_has_the_same_records,
    durability::a_killed_process_loses_nothing_that_it_acknowledged,
    durability::a_change_given_up_halfway_is_not_made,
    people::a_review_comes_back_as_it_went_in,
    people::reviews_are_listed_newest_first,
    people::one_file_is_one_review,
    people::one_judgement_of_a_person_on_a_pair_stands,
    people::reviewers_at_once_are_each_recorded,
    people::a_judgement_is_taken_back_once,
    people::when_a_weight_was_first_seen_is_kept,
    people::what_cannot_be_kept_of_a_review_is_refused,
    people::no_value_of_a_record_is_in_the_register,
    schema::an_older_register_is_brought_up_to_date,
    schema::a_newer_register_is_refused,
    schema::a_register_opened_twice_at_once_is_made_once,
    schema::a_number_outside_its_range_is_refused_by_the_database,
    round_trip::every_record_comes_back_as_it_went_in,
    signals::evidence_is_numbered_and_comes_back_oldest_first,
    signals::evidence_is_withdrawn_once_and_stays,
    signals::evidence_at_once_gets_numbers_of_its_own,
    signals::steps_come_back_in_their_order,
    signals::a_step_whose_place_is_taken_adds_nothing,
    signals::who_saw_what_is_kept_newest_first,
    signals::nothing_of_it_is_changed_or_removed,
    practice::a_practice_comes_back_with_those_who_took_it_up,
    practice::a_reuse_of_nothing_is_refused,
    practice::practices_at_once_get_numbers_of_their_own,
}
