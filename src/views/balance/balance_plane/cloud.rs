//! One cloud: the bins of one scale.

use crate::analysis::{
    AnalysisError, Balance, Bins, EnsembleSeries, JointCounts, Normalisation, Normaliser, Scale,
    Settings, Task, autocovariances, ensemble_series, joint_counts, normalisers,
};
use crate::plot::Ink;
use crate::recording::{EpochKind, Interval};
use crate::views::balance::balance_plane::STATES;
use crate::views::shared::wording;
use crate::views::{Input, PickedPlace};

/// Bins whose place in time is kept, so that they can be pointed at.
const MOST_HELD: u64 = 1 << 20;
/// Rings of a brush, at most.
const MOST_RINGS: usize = 5000;

/// The bins of one scale, their joint distribution and its statistics.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    pub scale: Scale,
    pub normalisation: Normalisation,
    pub joint: JointCounts,
    pub balance: Balance,
    /// Counts to values, of E and of I.
    pub e: Normaliser,
    pub i: Normaliser,
    /// Every bin, where it is drawn as a point or pointed at.
    pub series: Option<EnsembleSeries>,
    /// The points of each group of bins (a state, or all); empty where a density is drawn.
    pub groups: Vec<Group>,
    /// Rather a picture than points.
    pub is_dense: bool,
}

/// Points of one colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: Option<String>,
    pub ink: Ink,
    pub dots: Vec<Dot>,
}

/// E and I of one bin.
pub type Dot = [f64; 2];

impl Cloud {
    pub(super) fn new(
        input: &Input<'_>,
        scale: Scale,
        is_chosen: bool,
        most_points: u64,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let recording = input.recording;
        let normalisation = input.settings.normalisation;
        let intervals = input.selection.intervals(recording);
        let grid = Bins::new(&intervals, scale);
        let bins = grid.len();
        let is_dense = bins > most_points;
        let series = (!is_dense || (is_chosen && bins <= MOST_HELD))
            .then(|| {
                let settings = Settings {
                    scale,
                    normalisation,
                    ..Settings::default()
                };
                ensemble_series(recording, input.selection, &settings, task)
            })
            .transpose()?;
        let joint = match &series {
            Some(series) => JointCounts::of_series(series, scale, task)?,
            None => joint_counts(recording.ensembles(), &intervals, scale, task)?,
        };
        let units = recording.unit_counts(&intervals);
        let (var_e, var_i, _) = joint.sums.moments.second();
        let memory = autocovariances(recording, &intervals, task)?;
        let n_eff = memory.effective_bins(&grid, [var_e, var_i]);
        let balance = Balance::new(&joint.sums, units, normalisation).with_interval(n_eff);
        let (e, i) = normalisers(&joint.sums.moments, units, scale.width_s(), normalisation);
        let mut cloud = Self {
            scale,
            normalisation,
            joint,
            balance,
            e,
            i,
            series,
            groups: Vec::new(),
            is_dense,
        };
        if !is_dense {
            cloud.groups = cloud.group(input);
        }
        Ok(cloud)
    }

    /// Values of a pair of counts.
    pub fn dot(&self, e: u32, i: u32) -> Dot {
        [self.e.apply(f64::from(e)), self.i.apply(f64::from(i))]
    }

    fn dot_of(&self, bin: u64) -> Option<Dot> {
        let series = self.series.as_ref()?;
        let bin = usize::try_from(bin).ok()?;
        let (&e, &i) = (
            series.excitatory.counts.get(bin)?,
            series.inhibitory.counts.get(bin)?,
        );
        Some(self.dot(e, i))
    }

    fn bins(&self) -> Option<&Bins> {
        self.series.as_ref().map(|s| &s.bins)
    }

    /// The bin at a time.
    pub fn dot_at(&self, t_s: f64) -> Option<Dot> {
        self.dot_of(self.bins()?.find(t_s)?)
    }

    /// The bins that start in a stretch of time, at most 5000 of them, evenly chosen.
    pub fn dots_in(&self, stretch: Interval) -> Vec<Dot> {
        let Some(bins) = self.bins() else {
            return Vec::new();
        };
        let range = bins.starting_in(stretch);
        let every = ((range.end - range.start) as usize)
            .div_ceil(MOST_RINGS)
            .max(1);
        range
            .step_by(every)
            .filter_map(|bin| self.dot_of(bin))
            .collect()
    }

    /// The points, by state where several are included.
    fn group(&self, input: &Input<'_>) -> Vec<Group> {
        let Some(bins) = self.bins() else {
            return Vec::new();
        };
        let all = |dots| Group {
            name: None,
            ink: Ink::Text,
            dots,
        };
        let every = || (0..bins.len()).filter_map(|j| self.dot_of(j)).collect();
        let epochs: Vec<_> = input
            .recording
            .lasting_epochs()
            .filter(|e| matches!(e.kind, EpochKind::State(_) | EpochKind::Seizure))
            .filter(|e| {
                let chosen = &input.selection.states;
                chosen.is_empty() || chosen.iter().any(|s| s == e.chip())
            })
            .filter(|e| e.interval().intersect(&input.selection.window).is_some())
            .collect();
        let several = epochs.iter().any(|e| e.chip() != epochs[0].chip());
        if !several || !input.values.switch(&STATES) {
            return vec![all(every())];
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut rest = Vec::new();
        let mut open = 0;
        for j in 0..bins.len() {
            let (Some(bin), Some(dot)) = (bins.interval(j), self.dot_of(j)) else {
                continue;
            };
            let middle = f64::midpoint(bin.start_s, bin.stop_s);
            // Bins ascend: what has ended stays ended.
            while epochs.get(open).is_some_and(|e| e.stop_s <= middle) {
                open += 1;
            }
            let holding = epochs
                .iter()
                .skip(open)
                .take_while(|e| e.start_s <= middle)
                // A seizure is what matters in it, whatever the state around.
                .filter(|e| e.interval().contains(middle))
                .max_by_key(|e| e.kind == EpochKind::Seizure);
            let Some(epoch) = holding else {
                rest.push(dot);
                continue;
            };
            match groups
                .iter_mut()
                .find(|g| g.name.as_deref() == Some(epoch.chip()))
            {
                Some(group) => group.dots.push(dot),
                None => groups.push(Group {
                    name: Some(epoch.chip().to_owned()),
                    ink: epoch.kind.into(),
                    dots: vec![dot],
                }),
            }
        }
        if !rest.is_empty() {
            groups.insert(
                0,
                Group {
                    name: Some("In no state".to_owned()),
                    ink: Ink::Faint,
                    ..all(rest)
                },
            );
        }
        groups
    }

    /// The nearest bin within reach.
    pub fn pick(&self, at: [f64; 2], reach: [f64; 2]) -> Option<PickedPlace> {
        let distance = |dot: Dot| {
            let (x, y) = ((dot[0] - at[0]) / reach[0], (dot[1] - at[1]) / reach[1]);
            x * x + y * y
        };
        let nearest = self
            .joint
            .pairs()
            .iter()
            .map(|pair| (distance(self.dot(pair.e, pair.i)), pair))
            .filter(|(d, _)| *d <= 1.0)
            .min_by(|a, b| a.0.total_cmp(&b.0))?
            .1;
        let [e, i] = self.dot(nearest.e, nearest.i);
        let value = wording::pair(e, i, self.normalisation);
        let found = self.series.as_ref().and_then(|series| {
            let mut counts = series
                .excitatory
                .counts
                .iter()
                .zip(&series.inhibitory.counts);
            let bin = counts.position(|(&e, &i)| (e, i) == (nearest.e, nearest.i))?;
            series.bins.interval(bin as u64)
        });
        let others = match nearest.bins {
            0 | 1 => String::new(),
            n => format!(
                " and {}",
                wording::counted(n - 1, "other bin", "other bins")
            ),
        };
        let text = match found {
            Some(bin) => format!("{value} at {}{others}", wording::clock(bin.start_s)),
            None => format!(
                "{value} in {}",
                wording::counted(nearest.bins, "bin", "bins")
            ),
        };
        Some(PickedPlace::new(found, text))
    }
}
