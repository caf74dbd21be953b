//! Documents that prove a person's authority.

use access::OrganizationKind;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::HeadMatch;
use crate::{Error, FileId};

/// Largest document, 5 MB (R30).
pub const MAX_DOCUMENT_BYTES: u64 = 5 * 1024 * 1024;
/// Documents that one request can hold.
pub const MAX_DOCUMENTS: i64 = 20;

/// What a document is (R29).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentKind {
    /// Приказ or решение о назначении.
    Appointment,
    /// Устав.
    Charter,
    /// Свидетельство or лист записи.
    Registration,
    /// Доверенность.
    PowerOfAttorney,
    /// Справка об отсутствии задолженности or ограничений of the tax service.
    TaxCertificate,
    /// The same of the social fund, СФР.
    FundCertificate,
    /// Anything else.
    Other,
}

impl DocumentKind {
    /// All, in the order of the choice list.
    pub const ALL: [Self; 7] = [
        Self::Appointment,
        Self::Charter,
        Self::Registration,
        Self::PowerOfAttorney,
        Self::TaxCertificate,
        Self::FundCertificate,
        Self::Other,
    ];

    /// The stable name in the database and in text keys (`document-kind-charter`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Appointment => "appointment",
            Self::Charter => "charter",
            Self::Registration => "registration",
            Self::PowerOfAttorney => "power_of_attorney",
            Self::TaxCertificate => "tax_certificate",
            Self::FundCertificate => "fund_certificate",
            Self::Other => "other",
        }
    }

    /// The kind with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A document of a request.
#[derive(Clone, Debug)]
pub struct LinkDocument {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: DocumentKind,
    /// Its number as typed.
    pub number: String,
    /// Its date.
    pub date: Date,
    /// The scan.
    pub file: FileId,
    /// Name of the scan, to show.
    pub file_name: String,
    /// Its type by content.
    pub file_kind: String,
    /// Bytes.
    pub file_size: u64,
    /// Pixels of a picture, or of the coarsest scanned page, where somebody has looked.
    pub raster: Option<blob::Raster>,
    /// When it was added.
    pub added_at: Timestamp,
    /// When the person took it out of the request; it stays kept.
    pub removed_at: Option<Timestamp>,
}

/// What a person says about a scan.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number, not empty.
    pub number: String,
    /// Its date.
    pub date: Date,
}

impl NewDocument {
    /// Refuses a date after `today`, which is the date in the person's zone (R41).
    pub fn check(&self, today: Date) -> Result<(), Error> {
        if self.date > today {
            Err(Error::DateInFuture)
        } else {
            Ok(())
        }
    }
}

/// What is needed at least: of each inner list, one. Empty outer list: nothing is missing.
pub(crate) fn missing(
    kind: OrganizationKind,
    head: HeadMatch,
    present: &[DocumentKind],
) -> Vec<Vec<DocumentKind>> {
    needed(kind, head)
        .into_iter()
        .filter(|any_of| !any_of.iter().any(|one| present.contains(one)))
        .collect()
}

/// A sole trader is their own head, so their registration is enough; for a company the head shows
/// the appointment. Anybody else shows a power of attorney. While the register is away either way
/// is taken, and the operator looks.
pub(crate) fn needed(kind: OrganizationKind, head: HeadMatch) -> Vec<Vec<DocumentKind>> {
    let of_head = if kind == OrganizationKind::SoleTrader {
        DocumentKind::Registration
    } else {
        DocumentKind::Appointment
    };
    vec![match head {
        HeadMatch::Matched => vec![of_head],
        // A new head may not be in the register yet: the appointment is taken too.
        HeadMatch::Differs if kind == OrganizationKind::Company => {
            vec![DocumentKind::PowerOfAttorney, of_head]
        }
        HeadMatch::Differs => vec![DocumentKind::PowerOfAttorney],
        HeadMatch::Unknown => vec![of_head, DocumentKind::PowerOfAttorney],
    }]
}
