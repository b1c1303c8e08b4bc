//! What the view of waveform classes says of itself, and its parameters.

use crate::analysis::waveforms::{HALF_WIDTH, METHOD, SEED, SHIFT};
use crate::views::{Help, Info};

pub static INFO: Info = Info {
    id: "waveforms",
    title: "Waveform classes",
    summary: "Regular- and fast-spiking units by the shape of their mean waveforms",
    help: Help {
        shows: "Left, a point a unit: the time from the valley of its mean waveform to the peak after it, and the half width. Discs: regular spiking (RS), taken as excitatory; rings: fast spiking (FS), taken as inhibitory; grey: uncertain. The dashed boundary can be dragged. Right, the waveforms on the depth of their valleys, and the mean of each group. Point at a unit and press E, I or U to class it by hand. A click selects a unit, Ctrl-click one more, and a drag with Shift all of a stretch; the keys then class all of them.",
        computed: "Features are measured on a natural cubic spline at 100 kHz or more; the median of the first tenth of a waveform is its zero. Each feature is standardised. k-means with two groups is started 20 times from points drawn as in k-means++, and the start with the least spread is kept; the mixture of two Gaussians with full covariances begins from it. FS is the group with the shorter time to the peak. The half width is that of the peak after the valley; where more than a tenth of the waveforms end before their peak has fallen to half, it is that of the valley for all, and the time to the peak of one that still rises at its end is at least that long. A unit is uncertain where the mixture gives its group less than 0.9; once the boundary is moved by hand, none is.",
        look_for: "Two clouds with a gap between them. FS units fire faster, some five times in human cortex; about one unit in five is FS. In CellExplorer's rule narrow ends at 0.425 ms from valley to peak.",
        fooled_by: "k-means always finds two groups, also in one cloud. Filters change widths: compare only within a rig. Pyramidal cells with thin spikes exist, and so do inhibitory cells with wide ones (many that express somatostatin or VIP): a class by waveform is likely, not certain. Inverted waveforms, those with several troughs and those cut short are left out and counted, unless the half width is that of the valley; wide spikes are cut first, so leaving them out would leave out pyramidal cells. Spikes far from the electrode are wider.",
        reconstructed: "The papers name both features and k-means, but not where the half width is taken, the spline, the standardisation, the restarts or what is uncertain.",
        source: "Peyrache et al. (2012), Fig 2; Dehghani et al. (2016), Methods.",
    },
    parameters: &[&METHOD, &HALF_WIDTH, &SHIFT, &SEED],
};
