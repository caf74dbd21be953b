//! One change of the register, applied to the organization that it is about.

use access::OrganizationKind;
use db::{Announcement, Rows, Unit, micros, values};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use notifications::Arg;
use registry::{Card, Change, ChangeKind};
use serde_json::json;
use uuid::Uuid;

use super::{head, status};
use crate::organization::Organization;
use crate::{Error, find_by_ogrn};

/// Where ids of changes are made.
const CHANGES: Uuid = Uuid::from_u128(0x7a1f_0c52_94d8_4a39_b1c6_3f0e_77d2_5e11);

/// What a change is told with: in journals and letters.
pub(super) struct Source {
    /// ISO date of the extract.
    pub(super) extract: String,
    /// ГРН, or empty.
    pub(super) record: String,
}

impl Source {
    /// The day of the extract for letters, which write it in the reader's zone: nine o'clock UTC is that
    /// day from Alaska to Kamchatka.
    pub(super) fn extract_in_letters(&self) -> Arg {
        let morning = self.extract.parse::<Date>().and_then(|day| {
            let at = day.at(9, 0, 0, 0).to_zoned(TimeZone::UTC)?;
            Ok(at.timestamp())
        });
        match morning {
            Ok(at) => Arg::Day(micros(at)),
            Err(_) => Arg::Text(self.extract.clone()),
        }
    }

    /// ГРН, or a dash where the extract names none.
    pub(super) fn record_in_words(&self) -> &str {
        if self.record.is_empty() {
            "—"
        } else {
            &self.record
        }
    }
}

/// Applies a change; false when it was applied before or is about nobody here. `card` is the entry
/// as the register has it now: where it is newer than the change, it is what holds.
pub(super) async fn apply(
    unit: &Unit,
    change: &Change,
    card: Option<&Card>,
) -> Result<bool, Error> {
    let Some(organization) = locked(unit, &change.ogrn).await? else {
        return Ok(false);
    };
    // Who acts for an authority, the operator says.
    if organization.kind == OrganizationKind::Authority {
        return Ok(false);
    }
    let source = Source {
        extract: change.extracted_on.to_string(),
        record: change
            .record
            .as_ref()
            .map(|record| record.number.clone())
            .unwrap_or_default(),
    };
    if !is_new(unit, &organization, change, &source).await? {
        return Ok(false);
    }
    // The line of a change is written before the index is: only a later extract is surely newer.
    let newer = card.filter(|card| card.extracted_on > change.extracted_on);
    let same_or_newer = card.filter(|card| card.extracted_on >= change.extracted_on);
    match change.kind {
        ChangeKind::Head => {
            head::change(unit, &organization, change, newer, same_or_newer, &source).await?;
        }
        ChangeKind::Name | ChangeKind::Address | ChangeKind::Kpp => {
            renew(unit, &organization, change, newer, same_or_newer, &source).await?;
        }
        ChangeKind::LiquidationBegun
        | ChangeKind::BankruptcyBegun
        | ChangeKind::ExclusionDecided
        | ChangeKind::ReorganizationBegun
        | ChangeKind::Ended
        | ChangeKind::Restored => {
            let now = newer.map_or_else(|| status::after(change), |card| card.status);
            status::set(unit, &organization, now, &source).await?;
        }
    }
    unit.announce(Announcement::Changed(organization.id.0));
    Ok(true)
}

/// The organization as it is once nobody else changes it: the operator may be stopping it at this moment.
pub(super) async fn locked(unit: &Unit, ogrn: &str) -> Result<Option<Organization>, Error> {
    let lock = format!(
        "SELECT id FROM organizations WHERE ogrn = $1 {}",
        unit.for_update()
    );
    unit.row(&lock, values![ogrn]).await?;
    Ok(find_by_ogrn(unit, ogrn).await?)
}

/// Remembers the change; false when it is known.
async fn is_new(
    unit: &Unit,
    organization: &Organization,
    change: &Change,
    source: &Source,
) -> Result<bool, Error> {
    let words = json!([
        change.ogrn,
        change.kind.as_str(),
        change.before,
        change.after,
        source.extract,
        source.record
    ]);
    let id = Uuid::new_v5(&CHANGES, words.to_string().as_bytes());
    let added = unit
        .execute(
            "INSERT INTO register_events (id, organization_id, kind, was, became, extract, record, applied_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            values![
                id,
                organization.id.0,
                change.kind.as_str(),
                change.before.as_str(),
                change.after.as_str(),
                source.extract.as_str(),
                source.record.as_str(),
                micros(unit.now()),
            ],
        )
        .await?;
    Ok(added > 0)
}

/// Another name, address or КПП: the stored card is the register's again.
async fn renew(
    unit: &Unit,
    organization: &Organization,
    change: &Change,
    newer: Option<&Card>,
    same_or_newer: Option<&Card>,
    source: &Source,
) -> Result<(), Error> {
    let became = match change.kind {
        ChangeKind::Name => {
            let knows = |card: &&Card| {
                card.full_name == change.after
                    || card.short_name.as_deref() == Some(change.after.as_str())
            };
            let (full, short) = match newer.or(same_or_newer.filter(knows)) {
                Some(card) => (card.full_name.clone(), card.readable_name()),
                None => (change.after.clone(), registry::readable_name(&change.after)),
            };
            unit.execute(
                "UPDATE organizations SET name_full = $2, name_short = $3, name_lower = $4 WHERE id = $1",
                values![
                    organization.id.0,
                    full.as_str(),
                    short.as_str(),
                    format!("{full} {short}").to_lowercase()
                ],
            )
            .await?;
            short
        }
        ChangeKind::Address => {
            let knows = |card: &&Card| {
                card.address
                    .as_ref()
                    .is_some_and(|address| address.line == change.after)
            };
            let address = newer
                .or(same_or_newer.filter(knows))
                .and_then(|card| card.address.clone());
            let (line, guid) = match address {
                Some(address) => (address.line, address.gar_guid.unwrap_or_default()),
                None => (change.after.clone(), String::new()),
            };
            unit.execute(
                "UPDATE organizations SET address = $2, gar_guid = $3 WHERE id = $1",
                values![organization.id.0, line.as_str(), guid],
            )
            .await?;
            line
        }
        _ => {
            let kpp = newer
                .and_then(|card| card.kpp.clone())
                .unwrap_or_else(|| change.after.clone());
            unit.execute(
                "UPDATE organizations SET kpp = $2 WHERE id = $1",
                values![organization.id.0, kpp.as_str()],
            )
            .await?;
            kpp
        }
    };
    super::notice::card_changed(
        unit,
        organization,
        change.kind,
        &change.before,
        &became,
        source,
    )
    .await?;
    Ok(())
}
