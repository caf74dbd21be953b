//! PDF from a Typst template and data: official answers, receipts, exports.
//!
//! A template reads its data with `json("/data.json")` and may import the letterhead
//! (`#import "/letter.typ": letter`). It sees nothing else: no files, no packages, no network, no clock. The same
//! template, data and time give the same bytes, in the archive format PDF/A-2b.
//!
//! Fonts and Typst's library are loaded with the first print; a process that never prints does not pay for them.

mod error;
mod world;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use error::PrintError;
use world::PrintWorld;

/// Largest data in bytes of JSON.
pub const MAX_DATA: usize = 2 * 1024 * 1024;
/// Largest template in bytes.
pub const MAX_TEMPLATE: usize = 256 * 1024;
/// Longest document in pages.
pub const MAX_PAGES: usize = 500;
/// Prints that memoized results outlive: the template's own are reused, the data's are not kept around.
const CACHE_AGE: usize = 3;

/// A template with the name that errors call it by, for example `license-extract/result.typ`.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    pub name: &'a str,
    pub source: &'a str,
}

/// Renders a template with data. `created` becomes the document's date, in UTC.
///
/// Takes some ten milliseconds when warm and half a second the first time; call it off the async threads. Templates
/// come from the installation's operator and are trusted not to loop forever; data is not trusted.
pub fn render_pdf(
    template: &Template<'_>,
    data: &serde_json::Value,
    created: Timestamp,
) -> Result<Vec<u8>, PrintError> {
    if template.source.len() > MAX_TEMPLATE {
        return Err(too_large(template, "template"));
    }
    let data = serde_json::to_vec(data).map_err(|_| too_large(template, "data"))?;
    if data.len() > MAX_DATA {
        return Err(too_large(template, "data"));
    }
    let created = date_of(created).ok_or_else(|| too_large(template, "date"))?;
    let world = PrintWorld::new(template.source, data, created);

    let compiled = typst::compile::<PagedDocument>(&world).output;
    let rendered = compiled
        .map_err(|errors| PrintError::from_diagnostics(template.name, &world, &errors))
        .and_then(|document| {
            if document.pages().len() > MAX_PAGES {
                return Err(too_large(template, "document"));
            }
            let options = PdfOptions {
                // Typst would derive the document's id from title and author only.
                ident: Smart::Auto,
                creator: Smart::Custom(Some("Kabinet".to_owned())),
                timestamp: Some(typst_pdf::Timestamp::new_utc(created)),
                standards: archive_standard(template.name)?,
                ..PdfOptions::default()
            };
            typst_pdf::pdf(&document, &options)
                .map_err(|errors| PrintError::from_diagnostics(template.name, &world, &errors))
        });
    typst::comemo::evict(CACHE_AGE);
    rendered
}

fn archive_standard(template: &str) -> Result<PdfStandards, PrintError> {
    PdfStandards::new(&[PdfStandard::A_2b]).map_err(|error| PrintError::Template {
        template: template.to_owned(),
        file: None,
        line: None,
        message: error.message().to_string(),
    })
}

fn date_of(created: Timestamp) -> Option<Datetime> {
    let utc = created.to_zoned(TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).ok();
    Datetime::from_ymd_hms(
        i32::from(utc.year()),
        part(utc.month())?,
        part(utc.day())?,
        part(utc.hour())?,
        part(utc.minute())?,
        part(utc.second())?,
    )
}

fn too_large(template: &Template<'_>, what: &'static str) -> PrintError {
    PrintError::TooLarge {
        template: template.name.to_owned(),
        what,
    }
}
