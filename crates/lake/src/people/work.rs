//! Weighed pairs on disk, part by part: what a run has finished is not done again after a stop, and pairs take no memory.
//!
//! A part holds the pairs of some pieces of the candidates, in order, 26 bytes each, and behind them what the pieces came
//! to and the SHA-256 of all before it. It is moved into place when it is whole. One run at a time has a folder: it holds a
//! lock there, which the system takes back however the run ends.

use super::{AtomicFile, InputFacts, PeopleError, input::hexadecimal, table::write_text};
use crate::{
    cluster::{
        Cluster,
        linkage::{ClusterRun, RuleSummary},
    },
    lock::{Asked, Lock},
};
use link::{
    LinkError, Model, Progress,
    score::{Linkage, PairSink, ScoredPair, Summary},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
};

/// About how many candidate pairs make a part at most: a few seconds of work.
const MOST_IN_PART: u64 = 1 << 23;
/// In about how many parts a run is done when they can be smaller.
const PARTS: u64 = 8;
const PAIR_BYTES: usize = 26;
const MANIFEST: &str = "manifest.json";
const MODEL: &str = "model.toml";
const LOCK: &str = "lock";
/// Grows when parts or weights are made in another way.
const VERSION: u32 = 1;

/// What a run was begun with: another run may only go on with its parts when all of it is the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    program: String,
    inputs: Vec<InputFacts>,
    given: String,
    settings: String,
}

/// The folder beside an output where the parts of a run lie until it is finished.
#[derive(Debug)]
pub struct WorkFolder {
    path: PathBuf,
    finished: bool,
    _lock: Lock,
}

impl WorkFolder {
    /// The folder of the work on an output.
    #[must_use]
    pub fn beside(output: &Path) -> PathBuf {
        let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        output.with_file_name(format!("{name}.work"))
    }

    /// Begins anew: whatever an earlier run left there goes. `given` is the model as it was given, `settings` all else
    /// that the pairs depend on.
    ///
    /// # Errors
    /// When another run has the folder, it is not one of a linkage, or it cannot be made.
    pub fn begin(path: &Path, inputs: &[InputFacts], given: &str, settings: &str) -> Result<Self, PeopleError> {
        let there = if path.exists() { entries(path)? } else { Vec::new() };
        let is_work = there.iter().any(|entry| entry.file_name() == MANIFEST || entry.file_name() == MODEL);
        if !is_work && there.iter().any(|entry| entry.file_name() != LOCK) {
            return Err(PeopleError::refused(
                format!("{} is there and is not the work of a linkage", path.display()),
                "Name another output, or move the folder away.",
            ));
        }
        fs::create_dir_all(path).map_err(PeopleError::file("make", path))?;
        let lock = take(path)?;
        for entry in entries(path)?.iter().filter(|entry| entry.file_name() != LOCK) {
            let left = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let removed = if is_folder { fs::remove_dir_all(&left) } else { fs::remove_file(&left) };
            removed.map_err(PeopleError::file("remove", &left))?;
        }
        let work = Self { path: path.to_owned(), finished: false, _lock: lock };
        let text = serde_json::to_string_pretty(&manifest(inputs, given, settings))
            .map_err(|error| LinkError::Model(error.to_string()))?;
        write_text(&path.join(MANIFEST), &text)?;
        Ok(work)
    }

    /// Goes on where an earlier run was stopped; `None` when there is nothing to go on with.
    ///
    /// # Errors
    /// When the earlier run was of other files, another model or other settings, or is still at work.
    pub fn resume(
        path: &Path,
        inputs: &[InputFacts],
        given: &str,
        settings: &str,
    ) -> Result<Option<Self>, PeopleError> {
        let file = path.join(MANIFEST);
        if !file.exists() {
            return Ok(None);
        }
        let lock = take(path)?;
        let Ok(text) = fs::read_to_string(&file) else { return Ok(None) };
        let before: Manifest = serde_json::from_str(&text).map_err(|error| {
            PeopleError::refused(format!("{} cannot be read: {error}", file.display()), "Run without --resume.")
        })?;
        let now = manifest(inputs, given, settings);
        let same_inputs = before.inputs.len() == now.inputs.len()
            && before.inputs.iter().zip(&now.inputs).all(|(one, other)| {
                (&one.source, one.bytes, &one.sha256) == (&other.source, other.bytes, &other.sha256)
            });
        let changed = if !same_inputs {
            Some("the files")
        } else if before.given != now.given {
            Some("the model")
        } else if before.settings != now.settings {
            Some("the settings")
        } else if (before.version, &before.program) != (now.version, &now.program) {
            Some("the version of this program")
        } else {
            None
        };
        match changed {
            Some(changed) => Err(PeopleError::refused(
                format!("the run in {} cannot be gone on with: {changed} changed since", path.display()),
                "Run without --resume to begin anew, or put back what changed.",
            )),
            None => Ok(Some(Self { path: path.to_owned(), finished: false, _lock: lock })),
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the model as trained, so that a run that goes on need not train again.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep_model(&self, model: &Model) -> Result<(), PeopleError> {
        write_text(&self.path.join(MODEL), &model.to_toml()?)
    }

    /// The model as an earlier run trained it.
    ///
    /// # Errors
    /// When it can no longer be read.
    pub fn model(&self) -> Result<Option<Model>, PeopleError> {
        match fs::read_to_string(self.path.join(MODEL)) {
            Ok(text) => Ok(Some(Model::from_toml(&text)?)),
            Err(_) => Ok(None),
        }
    }

    /// Scores all candidates and keeps the pairs of at least `least` (log2 odds). Parts that are finished already are
    /// taken as they are.
    ///
    /// # Errors
    /// When the engine stops, somebody asked to, or the disk refuses; finished parts stay.
    pub fn predict(&self, linkage: &Linkage, least: f64, progress: &dyn Progress) -> Result<Predicted, PeopleError> {
        let mut predicted = Predicted { parts: Vec::new(), summary: Summary::default(), taken_up: 0 };
        predicted.summary.by_rule = vec![0; linkage.model().blocking.len()];
        for pieces in parts(&linkage.pieces()) {
            let path = self.path.join(format!("part-{:08}-{:08}.pairs", pieces.start, pieces.end));
            let part = match Part::open(&path) {
                Some(part) => {
                    predicted.taken_up += 1;
                    part
                }
                None => write_part(&path, linkage, pieces, least, progress)?,
            };
            predicted.add(part);
        }
        Ok(predicted)
    }

    /// The same on a cluster, whose executors must be able to read this folder. A part holds the pairs of one rule.
    ///
    /// # Errors
    /// As [`WorkFolder::predict`], and when the cluster does not answer, or not whole.
    pub async fn predict_on(
        &self,
        cluster: &Cluster,
        linkage: &Linkage,
        least: f64,
        progress: &dyn Progress,
    ) -> Result<Predicted, PeopleError> {
        let mut predicted = Predicted { parts: Vec::new(), summary: Summary::default(), taken_up: 0 };
        let rules = linkage.model().blocking.len();
        predicted.summary.by_rule = vec![0; rules];
        let mut run = None;
        for rule in 0..rules {
            let path = self.path.join(format!("part-rule-{rule:04}.pairs"));
            if let Some(part) = Part::open(&path) {
                predicted.taken_up += 1;
                predicted.add(part);
                continue;
            }
            let run = match &run {
                Some(run) => run,
                None => &*run.insert(ClusterRun::prepare(cluster, linkage, least, &self.path)?),
            };
            let mut sink = PartSink::create(&path)?;
            let summary = match run.rule(rule, &mut sink, progress).await {
                Ok(RuleSummary { candidates, kept, .. }) => {
                    let mut by_rule = vec![0; rules];
                    by_rule[rule] = candidates;
                    PartSummary { candidates, kept, by_rule }
                }
                Err(error) => return Err(sink.reason(&path, error.into())),
            };
            predicted.add(sink.finish(&path, summary)?);
        }
        Ok(predicted)
    }

    /// The outputs are in place: the parts are of no more use.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn remove(mut self) -> Result<(), PeopleError> {
        self.finished = true;
        fs::remove_dir_all(&self.path).map_err(PeopleError::file("remove", &self.path))
    }
}

impl Drop for WorkFolder {
    /// A run that stopped leaves its finished parts, and nothing when it has none.
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let is_part = |entry: &fs::DirEntry| entry.path().extension().is_some_and(|ending| ending == "pairs");
        let any =
            fs::read_dir(&self.path).map(|mut entries| entries.any(|entry| entry.is_ok_and(|each| is_part(&each))));
        if any.is_ok_and(|any| !any) {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Takes the folder for this run, or says which has it.
fn take(path: &Path) -> Result<Lock, PeopleError> {
    let held = |holder: &str| {
        PeopleError::refused(
            format!("another run is at work in {}: {holder}", path.display()),
            "Wait until it is done, or stop it; or name another output, or another folder with --work.",
        )
    };
    match Lock::ask(&path.join(LOCK)).map_err(PeopleError::file("lock", &path.join(LOCK)))? {
        Asked::Taken(lock) => Ok(lock),
        Asked::HeldBy(holder) => Err(held(&holder)),
        Asked::Gone => Err(held("one that ended only now")),
    }
}

fn entries(path: &Path) -> Result<Vec<fs::DirEntry>, PeopleError> {
    let listed = fs::read_dir(path).and_then(Iterator::collect);
    listed.map_err(PeopleError::file("list", path))
}

fn manifest(inputs: &[InputFacts], given: &str, settings: &str) -> Manifest {
    Manifest {
        version: VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: inputs.to_vec(),
        given: hexadecimal(&Sha256::digest(given)),
        settings: settings.to_owned(),
    }
}

/// The pieces of each part.
fn parts(pieces: &[u64]) -> Vec<Range<usize>> {
    let enough = (pieces.iter().sum::<u64>() / PARTS).clamp(1, MOST_IN_PART);
    let (mut parts, mut from, mut pairs) = (Vec::new(), 0, 0);
    for (at, count) in pieces.iter().enumerate() {
        pairs += count;
        if pairs >= enough {
            parts.push(from..at + 1);
            (from, pairs) = (at + 1, 0);
        }
    }
    if from < pieces.len() {
        parts.push(from..pieces.len());
    }
    parts
}

/// What the pieces of a part came to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct PartSummary {
    candidates: u64,
    kept: u64,
    by_rule: Vec<u64>,
}

/// A finished part.
#[derive(Debug, Clone)]
pub struct Part {
    path: PathBuf,
    summary: PartSummary,
}

struct PartSink {
    file: BufWriter<AtomicFile>,
    hash: Sha256,
    /// The receiver of pairs can only say that it failed; why is kept here.
    cause: Option<std::io::Error>,
    buffer: Vec<u8>,
}

impl PairSink for PartSink {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        self.buffer.clear();
        for pair in pairs {
            self.buffer.extend_from_slice(&pair.left.to_le_bytes());
            self.buffer.extend_from_slice(&pair.right.to_le_bytes());
            self.buffer.extend_from_slice(&pair.rule.to_le_bytes());
            self.buffer.extend_from_slice(&pair.weight.to_le_bytes());
            self.buffer.extend_from_slice(&pair.pattern.to_le_bytes());
        }
        self.hash.update(&self.buffer);
        self.file.write_all(&self.buffer).map_err(|cause| {
            let what = cause.to_string();
            self.cause = Some(cause);
            LinkError::Sink(what)
        })
    }
}

fn write_part(
    path: &Path,
    linkage: &Linkage,
    pieces: Range<usize>,
    least: f64,
    progress: &dyn Progress,
) -> Result<Part, PeopleError> {
    let mut sink = PartSink::create(path)?;
    match linkage.score_pieces(pieces, least, &mut sink, progress) {
        Ok(summary) => {
            let Summary { candidates, kept, by_rule } = summary;
            sink.finish(path, PartSummary { candidates, kept, by_rule })
        }
        Err(error) => Err(sink.reason(path, error.into())),
    }
}

impl PartSink {
    fn create(path: &Path) -> Result<Self, PeopleError> {
        let file = BufWriter::with_capacity(1 << 16, AtomicFile::create(path)?);
        Ok(Self { file, hash: Sha256::new(), cause: None, buffer: Vec::new() })
    }

    /// Why a part could not be made: the disk, if that was it.
    fn reason(self, path: &Path, error: PeopleError) -> PeopleError {
        self.cause.map_or(error, PeopleError::file("write", path))
    }

    /// Moves the part into place, whole.
    fn finish(self, path: &Path, summary: PartSummary) -> Result<Part, PeopleError> {
        let Self { mut file, mut hash, .. } = self;
        let told = serde_json::to_vec(&summary).map_err(|error| LinkError::Model(error.to_string()))?;
        let length = u32::try_from(told.len()).map_err(|_| LinkError::Model("it has too many rules".to_owned()))?;
        hash.update(&told);
        let mut end = told;
        end.extend_from_slice(&length.to_le_bytes());
        end.extend_from_slice(&hash.finalize());
        file.write_all(&end).map_err(PeopleError::file("write", path))?;
        let file = file.into_inner().map_err(|error| {
            let cause = error.error();
            PeopleError::file("write", path)(std::io::Error::new(cause.kind(), cause.to_string()))
        })?;
        file.commit()?;
        Ok(Part { path: path.to_owned(), summary })
    }
}

impl Part {
    /// A part that is there and whole; `None` otherwise, for then it is made again.
    fn open(path: &Path) -> Option<Self> {
        const END: u64 = 4 + 32;
        let mut file = File::open(path).ok()?;
        let size = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(size.checked_sub(END)?)).ok()?;
        let mut end = [0_u8; END as usize];
        file.read_exact(&mut end).ok()?;
        let length = u64::from(u32::from_le_bytes(end[..4].try_into().ok()?));
        let body = size.checked_sub(END)?.checked_sub(length)?;
        file.seek(SeekFrom::Start(0)).ok()?;
        let mut hash = Sha256::new();
        let mut reader = BufReader::with_capacity(1 << 18, file).take(body + length);
        let mut told = Vec::new();
        let mut left = body;
        let mut buffer = vec![0_u8; 1 << 18];
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            reader.read_exact(&mut buffer[..wanted]).ok()?;
            hash.update(&buffer[..wanted]);
            left -= wanted as u64;
        }
        reader.read_to_end(&mut told).ok()?;
        hash.update(&told);
        if hash.finalize()[..] != end[4..] {
            return None;
        }
        let summary: PartSummary = serde_json::from_slice(&told).ok()?;
        (body == summary.kept * PAIR_BYTES as u64).then(|| Self { path: path.to_owned(), summary })
    }

    /// Calls `take` with its pairs, in order, some at a time.
    fn each(&self, take: &mut dyn FnMut(&[ScoredPair]) -> Result<(), PeopleError>) -> Result<(), PeopleError> {
        const TOGETHER: usize = 1 << 13;
        let file = File::open(&self.path).map_err(PeopleError::file("read", &self.path))?;
        let mut reader = BufReader::with_capacity(1 << 18, file);
        let mut bytes = vec![0_u8; TOGETHER * PAIR_BYTES];
        let mut pairs = Vec::with_capacity(TOGETHER);
        let mut left = self.summary.kept;
        while left > 0 {
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(TOGETHER);
            let bytes = &mut bytes[..count * PAIR_BYTES];
            reader.read_exact(bytes).map_err(PeopleError::file("read", &self.path))?;
            pairs.clear();
            pairs.extend(bytes.chunks_exact(PAIR_BYTES).map(pair_of));
            take(&pairs)?;
            left -= count as u64;
        }
        Ok(())
    }
}

fn pair_of(bytes: &[u8]) -> ScoredPair {
    fn part<const LENGTH: usize>(bytes: &[u8], from: usize) -> [u8; LENGTH] {
        let mut part = [0; LENGTH];
        part.copy_from_slice(&bytes[from..from + LENGTH]);
        part
    }
    ScoredPair {
        left: u32::from_le_bytes(part(bytes, 0)),
        right: u32::from_le_bytes(part(bytes, 4)),
        rule: u16::from_le_bytes(part(bytes, 8)),
        weight: f64::from_le_bytes(part(bytes, 10)),
        pattern: u64::from_le_bytes(part(bytes, 18)),
    }
}

/// The pairs of a whole run, on disk.
#[derive(Debug)]
pub struct Predicted {
    parts: Vec<Part>,
    /// What the run did.
    pub summary: Summary,
    /// How many parts an earlier run had finished.
    pub taken_up: usize,
}

impl Predicted {
    fn add(&mut self, part: Part) {
        self.summary.candidates += part.summary.candidates;
        self.summary.kept += part.summary.kept;
        for (sum, count) in self.summary.by_rule.iter_mut().zip(&part.summary.by_rule) {
            *sum += count;
        }
        self.parts.push(part);
    }

    /// Calls `take` with all pairs, always in the same order, some at a time.
    ///
    /// # Errors
    /// When a part cannot be read, or `take` refuses.
    pub fn each(&self, take: &mut dyn FnMut(&[ScoredPair]) -> Result<(), PeopleError>) -> Result<(), PeopleError> {
        self.parts.iter().try_for_each(|part| part.each(take))
    }

    /// Gives all pairs to receivers of the engine, such as histograms.
    ///
    /// # Errors
    /// As [`Predicted::each`].
    pub fn give(&self, sinks: &mut [&mut dyn PairSink]) -> Result<(), PeopleError> {
        self.each(&mut |pairs| sinks.iter_mut().try_for_each(|sink| sink.take(pairs)).map_err(PeopleError::from))
    }
}
