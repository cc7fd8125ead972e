//! The words of the command line, each with help worth reading.

use crate::commands::{executor::Executor, scheduler::Scheduler};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{net::SocketAddr, path::PathBuf};
use terms::{AreaCode, DatasetId, Date, IndicatorId};

/// The open data hub of a place.
///
/// Councils and their partners put in the data they hold. The hub checks it, keeps every version, makes it comparable
/// across boundaries and reorganisations, and shows where every figure came from. It makes no league tables.
///
/// Data goes to stdout; everything else goes to stderr.
#[derive(Debug, Parser)]
#[command(name = "wholeplace", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Arguments {
    /// The folder where the hub keeps its data
    #[arg(long, global = true, env = "WHOLEPLACE_DATA", default_value = "var/hub", value_name = "FOLDER")]
    pub data: PathBuf,
    /// The register's database; a SQLite file in the data folder if you say nothing
    ///
    /// For PostgreSQL, such as: postgresql://hub@localhost/hub
    #[arg(long, global = true, env = "WHOLEPLACE_REGISTER", value_name = "ADDRESS", hide_env_values = true)]
    pub register: Option<String>,
    /// Read figures on a cluster, such as df://127.0.0.1:50050; on this machine alone if you say nothing
    ///
    /// The answers are the same, or there is an error. See: wholeplace scheduler, wholeplace executor
    #[arg(long, global = true, env = "WHOLEPLACE_CLUSTER", value_name = "ADDRESS")]
    pub cluster: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an empty hub in the data folder, or leave the one there as it is
    Init,
    /// Serve the web site and the API on this machine
    Serve(Serve),
    /// Check a file against a recipe on this machine: nothing is kept and nothing is sent anywhere
    ///
    /// Exit code 0: no errors (there may be warnings). 1: errors were found. 2: the file could not be checked at all.
    Check(Check),
    /// Send files to a dataset: keep, check, and bring into use what has no errors
    Import(Import),
    /// List areas as they were on a day
    ///
    /// Example: wholeplace areas --as-at 2023-04-01 --kind council --format csv
    Areas(Areas),
    /// Say who is responsible for something in an area on a day, with the reason and the law
    ///
    /// Example: wholeplace who "empty my bins" --in "South Lakeland" --on 2023-03-31
    Who(Who),
    /// Put a series on the boundaries of a chosen day
    ///
    /// Counts are summed, rates are worked out again from their counts, medians are refused with the reason.
    Recast(Recast),
    /// Ask a question in SQL about the table `observations`
    ///
    /// Example: wholeplace query "select area, period, value from observations where indicator = 'employment-rate' limit 5"
    Query(Query),
    /// Write figures as CSV with metadata, JSON or Parquet, or the whole hub as a folder
    Export(Export),
    /// List the datasets of the hub
    Datasets(Datasets),
    /// A place's outcomes in the round: what could be expected of it in its circumstances, and its own trend
    ///
    /// Example: wholeplace round --in Sunderland
    Round(Round),
    /// One outcome of a place: its figures, control chart, place in the funnel, what was expected, and like places
    ///
    /// Example: wholeplace outcome year-6-excess-weight --in Sunderland
    Outcome(crate::commands::outcome::OutcomeOfPlace),
    /// What frameworks want, which indicators measure it, and what nobody measures
    ///
    /// Example: wholeplace frameworks levelling-up-missions --in Sunderland
    Frameworks(crate::commands::frameworks::Frameworks),
    /// The methods: run them against reference results, or measure what an expectation is worth
    #[command(subcommand)]
    Methods(Methods),
    /// Early warning: a council's conversations, what people record, and what signals were worth when tried
    #[command(subcommand)]
    Signals(crate::commands::signals::Signals),
    /// Good practice: places in like circumstances that do better than expected again and again
    ///
    /// Example: wholeplace practice --like Burnley --outcome insolvencies
    Practice(crate::commands::practice::Practice),
    /// Link records: which of them are of the same person, how sure that is, and why
    ///
    /// Works on files alone; no hub is needed. Example: wholeplace link run --model people.toml gp.csv school.csv
    /// --pairs pairs.parquet --clusters people.parquet --report report.html
    #[command(subcommand)]
    Link(crate::commands::link::Link),
    /// Tables of people's records that the hub keeps, each use with its purpose
    #[command(subcommand)]
    People(crate::commands::people::People),
    Synth(crate::commands::synth::Synth),
    /// Reply for a place: what it says stands wherever the figure stands
    Reply(crate::commands::reply::Reply),
    /// Outcome audits: goals first, evidence frozen, the body heard, then published
    Audit(crate::commands::audit::Audit),
    /// Work with recipes, which say how a file becomes rows
    #[command(subcommand)]
    Recipe(Recipe),
    /// Take large questions for several processes and hand out their pieces
    ///
    /// Example: wholeplace scheduler --address 127.0.0.1:50050
    Scheduler(Scheduler),
    /// Do pieces of large questions for a scheduler
    ///
    /// Example: wholeplace executor --scheduler df://127.0.0.1:50050 --threads 4 --memory-limit 4GiB
    Executor(Executor),
}

/// How a reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Words {
    /// For reading
    Text,
    /// For programs
    Json,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Table {
    /// For reading
    Text,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

/// How a file of figures is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// For spreadsheets
    Csv,
    /// For programs, one array
    Json,
    /// For analysis at scale; needs --output
    Parquet,
}

/// Serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address on this machine
    ///
    /// Only addresses of this machine itself (127.0.0.1, ::1) are taken until people can sign in: anybody who reaches
    /// the hub may change it.
    #[arg(long, default_value = "127.0.0.1:8080", env = "WHOLEPLACE_ADDRESS")]
    pub address: SocketAddr,
}

/// Check.
#[derive(Debug, Args)]
pub struct Check {
    /// The file to check: CSV (also gzipped), XLSX, XLS or ODS
    pub file: PathBuf,
    /// The recipe that says how the file becomes rows
    #[arg(long, value_name = "RECIPE.toml")]
    pub recipe: PathBuf,
    /// The contract to check against; contract.toml beside the recipe if there is one
    #[arg(long, value_name = "CONTRACT.toml")]
    pub contract: Option<PathBuf>,
    /// How the findings are written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// Import.
#[derive(Debug, Args)]
pub struct Import {
    /// The files, in the order of their publication
    #[arg(required_unless_present_any = ["demonstration", "hub"])]
    pub files: Vec<PathBuf>,
    /// The dataset that the files are for
    #[arg(long, value_name = "NAME", conflicts_with = "recipe")]
    pub dataset: Option<DatasetId>,
    /// Publish the dataset with this recipe first
    #[arg(long, value_name = "RECIPE.toml")]
    pub recipe: Option<PathBuf>,
    /// Publish the dataset with this contract first; contract.toml beside the recipe if you say nothing
    #[arg(long, value_name = "CONTRACT.toml", requires = "recipe")]
    pub contract: Option<PathBuf>,
    /// What readers should know about the files, such as “second edition, with four late returns”
    #[arg(long, value_name = "NOTE", default_value = "", hide_default_value = true)]
    pub note: String,
    /// Approve files that only have warnings, with this note
    #[arg(long, value_name = "NOTE")]
    pub accept_warnings: Option<String>,
    /// Import the demonstration data; what is there already is left as it is
    #[arg(long, conflicts_with_all = ["files", "dataset", "recipe", "hub"])]
    pub demonstration: bool,
    /// Where the demonstration data lies
    #[arg(long, value_name = "FOLDER", env = "WHOLEPLACE_DEMONSTRATION", default_value = "data/demonstration")]
    pub demonstration_folder: PathBuf,
    /// Import a whole hub from a folder that `export --hub` wrote
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["files", "dataset", "recipe"])]
    pub hub: Option<PathBuf>,
    /// How the outcome is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// Areas.
#[derive(Debug, Args)]
pub struct Areas {
    /// The day; today if you say nothing
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_at: Option<Date>,
    /// Which areas: council, a kind (county, district, unitary, metropolitan_district, london_borough,
    /// combined_authority, region …), or a set (lower_tier_and_unitary, upper_tier_and_unitary); all if you say nothing
    #[arg(long)]
    pub kind: Option<String>,
    /// Only areas inside this one: a code or a name
    #[arg(long = "in", value_name = "AREA")]
    pub within: Option<String>,
    /// How the list is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Table,
}

/// Who.
#[derive(Debug, Args)]
pub struct Who {
    /// The function: its name in the list, or your own words
    #[arg(required_unless_present = "list")]
    pub function: Option<String>,
    /// The area: a code or a name
    #[arg(long = "in", value_name = "AREA", required_unless_present = "list")]
    pub area: Option<String>,
    /// The day; today if you say nothing
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<Date>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
    /// List every function
    #[arg(long)]
    pub list: bool,
}

/// Recast.
#[derive(Debug, Args)]
pub struct Recast {
    /// The indicator, from the hub
    #[arg(required_unless_present = "file")]
    pub indicator: Option<IndicatorId>,
    /// The day whose boundaries are wanted
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Date,
    /// Recast a file instead, with nothing kept
    #[arg(long, requires = "recipe", conflicts_with = "indicator")]
    pub file: Option<PathBuf>,
    /// The recipe of the file
    #[arg(long, value_name = "RECIPE.toml")]
    pub recipe: Option<PathBuf>,
    /// The contract of the file; contract.toml beside the recipe if you say nothing
    #[arg(long, value_name = "CONTRACT.toml")]
    pub contract: Option<PathBuf>,
    /// How the series is written
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Table,
}

/// Query.
#[derive(Debug, Args)]
pub struct Query {
    /// The question; only reading is possible
    pub sql: String,
    /// Ask the figures as they stood at the end of a day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_it_stood: Option<Date>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Table,
}

/// Export.
#[derive(Debug, Args)]
pub struct Export {
    /// Only this indicator; may be given several times
    #[arg(long)]
    pub indicator: Vec<IndicatorId>,
    /// Only this dataset; may be given several times
    #[arg(long)]
    pub dataset: Vec<DatasetId>,
    /// Only this area; may be given several times
    #[arg(long)]
    pub area: Vec<AreaCode>,
    /// Only periods that begin on this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<Date>,
    /// Only periods that end on this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<Date>,
    /// The figures as they stood at the end of a day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_it_stood: Option<Date>,
    /// How the file is written
    #[arg(long, value_enum, default_value = "csv")]
    pub format: FileFormat,
    /// Write to this file, with its metadata beside it; to stdout if you say nothing
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the whole hub into this folder: every contract, recipe, file and decision, to be read by `import --hub`
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["indicator", "dataset", "area", "from", "to", "as_it_stood", "output"])]
    pub hub: Option<PathBuf>,
}

/// Datasets.
#[derive(Debug, Args)]
pub struct Datasets {
    /// How the list is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Table,
}

/// In the round.
#[derive(Debug, Args)]
pub struct Round {
    /// The place: a code or a name
    #[arg(long = "in", value_name = "AREA")]
    pub area: String,
    /// The day on whose map; today if you say nothing
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_at: Option<Date>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// Methods.
#[derive(Debug, Subcommand)]
pub enum Methods {
    /// Run every vector file of a folder and print method, cases, failures and the largest error
    ///
    /// Exit code 1 when a case fails. Example: wholeplace methods verify specs/measure
    Verify(VerifyMethods),
    /// Print how much circumstances tell of each outcome, on councils that the model had not seen
    Skill,
}

/// Verify.
#[derive(Debug, Args)]
pub struct VerifyMethods {
    /// The folder
    pub folder: PathBuf,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// Recipes.
#[derive(Debug, Subcommand)]
pub enum Recipe {
    /// Look at an unknown file and propose a recipe for it, with comments on what was unsure
    ///
    /// Example: wholeplace recipe draft figures.xlsx > recipe.toml
    Draft {
        /// The file
        file: PathBuf,
    },
}
