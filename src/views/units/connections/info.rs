//! What the connections view says of itself, and its parameters.

use crate::analysis::Parameter;
use crate::analysis::connections::{ALPHA, JITTER, JITTERS, SEED, STRICT, TEST, WINDOW};
use crate::views::{Help, Info};

pub static PRE: Parameter = Parameter::whole(
    "pre",
    "From unit",
    "Number of the presynaptic unit of the correlogram, in the order of the file; 0 for the strongest",
    [0, 0, 1_000_000],
);

pub static POST: Parameter = Parameter::whole(
    "post",
    "To unit",
    "Number of the postsynaptic unit of the correlogram, in the order of the file; 0 for the strongest",
    [0, 0, 1_000_000],
);

pub static INFO: Info = Info {
    id: "connections",
    title: "Connections",
    summary: "Which units excite or inhibit which, from short-latency cross-correlograms",
    help: Help {
        shows: "Left: a row for each presynaptic unit and a column for each postsynaptic one, excitatory units first, then inhibitory, then those without class. A disc is an excitatory connection and a ring an inhibitory one; shaded cells are still to be tested; the crossing lines mark the pair on the right. Right: the correlogram of that pair, the rate of the postsynaptic unit around the spikes of the presynaptic one, with what is expected and the bounds; the lags that count are shaded. The tables list the connections, and what those of each unit say of its class.",
        computed: "Lags between the spikes of two units, in half-open bins with the middle one centred on 0; one correlogram serves both directions. Convolution: bins of 0.4 ms; expected is the correlogram smoothed with a Gaussian of 5 ms SD whose middle weighs 0.4 of its height, mirrored at the ends. Bounds are Poisson quantiles at alpha / 20. Excitation: a bin from 0.8 to 4 ms above the bound, and the highest of them above what the highest from -3.2 to 0 ms allows at alpha. Inhibition: a bin below the bound; with strict troughs also below what its mirror image before 0 allows at alpha, where the excess over all these lags is negative. p is that of the most unusual bin (mid-p), not corrected. Jitter: bins of 0.5 ms; the spikes of the unit that is later in the file move evenly by up to 5 ms either way, 1000 times. The global band holds 99 % of the highest, and of the lowest, values of each jittered correlogram after 0. Excitation: two neighbouring bins from 1.5 to 4 ms above it; inhibition: two from 1 to 6 ms below; with strict troughs each also below what its mirror image allows at 1 %, with a negative excess. Where more spikes coincide than the upper bound, or band, no strict trough counts. p is the rank of the extreme among those of the jittered. Excess: spikes in these lags beyond what the bins around them give when smoothed without them, for each presynaptic spike. Pairs of one electrode have their central bin masked.",
        look_for: "A narrow peak 1 to 4 ms after 0 that is not there before 0: a monosynaptic excitatory connection. A trough of some ms that begins just after 0: inhibition. Few pairs are connected, one in a hundred or fewer; units that make several connections of one sign have told their class.",
        fooled_by: "Peaks on both sides of 0 or at 0 are common input, not a connection. A bad sorting makes false peaks: one cell split in two gives a trough at 0 and a peak beside it, one cell taken twice a peak at 0 and troughs beside it, and overlapping spikes on one electrode vanish. Bursts and theta or ripple rhythm give structure of a few ms that smoothing does not follow; the jitter test is then the stricter one. Many pairs are tested: compare what is found with what chance gives, which is said below. Two units that inhibit each other with equal strength look like dead time and are not found. Troughs need many coincidences, so weak or slow units show excitation only. Where spike times have a clock coarser than the bin, bins hold unequal numbers of ticks.",
        reconstructed: "The papers show a 99 % interval from jittered trains; the jitter of 5 ms, the bins and the windows of lags for both signs are reconstructed, and so is the rule of two bins. The convolution test follows CellExplorer; it has no rule for inhibition of its own: that a trough must stand out from its mirror image, and not stand beside a peak at 0, is this program's choice (Strict troughs; off, the published rule), without which dead time and cells sorted twice make most troughs. That a unit with connections of both signs stays without a suggested class is this program's choice.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016); Peyrache et al., PNAS 109:1731 (2012), Fig 3; Stark and Abeles, J Neurosci Methods 179:90 (2009); CellExplorer, Petersen et al. (2021).",
    },
    parameters: &[
        &TEST, &WINDOW, &JITTER, &JITTERS, &ALPHA, &STRICT, &SEED, &PRE, &POST,
    ],
};
