//! Records to weighed pairs to people, with evaluation.
//!
//! A pure room: it reads no file, knows no clock and throws no dice; a seed is a parameter.
