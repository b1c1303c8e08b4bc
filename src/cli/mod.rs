//! The same work without a window.
//!
//! [`main`] is the whole program: it reads the command line (`args`), does what it says, and
//! turns what went wrong into one line on standard error and an exit status: 0 done, 1 the work
//! failed, 2 wrong usage. Progress goes to standard error, and only to a terminal. An output file
//! is complete or absent.

mod analyze;
mod args;
mod compute;
mod convert;
mod figure;
mod guard;
mod info;
mod meter;
mod npz;
mod output;
mod render;
#[cfg(feature = "figures")]
mod report;
mod select;
mod simulate;
mod source;
mod trouble;
#[cfg(feature = "window")]
mod window;

#[cfg(not(feature = "figures"))]
use crate::plot::export::RenderError;
use args::{Cli, Command};
use clap::Parser;
use clap::error::ErrorKind;
use meter::Meter;
use std::process::ExitCode;
use trouble::{Trouble, say};

/// Runs the program with the arguments it was started with.
#[must_use]
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
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Trouble::Usage(message)) => {
            say(message);
            ExitCode::from(2)
        }
        Err(Trouble::Failed(error)) => {
            say(error);
            ExitCode::FAILURE
        }
        Err(Trouble::Said) => ExitCode::FAILURE,
    }
}

fn run(cli: Cli) -> Result<(), Trouble> {
    let meter = Meter::new();
    match cli.command {
        #[cfg(feature = "window")]
        None => window::open(cli.files, &cli.reading),
        #[cfg(not(feature = "window"))]
        None => Err(Trouble::Usage(
            "this build has no window; give a command (equipoise --help), or build it with the \
             feature \"window\" (cargo build --release --features window)"
                .into(),
        )),
        Some(Command::Info { file, reading }) => info::run(&file, &reading, &meter),
        Some(Command::Analyze {
            files,
            out,
            arrays,
            selecting,
            reading,
        }) => {
            let wanted = analyze::Wanted { arrays, selecting };
            analyze::run(&files, &out, &wanted, &reading, &meter)
        }
        Some(Command::Render {
            file,
            view,
            out,
            drawing,
            selecting,
            reading,
        }) => render::run(&file, &view, &out, &drawing, &selecting, &reading, &meter),
        #[cfg(not(feature = "figures"))]
        Some(Command::Report { .. }) => Err(RenderError::NoFigures.into()),
        #[cfg(feature = "figures")]
        Some(Command::Report {
            file,
            out,
            scale,
            selecting,
            reading,
        }) => report::run(file, &out, scale, &selecting, &reading, &meter),
        Some(Command::Simulate {
            model,
            out,
            seed,
            set,
        }) => simulate::run(&model, &out, seed, &set, &meter),
        Some(Command::Convert {
            file,
            out,
            fields,
            reading,
        }) => convert::run(&file, &out, fields, &reading, &meter),
    }
}
