//! Sending a file, and submissions in each state. The cells are rows of RSX 2024-25 as published.

use wholeplace_web::{
    Frame, Section,
    components::{
        Banner, BannerKind, Choice, Choices, ErrorSummary, FieldError, FileField, Link, SummaryList, SummaryRow, Tag,
        TagKind, TextArea,
    },
    pages::contributions::{
        SubmissionPage, UploadPage,
        submission::{
            ChangesView, CheckingNext, CheckingView, DecisionForm, FindingView, SheetCell, SheetRow, SheetView, Step,
            StepState,
        },
    },
};

const DATASET: &str = "Revenue outturn, service by service (RSX)";

fn frame(title: &str, here: &str) -> Frame {
    Frame::new(Section::Data, title, "A submission to this hub, and what was found in it.")
        .under([("Data", "/data"), (DATASET, "/data/revenue-outturn-rsx")], here)
}

fn list(rows: &[(&str, &str)]) -> SummaryList {
    SummaryList { rows: rows.iter().map(|(key, value)| SummaryRow::new(*key, *value)).collect() }
}

fn note(label: &str, hint: &str) -> TextArea {
    TextArea {
        id: "note".into(),
        name: "note".into(),
        label: label.into(),
        hint: Some(hint.into()),
        value: String::new(),
        error: None,
    }
}

pub fn upload() -> UploadPage {
    UploadPage {
        frame: frame("Send a file", "Send a file"),
        dataset: DATASET.into(),
        action: "/data/revenue-outturn-rsx/submissions".into(),
        errors: None,
        file: FileField {
            id: "file".into(),
            name: "file".into(),
            label: "The file, as you have it".into(),
            hint: Some("CSV, XLSX, XLS or ODS, also gzipped. Up to 2 gigabytes. Do not tidy it first.".into()),
            accept: ".csv,.gz,.xlsx,.xls,.ods".into(),
            error: None,
        },
        note: note("Anything that readers should know (optional)", "Such as: second edition, with four late returns."),
        expects: list(&[
            ("Format", "ODS"),
            ("Sheet", "RSX_LA_Data_ and the year"),
            ("Headings in row", "7"),
            ("One row for", "each authority"),
            ("Unit", "£ thousand"),
        ]),
        check_command: "wholeplace check --recipe revenue-outturn-rsx FILE".into(),
    }
}

pub fn upload_refused() -> UploadPage {
    let mut page = upload();
    let text = "Choose a file: none was sent";
    page.errors = Some(ErrorSummary { errors: vec![FieldError { text: text.into(), field_id: "file".into() }] });
    page.file.error = Some(text.into());
    page
}

fn steps(states: [(StepState, &str); 5]) -> Vec<Step> {
    ["Received", "Read", "Checked", "Approved", "In use"]
        .into_iter()
        .zip(states)
        .map(|(name, (state, text))| Step { name: name.into(), text: text.into(), state })
        .collect()
}

fn sheet() -> SheetView {
    let cells = |values: &[&str]| values.iter().map(|value| SheetCell::plain(*value)).collect::<Vec<_>>();
    let row = |number, values: &[&str]| SheetRow::Cells { number, cells: cells(values) };
    let marked = |number, values: &[&str], from: usize, to: usize, finding: u32| {
        let mut cells = cells(values);
        for (position, cell) in cells.iter_mut().enumerate().take(to).skip(from) {
            *cell = SheetCell::faulty(cell.text.clone(), finding, position == from);
        }
        SheetRow::Cells { number, cells }
    };
    SheetView {
        name: "RSX_LA_Data_202425".into(),
        letters: ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N"].map(Into::into).into(),
        rows: vec![
            SheetRow::Headings {
                number: 7,
                cells: cells(&[
                    "E-code",
                    "ONS Code",
                    "Local authority",
                    "Notes",
                    "Class",
                    "Detailed Class",
                    "Certification",
                    "Education services - Employees (C1)",
                    "Education services - Running Expenses (C2)",
                    "Education services - Total Expenditure (C3 = C1 + C2)",
                    "Education services - Sales, Fees and Charges (C4)",
                    "Education services - Other Income (C5)",
                    "Education services - Total Income (C6 = C4 + C5)",
                    "Education services - Net Current Expenditure (C7 = C3 - C6)",
                ]),
            },
            row(8, &["E3831", "E07000223", "Adur", "", "SD", "SD", "Y", "0", "0", "0", "0", "0", "0", "0"]),
            marked(
                9,
                &[
                    "E1031",
                    "E07000032",
                    "Amber Valley",
                    "M",
                    "SD",
                    "SD",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                ],
                6,
                14,
                1,
            ),
            row(10, &["E3832", "E07000224", "Arun", "", "SD", "SD", "Y", "0", "0", "0", "0", "0", "0", "0"]),
            marked(
                11,
                &[
                    "E3031",
                    "E07000170",
                    "Ashfield",
                    "M",
                    "SD",
                    "SD",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                    "[x]",
                ],
                6,
                14,
                1,
            ),
            row(12, &["E2231", "E07000105", "Ashford", "", "SD", "SD", "Y", "0", "0", "0", "0", "0", "0", "0"]),
            SheetRow::Folded { count: 4 },
            row(
                17,
                &[
                    "E5031",
                    "E09000003",
                    "Barnet",
                    "",
                    "LB",
                    "London",
                    "Y",
                    "286,056",
                    "190,025",
                    "476,080",
                    "22,367",
                    "110,549",
                    "132,916",
                    "343,164",
                ],
            ),
            marked(
                18,
                &[
                    "E4401",
                    "E08000016",
                    "Barnsley",
                    "",
                    "MD",
                    "MD",
                    "Y",
                    "60,522",
                    "121,609",
                    "182,131",
                    "25,828",
                    "12,076",
                    "37,904",
                    "144,227",
                ],
                1,
                2,
                2,
            ),
            SheetRow::Folded { count: 248 },
            marked(
                267,
                &["E3132", "E07000178", "Oxford", "", "SD", "SD", "N", "0", "0", "0", "0", "0", "0", "0"],
                6,
                7,
                3,
            ),
            SheetRow::Folded { count: 2 },
            row(270, &["E2338", "E07000122", "Pendle", "", "SD", "SD", "Y", "0", "0", "0", "0", "0", "0", "0"]),
            row(
                271,
                &[
                    "E0501",
                    "E06000031",
                    "Peterborough UA",
                    "",
                    "UA",
                    "UA",
                    "Y",
                    "66,453",
                    "105,400",
                    "171,852",
                    "659",
                    "20,513",
                    "21,172",
                    "150,680",
                ],
            ),
            row(
                272,
                &[
                    "E1101",
                    "E06000026",
                    "Plymouth UA",
                    "",
                    "UA",
                    "UA",
                    "Y",
                    "51,898",
                    "146,562",
                    "198,460",
                    "2,067",
                    "54,551",
                    "56,618",
                    "141,842",
                ],
            ),
            SheetRow::Folded { count: 145 },
            row(
                418,
                &[
                    "Eng",
                    "E92000001",
                    "ENGLAND",
                    "",
                    "Eng",
                    "Eng",
                    "[Y]",
                    "23,008,747",
                    "27,489,977",
                    "50,498,725",
                    "2,140,379",
                    "3,967,464",
                    "6,107,843",
                    "44,390,881",
                ],
            ),
        ],
    }
}

fn findings() -> Vec<FindingView> {
    let finding = |number,
                   heading: &str,
                   place: &str,
                   tag: Tag,
                   what: &str,
                   why: &str,
                   mend: &str,
                   rule: &str,
                   cells: &[&str]| FindingView {
        number,
        heading: heading.into(),
        place: place.into(),
        tag,
        what: what.into(),
        why: why.into(),
        mend: mend.into(),
        rule: rule.into(),
        cells: cells.iter().map(|&cell| cell.into()).collect(),
    };
    vec![
        finding(
            1,
            "Nine councils sent no return",
            "Rows 9, 11, 28, 84, 150, 250, 251, 299, 373; columns G to DA",
            Tag::new("Mend or accept", TagKind::Act),
            "Each holds [x]. Note M says the return was not received.",
            "Read as nought, these councils would seem to spend nothing, and every total would be too low.",
            "Nothing to type. We keep them as not known. When a council files, send the new edition.",
            "return-missing",
            &[
                "G9:DA9",
                "G11:DA11",
                "G28:DA28",
                "G84:DA84",
                "G150:DA150",
                "G250:DA250",
                "G251:DA251",
                "G299:DA299",
                "G373:DA373",
            ],
        ),
        finding(
            2,
            "Two councils stand under codes that have ended",
            "B18 (Barnsley), B296 (Sheffield)",
            Tag::new("Mend or accept", TagKind::Act),
            "E08000016 and E08000019 were replaced on 1 April 2025.",
            "These rows would not join to figures under the new codes.",
            "Accept our change to E08000038 and E08000039 for this file. The bytes you sent stay as they were.",
            "area-code-ended",
            &[],
        ),
        finding(
            3,
            "Figures not yet signed off by the finance chief",
            "45 rows marked N in column G, such as G267 (Oxford)",
            Tag::new("For information", TagKind::Plain),
            "The return came, uncertified.",
            "The figures may change in the next edition.",
            "Nothing. Each figure will carry the mark provisional.",
            "not-certified",
            &[],
        ),
    ]
}

pub fn waiting() -> SubmissionPage {
    SubmissionPage {
        frame: frame("Three findings, two to settle", "Submission for 2024-25"),
        errors: None,
        heading: "Three findings, two to settle before it can be used".into(),
        lead: "The whole file was read: 410 rows of authorities, 98 figures each. Every sum inside it agrees.".into(),
        facts: list(&[
            ("File", "RSX_LA_Data_2024-25_data_by_LA.ods"),
            ("Sheet", "RSX_LA_Data_202425"),
            ("Published", "MHCLG, 4 December 2025"),
            ("Owed by", "Each authority, to MHCLG, each year"),
        ]),
        steps: steps([
            (StepState::Done, "kept as sent"),
            (StepState::Done, "by recipe, version 1"),
            (StepState::Now, "three findings"),
            (StepState::ToCome, "by a named officer"),
            (StepState::ToCome, ""),
        ]),
        checking: None,
        sheets: vec![sheet()],
        findings: findings(),
        changes: Some(ChangesView {
            against: "Against 2023-24, second edition, 12 December 2024.".into(),
            facts: list(&[
                ("Not received", "14 then, 9 now"),
                (
                    "Came, missing last time",
                    "Babergh, Brentwood, Cambridge, Cannock Chase, Castle Point, Colchester, Mid Suffolk, Pendle, Stafford, Westmorland and Furness, Woking",
                ),
                (
                    "Missing, came last time",
                    "Amber Valley, Ashfield, Cumberland, Guildford, North Warwickshire, Slough, Warwick",
                ),
                ("Missing both times", "Birmingham, North West Leicestershire"),
                (
                    "Net spending on services",
                    "Up 8.5%, in cash, over the 386 authorities in both years: £119.6 billion to £129.7 billion",
                ),
                ("Columns", "The same 98"),
            ]),
            link: Some(Link::new("See every change", "/data/revenue-outturn-rsx/submissions/2/changes")),
            revised: None,
        }),
        decision: Some(DecisionForm {
            action: "/data/revenue-outturn-rsx/submissions/2/decision".into(),
            text:
                "If you approve, findings 1 and 2 are settled as proposed, and all three stay written beside the data."
                    .into(),
            accept: Some(Choices {
                id: "accept".into(),
                name: "accept".into(),
                legend: "I accept".into(),
                hint: None,
                several: true,
                choices: vec![
                    Choice::new("1", "Treat the nine as not known"),
                    Choice::new("2", "Use the new codes for Barnsley and Sheffield"),
                ],
                error: None,
            }),
            note: note("Your reason", "It is kept with your name and the time. Needed when you send it back."),
            actor: "Kept under: Local administrator.".into(),
        }),
        decided: None,
        downloads: vec![
            Link::new("The file as it came", "/data/revenue-outturn-rsx/submissions/2/file"),
            Link::new("Findings as CSV", "/data/revenue-outturn-rsx/submissions/2/findings.csv"),
        ],
        send_again_href: Some("/data/revenue-outturn-rsx/send".into()),
    }
}

pub fn checking() -> SubmissionPage {
    SubmissionPage {
        frame: frame("Your file is being checked", "Submission 2"),
        heading: "Your file is being checked".into(),
        lead: "We have all of it: 3.4 megabytes.".into(),
        steps: steps([
            (StepState::Done, "kept as sent"),
            (StepState::Now, "under way"),
            (StepState::ToCome, ""),
            (StepState::ToCome, ""),
            (StepState::ToCome, ""),
        ]),
        checking: Some(CheckingView {
            heading: "The file is safe with us and is being checked.".into(),
            text: "You may leave this page and come back to it.".into(),
            percent: Some(38),
            next: CheckingNext::LookAgain("/data/revenue-outturn-rsx/submissions/2".into()),
        }),
        sheets: Vec::new(),
        findings: Vec::new(),
        changes: None,
        decision: None,
        downloads: Vec::new(),
        send_again_href: None,
        ..waiting()
    }
}

pub fn in_use() -> SubmissionPage {
    SubmissionPage {
        frame: frame("In use, with nothing found", "Submission 1").with_banner(Banner {
            kind: BannerKind::Success,
            text: "You approved this submission. Its figures are in use.".into(),
            link: Some(Link::new("See the places that it changed", "/places")),
        }),
        heading: "In use, with nothing found".into(),
        steps: steps([
            (StepState::Done, "kept as sent"),
            (StepState::Done, "by recipe, version 1"),
            (StepState::Done, "nothing found"),
            (StepState::Done, "by Local administrator"),
            (StepState::Done, "since 22 November 2026"),
        ]),
        sheets: Vec::new(),
        findings: Vec::new(),
        decision: None,
        decided: Some(list(&[
            ("Decision", "Approved"),
            ("By", "Local administrator"),
            ("On", "22 November 2026"),
            ("Reason", "Complete and agreed with the publisher’s own totals"),
        ])),
        send_again_href: None,
        ..waiting()
    }
}

pub fn refused() -> SubmissionPage {
    let mut findings = findings();
    for finding in &mut findings[..2] {
        finding.tag = Tag::new("Mend", TagKind::Act);
    }
    let text = "Say why you send it back: the sender must know what to mend";
    let mut note = note("Your reason", "It is kept with your name and the time.");
    note.error = Some(text.into());
    SubmissionPage {
        frame: frame("Error: refused until it is mended", "Submission 2"),
        errors: Some(ErrorSummary { errors: vec![FieldError { text: text.into(), field_id: "note".into() }] }),
        heading: "Refused until two faults are mended".into(),
        steps: steps([
            (StepState::Done, "kept as sent"),
            (StepState::Done, "by recipe, version 1"),
            (StepState::Stopped, "two faults to mend"),
            (StepState::ToCome, ""),
            (StepState::ToCome, ""),
        ]),
        findings,
        changes: None,
        decision: Some(DecisionForm { note, accept: None, ..waiting().decision.expect("a form") }),
        ..waiting()
    }
}
