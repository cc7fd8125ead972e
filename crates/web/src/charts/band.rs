//! The range that could be expected of a place in its circumstances, drawn behind the figure that it is about.

/// An expected range at one period, in the unit of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The middle of the period, in years with decimals.
    pub at: f64,
    /// What was expected.
    pub expected: f64,
    /// The lower end: four of five places in such circumstances lie within both ends.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

impl Band {
    /// Whether every number of it can be drawn.
    pub(super) fn drawable(&self) -> bool {
        let numbers = [self.expected, self.lower, self.upper];
        self.at.is_finite()
            && self.at.abs() < 1e5
            && self.lower <= self.upper
            && numbers.into_iter().all(super::scale::drawable)
    }
}
