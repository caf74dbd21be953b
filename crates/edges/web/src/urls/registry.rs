//! The register of organizations and its API.

use super::organizations::with_query;

/// Search in the register, without a query.
pub fn registry() -> String {
    "/registry".to_owned()
}

/// What the register is searched for, as it stands in the address.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegistryQuery<'a> {
    /// ИНН, ОГРН or a name.
    pub q: &'a str,
    /// Two-digit region code.
    pub region: &'a str,
    /// Stable name of a status.
    pub status: &'a str,
    /// Stable name of a kind.
    pub kind: &'a str,
    /// Beginning of an ОКВЭД code.
    pub activity: &'a str,
}

/// A page of what was found, with its filters.
pub fn registry_search(query: &RegistryQuery<'_>, page: u32) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    let parameters = [
        ("q", query.q),
        ("region", query.region),
        ("status", query.status),
        ("kind", query.kind),
        ("activity", query.activity),
        ("page", page.as_str()),
    ];
    with_query(&registry(), &parameters)
}

/// An entry of the register.
pub fn registry_entry(ogrn: &str) -> String {
    format!("/registry/{ogrn}")
}

/// What a field suggests while typing (JSON).
pub fn registry_suggest() -> String {
    "/api/v1/register/suggest".to_owned()
}
