//! The network as three numbers: h of E, h of I, and w, the same for all units of a class. Where it
//! rests, and how it returns there.

use super::gain::{phi, slope};
use super::matrix::InDegrees;
use super::parameters::{Integrator, Parameters};

/// The homogeneous fixed point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rest {
    pub h_e: f64,
    pub h_i: f64,
    pub phi_e: f64,
    pub phi_i: f64,
    pub w: f64,
}

impl Rest {
    fn from_fields(p: &Parameters, [h_e, h_i]: [f64; 2]) -> Self {
        let phi_e = phi(h_e);
        Self {
            h_e,
            h_i,
            phi_e,
            phi_i: phi(h_i),
            w: 1.0 / (1.0 + p.u * p.tau_d * phi_e),
        }
    }
}

/// Couplings of a class as a whole: the scale times g times the number of inputs.
struct Couplings {
    ee: f64,
    ei: f64,
    ie: f64,
    ii: f64,
}

impl Couplings {
    fn new(p: &Parameters, k: &InDegrees, scale: f64) -> Self {
        Self {
            ee: scale * p.g_ee * k.ee,
            ei: scale * p.g_ei * k.ei,
            ie: scale * p.g_ie * k.ie,
            ii: scale * p.g_ii * k.ii,
        }
    }
}

/// The fixed point with these in-degrees, followed from J0 = 0, where h = I0, to the J0 asked for;
/// `None` where it cannot be followed so far.
pub fn rest(p: &Parameters, k: &InDegrees) -> Option<Rest> {
    let mut h = [p.i0; 2];
    let (mut reached, mut step) = (0.0, 1.0);
    while reached < 1.0 {
        let next = f64::min(reached + step, 1.0);
        if let Some(found) = newton(p, &Couplings::new(p, k, p.scale() * next), h) {
            h = found;
            reached = next;
            step *= 2.0;
        } else {
            step *= 0.25;
            if step < 1e-6 {
                return None;
            }
        }
    }
    Some(Rest::from_fields(p, h))
}

/// Newton's method from h, as long as it goes straight.
fn newton(p: &Parameters, k: &Couplings, mut h: [f64; 2]) -> Option<[f64; 2]> {
    for _ in 0..20 {
        let at = Rest::from_fields(p, h);
        let miss = [
            k.ee * at.w * at.phi_e - k.ei * at.phi_i + p.i0 - h[0],
            k.ie * at.phi_e - k.ii * at.phi_i + p.i0 - h[1],
        ];
        // d(w phi) / d phi is w squared.
        let (to_e, to_i) = (slope(h[0]), slope(h[1]));
        let [[a, b], [c, d]] = [
            [k.ee * at.w * at.w * to_e - 1.0, -k.ei * to_i],
            [k.ie * to_e, -k.ii * to_i - 1.0],
        ];
        let det = a * d - b * c;
        let move_by = [
            (b * miss[1] - d * miss[0]) / det,
            (c * miss[0] - a * miss[1]) / det,
        ];
        let size = move_by[0].abs().max(move_by[1].abs());
        // So far the branch does not go in one step: another may have been found.
        if size.is_nan() || size > 1.0 {
            return None;
        }
        h = [h[0] + move_by[0], h[1] + move_by[1]];
        if size < 1e-14 * (1.0 + h[0].abs().max(h[1].abs())) {
            return Some(h);
        }
    }
    None
}

/// The Jacobian for perturbations that all units of a class share, in h of E, h of I and w.
pub fn jacobian(p: &Parameters, k: &InDegrees, at: &Rest) -> [[f64; 3]; 3] {
    let k = Couplings::new(p, k, p.scale());
    let (to_e, to_i) = (slope(at.h_e), slope(at.h_i));
    [
        [k.ee * at.w * to_e - 1.0, -k.ei * to_i, k.ee * at.phi_e],
        [k.ie * to_e, -k.ii * to_i - 1.0, 0.0],
        [-p.u * at.w * to_e, 0.0, -1.0 / p.tau_d - p.u * at.phi_e],
    ]
}

/// The three mean modes: eigenvalues of [`jacobian`], by rising real part, then imaginary part.
pub fn modes(p: &Parameters, k: &InDegrees, at: &Rest) -> [[f64; 2]; 3] {
    eigenvalues(&jacobian(p, k, at))
}

/// Eigenvalues of a 3 x 3 matrix, as real and imaginary part.
fn eigenvalues(m: &[[f64; 3]; 3]) -> [[f64; 2]; 3] {
    let minor = |i: usize, j: usize| m[i][i] * m[j][j] - m[i][j] * m[j][i];
    // x^3 + a x^2 + b x + c
    let a = -(m[0][0] + m[1][1] + m[2][2]);
    let b = minor(0, 1) + minor(0, 2) + minor(1, 2);
    let c = -(m[0][0] * minor(1, 2) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]));
    let cubic = |x: f64| ((x + a) * x + b) * x + c;
    // All roots are smaller than this (Cauchy); halving finds one that is real, to the last bit.
    let bound = 1.0 + a.abs().max(b.abs()).max(c.abs());
    let (mut below, mut above) = (-bound, bound);
    for _ in 0..200 {
        let middle = 0.5 * (below + above);
        if cubic(middle) < 0.0 {
            below = middle;
        } else {
            above = middle;
        }
    }
    let real = 0.5 * (below + above);
    // What is left: x^2 + (a + real) x + (b + real (a + real)).
    let half = -0.5 * (a + real);
    let rest = half * half - (b + real * (a + real));
    let mut found = if rest < 0.0 {
        let imaginary = (-rest).sqrt();
        [[real, 0.0], [half, -imaginary], [half, imaginary]]
    } else {
        let root = rest.sqrt();
        [[real, 0.0], [half - root, 0.0], [half + root, 0.0]]
    };
    found.sort_by(|x, y| x[0].total_cmp(&y[0]).then(x[1].total_cmp(&y[1])));
    found
}

/// Whether the step of integration is short enough for the fastest mean mode: dt may be up to 2.5
/// over its size with RK4, which is stable to 2.79, and up to 1.8 with Heun, stable to 2. Where there
/// is no fixed point to be followed, nothing is asked of the step.
///
/// # Errors
/// Says how short the step has to be.
pub fn check_step(p: &Parameters, k: &InDegrees) -> Result<(), String> {
    let Some(at) = rest(p, k) else {
        return Ok(());
    };
    let fastest = modes(p, k, &at)[0][0];
    let most = match p.integrator {
        Integrator::Rk4 => 2.5,
        Integrator::Heun => 1.8,
    } / -fastest;
    if fastest >= 0.0 || p.dt <= most {
        return Ok(());
    }
    Err(format!(
        "a step of at most {:.4} with J0 = {}, since the fastest mean mode decays with {:.4} (choose \
         a smaller dt, J0 or g)",
        (most * 1e4).floor() / 1e4,
        p.j0,
        -fastest
    ))
}
