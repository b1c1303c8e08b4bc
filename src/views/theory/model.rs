//! What views about the rate network share: its parameters, and words about it.

use crate::analysis::{AnalysisError, Parameter, Value, Values};
use crate::models::rate::Parameters;
use crate::models::rate::parameters::N;
use crate::models::rate::theory::{NoAnswer, Size, Theory};
use crate::plot::number_text;
use crate::views::{About, Input};

pub const ABOUT: About = About::Model(crate::models::rate::ID);

pub static NETWORK_UNITS: Parameter = Parameter::whole(
    "network-units",
    "Units of one network",
    "Units of the network that is built: what takes a second with 400 takes a hundred with 4000",
    [400, 100, 20_000],
);
pub static NETWORK_SEED: Parameter = Parameter::whole(
    "network-seed",
    "Seed",
    "Each number is another matrix of connections; that of a network that runs has its units and its seed",
    [1, 0, 1_000_000],
);

pub static TIME: Parameter = Parameter::count(
    "time",
    "Time",
    "tau_m",
    "Time of the network that counts",
    [400, 50, 5000],
);
pub static TRANSIENT: Parameter = Parameter::count(
    "transient",
    "Transient",
    "tau_m",
    "Time before that, which does not count",
    [100, 0, 2000],
);

/// The parameters of a view that builds a network, with more of its own; `without j0` for one that
/// looks at many J0, `units UNITS` for one with a number of units of its own.
macro_rules! network_parameters {
    (@ [$($first:expr),*] $units:expr; $($more:expr),*) => {{
        use crate::models::rate::parameters as rate;
        use crate::views::theory::model;
        &[
            $($first,)*
            &rate::I0,
            &rate::C,
            &rate::F_E,
            &rate::G_EE,
            &rate::G_EI,
            &rate::G_IE,
            &rate::G_II,
            &rate::U,
            &rate::TAU_D,
            &$units,
            &model::NETWORK_SEED,
            $($more),*
        ]
    }};
    (without j0, units $units:expr; $($more:expr),* $(,)?) => {
        network_parameters![@ [] $units; $($more),*]
    };
    (units $units:expr; $($more:expr),* $(,)?) => {
        network_parameters![@ [&crate::models::rate::parameters::J0] $units; $($more),*]
    };
    ($($more:expr),* $(,)?) => {
        network_parameters![@ [&crate::models::rate::parameters::J0] model::NETWORK_UNITS; $($more),*]
    };
}
pub(super) use network_parameters;

/// The seed that the values of a view say.
pub fn seed(input: &Input<'_>) -> u64 {
    input.values.integer(&NETWORK_SEED).max(0) as u64
}

/// The network that the values of a view say.
pub fn theory(input: &Input<'_>) -> Theory {
    theory_of(input.values)
}

/// The values of a view, for a network of the units that are to be built.
pub fn of_network(input: &Input<'_>) -> Values {
    of_size(input, input.values.integer(&NETWORK_UNITS))
}

/// The values of a view, for a network of so many units.
pub fn of_size(input: &Input<'_>, units: i64) -> Values {
    let mut values = input.values.clone();
    values.set(&N, &Value::Integer(units));
    values
}

pub fn theory_of(values: &Values) -> Theory {
    let p = Parameters::from_values(values);
    Theory::new(Size::Finite(p.n), p.f_e, &p)
}

pub fn nothing(reason: NoAnswer) -> AnalysisError {
    AnalysisError::NothingToShow(format!("There is nothing to draw: {reason}."))
}

/// "2000", "10⁶", "∞".
pub fn size_text(size: Size) -> String {
    match size {
        Size::Infinite => "∞".to_owned(),
        Size::Finite(n) if n < 1_000_000 => n.to_string(),
        Size::Finite(n) => number_text(n as f64, 3),
    }
}

/// Which network a picture is of: size and parameters that are not its axes.
pub fn note(theory: &Theory) -> String {
    let p = theory.parameters();
    format!(
        "N {}, J0 {}, I0 {}; {}",
        size_text(theory.size),
        number_text(p.j0, 4),
        number_text(p.i0, 3),
        other_parameters(theory)
    )
}

/// The parameters that are an axis of no view, and what is reconstructed.
pub fn other_parameters(theory: &Theory) -> String {
    let p = theory.parameters();
    let numbers = [
        ("c", p.c),
        ("f_E", p.f_e),
        ("g_EE", p.g_ee),
        ("g_EI", p.g_ei),
        ("g_IE", p.g_ie),
        ("g_II", p.g_ii),
        ("u", p.u),
        ("tau_D", p.tau_d),
    ];
    let words: Vec<String> = numbers
        .iter()
        .map(|(name, value)| format!("{name} {}", number_text(*value, 3)))
        .collect();
    format!(
        "{}. Equations and all of these but J0 and I0 are reconstructed.",
        words.join(", ")
    )
}
