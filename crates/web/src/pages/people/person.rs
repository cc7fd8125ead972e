//! A person whole: the records that are taken for one person, what holds them together, and what was kept apart.

use super::sheet;
use crate::{
    charts::{
        Svg,
        people::{ClusterLine, ClusterNode, LineKind, cluster_graph, shape_of},
    },
    components::{Column, Table, TableCell},
    words::list_in_words,
};
use askama::Template;

/// A person, ready to be told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonTold {
    /// What the person shows, such as “hangs together by one link”; may be empty.
    pub heading: String,
    /// Who it is about, such as `gp 17`; may be empty.
    pub of: String,
    /// The sources of the records.
    pub sources: Vec<String>,
    /// The columns of the records.
    pub columns: Vec<String>,
    /// The records.
    pub records: Vec<RecordTold>,
    /// Every pair of the records, counted from 0.
    pub lines: Vec<ClusterLine>,
    /// The mean weight of all pairs; nothing for a single record.
    pub mean_weight: Option<f64>,
    /// How many records hang together by links before they are parted into people, where it was looked at.
    pub component: Option<u64>,
    /// Links to records of other people, and why each joins nothing.
    pub cut: Vec<OtherTold>,
    /// The pairs with records of other people that came nearest to being links.
    pub nearest: Vec<OtherTold>,
}

/// A record of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordTold {
    /// What it is called, with its source where there are several.
    pub label: String,
    /// Which of the sources it is of, counted from 0.
    pub source: usize,
    /// What it holds, column by column.
    pub values: Vec<Option<String>>,
}

/// A record of another person, and the pair that it makes with one of this person.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherTold {
    /// The record of this person, counted from 0.
    pub record: usize,
    /// What the other is called.
    pub other: String,
    /// The weight of the pair.
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// Why a link between the two joins nothing; empty where there is no link.
    pub why: String,
}

/// More records than this are not drawn: nobody could follow the lines.
const MOST_DRAWN: usize = 40;
/// More lines than this are folded away at first.
const LINES_AT_ONCE: usize = 15;
/// Of more lines than this only links that hold alone and the weakest are told.
const MOST_LINES: usize = 200;

/// How many, with the right word.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", sheet::whole(count as u64), if count == 1 { one } else { many })
}

/// Two records by their numbers, which people count from 1.
fn pair_of(line: &ClusterLine) -> String {
    format!("{} and {}", line.left + 1, line.right + 1)
}

/// How well records hang together, in sentences. Records are told by their numbers from 1.
pub(crate) fn hangs_together(lines: &[ClusterLine]) -> String {
    let links = || lines.iter().filter(|line| matches!(line.kind, LineKind::Link | LineKind::Bridge));
    let bridges: Vec<&ClusterLine> = lines.iter().filter(|line| line.kind == LineKind::Bridge).collect();
    let against = lines.iter().filter(|line| line.kind == LineKind::Against).count();
    let all = counted(lines.len(), "pair", "pairs");
    let mut sentences = vec![format!(
        "{} of {all} {}.",
        sheet::whole(links().count() as u64),
        if links().count() == 1 { "is a link" } else { "are links" }
    )];
    match bridges.as_slice() {
        [] => sentences.push("None of them holds the person together alone.".to_owned()),
        // Of two records it goes without saying.
        [_] if lines.len() == 1 => {}
        [only] => {
            sentences.push(format!("Without the link between records {} the person would fall apart.", pair_of(only)));
        }
        several => {
            let pairs: Vec<String> =
                several.iter().map(|line| format!("{}\u{2013}{}", line.left + 1, line.right + 1)).collect();
            let pairs = list_in_words(&pairs);
            sentences.push(format!("Without any one of the links {pairs} the person would fall apart."));
        }
    }
    if against > 0 {
        let pairs = counted(against, "pair", "pairs");
        sentences.push(format!("Of {pairs} what is known speaks against one person."));
    }
    sentences.join(" ")
}

impl PersonTold {
    /// Such as `4 records of 2 sources`.
    #[must_use]
    pub fn size(&self) -> String {
        format!(
            "{} of {}",
            counted(self.records.len(), "record", "records"),
            counted(self.sources.len(), "source", "sources")
        )
    }

    /// How well the person hangs together and what was kept apart, in sentences.
    #[must_use]
    pub fn words(&self) -> String {
        let mut sentences = Vec::new();
        if self.records.len() < 2 {
            sentences.push("The record stands alone: no other is taken for the same person.".to_owned());
        } else {
            sentences.push(hangs_together(&self.lines));
            let links = self.lines.iter().filter(|line| matches!(line.kind, LineKind::Link | LineKind::Bridge));
            if let Some(weakest) = links.min_by(|one, other| one.weight.total_cmp(&other.weight)) {
                let (pair, weight) = (pair_of(weakest), sheet::weight(weakest.weight));
                sentences.push(format!("The weakest link, between records {pair}, weighs {weight}."));
            }
            if let Some(mean) = self.mean_weight {
                sentences.push(format!("All pairs weigh {} in the mean.", sheet::weight(mean)));
            }
        }
        if !self.cut.is_empty() {
            sentences.push(format!(
                "{} to records of other people {} cut.",
                counted(self.cut.len(), "link", "links"),
                if self.cut.len() == 1 { "was" } else { "were" }
            ));
        }
        if let Some(component) = self.component.filter(|component| *component > self.records.len() as u64) {
            let component = sheet::whole(component);
            sentences.push(format!("By links alone {component} records hang together; they were parted into people."));
        }
        sentences.join(" ")
    }

    /// The graph. `id` must be unique in its page. Nothing where there are fewer than two records, or more than anybody
    /// could follow.
    #[must_use]
    pub fn graph(&self, id: &str) -> Option<Svg> {
        if self.records.len() > MOST_DRAWN {
            return None;
        }
        let node = |(number, record): (usize, &RecordTold)| ClusterNode { number, source: record.source };
        let nodes: Vec<ClusterNode> = (1..).zip(&self.records).map(node).collect();
        let of = if self.of.is_empty() { String::new() } else { format!("{}: ", self.of) };
        cluster_graph(id, &format!("{of}{}", self.size()), &self.words(), &nodes, &self.lines)
    }

    /// The graph alone; the sentences where there is nothing to draw.
    #[must_use]
    pub fn svg(&self) -> String {
        let styles = include_str!("../../../templates/pages/people/alone.css");
        match self.graph("person") {
            Some(graph) => graph.as_str().replacen("<desc", &format!("<style>{styles}</style><desc"), 1),
            None => format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 40\" role=\"img\"><style>{styles}</style><text x=\"4\" y=\"26\">{}</text></svg>\n",
                if self.records.len() < 2 { "One record, standing alone." } else { "Too many records to be drawn." }
            ),
        }
    }

    /// The lines that are told: all, or of many those that hold alone and the weakest.
    #[must_use]
    pub fn lines_told(&self) -> Vec<ClusterLine> {
        let mut told = self.lines.clone();
        if told.len() > MOST_LINES {
            told.sort_by(|one, other| {
                let is_bridge = |line: &ClusterLine| line.kind == LineKind::Bridge;
                is_bridge(other).cmp(&is_bridge(one)).then(one.weight.total_cmp(&other.weight))
            });
            told.truncate(MOST_LINES);
        }
        told
    }

    fn lines_table(&self) -> Table {
        let told = self.lines_told();
        let caption = if told.len() < self.lines.len() {
            format!("Links that hold alone and the weakest of {} pairs", sheet::whole(self.lines.len() as u64))
        } else {
            "Every pair of the records, by their numbers".to_owned()
        };
        let row = |line: &ClusterLine| {
            vec![
                TableCell::new(pair_of(line)),
                TableCell::new(sheet::weight(line.weight)),
                TableCell::new(line.kind.words()),
            ]
        };
        Table {
            caption,
            caption_hidden: false,
            columns: vec![Column::words("Records"), Column::numbers("Match weight"), Column::words("What it is")],
            rows: told.iter().map(row).collect(),
        }
    }

    fn records_table(&self) -> Table {
        let mut columns = vec![Column::words("Record")];
        columns.extend(self.columns.iter().map(|name| Column::words(name.clone())));
        let row = |(number, record): (usize, &RecordTold)| {
            let values = record.values.iter().map(|value| value.as_deref().unwrap_or_default().replace('\u{1f}', ", "));
            std::iter::once(format!("{number} ({})", record.label)).chain(values).map(TableCell::new).collect()
        };
        Table {
            caption: "What the records hold".to_owned(),
            caption_hidden: false,
            columns,
            rows: (1..).zip(&self.records).map(row).collect(),
        }
    }

    fn others_table(&self, caption: &str, others: &[OtherTold], why: bool) -> Option<Table> {
        let mut columns = vec![
            Column::words("Record"),
            Column::words("Of another person"),
            Column::numbers("Match weight"),
            Column::numbers("Probability"),
        ];
        columns.extend(why.then(|| Column::words("Why it joins nothing")));
        let row = |other: &OtherTold| {
            let mut cells = vec![
                (other.record + 1).to_string(),
                other.other.clone(),
                sheet::weight(other.weight),
                sheet::share(other.probability),
            ];
            cells.extend(why.then(|| other.why.clone()));
            cells.into_iter().map(TableCell::new).collect()
        };
        let table = |rows| Table { caption: caption.to_owned(), caption_hidden: false, columns, rows };
        (!others.is_empty()).then(|| table(others.iter().map(row).collect()))
    }
}

/// A person in a longer page.
#[derive(Debug, Template)]
#[template(path = "pages/people/explained-person.html")]
pub(super) struct PersonPart {
    heading: String,
    size: String,
    words: String,
    graph: Option<Svg>,
    shapes: Vec<(String, String)>,
    lines: Option<Table>,
    many_lines: bool,
    records: Table,
    cut: Option<Table>,
    nearest: Option<Table>,
}

/// Its own template escapes what it says.
impl askama::filters::HtmlSafe for PersonPart {}

impl PersonPart {
    pub(super) fn of(person: &PersonTold, id: &str) -> Self {
        let shape = |(at, source): (usize, &String)| {
            let named = if source.is_empty() { "the records" } else { source };
            (shape_of(at).to_owned(), named.to_owned())
        };
        Self {
            heading: person.heading.clone(),
            size: person.size(),
            words: person.words(),
            graph: person.graph(id),
            shapes: (0..).zip(&person.sources).map(shape).collect(),
            lines: (!person.lines.is_empty()).then(|| person.lines_table()),
            many_lines: person.lines.len() > LINES_AT_ONCE,
            records: person.records_table(),
            cut: person.others_table("Links that were cut", &person.cut, true),
            nearest: person.others_table("Compared, and not near enough to be links", &person.nearest, false),
        }
    }
}

/// The page of one person, alone in its file.
#[derive(Debug, Template)]
#[template(path = "pages/people/person.html")]
struct PersonPage<'a> {
    styles: String,
    person: &'a PersonTold,
    part: PersonPart,
}

/// The page of one person as one file that loads nothing.
///
/// # Errors
/// When it cannot be written, which it always can.
pub fn html(person: &PersonTold) -> Result<String, askama::Error> {
    // What stands over a person in a longer page is the heading of this one.
    let part = PersonPart { heading: String::new(), ..PersonPart::of(person, "person") };
    PersonPage { styles: sheet::styles(), person, part }.render()
}
