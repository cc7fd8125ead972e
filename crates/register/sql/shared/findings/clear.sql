-- One row removed: a finding of the submission, recorded by an earlier check.
DELETE FROM findings WHERE dataset = $1 AND number = $2
