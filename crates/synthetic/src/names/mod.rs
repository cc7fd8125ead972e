//! Names: seven naming communities, each with its own stock, skewed towards a few with a long tail.

use crate::random::Dice;
use std::collections::HashMap;

/// A way of naming. It says nothing of anybody's origin or belief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Community {
    /// English and Welsh.
    English,
    /// Irish and Scottish.
    Irish,
    /// Muslim names of South Asia.
    Muslim,
    /// Sikh and Hindu names of Punjab and Gujarat.
    Punjabi,
    /// Polish, Romanian and Lithuanian.
    Polish,
    /// West, East and southern African, and Caribbean.
    African,
    /// Chinese, mostly of Hong Kong.
    Chinese,
}

impl Community {
    /// All, in the order of the lists.
    pub const ALL: [Self; 7] =
        [Self::English, Self::Irish, Self::Muslim, Self::Punjabi, Self::Polish, Self::African, Self::Chinese];

    /// Shares of households that live in the place at the beginning, and of households that come later.
    pub const SHARES: [(f64, f64); 7] =
        [(0.780, 0.60), (0.060, 0.06), (0.050, 0.08), (0.030, 0.06), (0.040, 0.10), (0.030, 0.07), (0.010, 0.03)];

    /// The name in files and lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["english", "irish", "muslim", "punjabi", "polish", "african", "chinese"][self as usize]
    }

    /// The chance that a wife takes her husband's surname, for women born before 1970 and from then on.
    fn takes_surname(self) -> (f64, f64) {
        match self {
            Self::English | Self::Irish => (0.94, 0.78),
            Self::Muslim => (0.20, 0.30),
            Self::Punjabi => (0.55, 0.55),
            Self::Polish => (0.92, 0.85),
            Self::African => (0.75, 0.65),
            Self::Chinese => (0.10, 0.10),
        }
    }

    /// The chance that a child has its father's surname when the parents live together.
    pub(crate) fn fathers_surname(self) -> f64 {
        if self == Self::Muslim { 0.70 } else { 0.93 }
    }

    /// The share that has a middle name.
    fn middle_name(self) -> f64 {
        match self {
            Self::English | Self::Irish => 0.80,
            Self::African => 0.65,
            Self::Polish => 0.45,
            Self::Punjabi => 0.40,
            Self::Muslim | Self::Chinese => 0.25,
        }
    }
}

/// A given name or a part of a surname, as its number in the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NameId(u32);

/// A surname of one part or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Surname {
    pub(crate) first: NameId,
    pub(crate) second: Option<NameId>,
}

/// Names with running totals of how common they are.
#[derive(Debug, Default, Clone)]
struct Stock {
    names: Vec<NameId>,
    running: Vec<f64>,
}

impl Stock {
    /// The name in place n (from 0) has the weight 1 ÷ (n + shift)^power: a few are common and most are rare.
    fn new(names: Vec<NameId>, power: f64, shift: f64) -> Self {
        let weights = (0..names.len()).map(|place| libm::pow(1.0 / (place as f64 + shift), power));
        let running = weights.scan(0.0, |total, weight| {
            *total += weight;
            Some(*total)
        });
        Self { running: running.collect(), names }
    }

    fn draw(&self, dice: &mut Dice) -> NameId {
        self.names[dice.weighted(&self.running)]
    }
}

#[derive(Debug, Default)]
struct Names {
    /// By sex (male, female) and when born (before 1955, to 1989, from 1990).
    given: [[Stock; 3]; 2],
    /// By sex; the same for both in most communities.
    surnames: [Stock; 2],
}

/// Every name there is.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    texts: Vec<Box<str>>,
    communities: Vec<Names>,
    nicknames: HashMap<NameId, Vec<NameId>>,
}

/// The share of people of the English community whose surname is from the long tail.
const TAIL_SHARE: f64 = 0.42;

impl Vocabulary {
    pub(crate) fn new() -> Self {
        let mut known = Known::default();
        let mut lists: HashMap<&str, Vec<NameId>> = HashMap::new();
        let mut parts: HashMap<&str, Vec<&str>> = HashMap::new();
        for line in include_str!("communities.txt").lines() {
            let Some((key, names)) = line.split_once(": ").filter(|_| !line.starts_with('#')) else { continue };
            if key.starts_with("tail.") {
                parts.insert(key, names.split_whitespace().collect());
            } else {
                lists.insert(key, known.all(names));
            }
        }
        let list = |key: String| lists.get(key.as_str()).cloned().unwrap_or_default();
        let mut communities: Vec<Names> = Community::ALL
            .iter()
            .map(|community| {
                let name = community.name();
                let given = ["male", "female"].map(|sex| {
                    ["old", "middle", "new"].map(|era| Stock::new(list(format!("{name}.{sex}.{era}")), 0.85, 2.0))
                });
                let surnames = ["male", "female"].map(|sex| {
                    let own = list(format!("{name}.surnames.{sex}"));
                    Stock::new(if own.is_empty() { list(format!("{name}.surnames")) } else { own }, 0.80, 4.0)
                });
                Names { given, surnames }
            })
            .collect();
        let tail = tail(&parts, &mut known);
        for stock in &mut communities[Community::English as usize].surnames {
            let whole = stock.running.last().copied().unwrap_or(1.0);
            let rare = Stock::new(tail.clone(), 0.55, 30.0);
            let scale = whole * TAIL_SHARE / (1.0 - TAIL_SHARE) / rare.running.last().copied().unwrap_or(1.0);
            stock.running.extend(rare.running.iter().map(|total| whole + total * scale));
            stock.names.extend(&rare.names);
        }
        let mut nicknames = HashMap::new();
        for line in include_str!("nicknames.txt").lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, forms)) = line.split_once(": ") {
                let forms = known.all(forms);
                nicknames.insert(known.id(name), forms);
            }
        }
        Self { texts: known.texts, communities, nicknames }
    }

    pub(crate) fn text(&self, name: NameId) -> &str {
        &self.texts[name.0 as usize]
    }

    pub(crate) fn nicknames(&self, name: NameId) -> &[NameId] {
        self.nicknames.get(&name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn given(&self, dice: &mut Dice, community: Community, female: bool, born: i32) -> NameId {
        // Fashions overlap: a tenth is named a little before or after its time.
        let born = born + if dice.chance(0.2) { dice.between(-12, 12) } else { 0 };
        let era = usize::from(born >= 1955) + usize::from(born >= 1990);
        self.communities[community as usize].given[usize::from(female)][era].draw(dice)
    }

    pub(crate) fn middle(&self, dice: &mut Dice, community: Community, female: bool, born: i32) -> Option<NameId> {
        if !dice.chance(community.middle_name()) {
            return None;
        }
        // Middle names are older than first names.
        Some(self.given(dice, community, female, born - 30))
    }

    pub(crate) fn surname(&self, dice: &mut Dice, community: Community, female: bool) -> Surname {
        let stock = &self.communities[community as usize].surnames[usize::from(female)];
        let first = stock.draw(dice);
        // A few are double from birth.
        let double = community == Community::English && dice.chance(0.012);
        Surname { first, second: double.then(|| stock.draw(dice)) }
    }

    /// The surname of a wife after marriage, if it changes.
    pub(crate) fn married(
        &self,
        dice: &mut Dice,
        community: Community,
        born: i32,
        own: Surname,
        husbands: Surname,
    ) -> Option<Surname> {
        if own == husbands {
            return None;
        }
        let (before_1970, since) = community.takes_surname();
        if dice.chance(0.045) && own.second.is_none() && husbands.second.is_none() {
            return Some(Surname { first: own.first, second: Some(husbands.first) });
        }
        dice.chance(if born < 1970 { before_1970 } else { since }).then_some(husbands)
    }

    /// A surname as it is written for a woman or a man of a community.
    pub(crate) fn write_surname(&self, out: &mut String, surname: Surname, community: Community, female: bool) {
        for (index, part) in std::iter::once(surname.first).chain(surname.second).enumerate() {
            if index > 0 {
                out.push('-');
            }
            let text = self.text(part);
            match text.strip_suffix("ski").filter(|_| female && community == Community::Polish) {
                Some(stem) => {
                    out.push_str(stem);
                    out.push_str("ska");
                }
                None => out.push_str(text),
            }
        }
    }
}

#[derive(Default)]
struct Known {
    texts: Vec<Box<str>>,
    ids: HashMap<Box<str>, NameId>,
}

impl Known {
    fn id(&mut self, text: &str) -> NameId {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = NameId(self.texts.len() as u32);
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    fn all(&mut self, texts: &str) -> Vec<NameId> {
        let mut ids = Vec::new();
        for text in texts.split_whitespace() {
            let id = self.id(text);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// The long tail: every first part with every second, in an order that follows from the parts alone.
fn tail(parts: &HashMap<&str, Vec<&str>>, known: &mut Known) -> Vec<NameId> {
    let part = |key| parts.get(key).map_or(&[][..], Vec::as_slice);
    let mut names: Vec<String> = part("tail.first")
        .iter()
        .flat_map(|first| part("tail.second").iter().map(move |second| format!("{first}{second}")))
        .collect();
    Dice::new(0x7A11, 0, 0).shuffle(&mut names);
    names.iter().map(|name| known.id(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn every_community_has_every_list() {
        let vocabulary = Vocabulary::new();
        for (names, community) in vocabulary.communities.iter().zip(Community::ALL) {
            assert!(names.given.iter().flatten().all(|stock| stock.names.len() >= 12), "{community:?}");
            assert!(names.surnames.iter().all(|stock| stock.names.len() >= 30), "{community:?}");
        }
        let shares = |which: fn(&(f64, f64)) -> f64| Community::SHARES.iter().map(which).sum::<f64>();
        assert!((shares(|share| share.0) - 1.0).abs() < 1e-9 && (shares(|share| share.1) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn names_are_skewed_with_a_long_tail() {
        let vocabulary = Vocabulary::new();
        let mut dice = Dice::new(5, 0, 0);
        let mut counts: HashMap<NameId, u32> = HashMap::new();
        for _ in 0..50_000 {
            *counts.entry(vocabulary.surname(&mut dice, Community::English, true).first).or_default() += 1;
        }
        let most = counts.values().max().copied().unwrap_or_default();
        // The commonest surname of England is borne by about one in a hundred.
        assert!((400..1_500).contains(&most), "{most}");
        assert!(counts.len() > 5_000, "{}", counts.len());
    }

    #[test]
    fn a_woman_of_polish_custom_has_the_feminine_form() {
        let vocabulary = Vocabulary::new();
        let id = NameId(vocabulary.texts.iter().position(|text| &**text == "Kowalski").unwrap() as u32);
        let mut text = String::new();
        vocabulary.write_surname(&mut text, Surname { first: id, second: None }, Community::Polish, true);
        assert_eq!(text, "Kowalska");
    }

    #[test]
    fn nicknames_are_of_names_in_the_lists() {
        let vocabulary = Vocabulary::new();
        let all: HashSet<NameId> = vocabulary
            .communities
            .iter()
            .flat_map(|names| names.given.iter().flatten().flat_map(|stock| stock.names.iter().copied()))
            .collect();
        let known = vocabulary.nicknames.keys().filter(|name| all.contains(name)).count();
        assert!(known * 10 >= vocabulary.nicknames.len() * 7, "{known} of {}", vocabulary.nicknames.len());
    }
}
