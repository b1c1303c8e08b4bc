//! The same work without a window.
//!
//! [`main`] is the whole program: it reads the command line (`args`), does what it says, and
//! turns what went wrong into one line on standard error and an exit status: 0 done, 1 the work
//! failed, 2 wrong usage. Progress goes to standard error, and only to a terminal. An output file
//! is complete or absent.

pub mod analyze;
pub mod args;
pub mod catch_panic;
mod convert;
pub mod error;
pub mod grid;
mod info;
pub mod logger;
pub mod meter;
mod model_help;
pub mod npz;
pub mod output;
mod render;
#[cfg(feature = "figures")]
pub mod report;
mod runner;
mod scan;
mod select;
mod simulate;
pub mod source;
mod theory;
#[cfg(feature = "window")]
pub mod window;

#[cfg(not(feature = "figures"))]
use crate::plot::export::RenderError;
use args::{Cli, Command};
use clap::Parser;
use clap::error::ErrorKind;
use error::{Error, print_message};
use meter::Meter;
use std::process::ExitCode;

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Printing fails only where nobody reads.
            let _ = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
                _ => ExitCode::from(2),
            };
        }
    };
    logger::start(cli.verbose);
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Error::Usage(message)) => {
            print_message(message);
            ExitCode::from(2)
        }
        Err(Error::Failed(error)) => {
            print_message(error);
            ExitCode::FAILURE
        }
        Err(Error::Reported) => ExitCode::FAILURE,
    }
}

fn run(cli: Cli) -> Result<(), Error> {
    if let Some(count) = cli.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(count));
        pool.build_global()?;
    }
    let meter = Meter::new();
    match cli.command {
        #[cfg(feature = "window")]
        None => window::open(cli.files, &cli.open),
        #[cfg(not(feature = "window"))]
        None => Err(Error::Usage(
            "this build has no window; give a command (equipoise --help), or build it with the \
             feature \"window\" (cargo build --release --features window)"
                .into(),
        )),
        Some(Command::Info(args)) => info::run(&args, &meter),
        Some(Command::Analyze(args)) => analyze::run(&args, &meter),
        Some(Command::Render(args)) => render::run(&args, &meter),
        #[cfg(not(feature = "figures"))]
        Some(Command::Report(_)) => Err(RenderError::NoFigures.into()),
        #[cfg(feature = "figures")]
        Some(Command::Report(args)) => report::run(&args, &meter),
        #[cfg(feature = "window")]
        Some(Command::Model(args)) => window::run_network(&args),
        Some(Command::Simulate(args)) => simulate::run(&args, &meter),
        Some(Command::Theory(args)) => theory::run(&args, &meter),
        Some(Command::Scan(args)) => scan::run(&args, &meter),
        Some(Command::Convert(args)) => convert::run(&args, &meter),
    }
}
