//! `wholeplace methods`: run the methods against reference results, and show what an expectation is worth.

use super::actor;
use crate::{
    arguments::{Arguments, Methods, VerifyMethods, Words},
    failure::Failure,
    wiring,
};
use measure::{
    round::skill::evidence_table,
    vectors::{self, MethodReport},
};
use std::{
    fs,
    io::{Write, stdout},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Failures of one file that are told one by one.
const TOLD: usize = 5;

pub async fn run(arguments: &Arguments, methods: &Methods) -> Result<ExitCode, Failure> {
    match methods {
        Methods::Verify(verify) => self::verify(verify),
        Methods::Skill => skill(arguments).await,
    }
}

fn verify(verify: &VerifyMethods) -> Result<ExitCode, Failure> {
    let mut reports = Vec::new();
    let mut not_run = Vec::new();
    for path in files(&verify.folder)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !vectors::is_known(&name) {
            not_run.push(name);
            continue;
        }
        let bytes =
            fs::read(&path).map_err(|cause| Failure::file(format!("{} could not be read", path.display()), cause))?;
        let report = vectors::verify(&name, &bytes)
            .map_err(|error| Failure::usage(error.to_string(), "See specs/measure/README.md for the formats"))?;
        reports.push(report);
    }
    if !not_run.is_empty() {
        eprintln!("Not run, since no method goes by that name: {}", not_run.join(", "));
    }
    if reports.is_empty() {
        return Err(Failure::usage(
            format!("{} holds no vectors", verify.folder.display()),
            "Name a folder with files such as proportion.json: specs/measure is one",
        ));
    }
    let mut out = stdout().lock();
    match verify.format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &reports)?;
            writeln!(out)?;
        }
        Words::Text => table(&mut out, &reports)?,
    }
    let failed = reports.iter().any(|report| !report.failures.is_empty());
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The vector files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |cause| Failure::file(format!("the folder {} could not be read", folder.display()), cause);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json" || ending == "csv") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn table(out: &mut impl Write, reports: &[MethodReport]) -> std::io::Result<()> {
    writeln!(out, "{:<28} {:>6} {:>9} {:>14}", "method", "cases", "failures", "largest error")?;
    for report in reports {
        let failures = report.failures.len();
        writeln!(out, "{:<28} {:>6} {failures:>9} {:>14.1e}", report.method, report.cases, report.largest_error)?;
        for failure in report.failures.iter().take(TOLD) {
            writeln!(out, "    {}: {}", failure.case, failure.what)?;
        }
        if failures > TOLD {
            writeln!(out, "    and {} more", failures - TOLD)?;
        }
    }
    let cases: usize = reports.iter().map(|report| report.cases).sum();
    let failures: usize = reports.iter().map(|report| report.failures.len()).sum();
    writeln!(out, "{:<28} {cases:>6} {failures:>9}", "all")
}

async fn skill(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let studies = hub.studies(&actor("Measuring the skill of expectations")).await?.into_inner();
    let mut rows = Vec::new();
    for study in &studies {
        match &study.result {
            Ok(judged) => rows.push((study.rule.title.clone(), judged.skill.clone())),
            Err(why) => eprintln!("{}: not measured: {why}", study.rule.title),
        }
    }
    if rows.is_empty() {
        return Err(Failure::usage(
            "the hub holds no outcome that can be set against circumstances",
            "Import the demonstration data with: wholeplace import --demonstration",
        ));
    }
    write!(stdout().lock(), "{}", evidence_table(&rows))?;
    Ok(ExitCode::SUCCESS)
}
