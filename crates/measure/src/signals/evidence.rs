//! Dated evidence that people record, by the seven Best Value themes.
//!
//! Published figures miss governance, audit and culture. This is the manual line: what somebody noted, from when it was
//! known, where it is told. Its weight comes from a stated rule ([`EvidenceRecord::weight`]), never from a score.

use super::detect::Severity;
use serde::{Deserialize, Serialize};
use terms::{AreaCode, Date};

/// A theme of Best Value (statutory guidance of 8 May 2024, section 26 of the Local Government Act 1999).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Continuous improvement.
    ContinuousImprovement,
    /// Leadership.
    Leadership,
    /// Governance.
    Governance,
    /// Culture.
    Culture,
    /// Use of resources.
    UseOfResources,
    /// Service delivery.
    ServiceDelivery,
    /// Partnerships and community engagement.
    PartnershipsAndCommunity,
}

impl Theme {
    /// The seven themes, in the order of the guidance.
    pub const ALL: [Self; 7] = [
        Self::ContinuousImprovement,
        Self::Leadership,
        Self::Governance,
        Self::Culture,
        Self::UseOfResources,
        Self::ServiceDelivery,
        Self::PartnershipsAndCommunity,
    ];

    /// The theme in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ContinuousImprovement => "continuous improvement",
            Self::Leadership => "leadership",
            Self::Governance => "governance",
            Self::Culture => "culture",
            Self::UseOfResources => "use of resources",
            Self::ServiceDelivery => "service delivery",
            Self::PartnershipsAndCommunity => "partnerships and community engagement",
        }
    }
}

macro_rules! evidence {
    ($($(#[$note:meta])* $variant:ident = $name:literal, $theme:ident, $weight:ident, $months:literal, $line:literal;)+) => {
        /// What was noted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum EvidenceKind { $($(#[$note])* $variant,)+ }

        impl EvidenceKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// What was noted, in words.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The theme that it speaks to.
            #[must_use]
            pub fn theme(self) -> Theme {
                match self { $(Self::$variant => Theme::$theme,)+ }
            }

            /// What it weighs when noted once by a source that can be checked.
            #[must_use]
            pub fn base_weight(self) -> Severity {
                match self { $(Self::$variant => Severity::$weight,)+ }
            }

            /// How many months it counts.
            #[must_use]
            pub fn months(self) -> u16 {
                match self { $(Self::$variant => $months,)+ }
            }

            /// The conversation that it belongs to.
            #[must_use]
            pub fn line(self) -> &'static str {
                match self { $(Self::$variant => $line,)+ }
            }
        }
    };
}

evidence! {
    /// Accounts published after the statutory date.
    LateAccounts = "accounts published late", UseOfResources, Mild, 12, "governance";
    /// The auditor could give no opinion. Common while a national backlog is cleared.
    DisclaimedAccounts = "accounts without an audit opinion", Governance, Mild, 12, "governance";
    /// Reserves used that the budget did not plan to use.
    UnplannedUseOfReserves = "reserves used that were not planned to be", UseOfResources, Marked, 18, "budget";
    /// Savings that the budget counted on and that were not made.
    SavingsMissed = "savings that were counted on and not made", UseOfResources, Marked, 12, "budget";
    /// The finance chief’s report says that the budget is not robust or reserves not adequate (section 25, 2003 Act).
    BudgetNotRobust = "the finance chief doubts the budget or the reserves", UseOfResources, Marked, 18, "budget";
    /// Debt taken on for income, or a loan to a company that cannot repay.
    LossMakingInvestment = "an investment or company that loses money", Governance, Marked, 24, "debt";
    /// One of the three statutory officers left, or acts up.
    StatutoryOfficerLeft = "a statutory officer left or is acting", Leadership, Mild, 18, "governance";
    /// The auditor’s statutory recommendation.
    AuditorRecommendation = "the auditor’s statutory recommendation", Governance, Marked, 24, "governance";
    /// The auditor’s report in the public interest or advisory notice.
    AuditorPublicReport = "the auditor’s report in the public interest or advisory notice", Governance, Grave, 24, "governance";
    /// The government sent an inspector or a notice.
    GovernmentNotice = "a best value notice or inspection", Governance, Grave, 24, "governance";
    /// A regulator judged a service inadequate.
    ServiceInadequate = "a service judged inadequate", ServiceDelivery, Marked, 36, "governance";
    /// The ombudsman upholds more complaints than before.
    ComplaintsUpheld = "more complaints upheld", ServiceDelivery, Mild, 12, "governance";
    /// A peer challenge that was due was declined or put off.
    PeerChallengeDeclined = "a peer challenge declined or overdue", ContinuousImprovement, Marked, 24, "governance";
    /// Recommendations of a peer challenge or inspection left undone.
    RecommendationsOpen = "recommendations long left open", ContinuousImprovement, Mild, 18, "governance";
    /// Scrutiny or audit committee that does not meet, is not heard, or lacks reports.
    WeakScrutiny = "scrutiny or audit committee not heard", Governance, Mild, 18, "governance";
    /// Members and officers at odds, standards complaints, or people afraid to speak.
    HostileCulture = "hostility, or people afraid to speak", Culture, Mild, 18, "governance";
    /// A partner left a joint arrangement or raised a dispute.
    PartnerWithdrew = "a partner withdrew or is in dispute", PartnershipsAndCommunity, Mild, 18, "governance";
    /// A post or team that the service depends on stands empty, as the service itself reports.
    KeyPostsEmpty = "posts that a service depends on are empty", ServiceDelivery, Mild, 12, "workforce";
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// An auditor, inspector, ombudsman or the government, in a published paper.
    OfficialBody,
    /// The council’s own papers.
    CouncilPapers,
    /// The press, or what somebody heard.
    Reported,
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRecord {
    /// The council’s area.
    pub area: AreaCode,
    /// What was noted.
    pub kind: EvidenceKind,
    /// The day from which it was known.
    pub known_from: Date,
    /// Who says so.
    pub provenance: Provenance,
    /// Where it is told: an address, or a paper and page.
    pub source: String,
    /// What happened, in a sentence.
    pub note: String,
}

impl EvidenceRecord {
    /// What is wrong with the note: all of it, in sentences.
    #[must_use]
    pub fn faults(&self, today: Date) -> Vec<&'static str> {
        let mut faults = Vec::new();
        if self.source.trim().is_empty() {
            faults.push("Say where it is told: without a source nobody can check it.");
        }
        if self.note.trim().is_empty() {
            faults.push("Say what happened, in a sentence.");
        }
        if self.known_from > today {
            faults.push("The day from which it was known lies in the future.");
        }
        faults
    }

    /// The first day on which it no longer counts.
    #[must_use]
    pub fn counts_until(&self) -> Date {
        self.known_from.checked_add(jiff::Span::new().months(self.kind.months())).unwrap_or(Date::MAX)
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(&self, today: Date) -> bool {
        self.known_from <= today && today < self.counts_until()
    }

    /// What it weighs on a day, among all notes about the same council. The rule:
    ///
    /// 1. Each kind has its own weight.
    /// 2. Noted twice or more while it counts, a mild kind weighs *marked*. Only kinds that are grave by themselves are
    ///    ever grave.
    /// 3. What is only reported, and not in the papers of the council or an official body, weighs *mild* at most, and
    ///    does not make another note heavier.
    #[must_use]
    pub fn weight(&self, all: &[Self], today: Date) -> Severity {
        if self.provenance == Provenance::Reported {
            return Severity::Mild;
        }
        let times = all
            .iter()
            .filter(|other| other.area == self.area && other.kind == self.kind && other.counts(today))
            .filter(|other| other.provenance != Provenance::Reported)
            .count();
        match self.kind.base_weight() {
            Severity::Mild if times >= 2 => Severity::Marked,
            weight => weight,
        }
    }
}
