//! What was changed after a signature: two revisions compared object by object.
//!
//! Shadow attacks need no new content, only another table of objects or another reference; they
//! show here as changed objects like every other change.

use super::permissions::{Permissions, field_type};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::cell::Cell;
use std::collections::HashSet;

/// Entries of lists and names of locked fields that are compared for one signature. An array that a
/// hundred thousand pages share is compared with each of them.
const MAX_COMPARED: usize = 20_000_000;

/// Changes in words, those that may be and those that may not.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) allowed: Vec<String>,
    pub(crate) forbidden: Vec<String>,
}

/// `later`: the values of signatures and time stamps that are judged by themselves and cover more of
/// the file than the old revision. Only they may show something on a page.
pub(crate) fn between(
    old: &Document,
    new: &Document,
    permissions: &Permissions,
    later: &[&Dictionary],
) -> Changes {
    let mut changes = Changes::default();
    let referred = references(old);
    let work = Cell::new(MAX_COMPARED);
    let root = |document: &Document| document.trailer.get(b"Root").cloned().ok();
    if root(old) != root(new) {
        changes.forbidden.push("another catalog".to_owned());
    }
    if new.trailer.has(b"Encrypt") != old.trailer.has(b"Encrypt") {
        changes.forbidden.push("encryption".to_owned());
    }
    for (id, before) in &old.objects {
        match new.objects.get(id) {
            None if is_bookkeeping(before) => {}
            None => changes.forbidden.push(format!("object {} removed", id.0)),
            Some(after) if is_same(before, after) => {}
            Some(after) => {
                let pair = Pair {
                    old,
                    new,
                    id: *id,
                    permissions,
                    later,
                    work: &work,
                };
                let name = name(after);
                if is_bookkeeping(before) && is_bookkeeping(after) {
                } else if pair.is_allowed(before, after) {
                    changes.allowed.push(format!("object {} ({name})", id.0));
                } else {
                    changes
                        .forbidden
                        .push(format!("object {} ({name}) changed", id.0));
                }
            }
        }
    }
    for (id, object) in &new.objects {
        if old.objects.contains_key(id) || is_bookkeeping(object) {
            continue;
        }
        let added = format!("object {} ({}) added", id.0, name(object));
        if referred.contains(id) {
            // What was signed points to nothing there; to fill it in changes what is seen.
            changes.forbidden.push(added);
        } else {
            changes.allowed.push(added);
        }
    }
    // Bytes that no table of objects names may be read by a viewer that repairs files.
    if changes.allowed.is_empty() && changes.forbidden.is_empty() {
        changes
            .forbidden
            .push("bytes that belong to no object".to_owned());
    }
    changes
}

/// Every object that the objects of a revision refer to.
fn references(document: &Document) -> HashSet<ObjectId> {
    let mut found = HashSet::new();
    let mut waiting: Vec<&Object> = document.objects.values().collect();
    while let Some(object) = waiting.pop() {
        match object {
            Object::Reference(id) => {
                found.insert(*id);
            }
            Object::Array(list) => waiting.extend(list),
            Object::Dictionary(dictionary) => {
                waiting.extend(dictionary.iter().map(|(_, value)| value));
            }
            Object::Stream(stream) => waiting.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    found
}

fn dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn kind(object: &Object) -> &[u8] {
    dictionary(object)
        .and_then(|dictionary| dictionary.get(b"Type").ok()?.as_name().ok())
        .unwrap_or_default()
}

fn name(object: &Object) -> String {
    match kind(object) {
        b"" => object.enum_variant().to_owned(),
        name => String::from_utf8_lossy(name).into_owned(),
    }
}

/// Tables and containers of objects, which are compared by what is in them.
fn is_bookkeeping(object: &Object) -> bool {
    matches!(object, Object::Stream(_)) && matches!(kind(object), b"XRef" | b"ObjStm")
}

fn is_same(one: &Object, other: &Object) -> bool {
    match (one, other) {
        // Where a stream lies is no part of it.
        (Object::Stream(one), Object::Stream(other)) => {
            one.dict == other.dict && one.content == other.content
        }
        _ => one == other,
    }
}

struct Pair<'a> {
    old: &'a Document,
    new: &'a Document,
    id: ObjectId,
    permissions: &'a Permissions,
    later: &'a [&'a Dictionary],
    /// How much may still be compared.
    work: &'a Cell<usize>,
}

impl Pair<'_> {
    /// Takes from what may be compared; where that is used up, nothing more is allowed.
    fn may_compare(&self, count: usize) -> bool {
        let left = self.work.get().checked_sub(count.max(1));
        self.work.set(left.unwrap_or(0));
        left.is_some()
    }

    fn is_allowed(&self, before: &Object, after: &Object) -> bool {
        let is_of = |key: &[u8]| {
            let named = |document: &Document| {
                document
                    .trailer
                    .get(key)
                    .and_then(Object::as_reference)
                    .ok()
                    == Some(self.id)
            };
            named(self.old) && named(self.new)
        };
        match (before, after) {
            (Object::Stream(before_stream), Object::Stream(after_stream)) => {
                kind(before) == b"Metadata"
                    && kind(after) == b"Metadata"
                    && before_stream.dict.has(b"Subtype") == after_stream.dict.has(b"Subtype")
            }
            (Object::Array(before), Object::Array(after)) => self.grew(before, after),
            (Object::Dictionary(before), Object::Dictionary(after)) => {
                if is_of(b"Root") {
                    return self.catalog(before, after);
                }
                is_of(b"Info")
                    || self.page(before, after)
                    || self.signed_field(before, after)
                    || self.filled_field(before, after)
                    || self.form(before, after)
                    || is_validation_data(before) && is_validation_data(after)
            }
            _ => false,
        }
    }

    fn catalog(&self, before: &Dictionary, after: &Dictionary) -> bool {
        if !same_but(
            before,
            after,
            &[b"AcroForm", b"DSS", b"Extensions", b"Metadata"],
        ) {
            return false;
        }
        match (before.get(b"AcroForm").ok(), after.get(b"AcroForm").ok()) {
            (None, None) => true,
            (Some(before), Some(after)) if before == after => true,
            (None, Some(after)) => {
                resolved(self.new, after).is_some_and(|after| self.form(&Dictionary::new(), after))
            }
            (Some(before), Some(after)) => {
                match (resolved(self.old, before), resolved(self.new, after)) {
                    (Some(before), Some(after)) => self.form(before, after),
                    _ => false,
                }
            }
            (Some(_), None) => false,
        }
    }

    /// A form that only got fields of signatures.
    fn form(&self, before: &Dictionary, after: &Dictionary) -> bool {
        let is_form = after.has(b"Fields") && !after.has(b"Type");
        // Where the form was empty of them, a first signature brings resources of its stamp.
        let free: &[&[u8]] = if before.is_empty() {
            &[b"Fields", b"SigFlags", b"DR", b"DA"]
        } else {
            &[b"Fields", b"SigFlags"]
        };
        let filled: &[&[u8]] = &[b"Fields", b"SigFlags", b"NeedAppearances"];
        let free = if self.permissions.allow_filling() && !before.is_empty() {
            filled
        } else {
            free
        };
        is_form && same_but(before, after, free) && self.list_grew(before, after, b"Fields")
    }

    /// A page that only got the places of signatures.
    fn page(&self, before: &Dictionary, after: &Dictionary) -> bool {
        let is_page = |page: &Dictionary| page.has_type(b"Page");
        is_page(before)
            && is_page(after)
            && same_but(before, after, &[b"Annots"])
            && self.list_grew(before, after, b"Annots")
    }

    fn list_grew(&self, before: &Dictionary, after: &Dictionary, key: &[u8]) -> bool {
        match (list(self.old, before, key), list(self.new, after, key)) {
            (Some(before), Some(after)) => {
                self.may_compare(before.len() + after.len()) && self.grew(before, after)
            }
            _ => false,
        }
    }

    /// A list that keeps what it had, in order, and got only fields of signatures.
    fn grew(&self, before: &[Object], after: &[Object]) -> bool {
        after.len() > before.len()
            && after.starts_with(before)
            && after[before.len()..]
                .iter()
                .all(|added| self.is_new_signature(added) || self.is_new_note(added))
            || after == before
    }

    /// A note on a page, where the author allowed notes.
    fn is_new_note(&self, object: &Object) -> bool {
        let Object::Reference(id) = object else {
            return false;
        };
        let is_note = |note: &Dictionary| {
            let kind = note.get(b"Subtype").and_then(Object::as_name);
            kind.is_ok_and(|kind| kind != b"Widget") && !note.has(b"FT")
        };
        self.permissions.allow_annotations()
            && !self.old.objects.contains_key(id)
            && self
                .new
                .get_object(*id)
                .and_then(Object::as_dict)
                .is_ok_and(is_note)
    }

    /// A field that was not there, with a signature in it.
    fn is_new_signature(&self, object: &Object) -> bool {
        let Object::Reference(id) = object else {
            return false;
        };
        !self.old.objects.contains_key(id)
            && self
                .new
                .get_object(*id)
                .and_then(Object::as_dict)
                .is_ok_and(|field| self.has_signature(field))
    }

    /// Whether a field holds a signature that may stand there: one that is judged by itself, or one
    /// that shows nothing. A value that only looks like a signature would let a picture over the page.
    fn has_signature(&self, field: &Dictionary) -> bool {
        let is_signature =
            field.get(b"FT").and_then(Object::as_name).ok() == Some(b"Sig".as_slice());
        let value = field
            .get(b"V")
            .ok()
            .and_then(|value| resolved(self.new, value));
        let Some(value) = value.filter(|value| value.has(b"ByteRange")) else {
            return false;
        };
        let is_judged = self.later.iter().any(|one| std::ptr::eq(*one, value));
        let may_stand =
            self.permissions.allow_signatures() || is_judged && super::stamps::is_stamp(value);
        let does_things = field.has(b"A") || field.has(b"AA");
        is_signature && may_stand && !does_things && (is_judged || is_invisible(field))
    }

    /// A field that waited for its signature and got it.
    fn signed_field(&self, before: &Dictionary, after: &Dictionary) -> bool {
        !before.has(b"V")
            && self.has_signature(after)
            && same_but(before, after, &[b"V", b"AP", b"M", b"MK"])
    }

    /// A field of a form that was filled in, where the author allowed that and nobody locked it.
    fn filled_field(&self, before: &Dictionary, after: &Dictionary) -> bool {
        let is_fillable = matches!(field_type(self.old, before), Some(b"Tx" | b"Btn" | b"Ch"));
        self.permissions.allow_filling()
            && is_fillable
            && self.may_compare(self.permissions.count_locked())
            && !self.permissions.lock(self.old, before)
            && same_but(before, after, &[b"V", b"AP", b"AS", b"M", b"I"])
    }
}

/// The list under a key, in its place or referred to; empty where there is none.
fn list<'d>(
    document: &'d Document,
    dictionary: &'d Dictionary,
    key: &[u8],
) -> Option<&'d [Object]> {
    match dictionary.get(key) {
        Err(_) => Some(&[]),
        Ok(Object::Array(list)) => Some(list),
        Ok(Object::Reference(id)) => {
            let list = document.get_object(*id).ok()?.as_array().ok()?;
            Some(list)
        }
        Ok(_) => None,
    }
}

/// A dictionary that stands in its place or is referred to.
pub(crate) fn resolved<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    match object {
        Object::Reference(id) => document.get_object(*id).ok()?.as_dict().ok(),
        Object::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    }
}

/// Whether a field shows nothing: its place has no area, and it brings no picture.
fn is_invisible(field: &Dictionary) -> bool {
    let place = field.get(b"Rect").and_then(Object::as_array);
    let numbers: Vec<f32> = place
        .into_iter()
        .flatten()
        .filter_map(|one| one.as_float().ok())
        .collect();
    let is_flat = matches!(numbers.as_slice(), [left, low, right, high]
        if (left - right).abs() <= 0.0 || (low - high).abs() <= 0.0);
    is_flat && !field.has(b"AP")
}

/// Whether two dictionaries are the same but for some keys.
fn same_but(before: &Dictionary, after: &Dictionary, free: &[&[u8]]) -> bool {
    let kept = |one: &Dictionary, other: &Dictionary| {
        one.iter()
            .filter(|(key, _)| !free.contains(&key.as_slice()))
            .all(|(key, value)| other.get(key).ok() == Some(value))
    };
    kept(before, after) && kept(after, before)
}

/// The document security store and its parts (ETSI EN 319 142-1, section 5.4.2).
fn is_validation_data(dictionary: &Dictionary) -> bool {
    const KEYS: [&[u8]; 10] = [
        b"Type", b"Certs", b"OCSPs", b"CRLs", b"VRI", b"Cert", b"OCSP", b"CRL", b"TU", b"TS",
    ];
    dictionary
        .iter()
        .all(|(key, _)| KEYS.contains(&key.as_slice()))
        && dictionary.iter().any(|(key, _)| key.as_slice() != b"Type")
}
