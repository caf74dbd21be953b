//! `check-layers`: base ← platform ← domains ← edges ← kabinet, and no other edge.

use crate::Outcome;
use crate::metadata::{self, Package};

/// Ordered: a layer may use itself and everything before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Base,
    Platform,
    Domains,
    Edges,
    Binary,
    /// testkit: may use everything, is used by tests only.
    Testkit,
    /// xtask, bench: may use everything, are used by nobody.
    Tool,
}

/// What must not be known in a layer: a domain knows no HTTP, an edge knows no SQL, base does no I/O.
/// A name ending in `*` stands for every name that starts so.
const FORBIDDEN: &[(Layer, &[&str], &str)] = &[
    (
        Layer::Base,
        &[
            "tokio*",
            "reqwest",
            "sea-orm*",
            "sqlx*",
            "axum*",
            "object_store",
            "lettre",
            "rand",
        ],
        "base does no I/O and asks nobody for randomness",
    ),
    (
        Layer::Domains,
        &["axum*", "tower*", "askama*", "hyper*", "http-body*"],
        "a domain knows no HTTP and no pages",
    ),
    (
        Layer::Edges,
        &["sea-orm*", "sqlx*", "sea-query*", "rusqlite"],
        "an edge knows no SQL",
    ),
];

pub(crate) fn run() -> Outcome {
    let packages = metadata::own_packages()?;
    let wrong = violations(&packages)?;
    if wrong.is_empty() {
        let edges: usize = packages.iter().map(|one| one.dependencies.len()).sum();
        eprintln!(
            "layers: {} crates, {edges} dependencies, all allowed",
            packages.len()
        );
        return Ok(());
    }
    for line in &wrong {
        eprintln!("  {line}");
    }
    Err(format!(
        "layers: {} forbidden dependencies (above)",
        wrong.len()
    ))
}

fn violations(packages: &[Package]) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    for package in packages {
        let layer = layer_of(package)?;
        for dependency in &package.dependencies {
            let target = packages.iter().find(|one| one.name == dependency.name);
            let reason = match target {
                Some(target) => refuse_own(layer, layer_of(target)?, dependency.dev),
                None if dependency.dev => None,
                None => refuse_outside(layer, &dependency.name),
            };
            if let Some(reason) = reason {
                wrong.push(format!("{} → {}: {reason}", package.name, dependency.name));
            }
        }
    }
    Ok(wrong)
}

fn layer_of(package: &Package) -> Result<Layer, String> {
    let parts: Vec<&str> = package.folder.split('/').collect();
    match parts.as_slice() {
        ["crates", "base", _] => Ok(Layer::Base),
        ["crates", "platform", _] => Ok(Layer::Platform),
        ["crates", "domains", _] => Ok(Layer::Domains),
        ["crates", "edges", _] => Ok(Layer::Edges),
        ["crates", "kabinet"] => Ok(Layer::Binary),
        ["crates", "testkit"] => Ok(Layer::Testkit),
        ["crates", "bench"] | ["xtask"] => Ok(Layer::Tool),
        _ => Err(format!(
            "layers: {} lies in {}, which belongs to no layer",
            package.name, package.folder
        )),
    }
}

fn refuse_own(from: Layer, to: Layer, dev: bool) -> Option<String> {
    match (from, to) {
        (_, Layer::Tool) => Some("a tool is used by nobody".into()),
        (Layer::Testkit | Layer::Tool, _) => None,
        (_, Layer::Testkit) if dev => None,
        (_, Layer::Testkit) => Some("testkit belongs into [dev-dependencies]".into()),
        (Layer::Edges, Layer::Edges) => Some("edges never depend on each other".into()),
        _ if to <= from => None,
        _ => Some(format!("{from:?} may not depend on {to:?}").to_lowercase()),
    }
}

fn refuse_outside(layer: Layer, name: &str) -> Option<String> {
    FORBIDDEN
        .iter()
        .find(|(of, names, _)| {
            *of == layer
                && names.iter().any(|pattern| match pattern.strip_suffix('*') {
                    Some(start) => name.starts_with(start),
                    None => *pattern == name,
                })
        })
        .map(|(_, _, reason)| (*reason).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A made-up crate: its folder and (dependency, kind) pairs.
    fn package(folder: &str, dependencies: &[(&str, &str)]) -> Value {
        let name = folder.rsplit('/').next().unwrap();
        let dependencies: Vec<Value> = dependencies
            .iter()
            .map(|(name, kind)| {
                let kind = (*kind != "normal").then_some(*kind);
                json!({"name": name, "kind": kind})
            })
            .collect();
        json!({
            "name": name,
            "manifest_path": format!("/made-up/{folder}/Cargo.toml"),
            "dependencies": dependencies,
        })
    }

    fn check(packages: &[Value]) -> Vec<String> {
        let metadata = json!({"workspace_root": "/made-up", "packages": packages});
        violations(&metadata::parse_own(&metadata).unwrap()).unwrap()
    }

    #[test]
    fn every_layer_may_use_those_below() {
        let wrong = check(&[
            package("crates/base/requisites", &[("thiserror", "normal")]),
            package("crates/base/forms", &[("requisites", "normal")]),
            package(
                "crates/platform/db",
                &[("requisites", "normal"), ("sea-orm", "normal")],
            ),
            package(
                "crates/domains/accounts",
                &[("db", "normal"), ("sea-orm", "normal")],
            ),
            package("crates/domains/organizations", &[("accounts", "normal")]),
            package(
                "crates/edges/web",
                &[("organizations", "normal"), ("axum", "normal")],
            ),
            package("crates/kabinet", &[("web", "normal"), ("db", "normal")]),
        ]);
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn an_edge_against_the_direction_is_named() {
        let wrong = check(&[
            package("crates/platform/db", &[("accounts", "normal")]),
            package("crates/domains/accounts", &[("web", "build")]),
            package("crates/edges/web", &[]),
        ]);
        assert_eq!(
            wrong,
            [
                "db → accounts: platform may not depend on domains",
                "accounts → web: domains may not depend on edges",
            ]
        );
    }

    #[test]
    fn a_dev_dependency_upwards_is_refused_too() {
        let wrong = check(&[
            package("crates/base/forms", &[("db", "dev")]),
            package("crates/platform/db", &[]),
        ]);
        assert_eq!(wrong, ["forms → db: base may not depend on platform"]);
    }

    #[test]
    fn edges_do_not_know_each_other() {
        let wrong = check(&[
            package("crates/edges/api", &[("web", "normal")]),
            package("crates/edges/web", &[]),
        ]);
        assert_eq!(wrong, ["api → web: edges never depend on each other"]);
    }

    #[test]
    fn testkit_is_for_tests_only_and_may_use_everything() {
        let wrong = check(&[
            package("crates/testkit", &[("web", "normal")]),
            package("crates/edges/web", &[("testkit", "dev")]),
            package("crates/domains/accounts", &[("testkit", "normal")]),
        ]);
        assert_eq!(
            wrong,
            ["accounts → testkit: testkit belongs into [dev-dependencies]"]
        );
    }

    #[test]
    fn nobody_uses_a_tool() {
        let wrong = check(&[
            package("xtask", &[]),
            package("crates/kabinet", &[("xtask", "dev")]),
        ]);
        assert_eq!(wrong, ["kabinet → xtask: a tool is used by nobody"]);
    }

    #[test]
    fn a_domain_knows_no_http_and_an_edge_no_sql() {
        let wrong = check(&[
            package("crates/domains/accounts", &[("axum", "normal")]),
            package("crates/edges/web", &[("sqlx", "normal")]),
            package(
                "crates/base/forms",
                &[("tokio-stream", "normal"), ("tokio", "dev")],
            ),
        ]);
        assert_eq!(
            wrong,
            [
                "accounts → axum: a domain knows no HTTP and no pages",
                "web → sqlx: an edge knows no SQL",
                "forms → tokio-stream: base does no I/O and asks nobody for randomness",
            ]
        );
    }

    #[test]
    fn a_crate_outside_the_layers_is_an_error() {
        let metadata = json!({
            "workspace_root": "/made-up",
            "packages": [package("crates/utils", &[])],
        });
        let error = violations(&metadata::parse_own(&metadata).unwrap()).unwrap_err();
        assert!(error.contains("utils lies in crates/utils"), "{error}");
    }
}
