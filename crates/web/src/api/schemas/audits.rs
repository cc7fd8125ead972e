//! The shapes of statements and audits.

use super::{
    Holds::{
        Anything, AreaCode as Code, ByName, Day, Many, Moment, Number, Of, OneOf, OrNull, Period as Span, Text, Truth,
        Whole,
    },
    Schema, schema,
};

const STAGE: super::Holds = OneOf(&["planned", "evidence", "draft", "replied", "published"]);
const ROLE: super::Holds = OneOf(&["outcome", "context", "document", "statement"]);
const BEARING: super::Holds = OneOf(&["serves", "works_against", "not_shown"]);
const GOAL_KIND: super::Holds = OneOf(&[
    "economy",
    "efficiency",
    "effectiveness",
    "equity",
    "public_value",
    "growth",
    "resilience",
    "safety",
    "other",
]);

/// A schema of which some fields may be left out.
const fn leaving_out(
    name: &'static str,
    meaning: &'static str,
    fields: &'static [super::Field],
    optional: &'static [&'static str],
) -> Schema {
    Schema { name, meaning, extends: None, fields, optional }
}

/// What places say.
pub const STATEMENTS: &[Schema] = &[
    schema(
        "Statement",
        "What a place itself says of a figure, an outcome or a finding",
        &[
            ("number", Whole, "Its number"),
            ("version", Whole, "Its version, from 1"),
            ("of", OneOf(&["figure", "outcome", "finding"]), "What it speaks of"),
            ("area", OrNull(&Code), "The area, where it speaks of a figure or an outcome"),
            ("indicator", OrNull(&Text), "The indicator, where it speaks of a figure or an outcome"),
            ("period", OrNull(&Span), "The period, where it speaks of one figure"),
            ("dimensions", OrNull(&ByName(&Text)), "The breakdown, where it speaks of one figure"),
            ("audit", OrNull(&Whole), "The audit, where it speaks of a finding"),
            ("finding", OrNull(&Whole), "The finding, where it speaks of one"),
            ("body", Text, "The body that speaks"),
            ("speaker", Text, "Who speaks for it"),
            ("said_on", Day, "The day on which this version was recorded"),
            ("words", Text, "The words, in plain paragraphs"),
            ("answered", OrNull(&Text), "The value that it answered, as a reader saw it"),
            ("answered_submission", OrNull(&Text), "The submission that brought that value"),
            ("revised_to", OrNull(&Text), "What the figure is now, where it was revised since"),
            ("withdrawn", OrNull(&Text), "Why it was withdrawn, if it was"),
            ("page", Text, "Its page, with every version"),
        ],
    ),
    schema(
        "Statements",
        "Statements",
        &[("statements", Many(&Of("Statement")), "By number; of one statement every version, oldest first")],
    ),
    schema(
        "StatementRequest",
        "A statement to be made",
        &[
            (
                "subject",
                Anything,
                "{\"of\": \"figure\", \"figure\": …}, {\"of\": \"outcome\", \"area\": …, \"indicator\": …} or {\"of\": \"finding\", \"audit\": …, \"finding\": …}",
            ),
            ("speaker", Text, "Who speaks for the body: a name and what they are there"),
            ("words", Text, "The words, in plain paragraphs"),
        ],
    ),
    schema(
        "AmendmentRequest",
        "A statement in other words",
        &[("speaker", Text, "Who speaks for the body"), ("words", Text, "The words")],
    ),
    schema("WithdrawalRequest", "Why a statement is withdrawn", &[("reason", Text, "Why, in words")]),
];

/// Outcome audits.
pub const AUDITS: &[Schema] = &[
    schema(
        "AuditSummary",
        "An audit in a list",
        &[
            ("number", Whole, "Its number"),
            ("title", Text, "Its title"),
            ("area", Code, "The place"),
            ("area_name", Text, "Its name"),
            ("stage", STAGE, "Where it stands"),
            ("declared_on", Day, "The day on which its goals were declared"),
            ("published_on", OrNull(&Day), "The day on which it was published"),
            ("page", Text, "Its page"),
        ],
    ),
    schema("Audits", "Audits", &[("audits", Many(&Of("AuditSummary")), "By number")]),
    leaving_out(
        "AuditGoal",
        "A goal, declared before anything is looked at",
        &[
            ("precedence", Whole, "Which goal comes first when they pull apart: 1 before 2"),
            ("kind", GOAL_KIND, "Its kind"),
            ("statement", Text, "What would be so if it were met"),
            ("owner", Text, "Who owns it"),
            ("review_on", Day, "The day on which its owner looks at it again"),
            ("kind_words", Text, "Its kind, for readers"),
            ("review_is_due", Truth, "Whether that day has come"),
        ],
        &["kind_words", "review_is_due"],
    ),
    schema(
        "FigureKey",
        "Which figure, whichever edition fills it",
        &[
            ("area", Code, "The area, as published"),
            ("indicator", Text, "The indicator"),
            ("period", Span, "The period"),
            ("dimensions", ByName(&Text), "The further breakdown; empty for none"),
        ],
    ),
    schema(
        "AuditDocument",
        "A document",
        &[
            ("title", Text, "Its title"),
            ("publisher", Text, "Who wrote or published it"),
            ("dated", OrNull(&Day), "Its own date"),
            ("found_at", Text, "Where it can be read"),
            ("quotation", Text, "The words of it that matter"),
        ],
    ),
    schema(
        "AuditEvidence",
        "Evidence, frozen by its hash, with what has become of it since",
        &[
            ("number", Whole, "Its number in the audit"),
            ("role", ROLE, "What it may be used as: a finding never rests on context"),
            ("title", Text, "What it is, in a few words"),
            ("sha256", Text, "The SHA-256 of the record"),
            (
                "record",
                Text,
                "The record as it was frozen, in one spelling (RFC 8785): its SHA-256 can be worked out again",
            ),
            ("broken", OrNull(&Text), "Why it is no longer what was frozen; null where it is"),
            (
                "frozen",
                Anything,
                "The same record as an object. Numbers are written as text, to read back to the same bits",
            ),
            ("now", Of("EvidenceNow"), "What has become of it since"),
        ],
    ),
    leaving_out(
        "EvidenceNow",
        "What has become of evidence since it was frozen",
        &[
            (
                "is",
                OneOf(&["same", "revised", "gone", "fixed"]),
                "The same, another, in use no more; or fixed: a document",
            ),
            ("written", Text, "What it is now, as a reader sees it"),
            ("value", OrNull(&Number), "The value now, in the indicator’s unit"),
            ("since", OrNull(&Day), "Since which day"),
            ("page", Text, "Where it is followed to its source"),
        ],
        &["written", "value", "since", "page"],
    ),
    schema(
        "OnGoal",
        "How a finding bears on a goal: a word, which is neither added nor averaged",
        &[
            ("goal", Whole, "The goal, by its precedence"),
            ("bearing", BEARING, "How"),
            ("because", Text, "Why, in a sentence"),
        ],
    ),
    leaving_out(
        "TradeOff",
        "What is given up for what, and who decides",
        &[
            ("what", Text, "What is given up for what"),
            ("decided_by", Text, "Who decides, or decided"),
            ("decision", Text, "What was decided; empty while it is not"),
            ("decided_on", OrNull(&Day), "When"),
        ],
        &["decision", "decided_on"],
    ),
    leaving_out(
        "AuditFinding",
        "A finding, with what the body says of it",
        &[
            ("number", Whole, "Its number in the audit"),
            ("title", Text, "What was found, in one sentence"),
            ("words", Text, "More about it"),
            ("goals", Many(&Of("OnGoal")), "The goals that it speaks to: at least one"),
            ("rests_on", Many(&Whole), "The evidence that it rests on: at least one, never context"),
            ("context", Many(&Whole), "The evidence to be read beside it"),
            ("trade_off", OrNull(&Of("TradeOff")), "Told wherever goals pull apart"),
            ("written_at", Moment, "When it was written"),
            ("written_by", Text, "By whom"),
            ("pulls_apart", Truth, "Whether it serves one goal and works against another"),
            ("has_precedence", OrNull(&Whole), "Of its goals the one that comes first"),
            ("replies", Many(&Of("Statement")), "What the body says of it"),
        ],
        &[],
    ),
    schema(
        "AuditStep",
        "A step that was taken",
        &[
            ("stage", STAGE, "Where it led"),
            ("stage_words", Text, "The same for readers"),
            ("at", Moment, "When"),
            ("by", Text, "Who took it"),
            ("note", Text, "More, in words"),
        ],
    ),
    schema(
        "Audit",
        "An outcome audit. There is no score, and nothing by which places could be put in an order",
        &[
            ("number", Whole, "Its number"),
            ("version", Whole, "The version of its record"),
            ("title", Text, "Its title"),
            ("question", Text, "What it asks"),
            ("area", Code, "The place"),
            ("area_name", Text, "Its name"),
            ("body", Text, "The body that answers for it"),
            ("outcomes", Many(&Text), "The outcomes that it judges"),
            ("outcome_titles", Many(&Text), "Their titles"),
            ("from", Day, "The first day of the time that it looks at"),
            ("to", Day, "The last day of it"),
            ("stage", STAGE, "Where it stands"),
            ("stage_words", Text, "The same for readers"),
            ("reply_by", OrNull(&Day), "The last day on which the body may reply"),
            ("held_back", Truth, "Whether findings and evidence are held back, because it is not published"),
            ("goals", Many(&Of("AuditGoal")), "Its goals, in the order of precedence that their owners declared"),
            ("evidence", Many(&Of("AuditEvidence")), "Its evidence, by number"),
            ("findings", Many(&Of("AuditFinding")), "Its findings, by number"),
            ("steps", Many(&Of("AuditStep")), "The steps that were taken"),
            ("page", Text, "Its page"),
        ],
    ),
    schema(
        "PlanRequest",
        "A plan: its goals are declared first",
        &[
            ("title", Text, "The title"),
            ("question", Text, "What it asks, in a sentence"),
            ("area", Code, "The council’s area"),
            ("outcomes", Many(&Text), "The outcomes that it judges: at least one"),
            ("from", Day, "The first day of the time that it looks at"),
            ("to", Day, "The last day of it"),
            ("goals", Many(&Of("AuditGoal")), "Its goals: precedences from 1 without a gap"),
        ],
    ),
    leaving_out(
        "EvidenceRequest",
        "Evidence to be frozen",
        &[
            ("evidence", OneOf(&["figure", "document", "statement"]), "Which kind"),
            ("figure", Of("FigureKey"), "Which figure"),
            ("role", OneOf(&["outcome", "context"]), "As what a figure is cited"),
            ("document", Of("AuditDocument"), "The document"),
            ("statement", Whole, "The number of a statement"),
            ("why", Text, "Why it matters here"),
        ],
        &["figure", "role", "document", "statement"],
    ),
    leaving_out(
        "FindingRequest",
        "A finding to be written",
        &[
            ("number", Whole, "The finding that is written anew; left out for a new one"),
            ("title", Text, "What was found, in one sentence"),
            ("words", Text, "More about it"),
            ("goals", Many(&Of("OnGoal")), "The goals that it speaks to: at least one"),
            ("rests_on", Many(&Whole), "The evidence that it rests on"),
            ("context", Many(&Whole), "The evidence to be read beside it"),
            ("trade_off", OrNull(&Of("TradeOff")), "What is given up for what"),
        ],
        &["number", "words", "context", "trade_off"],
    ),
    leaving_out(
        "StepRequest",
        "A step of an audit",
        &[
            ("step", OneOf(&["send", "take_back", "publish"]), "Which step"),
            ("reply_by", Day, "For send: the last day on which the body may reply"),
            ("reason", Text, "For take_back: why"),
        ],
        &["reply_by", "reason"],
    ),
];
