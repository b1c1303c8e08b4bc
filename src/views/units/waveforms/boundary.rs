//! The curve on which a unit belongs to both groups alike.

use crate::analysis::waveforms::Parted;

/// Places along the curve, and the SDs to both sides of the middle in which it is looked for.
const PLACES: u32 = 81;
const REACH: f64 = 4.0;
const STEPS: u32 = 400;

/// The boundary in ms of both features: for each place along it, the crossing that is nearest to
/// the middle between both groups.
pub fn curve(parted: &Parted) -> Vec<[f64; 2]> {
    let [a, b] = parted.means.centres;
    let along = [b[0] - a[0], b[1] - a[1]];
    let length = along[0].hypot(along[1]);
    let along = along.map(|v| v / length);
    let middle = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
    let share = |j: u32, of: u32| -1.0 + 2.0 * f64::from(j) / f64::from(of);
    let mut curve = Vec::new();
    for place in 0..PLACES {
        let across = REACH * share(place, PLACES - 1);
        let at = |t: f64| {
            [
                middle[0] + t * along[0] - across * along[1],
                middle[1] + t * along[1] + across * along[0],
            ]
        };
        let side = |j: u32| parted.side(at(REACH * share(j, STEPS)));
        let crossings = (0..STEPS).filter_map(|j| {
            let (here, next) = (side(j), side(j + 1));
            let crosses = (here <= 0.0) != (next <= 0.0);
            crosses.then(|| {
                let within = here / (here - next);
                REACH * (share(j, STEPS) + within * 2.0 / f64::from(STEPS))
            })
        });
        if let Some(t) = crossings.min_by(|a, b| a.abs().total_cmp(&b.abs())) {
            let [(m, s), (n, d)] = parted.standard;
            let p = at(t);
            curve.push([m + s * p[0], n + d * p[1]]);
        }
    }
    curve
}
