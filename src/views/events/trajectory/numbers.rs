//! Where the path is, on the average: in the baseline, in the event and after it.

use super::Outcome;
use crate::recording::Interval;
use crate::views::{Numbers, Rows};

pub fn of_outcome(outcome: &Outcome) -> Numbers {
    let path = &outcome.path;
    let mean = |stretch: Option<Interval>| {
        let inside = |j: &usize| stretch.is_some_and(|s| s.contains(path.time_s(*j)));
        let own: Vec<[f64; 2]> = (0..path.points.len())
            .filter(inside)
            .map(|j| path.points[j])
            .collect();
        let n = own.len();
        let of = |axis: usize| own.iter().map(|p| p[axis]).sum::<f64>() / n as f64;
        ([of(0), of(1)], n)
    };
    let event = outcome.marked.event;
    let after = event.map(|e| Interval::new(e.stop_s, f64::INFINITY));
    let baseline = path.baseline.map(|b| (b.centre, b.n));
    let means = [
        ("baseline", baseline.unwrap_or(([f64::NAN; 2], 0))),
        ("event", mean(event)),
        ("after", mean(after)),
    ];
    let rows = Rows::new("means", means)
        .column("stretch", |(stretch, _)| *stretch)
        .column("e", |(_, ([e, _], _))| *e)
        .column("i", |(_, ([_, i], _))| *i)
        .column("n", |(_, (_, n))| *n);
    Numbers::new("trajectory")
        .fact("dt_s", path.width_s)
        .fact("bins_each", path.bins_each)
        .table(rows)
}
