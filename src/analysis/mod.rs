//! One file per analysis. Pure: no files, no screen, no clock, no hidden state.
//!
//! An analysis is a function of a [`Recording`](crate::recording::Recording), a [`Selection`],
//! the [`Settings`] and the [`Values`] of its own [`Parameter`]s, and gives the same outcome, bit
//! for bit, whatever the number of threads. It asks its [`Task`] at loop heads whether it has been
//! overtaken.

mod balance;
mod bins;
pub mod collapse;
mod columns;
pub mod connections;
mod cooccurrence;
pub mod coordination;
mod correlation;
mod current;
mod current_trace;
pub mod detector;
mod deviation;
mod ensemble_trace;
mod ensembles;
mod envelope;
pub mod event;
mod event_units;
mod field_samples;
pub mod filter;
mod joint;
mod mncm;
mod moments;
mod multiscale;
pub mod normal;
mod normalisation;
mod overview;
mod parameter;
pub mod partition;
mod raster;
pub mod ridges;
mod row_order;
mod sample;
mod scale;
pub mod seizure_map;
mod selection;
mod sorted;
pub mod spectrogram;
mod static_balance;
pub mod statistics;
pub mod surrogate;
mod surrogate_correlation;
mod surrogate_mncm;
mod task;
mod trajectory;
pub mod trend;
mod two_rates;
pub mod variance;
pub mod wavelet;

pub use balance::{Balance, Ellipse, balance_all, balance_at, normalisers};
pub use bins::{Bins, Counts, Grid, MOST_HELD, TOLERANCE, count, counts};
pub use columns::{Across, Columns, Extent, Run, columns, columns_of_counts};
pub use cooccurrence::{Cooccurrence, Features, MASKED, MOST_LEVELS, level};
pub use correlation::{Peak, ScaleCorrelation, correlation, correlation_of_counts};
pub use current::{current, current_samples};
pub use current_trace::{CurrentOutcome, CurrentTrace, FieldCorrelation, Sampling, current_trace};
pub use deviation::Deviation;
pub use ensemble_trace::{ClassTrace, EnsembleTrace, ensemble_trace};
pub use ensembles::{Ensemble, EnsembleSeries, ensemble_series};
pub use envelope::{Envelope, Trace, TraceShape, envelope};
pub use event::Marked;
pub use event_units::{Change, EventUnit, EventUnits, event_units};
pub use field_samples::{Reference, field_samples};
pub use joint::{JointCounts, Pair, joint_counts, joint_counts_at};
pub use mncm::{Direction, FIXED_SPAN, LevelMatrix, Signal, Span};
pub use moments::{Moments, ScaleMoments, moments};
pub use multiscale::{Alignment, Multiscale, NO_WINDOW, Row, Ruler, TimeGrid, multiscale};
pub use normalisation::{CountSummary, Normalisation, Normaliser};
pub use overview::{Overview, overview};
pub use parameter::{Entry, Kind, Parameter, Value, Values};
pub use raster::{MOST_TICKS, Raster, RasterRow, RasterSpikes, raster, raster_sorted};
pub use row_order::RowOrder;
pub use sample::{BLOCK_S, Sample};
pub use scale::Scale;
pub use selection::{Selection, Settings};
pub use static_balance::{Ccdf, StaticBalance};
pub use surrogate::{Realisation, Surrogate, SurrogateKind};
pub use surrogate_correlation::{Lagged, correlation_batch};
pub use surrogate_mncm::{Measure, mncm_batch};
pub use task::{AnalysisError, Store, Task};
pub use trajectory::{BaselineCloud, MOST_POINTS, Trajectory, trajectory};
pub use two_rates::two_rates;
