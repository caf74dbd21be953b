-- Who did what; the outbox; messages that were sent.

CREATE TABLE audit_log (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id UUID NOT NULL UNIQUE,
  at BIGINT NOT NULL,
  organization_id UUID,                       -- whose journal it belongs to
  person_id UUID,
  person_name TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL DEFAULT '',
  object_id UUID,
  object_label TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL,                       -- done | refused
  details TEXT NOT NULL DEFAULT '{}',         -- JSON, before and after where rights change
  ip TEXT NOT NULL DEFAULT '',
  request_id TEXT NOT NULL DEFAULT '',
  search_lower TEXT NOT NULL DEFAULT '',
  leaf BYTEA NOT NULL                         -- SHA-256 of the entry: a leaf of the later Merkle log
);
CREATE INDEX audit_by_organization ON audit_log(organization_id, seq);
CREATE INDEX audit_by_object ON audit_log(object_id);

CREATE TABLE jobs (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,                        -- ready | done | failed
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX jobs_ready ON jobs(run_at) WHERE state = 'ready';

CREATE TABLE notifications (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people(id),
  organization_id UUID,
  kind TEXT NOT NULL,
  args TEXT NOT NULL DEFAULT '{}',            -- JSON: arguments of the texts
  link TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  read_at BIGINT
);
CREATE INDEX notifications_by_person ON notifications(person_id, created_at);

-- Delivery of each message; the demo's catcher shows the body from here.
CREATE TABLE sent_mail (
  id UUID PRIMARY KEY,                        -- the job's id; Message-ID is made of it
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',              -- kept only by the demo's catcher
  state TEXT NOT NULL,                        -- sent | caught | refused
  message_id TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX sent_mail_by_time ON sent_mail(at);
