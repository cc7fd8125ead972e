//! Early warning, on the data that comes with the project.

mod backtest;
mod demonstration;
