//! Rest at which units of a class differ: the inputs of a class are Gaussian, h ~ N(mu, s^2), each
//! unit rests at its own rate and efficacy w(h) = 1 / (1 + u tau_D phi(h)), and means and variances
//! of what units send give back mu and s:
//!
//! ```text
//! mu_E = a [g_EE K_E <w phi>_E - g_EI K_I <phi>_I] + I0      s_E^2 = J0^2 (1 - c) [f_E g_EE^2 Var(w phi)_E + f_I g_EI^2 Var(phi)_I]
//! mu_I = a [g_IE K_E <phi>_E   - g_II K_I <phi>_I] + I0      s_I^2 = J0^2 (1 - c) [f_E g_IE^2 Var(phi)_E   + f_I g_II^2 Var(phi)_I]
//! ```
//!
//! In the limit the brackets of the means vanish instead. It is the analogue of the paper's two
//! equations for mean and SD (its Fig. 8 C, D). The branch is born where a real eigenvalue of the bulk
//! becomes positive, and is followed from there by s_E^2, along which it has no corner.

use super::hermite;
use super::{NoAnswer, Size, Theory};
use crate::models::rate::{InDegrees, phi};

/// Means and SDs of the inputs h of both classes, and averages of rates and efficacy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaticBranch {
    pub mu_e: f64,
    pub s_e: f64,
    pub mu_i: f64,
    pub s_i: f64,
    pub phi_e: f64,
    pub phi_i: f64,
    pub w: f64,
}

/// s_E^2 close to the birth, where the branch is first found.
const FIRST: f64 = 1e-6;
/// s_E^2 beyond which the branch is not followed.
const FAR: f64 = 1e4;

/// What units of a class send, over the class.
#[derive(Clone, Copy, Default)]
struct Averages {
    phi: f64,
    /// Of w phi and of w, for E.
    sent: f64,
    w: f64,
    var_phi: f64,
    var_sent: f64,
}

impl Averages {
    /// With depression k = u tau_D.
    fn new(mu: f64, s: f64, k: f64) -> Self {
        let nodes = hermite::nodes();
        let values = nodes.iter().map(|&[z, weight]| {
            let phi = phi(mu + s * z);
            let w = 1.0 / (1.0 + k * phi);
            (weight, phi, w)
        });
        let values: Vec<_> = values.collect();
        let mut found = Self::default();
        for &(weight, phi, w) in &values {
            found.phi += weight * phi;
            found.sent += weight * w * phi;
            found.w += weight * w;
        }
        for (weight, phi, w) in values {
            let (a, b) = (phi - found.phi, w * phi - found.sent);
            found.var_phi += weight * a * a;
            found.var_sent += weight * b * b;
        }
        found
    }
}

/// Means of h, s_I^2 / s_E^2, and J0.
type Place = [f64; 4];

#[derive(Clone)]
/// What the sums of inputs are of, relative to a network in which they cancel.
pub(super) struct Balance {
    /// Inputs from E and from I, over c N.
    pub inputs: [f64; 2],
    /// Shares of the units that are E and I.
    pub shares: [f64; 2],
    /// 1 / sqrt(c N), 0 in the limit.
    pub slack: f64,
}

impl Balance {
    pub fn new(theory: &Theory) -> Self {
        let p = theory.parameters();
        let (inputs, slack) = match theory.size {
            Size::Infinite => (theory.shares(), 0.0),
            Size::Finite(n) => {
                let (k, all) = (InDegrees::fixed(p), p.c * n as f64);
                ([k.ee / all, k.ei / all], 1.0 / all.sqrt())
            }
        };
        Self {
            inputs,
            shares: theory.shares(),
            slack,
        }
    }
}

/// The branch's equations at some s_E^2.
struct Equations<'a> {
    theory: &'a Theory,
    balance: Balance,
}

impl<'a> Equations<'a> {
    fn new(theory: &'a Theory) -> Self {
        Self {
            theory,
            balance: Balance::new(theory),
        }
    }

    fn averages(&self, [mu_e, mu_i, ratio, _]: Place, v_e: f64) -> [Averages; 2] {
        let p = self.theory.parameters();
        [
            Averages::new(mu_e, v_e.sqrt(), p.u * p.tau_d),
            Averages::new(mu_i, (v_e * ratio).max(0.0).sqrt(), 0.0),
        ]
    }

    /// What the equations are off by.
    fn miss(&self, at: Place, v_e: f64) -> Place {
        let p = self.theory.parameters();
        let [mu_e, mu_i, ratio, j0] = at;
        let [e, i] = self.averages(at, v_e);
        let [k_e, k_i] = self.balance.inputs;
        let [f_e, f_i] = self.balance.shares;
        let spread = j0 * j0 * (1.0 - p.c) / v_e;
        let lag = |mu: f64| self.balance.slack * (p.i0 - mu) / j0;
        [
            k_e * p.g_ee * e.sent - k_i * p.g_ei * i.phi + lag(mu_e),
            k_e * p.g_ie * e.phi - k_i * p.g_ii * i.phi + lag(mu_i),
            spread * (f_e * p.g_ee.powi(2) * e.var_sent + f_i * p.g_ei.powi(2) * i.var_phi) - 1.0,
            spread * (f_e * p.g_ie.powi(2) * e.var_phi + f_i * p.g_ii.powi(2) * i.var_phi) - ratio,
        ]
    }

    fn branch(&self, at: Place, v_e: f64) -> StaticBranch {
        let [e, i] = self.averages(at, v_e);
        StaticBranch {
            mu_e: at[0],
            s_e: v_e.sqrt(),
            mu_i: at[1],
            s_i: (v_e * at[2]).sqrt(),
            phi_e: e.phi,
            phi_i: i.phi,
            w: e.w,
        }
    }

    /// Newton's method from a place nearby.
    fn solve(&self, mut at: Place, v_e: f64) -> Option<Place> {
        for _ in 0..40 {
            let miss = self.miss(at, v_e);
            let mut columns = [[0.0; 4]; 4];
            for (k, column) in columns.iter_mut().enumerate() {
                let step = 1e-6 * at[k].abs().max(1e-2);
                let moved = |by: f64| {
                    let mut place = at;
                    place[k] += by;
                    self.miss(place, v_e)
                };
                let (above, below) = (moved(step), moved(-step));
                for (slope, (above, below)) in column.iter_mut().zip(above.iter().zip(below)) {
                    *slope = (above - below) / (2.0 * step);
                }
            }
            let by = solve(columns, miss)?;
            let size = by.iter().fold(0.0, |most: f64, by| most.max(by.abs()));
            if !size.is_finite() || size > 20.0 {
                return None;
            }
            for (at, by) in at.iter_mut().zip(by) {
                *at -= by;
            }
            if size < 1e-12 {
                return Some(at).filter(|at| at[2] > 0.0 && at[3] > 0.0);
            }
        }
        None
    }
}

/// The solution x of sum_k columns[k] x_k = right (Gauss, with pivots).
fn solve(columns: [[f64; 4]; 4], right: Place) -> Option<Place> {
    let mut rows = [[0.0; 5]; 4];
    for (i, row) in rows.iter_mut().enumerate() {
        for (cell, column) in row.iter_mut().zip(&columns) {
            *cell = column[i];
        }
        row[4] = right[i];
    }
    for k in 0..4 {
        let pivot = (k..4).max_by(|&a, &b| rows[a][k].abs().total_cmp(&rows[b][k].abs()))?;
        rows.swap(k, pivot);
        let row = rows[k];
        for other in rows.iter_mut().skip(k + 1) {
            let factor = other[k] / row[k];
            for (cell, above) in other.iter_mut().zip(row) {
                *cell -= factor * above;
            }
        }
    }
    let mut found = [0.0; 4];
    for k in (0..4).rev() {
        let known: f64 = (k + 1..4).map(|j| rows[k][j] * found[j]).sum();
        found[k] = (rows[k][4] - known) / rows[k][k];
    }
    found.iter().all(|x| x.is_finite()).then_some(found)
}

impl Theory {
    /// The static branch at this J0, to about 1e-9; its averages are of 128 Gauss-Hermite nodes.
    ///
    /// # Errors
    /// Below the J0 of its birth, and when it cannot be followed.
    pub fn static_branch(&self) -> Result<StaticBranch, NoAnswer> {
        let j0 = self.parameters().j0;
        let birth = self.zero_crossing()?;
        if j0 <= birth {
            return Err(NoAnswer::BelowBirth { birth, j0 });
        }
        let lost = NoAnswer::BranchLost { birth, j0 };
        let equations = Equations::new(self);
        let born = self.with_j0(birth);
        let rest = born.fixed_point()?;
        let ratio = born.bulk(&rest).zero_ratio();
        let first = equations.solve([rest.h_e, rest.h_i, ratio, birth], FIRST);
        let (mut below, mut at) = (FIRST, first.ok_or(lost)?);
        if at[3] >= j0 {
            // So close to its birth that it lies before the first place.
            below = FIRST * (j0 - birth) / (at[3] - birth);
            return equations
                .solve(at, below)
                .map(|at| equations.branch(at, below))
                .ok_or(lost);
        }
        let mut factor = 2.0;
        let mut above = loop {
            let next = below * factor;
            match equations.solve(at, next) {
                Some(found) if found[3] >= j0 => break next,
                Some(found) => (below, at) = (next, found),
                None => factor = f64::sqrt(factor),
            }
            if factor < 1.0 + 1e-6 || below > FAR {
                return Err(lost);
            }
        };
        while above - below > 1e-14 * above {
            let middle = 0.5 * (below + above);
            if middle <= below || middle >= above {
                break;
            }
            let found = equations.solve(at, middle).ok_or(lost)?;
            if found[3] < j0 {
                (below, at) = (middle, found);
            } else {
                above = middle;
            }
        }
        Ok(equations.branch(at, below))
    }
}
