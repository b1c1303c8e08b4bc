//! Theory of the rate network: `cargo bench --bench theory`; beside LAPACK and numpy:
//! `benches/peers/theory`.
//!
//! What a slider waits for, the spectrum of 600 units, exponents as multiples of real time, a scan by
//! its networks, and dynamic mean-field theory to its end. Best of several. With `EQUIPOISE_PEERS_DIR`
//! times go there as `theory.json`, and the matrix whose spectrum was timed as `jacobian.f64`.

use equipoise::analysis::{Task, Value, Values};
use equipoise::models::Model;
use equipoise::models::rate::theory::{
    Length, MeanField, Realisation, Run, Size, StaticBranch, Theory, homogeneous, jacobian,
    leading, spectrum,
};
use equipoise::models::rate::{Matrix, Parameters, RateModel, TAU_M_S, build};
use rayon::prelude::*;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const REPEATS: usize = 5;
/// Units of the matrix that LAPACK takes too.
const SPECTRUM_UNITS: usize = 600;

fn values(set: &[(&str, f64)]) -> Values {
    let mut values = Values::default();
    for (name, number) in set {
        let parameter = RateModel.parameters().iter().find(|p| p.id == *name);
        let parameter = parameter.expect("a parameter");
        let value = match parameter.default_value() {
            Value::Integer(_) => Value::Integer(*number as i64),
            _ => Value::Number(*number),
        };
        values.set(parameter, &value);
    }
    values
}

fn theory(size: Size, j0: f64) -> Theory {
    let p = Parameters::from_values(&values(&[("j0", j0)]));
    Theory::new(size, p.f_e, &p)
}

fn shortest_s(repeats: usize, mut work: impl FnMut()) -> f64 {
    let mut shortest = f64::INFINITY;
    for _ in 0..repeats {
        let start = Instant::now();
        work();
        shortest = shortest.min(start.elapsed().as_secs_f64());
    }
    shortest
}

fn said(name: &str, seconds: f64) -> f64 {
    println!("{name}: {:.2} ms", 1e3 * seconds);
    seconds
}

/// What moves with a slider.
fn at_once() {
    let theory = theory(Size::Finite(2000), 0.9);
    let rest = theory.fixed_point().expect("at rest");
    said("fixed point at 40 sizes", {
        shortest_s(REPEATS, || {
            for power in 0..40 {
                let n = 10_f64.powf(2.0 + 6.0 * f64::from(power) / 39.0) as usize;
                let _ = black_box(theory.with_size(Size::Finite(n)).fixed_point());
            }
        })
    });
    said("mean modes", {
        shortest_s(REPEATS, || {
            let _ = black_box(theory.mean_modes(&rest));
        })
    });
    said("critical J0", {
        shortest_s(REPEATS, || {
            let _ = black_box(theory.critical());
        })
    });
    said("outline of the bulk", {
        shortest_s(REPEATS, || {
            black_box(theory.bulk(&rest).outline(361));
        })
    });
    said("static branch at J0 1.5", {
        let theory = theory.with_j0(1.5);
        shortest_s(REPEATS, || {
            let _: Result<StaticBranch, _> = black_box(theory.static_branch());
        })
    });
}

fn eigenvalues(folder: Option<&Path>) -> Result<f64, Box<dyn Error>> {
    let at = |n: usize| {
        let p = Parameters::from_values(&values(&[("j0", 0.9), ("n", n as f64)]));
        let matrix = Matrix::random(&p, 1);
        let rest = Theory::new(Size::Finite(n), p.f_e, &p).fixed_point();
        let [h, w] = homogeneous(&matrix, &rest.expect("at rest"));
        (p, matrix, h, w)
    };
    let (p, matrix, h, w) = at(SPECTRUM_UNITS);
    let jacobian = jacobian(&matrix, &p, &h, &w);
    if let Some(folder) = folder {
        let bytes: Vec<u8> = jacobian.iter().flat_map(|x| x.to_le_bytes()).collect();
        std::fs::write(folder.join("jacobian.f64"), bytes)?;
    }
    let seconds = shortest_s(REPEATS, || {
        let _ = black_box(spectrum(&jacobian));
    });
    let name = format!(
        "spectrum of {SPECTRUM_UNITS} units ({} rows)",
        jacobian.nrows()
    );
    said(&name, seconds);
    let (p, matrix, h, w) = at(4000);
    said("leading eigenvalues of 4000 units", {
        shortest_s(1, || {
            let found = leading(&matrix, &p, [&h, &w], (20, 1.5), &Task::alone());
            let _ = black_box(found);
        })
    });
    Ok(seconds)
}

fn exponents() {
    let network = build(&values(&[("n", 2000.0)]), 1).expect("a network");
    let (h, w) = (network.h(), network.w());
    let mut run = Run::new(network.matrix(), network.parameters(), [&h, &w], 3);
    run.advance();
    let pieces = run.pieces(50.0);
    let seconds = shortest_s(3, || (0..pieces).for_each(|_| run.advance()));
    let time_s = run.time_of(pieces) * TAU_M_S;
    println!(
        "state and 3 tangents of 2000 units: {:.2} times real time",
        time_s / seconds
    );
}

/// Four of the eighty networks of 20 J0 by 4 realisations.
fn scan() {
    let length = Length {
        transient: 100.0,
        time: 200.0,
        exponents: 1,
    };
    let seconds = shortest_s(1, || {
        let all: Vec<_> = [0.8, 1.1, 1.4, 1.8]
            .into_par_iter()
            .map(|j0| {
                let values = values(&[("n", 1000.0), ("j0", j0)]);
                let network = Realisation::new(&values, 1).expect("a network");
                network
                    .scanned(length, &Task::alone())
                    .expect("not cancelled")
            })
            .collect();
        black_box(all);
    });
    println!(
        "a network of 1000 units for 300 tau: {:.2} s each, 80 in {:.0} s",
        seconds / 4.0,
        20.0 * seconds
    );
}

fn mean_field() -> (f64, usize) {
    let theory = theory(Size::Infinite, 1.5);
    let start = Instant::now();
    let mut field = MeanField::new(&theory, 1).expect("a fixed point");
    field.step();
    said("mean field, first picture", start.elapsed().as_secs_f64());
    while !field.is_over() {
        field.step();
    }
    let seconds = start.elapsed().as_secs_f64();
    let name = format!("mean field, settled after {} steps", field.steps());
    said(&name, seconds);
    (seconds / field.steps() as f64, field.steps())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::var_os("EQUIPOISE_PEERS_DIR");
    let folder = folder.as_deref().map(Path::new);
    at_once();
    let spectrum = eigenvalues(folder)?;
    exponents();
    scan();
    let (step, steps) = mean_field();
    if let Some(folder) = folder {
        let ours = serde_json::json!({
            "threads": rayon::current_num_threads(),
            "spectrum": spectrum,
            "mean_field_step": step,
            "mean_field_steps": steps,
        });
        std::fs::write(folder.join("theory.json"), ours.to_string())?;
    }
    Ok(())
}
