//! `equipoise theory`: what is known of a model without running it, and the spectrum and the
//! exponents of one network, as JSON.

use super::args::TheoryArgs;
use super::catch_panic::catch_panic;
use super::error::Error;
use super::meter::Meter;
use super::{output, simulate};
use crate::models::ModelError;
use crate::models::rate::mean::Rest;
use crate::models::rate::theory::{self, MeanFields, NoAnswer, Run, Size, Theory};
use crate::models::rate::{self, Parameters, RateModel, RateNetwork};
use serde_json::{Map, Value as Json, json};

/// Most units of a network whose spectrum is worked out in full.
const MOST_DENSE: usize = 2000;
/// Sizes that theory is asked about without a network.
const SIZES: std::ops::RangeInclusive<u64> = 10..=1_000_000_000_000;
/// Sets of random numbers that the mean field is from.
const SETS: u64 = 4;
/// Time that does not count for a network that begins at random, in time constants.
const TRANSIENT: f64 = 100.0;

pub(super) fn run(args: &TheoryArgs, meter: &Meter) -> Result<(), Error> {
    let ending = output::extension(&args.out);
    if ending != "json" {
        return Err(Error::Usage(format!(
            "--out: expected a file that ends in .json, found {}",
            args.out.display()
        )));
    }
    let question = Question::new(args)?;
    let mut answer = Map::new();
    question.parameters(&mut answer);
    question.theory(&mut answer);
    if args.dmft {
        let failed = |panic| Error::with_path(&args.out, format_args!("theory failed: {panic}"));
        catch_panic(|| question.mean_field(meter, &mut answer)).map_err(failed)?;
    }
    if args.spectrum || args.exponents.is_some() {
        let failed = |panic| Error::with_path(&args.out, format_args!("theory failed: {panic}"));
        let network = question.network()?;
        if args.spectrum {
            meter.show("spectrum", 0.0);
            catch_panic(|| question.spectrum(&network, &mut answer)).map_err(failed)??;
        }
        if let Some(count) = args.exponents {
            catch_panic(|| question.exponents(&network, count, meter, &mut answer))
                .map_err(failed)?;
        }
        meter.clear();
    }
    let mut text = serde_json::to_string_pretty(&Json::Object(answer))?;
    text.push('\n');
    output::write(&args.out, text.as_bytes())?;
    meter.done(&args.out.display().to_string());
    Ok(())
}

/// What is asked.
struct Question<'a> {
    args: &'a TheoryArgs,
    values: crate::analysis::Values,
    given: Option<rate::GivenNetwork>,
    theory: Theory,
}

impl<'a> Question<'a> {
    fn new(args: &'a TheoryArgs) -> Result<Self, Error> {
        let needs_network = args.spectrum || args.exponents.is_some();
        let is_size = |(name, _): &&(String, String)| name == "n";
        let size = args
            .set
            .iter()
            .rfind(is_size)
            .map(|(_, text)| text.as_str());
        // A network has the sizes that its parameter says; theory has others besides.
        let set = args.set.iter().filter(|set| needs_network || !is_size(set));
        if needs_network && size == Some("inf") {
            return Err(Error::Usage(
                "--set n: expected a number of units for --spectrum or --exponents, which are of one \
                 network; found inf (set n, or leave them out)"
                    .into(),
            ));
        }
        let values = simulate::preset_and_set(&RateModel, args.preset.as_deref(), set)?;
        let given = args.network.as_deref().map(simulate::given_network);
        let given = given.transpose()?;
        let (values, parameters, size) = match (&given, size) {
            (Some(_), Some(_)) => {
                return Err(Error::Usage(
                    "--set n: the network of --network has its own number of units (leave n out)"
                        .into(),
                ));
            }
            (Some(given), None) => {
                let (values, parameters) = given.with_values(&values);
                (values, parameters, Size::Finite(parameters.n))
            }
            (None, size) => {
                let parameters = Parameters::from_values(&values);
                let size = match size {
                    None => Size::Finite(parameters.n),
                    Some("inf") => Size::Infinite,
                    Some(text) => Size::Finite(number_of_units(text)?),
                };
                (values, parameters, size)
            }
        };
        let f_e = match &given {
            Some(_) => parameters.n_e as f64 / parameters.n as f64,
            None => parameters.f_e,
        };
        Ok(Self {
            args,
            values,
            given,
            theory: Theory::new(size, f_e, &parameters),
        })
    }

    fn parameters(&self, answer: &mut Map<String, Json>) {
        let p = self.theory.parameters();
        let n = match self.theory.size {
            Size::Finite(n) => json!(n),
            Size::Infinite => json!("inf"),
        };
        answer.insert(
            "parameters".into(),
            json!({
                "n": n, "j0": p.j0, "i0": p.i0, "c": p.c, "f_e": p.f_e,
                "g_ee": p.g_ee, "g_ei": p.g_ei, "g_ie": p.g_ie, "g_ii": p.g_ii,
                "u": p.u, "tau_d": p.tau_d,
            }),
        );
    }

    fn theory(&self, answer: &mut Map<String, Json>) {
        let theory = &self.theory;
        let mut say = |name: &str, found: Result<Json, NoAnswer>| {
            let (value, reason) = match found {
                Ok(value) => (value, None),
                Err(reason) => (Json::Null, Some(reason.to_string())),
            };
            answer.insert(name.to_owned(), value);
            if let Some(reason) = reason {
                answer.insert(format!("{name}_reason"), json!(reason));
            }
        };
        say("limit", theory.limit().map(|at| rest(&at)));
        let fixed_point = theory.fixed_point();
        say("fixed_point", fixed_point.map(|at| rest(&at)));
        let modes = fixed_point.and_then(|at| theory.mean_modes(&at));
        say("mean_modes", modes.map(|modes| json!(modes)));
        let critical = theory.critical();
        say(
            "critical",
            critical.map(|at| json!({"j0": at.j0, "omega": at.omega})),
        );
        let branch = theory.static_branch();
        say(
            "static_branch",
            branch.map(|at| {
                json!({
                    "mu_e": at.mu_e, "s_e": at.s_e, "mu_i": at.mu_i, "s_i": at.s_i, "w": at.w,
                    "phi_e": at.phi_e, "phi_i": at.phi_i,
                })
            }),
        );
    }

    fn network(&self) -> Result<RateNetwork, Error> {
        let failed = |e: ModelError| match &self.args.network {
            Some(path) => Error::with_path(path, e),
            None => Error::Usage(e.to_string()),
        };
        match &self.given {
            Some(given) => rate::build_given(given, &self.values, self.args.seed),
            None => rate::build(&self.values, self.args.seed),
        }
        .map_err(failed)
    }

    fn spectrum(&self, network: &RateNetwork, answer: &mut Map<String, Json>) -> Result<(), Error> {
        let (matrix, p) = (network.matrix(), network.parameters());
        if matrix.n() > MOST_DENSE {
            return Err(Error::Usage(format!(
                "--spectrum: expected at most {MOST_DENSE} units, found {} (set a smaller n)",
                matrix.n()
            )));
        }
        let state = if self.given.is_some() {
            Ok([network.h(), network.w()])
        } else if matrix.is_fixed() {
            let at = network.rest().ok_or(NoAnswer::Lost(p.j0));
            at.map(|at| theory::homogeneous(matrix, &at))
        } else {
            Err(NoAnswer::Unlike)
        };
        let found = state.and_then(|[h, w]| theory::spectrum(&theory::jacobian(matrix, p, &h, &w)));
        match found {
            Ok(values) => answer.insert("spectrum".into(), json!(values)),
            Err(reason) => {
                answer.insert("spectrum".into(), Json::Null);
                answer.insert("spectrum_reason".into(), json!(reason.to_string()))
            }
        };
        Ok(())
    }

    /// Means over the sets of random numbers, and standard errors.
    fn mean_field(&self, meter: &Meter, answer: &mut Map<String, Json>) {
        let first = self.args.seed.wrapping_mul(SETS);
        let seeds = (0..SETS).map(|set| first.wrapping_add(set));
        let mut found = match MeanFields::new(&self.theory, seeds) {
            Ok(found) => found,
            Err(reason) => {
                answer.insert("dmft".into(), Json::Null);
                answer.insert("dmft_reason".into(), json!(reason.to_string()));
                return;
            }
        };
        while !found.is_over() {
            let [steps, _] = found.progress();
            meter.show("mean field", steps as f32 / theory::MOST_STEPS as f32);
            found.step();
        }
        meter.clear();
        let mut dmft = Map::new();
        let mut errors = Map::new();
        for (name, of) in theory::QUANTITIES {
            let [mean, error] = found.mean(of);
            dmft.insert(name.into(), json!(mean));
            errors.insert(name.into(), json!(error));
        }
        let curves = found.autocovariances();
        let lag: Vec<f64> = curves.iter().map(|(lag, _)| *lag).collect();
        for (class, name) in ["autocovariance_e", "autocovariance_i"]
            .into_iter()
            .enumerate()
        {
            let value: Vec<f64> = curves.iter().map(|(_, of)| of[class]).collect();
            dmft.insert(name.into(), json!({"lag": lag, "value": value}));
        }
        dmft.insert("errors".into(), Json::Object(errors));
        dmft.insert("sets".into(), json!(found.sets().len()));
        dmft.insert("unsettled".into(), json!(found.progress()[1]));
        answer.insert("dmft".into(), Json::Object(dmft));
    }

    fn exponents(
        &self,
        network: &RateNetwork,
        count: u8,
        meter: &Meter,
        answer: &mut Map<String, Json>,
    ) {
        let (h, w) = (network.h(), network.w());
        let none = if self.given.is_some() { 0.0 } else { TRANSIENT };
        let transient = self.args.transient.unwrap_or(none);
        let (matrix, p) = (network.matrix(), network.parameters());
        let mut run = Run::new(matrix, p, [&h, &w], usize::from(count));
        let [before, counted] = [transient, self.args.time].map(|tau| run.pieces(tau));
        let counted = counted.max(1);
        for piece in 0..before + counted {
            meter.show("exponents", piece as f32 / (before + counted) as f32);
            if piece < before {
                run.settle();
            } else {
                run.advance();
            }
        }
        let found = run.exponents();
        // Of a single block there is no error: null.
        answer.insert("exponents".into(), json!(found.values));
        answer.insert("exponent_errors".into(), json!(found.errors));
        answer.insert("regime".into(), json!(found.regime.to_string()));
        answer.insert("exponents_time".into(), json!(found.time));
        answer.insert("exponents_transient".into(), json!(transient));
    }
}

fn rest(at: &Rest) -> Json {
    json!({
        "phi_e": at.phi_e, "phi_i": at.phi_i, "w": at.w, "h_e": at.h_e, "h_i": at.h_i,
    })
}

fn number_of_units(text: &str) -> Result<usize, Error> {
    let expected = || {
        Error::Usage(format!(
            "--set n: expected inf or a whole number from {} to {}, found {text}",
            SIZES.start(),
            SIZES.end()
        ))
    };
    let n = text.parse::<u64>().ok().filter(|n| SIZES.contains(n));
    n.and_then(|n| usize::try_from(n).ok()).ok_or_else(expected)
}
