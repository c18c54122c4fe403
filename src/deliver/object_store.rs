//! Where encrypted files lie: a folder of this machine, or a store that speaks S3. Names and bytes
//! only; what they mean, and every key, is in `src/safe`.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use thiserror::Error;
use tokio::sync::OnceCell;

use crate::domain::time::Timestamp;

/// What waits in memory of one upload: a part of S3 may not be smaller.
const PART: usize = 5 * 1024 * 1024;

#[derive(Debug, Error)]
pub enum ObjectError {
    #[error(
        "the file store cannot be used: {0}. For a folder: does it exist, may this user write there? For s3://BUCKET: AWS_ENDPOINT, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"
    )]
    Store(#[from] object_store::Error),
    #[error("the folder {0} cannot be made: {1}")]
    Folder(String, #[source] std::io::Error),
}

impl ObjectError {
    pub fn is_absent(&self) -> bool {
        matches!(self, ObjectError::Store(object_store::Error::NotFound { .. }))
    }
}

enum Place {
    Folder(PathBuf),
    /// `s3://bucket/prefix`; keys and address from the environment, as every S3 client reads them.
    S3 {
        bucket: String,
        prefix: String,
    },
}

/// Cheap to clone; opened when it is first needed.
#[derive(Clone)]
pub struct Objects {
    place: Arc<Place>,
    open: Arc<OnceCell<Arc<dyn ObjectStore>>>,
}

impl Objects {
    /// A folder, or `s3://bucket/prefix`.
    pub fn at(place: &str) -> Objects {
        let place = match place.strip_prefix("s3://") {
            Some(rest) => {
                let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
                Place::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_end_matches('/').to_owned() }
            }
            None => Place::Folder(PathBuf::from(place)),
        };
        Objects { place: Arc::new(place), open: Arc::default() }
    }

    /// The folder, when it is one.
    pub fn folder(&self) -> Option<&FilePath> {
        match &*self.place {
            Place::Folder(folder) => Some(folder),
            Place::S3 { .. } => None,
        }
    }

    async fn store(&self) -> Result<&Arc<dyn ObjectStore>, ObjectError> {
        self.open
            .get_or_try_init(|| async {
                Ok(match &*self.place {
                    Place::Folder(folder) => {
                        std::fs::create_dir_all(folder)
                            .map_err(|error| ObjectError::Folder(folder.display().to_string(), error))?;
                        // Without it a crash of the machine loses what was just acknowledged.
                        let local = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
                        Arc::new(local) as Arc<dyn ObjectStore>
                    }
                    Place::S3 { bucket, prefix } => {
                        // Already installed by whoever was first: the same one.
                        let _ = rustls::crypto::ring::default_provider().install_default();
                        let s3 = AmazonS3Builder::from_env().with_bucket_name(bucket).build()?;
                        match prefix.as_str() {
                            "" => Arc::new(s3) as Arc<dyn ObjectStore>,
                            prefix => Arc::new(PrefixStore::new(s3, prefix)),
                        }
                    }
                })
            })
            .await
    }

    /// A new object; nothing is there before [`Writing::finish`].
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn write(&self, name: &str) -> Result<Writing, ObjectError> {
        let upload = self.store().await?.put_multipart(&Path::from(name)).await?;
        Ok(Writing(WriteMultipart::new_with_chunk_size(upload, PART)))
    }

    /// # Errors
    /// It is not there, or the store does not answer.
    pub async fn read(&self, name: &str) -> Result<Pieces, ObjectError> {
        let stream = self.store().await?.get(&Path::from(name)).await?.into_stream();
        Ok(Pieces(stream.map(|piece| piece.map(Vec::from)).boxed()))
    }

    /// What is not there is deleted too.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn delete(&self, name: &str) -> Result<(), ObjectError> {
        match self.store().await?.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Everything that has lain there since before an instant.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn older_than(&self, before: Timestamp) -> Result<Vec<String>, ObjectError> {
        let mut names = Vec::new();
        let mut list = self.store().await?.list(None);
        while let Some(object) = list.next().await {
            let object = object?;
            if Timestamp::from_utc(object.last_modified) < before {
                names.push(object.location.to_string());
            }
        }
        Ok(names)
    }
}

/// An object being written.
pub struct Writing(WriteMultipart);

impl Writing {
    /// # Errors
    /// The store does not take it.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), ObjectError> {
        self.0.wait_for_capacity(1).await?;
        self.0.write(bytes);
        Ok(())
    }

    /// On disk, or in the store, once this answers.
    ///
    /// # Errors
    /// The store does not take it.
    pub async fn finish(self) -> Result<(), ObjectError> {
        self.0.finish().await?;
        Ok(())
    }

    /// Nothing of it stays.
    pub async fn abort(self) {
        if let Err(error) = self.0.abort().await {
            tracing::warn!(%error, "an unfinished file stays until the sweep");
        }
    }
}

/// An object being read, piece by piece.
pub struct Pieces(BoxStream<'static, object_store::Result<Vec<u8>>>);

impl Pieces {
    /// # Errors
    /// The store stops answering.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, ObjectError> {
        Ok(self.0.next().await.transpose()?)
    }
}
