-- Electronic signatures: challenges, certificates that people bound, and signatures of documents.

-- Texts that are signed to show that somebody holds a key; each is answered once.
CREATE TABLE signature_challenges (
  id UUID PRIMARY KEY,
  purpose TEXT NOT NULL,                      -- sign-in | bind | link
  person_id UUID,                             -- who alone can answer; NULL while nobody is signed in
  text TEXT NOT NULL,                         -- exactly what is signed, in UTF-8
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX signature_challenges_by_end ON signature_challenges(expires_at);

-- An answered challenge, carried to the next form.
CREATE TABLE signature_tickets (
  secret_hash BYTEA PRIMARY KEY,              -- SHA-256
  purpose TEXT NOT NULL,
  certificate BYTEA NOT NULL,                 -- DER
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX signature_tickets_by_end ON signature_tickets(expires_at);

CREATE TABLE certificates (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people(id),
  fingerprint TEXT NOT NULL,                  -- SHA-256 of the DER, hexadecimal
  der BYTEA NOT NULL,
  ogrn TEXT,                                  -- ОГРН or ОГРНИП of the organization that it names
  state TEXT NOT NULL,                        -- pending | active | inactive | replaced
  kind TEXT NOT NULL,                         -- enhanced | qualified, when it was added
  is_proved BOOLEAN NOT NULL,                 -- whether its key was shown
  not_after BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  replaces UUID                               -- the certificate whose place it takes
);
CREATE UNIQUE INDEX certificates_by_person ON certificates(person_id, fingerprint);
-- A certificate signs one person in.
CREATE UNIQUE INDEX certificates_in_use ON certificates(fingerprint) WHERE state = 'active' AND is_proved;
CREATE INDEX certificates_by_ogrn ON certificates(ogrn);
CREATE INDEX certificates_by_end ON certificates(not_after) WHERE state = 'active';

-- Codes of six digits that are mailed before a certificate is used.
CREATE TABLE certificate_codes (
  id UUID PRIMARY KEY,
  certificate_id UUID NOT NULL REFERENCES certificates(id),
  person_id UUID NOT NULL,
  secret_hash BYTEA NOT NULL,
  attempts_left BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX certificate_codes_by_certificate ON certificate_codes(certificate_id, created_at);
CREATE INDEX certificate_codes_by_person ON certificate_codes(person_id, created_at);

-- Of which ends owners were warned: each once, whichever process sees it.
CREATE TABLE certificate_warnings (
  certificate_id UUID NOT NULL REFERENCES certificates(id),
  days BIGINT NOT NULL,                       -- 30 | 14 | 3
  told_at BIGINT NOT NULL,
  PRIMARY KEY (certificate_id, days)
);

-- Requests for certificates (PKCS#10); the private key never comes here.
CREATE TABLE certificate_requests (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people(id),
  fingerprint BYTEA NOT NULL,                 -- SHA-256 of the DER
  der BYTEA NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,                        -- made | sent | issued
  made_at BIGINT NOT NULL,
  sent_at BIGINT,
  issued_at BIGINT,
  certificate_id UUID REFERENCES certificates(id)
);
CREATE UNIQUE INDEX certificate_requests_by_person ON certificate_requests(person_id, fingerprint);

-- Signatures of documents, with all that is needed to check them again.
CREATE TABLE document_signatures (
  id UUID PRIMARY KEY,
  subject_kind TEXT NOT NULL,                 -- application | link-document | decision
  subject_id UUID NOT NULL,
  organization_id UUID,
  person_id UUID NOT NULL REFERENCES people(id),
  kind TEXT NOT NULL,                         -- enhanced | qualified, when it was checked
  signer_name TEXT NOT NULL,                  -- these three as the certificate says
  signer_position TEXT,
  organization_name TEXT,
  certificate BYTEA NOT NULL,                 -- DER
  cms BYTEA NOT NULL,                         -- with a time stamp where a service is configured
  content_name TEXT NOT NULL,
  content BYTEA,                              -- what was signed, where it is not kept elsewhere
  content_sha256 BYTEA NOT NULL,
  signed_at BIGINT NOT NULL,                  -- by our clock
  stamped_at BIGINT                           -- by the time-stamping service
);
CREATE INDEX document_signatures_by_subject ON document_signatures(subject_kind, subject_id);
