//! Waveform classes: units divided into regular and fast spiking, and the person's hand in it.

mod draw;
mod numbers;
mod shapes;

use crate::analysis::waveforms::{
    HALF_WIDTH, METHOD, Measurement, Options, SEED, SHIFT, WaveformClasses, classify,
};
use crate::analysis::{AnalysisError, Task, Value};
use crate::plot::{Ink, Mark, Sheet, number_text};
use crate::recording::{Class, ClassSource};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};
use shapes::Shapes;
use std::sync::Arc;

pub static INFO: Info = Info {
    id: "waveforms",
    title: "Waveform classes",
    summary: "Regular- and fast-spiking units by the shape of their mean waveforms",
    help: Help {
        shows: "Left, a point a unit: the time from the trough of its mean waveform to the peak after it, and the half width. Discs: regular spiking (RS), taken as excitatory; rings: fast spiking (FS), taken as inhibitory; grey: uncertain. The dashed boundary can be dragged. Right, the waveforms on the depth of their troughs, and the mean of each group. Point at a unit and press E, I or U to class it by hand. A click selects a unit, Ctrl-click one more, and a drag with Shift all of a stretch; the keys then class all of them.",
        computed: "Features are measured on a natural cubic spline at 100 kHz or more; the median of the first tenth of a waveform is its zero. Each feature is standardised. k-means with two groups is started 20 times from points drawn as in k-means++, and the start with the least spread is kept; the mixture of two Gaussians with full covariances begins from it. FS is the group with the shorter time to the peak. The half width is that of the peak after the trough; where more than a tenth of the waveforms end before their peak has fallen to half, it is that of the trough for all, and the time to the peak of one that still rises at its end is at least that long. A unit is uncertain where the mixture gives its group less than 0.9; once the boundary is moved by hand, none is.",
        look_for: "Two clouds with a gap between them. FS units fire faster, some five times in human cortex; about one unit in five is FS. In CellExplorer's rule narrow ends at 0.425 ms from trough to peak.",
        fooled_by: "k-means always finds two groups, also in one cloud. Filters change widths: compare only within a rig. Pyramidal cells with thin spikes exist, and so do inhibitory cells with wide ones (many that express somatostatin or VIP): a class by waveform is likely, not certain. Inverted waveforms, those with several troughs and those cut short are left out and counted, unless the half width is that of the trough; wide spikes are cut first, so leaving them out would leave out pyramidal cells. Spikes far from the electrode are wider.",
        reconstructed: "The papers name both features and k-means, but not where the half width is taken, the spline, the standardisation, the restarts or what is uncertain.",
        source: "Peyrache et al. (2012), Fig 2; Dehghani et al. (2016), Methods.",
    },
    parameters: &[&METHOD, &HALF_WIDTH, &SHIFT, &SEED],
};

/// A probability to the hundredth.
fn share_text(p: f64) -> String {
    match p {
        p if p < 0.01 => "below 0.01".to_owned(),
        p if p > 0.99 => "above 0.99".to_owned(),
        p => number_text(p, 2),
    }
}

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct WaveformsView;

/// The units in the plane of both features, and their waveforms.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub grouping: WaveformClasses,
    pub shapes: Shapes,
    /// In ms of both features.
    pub boundary: Vec<[f64; 2]>,
}

impl View for WaveformsView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Canvas];
    const CLASS_SOURCE: Option<ClassSource> = Some(ClassSource::Waveform);

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let units = input.recording.units();
        if units.is_empty() {
            return Err(AnalysisError::NothingToShow(
                "This recording has no units.".to_owned(),
            ));
        }
        let grouping = classify(units, &Options::from(input.values))?;
        task.check()?;
        Ok(Outcome {
            shapes: Shapes::new(units, &grouping),
            boundary: shapes::curve(&grouping),
            grouping,
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.shapes.bytes() + 64 * outcome.grouping.measured.len()
    }

    /// Rings around the selected units.
    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let at = |unit: &usize| {
            let features = outcome.grouping.measured.get(*unit)?.ok()?;
            Some([features.trough_to_peak_ms, features.half_width_ms])
        };
        let xy: Arc<[[f64; 2]]> = marks.units.iter().filter_map(at).collect();
        if xy.is_empty() {
            return Vec::new();
        }
        let ring = Mark::rings(xy, 6.0, Ink::Accent);
        vec![("features", ring)]
    }

    fn units_within(&self, outcome: &Outcome, plot: &str, [from, to]: [f64; 2]) -> Vec<usize> {
        let all = outcome.grouping.measured.iter().enumerate();
        let inside = |m: &Measurement| m.is_ok_and(|f| (from..=to).contains(&f.trough_to_peak_ms));
        all.filter(|(_, m)| plot == "features" && inside(m))
            .map(|(unit, _)| unit)
            .collect()
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        if plot != "features" {
            return None;
        }
        let all = outcome.grouping.measured.iter().enumerate();
        let near = all.filter_map(|(unit, measured)| {
            let features = measured.ok()?;
            let x = (features.trough_to_peak_ms - at[0]) / reach[0];
            let y = (features.half_width_ms - at[1]) / reach[1];
            let away = x * x + y * y;
            (away < 4.0).then_some((away, unit, features))
        });
        let (_, unit, features) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let at_least = if features.rises_at_end {
            "at least "
        } else {
            ""
        };
        Some(PickedPlace {
            interval: None,
            text: format!(
                "Unit {} · {}, posterior {} · trough to peak {at_least}{} ms, half width {} ms\nIts class: {}\nE, I or U: class it by hand",
                outcome.shapes.names[unit],
                outcome.grouping.group(unit),
                share_text(outcome.grouping.posterior[unit]),
                number_text(features.trough_to_peak_ms, 3),
                number_text(features.half_width_ms, 3),
                outcome.shapes.classes[unit],
            ),
            unit: Some(unit),
        })
    }

    fn classes(&self, outcome: &Outcome) -> Option<Vec<Option<Class>>> {
        let units = 0..outcome.grouping.fast.len();
        Some(units.map(|unit| outcome.grouping.class(unit)).collect())
    }

    fn grabbed(&self, outcome: &Outcome, plot: &str, at: [f64; 2]) -> Vec<(&'static str, Value)> {
        if plot != "features" {
            return Vec::new();
        }
        let shift = outcome.grouping.shift_through(at);
        // A hundredth is finer than a hand.
        vec![(SHIFT.id, Value::Number((shift * 100.0).round() / 100.0))]
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let outcome = self.analyse(input, task)?;
        Ok(vec![numbers::waveforms(&outcome, input)])
    }
}
