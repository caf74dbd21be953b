//! Rate limits of what outsiders reach, by address.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use access::{OrganizationId, Permission, PersonId};
use accounts::SmsLimits;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Files that one person may have stored within a day, and their bytes together. Whoever has more to
/// hand in than this is not filling in forms.
pub const UPLOADS_A_DAY: u64 = 2_000;
/// See [`UPLOADS_A_DAY`].
pub const UPLOADED_BYTES_A_DAY: u64 = 2 << 30;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knock {
    /// Passwords and one-time codes.
    SignIn,
    /// New accounts.
    Register,
    /// Mails with a link: recovery, another confirmation, invitations.
    Mail,
    /// Register look-ups by people who are not members of anything yet.
    Lookup,
    /// Suggestions of a field, one with nearly every key: ten times as many as look-ups.
    Suggest,
    /// Files whose signatures are checked.
    Verify,
}

/// How many knocks of each kind one address has a minute.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// See [`Knock::SignIn`].
    pub sign_in: NonZeroU32,
    /// See [`Knock::Register`].
    pub register: NonZeroU32,
    /// See [`Knock::Mail`].
    pub mail: NonZeroU32,
    /// See [`Knock::Lookup`].
    pub lookup: NonZeroU32,
    /// See [`Knock::Verify`].
    pub verify: NonZeroU32,
    /// Text messages in an hour; counted by `accounts` in the database, not here.
    pub sms: SmsLimits,
}

impl Default for Rates {
    fn default() -> Self {
        let per_minute = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            sign_in: per_minute(20),
            register: per_minute(5),
            mail: per_minute(5),
            lookup: per_minute(60),
            verify: per_minute(20),
            sms: SmsLimits::default(),
        }
    }
}

/// See [`Knock::Suggest`].
const SUGGESTIONS_PER_LOOKUP: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// The counters of this process.
pub struct Limits {
    sign_in: DefaultKeyedRateLimiter<IpAddr>,
    register: DefaultKeyedRateLimiter<IpAddr>,
    mail: DefaultKeyedRateLimiter<IpAddr>,
    lookup: DefaultKeyedRateLimiter<IpAddr>,
    suggest: DefaultKeyedRateLimiter<IpAddr>,
    verify: DefaultKeyedRateLimiter<IpAddr>,
    /// Refusals that are written into journals, by person and right.
    denials: DefaultKeyedRateLimiter<(PersonId, OrganizationId, Permission)>,
    sms: SmsLimits,
    clock: DefaultClock,
}

impl Limits {
    /// Counters that allow `rates`.
    pub fn new(rates: Rates) -> Self {
        let keyed = |count| RateLimiter::keyed(Quota::per_minute(count));
        Self {
            sign_in: keyed(rates.sign_in),
            register: keyed(rates.register),
            mail: keyed(rates.mail),
            lookup: keyed(rates.lookup),
            suggest: keyed(rates.lookup.saturating_mul(SUGGESTIONS_PER_LOOKUP)),
            verify: keyed(rates.verify),
            denials: RateLimiter::keyed(Quota::per_minute(NonZeroU32::MIN)),
            sms: rates.sms,
            clock: DefaultClock::default(),
        }
    }

    /// Counts one knock; `Err` says how long to wait. An unknown address is not limited here: it
    /// only occurs inside tests and behind a proxy that hides it.
    pub fn knock(&self, what: Knock, from: Option<IpAddr>) -> Result<(), Duration> {
        let Some(from) = from else { return Ok(()) };
        let limiter = match what {
            Knock::SignIn => &self.sign_in,
            Knock::Register => &self.register,
            Knock::Mail => &self.mail,
            Knock::Lookup => &self.lookup,
            Knock::Suggest => &self.suggest,
            Knock::Verify => &self.verify,
        };
        limiter
            .check_key(&network(from))
            .map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Whether this refusal is the person's first of its kind in the organization within a minute.
    pub fn is_first_denial(
        &self,
        person: PersonId,
        organization: OrganizationId,
        permission: Permission,
    ) -> bool {
        let key = (person, organization, permission);
        self.denials.check_key(&key).is_ok()
    }

    /// How many text messages may be asked for in an hour.
    pub fn sms(&self) -> SmsLimits {
        self.sms
    }

    /// Forgets addresses that have been quiet, so that the tables do not grow for ever.
    pub fn forget_quiet(&self) {
        for limiter in [
            &self.sign_in,
            &self.register,
            &self.mail,
            &self.lookup,
            &self.suggest,
            &self.verify,
        ] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        self.denials.retain_recent();
        self.denials.shrink_to_fit();
    }
}

/// One household has a whole /64 of IPv6 addresses: they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_rate_and_then_waits_while_others_go_on() {
        let limits = Limits::new(Rates {
            register: NonZeroU32::new(2).unwrap(),
            ..Rates::default()
        });
        let one: IpAddr = "203.0.113.7".parse().unwrap();
        let other: IpAddr = "203.0.113.8".parse().unwrap();
        assert!(limits.knock(Knock::Register, Some(one)).is_ok());
        assert!(limits.knock(Knock::Register, Some(one)).is_ok());
        let wait = limits.knock(Knock::Register, Some(one)).unwrap_err();
        assert!(
            wait > Duration::ZERO && wait <= Duration::from_secs(31),
            "{wait:?}"
        );
        assert!(limits.knock(Knock::Register, Some(other)).is_ok());
        assert!(limits.knock(Knock::SignIn, Some(one)).is_ok());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share_a_rate() {
        let limits = Limits::new(Rates {
            mail: NonZeroU32::MIN,
            ..Rates::default()
        });
        assert!(
            limits
                .knock(Knock::Mail, Some("2001:db8::1".parse().unwrap()))
                .is_ok()
        );
        assert!(
            limits
                .knock(Knock::Mail, Some("2001:db8::2".parse().unwrap()))
                .is_err()
        );
        assert!(
            limits
                .knock(Knock::Mail, Some("2001:db8:0:1::1".parse().unwrap()))
                .is_ok()
        );
    }
}
