//! Arguments of the command line. Errors here are wrong usage: exit status 2.

use super::grid::{Grid, Part};
use super::select;
use crate::analysis::{Normalisation, Parameter, Scale, SurrogateKind, Value};
use crate::formats::table::TimeUnit;
use crate::formats::{AddedFile, MatChoices};
use crate::models::Model as _;
use crate::recording::Class;
use crate::{models, views};
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Component, Path, PathBuf};

/// See the balance of excitation and inhibition in a recording, at every time scale.
#[derive(Debug, Parser)]
#[command(
    name = "equipoise",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "FILE is a recording of any format that the README lists (a folder where the format is one),\n\
                  or an example that is built in:\n\
                  example:night (synthetic), example:rat-w-track.\n\
                  Exit status: 0 done, 1 the work failed, 2 wrong usage."
)]
pub struct Cli {
    /// Recordings to open in the window; without any, the last workspace or the demonstration
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub open: OpenArgs,
    /// Threads that compute, at most; without it, one for each core. The results are the same
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Report on standard error what is being done; RUST_LOG=LEVEL or MODULE=LEVEL,.. says how much
    #[arg(long, global = true)]
    pub verbose: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what is in a file
    Info(InfoArgs),
    /// Write the numbers of every analysis as JSON and CSV, one folder per recording
    Analyze(AnalyzeArgs),
    /// Write one view as SVG, PDF or PNG, or its numbers as CSV
    Render(RenderArgs),
    /// Write every view as SVG and PNG, and one HTML page that shows them with their numbers
    Report(ReportArgs),
    /// Run a model and write what it makes as a recording; --help lists the models' parameters
    #[command(after_long_help = super::model_help::model_help())]
    Simulate(SimulateArgs),
    /// Write what theory says of a model: fixed point, stability, spectrum, Lyapunov exponents
    Theory(TheoryArgs),
    /// Run many random networks at the points of a grid: exponents and regime of each, one row a network
    Scan(ScanArgs),
    /// Show a network that runs in the window, with its controls
    #[cfg(feature = "window")]
    Model(ModelArgs),
    /// Write a recording as a table (.csv: one line per spike) or as NWB (.nwb)
    Convert(ConvertArgs),
}

#[derive(Debug, Args)]
pub struct InfoArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub open: OpenArgs,
}

#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Folder to write to; each recording gets a folder of its own in it
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Name of the recording's folder, instead of that of its file; with one FILE only
    #[arg(long = "as", value_name = "NAME", value_parser = folder_name)]
    pub folder: Option<String>,
    /// Write full pictures too, as NumPy arrays (coherence.npz); they may be large
    #[arg(long)]
    pub arrays: bool,
    #[command(flatten)]
    pub parameters: ParameterArgs,
    #[command(flatten)]
    pub selection: SelectionArgs,
    #[command(flatten)]
    pub open: OpenArgs,
}

#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The recording; with --recipe, where it is not where the recipe says. Views about a model need
    /// none
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The view to write
    #[arg(long, value_name = "NAME", value_parser = view_names(), required_unless_present = "recipe")]
    pub view: Option<String>,
    /// Draw again what this file tells: a recipe as JSON, or a figure or an analysis.json that
    /// carries one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["PageArgs", "SelectionArgs", "OpenArgs"])]
    pub recipe: Option<PathBuf>,
    /// File to write; its ending (.svg, .pdf, .png, .apng or .csv) says what
    #[arg(long, value_name = "F")]
    pub out: PathBuf,
    #[command(flatten)]
    pub page: PageArgs,
    #[command(flatten)]
    pub selection: SelectionArgs,
    #[command(flatten)]
    pub open: OpenArgs,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The recording; without it, the demonstration
    #[arg(value_name = "FILE", default_value = super::source::DEMONSTRATION)]
    pub file: PathBuf,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Scale k of the views that show one, 1 to 32
    #[arg(long, value_name = "K", value_parser = scale)]
    pub scale: Option<Scale>,
    #[command(flatten)]
    pub parameters: ParameterArgs,
    #[command(flatten)]
    pub selection: SelectionArgs,
    #[command(flatten)]
    pub open: OpenArgs,
}

#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// The model to run
    #[arg(value_name = "MODEL", value_parser = model_names())]
    pub model: String,
    /// File to write (.csv: one line per spike; or .nwb)
    #[arg(long, value_name = "FILE", required_unless_present = "trajectory")]
    pub out: Option<PathBuf>,
    /// Same seed, same recording
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Length of the recording; the same as --set duration=S
    #[arg(long, value_name = "S")]
    pub seconds: Option<String>,
    /// Values that belong together; what --set says goes before them
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Value of a parameter of the model; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
    /// Controls that are turned while the network runs: JSON lines or CSV of time_s, name, value
    #[arg(long, value_name = "FILE")]
    pub changes: Option<PathBuf>,
    /// A given network for the model rate, as JSON: matrix C, h0, w0, params, dt
    #[arg(long, value_name = "FILE")]
    pub network: Option<PathBuf>,
    /// Write h and w of the model rate at every step, as CSV
    #[arg(long, value_name = "FILE")]
    pub trajectory: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct TheoryArgs {
    /// The model: rate
    #[arg(value_name = "MODEL", value_parser = PossibleValuesParser::new([models::rate::RateModel.id()]))]
    pub model: String,
    /// File to write (.json)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Values that belong together; what --set says goes before them
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Value of a parameter of the model; n may be inf, or any whole number where no network is
    /// built; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
    /// Eigenvalues of the Jacobian of one network: at its homogeneous fixed point, or at h0, w0 of
    /// --network
    #[arg(long)]
    pub spectrum: bool,
    /// The first M Lyapunov exponents of one network, 1 to 8
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u8).range(1..=8))]
    pub exponents: Option<u8>,
    /// Dynamic mean-field theory of the chaotic state, from several sets of random numbers
    #[arg(long)]
    pub dmft: bool,
    /// Time that the exponents are from, in membrane time constants
    #[arg(long, value_name = "TAU", value_parser = positive, default_value = "100", requires = "exponents")]
    pub time: f64,
    /// Time before that, which does not count; without it, 100, and 0 with --network
    #[arg(long, value_name = "TAU", value_parser = not_negative, requires = "exponents")]
    pub transient: Option<f64>,
    /// Same seed, same network
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// A given network, as JSON: matrix C, h0, w0, params, dt
    #[arg(long, value_name = "FILE")]
    pub network: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ScanArgs {
    /// The model: rate
    #[arg(value_name = "MODEL", value_parser = PossibleValuesParser::new([models::rate::RateModel.id()]))]
    pub model: String,
    /// File to write (.parquet or .csv)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Values of a parameter from FROM to TO, such as j0=0.5:2:0.05; repeated, every combination
    #[arg(long, value_name = "NAME=FROM:TO:STEP", required = true)]
    pub grid: Vec<Grid>,
    /// Networks at each point, with seeds from --seed on; each has the same connections at all points
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=1_000_000), default_value_t = 10)]
    pub realisations: u32,
    /// Units of each network
    #[arg(long, value_name = "UNITS")]
    pub n: Option<u64>,
    /// Values that belong together; what --set says goes before them
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Value of a parameter of all networks; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
    /// The first M Lyapunov exponents, 1 to 8
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u8).range(1..=8), default_value_t = 2)]
    pub exponents: u8,
    /// Also the J0 at which each network loses its homogeneous rest (dense eigenvalues: for up to some
    /// hundred units)
    #[arg(long)]
    pub onsets: bool,
    /// Time that the exponents are from, in membrane time constants
    #[arg(long, value_name = "TAU", value_parser = positive, default_value = "200")]
    pub time: f64,
    /// Time before that, which does not count
    #[arg(long, value_name = "TAU", value_parser = not_negative, default_value = "100")]
    pub transient: f64,
    /// Seed of the first network
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Only part K of OF, for a cluster; all parts together are the whole scan
    #[arg(long, value_name = "K/OF")]
    pub part: Option<Part>,
}

#[cfg(feature = "window")]
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// The network to run
    #[arg(value_name = "MODEL", value_parser = network_names())]
    pub model: String,
    /// Values that belong together; what --set says goes before them
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Value of a parameter at the first step; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
    /// Same seed, same run
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub struct ConvertArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// What becomes of the fields in an NWB file: copied, left in their own files (which it then
    /// names), or left out
    #[arg(long, value_name = "copied|linked|none", default_value = "copied")]
    pub fields: FieldStorage,
    /// Copy fields also from files outside of the recording's folder, where the recording names them
    #[arg(long)]
    pub follow_links: bool,
    #[command(flatten)]
    pub open: OpenArgs,
}

/// Parameters of views, where all views are computed.
#[derive(Debug, Default, Args)]
pub struct ParameterArgs {
    /// Value of a parameter of a view; may be repeated
    #[arg(long, value_name = "VIEW.PARAMETER=VALUE", value_parser = view_value)]
    pub set: Vec<ViewValue>,
}

/// A value for a parameter of a view.
#[derive(Clone, Debug)]
pub struct ViewValue {
    pub view: &'static str,
    pub parameter: &'static Parameter,
    pub value: Value,
}

/// How to read the file, where it does not say so itself.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading the file")]
pub struct OpenArgs {
    /// Units column to take the classes from
    #[arg(long, value_name = "NAME")]
    pub class_column: Option<String>,
    /// Class that a label of that column stands for; may be repeated
    #[arg(long = "class", value_name = "LABEL=CLASS", value_parser = class_of_label)]
    pub classes: Vec<(String, Class)>,
    /// Guess classes where nothing says them: units at or above this rate are inhibitory, the others
    /// excitatory. A heuristic, and marked as one in all that rests on it
    #[arg(long, value_name = "HZ", value_parser = positive)]
    pub rate_classes: Option<f64>,
    /// Separator of a table: comma, semicolon, tab, pipe or space, or the character itself
    #[arg(long, value_name = "CHAR", value_parser = separator)]
    pub separator: Option<char>,
    /// Numbers of the table are written 0,5
    #[arg(long)]
    pub decimal_comma: bool,
    /// Whether the first line of the table names the columns
    #[arg(long, value_name = "yes|no")]
    pub header: Option<YesNo>,
    /// Column of the unit's name, by name or number (the first is 1)
    #[arg(long, value_name = "NAME")]
    pub unit_column: Option<String>,
    /// Column of the spike time, by name or number (the first is 1)
    #[arg(long, value_name = "NAME")]
    pub time_column: Option<String>,
    /// Unit of the spike times of a table or a .mat file
    #[arg(long, value_name = "UNIT", value_parser = time_unit)]
    pub time_unit: Option<TimeUnit>,
    /// Samples a second, where spike times are in samples
    #[arg(long, value_name = "HZ", value_parser = positive)]
    pub rate: Option<f64>,
    /// Sampling rate of a sorting or session whose files do not say it
    #[arg(long, value_name = "HZ", value_parser = positive)]
    pub sample_rate: Option<f64>,
    /// Length of a line of a hypnogram that does not say it (30 without a signal that tells)
    #[arg(long, value_name = "SECONDS", value_parser = positive)]
    pub stage_length: Option<f64>,
    /// Leave out spikes far outside of all others, as a glitch of a clock leaves them
    #[arg(long)]
    pub leave_out_strays: bool,
    /// What the variables of a .mat file are, where they are not recognised
    #[arg(
        long,
        value_name = "spikes=PATH,unit=PATH,class=PATH,field=PATH,rate=PATH_OR_HZ",
        value_parser = MatChoices::parse
    )]
    pub mat: Option<MatChoices>,
    /// A further file that is part of the recording, later by that many seconds; may be repeated
    #[arg(long, value_name = "FILE[@SECONDS]", value_parser = |text: &str| Ok::<_, String>(AddedFile::parse(text)))]
    pub add: Vec<AddedFile>,
}

/// What is analysed, and in which normalisation.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct SelectionArgs {
    /// Start of the time window in seconds of the recording's clock
    #[arg(long, value_name = "S", value_parser = finite, allow_negative_numbers = true)]
    pub from: Option<f64>,
    /// End of the time window in seconds of the recording's clock
    #[arg(long, value_name = "S", value_parser = finite, allow_negative_numbers = true)]
    pub to: Option<f64>,
    /// States to include, such as "Wake,REM"; without it, all time
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub states: Vec<String>,
    /// Onset and end of the event that seizure views are about; without it, the first seizure
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], value_parser = finite, allow_negative_numbers = true)]
    pub event: Vec<f64>,
    /// What the event is measured against; without it, up to 300 s of one state before its onset
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], value_parser = finite, allow_negative_numbers = true)]
    pub baseline: Vec<f64>,
    /// Normalisation of the ensembles
    #[arg(long, value_name = "NAME", value_parser = normalisation_names(), default_value = "rate")]
    pub normalisation: String,
    /// Surrogate beside the data; `analyze` takes class-shift unless told "none"
    #[arg(long, value_name = "KIND", value_parser = surrogate_names())]
    pub surrogate: Option<String>,
    /// Seed of the surrogate
    #[arg(long, value_name = "N", default_value = "1")]
    pub surrogate_seed: u64,
    /// Realisations of the surrogate
    #[arg(long, value_name = "N", default_value = "100", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub realisations: u32,
}

/// How one view is drawn.
#[derive(Debug, Args)]
#[command(next_help_heading = "Page")]
pub struct PageArgs {
    /// Width of the page
    #[arg(long, value_name = "MM", value_parser = millimetres, default_value = "170")]
    pub width_mm: f64,
    /// Height of the page
    #[arg(long, value_name = "MM", value_parser = millimetres, default_value = "120")]
    pub height_mm: f64,
    #[arg(long, value_name = "light|dark", default_value = "light")]
    pub theme: Look,
    /// Scale k, 1 to 32; fractions lie between the 32
    #[arg(long, value_name = "K", value_parser = scale)]
    pub scale: Option<Scale>,
    /// With the table of numbers beside the drawing
    #[arg(long)]
    pub numbers: bool,
    /// Value of a parameter of the view; may be repeated
    #[arg(long, value_name = "PARAM=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FieldStorage {
    Copied,
    Linked,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Look {
    Light,
    Dark,
}

fn view_names() -> PossibleValuesParser {
    PossibleValuesParser::new(views::all().iter().map(|v| v.info().id))
}

fn model_names() -> PossibleValuesParser {
    PossibleValuesParser::new(models::all().iter().map(|m| m.id()))
}

#[cfg(feature = "window")]
fn network_names() -> PossibleValuesParser {
    PossibleValuesParser::new(models::networks().map(models::Model::id))
}

fn surrogate_names() -> PossibleValuesParser {
    let none = std::iter::once("none");
    PossibleValuesParser::new(none.chain(SurrogateKind::ALL.map(SurrogateKind::id)))
}

fn normalisation_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Normalisation::ALL.map(Normalisation::id))
}

fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(v) if v.is_finite() => Ok(v),
        _ => Err("expected a number".into()),
    }
}

fn positive(text: &str) -> Result<f64, String> {
    finite(text)
        .ok()
        .filter(|v| *v > 0.0)
        .ok_or_else(|| "expected a number above 0".into())
}

fn not_negative(text: &str) -> Result<f64, String> {
    finite(text)
        .ok()
        .filter(|v| *v >= 0.0)
        .ok_or_else(|| "expected a number from 0".into())
}

fn millimetres(text: &str) -> Result<f64, String> {
    finite(text)
        .ok()
        .filter(|v| (20.0..=2000.0).contains(v))
        .ok_or_else(|| "expected a length from 20 to 2000 mm".into())
}

fn scale(text: &str) -> Result<Scale, String> {
    finite(text)
        .ok()
        .filter(|k| (1.0..=32.0).contains(k))
        .map(Scale::new)
        .ok_or_else(|| "expected a scale from 1 to 32".into())
}

fn separator(text: &str) -> Result<char, String> {
    Ok(match text {
        "," | "comma" => ',',
        ";" | "semicolon" => ';',
        "\t" | "\\t" | "tab" => '\t',
        "|" | "pipe" => '|',
        " " | "space" => ' ',
        _ => return Err("expected comma, semicolon, tab, pipe, space, or the character".into()),
    })
}

fn time_unit(text: &str) -> Result<TimeUnit, String> {
    match text {
        "s" => Ok(TimeUnit::Seconds),
        "ms" => Ok(TimeUnit::Milliseconds),
        "us" => Ok(TimeUnit::Microseconds),
        "samples" => Ok(TimeUnit::Samples { rate_hz: None }),
        _ => Err("expected s, ms, us or samples".into()),
    }
}

/// A value of a parameter of a view; what is wrong names the view and what it has.
fn view_value(text: &str) -> Result<ViewValue, String> {
    let (name, value) = assignment(text)?;
    let Some((id, parameter)) = name.split_once('.') else {
        return Err("expected VIEW.PARAMETER=VALUE".into());
    };
    let Some(view) = views::by_id(id) else {
        let known: Vec<_> = views::all().iter().map(|v| v.info().id).collect();
        return Err(format!(
            "there is no view \"{id}\"; views are {}",
            known.join(", ")
        ));
    };
    let found = select::value(view.info().parameters, parameter, &value);
    let (parameter, value) = found.map_err(|e| format!("view {id}: {e}"))?;
    Ok(ViewValue {
        view: view.info().id,
        parameter,
        value,
    })
}

/// The name of one folder.
fn folder_name(text: &str) -> Result<String, String> {
    let mut parts = Path::new(text).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(name)), None) if name == text => Ok(text.to_owned()),
        _ => Err("expected the name of a folder, without the folders above it".into()),
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "expected PARAM=VALUE".into())
}

fn class_of_label(text: &str) -> Result<(String, Class), String> {
    // The last "=": a label may hold one itself.
    let (label, class) = text
        .rsplit_once('=')
        .filter(|(label, _)| !label.is_empty())
        .ok_or("expected LABEL=CLASS")?;
    let class = match class.to_lowercase().as_str() {
        "excitatory" | "e" => Class::Excitatory,
        "inhibitory" | "i" => Class::Inhibitory,
        "unclassified" | "none" => Class::Unclassified,
        _ => return Err("expected excitatory, inhibitory or unclassified after =".into()),
    };
    Ok((label.to_owned(), class))
}
