//! The bulk of the spectrum at the homogeneous fixed point, by random-matrix theory.
//!
//! Eliminating w from the linearised equations leaves (1 + lambda) h = M(lambda) h with a random
//! matrix M, whose E-to-E entries carry the gain G(lambda) = w - u w phi_E / (1/tau_D + u phi_E +
//! lambda). Its eigenvalues fill the region where rho(lambda) >= |1 + lambda|^2, rho being the spectral
//! radius of the 2 x 2 matrix of variances: N_b c (1 - c) a^2 g_ab^2 phi'_b^2 for class b onto a, times
//! |G|^2 from E to E.

use super::{NoAnswer, Size, Theory};
use crate::models::rate::mean::Rest;
use crate::models::rate::slope;

/// The largest J0 at which a critical one is looked for.
const MOST_J0: f64 = 100.0;
/// Factor from one J0 looked at to the next.
const J0_STEP: f64 = 1.06;
/// Frequencies looked at, before the largest is made exact.
const FREQUENCIES: usize = 240;

/// The bulk at one fixed point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bulk {
    /// Variances without the gain: of E from E and from I, of I from E and from I.
    variances: [[f64; 2]; 2],
    w: f64,
    /// u phi_E, and 1 / tau_D.
    used: f64,
    recovery: f64,
}

/// Where the bulk touches the imaginary axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Critical {
    pub j0: f64,
    /// Angular frequency per membrane time constant; 0 where a real eigenvalue crosses, above 0 where
    /// a pair does (Hopf).
    pub omega: f64,
}

impl Bulk {
    fn new(theory: &Theory, at: &Rest) -> Self {
        let p = theory.parameters();
        let [f_e, f_i] = theory.shares();
        let [to_e, to_i] = [slope(at.h_e), slope(at.h_i)].map(|s| s * s);
        let common = p.j0 * p.j0 * (1.0 - p.c);
        let of = |g: f64, share: f64, slope: f64| common * share * g * g * slope;
        Self {
            variances: [
                [of(p.g_ee, f_e, to_e), of(p.g_ei, f_i, to_i)],
                [of(p.g_ie, f_e, to_e), of(p.g_ii, f_i, to_i)],
            ],
            w: at.w,
            used: p.u * at.phi_e,
            recovery: 1.0 / p.tau_d,
        }
    }

    /// |G(lambda)|^2 of what E units send to E units; infinite at its pole.
    fn gain(&self, [re, im]: [f64; 2]) -> f64 {
        let square = |re: f64| re * re + im * im;
        self.w * self.w * square(self.recovery + re) / square(self.recovery + self.used + re)
    }

    /// rho(lambda), the spectral radius of the matrix of variances, at lambda = [re, im].
    pub fn radius(&self, lambda: [f64; 2]) -> f64 {
        self.radius_of_gain(self.gain(lambda))
    }

    fn radius_of_gain(&self, gain: f64) -> f64 {
        let [[a, b], [c, d]] = self.variances;
        let a = a * gain;
        // Of a matrix without negative entries it is the larger, real eigenvalue.
        let half = 0.5 * (a - d);
        0.5 * (a + d) + (half * half + b * c).sqrt()
    }

    /// Of the variances of h that grow from the fixed point at lambda = 0, that of I over that of E.
    pub(super) fn zero_ratio(&self) -> f64 {
        let [_, [c, d]] = self.variances;
        c / (self.radius([0.0; 2]) - d)
    }

    /// rho(lambda) / |1 + lambda|^2: the bulk is where it is at least 1.
    pub fn filling(&self, [re, im]: [f64; 2]) -> f64 {
        self.radius([re, im]) / ((1.0 + re) * (1.0 + re) + im * im)
    }

    /// The largest [`filling`](Self::filling) on the imaginary axis, and its frequency.
    pub fn on_axis(&self) -> (f64, f64) {
        let at = |omega: f64| self.filling([0.0, omega]);
        // |G| rises with frequency to w, so that nothing is larger beyond this one.
        let most = self.radius_of_gain(self.w * self.w).sqrt();
        let least = 1e-2 * self.recovery;
        let factor = (f64::max(most, 2.0 * least) / least).powf(1.0 / FREQUENCIES as f64);
        let omega = |k: usize| match k {
            0 => 0.0,
            k => least * factor.powi(k as i32 - 1),
        };
        let mut best = 0;
        for k in 1..=FREQUENCIES + 1 {
            if at(omega(k)) > at(omega(best)) {
                best = k;
            }
        }
        if best == 0 {
            return (at(0.0), 0.0);
        }
        let omega = largest(omega(best - 1), omega(best + 1), at);
        (at(omega), omega)
    }

    /// The outline of the bulk in the upper half plane: points [re, im] where filling is 1, by rising
    /// angle about -1, from the right to the left. What lies about the pole of the gain is left out.
    pub fn outline(&self, points: usize) -> Vec<[f64; 2]> {
        let far = 2.0 + 2.0 * self.radius_of_gain(self.w * self.w).sqrt();
        let on_ray = |k: usize| {
            let angle = std::f64::consts::PI * k as f64 / (points - 1).max(1) as f64;
            let (sin, cos) = angle.sin_cos();
            let place = |r: f64| [r * cos - 1.0, r * sin];
            // The outermost crossing; from far out, where filling is below 1, inwards.
            let steps = 400;
            let radius = |s: usize| far * (1.0 - s as f64 / f64::from(steps));
            let inside = (1..steps as usize).find(|&s| self.filling(place(radius(s))) >= 1.0)?;
            let (mut out, mut within) = (radius(inside - 1), radius(inside));
            for _ in 0..60 {
                let middle = 0.5 * (out + within);
                if self.filling(place(middle)) >= 1.0 {
                    within = middle;
                } else {
                    out = middle;
                }
            }
            Some(place(within))
        };
        (0..points).filter_map(on_ray).collect()
    }
}

/// Where a function with one maximum between two places is largest (golden section).
fn largest(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    for _ in 0..80 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if of(a) > of(b) {
            high = b;
        } else {
            low = a;
        }
    }
    0.5 * (low + high)
}

impl Theory {
    /// The bulk at a fixed point of this network.
    pub fn bulk(&self, at: &Rest) -> Bulk {
        Bulk::new(self, at)
    }

    /// The smallest J0 at which the bulk at the fixed point of that J0 touches the imaginary axis, to
    /// 1e-12. J0 itself does not enter.
    ///
    /// # Errors
    /// When there is no fixed point to be followed, or no such J0 up to 100.
    pub fn critical(&self) -> Result<Critical, NoAnswer> {
        let at = |j0: f64| -> Result<(f64, f64), NoAnswer> {
            let theory = self.with_j0(j0);
            Ok(theory.bulk(&theory.fixed_point()?).on_axis())
        };
        if self.size == Size::Infinite {
            // The fixed point is the same at every J0, and rho goes with its square.
            let (filling, omega) = at(1.0)?;
            let j0 = 1.0 / filling.sqrt();
            return if j0 <= MOST_J0 {
                Ok(Critical { j0, omega })
            } else {
                Err(NoAnswer::Stable(MOST_J0))
            };
        }
        crossing(|j0| Ok(at(j0)?.0)).and_then(|j0| {
            Ok(Critical {
                j0,
                omega: at(j0)?.1,
            })
        })
    }

    /// The smallest J0 at which the filling at lambda = 0 is 1: there units begin to rest apart.
    pub(super) fn zero_crossing(&self) -> Result<f64, NoAnswer> {
        let at = |j0: f64| -> Result<f64, NoAnswer> {
            let theory = self.with_j0(j0);
            Ok(theory.bulk(&theory.fixed_point()?).filling([0.0; 2]))
        };
        if self.size == Size::Infinite {
            let j0 = 1.0 / at(1.0)?.sqrt();
            return Ok(j0);
        }
        crossing(at)
    }
}

/// The smallest J0 at which a filling reaches 1.
fn crossing(at: impl Fn(f64) -> Result<f64, NoAnswer>) -> Result<f64, NoAnswer> {
    let mut below = 0.0;
    let mut above = 0.01;
    while at(above)? < 1.0 {
        below = above;
        above *= J0_STEP;
        if above > MOST_J0 {
            return Err(NoAnswer::Stable(MOST_J0));
        }
    }
    while above - below > 1e-12 * above {
        let middle = 0.5 * (below + above);
        if middle <= below || middle >= above {
            break;
        }
        if at(middle)? < 1.0 {
            below = middle;
        } else {
            above = middle;
        }
    }
    Ok(above)
}
