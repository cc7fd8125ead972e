-- What readers should know about a submission, in its sender's words; empty when nothing was said.
ALTER TABLE submissions ADD COLUMN note TEXT NOT NULL DEFAULT '';
