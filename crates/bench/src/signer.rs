//! `bench signer`: how long the browser's signer takes in Node and in Chromium, beside the aim of
//! 50 ms for a signature of 256 bits. What is measured is the very WebAssembly that browsers get.
//!
//! Wall time, as the person at the keyboard feels it; Chromium is that of the browser tests.

use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args;

use crate::Outcome;
use crate::figures::{Case, KABINET, Measures, tell, tell_beside};

/// From the root of the repository, where `cargo xtask bench` starts this.
const SCRIPT: &str = "frontend/tests/speed.mjs";
/// Issue 3: signing in the browser under 50 ms for 256 bits.
const AIM_MS: f64 = 50.0;

#[derive(Args)]
pub(crate) struct Options {
    /// Signatures of each measurement, of which the median counts.
    #[arg(long, default_value_t = 101)]
    signatures: u32,
    /// Rounds, in which Node and Chromium take turns; the medians count.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

pub(crate) fn run(options: &Options) -> Outcome {
    if !Path::new(SCRIPT).is_file() {
        return Err(format!("{SCRIPT} is not here: start from the root of the repository").into());
    }
    let engines = ["node", "chromium"];
    let mut rounds: [Vec<[Measures; 2]>; 2] = Default::default();
    for _ in 0..options.rounds.max(1) {
        for (engine, measured) in engines.iter().zip(&mut rounds) {
            measured.push(round(engine, options.signatures)?);
        }
    }
    let aim = [vec![("sign_ms", AIM_MS)]];
    for (bits, key) in ["256", "512"].iter().enumerate() {
        // The aim is for 256 bits alone.
        let aim: &[Measures] = if bits == 0 { &aim } else { &[] };
        for (engine, measured) in engines.iter().zip(&rounds) {
            let name = format!("{engine}-{key}");
            let case = Case {
                bench: "signer",
                name: &name,
                db: None,
                connections: None,
            };
            if !aim.is_empty() {
                tell(case, "aim", aim);
            }
            let ours: Vec<Measures> = measured.iter().map(|round| round[bits].clone()).collect();
            tell_beside(case, KABINET, &ours, aim);
        }
    }
    Ok(())
}

/// The medians of one run, for 256 and for 512 bits.
fn round(engine: &str, signatures: u32) -> Outcome<[Measures; 2]> {
    let output = Command::new("node")
        .args([SCRIPT, engine, &signatures.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{engine} did not run {SCRIPT} (above)").into());
    }
    let said = String::from_utf8(output.stdout)?;
    let measures: Vec<Measures> = said.lines().map(measures).collect::<Outcome<_>>()?;
    measures
        .try_into()
        .map_err(|_| format!("{SCRIPT} printed {said:?}").into())
}

/// A line of "bits open sign".
fn measures(line: &str) -> Outcome<Measures> {
    let mut words = line.split(' ').skip(1);
    let (Some(open), Some(sign)) = (words.next(), words.next()) else {
        return Err(format!("{SCRIPT} printed {line:?}").into());
    };
    Ok(vec![("sign_ms", sign.parse()?), ("open_ms", open.parse()?)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_script_becomes_milliseconds() {
        assert_eq!(
            measures("256 41.5 3.25").unwrap(),
            vec![("sign_ms", 3.25), ("open_ms", 41.5)]
        );
        assert!(measures("256").is_err());
        assert!(measures("256 x y").is_err());
    }
}
