//! From a recording to the features of each state, of each moment and of each scale.

use super::info::Parameters;
use super::surrogate::SurrogateFeatures;
use crate::analysis::{
    Alignment, AnalysisError, Cooccurrence, Features, LevelMatrix, MASKED, Measure, Moments,
    Multiscale, Ruler, Scale, Task, TimeGrid, multiscale,
};
use crate::plot::{Dash, Ink};
use crate::recording::{Interval, Intervals, Recording};
use crate::views::Input;
use crate::views::shared::states::{StateSelection, parts};
use rayon::prelude::*;
use std::sync::Arc;

/// Columns of the matrix, at most, of what is selected and of the whole recording.
const MOST_COLUMNS: usize = 60_000;
/// Windows of the course, at most.
const MOST_WINDOWS: f64 = 1000.0;
/// Cells of the picture of the matrix along time, at most.
const MOST_CELLS: usize = 400;

/// Everything the view draws.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub parameters: Parameters,
    pub step_s: f64,
    /// What the levels divide.
    pub ends: [f64; 2],
    /// The states in the window, or the selection where there are none.
    pub groups: Vec<Group>,
    pub selection: Group,
    /// Pairs at offset 1 in the selection.
    pub pairs: Cooccurrence,
    pub course: TimeCourse,
    pub thumbnail: Thumbnail,
    /// Scales without a single window in the selection, and those whose counts do not vary.
    pub masked: MaskedPlaces,
    pub surrogate: Option<SurrogateFeatures>,
}

/// Features of one stretch of time.
#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    /// For tick labels.
    pub short: String,
    pub ink: Ink,
    pub dash: Dash,
    pub duration_s: f64,
    pub columns: usize,
    /// At offsets 1, 2, ...
    pub offsets: Vec<Features>,
    /// At offset 1, from each scale on.
    pub scales: Vec<(Scale, Features)>,
}

/// Features at offset 1 in windows that slide over time.
#[derive(Clone, Debug)]
pub struct TimeCourse {
    pub width_s: f64,
    /// Middle of each window; features are NaN where it holds no pair.
    pub windows: Vec<(f64, Features)>,
}

/// The multiscale matrix, thinned: mean of M in each cell.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    pub window: Interval,
    pub columns: usize,
    pub values: Arc<[f32]>,
}

/// What has no levels.
#[derive(Clone, Debug, Default)]
pub struct MaskedPlaces {
    /// Share of the places of the matrix whose window runs off an interval.
    pub share: f64,
    pub scales_without_window: usize,
    pub scales_that_do_not_vary: usize,
}

impl Outcome {
    /// Bytes held besides the drawing; the picture is shared with it.
    pub fn bytes(&self) -> usize {
        let of = |g: &Group| {
            size_of::<Group>() + size_of_val(&g.offsets[..]) + size_of_val(&g.scales[..])
        };
        let groups: usize = self.groups.iter().chain([&self.selection]).map(of).sum();
        let surrogate = self.surrogate.as_ref().map_or(0, SurrogateFeatures::bytes);
        size_of::<Self>() + groups + size_of_val(&self.course.windows[..]) + surrogate
    }
}

/// How the data and a surrogate are measured.
pub fn how(
    input: &Input<'_>,
    parameters: &Parameters,
    task: &Task<'_>,
) -> Result<Measure, AnalysisError> {
    let rulers = parameters
        .whole_ruler
        .then(|| whole_rulers(input.recording, task));
    Ok(Measure {
        // From the window alone: which states are chosen changes no number of another.
        step_s: TimeGrid::step_for(input.selection.window.duration_s(), MOST_COLUMNS),
        direction: parameters.direction,
        signal: parameters.signal,
        span: parameters.span,
        levels: parameters.levels,
        offsets: parameters.offsets,
        rulers: rulers.transpose()?,
    })
}

/// Measures all that is drawn.
pub fn measure(input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let parameters = Parameters::new(input);
    let (recording, window) = (input.recording, input.selection.window);
    let how = how(input, &parameters, task)?;
    let step_s = how.step_s;
    let intervals = input.selection.intervals(recording);
    let matrix = matrix(recording, &intervals, step_s, task)?;
    if matrix.rows.iter().all(|r| r.moments.bins == 0) {
        return Err(AnalysisError::NothingToShow(
            "The selection is shorter than the finest window. Choose a longer window or more states."
                .to_owned(),
        ));
    }
    task.progress(0.3);
    let rulers = how.rulers.clone().unwrap_or_else(|| matrix.rulers());
    let ends = parameters.span.ends(&matrix, &rulers, parameters.signal);
    let levels = |matrix: &Multiscale| {
        LevelMatrix::new(matrix, &rulers, parameters.signal, ends, parameters.levels)
    };
    let of_selection = levels(&matrix);
    let pairs = of_selection.cooccurrence(parameters.direction, 1, task)?;
    if pairs.pairs() == 0 {
        return Err(AnalysisError::NothingToShow(
            "No two places of the multiscale matrix can be compared: the counts do not vary, or the selection is too short. Choose a longer window, more states or another signal."
                .to_owned(),
        ));
    }
    let all = StateSelection {
        name: "Selection".to_owned(),
        short: "All".to_owned(),
        ink: Ink::Text,
        dash: Dash::Solid,
        selection: input.selection.clone(),
        intervals: intervals.clone(),
    };
    let selection = Group::new(&all, &of_selection, &parameters, task)?;
    task.progress(0.5);
    let mut groups = Vec::new();
    for part in parts(input) {
        task.check()?;
        let own = &part.intervals;
        if *own == intervals {
            groups.push(Group {
                name: part.name,
                short: part.short,
                ink: part.ink,
                dash: part.dash,
                ..selection.clone()
            });
        } else {
            let own_matrix = self::matrix(recording, own, step_s, task)?;
            groups.push(Group::new(&part, &levels(&own_matrix), &parameters, task)?);
        }
    }
    if groups.is_empty() {
        groups.push(selection.clone());
    }
    task.progress(0.8);
    Ok(Outcome {
        step_s,
        ends,
        groups,
        selection,
        pairs,
        course: course(&of_selection, &matrix.grid, window, &parameters, task)?,
        thumbnail: thumbnail(&matrix, &rulers, window),
        masked: masked(&matrix, &of_selection),
        surrogate: SurrogateFeatures::empty(input, how),
        parameters,
    })
}

fn matrix(
    recording: &Recording,
    intervals: &Intervals,
    step_s: f64,
    task: &Task<'_>,
) -> Result<Multiscale, AnalysisError> {
    let scales: Vec<Scale> = Scale::all().collect();
    let trains = recording.ensembles().times_s();
    let grid = TimeGrid::new(intervals, step_s);
    multiscale(trains, grid, &scales, Alignment::Forward, task)
}

/// Rulers over the whole recording, whatever is selected.
fn whole_rulers(recording: &Recording, task: &Task<'_>) -> Result<Vec<Ruler>, AnalysisError> {
    let moments = task.shared(
        || format!("multiscale moments of {}", recording.id()),
        |moments: &Vec<Moments>| size_of_val(&moments[..]),
        || {
            let span = recording.span();
            let step_s = TimeGrid::step_for(span.duration_s(), MOST_COLUMNS);
            let matrix = matrix(recording, &span.into(), step_s, task)?;
            Ok(matrix.rows.iter().map(|row| row.moments).collect())
        },
    )?;
    Ok(moments.iter().map(Ruler::new).collect())
}

impl Group {
    fn new(
        part: &StateSelection,
        levels: &LevelMatrix,
        parameters: &Parameters,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let offsets = (1..=parameters.offsets)
            .map(|n| {
                Ok(levels
                    .cooccurrence(parameters.direction, n, task)?
                    .features())
            })
            .collect::<Result<_, AnalysisError>>()?;
        let scales = (0..levels.scales.len())
            .into_par_iter()
            .map(|row| {
                task.check()?;
                let pairs = levels.of_row(parameters.direction, 1, row, 0..usize::MAX);
                Ok((levels.scales[row], pairs.features()))
            })
            .collect::<Result<_, AnalysisError>>()?;
        Ok(Self {
            name: part.name.clone(),
            short: part.short.clone(),
            ink: part.ink,
            dash: part.dash,
            duration_s: part.intervals.duration_s(),
            columns: levels.rows().first().map_or(0, Vec::len),
            offsets,
            scales,
        })
    }
}

fn course(
    levels: &LevelMatrix,
    grid: &TimeGrid,
    window: Interval,
    parameters: &Parameters,
    task: &Task<'_>,
) -> Result<TimeCourse, AnalysisError> {
    let span_s = window.duration_s();
    let advance_s = (parameters.course_s / 4.0).max(span_s / MOST_WINDOWS);
    let width_s = (4.0 * advance_s).min(span_s);
    let count = ((span_s - width_s) / advance_s + 1e-6).floor() as usize + 1;
    let windows = (0..count)
        .into_par_iter()
        .map(|j| {
            task.check()?;
            let from_s = window.start_s + j as f64 * advance_s;
            let columns = grid.within(Interval::new(from_s, from_s + width_s));
            let pairs = levels.of_columns(parameters.direction, 1, &columns);
            Ok((from_s + 0.5 * width_s, pairs.features()))
        })
        .collect::<Result<_, AnalysisError>>()?;
    Ok(TimeCourse { width_s, windows })
}

fn thumbnail(matrix: &Multiscale, rulers: &[Ruler], window: Interval) -> Thumbnail {
    let columns = matrix.grid.len().clamp(1, MOST_CELLS);
    let cell_s = window.duration_s() / columns as f64;
    let cells: Vec<_> = (0..columns)
        .map(|c| {
            let from_s = window.start_s + c as f64 * cell_s;
            matrix.grid.within(Interval::new(from_s, from_s + cell_s))
        })
        .collect();
    let rows: Vec<Vec<f32>> = matrix
        .rows
        .par_iter()
        .zip(rulers)
        .map(|(row, ruler)| {
            let signed = row.signed(ruler);
            let mean = |of: &[f32]| {
                let seen = of.iter().filter(|m| !m.is_nan());
                let (n, sum) = seen.fold((0u32, 0.0), |(n, sum), &m| (n + 1, sum + f64::from(m)));
                (sum / f64::from(n)) as f32
            };
            cells.iter().map(|c| mean(&signed[c.clone()])).collect()
        })
        .collect();
    Thumbnail {
        window,
        columns,
        values: rows.concat().into(),
    }
}

fn masked(matrix: &Multiscale, levels: &LevelMatrix) -> MaskedPlaces {
    let columns = matrix.grid.len() as u64;
    let whole: u64 = matrix.rows.iter().map(|r| r.moments.bins).sum();
    let without = matrix.rows.iter().filter(|r| r.moments.bins == 0).count();
    let silent = levels
        .rows()
        .iter()
        .filter(|r| r.iter().all(|&l| l == MASKED));
    MaskedPlaces {
        share: 1.0 - whole as f64 / (columns * matrix.rows.len() as u64) as f64,
        scales_without_window: without,
        scales_that_do_not_vary: silent.count().saturating_sub(without),
    }
}
