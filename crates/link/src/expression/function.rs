//! The functions of the language.

/// Whether a function looks at one record or at both of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// At the values it is given; computed once for each distinct value.
    Value,
    /// At a value of each record. With one argument, that argument is taken of the left and of the right record.
    Pair,
}

macro_rules! functions {
    ($($(#[$doc:meta])* $variant:ident, $reach:ident, $least:literal ..= $most:literal, [$($name:literal),+];)+) => {
        /// A function of the language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Function { $($(#[$doc])* $variant,)+ }

        impl Function {
            /// Finds a function by any of its names, in any case.
            #[must_use]
            pub fn find(name: &str) -> Option<Self> {
                let name = name.to_ascii_lowercase();
                match name.as_str() { $($($name)|+ => Some(Self::$variant),)+ _ => None }
            }

            /// Its name as we write it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => [$($name),+][0],)+ }
            }

            /// What it looks at.
            #[must_use]
            pub fn reach(self) -> Reach {
                match self { $(Self::$variant => Reach::$reach,)+ }
            }

            /// How few and how many arguments it takes.
            #[must_use]
            pub fn arity(self) -> (usize, usize) {
                match self { $(Self::$variant => ($least, $most),)+ }
            }

            /// All functions.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

functions! {
    /// Small letters.
    Lower, Value, 1..=1, ["lower"];
    /// Capital letters.
    Upper, Value, 1..=1, ["upper"];
    /// Without spaces at both ends.
    Trim, Value, 1..=1, ["trim"];
    /// How many characters.
    Length, Value, 1..=1, ["length", "len", "char_length"];
    /// Part of a text: from a position (from 1), so many characters.
    Substring, Value, 2..=3, ["substr", "substring"];
    /// The first so many characters.
    LeftPart, Value, 2..=2, ["left"];
    /// The last so many characters.
    RightPart, Value, 2..=2, ["right"];
    /// Texts one after the other; missing when any is missing.
    Concatenate, Value, 1..=16, ["concat"];
    /// Every occurrence of one text replaced by another.
    Replace, Value, 3..=3, ["replace"];
    /// What a regular expression finds: text, pattern, group (0 for the whole). Empty when it finds nothing.
    RegexpExtract, Value, 2..=3, ["regexp_extract"];
    /// What a regular expression finds, replaced: text, pattern, replacement (every occurrence).
    RegexpReplace, Value, 3..=3, ["regexp_replace"];
    /// Missing when the two are the same, else the first.
    NullIf, Value, 2..=2, ["nullif"];
    /// The first that is not missing.
    Coalesce, Value, 1..=16, ["coalesce", "ifnull"];
    /// Seconds from 1 January 1970 to a date or time written in a given form; missing when it is no such date.
    ParseTime, Value, 2..=2, ["try_strptime", "strptime", "try_to_timestamp"];
    /// Seconds of a time; the same number.
    Epoch, Value, 1..=1, ["epoch"];
    /// A number without its sign.
    Absolute, Value, 1..=1, ["abs"];
    /// The smallest of numbers.
    Least, Value, 1..=16, ["least"];
    /// The largest of numbers.
    Greatest, Value, 1..=16, ["greatest"];
    /// Degrees to radians.
    Radians, Value, 1..=1, ["radians"];
    /// The sine of radians.
    Sine, Value, 1..=1, ["sin"];
    /// The cosine of radians.
    Cosine, Value, 1..=1, ["cos"];
    /// The angle in radians of a cosine.
    ArcCosine, Value, 1..=1, ["acos"];
    /// A text or number as a number; missing when it is none.
    AsNumber, Value, 1..=1, ["number"];
    /// A text as it is (written by casts).
    AsText, Value, 1..=1, ["text"];
    /// How many entries a list has.
    ArrayLength, Value, 1..=1, ["array_length", "array_size", "cardinality"];
    /// A list of the words of a text.
    Words, Value, 1..=1, ["words"];
    /// A text cut at a separator into a list.
    Split, Value, 2..=2, ["split", "string_split"];
    /// One part of a text cut at a separator, counted from 1, or from the end when below 0; missing when it is empty.
    SplitPart, Value, 3..=3, ["split_part"];
    /// The longest word of a text, the second longest and so on, from 1 (of equal ones the first in the alphabet): the
    /// longer a word, the less it is used.
    LongestWord, Value, 2..=2, ["longest_word"];
    /// A name made comparable: capital letters, no accents, no punctuation, no title.
    Name, Value, 1..=1, ["name"];
    /// The first letter of a name.
    Initial, Value, 1..=1, ["initial"];
    /// A date made comparable, as year-month-day; with a form if the writing is not plain.
    Date, Value, 1..=2, ["date"];
    /// The year of a date.
    Year, Value, 1..=1, ["year"];
    /// The month of a date, 1 to 12.
    Month, Value, 1..=1, ["month"];
    /// The day of a date, 1 to 31.
    Day, Value, 1..=1, ["day"];
    /// A postcode made comparable, in capital letters with one space; missing when it is none.
    Postcode, Value, 1..=1, ["postcode"];
    /// The sector of a postcode, such as `LS1 4`.
    PostcodeSector, Value, 1..=1, ["postcode_sector"];
    /// The district of a postcode, such as `LS1`.
    PostcodeDistrict, Value, 1..=1, ["postcode_district"];
    /// The area of a postcode, such as `LS`.
    PostcodeArea, Value, 1..=1, ["postcode_area"];
    /// An address made comparable: capital letters, no punctuation, usual words in short.
    Address, Value, 1..=1, ["address"];
    /// The numbers of an address, in order.
    AddressNumbers, Value, 1..=1, ["address_numbers"];
    /// A valid NHS number, ten digits; else missing.
    NhsNumber, Value, 1..=1, ["nhs_number"];
    /// A property number (UPRN) without leading zeros; else missing.
    Uprn, Value, 1..=1, ["uprn"];
    /// A National Insurance number of the right form; else missing.
    Nino, Value, 1..=1, ["nino"];
    /// A valid Unique Learner Number; else missing.
    Uln, Value, 1..=1, ["uln"];
    /// A valid Unique Pupil Number; else missing.
    Upn, Value, 1..=1, ["upn"];
    /// The digits of a text.
    Digits, Value, 1..=1, ["digits"];
    /// The sound of a name by American Soundex.
    Soundex, Value, 1..=1, ["soundex"];
    /// The sound of a name by the New York State system.
    Nysiis, Value, 1..=1, ["nysiis"];
    /// How like two texts are by Jaro and Winkler, 0 to 1.
    JaroWinkler, Pair, 1..=2, ["jaro_winkler", "jaro_winkler_similarity"];
    /// How like two texts are by Jaro, 0 to 1.
    Jaro, Pair, 1..=2, ["jaro", "jaro_similarity"];
    /// How many letters to add, drop or change.
    Levenshtein, Pair, 1..=2, ["levenshtein", "editdist3"];
    /// The same, where swapping two neighbours is one change.
    DamerauLevenshtein, Pair, 1..=2, ["damerau_levenshtein"];
    /// The share of letters that two texts have in common, 0 to 1.
    Jaccard, Pair, 1..=2, ["jaccard"];
    /// The share of pairs of neighbouring letters in common (Dice), 0 to 1.
    Bigrams, Pair, 1..=2, ["bigrams"];
    /// The share of set bits in common (Dice) of two encodings, 0 to 1.
    BitLikeness, Pair, 1..=2, ["bit_likeness"];
    /// Whether two names are forms of one name (`true` for the same name).
    Nickname, Pair, 1..=2, ["nickname"];
    /// How many entries two lists share.
    Shared, Pair, 1..=2, ["shared", "list_intersect", "array_intersect"];
    /// How many days lie between two dates.
    DaysApart, Pair, 1..=2, ["days_apart"];
    /// Whether one date is the other with day and month swapped (same year).
    DayMonthSwapped, Pair, 1..=2, ["day_month_swapped"];
    /// How many of year, month and day are the same, 0 to 3.
    DatePartsSame, Pair, 1..=2, ["date_parts_same"];
    /// Whether both records have the same value.
    Same, Pair, 1..=2, ["same"];
    /// Whether the value is missing in either record.
    Missing, Pair, 1..=1, ["missing"];
    /// Whether two columns are swapped between the records.
    Swapped, Pair, 2..=2, ["swapped"];
}
