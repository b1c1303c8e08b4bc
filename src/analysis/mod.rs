//! Pure: no files, no screen, no clock, no hidden state.
//!
//! | folder | what is in it |
//! |---|---|
//! | `ensembles` | scales, bins, normalisations, counts of E and I |
//! | `balance` | statistics of the balance over a selection: ellipses, collapse, partition, MNCM |
//! | `events` | seizure map, detector, trajectory, trend, coordination in time |
//! | `surrogates` | shuffled spikes, and the statistics of their realisations |
//! | `units` | firing, waveforms and connections of single units |
//! | `fields` | field samples, the input to a cell, estimated synaptic current |
//! | `numerics` | filters, wavelets, distributions, quantiles: nothing about neurons |
//! | `detail` | level of detail for drawing: raster, envelope, overview |
//!
//! An analysis is a function of a [`Recording`](crate::recording::Recording), a [`Selection`],
//! the [`Settings`] and the [`Values`] of its own [`Parameter`]s, and gives the same outcome, bit
//! for bit, whatever the number of threads. It asks its [`Task`] at loop heads whether it has been
//! overtaken.

mod balance;
pub mod detail;
mod ensembles;
mod events;
mod fields;
pub mod numerics;
mod parameter;
mod sample;
mod selection;
pub mod surrogates;
mod task;
mod units;

pub use balance::cooccurrence::{Cooccurrence, Features, MASKED, MOST_LEVELS, level};
pub use balance::correlation::{
    Correlogram, Peak, ScaleCorrelation, correlation, correlogram, correlogram_of_counts,
};
pub use balance::deviation::Deviation;
pub use balance::ellipse::{Balance, Ellipse, balance_all, balance_at, normalisers};
pub use balance::mncm::{Direction, FIXED_SPAN, LevelMatrix, Signal, Span};
pub use balance::static_balance::{Ccdf, StaticBalance};
pub use balance::{collapse, partition, statistics, variance};
pub use detail::ensemble_trace::{ClassTrace, EnsembleTrace, ensemble_trace};
pub use detail::envelope::{Envelope, Trace, TraceShape, envelope};
pub use detail::overview::{Overview, first_look, overview};
pub use detail::raster::{MOST_TICKS, Raster, RasterRow, RasterSpikes, raster, raster_sorted};
pub use detail::row_order::RowOrder;
#[cfg(feature = "window")]
pub(crate) use detail::row_order::natural;
pub use ensembles::autocovariance::{Autocovariances, autocovariances};
pub use ensembles::bins::{Bins, Counts, Grid, MOST_HELD, TOLERANCE, count, counts};
pub use ensembles::columns::{ColumnBreaks, Columns, Extent, Run, columns, columns_of_counts};
pub use ensembles::joint::{JointCounts, Pair, joint_counts, joint_counts_at};
pub use ensembles::moments::{Moments, ScaleMoments, moments};
pub use ensembles::multiscale::{
    Alignment, Multiscale, NO_WINDOW, Row, Ruler, TimeGrid, multiscale,
};
pub use ensembles::normalisation::{CountSummary, Normalisation, Normaliser};
pub use ensembles::scale::{Scale, width_text};
pub use ensembles::series::{Ensemble, EnsembleSeries, ensemble_series};
pub use events::event::MarkedEvent;
pub use events::event_units::{Change, EventUnit, EventUnits, event_units};
pub use events::own_variability::{Variability, rates_differ, share_expected_false};
pub use events::trajectory::{BaselineCloud, MOST_POINTS, Trajectory, trajectory};
pub use events::{coordination, detector, event, seizure_map, trend};
pub use fields::cell_input::{CellInput, InputFields, cell_input};
pub use fields::current::{current, current_samples};
pub use fields::current_trace::{CurrentOutcome, Sampling, current_trace};
pub use fields::field_traces::{FieldTraces, MOST_STEPS, Step, field_steps, field_traces};
pub use fields::samples::{Reference, field_samples};
pub use fields::{FieldCorrelation, SignalTrace};
pub use numerics::distribution::Distribution;
pub use numerics::two_rates::two_rates;
pub use numerics::{filter, normal, poisson, ridges, spectrogram, spline, wavelet};
pub use parameter::{Entry, Kind, Parameter, Value, Values};
pub use sample::{BLOCK_S, Sample};
pub use selection::{Selection, Settings};
pub use surrogates::{
    DITHER_S, Lagged, Measure, Realisation, Significance, Surrogate, SurrogateKind,
    correlation_batch, correlogram_batch, mncm_batch, significance,
};
pub use task::{AnalysisError, Store, Task};
pub use units::irregularity::{Irregularity, irregularity};
pub use units::unit_stats::{UnitStats, unit_stats};
pub use units::{connections, unit_stats, waveforms};
