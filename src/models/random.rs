//! Seeded streams of random numbers, one per purpose, so that no result depends on the order of
//! drawing.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::sync::LazyLock;

/// What a stream is for. Streams of different purpose or index are independent.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    Drive,
    UpDown,
    Rates,
    Spikes,
    Array,
    Noise,
    Connections,
    Start,
    Kick,
    Remote,
    Planted,
}

/// A stream of uniform, exponential and normal numbers.
#[derive(Clone)]
pub struct Stream {
    generator: Pcg64Mcg,
}

/// Where the ziggurat's base layer ends, and the area of each of its 128 layers.
pub const BASE: f64 = 3.442_619_855_899;
const AREA: f64 = 9.912_563_035_262_17e-3;

/// Right edges of the layers, the base first; the last is 0.
static ZIGGURAT: LazyLock<[f64; 129]> = LazyLock::new(|| {
    let density = |x: f64| (-0.5 * x * x).exp();
    let mut edges = [0.0; 129];
    edges[0] = AREA / density(BASE);
    edges[1] = BASE;
    for layer in 2..128 {
        let below = edges[layer - 1];
        edges[layer] = (-2.0 * (AREA / below + density(below)).ln()).sqrt();
    }
    edges
});

impl Stream {
    /// The stream of one purpose; `index` tells its streams apart.
    pub fn new(seed: u64, purpose: Purpose, index: usize) -> Self {
        // `seed_from_u64` scatters its argument; the odd factors keep (seed, purpose, index) apart.
        let place = (purpose as u64 + 1)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add((index as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03));
        Self {
            generator: Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ place),
        }
    }

    /// Uniform in `[0, 1)`, 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Exponential with mean 1.
    pub(super) fn exponential(&mut self) -> f64 {
        -(1.0 - self.uniform()).ln()
    }

    /// Standard normal (Marsaglia and Tsang's ziggurat, exact; as in Doornik's ZIGNOR).
    pub fn normal(&mut self) -> f64 {
        let ziggurat = &*ZIGGURAT;
        loop {
            // The layer and the place in it come from different bits of one number.
            let bits = self.generator.next_u64();
            let layer = (bits & 127) as usize;
            let place = (bits >> 11) as f64 * (2.0 / (1u64 << 53) as f64) - 1.0;
            let (edge, inner) = (ziggurat[layer], ziggurat[layer + 1]);
            let x = place * edge;
            if x.abs() < inner {
                return x;
            }
            if layer == 0 {
                return self.normal_tail().copysign(place);
            }
            let height = |e: f64| (-0.5 * (e * e - x * x)).exp();
            let (low, high) = (height(edge), height(inner));
            if high + self.uniform() * (low - high) < 1.0 {
                return x;
            }
        }
    }

    /// A normal number beyond the ziggurat's base.
    fn normal_tail(&mut self) -> f64 {
        loop {
            let x = self.exponential() / BASE;
            if 2.0 * self.exponential() >= x * x {
                return BASE + x;
            }
        }
    }

    /// A uniformly random order of `0..n`.
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            let other = (self.uniform() * (last + 1) as f64) as usize;
            order.swap(last, other.min(last));
        }
        order
    }
}

/// Quantile of the standard normal (Acklam's rational approximation,
/// relative error below 1.2e-9). `p` in (0, 1).
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
    ];
    let polynomial = |c: &[f64], x: f64| c.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |q: f64| polynomial(&C, q) / (polynomial(&D, q) * q + 1.0);
    if p < 0.024_25 {
        tail((-2.0 * p.ln()).sqrt())
    } else if p > 1.0 - 0.024_25 {
        -tail((-2.0 * (1.0 - p).ln()).sqrt())
    } else {
        let q = p - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}
