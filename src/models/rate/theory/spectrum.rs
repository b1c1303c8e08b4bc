//! The exact spectrum of one network: the Jacobian in all its h and w, and its eigenvalues.

use super::NoAnswer;
use crate::models::rate::mean::Rest;
use crate::models::rate::{Matrix, Parameters, phi, slope};
use ndarray::Array2;

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
