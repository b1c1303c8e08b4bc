//! The gain phi, the distribution function of the standard normal, and its slope.

use crate::analysis::normal;
use std::sync::LazyLock;

/// Beyond this phi is 0 or 1 to 1e-19.
const FAR: f64 = 9.0;
/// Places a unit of x at which the series are kept.
const PLACES: f64 = 16.0;

/// The first eight terms of phi's Taylor series at every sixteenth from -9 to 9. At half that
/// distance the ninth term is below 1e-15.
static SERIES: LazyLock<Vec<[f64; 8]>> = LazyLock::new(|| {
    let places = (2.0 * FAR * PLACES) as usize + 1;
    let series = |place: usize| {
        let x = place as f64 / PLACES - FAR;
        let density = normal::density(x);
        let mut terms = [normal::cdf(x); 8];
        // Derivatives are the density times Hermite polynomials of alternating sign.
        let (mut hermite, mut before) = (1.0, 0.0);
        let mut factor = density;
        for (order, term) in terms.iter_mut().enumerate().skip(1) {
            factor /= order as f64;
            *term = factor * hermite;
            (hermite, before) = (x * hermite - (order as f64 - 1.0) * before, hermite);
            factor = -factor;
        }
        terms
    };
    (0..places).map(series).collect()
});

/// phi(x) = (1 + erf(x / sqrt 2)) / 2, to 1e-15.
pub fn phi(x: f64) -> f64 {
    Gain::get().phi(x)
}

/// The slope of phi.
pub fn slope(x: f64) -> f64 {
    normal::density(x)
}

/// The kept series, for those who ask often.
#[derive(Clone, Copy)]
pub(super) struct Gain(&'static [[f64; 8]]);

impl Gain {
    pub fn get() -> Self {
        Self(&SERIES)
    }
    /// phi and its slope, which is exact to 1e-12: the derivative of the same series.
    #[inline]
    pub fn phi_and_slope(self, x: f64) -> [f64; 2] {
        let x = x.clamp(-FAR, FAR);
        let place = ((x + FAR) * PLACES + 0.5) as usize;
        let away = x - (place as f64 / PLACES - FAR);
        let [t0, t1, t2, t3, t4, t5, t6, t7] = self.0[place];
        let square = away * away;
        let even = t0 + square * (t2 + square * (t4 + square * t6));
        let odd = t1 + square * (t3 + square * (t5 + square * t7));
        let slope_even = t1 + square * (3.0 * t3 + square * (5.0 * t5 + square * 7.0 * t7));
        let slope_odd = 2.0 * t2 + square * (4.0 * t4 + square * 6.0 * t6);
        [even + away * odd, slope_even + away * slope_odd]
    }
    #[inline]
    pub fn phi(self, x: f64) -> f64 {
        let x = x.clamp(-FAR, FAR);
        let place = ((x + FAR) * PLACES + 0.5) as usize;
        let away = x - (place as f64 / PLACES - FAR);
        let [t0, t1, t2, t3, t4, t5, t6, t7] = self.0[place];
        // Two chains at once: the odd and the even terms.
        let square = away * away;
        let even = t0 + square * (t2 + square * (t4 + square * t6));
        let odd = t1 + square * (t3 + square * (t5 + square * t7));
        even + away * odd
    }
}
