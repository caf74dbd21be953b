//! What checks are made with.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use registry::Registry;

use super::party::PartySource;
use super::restrictions::Connector;
use super::{CheckName, MailDomains, Outcome};
use crate::Error;
use crate::links::{Checked, Claimed, RegisterState, judge, look_up};

/// The register and whatever else the operator configured. Cheap to clone.
#[derive(Clone)]
pub struct Sources {
    /// The local twin of the registers.
    pub registry: Registry,
    /// A register whose newest extract is older than so many days is as good as away (B10).
    pub stale_after_days: Option<u32>,
    /// Where cards come from that the local register has not.
    pub party: Option<PartySource>,
    /// How domains of addresses are checked.
    pub mail: MailDomains,
    /// Whether codes can be sent to phones.
    pub has_sms: bool,
    /// Restrictions of the tax service.
    pub tax: Option<Connector>,
    /// Restrictions of the social fund.
    pub fund: Option<Connector>,
}

/// What was found, and where.
pub(crate) struct FoundEntry {
    pub(crate) state: RegisterState,
    pub(crate) is_from_outside: bool,
}

impl Sources {
    /// The local register and nothing else.
    pub fn local(registry: Registry) -> Self {
        Self {
            registry,
            stale_after_days: None,
            party: None,
            mail: MailDomains::Off,
            has_sms: false,
            tax: None,
            fund: None,
        }
    }

    /// Whether the register can be asked: it was loaded, and not too long ago.
    pub fn register_is_fresh(&self, now: Timestamp) -> bool {
        if !self.registry.is_loaded() {
            return false;
        }
        let Some(days) = self.stale_after_days else {
            return true;
        };
        let oldest = now - SignedDuration::from_hours(24 * i64::from(days));
        match self.registry.extract_date() {
            Ok(Some(newest)) => newest >= oldest.to_zoned(TimeZone::UTC).date(),
            Ok(None) => false,
            Err(error) => {
                tracing::error!(%error, "the register's date cannot be read");
                false
            }
        }
    }

    /// Finds the claim's entry and compares the two, like `links::check`, with the outside source
    /// where the local register has no answer. A stale register is treated as one that is away.
    pub async fn check(
        &self,
        claimed: Claimed,
        person: &str,
        now: Timestamp,
    ) -> Result<Checked, Error> {
        let number = claimed.number_to_look_up()?;
        let found = self.find(&number, now).await;
        let mut checked = judge(found.state, claimed, person)?;
        if found.is_from_outside {
            for check in &mut checked.checks {
                if check.name == CheckName::Register && check.outcome == Outcome::Passed {
                    check.outcome = Outcome::Noted;
                    "LNK-116".clone_into(&mut check.code);
                }
            }
        }
        Ok(checked)
    }

    /// What is known about a number.
    pub(crate) async fn find(&self, number: &str, now: Timestamp) -> FoundEntry {
        let local = if self.register_is_fresh(now) {
            look_up(&self.registry, number)
        } else {
            RegisterState::Away
        };
        let found = |state, is_from_outside| FoundEntry {
            state,
            is_from_outside,
        };
        let Some(party) = &self.party else {
            return found(local, false);
        };
        if matches!(local, RegisterState::Found(_)) {
            return found(local, false);
        }
        match party.find(number, now.to_zoned(TimeZone::UTC).date()).await {
            Ok(Some(card)) => found(RegisterState::Found(Box::new(card)), true),
            Ok(None) => found(RegisterState::NotFound, true),
            Err(error) => {
                tracing::warn!(%error, "the outside source of cards has no answer");
                found(local, false)
            }
        }
    }
}
