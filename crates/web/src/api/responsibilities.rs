//! Who does what, where and when.

use super::{Problem, question::Question, tagged};
use crate::state::{State, map_tag, reader};
use axum::{Json, extract::State as Shared, http::HeaderMap, response::Response};
use place::Responsibilities;
use terms::{AreaCode, Date};

/// Who is responsible for a function in an area on a day, with the reason and the law.
pub async fn who(Shared(state): Shared<State>, question: Question, headers: HeaderMap) -> Result<Response, Problem> {
    question.only(&["function", "area", "on"])?;
    let wanted = |word: &'static str, such_as: &str| {
        Problem::bad_request(format!("“{word}” is missing."), format!("Add it, such as: {word}={such_as}"))
    };
    let words = question.text("function")?.ok_or_else(|| wanted("function", "waste_collection"))?;
    let area: AreaCode = question.value("area")?.ok_or_else(|| wanted("area", "E07000106"))?;
    let on: Date = question.value("on")?.unwrap_or_else(|| state.hub.clock().today());
    let responsibilities = Responsibilities::england();
    let function = responsibilities
        .function(words)
        .or_else(|| responsibilities.function_by_words(words).first().copied())
        .ok_or_else(|| {
            Problem::not_found(format!("There is no function like “{words}”. See /api/v1/responsibilities/functions."))
        })?;
    let answer = state.hub.who(&reader(), &function.id, area, on)?;
    Ok(tagged(&map_tag(on), &headers, Json(answer)))
}

/// Every function of councils and their partners.
pub async fn functions(question: Question, headers: HeaderMap) -> Result<Response, Problem> {
    question.only(&[])?;
    let functions = Responsibilities::england().functions();
    Ok(tagged(&map_tag(Date::constant(1, 1, 1)), &headers, Json(serde_json::json!({ "functions": functions }))))
}
