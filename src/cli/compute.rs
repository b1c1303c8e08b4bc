//! Running a view without the engine: in the foreground, one after the other.

use super::guard;
use super::meter::Meter;
use crate::analysis::{AnalysisError, Task};
use crate::views::{AnyView, Drawn, Export, Input};

/// Analyses and draws; a panic is an error of that view.
pub(super) fn draw(
    view: &dyn AnyView,
    input: &Input<'_>,
    meter: &Meter,
) -> Result<Drawn, AnalysisError> {
    run(view, meter, |task| view.compute(input, task))
}

/// The numbers of a view over all scales; a panic is an error of that view.
pub(super) fn export(
    view: &dyn AnyView,
    input: &Input<'_>,
    meter: &Meter,
) -> Result<Vec<Export>, AnalysisError> {
    run(view, meter, |task| view.export(input, task))
}

fn run<T>(
    view: &dyn AnyView,
    meter: &Meter,
    work: impl FnOnce(&Task<'_>) -> Result<T, AnalysisError>,
) -> Result<T, AnalysisError> {
    let title = view.info().title;
    meter.show(title, 0.0);
    let never = || false;
    let progress = |done: f32| meter.show(title, done);
    let result = guard::caught(|| work(&Task::new(&never, &progress)));
    meter.clear();
    result.unwrap_or_else(|panic| Err(AnalysisError::Failed(panic)))
}
