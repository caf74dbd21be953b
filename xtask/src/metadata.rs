//! What `cargo metadata` says, in the shape our checks need.

use std::path::PathBuf;

use serde_json::Value;

use crate::process::{self, cargo, root};

/// A crate of this workspace.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its folder relative to the workspace, with `/`.
    pub(crate) folder: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a crate's Cargo.toml.
#[derive(Debug, Clone)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) dev: bool,
}

/// Our own crates and their dependencies; needs no network.
pub(crate) fn own_packages() -> Result<Vec<Package>, String> {
    let text = process::capture(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    parse_own(&metadata)
}

pub(crate) fn parse_own(metadata: &Value) -> Result<Vec<Package>, String> {
    let workspace = metadata["workspace_root"]
        .as_str()
        .map_or_else(root, PathBuf::from);
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata: no packages")?;
    Ok(packages
        .iter()
        .map(|package| {
            let manifest = PathBuf::from(text(&package["manifest_path"]));
            let folder = manifest.parent().unwrap_or(&manifest);
            Package {
                name: text(&package["name"]),
                folder: folder
                    .strip_prefix(&workspace)
                    .unwrap_or(folder)
                    .to_string_lossy()
                    .into_owned(),
                dependencies: list(&package["dependencies"])
                    .map(|dependency| Dependency {
                        name: text(&dependency["name"]),
                        dev: dependency["kind"] == "dev",
                    })
                    .collect(),
            }
        })
        .collect())
}

/// The items of an array; of anything else, none.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
