//! Invitations by e-mail (R55): a pending list, resending with a new secret, cancelling, and
//! acceptance by the person whose address it is.

use access::{Grant, OrganizationId, PersonId, Role, rights};
use audit::Entry;
use data_encoding::BASE64URL_NOPAD;
use db::{Announcement, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::{SignedDuration, Timestamp};
use notifications::{Arg, Kind, Notice, Recipient};
use requisites::{Email, PersonName, Phone};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::members::{
    MembershipId, NewMembership, Proof, insert, lock_organization, organization_name,
};
use crate::people::{full_name, recipient};
use crate::standing::{kind, role};
use crate::{Error, OrganizationState, paths};

/// How long an invitation can be accepted.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Invitations of one organization that may wait at once.
const MAX_PENDING: i64 = 200;
/// Longest secret that is looked up; ours have 43 letters.
const MAX_SECRET: usize = 100;

/// The secret in a mailed link; only its SHA-256 is kept.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new secret of 256 bits. `None` when the system gives no randomness.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self(BASE64URL_NOPAD.encode(&bytes)))
    }

    /// What came with a link.
    pub fn typed(text: &str) -> Self {
        Self(text.chars().take(MAX_SECRET).collect())
    }

    /// The letters of the link.
    pub fn text(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

// Written out so that logs of a `{secret:?}` do not let anybody in.
impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// Who is invited to be what. The types are the check of each field.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Where the letter goes; the account must have this address.
    pub email: Email,
    /// Фамилия.
    pub last_name: PersonName,
    /// Имя.
    pub first_name: PersonName,
    /// Отчество, if any.
    pub middle_name: Option<PersonName>,
    /// Phone, if known.
    pub phone: Option<Phone>,
    /// Position in the organization.
    pub position: String,
    /// What they will be allowed.
    pub role: Role,
    /// End of their access.
    pub valid_until: Option<Timestamp>,
}

/// Where an invitation stands; expiry is read from the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// Can be accepted.
    Pending,
    /// Its seven days are over; it can be sent again.
    Expired,
    /// Accepted.
    Accepted,
    /// Taken back.
    Cancelled,
    /// The invited person has said no.
    Declined,
}

impl InvitationState {
    /// The stable name in text keys (`invitation-state-pending`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Accepted => "accepted",
            Self::Cancelled => "cancelled",
            Self::Declined => "declined",
        }
    }
}

/// An invitation as lists and its own page show it.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// Where to.
    pub organization: OrganizationId,
    /// The organization's name.
    pub organization_name: String,
    /// What the organization is.
    pub organization_kind: access::OrganizationKind,
    /// The invited address.
    pub email: String,
    /// Фамилия.
    pub last_name: String,
    /// Имя.
    pub first_name: String,
    /// Отчество, or empty.
    pub middle_name: String,
    /// `+7…`, or empty.
    pub phone: String,
    /// Position, or empty.
    pub position: String,
    /// Offered role.
    pub role: Role,
    /// End of the offered access.
    pub valid_until: Option<Timestamp>,
    /// Where it stands.
    pub state: InvitationState,
    /// When it was made.
    pub created_at: Timestamp,
    /// End of the invitation itself.
    pub expires_at: Timestamp,
    /// Who made it.
    pub created_by: PersonId,
}

impl Invitation {
    /// «Котова Анна Сергеевна».
    pub fn name(&self) -> String {
        full_name(&self.last_name, &self.first_name, &self.middle_name)
    }
}

/// Invites a person and mails them the link. Refused when they work here or are invited already.
pub async fn invite(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
    invite: Invite,
    secret: &Secret,
) -> Result<Uuid, Error> {
    lock_organization(unit, grant).await?;
    let organization = grant.organization();
    refuse_closed(unit, organization).await?;
    if invite.valid_until.is_some_and(|end| end <= unit.now()) {
        return Err(Error::EndDatePassed);
    }
    let works_here = unit
        .number(
            "SELECT count(*) AS n FROM memberships m JOIN people p ON p.id = m.person_id \
             WHERE m.organization_id = $1 AND p.email = $2 AND m.ended_at IS NULL \
             AND (m.valid_until IS NULL OR m.valid_until > $3)",
            values![organization.0, invite.email.as_str(), micros(unit.now())],
        )
        .await?;
    if works_here > 0 {
        return Err(Error::AlreadyMember);
    }
    let same = unit
        .number(
            "SELECT count(*) AS n FROM invitations WHERE organization_id = $1 AND email = $2 \
             AND state = 'pending'",
            values![organization.0, invite.email.as_str()],
        )
        .await?;
    if same > 0 {
        return Err(Error::AlreadyInvited);
    }
    let waiting = unit
        .number(
            "SELECT count(*) AS n FROM invitations WHERE organization_id = $1 AND state = 'pending'",
            values![organization.0],
        )
        .await?;
    if waiting >= MAX_PENDING {
        return Err(Error::TooManyInvitations { limit: MAX_PENDING });
    }
    let id = unit.new_id();
    unit.execute(
        "INSERT INTO invitations (id, organization_id, email, last_name, first_name, middle_name, phone, \
         position, role, valid_until, secret_hash, state, created_at, created_by, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', $12, $13, $14)",
        values![
            id,
            organization.0,
            invite.email.as_str(),
            invite.last_name.as_str(),
            invite.first_name.as_str(),
            invite.middle_name.as_ref().map_or("", PersonName::as_str),
            invite.phone.as_ref().map_or("", Phone::as_str),
            invite.position.as_str(),
            invite.role.name(),
            invite.valid_until.map(micros),
            secret.hash(),
            micros(unit.now()),
            grant.actor().person.0,
            micros(unit.now() + LIFETIME),
        ],
    )
    .await?;
    let name = full_name(
        invite.last_name.as_str(),
        invite.first_name.as_str(),
        invite.middle_name.as_ref().map_or("", PersonName::as_str),
    );
    let entry = Entry::by_grant(grant, "member.invite")
        .about("invitation", id, name)
        .details(json!({
            "email": invite.email.as_str(),
            "after": { "role": invite.role.name(), "position": invite.position,
                "valid_until": invite.valid_until.map(|end| end.to_string()) },
        }));
    audit::record(unit, entry).await?;
    mail(
        unit,
        grant,
        &required(unit, organization, id).await?,
        secret,
    )
    .await?;
    unit.announce(Announcement::Changed(organization.0));
    Ok(id)
}

/// Invitations that wait, expired ones included, newest first.
pub async fn pending(
    rows: &impl Rows,
    grant: &Grant<rights::ViewMembers>,
    now: Timestamp,
) -> Result<Vec<Invitation>, DbError> {
    let sql = format!(
        "{SELECT} WHERE i.organization_id = $1 AND i.state = 'pending' ORDER BY i.created_at DESC, i.id LIMIT {MAX_PENDING}"
    );
    let found: Vec<Row> = rows.all(&sql, values![grant.organization().0]).await?;
    found.into_iter().map(|row| row.read(now)).collect()
}

/// Sends a pending or expired invitation again: with a new secret, so that the old link stops
/// working, and with seven new days.
pub async fn resend(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
    id: Uuid,
    secret: &Secret,
) -> Result<(), Error> {
    lock_organization(unit, grant).await?;
    refuse_closed(unit, grant.organization()).await?;
    let invitation = waiting(unit, grant.organization(), id).await?;
    if invitation.valid_until.is_some_and(|end| end <= unit.now()) {
        return Err(Error::EndDatePassed);
    }
    unit.execute(
        "UPDATE invitations SET secret_hash = $2, expires_at = $3 WHERE id = $1",
        values![id, secret.hash(), micros(unit.now() + LIFETIME)],
    )
    .await?;
    let entry =
        Entry::by_grant(grant, "member.invite-again").about("invitation", id, invitation.name());
    audit::record(unit, entry).await?;
    mail(unit, grant, &invitation, secret).await?;
    Ok(())
}

/// Takes a pending or expired invitation back; its link stops working.
pub async fn cancel(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
    id: Uuid,
) -> Result<(), Error> {
    lock_organization(unit, grant).await?;
    let invitation = waiting(unit, grant.organization(), id).await?;
    unit.execute(
        "UPDATE invitations SET state = 'cancelled' WHERE id = $1",
        values![id],
    )
    .await?;
    let entry =
        Entry::by_grant(grant, "member.invite-cancel").about("invitation", id, invitation.name());
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(grant.organization().0));
    Ok(())
}

/// Takes back what a former head has offered and nobody has accepted: the new one decides whom to invite.
pub(crate) async fn cancel_of(
    unit: &Unit,
    organization: OrganizationId,
    former: PersonId,
) -> Result<(), DbError> {
    let open = unit
        .rows(
            "SELECT id, last_name, first_name, middle_name FROM invitations WHERE organization_id = $1 AND created_by = $2 AND state = 'pending'",
            values![organization.0, former.0],
        )
        .await?;
    for row in &open {
        let (id, part): (Uuid, _) = (row.get("id")?, |column| row.get::<String>(column));
        let name = full_name(
            &part("last_name")?,
            &part("first_name")?,
            &part("middle_name")?,
        );
        unit.execute(
            "UPDATE invitations SET state = 'cancelled' WHERE id = $1",
            values![id],
        )
        .await?;
        let entry = Entry::by_nobody("register.invite-cancel")
            .of(organization)
            .about("invitation", id, name);
        audit::record(unit, entry).await?;
    }
    Ok(())
}

/// The invitation behind a mailed link, if it can be accepted now; otherwise why not.
pub async fn open(rows: &impl Rows, secret: &Secret, now: Timestamp) -> Result<Invitation, Error> {
    find(rows, secret, now, "").await
}

/// Makes `person` a member. Their account's address must be the invited one.
///
/// Returns the organization and the membership.
pub async fn accept(
    unit: &Unit,
    secret: &Secret,
    person: PersonId,
    ip: Option<std::net::IpAddr>,
    request_id: &str,
) -> Result<(OrganizationId, MembershipId), Error> {
    let invitation = find(unit, secret, unit.now(), unit.for_update()).await?;
    refuse_closed(unit, invitation.organization).await?;
    let account = recipient(unit, person).await?.ok_or(Error::NoSuchPerson)?;
    if account.email != invitation.email {
        return Err(Error::OtherAddress);
    }
    if invitation.valid_until.is_some_and(|end| end <= unit.now()) {
        return Err(Error::EndDatePassed);
    }
    let works_here = crate::standing(unit, person, invitation.organization, unit.now())
        .await?
        .is_some();
    if works_here {
        return Err(Error::AlreadyMember);
    }
    unit.execute(
        "UPDATE invitations SET state = 'accepted', accepted_at = $2, accepted_by = $3 WHERE id = $1",
        values![invitation.id, micros(unit.now()), person.0],
    )
    .await?;
    let membership = insert(
        unit,
        NewMembership {
            organization: invitation.organization,
            person,
            role: invitation.role,
            is_head: false,
            position: &invitation.position,
            proof: Proof::Invitation,
            proved_name: None,
            valid_until: invitation.valid_until,
            created_by: Some(invitation.created_by),
        },
    )
    .await?;
    let name = invitation.name();
    let entry = Entry::by_person(person, &name, "member.join")
        .of(invitation.organization)
        .about("member", membership.0, name.clone())
        .details(
            json!({ "after": { "role": invitation.role.name(), "position": invitation.position,
            "valid_until": invitation.valid_until.map(|end| end.to_string()) } }),
        )
        .from_address(ip, request_id);
    audit::record(unit, entry).await?;
    if let Some(to) = recipient(unit, invitation.created_by).await? {
        let notice = Notice::new(Kind::InvitationAccepted, to)
            .arg("name", name)
            .arg("organization", invitation.organization_name.as_str())
            .link(paths::employees(invitation.organization))
            .about(invitation.organization);
        notifications::send(unit, notice).await?;
    }
    Ok((invitation.organization, membership))
}

/// Says no; the inviter is told. Whoever holds the mailed link reads the invited mailbox, so no
/// account is needed.
pub async fn decline(
    unit: &Unit,
    secret: &Secret,
    ip: Option<std::net::IpAddr>,
    request_id: &str,
) -> Result<(), Error> {
    let invitation = find(unit, secret, unit.now(), unit.for_update()).await?;
    unit.execute(
        "UPDATE invitations SET state = 'declined' WHERE id = $1",
        values![invitation.id],
    )
    .await?;
    let name = invitation.name();
    let entry = Entry::by_nobody("member.invite-decline")
        .of(invitation.organization)
        .about("invitation", invitation.id, name.clone())
        .details(json!({ "email": invitation.email }))
        .from_address(ip, request_id);
    audit::record(unit, entry).await?;
    if let Some(to) = recipient(unit, invitation.created_by).await? {
        let notice = Notice::new(Kind::InvitationDeclined, to)
            .arg("name", name)
            .arg("organization", invitation.organization_name.as_str())
            .link(paths::employees(invitation.organization))
            .about(invitation.organization);
        notifications::send(unit, notice).await?;
    }
    unit.announce(Announcement::Changed(invitation.organization.0));
    Ok(())
}

/// New access is given in an organization that works and whose data are confirmed (R35): not in one
/// that was stopped or has ended, nor between two heads.
pub(crate) async fn refuse_closed(
    rows: &impl Rows,
    organization: OrganizationId,
) -> Result<(), Error> {
    match crate::find(rows, organization).await? {
        Some(found) if found.state != OrganizationState::Active => Err(Error::NotActive),
        Some(found) if !found.is_confirmed() => Err(Error::NotConfirmed),
        _ => Ok(()),
    }
}

async fn mail(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
    invitation: &Invitation,
    secret: &Secret,
) -> Result<(), DbError> {
    // The invited person may have no account: the letter is in the inviter's language and zone.
    let inviter = recipient(unit, grant.actor().person).await?;
    let to = Recipient {
        person: None,
        email: invitation.email.clone(),
        lang: inviter
            .as_ref()
            .map_or_else(|| "ru".to_owned(), |one| one.lang.clone()),
        time_zone: inviter.map_or_else(|| "Europe/Moscow".to_owned(), |one| one.time_zone),
    };
    let organization = organization_name(unit, grant.organization()).await?;
    let notice = Notice::new(Kind::Invitation, to)
        .arg("name", invitation.first_name.as_str())
        .arg("organization", organization)
        .arg("inviter", grant.actor().name.as_str())
        .arg("role", Arg::Key(format!("role-{}", invitation.role.name())))
        .arg("expires", unit.now() + LIFETIME)
        .link(paths::invitation(secret.text()));
    notifications::send(unit, notice).await
}

async fn find(
    rows: &impl Rows,
    secret: &Secret,
    now: Timestamp,
    lock: &str,
) -> Result<Invitation, Error> {
    // "OF i": PostgreSQL would otherwise lock the organization's row too.
    let lock = if lock.is_empty() {
        String::new()
    } else {
        format!("{lock} OF i")
    };
    let sql = format!("{SELECT} WHERE i.secret_hash = $1 {lock}");
    let row: Option<Row> = rows.one(&sql, values![secret.hash()]).await?;
    let invitation = row.ok_or(Error::NoSuchInvitation)?.read(now)?;
    match invitation.state {
        InvitationState::Pending => Ok(invitation),
        InvitationState::Expired => Err(Error::InvitationExpired),
        InvitationState::Accepted => Err(Error::InvitationUsed),
        InvitationState::Cancelled => Err(Error::InvitationCancelled),
        InvitationState::Declined => Err(Error::InvitationDeclined),
    }
}

async fn required(
    rows: &impl Rows,
    organization: OrganizationId,
    id: Uuid,
) -> Result<Invitation, DbError> {
    let sql = format!("{SELECT} WHERE i.organization_id = $1 AND i.id = $2");
    let row: Option<Row> = rows.one(&sql, values![organization.0, id]).await?;
    row.ok_or_else(|| DbError::Broken {
        column: "invitations.id",
        reason: "not there".to_owned(),
    })?
    .read(Timestamp::UNIX_EPOCH)
}

/// An invitation that was neither accepted nor cancelled.
async fn waiting(unit: &Unit, organization: OrganizationId, id: Uuid) -> Result<Invitation, Error> {
    let sql = format!("{SELECT} WHERE i.organization_id = $1 AND i.id = $2");
    let row: Option<Row> = unit.one(&sql, values![organization.0, id]).await?;
    let invitation = row.ok_or(Error::NoSuchInvitation)?.read(unit.now())?;
    match invitation.state {
        InvitationState::Pending | InvitationState::Expired => Ok(invitation),
        InvitationState::Accepted => Err(Error::InvitationUsed),
        InvitationState::Cancelled => Err(Error::InvitationCancelled),
        InvitationState::Declined => Err(Error::InvitationDeclined),
    }
}

const SELECT: &str = "SELECT i.id, i.organization_id, o.name_short, o.kind, i.email, i.last_name, i.first_name, \
                      i.middle_name, i.phone, i.position, i.role, i.valid_until, i.state, i.created_at, \
                      i.expires_at, i.created_by FROM invitations i \
                      JOIN organizations o ON o.id = i.organization_id";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    organization_id: Uuid,
    name_short: String,
    kind: String,
    email: String,
    last_name: String,
    first_name: String,
    middle_name: String,
    phone: String,
    position: String,
    role: String,
    valid_until: Option<i64>,
    state: String,
    created_at: i64,
    expires_at: i64,
    created_by: Uuid,
}

impl Row {
    fn read(self, now: Timestamp) -> Result<Invitation, DbError> {
        let expires_at = timestamp(self.expires_at)?;
        let state = match self.state.as_str() {
            "pending" if expires_at <= now => InvitationState::Expired,
            "pending" => InvitationState::Pending,
            "accepted" => InvitationState::Accepted,
            "declined" => InvitationState::Declined,
            _ => InvitationState::Cancelled,
        };
        Ok(Invitation {
            id: self.id,
            organization: OrganizationId(self.organization_id),
            organization_name: self.name_short,
            organization_kind: kind(&self.kind)?,
            email: self.email,
            last_name: self.last_name,
            first_name: self.first_name,
            middle_name: self.middle_name,
            phone: self.phone,
            position: self.position,
            role: role(&self.role)?,
            valid_until: self.valid_until.map(timestamp).transpose()?,
            state,
            created_at: timestamp(self.created_at)?,
            expires_at,
            created_by: PersonId(self.created_by),
        })
    }
}
