//! `cargo xtask`: everything a developer or the CI runs, one file per subcommand.

mod assets;
mod bench;
mod build;
mod check;
mod count;
mod fuzz;
mod generate;
mod layers;
mod metadata;
mod postgres;
mod prepare;
mod process;
mod run;
mod signer;
mod summary;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  run [ARGS]         build everything and start the demo; ARGS go to `kabinet demo`
  test [OPTIONS]     install what tests need, run every check and every test, print the count
                       --only PART   check, rust, doc, web or e2e; may be repeated
                       --no-e2e      leave out the browser
                       NAME…         only Rust tests with NAME in theirs
                       -- ARGS       ARGS go to nextest (or to `cargo test`)
  build [--release]  pages and the self-contained binary; prints its path
  check              format, clippy, layers, licences and versions of dependencies, unused ones
  check-layers       base ← platform ← domains ← edges ← kabinet, and nothing else
  assets             the browser's signer, npm ci and frontend/build.mjs, when something changed
  generate           write the checked-in generated files anew (error codes, role matrix …)
  bench NAME [ARGS]  measure in release mode; `bench help` lists the names
  fuzz [TARGET…] [--minutes N]
                     readers of hostile files under libFuzzer, ten minutes each unless said otherwise
";

/// What every step returns: nothing, or one line that says what is wrong.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    let outcome = match command.as_str() {
        "run" => run::run(rest),
        "test" => test::run(rest),
        "build" => build::run(rest),
        "check" => check::run(),
        "check-layers" => layers::run(),
        "assets" => assets::run(),
        "generate" => generate::run(rest),
        "bench" => bench::run(rest),
        "fuzz" => fuzz::run(rest),
        postgres::COMMAND => postgres::wait_and_stop(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        unknown => {
            eprint!("xtask: no command «{unknown}»\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
