//! What the trajectory says of itself, and its parameters.

use crate::analysis::{Kind, Parameter};
use crate::views::{Help, Info};

pub static TAIL: Parameter = Parameter::number(
    "tail",
    "Tail",
    "s",
    "How much of the path is drawn behind the point at the playhead",
    [5.0, 0.0, 300.0],
);

pub static SIGMAS: Parameter = Parameter {
    id: "sigmas",
    label: "Ellipses",
    unit: "sigma",
    help: "Ellipses of the baseline up to this many SDs; they hold 39, 86 and 99 % of a Gaussian",
    kind: Kind::Integer {
        default: 2,
        min: 1,
        max: 3,
    },
};

pub static INFO: Info = Info {
    id: "trajectory",
    title: "Trajectory",
    summary: "The point (E, I) on its way through the balance plane, before, in and after the event",
    help: Help {
        shows: "The two ensembles of each bin as a point, joined in order of time; colour runs from the beginning of the window (dark) to its end (bright), and the event is drawn thicker. Grey ellipses show where the baseline lies. A ring marks the onset and a disc the end of the event. The dashed line is E = I. While time plays, a disc with a fading tail shows where the playhead is.",
        computed: "Bins of the chosen scale in the chosen normalisation, from the start of the window on. Where the window has more than 1500 bins, so many neighbouring ones are put together that no more are left; the note says how many. The ellipses are those of bins of the same width in the baseline, in the same units.",
        look_for: "In balance the path keeps to the ellipse and moves along its long axis: E and I rise and fall together. In a seizure it leaves the ellipse across that axis, and how it comes back is how balance returns.",
        fooled_by: "Single bins scatter, the more so the finer the scale: choose a scale at which the path is smooth. Points are joined by straight lines where nothing is known in between. Normalisations that depend on the window (share, z-score, maximum) move with it; rates do not. An ellipse of a short baseline is itself uncertain.",
        reconstructed: "The papers show clouds, not paths; drawing the path, its colours and the ellipse of the baseline are this program's own, and so is the baseline where none is chosen.",
        source: "After Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 2A and 4.",
    },
    parameters: &[&TAIL, &SIGMAS],
};
