//! The few facts about people that are needed here. `accounts` builds on this crate, so they are read
//! from its table; changes of people go through `accounts`.

use access::PersonId;
use db::{DbError, FromQueryResult, Rows, values};
use notifications::Recipient;

use crate::owner::Owner;

/// A person with an account.
#[derive(FromQueryResult)]
pub(crate) struct Facts {
    /// An account that was made by a certificate has none until it is confirmed.
    email: Option<String>,
    lang: String,
    time_zone: String,
    last_name: String,
    first_name: String,
    middle_name: String,
    snils: Option<String>,
    inn: Option<String>,
}

/// How a certificate's owner and a person go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// A number says that they are one.
    Same,
    /// A number says that they are two.
    Another,
    /// No number that both have; the names are equal.
    Namesake,
    /// No number that both have; the names differ.
    Stranger,
}

pub(crate) async fn facts(rows: &impl Rows, person: PersonId) -> Result<Option<Facts>, DbError> {
    rows.one(
        "SELECT email, lang, time_zone, last_name, first_name, middle_name, snils, inn FROM people \
         WHERE id = $1",
        values![person.0],
    )
    .await
}

/// For whoever is signed in: the row is there.
pub(crate) async fn signed_in(rows: &impl Rows, person: PersonId) -> Result<Facts, DbError> {
    facts(rows, person).await?.ok_or_else(|| DbError::Broken {
        column: "people.id",
        reason: "a signed-in person is gone".to_owned(),
    })
}

impl Facts {
    pub(crate) fn has_address(&self) -> bool {
        self.email.as_ref().is_some_and(|email| !email.is_empty())
    }

    pub(crate) fn recipient(self, person: PersonId) -> Recipient {
        Recipient {
            person: Some(person),
            email: self.email.unwrap_or_default(),
            lang: self.lang,
            time_zone: self.time_zone,
        }
    }

    /// СНИЛС decides, then ИНН: names change and repeat.
    pub(crate) fn compare(&self, owner: &Owner) -> Match {
        for (own, named) in [(&self.snils, &owner.snils), (&self.inn, &owner.inn)] {
            if let (Some(own), Some(named)) = (own, named) {
                return if own == named {
                    Match::Same
                } else {
                    Match::Another
                };
            }
        }
        if owner.is_named(&self.last_name, &self.first_name, &self.middle_name) {
            Match::Namesake
        } else {
            Match::Stranger
        }
    }
}
