//! The two ensembles at one scale: counts in every bin, and their values in the chosen
//! normalisation (methods A2).

use super::bins::{Bins, counts};
use super::moments::Moments;
use crate::analysis::{
    AnalysisError, CountSummary, Normalisation, Normaliser, Selection, Settings, Task,
};
use crate::recording::{Class, Pooled, Recording};

/// Pooled activity of one class at one scale, in one normalisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble {
    pub class: Class,
    /// Number of units pooled.
    pub units: usize,
    /// Pooled spikes in each bin.
    pub counts: Vec<u32>,
    /// Map from counts to values; undefined for a class without units, or silent.
    pub normaliser: Normaliser,
    /// Mean and SD (n in the denominator) of the values.
    pub mean: f64,
    pub sd: f64,
    /// Spikes in partial last bins.
    pub left_out: u64,
}

/// Both ensembles over the bins of a selection.
#[derive(Clone, Debug, PartialEq)]
pub struct EnsembleSeries {
    pub bins: Bins,
    pub excitatory: Ensemble,
    pub inhibitory: Ensemble,
}

impl Ensemble {
    /// Value in bin `j`; NaN where the normalisation is undefined and beyond the last bin.
    pub fn value(&self, j: usize) -> f64 {
        self.counts
            .get(j)
            .map_or(f64::NAN, |&c| self.normaliser.apply(f64::from(c)))
    }
    /// Values in all bins.
    pub fn values(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.counts
            .iter()
            .map(|&c| self.normaliser.apply(f64::from(c)))
    }

    fn new(
        class: Class,
        train: &Pooled,
        observed: f64,
        bins: &Bins,
        normalisation: Normalisation,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let counted = counts(train, bins, task)?;
        let mut sums = Moments::default();
        for piece in counted.counts.chunks(1 << 20) {
            task.check()?;
            for &count in piece {
                sums.add(count, 0, 1);
            }
        }
        let (count_mean, _) = sums.means();
        let count_sd = sums.second().0.sqrt();
        let normaliser = normalisation.normaliser(&CountSummary {
            class,
            units: observed,
            width_s: bins.width_s(),
            sum: sums.sum_e as f64,
            mean: count_mean,
            sd: count_sd,
            max: f64::from(sums.max_e),
        });
        let (mean, sd) = normalised(normalisation, normaliser, sums.bins, count_mean, count_sd);
        Ok(Self {
            class,
            units: train.unit_count(),
            counts: counted.counts,
            normaliser,
            mean,
            sd,
            left_out: counted.left_out,
        })
    }
}

/// Mean and SD of values from those of counts; exact where the definition makes them exact.
fn normalised(
    normalisation: Normalisation,
    map: Normaliser,
    bins: u64,
    count_mean: f64,
    count_sd: f64,
) -> (f64, f64) {
    if !map.is_defined() || bins == 0 {
        return (f64::NAN, f64::NAN);
    }
    match normalisation {
        Normalisation::ZScore => (0.0, 1.0),
        Normalisation::Share => (1.0 / bins as f64, count_sd * map.factor),
        _ => (map.apply(count_mean), count_sd * map.factor),
    }
}

/// Both ensembles at the scale and in the normalisation of `settings`.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where there are more bins than can be held, and when overtaken.
pub fn ensemble_series(
    recording: &Recording,
    selection: &Selection,
    settings: &Settings,
    task: &Task<'_>,
) -> Result<EnsembleSeries, AnalysisError> {
    let time = selection.intervals(recording);
    let bins = Bins::new(&time, settings.scale);
    let pooled = recording.ensembles();
    let of = |class, train| {
        let observed = recording.observed_units(train, &time);
        Ensemble::new(class, train, observed, &bins, settings.normalisation, task)
    };
    let excitatory = of(Class::Excitatory, &pooled.excitatory)?;
    let inhibitory = of(Class::Inhibitory, &pooled.inhibitory)?;
    Ok(EnsembleSeries {
        bins,
        excitatory,
        inhibitory,
    })
}
