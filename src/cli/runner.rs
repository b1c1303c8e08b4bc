//! Running views without the engine: in the foreground, one after the other, to the end.

use super::catch_panic::catch_panic;
use super::meter::Meter;
use crate::analysis::{AnalysisError, Task, Values};
use crate::compute::SharedStore;
use crate::views::{self, AnyView, Arrays, Export, Input, Picture};
use std::time::Instant;

/// Bytes of intermediate results that views share.
const STORE_BYTES: usize = 256 << 20;

/// What runs the views of one recording.
pub(super) struct Runner<'a> {
    meter: &'a Meter,
    store: SharedStore,
}

impl<'a> Runner<'a> {
    pub fn new(meter: &'a Meter) -> Self {
        Self {
            meter,
            store: SharedStore::new(STORE_BYTES),
        }
    }

    /// Analyses and draws, all pieces of it; a panic is an error of that view.
    pub fn draw(&self, view: &dyn AnyView, input: &Input<'_>) -> Result<Picture, AnalysisError> {
        self.run(view.info().title, &self.titled(view), |task| {
            let mut picture = view.compute(input, task)?;
            while let Some(more) = view.refine(input, &picture, task)? {
                picture = more;
            }
            Ok(picture)
        })
    }

    /// The numbers of a view over all scales; a panic is an error of that view.
    pub fn export(
        &self,
        view: &dyn AnyView,
        input: &Input<'_>,
    ) -> Result<Vec<Export>, AnalysisError> {
        self.run(view.info().title, &self.titled(view), |task| {
            view.export(input, task)
        })
    }

    /// What a view shows in full; a panic is an error of that view.
    pub fn arrays(
        &self,
        view: &dyn AnyView,
        input: &Input<'_>,
    ) -> Result<Option<Arrays>, AnalysisError> {
        self.run(view.info().title, &self.titled(view), |task| {
            view.arrays(input, task)
        })
    }

    /// The numbers over realisations of the surrogate that is asked for, with the values set for
    /// each view.
    pub fn surrogates(
        &self,
        input: &Input<'_>,
        values: &dyn Fn(&str) -> Values,
    ) -> Result<Option<Export>, AnalysisError> {
        let count = input.settings.surrogate.map_or(0, |s| s.realisations);
        let show = |done: f32| self.meter.count("Surrogates", done, count);
        self.run("Surrogates", &show, |task| {
            Ok(views::surrogates(input, values, task)?.map(Export::from))
        })
    }

    fn run<T>(
        &self,
        title: &str,
        show: &(dyn Fn(f32) + Sync),
        work: impl FnOnce(&Task<'_>) -> Result<T, AnalysisError>,
    ) -> Result<T, AnalysisError> {
        show(0.0);
        let start = Instant::now();
        let never = || false;
        let task = Task::new(&never, show).with_store(&self.store);
        let result = catch_panic(|| work(&task));
        self.meter.clear();
        log::debug!("{title}: {:.3} s", start.elapsed().as_secs_f64());
        result.unwrap_or_else(|panic| Err(AnalysisError::Failed(panic)))
    }
    /// Progress under the title of a view.
    fn titled(&self, view: &dyn AnyView) -> impl Fn(f32) + Sync {
        let title = view.info().title;
        move |done| self.meter.show(title, done)
    }
}
