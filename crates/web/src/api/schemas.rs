//! The shapes of what the API sends and takes, for its description: one row for each field, with what it means. A test
//! in a browser's language holds them to what the API really sends (`e2e/tests/api.test.mjs`).

mod audits;
mod outcomes;
mod people;
mod practice;
mod signals;

use place::{AreaKind, Relation, Tier, who::Role};
use serde_json::{Map, Value, json};
use terms::Status;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Text.
    Text,
    /// A code of an area: a letter and eight digits.
    AreaCode,
    /// A period: its first day and its length, such as `2023-04-01/P1Y`.
    Period,
    /// A day.
    Day,
    /// A moment, in UTC.
    Moment,
    /// A whole number, not below zero.
    Whole,
    /// Any number.
    Number,
    /// A number written as text, so that reading it back gives the same bits.
    NumberAsText,
    /// True or false.
    Truth,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One word of a closed list of the project.
    Named(fn() -> Vec<&'static str>),
    /// Another schema.
    Of(&'static str),
    /// Several.
    Many(&'static Holds),
    /// Names, each with its own.
    ByName(&'static Holds),
    /// That, or null where there is none.
    OrNull(&'static Holds),
    /// Something that this description does not go into.
    Anything,
}

/// A field: its name, what it holds, what that means.
pub type Field = (&'static str, Holds, &'static str);

/// The shape of an object. Every field is always there, but for those that are named in `optional`.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Its name in the document.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub meaning: &'static str,
    /// The schema whose fields it has besides its own, if any.
    pub extends: Option<&'static str>,
    /// Its fields.
    pub fields: &'static [Field],
    /// The fields that may be left out.
    pub optional: &'static [&'static str],
}

const fn schema(name: &'static str, meaning: &'static str, fields: &'static [Field]) -> Schema {
    Schema { name, meaning, extends: None, fields, optional: &[] }
}

const fn extending(
    name: &'static str,
    extends: &'static str,
    meaning: &'static str,
    fields: &'static [Field],
) -> Schema {
    Schema { name, meaning, extends: Some(extends), fields, optional: &[] }
}

use Holds::{
    Anything, AreaCode as Code, ByName, Day, Many, Moment, Named, Number, NumberAsText, Of, OneOf, OrNull,
    Period as Span, Text, Truth, Whole,
};

const KIND: Holds = Named(|| AreaKind::ALL.iter().map(|kind| kind.name()).collect());
const TIER: Holds = Named(|| Tier::ALL.iter().map(|tier| tier.name()).collect());
const RELATION: Holds = Named(|| Relation::ALL.iter().map(|relation| relation.name()).collect());
const ROLE: Holds = Named(|| Role::ALL.iter().map(|role| role.name()).collect());
const STATUS: Holds = Named(|| Status::ALL.iter().map(|status| status.name()).collect());
const SUBMISSION_STATE: Holds =
    OneOf(&["received", "refused", "awaiting_approval", "committing", "in_use", "sent_back"]);

/// The schemas of this file, in the order of the paths that use them.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "Problem",
        meaning: "A problem, said so that its reader can mend it (RFC 9457)",
        extends: None,
        fields: &[
            ("type", Text, "A lasting name of the situation, such as urn:wholeplace:not-found"),
            ("title", Text, "The situation in a few words"),
            ("status", Whole, "The HTTP status"),
            ("detail", Text, "What happened, in a sentence"),
            ("mend", Text, "What to do about it"),
        ],
        optional: &["mend"],
    },
    schema(
        "Area",
        "An area, as at a day",
        &[
            ("code", Code, "The GSS code"),
            ("name", Text, "The name on that day"),
            ("official_name", Text, "The full name of its council, where it has one"),
            ("kind", KIND, "The kind of area"),
            ("tier", OrNull(&TIER), "The tier of its council, where it has one"),
            ("valid_from", OrNull(&Day), "Its first day, where stated"),
            ("valid_to", OrNull(&Day), "The first day on which it was no more, where it has ended"),
            ("page", Text, "Where its page is"),
        ],
    ),
    schema(
        "PlaceInTheRound",
        "A place and all that is judged of it. There is no score, and nothing by which places could be put in an order",
        &[
            ("area", Code, "Its code"),
            ("area_name", Text, "Its name"),
            ("outcomes", Many(&Of("OutcomeInTheRound")), "The outcomes, in the order of the pack"),
        ],
    ),
    schema(
        "Range",
        "A range, in the unit of the outcome",
        &[("lower", Number, "The lower end"), ("upper", Number, "The upper end")],
    ),
    schema(
        "OutcomeInTheRound",
        "One outcome of one place",
        &[
            ("indicator", Text, "The indicator"),
            ("title", Text, "Its title"),
            ("subject", Code, "The council that the figures are about"),
            ("subject_name", Text, "Its name"),
            ("unit", Text, "The unit of the values"),
            ("periods", Many(&Holds::Period), "The periods that were judged"),
            ("says", Anything, "What may be said: a word, never a number"),
            ("phrase", Text, "The same for readers"),
            ("value", OrNull(&Number), "The published value"),
            ("expected", OrNull(&Number), "What was expected in such circumstances"),
            ("range_80", OrNull(&Of("Range")), "Four of five councils in such circumstances lie in it"),
            ("range_95", OrNull(&Of("Range")), "Nineteen of twenty do"),
            ("own_share", OrNull(&Number), "How much of the spread is not chance, 0 to 1; null where not known"),
            ("before", OrNull(&Text), "What was said of the period before"),
            ("agreement", Anything, "How many methods give the same side"),
            ("trend", Anything, "The council’s own trend"),
            ("trend_words", OrNull(&Text), "The same for readers"),
            ("adjusted", Text, "Whether circumstances are taken into account, with every reason or caution"),
            ("r_squared", OrNull(&Number), "How much circumstances tell, on councils that the model had not seen"),
            ("r_squared_interval", Anything, "Its 90% interval"),
            ("note", Text, "What to know about the figures"),
            ("must_not_be_used_for", Text, "What the figures must not be used for"),
            ("statements", Many(&Of("Statement")), "What the council itself says of it"),
        ],
    ),
    extending(
        "AreaDetail",
        "Area",
        "An area with all that is known of it",
        &[
            ("as_at", Day, "The day that was asked for"),
            ("exists", Truth, "Whether the area existed on that day under this code"),
            ("same_place", OrNull(&Code), "The code of the same place on that day, where another"),
            ("successors", Many(&Of("Successor")), "The areas that took over, with the share that each took"),
            ("predecessors", Many(&Code), "The areas that it took over"),
            ("other_codes", Many(&Of("OtherCode")), "Its codes in other schemes"),
            ("served_by", Many(&Of("Area")), "Who serves its people, from the smallest area to the largest"),
        ],
    ),
    schema(
        "Successor",
        "An area that took over from another",
        &[
            ("code", Code, "Its code"),
            ("name", OrNull(&Text), "Its name"),
            ("share", Number, "The share of the older area, 0 to 1"),
        ],
    ),
    schema(
        "OtherCode",
        "A code in another scheme",
        &[("scheme", Text, "The scheme"), ("code", Text, "The code in it")],
    ),
    extending(
        "RelatedArea",
        "Area",
        "A related area, and how it is related",
        &[("relation", RELATION, "How the smaller belongs to the larger")],
    ),
    schema(
        "Areas",
        "Areas on a day",
        &[("as_at", Day, "The day"), ("areas", Many(&Of("Area")), "The areas, by code, or by likeness of name")],
    ),
    schema(
        "RelatedAreas",
        "Areas that are related to one, on a day",
        &[
            ("as_at", Day, "The day"),
            ("of", Code, "The area that they are related to"),
            ("areas", Many(&Of("RelatedArea")), "The related areas"),
        ],
    ),
    schema(
        "Purpose",
        "Whom figures help to decide what",
        &[
            ("helps", Text, "Whom they help"),
            ("to_decide", Text, "What those people decide with them"),
            ("can_show", Text, "What the figures can show"),
            ("cannot_show", Text, "What they cannot show"),
            ("must_not_be_used_for", Text, "What they must not be used for"),
        ],
    ),
    schema(
        "Indicator",
        "What is counted or measured, and all that must be known before a figure is used",
        &[
            ("id", Text, "Its identifier"),
            ("title", Text, "Its title"),
            ("question", Text, "The question that it answers"),
            ("definition", Text, "What is counted, and how"),
            ("theme", Text, "The theme under which it is found"),
            ("unit", Text, "The unit in words"),
            (
                "unit_detail",
                Anything,
                "The unit for programs: a word, or an object such as {\"rate\": {\"per\": 1000, \"of\": \"homes\"}}",
            ),
            ("decimals", Whole, "How many decimals are shown"),
            ("kind", OrNull(&OneOf(&["input", "output", "outcome", "context"])), "What kind of measure it is"),
            ("polarity", OrNull(&OneOf(&["higher_is_better", "lower_is_better", "neutral"])), "Which way is wanted"),
            ("aggregation", Text, "How values of several areas become one"),
            ("numerator", OrNull(&Text), "What the numerator counts"),
            ("denominator", OrNull(&Text), "What the denominator counts"),
            ("dataset", Text, "The dataset that promises it"),
            ("owner", Text, "Who answers for it"),
            ("publisher", Text, "Who publishes it"),
            ("licence", Text, "Its licence"),
            ("attribution", Text, "The words that must stand beside the figures"),
            ("purpose", Of("Purpose"), "Whom it helps to decide what"),
            ("quality_statement", Text, "How good the figures are"),
        ],
    ),
    schema("Indicators", "Indicators", &[("indicators", Many(&Of("Indicator")), "The indicators, by identifier")]),
    schema(
        "Observation",
        "One published figure and the cell it came from",
        &[
            ("dataset", Text, "The dataset that brought it"),
            ("indicator", Text, "What was measured"),
            ("area_code", Code, "Where, as published"),
            ("period", Span, "When"),
            ("period_label", Text, "When, in words"),
            ("period_start", Day, "The first day of the period"),
            ("period_end", Day, "The last day of the period"),
            ("dimensions", ByName(&Text), "The further breakdown"),
            ("value", OrNull(&Number), "The value in the indicator’s unit; null is not zero"),
            ("lower_95", OrNull(&Number), "The lower 95% limit, where published"),
            ("upper_95", OrNull(&Number), "The upper 95% limit, where published"),
            ("numerator", OrNull(&Number), "The count above the line, where published"),
            ("denominator", OrNull(&Number), "The count below the line, where published"),
            ("status", STATUS, "What the value is worth, or why there is none"),
            ("mark", OrNull(&Text), "What stood in the cell in place of a number"),
            ("submission", Whole, "The number of the submission in its dataset"),
            ("source_row", Whole, "The row of the cell, from 1"),
            ("source_column", Whole, "The column of the cell, from 1"),
            ("statement", OrNull(&Text), "What the place itself says of it, with its body and the day"),
            ("must_not_be_used_for", Text, "What it must not be used for"),
        ],
    ),
    schema(
        "Observations",
        "Published figures",
        &[("observations", Many(&Of("Observation")), "By dataset, indicator, area and period; never by value")],
    ),
    schema(
        "Dataset",
        "A dataset and what it promises",
        &[
            ("id", Text, "Its identifier"),
            ("title", Text, "Its title"),
            ("description", Text, "What it holds"),
            ("publisher", Text, "Who publishes it"),
            ("owner", Text, "Who answers for it"),
            ("licence", Text, "Its licence"),
            ("attribution", Text, "The words that must stand beside the figures"),
            ("source", Text, "Where the figures come from"),
            ("purpose", Of("Purpose"), "Whom it helps to decide what"),
            ("quality_statement", Text, "How good the figures are"),
            ("indicators", Many(&Text), "The identifiers of its indicators"),
            ("contract_version", Whole, "The version of its contract"),
            ("recipe_version", Whole, "The version of its recipe"),
        ],
    ),
    schema("Datasets", "Datasets", &[("datasets", Many(&Of("Dataset")), "The datasets, by identifier")]),
    extending(
        "DatasetDetail",
        "Dataset",
        "A dataset with its documents",
        &[("contract", Text, "The contract as written (TOML)"), ("recipe", Text, "The recipe as written (TOML)")],
    ),
    schema(
        "Actor",
        "A person, the body they act for, and the purpose",
        &[
            ("person", Text, "The person’s name"),
            ("body", Text, "The body that they act for"),
            ("purpose", Text, "What they do it for"),
            (
                "role",
                OneOf(&["local_administrator", "contributor", "approver", "reviewer", "auditor", "reader"]),
                "What they may do",
            ),
        ],
    ),
    schema(
        "Received",
        "The bytes as they came",
        &[("sha256", Text, "Their SHA-256, in hexadecimal"), ("size_bytes", Whole, "Their number")],
    ),
    schema(
        "FindingCounts",
        "What was found, counted",
        &[
            ("errors", Whole, "Errors"),
            ("warnings", Whole, "Warnings"),
            ("information", Whole, "Notes for information"),
        ],
    ),
    schema(
        "CellAddress",
        "A cell of the file that came",
        &[
            ("sheet", Whole, "The sheet among those that the recipe reads, from 0"),
            ("row", Whole, "The row, from 1"),
            ("column", Whole, "The column, from 1"),
        ],
    ),
    schema(
        "Revision",
        "One figure that was revised",
        &[
            ("indicator", Text, "The indicator"),
            ("area", Code, "The area"),
            ("period", Span, "The period"),
            ("dimensions", ByName(&Text), "The further breakdown"),
            ("before", OrNull(&NumberAsText), "The value before, if there was one"),
            ("now", OrNull(&NumberAsText), "The value now, if there is one"),
            ("source", Of("CellAddress"), "Where the value stands in the new file"),
        ],
    ),
    schema(
        "Changes",
        "What changed against the figures that were in use before",
        &[
            ("against", OrNull(&Whole), "The submission whose figures were in use before, if any"),
            ("added", Whole, "Figures that were not there before"),
            ("removed", Whole, "Figures that are no longer there"),
            ("revised", Whole, "Figures whose value or status differs"),
            ("unchanged", Whole, "Figures that are the same"),
            ("largest", Many(&Of("Revision")), "The largest revisions, at most 50"),
            ("areas_added", Many(&Code), "Areas with figures now and none before"),
            ("areas_removed", Many(&Code), "Areas with figures before and none now"),
            ("periods_added", Many(&Span), "Periods with figures now and none before"),
        ],
    ),
    schema(
        "Decision",
        "Somebody’s decision on a submission",
        &[("by", Of("Actor"), "Who decided"), ("at", Moment, "When"), ("note", Text, "Their reason, in words")],
    ),
    schema(
        "Release",
        "A version of the figures, and when it came into use",
        &[("version", Whole, "The version"), ("at", Moment, "When it came into use")],
    ),
    schema(
        "Submission",
        "A file that was sent, and what became of it",
        &[
            ("id", Text, "Its name: the dataset and a number"),
            ("file_name", Text, "The file’s name, as sent"),
            ("received", Of("Received"), "The bytes as they came"),
            ("received_at", Moment, "When they came"),
            ("sent_by", Of("Actor"), "Who sent them"),
            ("note", Text, "What readers should know about it, in the sender’s words"),
            ("recipe_version", Whole, "The recipe that read it"),
            ("contract_version", Whole, "The contract that it was checked against"),
            ("state", SUBMISSION_STATE, "Where it stands"),
            ("findings", Of("FindingCounts"), "What was found, counted"),
            ("rows_read", Whole, "Rows read from the file"),
            ("observations", Whole, "Figures made of them"),
            ("staged", OrNull(&Anything), "What is written but not yet in use"),
            ("changes", OrNull(&Of("Changes")), "What changed against the figures in use before"),
            ("decision", OrNull(&Of("Decision")), "The decision on it, where one was needed"),
            ("release", OrNull(&Of("Release")), "When its figures came into use"),
        ],
    ),
    schema("Submissions", "Submissions", &[("submissions", Many(&Of("Submission")), "The newest first")]),
    schema(
        "FindingCell",
        "A cell in which something was found",
        &[
            ("row", OrNull(&Whole), "The row, from 1; null when it is about a whole column"),
            ("column", OrNull(&Whole), "The column, from 1; null when it is about a whole row"),
            ("value", OrNull(&Text), "What the cell held, cut to 200 characters"),
        ],
    ),
    schema(
        "Finding",
        "One thing that was found, in every cell where it stands",
        &[
            ("rule", Text, "The rule that found it"),
            ("severity", OneOf(&["error", "warning", "information"]), "How much it matters"),
            ("file", Text, "The file, by the name under which it was sent"),
            ("sheet", OrNull(&Text), "The sheet, where the file has sheets"),
            ("what", Text, "What was found"),
            ("why", Text, "Why it matters"),
            ("mend", Text, "How to mend it"),
            ("cells", Many(&Of("FindingCell")), "Every cell where it stands, in the order of the file"),
        ],
    ),
    schema("Findings", "Findings", &[("findings", Many(&Of("Finding")), "Errors first, then as found")]),
    schema(
        "DecisionRequest",
        "A decision on a submission that waits",
        &[("decision", OneOf(&["approve", "send_back"]), "What is decided"), ("note", Text, "Why, in words")],
    ),
    schema(
        "Function",
        "Something that councils or their partners do",
        &[
            ("id", Text, "Its identifier"),
            ("name", Text, "Its name"),
            ("plain_english", Text, "What it is, in plain English"),
            ("group", Text, "The group that it belongs to"),
            ("lgsl_id", OrNull(&Whole), "Its number in the Local Government Services List"),
            ("main_legislation", Text, "The law that it mainly rests on"),
            ("audience_example_question", Text, "How a resident might ask about it"),
        ],
    ),
    schema("Functions", "Functions", &[("functions", Many(&Of("Function")), "In the order of the list")]),
    schema(
        "AreaAsked",
        "The area that was asked about",
        &[("code", Code, "Its code"), ("name", Text, "Its name on the day")],
    ),
    schema(
        "ResponsibleBody",
        "A body with a part in a function",
        &[
            ("code", Text, "Its code"),
            ("name", Text, "Its name"),
            ("role", ROLE, "Its part"),
            ("reason", Text, "Why it has it"),
            ("legal_basis", Text, "The law"),
            ("confidence", Text, "Whether a source was read for it"),
            ("source", Text, "That source; empty where none was read"),
        ],
    ),
    schema(
        "UnnamedBody",
        "A body of which there is one for all of England, or none that is named",
        &[("who", Text, "Who it is"), ("role", ROLE, "Its part"), ("legal_basis", Text, "The law")],
    ),
    schema(
        "InvolvedBody",
        "A body that is involved and not responsible",
        &[
            ("code", OrNull(&Text), "Its code, where known"),
            ("name", Text, "Its name"),
            ("how", Text, "How it is involved"),
        ],
    ),
    schema(
        "Responsibility",
        "Who is responsible for a function in an area on a day",
        &[
            ("function", Of("Function"), "The function"),
            ("area", Of("AreaAsked"), "The area"),
            ("date", Day, "The day"),
            ("situation", Text, "The councils of the area on that day, in a sentence"),
            ("bodies", Many(&Of("ResponsibleBody")), "The bodies, each with its part"),
            ("unnamed", Many(&Of("UnnamedBody")), "Bodies that have no code"),
            ("also_involved", Many(&Of("InvolvedBody")), "Bodies that are involved and not responsible"),
            ("notes", Many(&Text), "What else one should know"),
        ],
    ),
];

/// Every schema: those of this file, then those of capabilities with files of their own.
pub fn all() -> impl Iterator<Item = &'static Schema> {
    SCHEMAS
        .iter()
        .chain(outcomes::SCHEMAS)
        .chain(signals::SCHEMAS)
        .chain(practice::SCHEMAS)
        .chain(people::SCHEMAS)
        .chain(audits::STATEMENTS)
        .chain(audits::AUDITS)
}

/// A reference to a schema.
pub fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// All schemas as the document holds them.
pub fn components() -> Map<String, Value> {
    all().map(|schema| (schema.name.to_owned(), object(schema))).collect()
}

fn named(name: &str) -> Option<&'static Schema> {
    all().find(|schema| schema.name == name)
}

fn object(schema: &Schema) -> Value {
    let inherited = schema.extends.and_then(named).map_or(&[][..], |base| base.fields);
    let fields = || inherited.iter().chain(schema.fields);
    let properties: Map<String, Value> = fields()
        .map(|(name, holds, meaning)| {
            let mut value = shape(holds);
            value["description"] = json!(meaning);
            ((*name).to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = fields().map(|(name, ..)| *name).filter(|name| !schema.optional.contains(name)).collect();
    json!({"type": "object", "description": schema.meaning, "required": required, "properties": properties})
}

fn shape(holds: &Holds) -> Value {
    match holds {
        Text => json!({"type": "string"}),
        Code => json!({"type": "string", "pattern": "^[A-Z][0-9]{8}$"}),
        Span => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}/P[0-9]+[DMY]$"}),
        Day => json!({"type": "string", "format": "date"}),
        Moment => json!({"type": "string", "format": "date-time"}),
        Whole => json!({"type": "integer", "minimum": 0}),
        Number => json!({"type": "number"}),
        NumberAsText => json!({"type": "string", "pattern": "^-?[0-9]"}),
        Truth => json!({"type": "boolean"}),
        OneOf(words) => json!({"type": "string", "enum": words}),
        Named(words) => json!({"type": "string", "enum": words()}),
        Of(name) => reference(name),
        Many(holds) => json!({"type": "array", "items": shape(holds)}),
        ByName(holds) => json!({"type": "object", "additionalProperties": shape(holds)}),
        OrNull(holds) => json!({"anyOf": [shape(holds), {"type": "null"}]}),
        Anything => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn names(holds: &Holds) -> Option<&'static str> {
        match holds {
            Of(name) => Some(name),
            Many(holds) | ByName(holds) | OrNull(holds) => names(holds),
            _ => None,
        }
    }

    #[test]
    fn every_schema_that_is_named_is_there_once() {
        let known: BTreeSet<&str> = all().map(|schema| schema.name).collect();
        assert_eq!(known.len(), all().count());
        for schema in all() {
            for name in schema.fields.iter().filter_map(|(_, holds, _)| names(holds)).chain(schema.extends) {
                assert!(known.contains(name), "{} names {name}", schema.name);
            }
        }
    }

    #[test]
    fn an_area_with_details_has_the_fields_of_an_area_too() {
        let detail = &components()["AreaDetail"];
        assert_eq!(detail["properties"]["code"]["pattern"], "^[A-Z][0-9]{8}$");
        assert!(detail["required"].as_array().is_some_and(|names| names.contains(&json!("same_place"))));
        assert!(!components()["Problem"]["required"].to_string().contains("mend"));
    }
}
