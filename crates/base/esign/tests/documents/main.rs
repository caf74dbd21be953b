//! Signed documents: XML and PDF, made here and elsewhere, whole and spoiled.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

mod certified;
#[path = "../cms/world.rs"]
#[expect(dead_code, reason = "shared with the tests of CMS")]
mod cms_world;
mod pdf;
mod through;
mod world;
mod xml;
mod xmlsec;
