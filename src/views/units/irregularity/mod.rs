//! Rates and irregularity: how often and how regularly the units of each class fire.

mod draw;
mod histogram;
mod numbers;

use crate::analysis::{
    AnalysisError, Distribution, Irregularity, Parameter, Task, Values, irregularity,
};
use crate::plot::Sheet;
use crate::recording::Class;
use crate::views::{Dependency, Help, Info, Input, Numbers, View};

pub static MEASURE: Parameter = Parameter::choice(
    "measure",
    "Irregularity",
    "CV compares all intervals between spikes with one another; CV2 and LV only neighbours, so that slow changes of rate count for little",
    "cv",
    &[("cv", "CV"), ("cv2", "CV2"), ("lv", "LV")],
);

pub static RATE_AXIS: Parameter = Parameter::choice(
    "rate-axis",
    "Rates",
    "Axis of the rates: rates of units differ by factors, which a log axis shows",
    "log",
    &[("log", "Log axis"), ("linear", "Linear axis")],
);

pub static LEAST_SPIKES: Parameter = Parameter::whole(
    "least-spikes",
    "Least spikes",
    "A unit with fewer spikes in the selected time has a rate, but no irregularity",
    [10, 3, 1000],
);

pub static INFO: Info = Info {
    id: "irregularity",
    title: "Rates and irregularity",
    summary: "How often and how irregularly units fire, by class",
    help: Help {
        shows: "Left, how many units of each class have which mean rate; right, how many have which irregularity of the intervals between their spikes. Upright lines in the colour of a class are its medians. The line at 1 is what a Poisson process has, in all three measures; a clock has 0. Shift and drag selects the units in a stretch.",
        computed: "Rates are spikes over the selected time in which the unit was observed. Intervals count within the stretches of that time: one that straddles a border of the selection, or time without observation, does not. CV is the SD of a unit's intervals (n in the denominator) over their mean. CV2 is the mean of 2|b - a|/(a + b) over neighbouring intervals a, b; LV that of 3(b - a)^2/(a + b)^2. The interval of a median is over units: as many units as there are are drawn with replacement, 1000 times (seed 1), and 95 % of their medians lie in it (of an even number, from the lower to the upper of the two in the middle); from 6 units on. It says how well the median of such units is known, not how precisely each unit is measured.",
        look_for: "CV near 1 and above: spikes come as irregularly as if by chance, which is what balance of excitation and inhibition predicts for single cells. Inhibitory units mostly fire faster. Log rates are about symmetric, with few fast units.",
        fooled_by: "CV rises where the rate changes, across states and slow waves, though each stretch be regular: see CV2 or LV, or select one state. The CV of few intervals is too low and uncertain: raise the least number of spikes. A refractory period lowers all three in fast units. Units of several cells look like Poisson; spikes that a sorter missed make trains look irregular. Units are no independent sample of the tissue, and those of a shank share its state: the interval of the median takes them as independent. Classes by waveform or rate decide what is compared.",
        reconstructed: "Nothing: the measures are as published. The least number of spikes and the bootstrap are this program's.",
        source: "Softky and Koch (1993) for CV; Holt, Softky, Koch and Douglas (1996) for CV2; Shinomoto, Shima and Tanji (2003) for LV.",
    },
    parameters: &[&MEASURE, &RATE_AXIS, &LEAST_SPIKES],
};

/// Seed of the bootstrap.
const SEED: u64 = 1;

/// Which measure of irregularity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Cv,
    Cv2,
    Lv,
}

impl Measure {
    fn chosen(values: &Values) -> Self {
        match values.choice(&MEASURE).as_str() {
            "cv2" => Self::Cv2,
            "lv" => Self::Lv,
            _ => Self::Cv,
        }
    }
    pub fn name(self) -> &'static str {
        match self {
            Self::Cv => "CV",
            Self::Cv2 => "CV2",
            Self::Lv => "LV",
        }
    }
    pub fn of(self, unit: &Irregularity) -> f64 {
        match self {
            Self::Cv => unit.cv,
            Self::Cv2 => unit.cv2,
            Self::Lv => unit.lv,
        }
    }
}

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct IrregularityView;

/// The units of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub class: Class,
    pub rate_hz: Distribution,
    pub measure: Distribution,
    /// Units without the measure, because their spikes are too few.
    pub too_few: usize,
}

/// All included units, and those of each class that has some.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub measure: Measure,
    pub least_spikes: usize,
    pub units: Vec<Irregularity>,
    pub groups: Vec<Group>,
}

fn measured(input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let recording = input.recording;
    let measure = Measure::chosen(input.values);
    let least_spikes = usize::try_from(input.values.integer(&LEAST_SPIKES)).unwrap_or(10);
    let selected = input.selection.intervals(recording);
    let units = irregularity(recording, &selected, least_spikes, task)?;
    if units.is_empty() {
        return Err(AnalysisError::NothingToShow(
            "This recording has no units that are included.".to_owned(),
        ));
    }
    if units.iter().all(|unit| unit.rate_hz.is_nan()) {
        return Err(AnalysisError::NothingToShow(
            "No unit was observed in the selected time. Choose a longer window or more states."
                .to_owned(),
        ));
    }
    let mut groups = Vec::new();
    for class in Class::ALL {
        task.check()?;
        let own = || units.iter().filter(move |unit| unit.class == class);
        if own().next().is_some() {
            let of = |unit: &Irregularity| measure.of(unit);
            groups.push(Group {
                class,
                rate_hz: Distribution::new(own().map(|unit| unit.rate_hz), SEED),
                measure: Distribution::new(own().map(of), SEED),
                too_few: own().filter(|unit| of(unit).is_nan()).count(),
            });
        }
    }
    Ok(Outcome {
        measure,
        least_spikes,
        units,
        groups,
    })
}

impl View for IrregularityView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        measured(input, task)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        // Each value is in a distribution, too.
        outcome.units.len() * (size_of::<Irregularity>() + 2 * size_of::<f64>())
    }

    fn units_within(&self, outcome: &Outcome, plot: &str, [from, to]: [f64; 2]) -> Vec<usize> {
        let value = |unit: &Irregularity| match plot {
            "rates" => unit.rate_hz,
            _ => outcome.measure.of(unit),
        };
        let inside = outcome
            .units
            .iter()
            .filter(|u| (from..=to).contains(&value(u)));
        inside.map(|unit| unit.unit).collect()
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let found = measured(input, task);
        let found = found.map(|found| numbers::of_outcome(&found, input.recording));
        Ok(vec![Numbers::or_missing("irregularity", found)?])
    }
}
