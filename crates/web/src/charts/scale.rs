//! From values to places on the sheet: a linear scale with round gridlines.

/// The largest size of a value that a chart draws. No published figure of a council comes near it.
pub(super) const LARGEST: f64 = 1e15;

/// Whether a value can be drawn.
pub(super) fn drawable(value: f64) -> bool {
    value.is_finite() && value.abs() <= LARGEST
}

/// A linear scale from a domain of values onto a run of the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// A scale. A domain without width is widened, so that every value has a place.
    pub(super) fn new((low, high): (f64, f64), (start, end): (f64, f64)) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low - 1.0, high + 1.0) };
        Self { low, high, start, end }
    }

    /// Where a value stands on the sheet.
    pub(super) fn place(&self, value: f64) -> f64 {
        self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)
    }
}

/// A domain with round ends, and its round gridlines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<f64>,
    /// Decimals that the gridlines' labels need.
    pub(super) decimals: usize,
}

/// Round gridlines around values. `from_zero` holds where length means quantity. Nothing when there is no value.
pub(super) fn axis(values: impl IntoIterator<Item = f64>, from_zero: bool, wanted: u32) -> Option<Axis> {
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    for value in values.into_iter().filter(|value| drawable(*value)) {
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        return None;
    }
    if from_zero {
        low = low.min(0.0);
        high = high.max(0.0);
    }
    if high - low < (high.abs().max(low.abs()) * 1e-9).max(1e-9) {
        // All values equal: give them air on both sides, or above when they stand on zero.
        let air = if high == 0.0 { 1.0 } else { high.abs() * 0.2 };
        if !from_zero {
            low -= air;
        }
        high += air;
    }
    let step = round_step((high - low) / f64::from(wanted.max(1)));
    let low = (low / step + 1e-9).floor() * step;
    let high = (high / step - 1e-9).ceil() * step;
    let mut ticks = Vec::new();
    let mut tick = low;
    while tick <= high + step * 0.5 && ticks.len() < 20 {
        // A tick that is zero but for rounding is zero.
        ticks.push(if tick.abs() < step * 1e-6 { 0.0 } else { tick });
        tick += step;
    }
    let mut decimals = 0;
    let mut digit = step;
    while decimals < 6 && (digit - digit.round()).abs() > digit * 1e-6 {
        digit *= 10.0;
        decimals += 1;
    }
    Some(Axis { low, high, ticks, decimals })
}

/// The round step (1, 2, 2.5 or 5 times a power of ten) at or above a rough one.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let power = if power > 0.0 && power.is_finite() { power } else { 1.0 };
    [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= rough * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gridlines_are_round() {
        let axis = axis([0.6, 5.1], true, 4).unwrap();
        assert_eq!((axis.low, axis.high, axis.ticks, axis.decimals), (0.0, 6.0, vec![0.0, 2.0, 4.0, 6.0], 0));
    }

    #[test]
    fn equal_values_have_air() {
        let axis = axis([43.0, 43.0], false, 4).unwrap();
        assert!(axis.low < 43.0 && axis.high > 43.0);
    }

    #[test]
    fn nothing_to_draw_has_no_axis() {
        assert_eq!(axis([f64::NAN, f64::INFINITY, 1e300], false, 4), None);
    }
}
