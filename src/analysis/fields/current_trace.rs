//! The estimated synaptic current over a window: its moments, its envelope for a panel, and its
//! correlation with a field, piece by piece, so that no window is too long to hold.

use super::columns::{Gathering, Parts, SignalTrace, no_samples};
use super::correlation::{BLOCKS, FieldCorrelation, Sums, correlated};
use super::current::{Currents, current_samples};
use crate::analysis::{AnalysisError, Task};
use crate::recording::{Field, Interval, Recording};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Samples at a rate of one's own, at most: 24 days at 1 kHz. Every sample is worked out, with a
/// spike near it or none. Those of a field are as many as the field has.
const MOST_SAMPLES: usize = 1 << 31;

/// The current of both classes, and a field's channel on the same samples.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentOutcome {
    pub window: Interval,
    pub rate_hz: f64,
    pub samples: usize,
    /// `C_E`, `C_I` and C.
    pub traces: [SignalTrace; 3],
    /// The channel, where the samples are the field's own.
    pub field: Option<SignalTrace>,
    pub correlation: Option<FieldCorrelation>,
}

/// Which samples are taken.
#[derive(Clone, Copy, Debug)]
pub enum Sampling<'a> {
    /// Those of a channel of a field.
    Field(&'a Field, usize),
    /// So many a second from the start of the window on.
    Rate(f64),
}

/// Currents over a window in `columns` columns.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where the window holds no sample or too many, [`AnalysisError::Field`] where
/// the field cannot be read, and when overtaken.
pub fn current_trace(
    recording: &Recording,
    window: Interval,
    sampling: Sampling<'_>,
    tau_s: [f64; 2],
    columns: usize,
    task: &Task<'_>,
) -> Result<CurrentOutcome, AnalysisError> {
    let (first, first_s, rate_hz, samples) = match sampling {
        Sampling::Field(field, _) => {
            let range = field.sample_range(window);
            let start_s = field.start_s + range.start as f64 / field.rate_hz;
            (
                range.start,
                start_s,
                field.rate_hz,
                (range.end - range.start) as usize,
            )
        }
        Sampling::Rate(rate_hz) => (0, window.start_s, rate_hz, current_samples(window, rate_hz)),
    };
    if samples == 0 {
        return Err(no_samples());
    }
    if samples > MOST_SAMPLES && matches!(sampling, Sampling::Rate(_)) {
        return Err(AnalysisError::NothingToShow(format!(
            "{samples} samples are more than are gone over ({MOST_SAMPLES}). Choose a shorter window or a lower rate."
        )));
    }
    let trains = recording.ensembles().times_s();
    let currents = Currents::new(trains, first_s, rate_hz, tau_s)?;
    let columns = Parts::new(samples, columns);
    let piece = currents.piece();
    let done = AtomicUsize::new(0);
    let gathered = (0..samples.div_ceil(piece))
        .into_par_iter()
        .map_init(
            || [vec![0.0; piece], vec![0.0; piece]],
            |[e, i], nth| {
                let own = nth * piece..((nth + 1) * piece).min(samples);
                let (e, i) = (&mut e[..own.len()], &mut i[..own.len()]);
                currents.fill(own.start, [e, i], task)?;
                let mut made = PieceTally::new(&columns, &own, e, i);
                if let Sampling::Field(field, channel) = sampling {
                    let read = first + own.start as u64..first + own.end as u64;
                    let values = field.source.read(&[channel], read)?;
                    // E has been counted: C may take its place.
                    e.iter_mut().zip(&*i).for_each(|(e, i)| *e -= i);
                    made.compare(&columns, &own, e, values.iter().map(|v| f64::from(*v)));
                }
                let before = done.fetch_add(own.len(), Ordering::Relaxed);
                task.progress((before + own.len()) as f32 / samples as f32);
                Ok(made)
            },
        )
        .collect::<Result<Vec<PieceTally>, AnalysisError>>()?;
    // In the order of time, whoever came first.
    let mut traces = [(); 3].map(|()| Gathering::over(0..columns.count));
    let mut of_field = Gathering::over(0..columns.count);
    let mut blocks = [Sums::default(); BLOCKS];
    for made in &gathered {
        for (all, own) in traces.iter_mut().zip(&made.traces) {
            all.join(own);
        }
        if let Some(own) = &made.field {
            of_field.join(own);
        }
        for (all, own) in blocks.iter_mut().zip(&made.blocks) {
            *all = all.plus(own);
        }
    }
    let has_field = matches!(sampling, Sampling::Field(..));
    Ok(CurrentOutcome {
        window: Interval::new(first_s, first_s + samples as f64 / rate_hz),
        rate_hz,
        samples,
        traces: traces.map(Gathering::finish),
        field: (has_field && of_field.n > 0.0).then(|| of_field.finish()),
        correlation: has_field.then(|| correlated(&blocks)).flatten(),
    })
}

/// What one piece gives.
struct PieceTally {
    traces: [Gathering; 3],
    field: Option<Gathering>,
    blocks: [Sums; BLOCKS],
}

impl PieceTally {
    fn new(columns: &Parts, own: &Range<usize>, e: &[f64], i: &[f64]) -> Self {
        let touched = columns.column(own.start)..columns.column(own.end - 1) + 1;
        let mut traces = [(); 3].map(|()| Gathering::over(touched.clone()));
        let mut c = Vec::new();
        for (column, range) in columns.within(own) {
            let place = range.start - own.start..range.end - own.start;
            let (e, i) = (&e[place.clone()], &i[place]);
            c.clear();
            c.extend(e.iter().zip(i).map(|(e, i)| e - i));
            for (trace, values) in traces.iter_mut().zip([e, i, &c]) {
                trace.add(column, values);
            }
        }
        Self {
            traces,
            field: None,
            blocks: [Sums::default(); BLOCKS],
        }
    }
    /// The field beside C; samples that are missing in the one count in neither.
    fn compare(
        &mut self,
        columns: &Parts,
        own: &Range<usize>,
        c: &[f64],
        field: impl Iterator<Item = f64>,
    ) {
        let touched = columns.column(own.start)..columns.column(own.end - 1) + 1;
        let mut gathering = Gathering::over(touched);
        let mut values: Vec<f64> = field.collect();
        values.resize(own.len(), f64::NAN);
        let blocks = Parts::new(columns.samples, BLOCKS);
        for (block, range) in blocks.within(own) {
            let place = range.start - own.start..range.end - own.start;
            for (&c, &value) in c[place.clone()].iter().zip(&values[place]) {
                if value.is_finite() {
                    self.blocks[block].add(c, value);
                }
            }
        }
        gathering.extend(columns, own, &values);
        self.field = Some(gathering);
    }
}
