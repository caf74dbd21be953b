//! An archive of generated files: each is written as it comes.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::problem::Error;

pub(crate) struct Archive {
    path: PathBuf,
    zip: ZipWriter<BufWriter<File>>,
    files: usize,
}

impl Archive {
    pub(crate) fn create(path: PathBuf) -> Result<Self, Error> {
        let file = File::create(&path).map_err(|error| Error::io(&path, error))?;
        Ok(Self {
            path,
            zip: ZipWriter::new(BufWriter::new(file)),
            files: 0,
        })
    }

    pub(crate) fn files(&self) -> usize {
        self.files
    }

    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        // The quickest level packs XML nearly as well as the others.
        let options = SimpleFileOptions::default().compression_level(Some(1));
        let failed = |error: zip::result::ZipError| Error::io(&self.path, error.into());
        self.zip.start_file(name, options).map_err(failed)?;
        self.zip
            .write_all(bytes)
            .map_err(|error| Error::io(&self.path, error))?;
        self.files += 1;
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), Error> {
        let Self { path, zip, .. } = self;
        let failed = |error: zip::result::ZipError| Error::io(&path, error.into());
        let mut file = zip.finish().map_err(failed)?;
        file.flush().map_err(|error| Error::io(&path, error))
    }
}
