//! What stopped a question on a cluster, in words. Between processes an error is text, so it is told by its text.

use super::whole::COMPLAINT;
use crate::{LakeError, question};
use datafusion::common::DataFusionError;
use std::net::SocketAddr;

/// Nobody listens there.
pub(super) fn nobody_at(scheduler: SocketAddr) -> LakeError {
    LakeError::Cluster(format!(
        "no scheduler answers at df://{scheduler}. Start one with: wholeplace scheduler --address {scheduler}"
    ))
}

/// What stopped a question while it ran.
pub(super) fn stopped(error: &DataFusionError, scheduler: SocketAddr) -> LakeError {
    told(&error.to_string(), scheduler)
}

fn told(text: &str, scheduler: SocketAddr) -> LakeError {
    // What an executor said comes wrapped in the words of those who passed it on, quotes escaped.
    if let Some(at) = text.find(COMPLAINT) {
        let complaint = text[at..].lines().next().unwrap_or_default();
        let end = complaint.find(['"', '\\']).unwrap_or(complaint.len());
        return LakeError::Inconsistent(complaint[..end].trim_end_matches([')', '\'']).to_owned());
    }
    if ["ConnectError", "tcp connect error", "transport error", "Connection refused"]
        .iter()
        .any(|each| text.contains(each))
    {
        return nobody_at(scheduler);
    }
    if text.contains("Resources exhausted") || text.contains("ResourcesExhausted") {
        return question::too_much_memory();
    }
    for (sign, words) in [
        ("Divide by zero", "a number is divided by zero"),
        ("DivideByZero", "a number is divided by zero"),
        ("Cast error", "a value cannot be read as what the question takes it for"),
        ("CastError", "a value cannot be read as what the question takes it for"),
    ] {
        if text.contains(sign) {
            return LakeError::Question(format!("This question cannot be answered: {words}"));
        }
    }
    let line = text.lines().next().unwrap_or_default();
    LakeError::Cluster(format!("the cluster did not finish the question: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_executor_said_is_found_in_what_was_passed_on() {
        let scheduler = "127.0.0.1:50050".parse().unwrap();
        let wrapped = format!(
            "Execution error: Job abc failed: Task failed: DataFusionError(External(Inconsistent(\"{COMPLAINT} is not \
             there: /a/b.parquet\")))"
        );
        assert_eq!(told(&wrapped, scheduler).to_string(), format!("{COMPLAINT} is not there: /a/b.parquet"));
        assert!(matches!(told("Arrow error: Divide by zero error", scheduler), LakeError::Question(_)));
        assert!(told("transport error", scheduler).to_string().contains("wholeplace scheduler"));
        assert!(told("something else", scheduler).to_string().contains("something else"));
    }
}
