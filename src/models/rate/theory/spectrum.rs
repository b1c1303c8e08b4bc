//! The exact spectrum of one network: the Jacobian in all its h and w, and its eigenvalues.

use super::NoAnswer;
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::mean::Rest;
use crate::models::rate::{Matrix, Parameters, phi, slope};
use ndarray::Array2;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// How often a decomposition is asked whether anybody still waits for it.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// Decompositions that run. There are no more than processors: one that nobody waits for any more runs
/// to its end all the same.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// The Jacobian of the right-hand side at (h, w): N + N_E rows and columns, those of h first. Entry
/// (i, j) is the derivative of unit i's dh/dt, or dw/dt, by h or w of unit j.
pub fn jacobian(matrix: &Matrix, p: &Parameters, h: &[f64], w: &[f64]) -> Array2<f64> {
    let (n, n_e) = (matrix.n(), matrix.n_e());
    let mut found = Array2::zeros((n + n_e, n + n_e));
    let a = p.scale();
    let rates: Vec<[f64; 2]> = h.iter().map(|&h| [phi(h), slope(h)]).collect();
    for i in 0..n {
        let is_e = i < n_e;
        for j in matrix.row(i) {
            let [rate, slope] = rates[j];
            if j >= n_e {
                let g = if is_e { p.g_ei } else { p.g_ii };
                found[[i, j]] -= a * g * slope;
            } else if is_e {
                found[[i, j]] += a * p.g_ee * w[j] * slope;
                found[[i, n + j]] += a * p.g_ee * rate;
            } else {
                found[[i, j]] += a * p.g_ie * slope;
            }
        }
        found[[i, i]] -= 1.0;
    }
    for j in 0..n_e {
        let [rate, slope] = rates[j];
        found[[n + j, j]] = -p.u * w[j] * slope;
        found[[n + j, n + j]] = -1.0 / p.tau_d - p.u * rate;
    }
    found
}

/// h of all units and w of the excitatory ones where all rest alike.
pub fn homogeneous(matrix: &Matrix, at: &Rest) -> [Vec<f64>; 2] {
    let (n, n_e) = (matrix.n(), matrix.n_e());
    let mut h = vec![at.h_e; n_e];
    h.resize(n, at.h_i);
    [h, vec![at.w; n_e]]
}

/// Eigenvalues of a real matrix as real and imaginary part, by falling real part and then rising
/// imaginary part.
///
/// # Errors
/// When the QR iteration does not converge, or the matrix holds what is no number.
pub fn spectrum(matrix: &Array2<f64>) -> Result<Vec<[f64; 2]>, NoAnswer> {
    if matrix.iter().any(|x| !x.is_finite()) {
        return Err(NoAnswer::NoEigenvalues);
    }
    let dense = faer::Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[[i, j]]);
    let found = dense.eigenvalues().map_err(|_| NoAnswer::NoEigenvalues)?;
    let mut found: Vec<[f64; 2]> = found.into_iter().map(|z| [z.re, z.im]).collect();
    found.sort_by(|x, y| y[0].total_cmp(&x[0]).then(x[1].total_cmp(&y[1])));
    Ok(found)
}

/// The same where the answer may not be waited for: the library cannot be stopped, so that it goes on by
/// itself, and its answer goes nowhere.
///
/// # Errors
/// When `task` was cancelled, within some milliseconds, or the system gives no thread; the inner result
/// as that of [`spectrum`].
pub fn spectrum_unless_cancelled(
    matrix: Array2<f64>,
    task: &Task<'_>,
) -> Result<Result<Vec<[f64; 2]>, NoAnswer>, AnalysisError> {
    /// A place among those that run, until it is dropped.
    struct Place;
    impl Drop for Place {
        fn drop(&mut self) {
            RUNNING.fetch_sub(1, Ordering::AcqRel);
        }
    }
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    let take = |running: usize| (running < most).then_some(running + 1);
    while RUNNING
        .fetch_update(Ordering::AcqRel, Ordering::Acquire, take)
        .is_err()
    {
        task.check()?;
        std::thread::sleep(LOOK_EVERY);
    }
    let place = Place;
    let (sender, answer) = sync_channel(1);
    let thread = std::thread::Builder::new().name("equipoise-spectrum".to_owned());
    thread
        .spawn(move || {
            let _place = place;
            let _ = sender.send(spectrum(&matrix));
        })
        .map_err(|e| AnalysisError::Failed(format!("there is no thread for eigenvalues: {e}")))?;
    loop {
        match answer.recv_timeout(LOOK_EVERY) {
            Ok(found) => return Ok(found),
            Err(RecvTimeoutError::Timeout) => task.check()?,
            Err(RecvTimeoutError::Disconnected) => return Ok(Err(NoAnswer::NoEigenvalues)),
        }
    }
}
