//! The shapes of reviews of linkages.

use super::{
    Holds::{Many, Moment, Number, Of, OneOf, OrNull, Text, Truth, Whole},
    Schema, extending, schema,
};

/// The schemas of reviews, in the order of the paths that use them.
pub const SCHEMAS: &[Schema] = &[
    schema(
        "Review",
        "A review of a linkage, and how far it is",
        &[
            ("number", Whole, "Its number"),
            ("title", Text, "What is reviewed"),
            ("made_at", Moment, "When it was made"),
            ("made_by", Of("Actor"), "By whom, and what for"),
            ("pairs", Whole, "The pairs of its sample"),
            ("settled", Whole, "Pairs on which two agree or a third has decided"),
            ("disputed", Whole, "Pairs on which people differ"),
            ("reviewers", Many(&Of("Reviewer")), "Who has judged how many, by name"),
        ],
    ),
    schema(
        "Reviewer",
        "Somebody who judges pairs",
        &[("name", Text, "The name, as stated"), ("judged", Whole, "The pairs that they have judged")],
    ),
    schema("Reviews", "Reviews of linkages", &[("reviews", Many(&Of("Review")), "The reviews, newest first")]),
    schema(
        "ShareEstimate",
        "A share with its 95% interval",
        &[
            ("share", Number, "The share, 0 to 1"),
            ("lower_95", Number, "The lower end"),
            ("upper_95", Number, "The upper end"),
        ],
    ),
    schema(
        "ReviewBand",
        "What was found in a band of match weights",
        &[
            ("from", OrNull(&Number), "The least weight; null where it has no lower end"),
            ("to", OrNull(&Number), "Weights below this; null where it has no upper end"),
            ("pairs", Whole, "Pairs of the linkage in it"),
            ("sampled", Whole, "Pairs of the sample in it"),
            ("same_person", Whole, "Settled as of one person"),
            ("different_people", Whole, "Settled as of two"),
            ("cannot_tell", Whole, "Settled as not to be told"),
            ("share", OrNull(&Of("ShareEstimate")), "The share of one person among those that could be told"),
        ],
    ),
    schema(
        "ReviewThreshold",
        "What a threshold would come to",
        &[
            ("weight", Number, "Pairs of this weight and more are taken"),
            ("is_of_the_run", Truth, "Whether the linkage took this one"),
            ("precision", Of("ShareEstimate"), "The share of one person among the pairs taken"),
            ("recall", Of("ShareEstimate"), "The share taken among sampled pairs of one person"),
            ("f1", Of("ShareEstimate"), "The harmonic mean of both"),
        ],
    ),
    schema(
        "ReviewerAgreement",
        "How far two reviewers agree on pairs that both judged blind",
        &[
            ("one", Text, "One"),
            ("other", Text, "The other"),
            ("pairs", Whole, "Pairs that both judged"),
            ("same", Whole, "Pairs of which they said the same"),
            ("share", Of("ShareEstimate"), "Their share"),
            ("kappa", OrNull(&Number), "Cohen’s kappa; null where both said one and the same word of every pair"),
            ("kappa_lower_95", OrNull(&Number), "The lower end of its interval; null while the two never differed"),
            ("kappa_upper_95", OrNull(&Number), "The upper end"),
        ],
    ),
    extending(
        "ReviewDetail",
        "Review",
        "A review with what it says so far",
        &[
            ("bands", Many(&Of("ReviewBand")), "By band of match weights, lightest first"),
            ("thresholds", Many(&Of("ReviewThreshold")), "By threshold, lightest first"),
            ("agreements", Many(&Of("ReviewerAgreement")), "How far every two reviewers agree"),
            ("labels", Whole, "The pairs that are labels"),
        ],
    ),
    schema(
        "LinkageWeight",
        "A match weight and what it means",
        &[("weight", Number, "The weight (log2 odds)"), ("probability", Number, "The same as a probability")],
    ),
    schema(
        "LinkageCount",
        "How many have a weight from a whole weight up to the next",
        &[("from", Number, "The whole weight, which may be below 0"), ("count", Whole, "How many")],
    ),
    schema(
        "LinkageOutcome",
        "An outcome of a comparison, and what the model believes of it",
        &[
            ("outcome", Text, "The outcome"),
            ("m", OrNull(&Number), "Its chance among records of one person; null where it was not learnt"),
            ("u", OrNull(&Number), "Its chance among records of two people"),
            ("weight", OrNull(&Number), "What it adds to the weight of a pair: log2(m/u)"),
        ],
    ),
    schema(
        "LinkageComparison",
        "A comparison of a model",
        &[
            ("comparison", Text, "What is compared"),
            ("outcomes", Many(&Of("LinkageOutcome")), "Its outcomes, in the order of the model"),
        ],
    ),
    schema(
        "LinkageModel",
        "What the model of a linkage believes, and how its weights spread",
        &[
            ("review", Whole, "The review"),
            ("name", Text, "The model’s name"),
            ("records", Whole, "The records that were linked"),
            ("threshold", Of("LinkageWeight"), "Pairs of this weight and more are links"),
            ("clerical", Of("LinkageWeight"), "Pairs from here up to the threshold are for people to look at"),
            ("comparisons", Many(&Of("LinkageComparison")), "What is compared, in the order of the model"),
            ("weights", Many(&Of("LinkageCount")), "Compared pairs by weight"),
            ("own_weights", Many(&Of("LinkageCount")), "Records by the weight that each has with a copy of itself"),
        ],
    ),
    schema(
        "LinkageCost",
        "What a threshold would cost, if the model’s probabilities are right",
        &[
            ("weight", Number, "Pairs of this weight and more are taken"),
            ("probability", Number, "The same as a probability"),
            ("taken", Whole, "Pairs that are taken"),
            ("false_matches", Number, "How many of them are expected to be of two people"),
            ("missed_matches", Number, "How many of the others are expected to be of one person"),
            ("precision", OrNull(&Number), "The expected share of one person among those taken; null where none is"),
            ("recall", OrNull(&Number), "The expected share taken of those of one person"),
        ],
    ),
    schema(
        "LinkageThresholds",
        "What thresholds would cost, by the model’s own lights",
        &[
            ("review", Whole, "The review"),
            ("of_the_run", Of("LinkageWeight"), "The threshold that the linkage took"),
            ("thresholds", Many(&Of("LinkageCost")), "By threshold, from the heaviest on"),
        ],
    ),
    schema(
        "LinkageRule",
        "A blocking rule, and what it brought",
        &[
            ("rule", Text, "The rule"),
            ("first_pairs", Whole, "The pairs that it brought before any other rule did"),
            ("records", Whole, "The records that stand in a block of it"),
            ("records_share", OrNull(&Number), "Their share of all records"),
            ("largest_block", Whole, "The records of its largest block"),
            ("left_out_pairs", Whole, "Pairs of blocks too large to be compared whole that were left out"),
        ],
    ),
    schema(
        "LinkageBlocking",
        "What a linkage compared at all",
        &[
            ("review", Whole, "The review"),
            ("records", Whole, "The records that were linked"),
            ("possible_pairs", Number, "The pairs that all records make"),
            ("compared_pairs", Whole, "How many were compared"),
            ("left_out_pairs", Whole, "Pairs of blocks too large to be compared whole that were left out"),
            ("rules", Many(&Of("LinkageRule")), "The rules, in the order of the model"),
        ],
    ),
    schema(
        "LinkageEvaluation",
        "How often a linkage is right, as people have judged so far",
        &[
            ("review", Whole, "The review"),
            ("pairs", Whole, "The pairs of its sample"),
            ("settled", Whole, "Pairs on which two agree or a third has decided"),
            ("disputed", Whole, "Pairs on which people differ"),
            ("bands", Many(&Of("ReviewBand")), "By band of match weights, lightest first"),
            ("thresholds", Many(&Of("ReviewThreshold")), "By threshold, lightest first"),
            ("agreements", Many(&Of("ReviewerAgreement")), "How far every two reviewers agree"),
            ("labels", Whole, "The pairs that are labels"),
        ],
    ),
    schema(
        "ReviewJudgement",
        "What somebody said of a pair",
        &[
            ("number", Whole, "Its number in the review"),
            ("pair", Whole, "The pair"),
            ("reviewer", Text, "The reviewer’s name, as stated"),
            ("verdict", OneOf(&["same_person", "different_people", "cannot_tell"]), "What they said"),
            ("basis", OneOf(&["blind", "weight_seen", "decision"]), "What they knew when they said it"),
            ("at", Moment, "When"),
        ],
    ),
    schema(
        "ReviewJudgements",
        "What was said of pairs that are settled",
        &[
            ("review", Whole, "The review"),
            ("judgements", Many(&Of("ReviewJudgement")), "In the order in which they were made"),
        ],
    ),
    schema(
        "ReviewRecord",
        "A record as its source wrote it",
        &[
            ("source", Text, "The source; empty where there is but one"),
            ("id", Text, "What the source calls it"),
            ("values", Many(&OrNull(&Text)), "A value for each column; null where there is none"),
        ],
    ),
    schema(
        "WeightStep",
        "What one comparison adds to a match weight",
        &[
            ("comparison", Text, "What is compared"),
            ("outcome", Text, "The outcome"),
            ("weight", Number, "What the outcome adds (log2)"),
            ("frequency", Number, "What is added because the value is rare or usual (log2)"),
            ("words", Text, "The same in words"),
        ],
    ),
    schema(
        "PairWeight",
        "What the computer made of a pair",
        &[
            ("weight", Number, "The match weight (log2 odds)"),
            ("probability", Number, "The same as a probability"),
            ("prior", Number, "The weight before anything is compared"),
            ("rule", OrNull(&Text), "The blocking rule that brought the two together"),
            ("steps", Many(&Of("WeightStep")), "What each comparison adds"),
        ],
    ),
    schema(
        "ReviewPair",
        "Two records to judge. Personal data: the look is recorded",
        &[
            ("review", Whole, "The review"),
            ("pair", Whole, "The pair"),
            ("columns", Many(&Text), "What stands above each value"),
            ("left", Of("ReviewRecord"), "One record"),
            ("right", Of("ReviewRecord"), "The other"),
            ("judgement", OrNull(&Of("ReviewJudgement")), "Your own judgement, if it stands"),
            ("weight", OrNull(&Of("PairWeight")), "What the computer made of it; null until you have judged"),
            ("next", OrNull(&Whole), "The pair that waits for you next"),
        ],
    ),
    Schema {
        name: "JudgementRequest",
        meaning: "What you say of a pair",
        extends: None,
        fields: &[
            ("verdict", OneOf(&["same_person", "different_people", "cannot_tell"]), "Your verdict"),
            ("note", Text, "What decided it; names nobody"),
        ],
        optional: &["note"],
    },
];
