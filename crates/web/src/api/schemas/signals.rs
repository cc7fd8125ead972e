//! The shapes of early warning.

use super::{
    Holds::{self, AreaCode as Code, Day, Many, Moment, Of, OneOf, OrNull, Period as Span, Text, Truth, Whole},
    Schema, schema,
};

const SEVERITY: Holds = OneOf(&["mild", "marked", "grave"]);
const AUDIENCE: Holds = OneOf(&["council", "improvement_partner", "department"]);

/// The schemas.
pub const SCHEMAS: &[Schema] = &[
    schema(
        "PlaceConversations",
        "Everything that early warning has to say about a council. No score, no probability, no order of places",
        &[
            ("area", Code, "The council’s area"),
            ("area_name", Text, "Its name"),
            ("council", Text, "The council"),
            ("day", Day, "The day: what could be known by then"),
            ("lines", Many(&Of("ConversationLine")), "The lines, in the order of the pack"),
            ("evidence", Many(&Of("Evidence")), "What people recorded, newest first"),
            ("watched", Of("Watched"), "What was looked at, and what could not be"),
            ("views", Many(&Of("View")), "Who saw this when, newest first, this time among them"),
        ],
    ),
    schema(
        "ConversationLine",
        "One line: what there is to talk about",
        &[
            ("line", Text, "The line, such as debt"),
            ("title", Text, "What it is about"),
            ("opened_by", OneOf(&["figures", "evidence-only"]), "Whether figures can open it"),
            ("level", OneOf(&["quiet", "watch", "talk"]), "How much there is to talk about"),
            ("rule", OrNull(&OneOf(&["A", "B", "C", "D"])), "The rule that decided"),
            ("rule_words", OrNull(&Text), "The rule in words"),
            ("broad", Truth, "Whether it comes from several sources"),
            ("lasting", Truth, "Whether it has lasted"),
            ("series_watched", Whole, "How many series of the place were watched for it"),
            ("changes", Many(&Of("ConversationChange")), "What changed, newest first"),
            ("might_be", Many(&Text), "Why it might have"),
            ("who_could_help", Many(&Text), "Who could help"),
            ("what_next", Many(&Text), "What to do next"),
            ("record", Many(&Text), "What its signals did when tried, in counts"),
            ("cannot_see", Many(&Text), "What its signals cannot see"),
            ("cases", Many(&Of("Conversation")), "The conversations about it, oldest first"),
        ],
    ),
    schema(
        "ConversationChange",
        "Something that changed and counts on the day",
        &[
            ("what", Text, "What changed, in a sentence"),
            ("severity", SEVERITY, "How much it weighs, by a stated rule"),
            ("period", OrNull(&Span), "The period that it is about"),
            ("known_from", Day, "The day from which it was known"),
            ("counts_until", Day, "The first day on which it no longer counts"),
            ("times", Whole, "How often the same was found in 24 months, this time among them"),
            ("elsewhere", OrNull(&Of("Elsewhere")), "In how many councils the same was found, where they were asked"),
            ("indicators", Many(&Text), "The figures that it rests on"),
            ("in_the_round", Truth, "Whether it is told in the round of circumstances"),
            ("dataset", OrNull(&Text), "The dataset that it is about"),
            ("evidence", OrNull(&Whole), "The number of the evidence"),
        ],
    ),
    schema(
        "Elsewhere",
        "In how many councils the same was found",
        &[
            ("councils", Whole, "Councils in which the same is said of the same period"),
            ("of", Whole, "Councils that were looked at"),
        ],
    ),
    schema(
        "Conversation",
        "A conversation about a line",
        &[
            ("number", Whole, "Its number, from 1"),
            ("open", Truth, "Whether it is going on"),
            ("state", Text, "Where it stands, in words"),
            ("may_be_told", OrNull(&AUDIENCE), "Who may be told next, where the rule allows it by now"),
            ("audience", Many(&AUDIENCE), "Those who may see it"),
            ("answer", OrNull(&Text), "The council’s latest answer"),
            ("steps", Many(&Of("ConversationStep")), "Its steps, oldest first"),
        ],
    ),
    schema(
        "ConversationStep",
        "A step that somebody took",
        &[
            ("at", Moment, "When"),
            ("person", Text, "Which person"),
            ("body", Text, "For which body"),
            ("did", Text, "What was done"),
            ("words", OrNull(&Text), "What was said with it"),
        ],
    ),
    schema(
        "Evidence",
        "Dated evidence about a council, as somebody recorded it",
        &[
            ("number", Whole, "Its number"),
            ("kind", Text, "What was noted: a lasting word"),
            ("kind_words", Text, "The same in words"),
            ("theme", Text, "The Best Value theme: a lasting word"),
            ("theme_words", Text, "The same in words"),
            ("line", Text, "The line of conversation"),
            ("known_from", Day, "The day from which it was known"),
            ("counts_until", Day, "The first day on which it no longer counts"),
            ("provenance", OneOf(&["official_body", "council_papers", "reported"]), "Who says so"),
            ("source", Text, "Where it is told"),
            ("note", Text, "What happened"),
            ("weight", OrNull(&SEVERITY), "What it weighs on the day; null where it does not count"),
            ("recorded_at", Moment, "When it was recorded"),
            ("recorded_by", Text, "By which person"),
            ("recorded_for", Text, "For which body"),
            ("withdrawn", OrNull(&Text), "Why it was withdrawn, where it was"),
        ],
    ),
    schema(
        "Watched",
        "What the detectors looked at, and what they could not",
        &[
            ("series", Whole, "Series that they looked at"),
            ("in_the_round", Whole, "Outcomes that were held against what circumstances let expect"),
            ("datasets", Whole, "Datasets to which the council owes figures"),
            ("too_short", Whole, "Series with too few values"),
            ("too_old", Whole, "Series whose newest figure says nothing about today"),
            ("no_bad_way", Whole, "Series of which neither way is bad"),
            ("overlapping", Whole, "Series of years that overlap"),
            ("overdue_for_everybody", Many(&Text), "Datasets of which nobody’s next figures have come"),
            ("changed_everywhere", Many(&Text), "What changed in more than a quarter of all councils alike"),
        ],
    ),
    schema(
        "View",
        "That somebody saw the conversations about a council",
        &[
            ("at", Moment, "When"),
            ("person", Text, "Which person"),
            ("body", Text, "For which body"),
            ("purpose", Text, "What for"),
        ],
    ),
];
