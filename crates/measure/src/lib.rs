//! Counts to rates, intervals, standardised rates, funnels, control charts, expectation in the round, early warning.
//!
//! A pure room: it reads no file, knows no clock and throws no dice. Every method states its formula, unit, domain and
//! source, and either answers or says why it will not.
