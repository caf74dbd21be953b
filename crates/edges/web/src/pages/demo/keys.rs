//! The training keys of the demonstration: files for the browser's signer.

use std::path::Path;

use askama::Template;
use axum::extract::{Path as Named, State};
use axum::response::Response;

use crate::app::{App, DemoKeys};
use crate::error::PageError;
use crate::frame;
use crate::pages::signing::attached;
use crate::patterns::{EmptyState, FileItem, Tab};
use crate::respond::page;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Visitor;

/// The largest key file.
const MAX_KEY: u64 = 64 * 1024;

#[derive(Template)]
#[template(path = "pages/demo/keys.html")]
struct KeysPage {
    shell: Shell,
    tabs: Vec<Tab>,
    password: String,
    keys: Vec<FileItem>,
    empty: EmptyState,
}

pub(crate) async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let t = visitor.t;
    let names = match &app.site.demo_keys {
        Some(keys) => names(keys).await?,
        None => Vec::new(),
    };
    let keys = names.into_iter().map(|name| {
        let stem = name.trim_end_matches(".p12");
        let key = format!("demo-key-{stem}");
        FileItem {
            note: if t.has(&key) {
                t.get(&key).into_owned()
            } else {
                String::new()
            },
            url: Some(urls::demo_key(&name)),
            name,
            ..FileItem::default()
        }
    });
    page(&KeysPage {
        shell: frame::public(&visitor, t.get("demo-keys-title")),
        tabs: super::tabs(t, &urls::demo_keys()),
        password: app
            .site
            .demo_keys
            .as_ref()
            .map_or(String::new(), |keys| keys.password.clone()),
        keys: keys.collect(),
        empty: EmptyState {
            icon: "key-round",
            title: t.get("demo-keys-empty-title").into_owned(),
            text: t.get("demo-keys-empty-text").into_owned(),
            action: None,
        },
    })
}

pub(crate) async fn download(
    State(app): State<App>,
    Named(name): Named<String>,
) -> Result<Response, PageError> {
    let keys = app.site.demo_keys.as_ref().ok_or(PageError::NotFound)?;
    // Only a name that the list has: nothing of the address becomes a path.
    let known = names(keys).await?;
    let known = known
        .into_iter()
        .find(|one| *one == name)
        .ok_or(PageError::NotFound)?;
    let bytes = tokio::fs::read(keys.folder.join(&known))
        .await
        .map_err(|error| PageError::Internal(format!("demo key: {error}")))?;
    Ok(attached("application/x-pkcs12", &known, bytes))
}

/// The key files of the folder, in the order of their names.
async fn names(keys: &DemoKeys) -> Result<Vec<String>, PageError> {
    let failed = |error: std::io::Error| PageError::Internal(format!("demo keys: {error}"));
    let mut entries = match tokio::fs::read_dir(&keys.folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(failed)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        let is_key = is_plain && Path::new(&name).extension().is_some_and(|one| one == "p12");
        if is_key && entry.metadata().await.map_err(failed)?.len() <= MAX_KEY {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
