//! The state of a code in a period: what a check needs in order to say what is wrong with a cell.

use crate::{AreaKind, Map};
use serde::Serialize;
use terms::{AreaCode, Date, Period};

/// An area that took over from another, or came before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Heir {
    /// Its code.
    pub code: AreaCode,
    /// Its name.
    pub name: String,
    /// The share of the older area that passed between them, 0 to 1.
    pub share: f64,
}

/// What a code means in a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CodeState {
    /// The area existed under this code on every day of the period.
    Valid,
    /// The area existed under this code on some days of the period only.
    PartOfPeriod {
        /// The first day, if the area began inside the period.
        from: Option<Date>,
        /// The first day after it, if the area ended inside the period.
        to: Option<Date>,
        /// What it passed into, if it ended; what it came from, if it began.
        heirs: Vec<Heir>,
    },
    /// The place goes on under another code: the code ended before the period. The figure can be used.
    Recoded {
        /// The first day of the new code.
        on: Date,
        /// The code in the period.
        to: AreaCode,
    },
    /// The code came later; its publisher uses it for earlier years of the same place. The figure can be used.
    RecodedLater {
        /// The first day of the code.
        on: Date,
        /// The code in the period.
        then: AreaCode,
    },
    /// The area ended before the period.
    Ended {
        /// The first day on which it was gone.
        on: Date,
        /// What it passed into.
        successors: Vec<Heir>,
    },
    /// The area began after the period.
    NotYet {
        /// Its first day.
        from: Date,
        /// What it came from.
        predecessors: Vec<Heir>,
    },
    /// The code is of an area outside England.
    OutsideEngland {
        /// The country.
        country: &'static str,
    },
    /// The code is of a kind of area that the map does not carry one by one, such as a ward.
    NotCarried {
        /// The kind, in the plural.
        what: &'static str,
    },
    /// The code is of a kind that the map carries, and it does not carry this one.
    Unknown,
}

impl CodeState {
    /// Whether a figure under this code can be taken for the period as it stands.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        matches!(self, Self::Valid | Self::PartOfPeriod { .. } | Self::Recoded { .. } | Self::RecodedLater { .. })
    }
}

/// A code that publishers use for two different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoubleMeaning {
    /// The code.
    pub code: AreaCode,
    /// What it stands for in the map.
    pub area: &'static str,
    /// What else it is used for, and the code which that has.
    pub also: &'static str,
    /// The code of the other meaning.
    pub other: AreaCode,
}

/// The other meaning of a code, where publishers use it for two things: finance files put the code of London region
/// on the figures of the Greater London Authority.
#[must_use]
pub fn double_meaning(code: AreaCode) -> Option<DoubleMeaning> {
    let other = AreaCode::from_bytes(b"E61000001")?;
    (code.as_str() == "E12000007").then_some(DoubleMeaning {
        code,
        area: "London region",
        also: "the Greater London Authority",
        other,
    })
}

/// What a cell that should hold one code holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "cell", rename_all = "snake_case")]
pub enum CodeCell {
    /// One code.
    One {
        /// The code.
        code: AreaCode,
    },
    /// Several codes: the figure is of several areas together and belongs to none of them alone.
    Several {
        /// The codes, in the order of the cell.
        codes: Vec<AreaCode>,
    },
    /// Nothing.
    Empty,
    /// Text that is no code; with the code that it may have been meant for.
    Malformed {
        /// A code of the map that differs by a dropped, doubled or mistyped character; only if there is just one.
        perhaps: Option<AreaCode>,
    },
}

impl Map {
    /// What a code means in a period.
    #[must_use]
    pub fn state(&self, code: AreaCode, period: &Period) -> CodeState {
        let Some(area) = self.area(code) else { return absent(code) };
        let span = area.span;
        if span.covers(period) {
            return CodeState::Valid;
        }
        if span.meets(period) {
            let to = span.to.filter(|&to| to < period.end());
            let from = span.from.filter(|&from| period.start() < from);
            let heirs = if to.is_some() { self.heirs(code) } else { self.forebears(code) };
            return CodeState::PartOfPeriod { from, to, heirs };
        }
        let same = self
            .codes_of(code)
            .into_iter()
            .skip(1)
            .find(|&other| self.area(other).is_some_and(|area| area.span.meets(period)));
        match (span.from, span.to, same) {
            (_, Some(on), Some(to)) if on <= period.start() => CodeState::Recoded { on, to },
            (Some(on), _, Some(then)) => CodeState::RecodedLater { on, then },
            (_, Some(on), None) if on <= period.start() => CodeState::Ended { on, successors: self.heirs(code) },
            (Some(from), _, None) => CodeState::NotYet { from, predecessors: self.forebears(code) },
            _ => CodeState::Unknown,
        }
    }

    fn heirs(&self, code: AreaCode) -> Vec<Heir> {
        let heirs = self.successors(code).into_iter();
        heirs.filter_map(|(code, share)| Some(Heir { code, name: self.area(code)?.name.clone(), share })).collect()
    }

    fn forebears(&self, code: AreaCode) -> Vec<Heir> {
        let forebears = self.predecessors(code).into_iter();
        forebears
            .filter_map(|older| {
                let share = self.successors(older).into_iter().find(|(to, _)| *to == code)?.1;
                Some(Heir { code: older, name: self.area(older)?.name.clone(), share })
            })
            .collect()
    }

    /// Reads a cell that should hold one code.
    #[must_use]
    pub fn read_cell(&self, text: &str) -> CodeCell {
        let text = text.trim();
        if text.is_empty() {
            return CodeCell::Empty;
        }
        if let Some(code) = AreaCode::from_bytes(text.as_bytes()) {
            return CodeCell::One { code };
        }
        let parts: Vec<_> =
            text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let codes: Option<Vec<_>> = parts.iter().map(|part| AreaCode::from_bytes(part.as_bytes())).collect();
        match codes {
            Some(codes) if codes.len() > 1 => CodeCell::Several { codes },
            _ => CodeCell::Malformed { perhaps: self.nearly(&parts.concat()) },
        }
    }

    fn nearly(&self, text: &str) -> Option<AreaCode> {
        let text = text.to_ascii_uppercase().replace('O', "0");
        if let Some(code) = AreaCode::from_bytes(text.as_bytes()) {
            return self.area(code).map(|area| area.code);
        }
        if !(8..=10).contains(&text.len()) {
            return None;
        }
        let mut close = self.all_areas().iter().filter(|area| crate::name::distance(&text, area.code.as_str()) == 1);
        match (close.next(), close.next()) {
            (Some(area), None) => Some(area.code),
            _ => None,
        }
    }

    /// Pairs of codes in a series that stand for one place, such as both codes of Barnsley: older code first. Their
    /// figures count once.
    #[must_use]
    pub fn doubled(&self, codes: impl IntoIterator<Item = AreaCode>) -> Vec<(AreaCode, AreaCode)> {
        let codes: std::collections::BTreeSet<_> = codes.into_iter().collect();
        let mut pairs = Vec::new();
        for &code in &codes {
            for other in self.codes_of(code).into_iter().skip(1).filter(|other| codes.contains(other)) {
                if self.successors(code).iter().any(|(heir, _)| *heir == other) {
                    pairs.push((code, other));
                }
            }
        }
        pairs
    }
}

fn absent(code: AreaCode) -> CodeState {
    let country = match code.as_str().as_bytes()[0] {
        b'W' => "Wales",
        b'S' => "Scotland",
        b'N' => "Northern Ireland",
        b'L' | b'M' => "the Channel Islands or the Isle of Man",
        _ => {
            return match code.prefix() {
                "E00" => CodeState::NotCarried { what: "output areas" },
                "E01" => CodeState::NotCarried { what: "lower layer super output areas" },
                "E02" => CodeState::NotCarried { what: "middle layer super output areas" },
                "E04" => CodeState::NotCarried { what: "parishes" },
                "E05" => CodeState::NotCarried { what: "wards" },
                "E14" => CodeState::NotCarried { what: "parliamentary constituencies" },
                "E37" => CodeState::NotCarried { what: "local enterprise partnerships" },
                "E38" => CodeState::NotCarried { what: "sub-areas of integrated care boards" },
                "E48" | "E60" => CodeState::NotCarried { what: "planning areas" },
                "E50" => CodeState::NotCarried { what: "waste authority areas" },
                "E58" => CodeState::NotCarried { what: "county electoral divisions" },
                _ => CodeState::Unknown,
            };
        }
    };
    CodeState::OutsideEngland { country }
}

impl AreaKind {
    /// The entity prefix of the kind's GSS codes.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::County => "E10",
            Self::District => "E07",
            Self::Unitary => "E06",
            Self::MetropolitanDistrict => "E08",
            Self::LondonBorough => "E09",
            Self::CombinedAuthority => "E47",
            Self::GreaterLondon => "E61",
            Self::MetropolitanCounty => "E11",
            Self::Region => "E12",
            Self::PartOfLondon => "E13",
            Self::Country => "E92",
            Self::PoliceForceArea => "E23",
            Self::FireArea => "E31",
            Self::IntegratedCareBoard => "E54",
            Self::CommunitySafetyPartnership => "E22",
            Self::NationalPark => "E26",
            Self::DevelopmentCorporationArea => "E51",
            Self::WasteDisposalArea => "E50",
        }
    }
}
