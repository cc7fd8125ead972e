//! The patterns that chance alone seldom gives.

use std::ops::{BitOr, BitOrAssign};

use serde::Serialize;

use super::Limits;

/// Which way a pattern points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above the mean, or rising.
    High,
    /// Below the mean, or falling.
    Low,
}

/// A pattern of special cause, in the order in which a point that belongs to several is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// A point beyond a limit.
    Outside,
    /// A run of points each higher, or each lower, than the one before.
    Trend,
    /// Two of three neighbouring points near the same limit, all three on its side of the mean.
    TwoOfThree,
    /// A run of points on one side of the mean.
    Shift,
}

/// Everything that is known of one point, as bits: its side, and the patterns it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Flags(u8);

impl Flags {
    /// Nothing special: on the mean, common cause.
    pub const NONE: Self = Self(0);
    /// Above the mean.
    pub const ABOVE: Self = Self(1);
    /// Below the mean.
    pub const BELOW: Self = Self(1 << 1);
    /// Between two and three sigma from the mean, either side.
    pub const NEAR_LIMIT: Self = Self(1 << 2);
    /// Beyond a limit.
    pub const OUTSIDE: Self = Self(1 << 3);
    /// Part of a rising run.
    pub const RISING: Self = Self(1 << 4);
    /// Part of a falling run.
    pub const FALLING: Self = Self(1 << 5);
    /// One of two of three points near a limit.
    pub const TWO_OF_THREE: Self = Self(1 << 6);
    /// Part of a run on one side of the mean.
    pub const SHIFT: Self = Self(1 << 7);

    /// Whether any of the other's bits are set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The pattern by which the point is named, and which way it points; none for common cause. A point at the turn of
    /// two runs goes with the later.
    #[must_use]
    pub fn pattern(self) -> Option<(Pattern, Side)> {
        let side = if self.has(Self::ABOVE) { Side::High } else { Side::Low };
        if self.has(Self::OUTSIDE) {
            Some((Pattern::Outside, side))
        } else if self.has(Self::RISING) {
            Some((Pattern::Trend, Side::High))
        } else if self.has(Self::FALLING) {
            Some((Pattern::Trend, Side::Low))
        } else if self.has(Self::TWO_OF_THREE) {
            Some((Pattern::TwoOfThree, side))
        } else if self.has(Self::SHIFT) {
            Some((Pattern::Shift, side))
        } else {
            None
        }
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Flags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// The flags of a run of points.
pub type Marks = [Flags];

/// How long a run must be, and what counts as near a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Rules {
    /// Points on one side of the mean that make a shift.
    pub shift_points: usize,
    /// Points in a rising or falling run that make a trend, its first one included.
    pub trend_points: usize,
    /// Whether a point beyond a limit also counts as near it for two of three.
    pub two_of_three_counts_outside: bool,
}

impl Rules {
    /// As `NHSRplotthedots` 0.2.2 does: seven points, and only points between two and three sigma count as near.
    pub const PLOT_THE_DOTS: Self = Self { shift_points: 7, trend_points: 7, two_of_three_counts_outside: false };
    /// As the current NHS England tool does: seven points, and points beyond a limit count as near it too.
    pub const MAKING_DATA_COUNT: Self = Self { shift_points: 7, trend_points: 7, two_of_three_counts_outside: true };
    /// The six-point option, which sees changes sooner and gives more false alarms.
    pub const SIX_POINTS: Self = Self { shift_points: 6, trend_points: 6, two_of_three_counts_outside: true };
}

impl Default for Rules {
    fn default() -> Self {
        Self::MAKING_DATA_COUNT
    }
}

/// Marks every point of one phase. NaN is a gap: it breaks every run and has no flags.
///
/// A point on the mean breaks a shift; equal neighbours break a trend; no pattern reaches over the end of the slice.
/// Where the series does not vary nothing is outside or near.
///
/// # Panics
/// Never: where `marks` is shorter than `values`, the rest is not marked.
pub fn mark(values: &[f64], limits: &Limits, rules: &Rules, marks: &mut Marks) {
    let (low, high) = (limits.lower_two_sigma(), limits.upper_two_sigma());
    let count = values.len().min(marks.len());
    let (values, marks) = (&values[..count], &mut marks[..count]);
    let mut shift = 0_usize;
    let mut trend = 1_usize;
    let mut direction = 0_i8;
    let mut before = f64::NAN;
    let mut side_before = Flags::NONE;
    for at in 0..count {
        let value = values[at];
        let side = if value > limits.mean {
            Flags::ABOVE
        } else if value < limits.mean {
            Flags::BELOW
        } else {
            Flags::NONE
        };
        let mut flags = side;
        if limits.varies {
            if value > limits.upper || value < limits.lower {
                flags |= Flags::OUTSIDE;
            } else if value > high || value < low {
                flags |= Flags::NEAR_LIMIT;
            }
        }
        // The runs grow as they are met; a point that completes one marks its whole length, later ones themselves.
        shift = if side == Flags::NONE {
            0
        } else if side == side_before {
            shift + 1
        } else {
            1
        };
        side_before = side;
        let step = i8::from(value > before) - i8::from(value < before);
        if step != 0 && step == direction {
            trend += 1;
        } else {
            trend = if step == 0 { 1 } else { 2 };
            direction = step;
        }
        before = value;
        marks[at] = flags;
        if shift >= rules.shift_points && side != Flags::NONE {
            let from = if shift == rules.shift_points { at + 1 - shift } else { at };
            for flags in &mut marks[from..=at] {
                *flags |= Flags::SHIFT;
            }
        }
        if direction != 0 && trend >= rules.trend_points {
            let from = if trend == rules.trend_points { at + 1 - trend } else { at };
            let (set, unset) =
                if direction > 0 { (Flags::RISING, Flags::FALLING) } else { (Flags::FALLING, Flags::RISING) };
            for flags in &mut marks[from..=at] {
                *flags = flags.without(unset) | set;
            }
        }
        if at >= 2 {
            two_of_three(&mut marks[at - 2..=at], rules);
        }
    }
}

fn two_of_three(marks: &mut Marks, rules: &Rules) {
    let near = if rules.two_of_three_counts_outside { Flags::NEAR_LIMIT | Flags::OUTSIDE } else { Flags::NEAR_LIMIT };
    let same_side = |side: Flags| marks.iter().all(|flags| flags.has(side));
    if !(same_side(Flags::ABOVE) || same_side(Flags::BELOW)) {
        return;
    }
    if marks.iter().filter(|flags| flags.has(near)).count() >= 2 {
        for flags in marks.iter_mut().filter(|flags| flags.has(near)) {
            *flags |= Flags::TWO_OF_THREE;
        }
    }
}
