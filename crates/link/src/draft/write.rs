//! The drafted model as a text that a person reads and mends.

use super::column::ColumnDraft;
use super::{Draft, RuleDraft};
use crate::model::{Between, BlockingRule, Comparison, Level, Training};
use std::fmt::Write;

/// Lines of comments are broken here.
const LINE: usize = 112;
/// The most usual value of a column is shown when so many records hold it: fewer would tell of somebody.
const SHOWN_FROM: u64 = 10;

pub(super) fn text(draft: &Draft) -> String {
    let mut out = String::new();
    head(draft, &mut out);
    seen_in_columns(draft, &mut out);
    blocking(draft, &mut out);
    derived_columns(draft, &mut out);
    for (at, each) in draft.comparisons.iter().enumerate() {
        comparison(draft, at, &each.comparison, &each.why, &mut out);
    }
    training(draft, &mut out);
    people(draft, &mut out);
    out
}

fn head(draft: &Draft, out: &mut String) {
    let sample = if draft.looked_at < draft.of_records {
        format!("{} of {} records, taken at random", whole(draft.looked_at), whole(draft.of_records))
    } else {
        format!("{} records", whole(draft.of_records))
    };
    comment(out, &format!("A first model, drafted from {sample}, of {}.", draft.sources.join(", ")));
    comment(
        out,
        "It rests on what the records hold and on nothing else: no truth was looked at, and nobody has judged it. Change \
         what you know better; a line that is deleted is no longer used. How much each outcome weighs is learnt when the \
         model is run.",
    );
    comment(out, "Every word of this file is explained in docs/reference/linkage-model.md.");
    out.push('\n');
    line(out, &format!("version = {}", draft.model.version));
    line(out, &format!("name = {}", string(&draft.model.name)));
    match draft.model.between {
        Between::All => line(out, "between = \"all\"          # \"sources\": seek matches only between the files"),
        Between::Sources => line(out, "between = \"sources\"      # \"all\": seek matches within each file too"),
    }
}

fn seen_in_columns(draft: &Draft, out: &mut String) {
    out.push('\n');
    comment(out, "What was seen in the columns:");
    for column in &draft.columns {
        comment_item(out, &format!("{}: {}", shown(&column.name), seen(column)));
    }
}

fn derived_columns(draft: &Draft, out: &mut String) {
    let derived: Vec<&ColumnDraft> = draft.columns.iter().filter(|each| each.made_comparable.is_some()).collect();
    if derived.is_empty() {
        return;
    }
    out.push('\n');
    comment(out, "Made comparable before anything else, so that what differs in writing alone is the same:");
    for column in &derived {
        for (value, count) in &column.profile.placeholders {
            let what = format!(
                "{}: {} records hold {}, which is taken for missing",
                shown(&column.name),
                whole(*count),
                shown(value)
            );
            comment_item(out, &what);
        }
    }
    line(out, "[columns]");
    for column in derived {
        if let Some(form) = &column.made_comparable {
            line(out, &format!("{} = {}", key(&column.name), string(form)));
        }
    }
}

fn seen(column: &ColumnDraft) -> String {
    let profile = &column.profile;
    let Some(kind) = column.kind else { return column.reason.clone() };
    let mut parts = vec![format!("{}, {}", kind.name(), column.reason)];
    if profile.missing > 0 {
        parts.push(format!("missing in {}", percent(profile.missing_share())));
    }
    let usual = profile.usual.as_ref().filter(|usual| usual.1 >= SHOWN_FROM);
    let most = usual.map_or(String::new(), |(value, count)| {
        format!(", {} of records hold {}", percent(*count as f64 / profile.present().max(1) as f64), shown(value))
    });
    parts.push(format!("{} different values{most}", whole(profile.distinct)));
    parts.join("; ")
}

fn blocking(draft: &Draft, out: &mut String) {
    out.push('\n');
    let pairs: u64 = draft.rules.iter().map(|rule| rule.pairs).sum();
    let found = if draft.likely_matches >= 1.0 {
        format!(
            " They were chosen by what they find of {} likely matches of a first run, for the fewest pairs. Set against how \
             many matches that run takes there to be, and against how far rules on different columns find the same ones, all \
             together find about {} of all matches. What no rule finds cannot be seen, so this is a guess.",
            whole(draft.likely_matches.round() as u64),
            percent(draft.recall)
        )
    } else {
        " A first run found no likely match, so they are the loosest that can be afforded.".to_owned()
    };
    comment(
        out,
        &format!(
            "Which pairs are compared: those that meet at least one of these rules, about {} pairs at most, of {} allowed.{found}",
            whole(pairs),
            whole(draft.most_pairs)
        ),
    );
    line(out, "blocking = [");
    let rules: Vec<String> = draft.rules.iter().map(|each| format!("    {},", rule(&each.rule))).collect();
    let width = rules.iter().map(|rule| rule.chars().count()).filter(|width| *width <= 60).max().unwrap_or(0);
    for (text, each) in rules.iter().zip(&draft.rules) {
        line(out, &format!("{text:<width$} # {}", cost(each, draft.likely_matches >= 1.0)));
    }
    line(out, "]");
}

fn cost(rule: &RuleDraft, judged: bool) -> String {
    let pairs = format!("{} pairs", whole(rule.pairs));
    if judged {
        format!("{pairs}; finds {}, of which {} first", percent(rule.finds), percent(rule.adds))
    } else {
        pairs
    }
}

fn comparison(draft: &Draft, at: usize, comparison: &Comparison, why: &str, out: &mut String) {
    out.push('\n');
    let columns: Vec<String> =
        draft.comparisons[at].columns.iter().map(|&column| shown(&draft.columns[column].name)).collect();
    let why = if why.is_empty() { String::new() } else { format!(" {why}") };
    comment(out, &format!("From {}.{why}", columns.join(", ")));
    line(out, "[[comparison]]");
    line(out, &format!("name = {}", string(&comparison.name)));
    line(out, "level = [");
    for level in &comparison.levels {
        line(out, &format!("    {},", level_text(level)));
    }
    line(out, "]");
}

fn level_text(level: &Level) -> String {
    let mut text = format!("{{ label = {}, when = {}", string(&level.label), string(&level.when));
    if level.missing {
        text.push_str(", missing = true");
    }
    if let Some(frequency) = &level.frequency {
        let _ = write!(text, ", frequency = {{ of = {} }}", string(&frequency.of));
    }
    text.push_str(" }");
    text
}

fn training(draft: &Draft, out: &mut String) {
    let training = &draft.model.training;
    out.push('\n');
    line(out, "[training]");
    comment(
        out,
        &format!(
            "Rules whose pairs are of one person nearly alone, and the share of matches that they seem to find ({}). \
             Training begins from this and finds its own.",
            percent(training.recall)
        ),
    );
    rule_list(out, "certain", &training.certain, &[]);
    line(out, &format!("recall = {:?}", training.recall));
    comment(
        out,
        "Under each of these rules matches and others are told apart, and how often matches agree is learnt for what the \
         rule itself does not look at.",
    );
    let notes: Vec<String> = draft
        .teachers
        .iter()
        .map(|each| {
            let what = if each.teaches.is_empty() { "nothing".to_owned() } else { each.teaches.join(", ") };
            format!("{} of its pairs seem to be matches; teaches {what}", percent(each.matches_share))
        })
        .collect();
    rule_list(out, "learn", &training.learn, &notes);
    if training.in_common != Training::default().in_common {
        comment(
            out,
            "Two who have something in common (a home, a make) agree more often than strangers. Training seeks such kinds; in \
             a trial more of them took nearly all matches for theirs.",
        );
        line(out, &format!("in_common = {}", training.in_common));
    }
    let untaught: Vec<&str> = draft
        .comparisons
        .iter()
        .map(|each| each.comparison.name.as_str())
        .filter(|name| !draft.teachers.iter().any(|teacher| teacher.teaches.iter().any(|each| each == name)))
        .collect();
    if !untaught.is_empty() {
        comment(
            out,
            &format!(
                "No rule teaches {}: every rule that finds enough matches looks at the same columns. What it weighs is \
                 guessed; give it m and u, or judged pairs (--labels).",
                untaught.join(", ")
            ),
        );
    }
}

fn rule_list(out: &mut String, name: &str, rules: &[BlockingRule], notes: &[String]) {
    line(out, &format!("{name} = ["));
    for (at, each) in rules.iter().enumerate() {
        if let Some(note) = notes.get(at) {
            for part in broken(note, LINE - 6) {
                line(out, &format!("    # {part}"));
            }
        }
        line(out, &format!("    {},", rule(each)));
    }
    line(out, "]");
}

fn people(draft: &Draft, out: &mut String) {
    let never_two = &draft.model.people.never_two;
    out.push('\n');
    line(out, "[people]");
    if !never_two.is_empty() {
        comment(
            out,
            "Two records with different valid numbers are never put together without a person deciding. If numbers of \
             relatives get into records, delete the line.",
        );
        let listed: Vec<String> = never_two.iter().map(|each| string(each)).collect();
        line(out, &format!("never_two = [{}]", listed.join(", ")));
    }
    comment(out, "If you know that a source holds each person once, say so; it cannot be seen in the records:");
    let sources: Vec<String> = draft.sources.iter().map(|each| string(each)).collect();
    line(out, &format!("# one_each = [{}]", sources.join(", ")));
}

fn rule(rule: &BlockingRule) -> String {
    let same: Vec<String> = rule.same.iter().map(|each| string(each)).collect();
    let same = (!same.is_empty()).then(|| format!("same = [{}]", same.join(", ")));
    let when = rule.when.as_ref().map(|when| format!("when = {}", string(when)));
    let parts: Vec<String> = same.into_iter().chain(when).collect();
    format!("{{ {} }}", parts.join(", "))
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn comment(out: &mut String, text: &str) {
    for part in broken(text, LINE - 2) {
        line(out, &format!("# {part}"));
    }
}

fn comment_item(out: &mut String, text: &str) {
    for (at, part) in broken(text, LINE - 4).into_iter().enumerate() {
        line(out, &format!("#{}{part}", if at == 0 { "   " } else { "       " }));
    }
}

/// A text in lines of at most so many characters, where words allow it. Nothing that a file may hold ends a comment.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word: String = word.chars().map(|each| if each.is_control() { '\u{fffd}' } else { each }).collect();
        let length = word.chars().count();
        if width > 0 && width + 1 + length > most {
            lines.push(String::new());
            width = 0;
        }
        if let Some(last) = lines.last_mut() {
            if width > 0 {
                last.push(' ');
                width += 1;
            }
            last.push_str(&word);
            width += length;
        }
    }
    lines
}

/// A value or a name as a comment shows it: without what would end the line, and not longer than a person reads.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let plain: String = text.chars().map(|each| if each.is_control() { ' ' } else { each }).collect();
    if plain.chars().count() <= MOST {
        return plain;
    }
    let cut: String = plain.chars().take(MOST).collect();
    format!("{cut}…")
}

/// A text as TOML writes it; what holds backslashes or quotes is written as it is, where that can be.
fn string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn key(name: &str) -> String {
    let bare =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if bare { name.to_owned() } else { string(name) }
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.095 { "less than 0.1%".to_owned() } else { format!("{percent:.1}%") }
}

/// A whole number with commas between thousands.
fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
