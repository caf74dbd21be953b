-- People, how they prove who they are, and where they are signed in.
-- Timestamps are microseconds since 1970 UTC; *_lower columns are for searching.

CREATE TABLE people (
  id UUID PRIMARY KEY,
  email TEXT UNIQUE,                          -- lower case; NULL: made by a certificate, none confirmed yet
  email_confirmed_at BIGINT,
  email_to_confirm TEXT,                      -- what such an account asked for; it gets one letter only
  snils TEXT UNIQUE,                          -- 11 digits, proved by a certificate
  inn TEXT,                                   -- 12 digits, proved by a certificate
  phone TEXT,                                 -- +7XXXXXXXXXX
  phone_confirmed_at BIGINT,
  last_name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  middle_name TEXT NOT NULL DEFAULT '',
  name_lower TEXT NOT NULL,
  identity_document BYTEA,                    -- sealed under the master key
  password_hash TEXT,                         -- argon2id, PHC string; NULL until set
  password_changed_at BIGINT,
  must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
  totp_secret BYTEA,                          -- sealed; set while enrolling and after
  totp_enabled_at BIGINT,
  totp_last_step BIGINT NOT NULL DEFAULT 0,   -- a code is accepted once
  recovery_codes TEXT NOT NULL DEFAULT '[]',  -- JSON list of SHA-256 of unused codes
  is_operator BOOLEAN NOT NULL DEFAULT FALSE,
  lang TEXT NOT NULL DEFAULT 'ru',
  time_zone TEXT NOT NULL DEFAULT 'Europe/Moscow',
  created_at BIGINT NOT NULL,
  last_sign_in_at BIGINT
);

CREATE INDEX people_by_inn ON people(inn);

CREATE TABLE sessions (
  id UUID PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,           -- SHA-256 of the cookie's value
  person_id UUID NOT NULL REFERENCES people(id),
  second_factor_pending BOOLEAN NOT NULL DEFAULT FALSE,
  by_certificate BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ip TEXT NOT NULL DEFAULT '',
  user_agent TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sessions_by_person ON sessions(person_id);

-- One-time secrets sent by mail or SMS: confirmation, recovery, unlocking, phone codes.
CREATE TABLE tokens (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people(id),
  purpose TEXT NOT NULL,                      -- confirm_email | reset_password | confirm_phone
  secret_hash BYTEA NOT NULL,
  payload TEXT NOT NULL DEFAULT '',           -- e.g. the phone number being confirmed
  attempts_left BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX tokens_by_secret ON tokens(secret_hash);
CREATE INDEX tokens_by_person ON tokens(person_id, purpose);

-- Failed sign-ins by address, whether or not an account has it: a lock tells nothing about that.
CREATE TABLE sign_in_attempts (
  email_hash BYTEA PRIMARY KEY,               -- SHA-256 of the address in lower case
  attempts BIGINT NOT NULL,
  locked_until BIGINT,
  last_at BIGINT NOT NULL
);

-- Text messages that were asked for, and what became of them; they are counted for limits.
CREATE TABLE sms (
  id UUID PRIMARY KEY,                        -- the job's id, and the id that the gateway is given
  phone TEXT NOT NULL,
  network TEXT NOT NULL,                      -- address of who asked (IPv6: its /64), or empty
  body TEXT NOT NULL DEFAULT '',              -- only the demo keeps it
  state TEXT NOT NULL,                        -- waiting | sent | caught | refused | late
  asked_at BIGINT NOT NULL,
  settled_at BIGINT
);
CREATE INDEX sms_by_time ON sms(asked_at);
CREATE INDEX sms_by_phone ON sms(phone, asked_at);
CREATE INDEX sms_by_network ON sms(network, asked_at);

CREATE TABLE consents (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people(id),
  organization_id UUID,
  kind TEXT NOT NULL,                         -- terms | personal_data
  version TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  ip TEXT NOT NULL DEFAULT ''
);
CREATE INDEX consents_by_person ON consents(person_id);
