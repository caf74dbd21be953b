//! The installation's master key: wraps the data keys of files and seals small secrets of other crates.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// First byte of everything sealed, so that the algorithm can change later.
const SEAL_VERSION: u8 = 1;

/// 32 random bytes kept in a file of mode 0600. Never printed; wiped from memory when dropped.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; KEY_BYTES]>);

/// Why the key file could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    #[error("key file {path}: {source}")]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "key file {path} must hold exactly 32 bytes; restore it from a backup: without it stored files and secrets cannot be read"
    )]
    Length { path: PathBuf },
    #[error("key file {path} can be read by other users (mode {mode:03o}); run: chmod 600 {path}")]
    Permissions { path: PathBuf, mode: u32 },
    #[error("the system gave no randomness")]
    Random,
}

/// Sealing or opening a secret failed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// Changed, or sealed under another key or for another context.
    #[error("the sealed value does not match the key and context")]
    Damaged,
    #[error("the system gave no randomness")]
    Random,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

impl MasterKey {
    /// A key from bytes that somebody else keeps (tests, a secret manager).
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        MasterKey(Zeroizing::new(bytes))
    }

    /// Reads the key file, or creates it with fresh random bytes when there is none.
    ///
    /// Created whole or not at all: of several processes that start at once all get the same key, and the key is on
    /// disk (file and folder synced) before anything can be encrypted with it. The parent folder must exist.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        let io = |source| KeyError::Io {
            path: path.to_owned(),
            source,
        };
        match File::open(path) {
            Ok(file) => return Self::read(path, file),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(io(error)),
        }
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| KeyError::Random)?;
        let mut suffix = [0_u8; 8];
        getrandom::fill(&mut suffix).map_err(|_| KeyError::Random)?;
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(format!(".{}", data_encoding::HEXLOWER.encode(&suffix)));
        let temporary = PathBuf::from(temporary);

        let published = write_private(&temporary, bytes.as_slice())
            // A hard link refuses to replace a key that another process has published meanwhile.
            .and_then(|()| match std::fs::hard_link(&temporary, path) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                _ => Ok(()),
            });
        let removed = std::fs::remove_file(&temporary);
        published.map_err(io)?;
        removed.map_err(io)?;
        sync_parent(path).map_err(io)?;
        Self::read(path, File::open(path).map_err(io)?)
    }

    fn read(path: &Path, file: File) -> Result<Self, KeyError> {
        let io = |source| KeyError::Io {
            path: path.to_owned(),
            source,
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().map_err(io)?.permissions().mode() & 0o777;
            // Reading by the group is how orchestrators mount secrets; anything wider is a mistake.
            if mode & 0o027 != 0 {
                return Err(KeyError::Permissions {
                    path: path.to_owned(),
                    mode,
                });
            }
        }
        // One byte more than the key tells a longer file; the capacity keeps the key from being copied around.
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES * 2));
        file.take(KEY_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(io)?;
        let key: [u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| KeyError::Length {
            path: path.to_owned(),
        })?;
        Ok(MasterKey::from_bytes(key))
    }

    /// Encrypts a small secret. `context` says what and whose it is (`"totp/<user id>"`) and must be given again to
    /// open it, so that a value copied to another row does not open there. The result is 41 bytes longer.
    pub fn seal(&self, context: &str, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        self.encrypt("secret", context, plaintext)
    }

    /// Decrypts what [`MasterKey::seal`] made with the same context.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.decrypt("secret", context, sealed)
    }

    pub(crate) fn encrypt(
        &self,
        purpose: &str,
        context: &str,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Random)?;
        let aad = associated(purpose, context);
        let payload = Payload {
            msg: plaintext,
            aad: &aad,
        };
        let encrypted = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::Damaged)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_BYTES + encrypted.len());
        sealed.push(SEAL_VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&encrypted);
        Ok(sealed)
    }

    pub(crate) fn decrypt(
        &self,
        purpose: &str,
        context: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let Some((&SEAL_VERSION, rest)) = sealed.split_first() else {
            return Err(SealError::Damaged);
        };
        let (nonce, encrypted) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(SealError::Damaged)?;
        let aad = associated(purpose, context);
        let payload = Payload {
            msg: encrypted,
            aad: &aad,
        };
        self.cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| SealError::Damaged)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

/// What a sealed value is bound to. Purposes are words of this crate without a zero byte, so two different pairs of
/// purpose and context never give the same bytes.
fn associated(purpose: &str, context: &str) -> Vec<u8> {
    format!("kabinet {purpose}\0{context}").into_bytes()
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_parent(path: &Path) -> std::io::Result<()> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if cfg!(unix) {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_created_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let first = MasterKey::load_or_create(&path).unwrap();
        let second = MasterKey::load_or_create(&path).unwrap();
        assert_eq!(*first.0, *second.0);
        assert_ne!(*first.0, [0; 32]);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no temporary file is left"
        );
    }

    #[test]
    fn processes_that_start_at_once_get_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let keys: Vec<MasterKey> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| MasterKey::load_or_create(&path).unwrap()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(keys.iter().all(|key| *key.0 == *keys[0].0));
    }

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_private_and_a_shared_one_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        MasterKey::load_or_create(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            MasterKey::load_or_create(&path),
            Err(KeyError::Permissions { mode: 0o644, .. })
        ));
    }

    #[test]
    fn a_cut_key_file_is_refused_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        write_private(&path, &[7; 31]).unwrap();
        assert!(matches!(
            MasterKey::load_or_create(&path),
            Err(KeyError::Length { .. })
        ));
        assert_eq!(std::fs::read(&path).unwrap(), [7; 31]);
    }

    #[test]
    fn a_secret_opens_only_unchanged_in_its_own_context_under_its_own_key() {
        let key = MasterKey::from_bytes([1; 32]);
        let sealed = key.seal("totp/42", b"JBSWY3DPEHPK3PXP").unwrap();
        assert_eq!(
            key.open("totp/42", &sealed).unwrap().as_slice(),
            b"JBSWY3DPEHPK3PXP"
        );
        assert!(key.open("totp/43", &sealed).is_err());
        assert!(
            MasterKey::from_bytes([2; 32])
                .open("totp/42", &sealed)
                .is_err()
        );
        assert!(
            key.decrypt("file key", "totp/42", &sealed).is_err(),
            "purposes do not mix"
        );
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(key.open("totp/42", &changed).is_err(), "byte {position}");
            assert!(
                key.open("totp/42", &sealed[..position]).is_err(),
                "cut at {position}"
            );
        }
        assert_ne!(
            sealed,
            key.seal("totp/42", b"JBSWY3DPEHPK3PXP").unwrap(),
            "sealed twice, never the same"
        );
    }

    #[test]
    fn the_key_is_not_printed() {
        assert_eq!(
            format!("{:?}", MasterKey::from_bytes([65; 32])),
            "MasterKey(..)"
        );
    }
}
