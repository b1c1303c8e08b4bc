//! The excitatory and the inhibitory input to one cell, and what is left of both together.

use super::columns::{Gathering, Parts, SignalTrace, no_samples};
use super::correlation::{BLOCKS, FieldCorrelation, Sums, correlated};
use super::field_traces::{extent, pieces};
use crate::analysis::detail::envelope::read;
use crate::analysis::{AnalysisError, Task};
use crate::recording::{Field, Interval};
use std::collections::BTreeMap;

/// What fields hold of the input to cells: both have this name behind "excitatory" or "inhibitory",
/// and channels named as the cells are.
#[derive(Clone, Debug)]
pub struct InputFields<'a> {
    pub name: &'static str,
    /// Excitatory and inhibitory.
    pub fields: [&'a Field; 2],
    /// The cells that both have, at least one, with their channels.
    pub cells: Vec<(&'a str, [usize; 2])>,
}

impl<'a> InputFields<'a> {
    /// What such fields may be called.
    pub const NAMES: [&'static str; 3] = ["current", "input", "conductance"];

    /// Those of this name, where a recording has both.
    pub fn find(fields: &'a [Field], name: &'static str) -> Option<Self> {
        let of = |class: &str| {
            let whole = format!("{class} {name}");
            let mut all = fields.iter();
            all.find(|f| f.name.eq_ignore_ascii_case(&whole))
        };
        let fields = [of("excitatory")?, of("inhibitory")?];
        let [e, i] = fields.map(|field| field.channels.iter().map(String::as_str).zip(0..));
        let places: BTreeMap<&str, usize> = i.collect();
        let cells = e.filter_map(|(name, place)| Some((name, [place, *places.get(name)?])));
        let cells: Vec<_> = cells.collect();
        (!cells.is_empty()).then_some(Self {
            name,
            fields,
            cells,
        })
    }
    /// Those of the first name that a recording has.
    pub fn first(fields: &'a [Field]) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|name| Self::find(fields, name))
    }
    pub fn names(&self) -> Vec<&'a str> {
        self.cells.iter().map(|(name, _)| *name).collect()
    }
    pub fn unit(&self) -> &'a str {
        &self.fields[0].unit
    }
}

/// The input to one cell over a window. Samples that are missing in either part count in none.
#[derive(Clone, Debug, PartialEq)]
pub struct CellInput {
    /// From the first sample to the end of the last.
    pub window: Interval,
    pub rate_hz: f64,
    pub samples: usize,
    pub missing: usize,
    /// Excitatory, inhibitory, and their sum, in the fields' unit.
    pub traces: [SignalTrace; 3],
    /// Of the excitatory with the inhibitory part; `None` where one does not vary.
    pub correlation: Option<FieldCorrelation>,
}

impl CellInput {
    /// The mean of the sum over that of the excitatory part: 0 where both parts cancel.
    pub fn mean_left(&self) -> f64 {
        let [e, _, sum] = &self.traces;
        sum.total_mean / e.total_mean
    }
    /// The variance of the sum over the sum of the variances: 1 where the parts are uncorrelated, 0
    /// where they cancel at every moment.
    pub fn variance_left(&self) -> f64 {
        let [e, i, sum] = &self.traces;
        sum.total_variance / (e.total_variance + i.total_variance)
    }
}

/// The input to a cell, by its channels, in at most `columns` columns.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where the window holds no sample or the two fields have no common
/// clock, [`AnalysisError::Field`] where a field cannot be read, and when overtaken.
pub fn cell_input(
    [e, i]: [&Field; 2],
    channels: [usize; 2],
    window: Interval,
    columns: usize,
    task: &Task<'_>,
) -> Result<CellInput, AnalysisError> {
    let apart = (e.start_s - i.start_s).abs() * e.rate_hz;
    if (e.rate_hz / i.rate_hz - 1.0).abs() > 1e-9 || apart > 1e-3 {
        return Err(AnalysisError::NothingToShow(format!(
            "Fields {} and {} are not sampled at the same times, so that they have no sum.",
            e.name, i.name
        )));
    }
    let range = e.sample_range(window);
    let range = range.start..range.end.min(i.samples).max(range.start);
    let samples = (range.end - range.start) as usize;
    if samples == 0 {
        return Err(no_samples());
    }
    let columns = Parts::new(samples, columns);
    let in_blocks = Parts::new(samples, BLOCKS);
    let mut traces = [(); 3].map(|()| Gathering::over(0..columns.count));
    let mut blocks = [Sums::default(); BLOCKS];
    let mut missing = 0;
    for own in pieces(samples, 2) {
        task.check()?;
        let at = range.start + own.start as u64..range.start + own.end as u64;
        let values = |field: &Field, channel: usize| -> Result<Vec<f64>, AnalysisError> {
            let values = read(field, &[channel], at.clone())?;
            Ok(values.iter().map(|v| f64::from(*v)).collect())
        };
        let (mut e, mut i) = (values(e, channels[0])?, values(i, channels[1])?);
        let sum: Vec<f64> = e.iter().zip(&i).map(|(e, i)| e + i).collect();
        for ((e, i), sum) in e.iter_mut().zip(&mut i).zip(&sum) {
            if !sum.is_finite() {
                (*e, *i) = (f64::NAN, f64::NAN);
            }
        }
        for (block, own_block) in in_blocks.within(&own) {
            let place = own_block.start - own.start..own_block.end - own.start;
            for (&e, &i) in e[place.clone()].iter().zip(&i[place]) {
                if e.is_finite() {
                    blocks[block].add(e, i);
                }
            }
        }
        missing += sum.iter().filter(|v| !v.is_finite()).count();
        for (trace, values) in traces.iter_mut().zip([&e, &i, &sum]) {
            trace.extend(&columns, &own, values);
        }
        task.progress(own.end as f32 / samples as f32);
    }
    Ok(CellInput {
        window: extent(e, range.start, samples),
        rate_hz: e.rate_hz,
        samples,
        missing,
        traces: traces.map(Gathering::finish),
        correlation: correlated(&blocks),
    })
}
