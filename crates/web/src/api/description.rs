//! The description of the API (OpenAPI 3.1): one row for each path and method. The shapes of replies are in `schemas`;
//! the examples in `docs/guides/api.md` show them filled.

use super::schemas::{components, reference};
use serde_json::{Map, Value, json};

/// One path and method.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `get` or `post`.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Under which heading it stands.
    pub tag: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The words after the question mark: name, whether it must be given, what it means.
    pub query: &'static [(&'static str, bool, &'static str)],
    /// The content types of its reply, each with the schema of its shape; nothing where it is not JSON of our own.
    pub replies: &'static [(&'static str, &'static str)],
}

const JSON: &str = "application/json";
const AS_AT: (&str, bool, &str) = ("as_at", false, "The day; today if you say nothing");
const OBSERVATIONS: &[(&str, bool, &str)] = &[
    ("indicator", false, "Only these indicators; several by repeating the word or with commas"),
    ("dataset", false, "Only these datasets"),
    ("area", false, "Only these area codes, as published"),
    ("period", false, "Only these periods, such as 2023-04-01/P1Y"),
    ("from", false, "Only periods that begin on this day or later"),
    ("to", false, "Only periods that end on this day or earlier"),
    ("as_it_stood", false, "As the figures stood at the end of this day"),
    ("format", false, "json, csv or parquet; by the header Accept if you say nothing"),
];

const fn path(
    method: &'static str,
    path: &'static str,
    tag: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, bool, &'static str)],
    replies: &'static [(&'static str, &'static str)],
) -> Operation {
    Operation { method, path, tag, summary, query, replies }
}

/// Every path and method of the API.
pub const PATHS: &[Operation] = &[
    path(
        "get",
        "/api/v1/areas",
        "areas",
        "Areas that existed on a day",
        &[
            AS_AT,
            ("kind", false, "council, a kind such as unitary, or a set such as lower_tier_and_unitary"),
            ("name", false, "Areas whose name is like this"),
        ],
        &[(JSON, "Areas")],
    ),
    path("get", "/api/v1/areas/{code}", "areas", "One area, as at a day", &[AS_AT], &[(JSON, "AreaDetail")]),
    path(
        "get",
        "/api/v1/areas/{code}/parents",
        "areas",
        "The larger areas to which an area belongs on a day",
        &[AS_AT],
        &[(JSON, "RelatedAreas")],
    ),
    path(
        "get",
        "/api/v1/areas/{code}/children",
        "areas",
        "The smaller areas that belong to an area on a day",
        &[AS_AT],
        &[(JSON, "RelatedAreas")],
    ),
    path(
        "get",
        "/api/v1/areas/{code}/siblings",
        "areas",
        "The areas of the same kind in the same larger area on a day, by name",
        &[AS_AT],
        &[(JSON, "Areas")],
    ),
    path(
        "get",
        "/api/v1/areas/{code}/in-the-round",
        "areas",
        "Outcomes of an area beside what could be expected of it in its circumstances",
        &[AS_AT],
        &[(JSON, "PlaceInTheRound")],
    ),
    path(
        "get",
        "/api/v1/areas/{code}/outcomes/{indicator}",
        "areas",
        "One outcome of an area: its figures, control chart, place in the funnel, what was expected, and like places",
        &[AS_AT],
        &[(JSON, "PlaceOutcome")],
    ),
    path(
        "get",
        "/api/v1/areas/{code}/signals",
        "signals",
        "Early warning about an area’s council: private to it, and each time it is asked for is written down",
        &[("as_at", false, "What could be known on this day; today if you say nothing")],
        &[(JSON, "PlaceConversations")],
    ),
    path(
        "get",
        "/api/v1/practice",
        "practice",
        "Places in circumstances like those of an area that did better than expected again and again, the most alike first",
        &[("area", true, "The area’s code"), ("indicator", true, "The outcome"), AS_AT],
        &[(JSON, "PracticeFound")],
    ),
    path(
        "get",
        "/api/v1/practice/outcomes",
        "practice",
        "The outcomes for which practice may be looked for, each with the reason where nothing can be said",
        &[],
        &[(JSON, "PracticeOutcomes")],
    ),
    path(
        "get",
        "/api/v1/practice/{number}",
        "practice",
        "One practice, with who took it up",
        &[],
        &[(JSON, "Practice")],
    ),
    path(
        "get",
        "/api/v1/indicators",
        "indicators",
        "Every indicator with its meaning",
        &[("theme", false, "Only this theme"), ("dataset", false, "Only this dataset")],
        &[(JSON, "Indicators")],
    ),
    path("get", "/api/v1/indicators/{id}", "indicators", "One indicator with its meaning", &[], &[(JSON, "Indicator")]),
    path(
        "get",
        "/api/v1/observations",
        "observations",
        "Published figures, streamed and never cut short",
        OBSERVATIONS,
        &[(JSON, "Observations"), ("text/csv", ""), ("application/vnd.apache.parquet", "")],
    ),
    path(
        "get",
        "/api/v1/observations/csv-metadata",
        "observations",
        "The CSVW metadata of the same question",
        OBSERVATIONS,
        &[("application/csvm+json", "")],
    ),
    path("get", "/api/v1/datasets", "datasets", "Every dataset and what it promises", &[], &[(JSON, "Datasets")]),
    path(
        "get",
        "/api/v1/datasets/{id}",
        "datasets",
        "One dataset, with its contract and recipe as written",
        &[],
        &[(JSON, "DatasetDetail")],
    ),
    path(
        "get",
        "/api/v1/submissions",
        "submissions",
        "Submissions, newest first",
        &[("dataset", false, "Only this dataset"), ("limit", false, "At most so many; 100 if you say nothing")],
        &[(JSON, "Submissions")],
    ),
    path(
        "post",
        "/api/v1/submissions",
        "submissions",
        "Send a file to a dataset: the body is the file",
        &[
            ("dataset", true, "The dataset"),
            ("file_name", true, "The file’s name, with its ending"),
            ("note", false, "What readers should know about the file, in your words"),
        ],
        &[(JSON, "Submission")],
    ),
    path(
        "get",
        "/api/v1/submissions/{dataset}/{number}",
        "submissions",
        "One submission and what became of it",
        &[],
        &[(JSON, "Submission")],
    ),
    path(
        "get",
        "/api/v1/submissions/{dataset}/{number}/findings",
        "submissions",
        "What was found in a submission, cell by cell",
        &[],
        &[(JSON, "Findings")],
    ),
    path(
        "post",
        "/api/v1/submissions/{dataset}/{number}/decision",
        "submissions",
        "Decide on a submission that waits: {\"decision\": \"approve\" or \"send_back\", \"note\": …}",
        &[],
        &[(JSON, "Submission")],
    ),
    path(
        "get",
        "/api/v1/frameworks",
        "frameworks",
        "Frameworks of goals: what each measures, where they meet, and what no framework covers",
        &[],
        &[(JSON, "Frameworks")],
    ),
    path(
        "get",
        "/api/v1/frameworks/{id}",
        "frameworks",
        "One framework with its goals and measures; in a place where one is asked for",
        &[("in", false, "The code of an area"), AS_AT],
        &[(JSON, "Framework")],
    ),
    path(
        "get",
        "/api/v1/people/reviews",
        "people",
        "Reviews of linkages and how far they are, newest first; no record of a person",
        &[],
        &[(JSON, "Reviews")],
    ),
    path(
        "post",
        "/api/v1/people/reviews",
        "people",
        "Make a review: the body is the review file of a linkage",
        &[],
        &[(JSON, "Review")],
    ),
    path(
        "get",
        "/api/v1/people/reviews/{number}",
        "people",
        "One review with what it says so far; no record of a person",
        &[],
        &[(JSON, "ReviewDetail")],
    ),
    path(
        "get",
        "/api/v1/people/reviews/{number}/blocking",
        "people",
        "What the linkage behind a review compared at all, rule by rule; no record of a person",
        &[],
        &[(JSON, "LinkageBlocking")],
    ),
    path(
        "get",
        "/api/v1/people/reviews/{number}/evaluation",
        "people",
        "How often the linkage behind a review is right, as people have judged so far; no record of a person",
        &[],
        &[(JSON, "LinkageEvaluation")],
    ),
    path(
        "get",
        "/api/v1/people/reviews/{number}/model",
        "people",
        "What the model of the linkage behind a review believes (m and u); no record of a person",
        &[],
        &[(JSON, "LinkageModel")],
    ),
    path(
        "get",
        "/api/v1/people/reviews/{number}/thresholds",
        "people",
        "What each threshold would cost, if the model’s probabilities are right; no record of a person",
        &[],
        &[(JSON, "LinkageThresholds")],
    ),
    path(
        "get",
        "/api/v1/people/reviews/{number}/judgements",
        "people",
        "What was said of pairs that are settled; of others it would lead those who have yet to judge",
        &[],
        &[(JSON, "ReviewJudgements")],
    ),
    path(
        "get",
        "/api/v1/people/reviews/{number}/pairs/{pair}",
        "people",
        "The two records of a pair, and what the computer made of them once you have judged; the look is recorded",
        &[],
        &[(JSON, "ReviewPair")],
    ),
    path(
        "post",
        "/api/v1/people/reviews/{number}/pairs/{pair}/judgement",
        "people",
        "Say whether the two records of a pair are of one person",
        &[],
        &[(JSON, "ReviewJudgement")],
    ),
    path(
        "get",
        "/api/v1/responsibilities",
        "responsibilities",
        "Who is responsible for a function in an area on a day, with the reason and the law",
        &[
            ("function", true, "The function’s name in the list, such as waste_collection; or plain words"),
            ("area", true, "The area’s code"),
            ("on", false, "The day; today if you say nothing"),
        ],
        &[(JSON, "Responsibility")],
    ),
    path(
        "get",
        "/api/v1/responsibilities/functions",
        "responsibilities",
        "Every function of councils and their partners",
        &[],
        &[(JSON, "Functions")],
    ),
    path(
        "get",
        "/api/v1/statements",
        "statements",
        "What places say of figures and outcomes",
        &[("area", false, "Only these areas"), ("indicator", false, "Only these indicators")],
        &[(JSON, "Statements")],
    ),
    path("post", "/api/v1/statements", "statements", "Make a statement for a body", &[], &[(JSON, "Statement")]),
    path(
        "get",
        "/api/v1/statements/{number}",
        "statements",
        "Every version of a statement, oldest first",
        &[],
        &[(JSON, "Statements")],
    ),
    path(
        "post",
        "/api/v1/statements/{number}/amendment",
        "statements",
        "Say it in other words; what was said before is kept",
        &[],
        &[(JSON, "Statement")],
    ),
    path(
        "post",
        "/api/v1/statements/{number}/withdrawal",
        "statements",
        "Withdraw a statement; it stays in its history",
        &[],
        &[(JSON, "Statement")],
    ),
    path("get", "/api/v1/audits", "audits", "Every outcome audit, by number", &[], &[(JSON, "Audits")]),
    path("post", "/api/v1/audits", "audits", "Plan an audit: its goals first", &[], &[(JSON, "Audit")]),
    path(
        "get",
        "/api/v1/audits/{number}",
        "audits",
        "One audit, its evidence verified, with what has become of it since",
        &[],
        &[(JSON, "Audit")],
    ),
    path("post", "/api/v1/audits/{number}/evidence", "audits", "Freeze evidence", &[], &[(JSON, "Audit")]),
    path("post", "/api/v1/audits/{number}/findings", "audits", "Write a finding", &[], &[(JSON, "Audit")]),
    path(
        "post",
        "/api/v1/audits/{number}/step",
        "audits",
        "Send the draft, take it back, publish",
        &[],
        &[(JSON, "Audit")],
    ),
];

/// What a path takes: its schema, and the status of its success.
const TAKES: &[(&str, &str, &str)] = &[
    ("/api/v1/statements", "StatementRequest", "201"),
    ("/api/v1/statements/{number}/amendment", "AmendmentRequest", "200"),
    ("/api/v1/statements/{number}/withdrawal", "WithdrawalRequest", "200"),
    ("/api/v1/audits", "PlanRequest", "201"),
    ("/api/v1/audits/{number}/evidence", "EvidenceRequest", "200"),
    ("/api/v1/audits/{number}/findings", "FindingRequest", "200"),
    ("/api/v1/audits/{number}/step", "StepRequest", "200"),
];

/// The whole document.
#[must_use]
pub fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for path in PATHS {
        let entry = paths.entry(path.path).or_insert_with(|| json!({}));
        entry[path.method] = operation(path);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Wholeplace",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The open data hub of a place. Figures are published open data; nothing here carries an ordinal position of a place, and nothing is ordered by value. Dates are ISO 8601; a period is its first day and its length, such as 2023-04-01/P1Y. Areas and codes are asked as at a day (as_at); figures as they stood at the end of a day (as_it_stood).",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": components()},
    })
}

const PERSON: (&str, bool, &str) = ("Wholeplace-Person", true, "Who looks, as it will stand in the record");
const PURPOSE: (&str, bool, &str) = ("Wholeplace-Purpose", true, "What for, as it will stand in the record");

/// What can be read of the linkage behind a review.
const LINKAGE: [&str; 4] = [
    "/api/v1/people/reviews/{number}/blocking",
    "/api/v1/people/reviews/{number}/evaluation",
    "/api/v1/people/reviews/{number}/model",
    "/api/v1/people/reviews/{number}/thresholds",
];

/// The headers in which an operation asks who acts and what for: where records of people are shown or come in, and
/// where it is read what came of a linkage.
fn stated(path: &Operation) -> &'static [(&'static str, bool, &'static str)] {
    match (path.method, path.path) {
        (_, path) if path.starts_with("/api/v1/people/reviews/{number}/pairs") => &[PERSON, PURPOSE],
        ("post", "/api/v1/people/reviews") => &[PURPOSE],
        ("get", path) if LINKAGE.contains(&path) => &[PERSON, PURPOSE],
        _ => &[],
    }
}

fn operation(path: &Operation) -> Value {
    let in_path = path.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = in_path
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": if matches!(name, "number" | "pair") { "integer" } else { "string" }}}))
        .collect();
    parameters.extend(path.query.iter().map(|(name, required, meaning)| {
        json!({"name": name, "in": "query", "required": required, "description": meaning, "schema": {"type": "string"}})
    }));
    parameters.extend(stated(path).iter().map(|(name, required, meaning)| {
        json!({"name": name, "in": "header", "required": required, "description": meaning, "schema": {"type": "string"}})
    }));
    let content: Map<String, Value> = path
        .replies
        .iter()
        .map(|(kind, schema)| {
            let schema = match *schema {
                "" if kind.contains("json") => json!({}),
                "" => json!({"type": "string"}),
                name => reference(name),
            };
            ((*kind).to_owned(), json!({ "schema": schema }))
        })
        .collect();
    let problem =
        json!({"description": "A problem", "content": {"application/problem+json": {"schema": reference("Problem")}}});
    let takes = TAKES.iter().find(|(taking, ..)| path.method == "post" && *taking == path.path);
    let success = match takes {
        Some(&(_, _, success)) => success,
        None if path.method == "post" && ["submissions", "reviews"].iter().any(|end| path.path.ends_with(end)) => "201",
        None => "200",
    };
    let mut operation = json!({
        "tags": [path.tag],
        "summary": path.summary,
        "parameters": parameters,
        "responses": {success: {"description": path.summary, "content": content}, "default": problem},
    });
    if path.method == "post" {
        let (kind, schema) = match (takes, success) {
            (Some((_, schema, _)), _) => (JSON, reference(schema)),
            (None, "201") => ("application/octet-stream", json!({})),
            _ if path.path.ends_with("judgement") => (JSON, reference("JudgementRequest")),
            _ => (JSON, reference("DecisionRequest")),
        };
        operation["requestBody"] = json!({"required": true, "content": {kind: {"schema": schema}}});
    }
    operation
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The routes as they stand in the source of the router, path and method.
    fn routed() -> Vec<(String, String)> {
        let source = include_str!("mod.rs");
        let mut routes = Vec::new();
        for line in source.lines().filter(|line| line.contains(".route(\"/api/v1")) {
            let path = line.split('"').nth(1).unwrap().to_owned();
            for method in ["get", "post"] {
                if line.contains(&format!(" {method}(")) || line.contains(&format!(").{method}(")) {
                    routes.push((path.clone(), method.to_owned()));
                }
            }
        }
        routes.sort();
        routes
    }

    #[test]
    fn every_route_is_described_and_every_description_is_routed() {
        let mut described: Vec<(String, String)> =
            PATHS.iter().map(|path| (path.path.to_owned(), path.method.to_owned())).collect();
        described.sort();
        assert_eq!(described, routed());
    }

    #[test]
    fn nothing_in_the_api_is_a_position_of_a_place() {
        let text = document().to_string().to_lowercase();
        for word in ["rank", "\"top", "bottom", "league", "sort"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}
