//! What is measured: the selection and each state in it, at several scales, with one ruler.

use super::RULER;
use crate::analysis::{
    AnalysisError, Ccdf, Deviation, JointCounts, Ruler, Scale, StaticBalance, Task,
    joint_counts_at, moments,
};
use crate::plot::{Dash, Ink};
use crate::recording::{Class, Intervals};
use crate::views::Input;
use crate::views::shared::states::parts;

/// A part of the selection.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: String,
    pub ink: Ink,
    pub dash: Dash,
    pub intervals: Intervals,
}

/// What is measured at one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct AtScale {
    pub scale: Scale,
    /// Whether both classes vary in what the ruler was made from.
    pub has_ruler: bool,
    /// One per group.
    pub deviations: Vec<Deviation>,
    /// Over the whole selection, as the distributions of E and of I.
    pub static_balance: StaticBalance,
    pub ccdfs: [Ccdf; 2],
}

impl AtScale {
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&self.deviations[..])
            + self
                .ccdfs
                .iter()
                .map(|ccdf| size_of_val(&ccdf.points[..]))
                .sum::<usize>()
    }
}

/// The selection, and the states and seizures in it where there is more to it than one of them.
pub fn groups(input: &Input<'_>) -> Vec<Group> {
    let (recording, selection) = (input.recording, input.selection);
    let all = Group {
        name: if selection.states.is_empty() {
            "All time".to_owned()
        } else {
            selection.states.join(", ")
        },
        ink: Ink::Text,
        dash: Dash::Dashed,
        intervals: selection.intervals(recording),
    };
    let mut groups = vec![all];
    if selection.states.len() != 1 {
        groups.extend(parts(input).into_iter().map(|part| Group {
            name: part.name,
            ink: part.ink,
            dash: part.dash,
            intervals: part.intervals,
        }));
    }
    if groups.len() > 2 && !selection.states.is_empty() {
        "All selected".clone_into(&mut groups[0].name);
    }
    groups
}

pub fn measure(
    input: &Input<'_>,
    groups: &[Group],
    scales: &[Scale],
    task: &Task<'_>,
) -> Result<Vec<AtScale>, AnalysisError> {
    let pooled = input.recording.ensembles();
    let joint = |intervals| joint_counts_at(pooled.times_s(), intervals, scales, task);
    let Some((all, states)) = groups.split_first() else {
        return Ok(Vec::new());
    };
    let of_all = joint(&all.intervals)?;
    let own = of_all.iter().map(|joint| joint.sums.moments);
    let window = Intervals::from(input.selection.window);
    let sums: Vec<_> = if input.values.choice(&RULER) == "selection" || window == all.intervals {
        own.collect()
    } else {
        let sums = moments(pooled, &window, scales, task)?;
        sums.into_iter().map(|sums| sums.moments).collect()
    };
    let rulers: Vec<Ruler> = sums.iter().map(Ruler::new).collect();
    let mut out: Vec<AtScale> = of_all
        .iter()
        .zip(&rulers)
        .map(|(joint, ruler)| AtScale {
            scale: joint.sums.scale,
            has_ruler: ruler.is_defined(),
            deviations: vec![Deviation::new(joint, ruler)],
            static_balance: StaticBalance::new(joint),
            ccdfs: [Class::Excitatory, Class::Inhibitory].map(|class| Ccdf::new(joint, class)),
        })
        .collect();
    // State after state, so that the histograms of one are held at once.
    for state in states {
        let of_state: Vec<JointCounts> = joint(&state.intervals)?;
        for ((at, joint), ruler) in out.iter_mut().zip(&of_state).zip(&rulers) {
            at.deviations.push(Deviation::new(joint, ruler));
        }
    }
    Ok(out)
}
