//! The eigenvalues with the largest real parts of a network too large for all of them.

use super::NoAnswer;
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::{Matrix, Parameters, phi, slope};
use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::matrix_free::LinOp;
use faer::matrix_free::eigen::{PartialEigenParams, partial_eigen, partial_eigen_scratch};
use faer::reborrow::ReborrowMut;
use faer::{Col, Mat, MatMut, MatRef, Par, c64};
use rayon::prelude::*;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Eigenvalues that are looked for beyond those asked for.
const SPARE: usize = 10;
/// A perturbation is followed for so long, in time constants: what decays more slowly stands out, and
/// an iteration finds first what stands out.
const AHEAD: f64 = 8.0;
/// By the classical Runge-Kutta steps of this length, to the inverse radius of the spectrum.
const STEP: f64 = 0.8;
/// Vectors that are kept of an iteration, to one eigenvalue that is looked for.
const VECTORS: usize = 4;
const RESTARTS: usize = 12;
/// Residual of what a perturbation becomes.
const TOLERANCE: f64 = 1e-11;

/// The Jacobian at a state, as the sums over connections that it stands for.
struct Linear<'a> {
    n: usize,
    n_e: usize,
    sources: Vec<u16>,
    begins: Vec<usize>,
    parameters: &'a Parameters,
    rates: Vec<f64>,
    slopes: Vec<f64>,
    w: &'a [f64],
    steps: usize,
    dt: f64,
    task: &'a Task<'a>,
}

impl fmt::Debug for Linear<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linear").field("n", &self.n).finish()
    }
}

/// Carried by the unwinding that ends an iteration which nobody waits for any more.
struct Cancelled(AnalysisError);

impl<'a> Linear<'a> {
    fn new(
        matrix: &Matrix,
        parameters: &'a Parameters,
        [h, w]: [&'a [f64]; 2],
        task: &'a Task<'a>,
    ) -> Self {
        let (n, n_e) = (matrix.n(), matrix.n_e());
        let mut begins = vec![0];
        let mut sources = Vec::new();
        for unit in 0..n {
            sources.extend(matrix.row(unit).map(|source| source as u16));
            begins.push(sources.len());
        }
        Self {
            n,
            n_e,
            sources,
            begins,
            parameters,
            rates: h.iter().map(|&h| phi(h)).collect(),
            slopes: h.iter().map(|&h| slope(h)).collect(),
            w,
            steps: 1,
            dt: 0.0,
            task,
        }
    }

    /// The Jacobian times a vector: h of all units, and then w of the excitatory ones. The means of
    /// each class are left out: they move among themselves, as the mean modes, of which two are very
    /// fast.
    fn times(&self, x: &[f64], out: &mut [f64]) {
        let p = self.parameters;
        let a = p.scale();
        let (x_h, x_w) = x.split_at(self.n);
        let sent = |unit: usize| self.slopes[unit] * x_h[unit];
        let to_e: Vec<f64> = (0..self.n)
            .map(|unit| match x_w.get(unit) {
                Some(x_w) => a * p.g_ee * (self.w[unit] * sent(unit) + self.rates[unit] * x_w),
                None => -a * p.g_ei * sent(unit),
            })
            .collect();
        let to_i: Vec<f64> = (0..self.n)
            .map(|unit| {
                let g = if unit < self.n_e { p.g_ie } else { -p.g_ii };
                a * g * sent(unit)
            })
            .collect();
        let (out_h, out_w) = out.split_at_mut(self.n);
        out_h.par_iter_mut().enumerate().for_each(|(unit, out)| {
            let of = if unit < self.n_e { &to_e } else { &to_i };
            let row = &self.sources[self.begins[unit]..self.begins[unit + 1]];
            let sum: f64 = row.iter().map(|source| of[usize::from(*source)]).sum();
            *out = sum - x_h[unit];
        });
        for (unit, out) in out_w.iter_mut().enumerate() {
            let decay = 1.0 / p.tau_d + p.u * self.rates[unit];
            *out = -decay * x_w[unit] - p.u * self.w[unit] * sent(unit);
        }
        self.without_means(out);
    }

    fn without_means(&self, x: &mut [f64]) {
        let (x_h, x_w) = x.split_at_mut(self.n);
        let (h_e, h_i) = x_h.split_at_mut(self.n_e);
        for class in [h_e, h_i, x_w] {
            let mean = class.iter().sum::<f64>() / class.len().max(1) as f64;
            for one in class {
                *one -= mean;
            }
        }
    }

    /// What becomes of a perturbation in time.
    fn ahead(&self, x: &mut [f64]) {
        let mut slope = vec![0.0; x.len()];
        let mut stage = vec![0.0; x.len()];
        let mut next = vec![0.0; x.len()];
        self.without_means(x);
        for _ in 0..self.steps {
            // The library asks nobody whether to go on.
            if let Err(error) = self.task.check() {
                resume_unwind(Box::new(Cancelled(error)));
            }
            next.copy_from_slice(x);
            stage.copy_from_slice(x);
            for (weight, ahead) in [(1.0, 0.5), (2.0, 0.5), (2.0, 1.0), (1.0, 0.0)] {
                self.times(&stage, &mut slope);
                for unit in 0..x.len() {
                    next[unit] += self.dt / 6.0 * weight * slope[unit];
                    stage[unit] = x[unit] + self.dt * ahead * slope[unit];
                }
            }
            x.copy_from_slice(&next);
        }
    }

    /// The eigenvalue that a vector belongs to: by its share in what the Jacobian makes of it.
    fn value_of(&self, vector: impl Iterator<Item = c64>) -> [f64; 2] {
        let (re, im): (Vec<f64>, Vec<f64>) = vector.map(|z| (z.re, z.im)).unzip();
        let mut of = [vec![0.0; re.len()], vec![0.0; im.len()]];
        self.times(&re, &mut of[0]);
        self.times(&im, &mut of[1]);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let norm = dot(&re, &re) + dot(&im, &im);
        [
            (dot(&re, &of[0]) + dot(&im, &of[1])) / norm,
            (dot(&re, &of[1]) - dot(&im, &of[0])) / norm,
        ]
    }
}

impl LinOp<f64> for Linear<'_> {
    fn apply_scratch(&self, _columns: usize, _par: Par) -> StackReq {
        StackReq::EMPTY
    }
    fn nrows(&self) -> usize {
        self.n + self.n_e
    }
    fn ncols(&self) -> usize {
        self.nrows()
    }
    fn apply(
        &self,
        mut out: MatMut<'_, f64>,
        from: MatRef<'_, f64>,
        _par: Par,
        _stack: &mut MemStack,
    ) {
        for column in 0..from.ncols() {
            let mut x: Vec<f64> = from.col(column).iter().copied().collect();
            self.ahead(&mut x);
            for (out, x) in out.rb_mut().col_mut(column).iter_mut().zip(&x) {
                *out = *x;
            }
        }
    }
    fn conj_apply(
        &self,
        out: MatMut<'_, f64>,
        from: MatRef<'_, f64>,
        par: Par,
        stack: &mut MemStack,
    ) {
        self.apply(out, from, par, stack);
    }
}

/// The `count` eigenvalues of the largest real parts of the Jacobian at (h, w), by falling real part and
/// then rising imaginary part, without the mean modes; one more where a pair stands at the end, and fewer
/// where the next ones decay too much alike to be told apart, as they do far below the critical J0.
/// `radius` is about that of the spectrum. In-degrees have to be fixed and (h, w) the same for all units
/// of a class. By a Krylov-Schur iteration (library faer) on what perturbations become in time.
///
/// # Errors
/// When `task` was cancelled; the inner result when not one of them can be told apart.
pub fn leading(
    matrix: &Matrix,
    p: &Parameters,
    state: [&[f64]; 2],
    (count, radius): (usize, f64),
    task: &Task<'_>,
) -> Result<Result<Vec<[f64; 2]>, NoAnswer>, AnalysisError> {
    let mut linear = Linear::new(matrix, p, state, task);
    linear.steps = (AHEAD * radius.max(1.0) / STEP).ceil() as usize;
    linear.dt = AHEAD / linear.steps as f64;
    let iterate = AssertUnwindSafe(|| iterated(&linear, count));
    match catch_unwind(iterate) {
        Ok(found) => Ok(found),
        Err(panic) => match panic.downcast::<Cancelled>() {
            Ok(cancelled) => Err(cancelled.0),
            Err(panic) => resume_unwind(panic),
        },
    }
}

fn iterated(linear: &Linear<'_>, count: usize) -> Result<Vec<[f64; 2]>, NoAnswer> {
    let n = linear.nrows();
    let wanted = (count + SPARE).min(n / 2);
    let dims = PartialEigenParams {
        min_dim: 2 * wanted,
        max_dim: VECTORS * wanted,
        max_restarts: RESTARTS,
        ..PartialEigenParams::default()
    };
    // Any start that has something of every eigenvector; the same every time.
    let start = Col::from_fn(n, |unit| ((unit * 7919) % 1013) as f64 / 1013.0 - 0.5);
    let mut vectors = Mat::<c64>::zeros(n, wanted);
    let mut values = vec![c64::new(0.0, 0.0); wanted];
    let scratch = partial_eigen_scratch(linear, wanted, Par::Seq, dims);
    let mut memory = MemBuffer::new(scratch);
    let info = partial_eigen(
        vectors.as_mut(),
        &mut values,
        linear,
        start.as_ref(),
        TOLERANCE,
        Par::Seq,
        MemStack::new(&mut memory),
        dims,
    );
    let converged = info.n_converged_eigen;
    if converged == 0 {
        return Err(NoAnswer::NoEigenvalues);
    }
    let vectors = (0..converged).map(|place| vectors.col(place).iter().copied());
    let mut found: Vec<[f64; 2]> = vectors.map(|vector| linear.value_of(vector)).collect();
    found.sort_by(|x, y| y[0].total_cmp(&x[0]).then(x[1].total_cmp(&y[1])));
    // Not one of a pair alone.
    let mut kept = count.min(found.len());
    if kept < found.len() && kept > 0 && is_pair(found[kept - 1], found[kept]) {
        kept += 1;
    }
    found.truncate(kept);
    Ok(found)
}

fn is_pair(a: [f64; 2], b: [f64; 2]) -> bool {
    let near = |x: f64, y: f64| (x - y).abs() < 1e-9;
    near(a[0], b[0]) && near(a[1], -b[1]) && a[1] != 0.0
}
