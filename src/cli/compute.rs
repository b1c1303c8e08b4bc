//! Running views without the engine: in the foreground, one after the other, to the end.

use super::guard;
use super::meter::Meter;
use crate::analysis::{AnalysisError, Task};
use crate::compute::SharedStore;
use crate::views::{self, AnyView, Arrays, Drawn, Export, Input};

/// Bytes of intermediate results that views share.
const STORE_BYTES: usize = 256 << 20;

/// What runs the views of one recording.
pub(super) struct Compute<'a> {
    meter: &'a Meter,
    store: SharedStore,
}

impl<'a> Compute<'a> {
    pub fn new(meter: &'a Meter) -> Self {
        Self {
            meter,
            store: SharedStore::new(STORE_BYTES),
        }
    }

    /// Analyses and draws, all pieces of it; a panic is an error of that view.
    pub fn draw(&self, view: &dyn AnyView, input: &Input<'_>) -> Result<Drawn, AnalysisError> {
        self.run(view.info().title, |task| {
            let mut drawn = view.compute(input, task)?;
            while let Some(more) = view.refine(input, &drawn, task)? {
                drawn = more;
            }
            Ok(drawn)
        })
    }

    /// The numbers of a view over all scales; a panic is an error of that view.
    pub fn export(
        &self,
        view: &dyn AnyView,
        input: &Input<'_>,
    ) -> Result<Vec<Export>, AnalysisError> {
        self.run(view.info().title, |task| view.export(input, task))
    }

    /// What a view shows in full; a panic is an error of that view.
    pub fn arrays(
        &self,
        view: &dyn AnyView,
        input: &Input<'_>,
    ) -> Result<Option<Arrays>, AnalysisError> {
        self.run(view.info().title, |task| view.arrays(input, task))
    }

    /// The numbers over realisations of the surrogate that is asked for.
    pub fn surrogates(&self, input: &Input<'_>) -> Result<Option<Export>, AnalysisError> {
        self.run("Surrogates", |task| views::surrogates(input, task))
    }

    fn run<T>(
        &self,
        title: &str,
        work: impl FnOnce(&Task<'_>) -> Result<T, AnalysisError>,
    ) -> Result<T, AnalysisError> {
        self.meter.show(title, 0.0);
        let never = || false;
        let progress = |done: f32| self.meter.show(title, done);
        let task = Task::new(&never, &progress).with_store(&self.store);
        let result = guard::caught(|| work(&task));
        self.meter.clear();
        result.unwrap_or_else(|panic| Err(AnalysisError::Failed(panic)))
    }
}
