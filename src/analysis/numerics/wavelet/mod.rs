//! Morlet wavelets: transform, power, cross spectrum and squared coherence of two signals
//! (methods A11, E.10).
//!
//! The transform at a scale s has nothing outside a band of some 11/s around its frequency, so each
//! scale is worked out on a grid of its own, coarse for long wavelets, and products are formed
//! there; smoothing puts them on the grid that is asked for. Nothing of the size of scales x samples
//! is ever held unless it is asked for.
//!
//! ```
//! use equipoise::analysis::{Task, wavelet::{Scales, Smoothing, CoherenceOptions, coherence}};
//! let rate_hz = 200.0;
//! let a: Vec<f64> = (0..2000).map(|j| (0.6 * f64::from(j)).sin() + (0.17 * f64::from(j)).cos()).collect();
//! let b: Vec<f64> = a.iter().map(|v| -3.0 * v).collect();
//! let scales = Scales::new(2.0, 60.0, 12, rate_hz).expect("in range");
//! let wanted = CoherenceOptions { scales, smoothing: Smoothing::Grinsted, columns: 100, powers: false };
//! let found = coherence([&a, &b], 0..2000, rate_hz, &wanted, &Task::alone())?;
//! assert!(found.r2.iter().all(|r2| (r2 - 1.0).abs() < 1e-4));
//! # Ok::<(), equipoise::analysis::AnalysisError>(())
//! ```

mod ar1;
mod chunk;
pub mod coherence;
mod columns;
mod edges;
mod scales;
mod significance;
mod smooth;
mod transform;

pub use ar1::Ar1;
pub use coherence::{Coherence, CoherenceOptions, MOST_SAMPLES, Planes, coherence};
pub use edges::Edges;
pub use scales::{FOURIER_FACTOR, OMEGA0, Scales};
pub use significance::{BATCH, Level, LevelGrid, level_batch};
pub use smooth::Smoothing;
pub use transform::transform;
