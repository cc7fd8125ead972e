//! Early warning, on the data that comes with the project.

mod backtest;
mod conversation;
mod demonstration;
mod detect;
mod escalation;
mod false_alarms;
mod formula;
mod laws;
mod pack;
