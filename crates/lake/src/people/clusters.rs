//! People as a table, and people formed of more links than fit in memory.

use super::{
    PeopleError, Predicted, column_names, each_row, first_present,
    pairs::{find, id_value, kind_of_ids, source_of},
    table::{Kind, TableWriter, Value},
};
use link::{
    LinkError, Progress, Records,
    cluster::{Clusters, CutLink, Decisions, Link},
    model::weight_of_probability,
    score::Linkage,
};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufReader, BufWriter, Read, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

/// What a link takes while people are formed: itself, and once more in the order of its component.
const BYTES_FOR_A_LINK: u64 = 40;
const LINK_BYTES: usize = 12;
/// Files that are open at a time while links are sorted by component.
const MOST_BUCKETS: u64 = 200;

/// People, and how they were formed.
#[derive(Debug, Clone)]
pub struct Formed {
    /// The people.
    pub clusters: Clusters,
    /// How many links joined records.
    pub links: u64,
    /// In how many rounds they were formed; more than one when the links did not fit in memory together.
    pub rounds: usize,
}

/// Gives links to its argument, one after the other, as often as it is asked.
type Source<'a> = &'a dyn Fn(&mut dyn FnMut(Link) -> Result<(), PeopleError>) -> Result<(), PeopleError>;

impl Predicted {
    /// Gives the links of at least `least` (log2 odds) to `take`.
    ///
    /// # Errors
    /// When a part cannot be read, or `take` refuses.
    pub fn links(&self, least: f64, take: &mut dyn FnMut(Link) -> Result<(), PeopleError>) -> Result<(), PeopleError> {
        self.each(&mut |pairs| {
            let links = pairs.iter().filter(|pair| pair.weight >= least);
            let mut links = links.map(|pair| Link { left: pair.left, right: pair.right, weight: pair.weight as f32 });
            links.try_for_each(&mut *take)
        })
    }
}

/// Forms people of links that may take at most `room` bytes at a time. When they take more, the links are sorted by
/// component into files in `folder` and people are formed some components at a time, which gives the same people: what
/// happens in a component depends on that component alone.
///
/// # Errors
/// When links cannot be read or spilled, the model has not been trained, or somebody asked to stop.
pub fn cluster_within(
    linkage: &Linkage,
    links: Source<'_>,
    decisions: &Decisions,
    room: u64,
    folder: &Path,
    progress: &dyn Progress,
) -> Result<Formed, PeopleError> {
    let threshold = weight_of_probability(linkage.model().people.threshold) as f32;
    let strong = |take: &mut dyn FnMut(Link) -> Result<(), PeopleError>| {
        links(&mut |link| if link.weight >= threshold { take(link) } else { Ok(()) })
    };
    let mut count = 0_u64;
    strong(&mut |_| {
        count += 1;
        Ok(())
    })?;
    if count * BYTES_FOR_A_LINK <= room {
        let mut together = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
        strong(&mut |link| {
            together.push(link);
            Ok(())
        })?;
        let mut clusters = linkage.cluster(&together, decisions, progress)?;
        in_order(&mut clusters.cut);
        return Ok(Formed { clusters, links: count, rounds: 1 });
    }
    let mut components = Components::new(linkage.records().len());
    strong(&mut |link| {
        components.join(link.left, link.right);
        Ok(())
    })?;
    for &(one, other) in &decisions.together {
        components.join(one, other);
    }
    let share = (room / BYTES_FOR_A_LINK).max(count.div_ceil(MOST_BUCKETS)).max(1);
    let rounds = Rounds::of(&mut components, &strong, share)?;
    let files = Spilled::sort(folder, &rounds, &strong)?;
    let mut of_record: Vec<u32> = (0..u32::try_from(linkage.records().len()).unwrap_or(u32::MAX)).collect();
    let mut cut: Vec<CutLink> = Vec::new();
    for round in 0..rounds.count {
        let own = files.read(round)?;
        let inside = |pair: &&(u32, u32)| usize::from(rounds.of_record[pair.0 as usize]) == round;
        let pairs = |pairs: &[(u32, u32)]| pairs.iter().filter(inside).copied().collect();
        let decided = Decisions { together: pairs(&decisions.together), apart: decisions.apart.clone() };
        let formed = linkage.cluster(&own, &decided, progress)?;
        for (record, first) in formed.of_record.into_iter().enumerate() {
            if usize::from(rounds.of_record[record]) == round {
                of_record[record] = first;
            }
        }
        cut.extend(formed.cut);
    }
    in_order(&mut cut);
    Ok(Formed { clusters: Clusters { of_record, cut }, links: count, rounds: rounds.count })
}

fn in_order(cut: &mut [CutLink]) {
    cut.sort_by_key(|cut| (cut.link.left, cut.link.right));
}

/// Which records hang together, in four bytes each.
struct Components {
    parent: Vec<u32>,
}

impl Components {
    fn new(count: usize) -> Self {
        Self { parent: (0..u32::try_from(count).unwrap_or(u32::MAX)).collect() }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let above = self.parent[at as usize];
            self.parent[at as usize] = self.parent[above as usize];
            at = self.parent[at as usize];
        }
        at
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        // The lower number becomes the root: with halving of paths that stays shallow.
        self.parent[one.max(other) as usize] = one.min(other);
    }
}

/// The round in which each record's component is formed.
struct Rounds {
    of_record: Vec<u16>,
    count: usize,
}

impl Rounds {
    fn of(components: &mut Components, strong: Source<'_>, share: u64) -> Result<Self, PeopleError> {
        let count = components.parent.len();
        let mut links = vec![0_u32; count];
        strong(&mut |link| {
            let root = components.root(link.left) as usize;
            links[root] = links[root].saturating_add(1);
            Ok(())
        })?;
        let (mut round, mut filled) = (0_u16, 0_u64);
        let mut of_record = vec![0_u16; count];
        for (root, &own) in links.iter().enumerate() {
            if filled > 0 && filled + u64::from(own) > share {
                (round, filled) = (round.saturating_add(1), 0);
            }
            filled += u64::from(own);
            of_record[root] = round;
        }
        for record in 0..count {
            let root = components.root(u32::try_from(record).unwrap_or(u32::MAX));
            of_record[record] = of_record[root as usize];
        }
        Ok(Self { of_record, count: usize::from(round) + 1 })
    }
}

/// Links in a file for each round; the files go when this is dropped.
struct Spilled {
    files: Vec<PathBuf>,
}

impl Spilled {
    fn sort(folder: &Path, rounds: &Rounds, strong: Source<'_>) -> Result<Self, PeopleError> {
        let name = |round| folder.join(format!("links-{round:05}-{}.tmp", std::process::id()));
        let spilled = Self { files: (0..rounds.count).map(name).collect() };
        let create = |path: &PathBuf| File::create(path).map_err(PeopleError::file("write", path));
        let mut writers = Vec::with_capacity(rounds.count);
        for path in &spilled.files {
            writers.push(BufWriter::with_capacity(1 << 13, create(path)?));
        }
        strong(&mut |link| {
            let round = usize::from(rounds.of_record[link.left as usize]);
            let mut bytes = [0; LINK_BYTES];
            bytes[..4].copy_from_slice(&link.left.to_le_bytes());
            bytes[4..8].copy_from_slice(&link.right.to_le_bytes());
            bytes[8..].copy_from_slice(&link.weight.to_le_bytes());
            writers[round].write_all(&bytes).map_err(PeopleError::file("write", &spilled.files[round]))
        })?;
        for (writer, path) in writers.iter_mut().zip(&spilled.files) {
            writer.flush().map_err(PeopleError::file("write", path))?;
        }
        Ok(spilled)
    }

    fn read(&self, round: usize) -> Result<Vec<Link>, PeopleError> {
        let path = &self.files[round];
        let file = File::open(path).map_err(PeopleError::file("read", path))?;
        let size = file.metadata().map_err(PeopleError::file("look at", path))?.len();
        let count = usize::try_from(size).unwrap_or(usize::MAX) / LINK_BYTES;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut links = Vec::with_capacity(count);
        let mut bytes = [0; LINK_BYTES];
        for _ in 0..count {
            reader.read_exact(&mut bytes).map_err(PeopleError::file("read", path))?;
            let four = |from: usize| [bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]];
            links.push(Link {
                left: u32::from_le_bytes(four(0)),
                right: u32::from_le_bytes(four(4)),
                weight: f32::from_le_bytes(four(8)),
            });
        }
        Ok(links)
    }
}

impl Drop for Spilled {
    fn drop(&mut self) {
        for path in &self.files {
            let _ = fs::remove_file(path);
        }
    }
}

/// The number of each record's person, from 0 in the order of first records: the identities that the records begin with.
#[must_use]
pub fn persons_of(clusters: &Clusters) -> Vec<u64> {
    let mut number_of: Vec<u64> = vec![0; clusters.of_record.len()];
    let mut next = 0;
    for (record, &first) in clusters.of_record.iter().enumerate() {
        if record == first as usize {
            number_of[record] = next;
            next += 1;
        }
    }
    clusters.of_record.iter().map(|&first| number_of[first as usize]).collect()
}

/// Writes the person of each record: the record's name, the person's number, the source when there are several.
///
/// # Errors
/// When the disk refuses or `watch` says to stop; nothing is left then.
pub fn write_clusters(
    path: &Path,
    records: &Records,
    person_of: &dyn Fn(u32) -> Option<u64>,
    watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<u64, PeopleError> {
    let several = records.source_names().len() > 1;
    let mut columns = vec![("record_id".to_owned(), kind_of_ids(records)), ("cluster_id".to_owned(), Kind::Whole)];
    if several {
        columns.push(("source".to_owned(), Kind::Word));
    }
    let mut table = TableWriter::create(path, &columns)?;
    let (count, mut written) = (records.len() as u64, 0);
    for record in 0..u32::try_from(records.len()).unwrap_or(u32::MAX) {
        let Some(person) = person_of(record) else { continue };
        let person = Value::Whole(i64::try_from(person).unwrap_or(i64::MAX));
        let row = [id_value(records, record), person, Value::Text(source_of(records, record))];
        table.row(&row[..columns.len()])?;
        written += 1;
        if record % (1 << 16) == 0 && watch(u64::from(record), count).is_break() {
            return Err(LinkError::Cancelled.into());
        }
    }
    table.finish()?;
    Ok(written)
}

/// Reads the person of each record from a table of clusters; what a file calls its people is numbered as it comes.
///
/// # Errors
/// When the file cannot be read, names a record that is not there, or leaves one out.
pub fn read_clusters(path: &Path, records: &Records) -> Result<Vec<u32>, PeopleError> {
    let present = column_names(path)?;
    let pick = |names: &[&'static str]| first_present(&present, names);
    let lacks = |what: &str| {
        PeopleError::refused(
            format!("{} has no column {what}; its columns are: {}", path.display(), present.join(", ")),
            "Give the clusters that `wholeplace link cluster` or `run` wrote.",
        )
    };
    let id = pick(&["record_id", "unique_id"]).ok_or_else(|| lacks("`record_id`"))?;
    let cluster = pick(&["cluster_id"]).ok_or_else(|| lacks("`cluster_id`"))?;
    let mut wanted = vec![id.to_owned(), cluster.to_owned()];
    wanted.extend(pick(&["source", "source_dataset"]).map(str::to_owned));
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut of_record = vec![u32::MAX; records.len()];
    each_row(path, &wanted, &mut |row| {
        let record = find(records, row.get(2).copied().flatten(), row[0].unwrap_or_default())?;
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let person = row[1].unwrap_or_default();
        let number = match numbers.get(person) {
            Some(number) => *number,
            None => *numbers.entry(person.to_owned()).or_insert(next),
        };
        of_record[record as usize] = number;
        Ok(())
    })?;
    match (0_u32..).zip(&of_record).find(|(_, number)| **number == u32::MAX) {
        Some((record, _)) => Err(PeopleError::refused(
            format!("{} says nothing of the record `{}`", path.display(), records.id(record)),
            "Give the clusters of these files.",
        )),
        None => Ok(of_record),
    }
}
