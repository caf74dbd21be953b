//! What the author of a file allowed to be changed after signing: DocMDP and FieldMDP (ISO 32000-1,
//! section 12.8.2).

use super::changes::resolved;
use lopdf::{Dictionary, Document, Object};

/// Fields that one signature may lock by name.
const MAX_FIELDS: usize = 10_000;
/// How deep fields lie in fields.
const MAX_DEPTH: usize = 32;

#[derive(Debug, Default)]
pub(crate) struct Permissions {
    /// `P` of the certifying signature: 1 nothing, 2 forms and signatures, 3 annotations too. None
    /// where the file is not certified.
    pub(crate) level: Option<i64>,
    locks: Vec<Lock>,
}

/// Fields that must stay as they were.
#[derive(Debug)]
enum Lock {
    All,
    Only(Vec<Vec<u8>>),
    AllBut(Vec<Vec<u8>>),
}

impl Permissions {
    /// Reads them from the revision that was signed, and from the signature's own dictionary.
    pub(crate) fn read(signed: &Document, signature: &Dictionary) -> Self {
        let certifying = signed
            .catalog()
            .ok()
            .and_then(|catalog| dictionary(signed, catalog, b"Perms"))
            .and_then(|perms| dictionary(signed, perms, b"DocMDP"));
        let level = certifying.and_then(|certifying| {
            let (_, parameters) = transforms(signed, certifying)
                .into_iter()
                .find(|(method, _)| method == b"DocMDP")?;
            let level = parameters.and_then(|one| one.get(b"P").and_then(Object::as_i64).ok());
            Some(level.unwrap_or(2))
        });
        let locks = transforms(signed, signature)
            .into_iter()
            .filter(|(method, _)| method == b"FieldMDP")
            .filter_map(|(_, parameters)| Lock::read(signed, parameters?));
        Self {
            level,
            locks: locks.collect(),
        }
    }

    /// Whether forms may be filled in. Only where the author said so: what is seen changes.
    pub(crate) fn allow_filling(&self) -> bool {
        self.level.is_some_and(|level| level >= 2)
    }

    pub(crate) fn allow_annotations(&self) -> bool {
        self.level.is_some_and(|level| level >= 3)
    }

    /// Whether others may sign. Time stamps of the whole document always may follow (ISO 32000-2,
    /// section 12.8.2.2).
    pub(crate) fn allow_signatures(&self) -> bool {
        self.level != Some(1)
    }

    /// How many names [`Self::lock`] compares a field with.
    pub(crate) fn count_locked(&self) -> usize {
        let names = |lock: &Lock| match lock {
            Lock::All => 1,
            Lock::Only(names) | Lock::AllBut(names) => names.len(),
        };
        self.locks.iter().map(names).sum()
    }

    /// Whether a signature locked this field.
    pub(crate) fn lock(&self, document: &Document, field: &Dictionary) -> bool {
        let name = full_name(document, field);
        // A field and all below it.
        let is_named = |names: &[Vec<u8>]| {
            names.iter().any(|one| {
                name.strip_prefix(one.as_slice())
                    .is_some_and(|rest| rest.is_empty() || rest[0] == b'.')
            })
        };
        self.locks.iter().any(|lock| match lock {
            Lock::All => true,
            Lock::Only(names) => is_named(names),
            Lock::AllBut(names) => !is_named(names),
        })
    }
}

impl Lock {
    fn read(document: &Document, parameters: &Dictionary) -> Option<Self> {
        let names = || -> Vec<Vec<u8>> {
            let list = parameters.get(b"Fields").ok();
            let list = list.and_then(|list| array(document, list));
            list.unwrap_or_default()
                .iter()
                .take(MAX_FIELDS)
                .filter_map(|name| name.as_str().ok().map(<[u8]>::to_vec))
                .collect()
        };
        Some(match parameters.get(b"Action").ok()?.as_name().ok()? {
            b"Include" => Lock::Only(names()),
            b"Exclude" => Lock::AllBut(names()),
            // What is not known locks everything.
            _ => Lock::All,
        })
    }
}

/// `Reference` of a signature: methods with their parameters.
fn transforms<'d>(
    document: &'d Document,
    signature: &'d Dictionary,
) -> Vec<(Vec<u8>, Option<&'d Dictionary>)> {
    let list = signature.get(b"Reference").ok();
    let list = list
        .and_then(|list| array(document, list))
        .unwrap_or_default();
    list.iter()
        .filter_map(|one| {
            let one = resolved(document, one)?;
            let method = one.get(b"TransformMethod").ok()?.as_name().ok()?;
            Some((
                method.to_vec(),
                dictionary(document, one, b"TransformParams"),
            ))
        })
        .collect()
}

fn dictionary<'d>(
    document: &'d Document,
    of: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Dictionary> {
    resolved(document, of.get(key).ok()?)
}

fn array<'d>(document: &'d Document, object: &'d Object) -> Option<&'d [Object]> {
    let object = match object {
        Object::Reference(id) => document.get_object(*id).ok()?,
        other => other,
    };
    object.as_array().ok().map(Vec::as_slice)
}

/// The name of a field with those of its parents before it.
fn full_name(document: &Document, field: &Dictionary) -> Vec<u8> {
    let mut names: Vec<&[u8]> = Vec::new();
    let mut current = Some(field);
    for _ in 0..MAX_DEPTH {
        let Some(field) = current else { break };
        names.extend(field.get(b"T").and_then(Object::as_str).ok());
        current = dictionary(document, field, b"Parent");
    }
    names.reverse();
    names.join(b".".as_slice())
}

/// The type of a field, its own or a parent's.
pub(crate) fn field_type<'d>(document: &'d Document, field: &'d Dictionary) -> Option<&'d [u8]> {
    let mut current = Some(field);
    for _ in 0..MAX_DEPTH {
        let field = current?;
        if let Ok(kind) = field.get(b"FT").and_then(Object::as_name) {
            return Some(kind);
        }
        current = dictionary(document, field, b"Parent");
    }
    None
}
