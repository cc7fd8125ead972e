//! Precision, recall and F1 of pairs and of groups.

use hashbrown::HashMap;

/// Counts of right and wrong pairs, and what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// Pairs put together that belong together.
    pub true_positives: u64,
    /// Pairs put together that do not.
    pub false_positives: u64,
    /// Pairs that belong together and were not put together, those that blocking missed among them.
    pub false_negatives: u64,
}

/// The lower and upper end of an interval of 95%.
pub type Interval = (f64, f64);

impl Score {
    /// The share of pairs put together that belong together; 1 when none was put together.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.true_positives, self.true_positives + self.false_positives)
    }

    /// The share of pairs that belong together that were put together; 1 when none belongs together.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.true_positives, 2 * self.true_positives + self.false_positives + self.false_negatives)
    }

    /// Wilson's interval of 95% for the precision. Pairs of one person are not independent, so the true interval is
    /// wider where people have many records.
    #[must_use]
    pub fn precision_interval(&self) -> Interval {
        wilson(self.true_positives, self.true_positives + self.false_positives)
    }

    /// The same for the recall.
    #[must_use]
    pub fn recall_interval(&self) -> Interval {
        wilson(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// The same for F1: it grows with the share of right pairs among all that are right or wrong (F1 = 2 J / (1 + J)),
    /// and the interval of that share is carried over.
    #[must_use]
    pub fn f1_interval(&self) -> Interval {
        let all = self.true_positives + self.false_positives + self.false_negatives;
        let (low, high) = wilson(self.true_positives, all);
        let carried = |share: f64| 2.0 * share / (1.0 + share);
        (carried(low), carried(high))
    }
}

pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The standard normal deviate that 97.5% lie below.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval of 95% for a share.
pub(super) fn wilson(part: u64, whole: u64) -> Interval {
    if whole == 0 {
        return (0.0, 1.0);
    }
    let (count, share) = (whole as f64, part as f64 / whole as f64);
    let middle = share + Z * Z / (2.0 * count);
    let spread = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    let below = 1.0 + Z * Z / count;
    (((middle - spread) / below).max(0.0), ((middle + spread) / below).min(1.0))
}

/// B-cubed: for each record, how pure and how whole its group is, then the mean over records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BCubed {
    /// The mean share of a record's group that is of its person.
    pub precision: f64,
    /// The mean share of a record's person that is in its group.
    pub recall: f64,
}

impl BCubed {
    /// The harmonic mean of the two.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum == 0.0 { 0.0 } else { 2.0 * self.precision * self.recall / sum }
    }
}

/// How right groups are.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterScore {
    /// Over all pairs of records.
    pub pairs: Score,
    /// Over records.
    pub b_cubed: BCubed,
    /// How many people there are in truth.
    pub people: u64,
    /// How many of them have exactly their records in one group.
    pub people_exact: u64,
    /// How many groups there are, single records among them.
    pub groups: u64,
    /// How many records the largest group has.
    pub largest: u64,
}

/// Scores groups against the truth: both give each record a number that its fellows share.
#[must_use]
pub fn score_clusters(group_of: &[u32], person_of: &[u32]) -> ClusterScore {
    let mut groups: HashMap<u32, u64> = HashMap::new();
    let mut people: HashMap<u32, u64> = HashMap::new();
    let mut both: HashMap<(u32, u32), u64> = HashMap::new();
    for (&group, &person) in group_of.iter().zip(person_of) {
        *groups.entry(group).or_default() += 1;
        *people.entry(person).or_default() += 1;
        *both.entry((group, person)).or_default() += 1;
    }
    let pairs = |count: u64| count * count.saturating_sub(1) / 2;
    let right: u64 = both.values().map(|&count| pairs(count)).sum();
    let put: u64 = groups.values().map(|&count| pairs(count)).sum();
    let belong: u64 = people.values().map(|&count| pairs(count)).sum();
    let mut cells: Vec<(&(u32, u32), &u64)> = both.iter().collect();
    cells.sort_unstable();
    let (mut precision, mut recall, mut exact) = (0.0, 0.0, 0);
    for (&(group, person), &count) in cells {
        let square = (count * count) as f64;
        precision += square / groups[&group] as f64;
        recall += square / people[&person] as f64;
        exact += u64::from(count == groups[&group] && count == people[&person]);
    }
    let records = group_of.len().max(1) as f64;
    ClusterScore {
        pairs: Score { true_positives: right, false_positives: put - right, false_negatives: belong - right },
        b_cubed: BCubed { precision: precision / records, recall: recall / records },
        people: people.len() as u64,
        people_exact: exact,
        groups: groups.len() as u64,
        largest: groups.values().copied().max().unwrap_or(0),
    }
}
