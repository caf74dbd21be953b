//! Linked organizations beside the register as it is now. The feed tells what one import changed in the entries before it;
//! an index that was made anew has no entries before it, and whatever changed until then is in no feed.

use access::OrganizationId;
use db::{Db, DbError, Rows, Unit, values};
use registry::{
    Card, Change, ChangeKind, Registry, Status, fold, heads_line, normalize_address, status_change,
};

use super::apply::apply;
use super::feed::{broken, follow};
use super::head::{names_as_head, present_heads};
use crate::Error;
use crate::organization::{NewOrganization, Organization};

/// The scheduled job.
pub const RECONCILE: &str = "register-reconcile";
/// Organizations of one reading.
const PAGE: i64 = 500;

/// Applies every difference between a linked organization and its entry as if the feed had told it; returns how many
/// there were. An entry that is older than what was applied already says nothing.
pub async fn reconcile(db: &Db, registry: &Registry) -> Result<usize, Error> {
    if !registry.is_loaded() {
        return Ok(0);
    }
    // What the feed knows is told in its words.
    follow(db, registry).await?;
    let (mut applied, mut after) = (0, String::new());
    loop {
        let page = linked(db, &after).await?;
        let Some((last, _)) = page.last() else {
            return Ok(applied);
        };
        after.clone_from(last);
        for (ogrn, id) in page {
            match reconcile_one(db, registry, &ogrn, id).await {
                Ok(new) => applied += new,
                // The others are not to wait for this one.
                Err(error) => {
                    tracing::error!(organization = %id.0, %error, "an organization cannot be set beside the register");
                }
            }
        }
    }
}

async fn reconcile_one(
    db: &Db,
    registry: &Registry,
    ogrn: &str,
    id: OrganizationId,
) -> Result<usize, Error> {
    let card = registry.by_ogrn(ogrn).map_err(|error| broken(&error))?;
    let (Some(card), Some(found)) = (card, crate::find(db, id).await?) else {
        return Ok(0);
    };
    let changes = differences(db, &found, &card).await?;
    if changes.is_empty() {
        return Ok(0);
    }
    db.write(async move |unit: Unit| {
        let mut new = 0;
        for change in &changes {
            new += usize::from(apply(&unit, change, Some(&card)).await?);
        }
        Ok::<_, Error>(new)
    })
    .await
}

async fn linked(rows: &impl Rows, after: &str) -> Result<Vec<(String, OrganizationId)>, DbError> {
    rows.rows(
        "SELECT ogrn, id FROM organizations WHERE kind <> 'authority' AND ogrn > $1 ORDER BY ogrn LIMIT $2",
        values![after, PAGE],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get("ogrn")?, OrganizationId(row.get("id")?))))
    .collect()
}

/// What the card says otherwise than the organization, in the order of the feed.
async fn differences(
    rows: &impl Rows,
    organization: &Organization,
    card: &Card,
) -> Result<Vec<Change>, DbError> {
    if is_older(rows, organization, card).await? {
        return Ok(Vec::new());
    }
    let mut found: Vec<(ChangeKind, String, String)> = Vec::new();
    let name = card.readable_name();
    if fold(&name) != fold(&organization.name_short) {
        found.push((ChangeKind::Name, organization.name_short.clone(), name));
    }
    if let Some(address) = &card.address
        && normalize_address(&address.line) != normalize_address(&organization.address)
    {
        let was = organization.address.clone();
        found.push((ChangeKind::Address, was, address.line.clone()));
    }
    if let Some(kpp) = &card.kpp
        && *kpp != organization.kpp
    {
        found.push((ChangeKind::Kpp, organization.kpp.clone(), kpp.clone()));
    }
    if others_act(rows, organization, card).await? {
        let was = organization.head_name.clone();
        found.push((ChangeKind::Head, was, heads_line(card)));
    }
    let was = organization.register_status.unwrap_or(Status::Active);
    if let Some(kind) = status_change(was, card.status) {
        let word = |status: Status| status.as_str().to_owned();
        found.push((kind, word(was), word(card.status)));
    }
    Ok(found
        .into_iter()
        .map(|(kind, before, after)| Change {
            ogrn: organization.ogrn.clone(),
            kind,
            before,
            after,
            extracted_on: card.extracted_on,
            record: card.last_record.clone(),
        })
        .collect())
}

/// The feed's lines are on disk before the index is: its entry may be of before a change that was applied.
async fn is_older(
    rows: &impl Rows,
    organization: &Organization,
    card: &Card,
) -> Result<bool, DbError> {
    let newer = rows
        .number(
            "SELECT count(*) AS n FROM register_events WHERE organization_id = $1 AND extract > $2",
            values![organization.id.0, card.extracted_on.to_string()],
        )
        .await?;
    Ok(newer > 0)
}

/// A head of the cabinet whom the card does not name, or a name on the organization's page that it does not. Names that
/// the register keeps to itself are no other names.
async fn others_act(
    rows: &impl Rows,
    organization: &Organization,
    card: &Card,
) -> Result<bool, DbError> {
    if card.heads.iter().any(|head| head.name.is_none()) {
        return Ok(false);
    }
    let shown = &organization.head_name;
    let is_shown = shown.is_empty()
        || names_as_head(card, shown)
        || fold(shown) == fold(&NewOrganization::from_card(card).head_name);
    let present = present_heads(rows, organization.id).await?;
    Ok(!is_shown || present.iter().any(|head| !head.is_named_by(card)))
}
