-- Codes of six digits that are mailed to the address which the register has of an organization (R43).
CREATE TABLE link_codes (
  id UUID PRIMARY KEY,
  request_id UUID NOT NULL REFERENCES link_requests(id),
  person_id UUID NOT NULL REFERENCES people(id),
  email TEXT NOT NULL,                        -- the register's, when the code was sent
  secret_hash BYTEA NOT NULL,
  attempts_left BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX link_codes_by_request ON link_codes(request_id, created_at);
CREATE INDEX link_codes_by_person ON link_codes(person_id, created_at);
CREATE INDEX link_codes_by_email ON link_codes(email, created_at);
