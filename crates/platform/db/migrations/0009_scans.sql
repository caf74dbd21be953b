-- What a machine has read in the scans of authority documents, and how sharp they are.

-- Pixels of a picture, or of the coarsest scanned page of a PDF; null where nobody has looked.
ALTER TABLE files ADD COLUMN width BIGINT;
ALTER TABLE files ADD COLUMN height BIGINT;
ALTER TABLE files ADD COLUMN dpi BIGINT;                -- null when the file does not say

-- One row for each document that is, or is to be, read; also the queue of the readers.
CREATE TABLE link_scans (
  document_id UUID PRIMARY KEY REFERENCES link_documents(id),
  state TEXT NOT NULL,                        -- waiting | reading | read | not_read
  reason TEXT NOT NULL DEFAULT '',            -- why it was not read
  attempts BIGINT NOT NULL DEFAULT 0,
  claimed_until BIGINT NOT NULL DEFAULT 0,    -- a reader that was killed is replaced after this
  requested_at BIGINT NOT NULL,               -- grows when it is to be compared anew
  read_at BIGINT,
  compared_with TEXT NOT NULL DEFAULT '',     -- JSON: what the form said
  findings TEXT NOT NULL DEFAULT '[]'         -- JSON
);
CREATE INDEX link_scans_queue ON link_scans(state, requested_at);
