//! The shapes of good practice.

use super::{
    Holds::{AreaCode as Code, Many, Moment, Number, Of, OrNull, Text, Truth, Whole},
    Schema, schema,
};

/// The schemas.
pub const SCHEMAS: &[Schema] = &[
    schema(
        "PracticeOutcomes",
        "The outcomes for which practice may be looked for",
        &[("outcomes", Many(&Of("PracticeOutcome")), "In the order of the pack")],
    ),
    schema(
        "PracticeOutcome",
        "An outcome for which practice may be looked for",
        &[
            ("indicator", Text, "The indicator"),
            ("title", Text, "Its title"),
            ("of_districts", Truth, "Whether it is about districts and unitary councils"),
            ("refusal", OrNull(&Text), "Why nothing can be said, where nothing can"),
        ],
    ),
    schema(
        "PracticeFound",
        "Places that did better than expected again and again, by likeness of circumstances and never by value",
        &[
            ("area", Code, "The place that asks"),
            ("area_name", Text, "Its name"),
            ("indicator", Text, "The outcome"),
            ("title", Text, "Its title"),
            ("unit", Text, "The unit of the values"),
            ("refusal", OrNull(&Text), "Why nothing can be said, where nothing can"),
            ("periods", Many(&Text), "The periods that were looked at, newest first"),
            ("alike", Whole, "How many places in the most similar circumstances were looked at"),
            ("less_alike", Whole, "How many places in other circumstances were better than expected as long"),
            ("warning", OrNull(&Of("RegressionToTheMean")), "The warning that belongs to every such list"),
            ("places", Many(&Of("PracticePlace")), "The places, the most alike in circumstances first"),
            ("others", Many(&Of("Practice")), "What others documented for it, by name of place"),
        ],
    ),
    schema(
        "RegressionToTheMean",
        "What became of those that stood out once",
        &[
            ("areas", Whole, "Places with a figure in both periods"),
            ("better_once", Whole, "Those better than expected in the earlier period"),
            ("better_twice", Whole, "Those of them that were so again"),
            ("distance_earlier", Number, "How far from expectation the first lay, in units of the spread"),
            ("distance_later", Number, "How far the same places lay a period later"),
        ],
    ),
    schema(
        "PracticePlace",
        "A place that did better than expected again and again",
        &[
            ("area", Code, "The place"),
            ("area_name", Text, "Its name"),
            ("periods_running", Whole, "For how many periods running"),
            ("steady", Truth, "Whether these are enough to be more than a prompt to ask"),
            ("most_unlike_in", OrNull(&Text), "The circumstance in which it is most unlike the place that asks"),
            ("periods", Many(&Of("PracticePeriod")), "What it had and what was expected, newest first"),
            ("practices", Many(&Of("Practice")), "What it documented"),
        ],
    ),
    schema(
        "PracticePeriod",
        "One period of a place",
        &[
            ("period", Text, "The period, in words"),
            ("value", Number, "What it had"),
            ("expected", Number, "What was expected in its circumstances"),
        ],
    ),
    schema(
        "Practice",
        "What a council did about an outcome, as it documented it",
        &[
            ("number", Whole, "Its number"),
            ("area", Code, "The place"),
            ("area_name", Text, "Its name"),
            ("indicator", Text, "The outcome that it is meant to better"),
            ("title", Text, "What it is called"),
            ("what", Text, "What was done"),
            ("since", OrNull(&Whole), "The year in which it began"),
            (
                "grade",
                Whole,
                "How sure it is that it helped, from 1 (a story) to 5 (a trial or strong natural experiment)",
            ),
            ("grade_words", Text, "The same in words"),
            ("evidence", Text, "What shows that it helped"),
            ("contact", Text, "Whom to ask"),
            ("recorded_at", Moment, "When it was documented"),
            ("recorded_by", Text, "By which person"),
            ("reuses", Many(&Of("PracticeReuse")), "Who took it up, oldest first"),
        ],
    ),
    schema(
        "PracticeReuse",
        "That a place took up a practice",
        &[
            ("area", Code, "The place"),
            ("area_name", Text, "Its name"),
            ("since", OrNull(&Whole), "The year in which it did"),
            ("adaptation", Text, "What it changed to make it fit"),
            ("result", OrNull(&Text), "What came of it, where that is known"),
        ],
    ),
];
