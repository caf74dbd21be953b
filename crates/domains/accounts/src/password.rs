//! Passwords at rest: argon2id with OWASP's parameters, a few at a time.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::AccountError;

/// OWASP's first choice for argon2id: 19 MiB of memory, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How long a check waits for its turn before the visitor is asked to try again.
const WAIT: Duration = Duration::from_secs(10);

/// A password as it is kept: a PHC string. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn stored(phc: String) -> Self {
        Self(phc)
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PasswordHash(…)")
    }
}

/// Hashes and verifies on blocking threads, at most so many at once: each takes 19 MiB and some
/// 20 ms of a core, so a crowd of sign-ins waits instead of starving everything else. Clones share
/// the limit.
#[derive(Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    /// Verified in place of the hash that an unknown address does not have.
    dummy: PasswordHash,
}

impl Hasher {
    /// A hasher for so many passwords at once (the number of cores is a good choice).
    pub fn new(at_once: usize) -> Result<Self, AccountError> {
        let dummy = hash(b"nobody has this password")?;
        Ok(Self {
            turns: Arc::new(Semaphore::new(at_once.max(1))),
            dummy,
        })
    }

    /// The hasher of this process, for so many passwords at once as there are cores.
    pub fn shared() -> Result<&'static Self, AccountError> {
        static SHARED: OnceLock<Hasher> = OnceLock::new();
        if let Some(hasher) = SHARED.get() {
            return Ok(hasher);
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let hasher = Self::new(cores)?;
        Ok(SHARED.get_or_init(|| hasher))
    }

    /// Hashes a password.
    pub async fn hash(&self, password: &str) -> Result<PasswordHash, AccountError> {
        let password = password.as_bytes().to_vec();
        self.in_turn(move || hash(&password)).await?
    }

    /// Whether the password is the one. Without a hash the answer is no, after the same work.
    pub async fn verify(
        &self,
        password: &str,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, AccountError> {
        let password = password.as_bytes().to_vec();
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.dummy).clone();
        let matches = self
            .in_turn(move || {
                phc::PasswordHash::new(stored.as_str()).is_ok_and(|parsed| {
                    Argon2::default()
                        .verify_password(&password, &parsed)
                        .is_ok()
                })
            })
            .await?;
        Ok(known && matches)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AccountError> {
        let turn = tokio::time::timeout(WAIT, self.turns.clone().acquire_owned())
            .await
            .map_err(|_elapsed| AccountError::Busy)?
            .map_err(|_closed| AccountError::Busy)?;
        // The turn travels with the work: a caller who goes away does not free it early.
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        })
        .await
        .map_err(|error| AccountError::Crypto(error.to_string()))
    }
}

/// Hashes a new password for [`crate::create_invited`] and the like; check the policy first.
pub async fn hash_password(hasher: &Hasher, password: &str) -> Result<PasswordHash, AccountError> {
    hasher.hash(password).await
}

fn hash(password: &[u8]) -> Result<PasswordHash, AccountError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(crypto)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: phc::PasswordHash = argon2.hash_password(password).map_err(crypto)?;
    Ok(PasswordHash(hash.to_string()))
}

fn crypto(error: impl std::fmt::Display) -> AccountError {
    AccountError::Crypto(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_with_owasp_parameters_and_its_own_salt() {
        let hasher = Hasher::new(2).unwrap();
        let first = hasher.hash("Лев-толстой-1828").await.unwrap();
        let second = hasher.hash("Лев-толстой-1828").await.unwrap();
        assert!(
            first
                .as_str()
                .starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            first.as_str()
        );
        assert_ne!(first, second);
        assert!(
            hasher
                .verify("Лев-толстой-1828", Some(&first))
                .await
                .unwrap()
        );
        assert!(
            !hasher
                .verify("лев-толстой-1828", Some(&first))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn without_a_hash_nothing_matches_not_even_the_dummy() {
        let hasher = Hasher::new(1).unwrap();
        assert!(
            !hasher
                .verify("nobody has this password", None)
                .await
                .unwrap()
        );
        let broken = PasswordHash::stored("not a hash".to_owned());
        assert!(!hasher.verify("anything", Some(&broken)).await.unwrap());
    }

    #[test]
    fn a_hash_is_not_printed() {
        assert_eq!(
            format!("{:?}", PasswordHash("secret".into())),
            "PasswordHash(…)"
        );
    }
}
