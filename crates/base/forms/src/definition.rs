//! The shape of `service.toml`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A service: what it is, who answers it, and the pages of its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Definition {
    /// The name of the service's folder: `license-extract`.
    pub code: String,
    /// Grows by one with every published change.
    pub version: u32,
    pub title: String,
    /// One or two sentences for the catalogue.
    pub description: String,
    pub category: Category,
    pub authority: Authority,
    pub applicants: Vec<Applicant>,
    /// Working days from submission to decision.
    pub term_working_days: u32,
    #[serde(default)]
    pub fee_kopecks: i64,
    pub signature: Signature,
    /// Steps of approval at the authority, in their order.
    pub steps: Vec<Step>,
    /// Pages of the form, in their order.
    pub sections: Vec<Section>,
}

/// A shelf of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    Licences,
    Extracts,
    RegistryChanges,
    Certificates,
    Court,
}

/// Who answers applications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Authority {
    /// ОГРН, by which the authority is found among organizations.
    pub ogrn: String,
    pub name: String,
}

/// Who may apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicant {
    Company,
    SoleTrader,
}

/// The signature that an application needs (63-ФЗ, article 5), the weakest first: a stronger one is
/// always taken where a weaker one is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// Being signed in is enough.
    None,
    /// Простая: the password, asked for again.
    Simple,
    /// Усиленная неквалифицированная.
    Enhanced,
    /// Усиленная квалифицированная.
    Qualified,
}

impl Signature {
    /// All kinds, the weakest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Simple, Self::Enhanced, Self::Qualified];

    /// The name as in `service.toml`, in the database and in text keys (`signature-kind-simple`).
    pub fn as_str(self) -> &'static str {
        match self {
            Signature::None => "none",
            Signature::Simple => "simple",
            Signature::Enhanced => "enhanced",
            Signature::Qualified => "qualified",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it is made with a key and a certificate.
    pub fn is_cryptographic(self) -> bool {
        self >= Signature::Enhanced
    }
}

/// One step of approval at the authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    pub code: String,
    pub name: String,
    pub role: ReviewRole,
}

/// Whose step it is; names are those of the roles in `access`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewRole {
    Specialist,
    Manager,
}

impl ReviewRole {
    /// The name as `access` stores it.
    pub fn as_str(self) -> &'static str {
        match self {
            ReviewRole::Specialist => "specialist",
            ReviewRole::Manager => "manager",
        }
    }
}

/// A page of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Part of the page's address.
    pub code: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Field {
    /// The key of the answer, unique in the whole form.
    pub name: String,
    pub kind: FieldKind,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<FileLimits>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
    /// An earlier field whose answer this one takes while it is left empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// The question is asked only when an earlier field has a certain answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Condition>,
    /// The field stands in one row with the one before it where the page is wide enough.
    #[serde(default, skip_serializing_if = "is_false")]
    pub beside: bool,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Multiline,
    /// A whole number.
    Integer,
    /// Roubles and kopecks.
    Money,
    Date,
    /// One of a few, all in sight (radio buttons).
    Choice,
    /// One of many, in a drop-down list.
    Select,
    /// Any number of several (checkboxes).
    MultiChoice,
    /// A single tick, such as a consent.
    Checkbox,
    /// ИНН of a company or a person, told apart by length.
    Inn,
    /// ИНН of a company only.
    InnCompany,
    /// ИНН of a person only.
    InnPerson,
    /// ОГРН or ОГРНИП, told apart by length.
    Ogrn,
    /// ОГРН of a company only.
    OgrnCompany,
    Kpp,
    Snils,
    Email,
    Phone,
    /// A name of a person.
    PersonName,
    /// A postal address in one line.
    Address,
    /// Attached files.
    Files,
}

impl FieldKind {
    /// The name as in `service.toml`; texts get it as `{ $kind }`.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Multiline => "multiline",
            FieldKind::Integer => "integer",
            FieldKind::Money => "money",
            FieldKind::Date => "date",
            FieldKind::Choice => "choice",
            FieldKind::Select => "select",
            FieldKind::MultiChoice => "multi-choice",
            FieldKind::Checkbox => "checkbox",
            FieldKind::Inn => "inn",
            FieldKind::InnCompany => "inn-company",
            FieldKind::InnPerson => "inn-person",
            FieldKind::Ogrn => "ogrn",
            FieldKind::OgrnCompany => "ogrn-company",
            FieldKind::Kpp => "kpp",
            FieldKind::Snils => "snils",
            FieldKind::Email => "email",
            FieldKind::Phone => "phone",
            FieldKind::PersonName => "person-name",
            FieldKind::Address => "address",
            FieldKind::Files => "files",
        }
    }

    /// Has a list of choices.
    pub fn has_choices(self) -> bool {
        matches!(
            self,
            FieldKind::Choice | FieldKind::Select | FieldKind::MultiChoice
        )
    }

    /// One line that two of can stand side by side.
    pub(crate) fn fits_half_a_row(self) -> bool {
        !matches!(
            self,
            FieldKind::Multiline
                | FieldKind::Choice
                | FieldKind::MultiChoice
                | FieldKind::Checkbox
                | FieldKind::Files
        )
    }

    /// Free text whose length the definition may limit.
    pub fn is_free_text(self) -> bool {
        matches!(
            self,
            FieldKind::Text | FieldKind::Multiline | FieldKind::Address
        )
    }

    /// The largest length of a free text, in characters; fields without their own limit get the smaller `default`.
    pub(crate) fn length_limits(self) -> (usize, usize) {
        use crate::product_limits::{LINE_CHARS, MULTILINE_CHARS};
        match self {
            FieldKind::Multiline => (2_000, MULTILINE_CHARS),
            FieldKind::Address => (500, LINE_CHARS),
            _ => (255, LINE_CHARS),
        }
    }
}

/// Limits of an answer; which of them a field may have depends on its kind, see `docs/adding-a-service.md`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Limits {
    /// Characters of a free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// The smallest integer, or kopecks of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The largest integer, or kopecks of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The date is today or earlier.
    #[serde(skip_serializing_if = "is_false")]
    pub not_in_future: bool,
    /// The date is today or later.
    #[serde(skip_serializing_if = "is_false")]
    pub not_before_today: bool,
    /// The date is that of an earlier date field or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// Ticks in a multi-choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_count: Option<usize>,
}

impl Limits {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What may be attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileLimits {
    pub types: Vec<FileType>,
    /// Bytes of one file.
    pub max_bytes: u64,
    #[serde(default)]
    pub min_count: usize,
    pub max_count: usize,
}

/// A type of file, found out by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileType {
    Pdf,
    Jpg,
    Png,
}

impl FileType {
    /// As in `service.toml`, and as the usual file extension.
    pub fn as_str(self) -> &'static str {
        match self {
            FileType::Pdf => "pdf",
            FileType::Jpg => "jpg",
            FileType::Png => "png",
        }
    }

    /// Reads `pdf`, `jpg`, `jpeg` or `png`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "pdf" => Some(FileType::Pdf),
            "jpg" | "jpeg" => Some(FileType::Jpg),
            "png" => Some(FileType::Png),
            _ => None,
        }
    }
}

/// Where the first value of a field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Prefill {
    #[serde(rename = "organization.name")]
    OrganizationName,
    #[serde(rename = "organization.short-name")]
    OrganizationShortName,
    #[serde(rename = "organization.inn")]
    OrganizationInn,
    #[serde(rename = "organization.kpp")]
    OrganizationKpp,
    #[serde(rename = "organization.ogrn")]
    OrganizationOgrn,
    #[serde(rename = "organization.address")]
    OrganizationAddress,
    #[serde(rename = "organization.head")]
    OrganizationHead,
    #[serde(rename = "organization.email")]
    OrganizationEmail,
    #[serde(rename = "organization.phone")]
    OrganizationPhone,
    #[serde(rename = "person.name")]
    PersonName,
    #[serde(rename = "person.email")]
    PersonEmail,
    #[serde(rename = "person.phone")]
    PersonPhone,
}

impl Prefill {
    /// Whether the company register says it: then what it says today counts, not what was typed once.
    pub fn is_requisite(self) -> bool {
        matches!(
            self,
            Prefill::OrganizationName
                | Prefill::OrganizationShortName
                | Prefill::OrganizationInn
                | Prefill::OrganizationKpp
                | Prefill::OrganizationOgrn
                | Prefill::OrganizationAddress
                | Prefill::OrganizationHead
        )
    }
}

/// The field is asked when the answer of `field` is `value` (for a checkbox `yes`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Condition {
    pub field: String,
    pub value: String,
}

impl Definition {
    /// All fields in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| field.name == name)
    }

    /// A section by code.
    pub fn section(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// Which content of the definition an application was filled in by: `license-extract-1-9f86d081884c7d65`.
    /// The last part is the beginning of SHA-256 of the JSON form, so a change without a new version is seen too.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.to_json().as_bytes());
        let hex = digest
            .iter()
            .take(8)
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        format!("{}-{}-{hex}", self.code, self.version)
    }

    /// The form in which an application keeps the definition it began with.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists only: there is nothing in a definition that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }
}
