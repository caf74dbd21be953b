//! What people change about themselves.

use access::Actor;
use audit::Entry;
use db::{Db, Unit, micros, values};
use jiff::tz::TimeZone;
use notifications::{Kind, Notice};
use requisites::PersonName;
use serde_json::json;
use texts::Lang;

use crate::model::full_name;
use crate::people;
use crate::registration::vanished;
use crate::sign_in::ask_again;
use crate::{AccountError, Hasher, Owner, Person, PolicyRule, check_policy, links, session};

/// Name, language and time zone.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Фамилия.
    pub last_name: PersonName,
    /// Имя.
    pub first_name: PersonName,
    /// Отчество, when there is one.
    pub middle_name: Option<PersonName>,
    /// Language of the pages and mails.
    pub lang: Lang,
    /// IANA name of the time zone.
    pub time_zone: String,
}

/// Changes the person's own profile; the journal names the fields that changed.
pub async fn update_profile(db: &Db, actor: &Actor, profile: &Profile) -> Result<(), AccountError> {
    if TimeZone::get(&profile.time_zone).is_err() {
        return Err(AccountError::UnknownSetting);
    }
    let (actor, profile) = (actor.clone(), profile.clone());
    db.write(async move |unit: Unit| {
        let before = people::person(&unit, actor.person)
            .await?
            .ok_or_else(vanished)?;
        let changed = changed_fields(&before, &profile);
        if changed.is_empty() {
            return Ok(());
        }
        let middle = profile.middle_name.as_ref().map_or("", PersonName::as_str);
        let name = full_name(
            profile.last_name.as_str(),
            profile.first_name.as_str(),
            middle,
        );
        unit.execute(
            "UPDATE people SET last_name = $2, first_name = $3, middle_name = $4, name_lower = $5, \
             lang = $6, time_zone = $7 WHERE id = $1",
            values![
                actor.person.0,
                profile.last_name.as_str(),
                profile.first_name.as_str(),
                middle,
                name.to_lowercase(),
                profile.lang.tag(),
                profile.time_zone.as_str(),
            ],
        )
        .await?;
        let entry = Entry::by_actor(&actor, "account.change-profile");
        audit::record(&unit, entry.details(json!({ "fields": changed }))).await?;
        Ok(())
    })
    .await
}

fn changed_fields(before: &Person, after: &Profile) -> Vec<&'static str> {
    let middle = after.middle_name.as_ref().map_or("", PersonName::as_str);
    [
        ("last_name", before.last_name != after.last_name.as_str()),
        ("first_name", before.first_name != after.first_name.as_str()),
        ("middle_name", before.middle_name != middle),
        ("lang", before.lang != after.lang.tag()),
        ("time_zone", before.time_zone != after.time_zone),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

/// Changes the password; the current one is asked for, the person's other sessions end.
pub async fn change_password(
    db: &Db,
    hasher: &Hasher,
    actor: &Actor,
    current: &str,
    new: &str,
) -> Result<(), AccountError> {
    let person = people::person(db, actor.person)
        .await?
        .ok_or_else(vanished)?;
    let mut broken = check_policy(new, &Owner::of_person(&person))
        .err()
        .unwrap_or_default();
    if new == current {
        broken.push(PolicyRule::SameAsBefore);
    }
    if !broken.is_empty() {
        return Err(AccountError::WeakPassword(broken));
    }
    let before = ask_again(db, hasher, actor, current).await?;
    let hash = hasher.hash(new).await?;
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let changed = unit
            .execute(
                "UPDATE people SET password_hash = $3, password_changed_at = $4, must_change_password = $5 \
                 WHERE id = $1 AND password_hash = $2",
                values![actor.person.0, before.as_str(), hash.as_str(), micros(unit.now()), false],
            )
            .await?;
        if changed == 0 {
            return Err(AccountError::WrongPassword);
        }
        session::end_others(&unit, &actor).await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.change-password")).await?;
        let notice = Notice::new(Kind::PasswordChanged, person.recipient()).link(links::SECURITY);
        notifications::send(&unit, notice).await?;
        Ok(())
    })
    .await
}
