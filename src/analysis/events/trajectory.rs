//! The path of (E, I) through the balance plane as time goes by, and where a baseline lies in it.

use crate::analysis::{
    AnalysisError, Bins, CountSummary, Ellipse, Normaliser, Scale, Settings, Task, count,
};
use crate::recording::{Class, Interval, Intervals, Recording};

/// Points of a path, at most.
pub const MOST_POINTS: usize = 1500;

/// The path of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// What every point covers: a bin of the scale, or several where there are too many.
    pub width_s: f64,
    pub bins_each: usize,
    pub start_s: f64,
    /// (E, I) of each point, in the chosen normalisation.
    pub points: Vec<[f64; 2]>,
    pub baseline: Option<BaselineCloud>,
}

/// Points of the same width in the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaselineCloud {
    pub centre: [f64; 2],
    /// One sigma.
    pub ellipse: Ellipse,
    pub n: usize,
}

/// Points a baseline needs for an ellipse.
const FEWEST: usize = 10;

/// The path over a window and the ellipse of a baseline, which may lie outside it. The
/// normalisation is that of the window, for both.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where the window holds no bin, and when overtaken.
pub fn trajectory(
    recording: &Recording,
    window: Interval,
    baseline: Option<Interval>,
    settings: &Settings,
    task: &Task<'_>,
) -> Result<Trajectory, AnalysisError> {
    let scale: Scale = settings.scale;
    let window = window.intersect(&recording.span()).unwrap_or(window);
    let all = (window.duration_s() / scale.width_s() + crate::analysis::TOLERANCE).floor();
    if all < 1.0 {
        return Err(AnalysisError::NothingToShow(format!(
            "The window is shorter than one bin of {}. Choose a finer scale or a longer window.",
            scale.width_text()
        )));
    }
    let bins_each = (all / MOST_POINTS as f64).ceil().max(1.0) as usize;
    let width_s = scale.width_s() * bins_each as f64;
    let ensembles = recording.ensembles();
    let counts = |stretch: Interval| -> Result<[Vec<u32>; 2], AnalysisError> {
        let bins = Bins::with_width(&Intervals::from(stretch), width_s);
        let [e, i] = ensembles.times_s();
        Ok([count(e, &bins, task)?.counts, count(i, &bins, task)?.counts])
    };
    let here = counts(window)?;
    let units = recording.unit_counts(&window.into());
    let maps: [Normaliser; 2] = std::array::from_fn(|class| {
        let own = &here[class];
        let n = own.len() as f64;
        let sum: f64 = own.iter().map(|&c| f64::from(c)).sum();
        let squares: f64 = own.iter().map(|&c| (f64::from(c) - sum / n).powi(2)).sum();
        settings.normalisation.normaliser(&CountSummary {
            class: [Class::Excitatory, Class::Inhibitory][class],
            units: units[class].observed,
            width_s,
            sum,
            mean: sum / n,
            sd: (squares / n).sqrt(),
            max: f64::from(own.iter().copied().max().unwrap_or(0)),
        })
    });
    let pairs = |[e, i]: &[Vec<u32>; 2]| -> Vec<[f64; 2]> {
        let value = |(&e, &i): (&u32, &u32)| [maps[0].apply(e.into()), maps[1].apply(i.into())];
        e.iter().zip(i).map(value).collect()
    };
    let cloud = baseline
        .and_then(|b| b.intersect(&recording.span()))
        .map(counts)
        .transpose()?
        .and_then(|counts| BaselineCloud::from_points(&pairs(&counts)));
    Ok(Trajectory {
        width_s,
        bins_each,
        start_s: window.start_s,
        points: pairs(&here),
        baseline: cloud,
    })
}

impl BaselineCloud {
    fn from_points(points: &[[f64; 2]]) -> Option<Self> {
        let n = points.len() as f64;
        let mean = |axis: usize| points.iter().map(|p| p[axis]).sum::<f64>() / n;
        let centre = [mean(0), mean(1)];
        let moment = |a: usize, b: usize| {
            let products = points
                .iter()
                .map(|p| (p[a] - centre[a]) * (p[b] - centre[b]));
            products.sum::<f64>() / n
        };
        let ellipse = Ellipse::new(moment(0, 0), moment(1, 1), moment(0, 1));
        (points.len() >= FEWEST && ellipse.major.is_finite()).then_some(Self {
            centre,
            ellipse,
            n: points.len(),
        })
    }
}

impl Trajectory {
    /// Middle of point j.
    pub fn time_s(&self, j: usize) -> f64 {
        self.start_s + (j as f64 + 0.5) * self.width_s
    }
    /// The point that covers a time.
    pub fn point_at(&self, t_s: f64) -> Option<usize> {
        let place = (t_s - self.start_s) / self.width_s + crate::analysis::TOLERANCE;
        (place >= 0.0 && (place as usize) < self.points.len()).then_some(place as usize)
    }
}
